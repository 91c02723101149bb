//! Wording: a text of a declared file, in both languages.

use serde::Deserialize;

use super::{FluentValue, Language, said_by_pattern};

/// `{ ru = "…", en = "…" }`; each is a pattern in the Fluent format.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Wording {
    pub ru: String,
    pub en: String,
}

impl Wording {
    pub fn pattern(&self, language: Language) -> &str {
        match language {
            Language::Russian => &self.ru,
            Language::English => &self.en,
        }
    }

    /// Writes the text in the language of the request under way. The error says what the pattern lacks.
    pub fn said(&self, values: &[(&str, FluentValue<'_>)]) -> Result<String, String> {
        let language = Language::current();
        said_by_pattern(language, self.pattern(language), values)
    }

    /// Writes a text that asks for no values, such as a title.
    pub fn plain(&self) -> String {
        self.said(&[])
            .unwrap_or_else(|_| self.pattern(Language::current()).to_owned())
    }
}
