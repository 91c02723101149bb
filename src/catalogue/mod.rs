//! Catalogue: what the site says, in Russian and in English.
//!
//! Messages stand in `catalogues/<language>/*.ftl` in the Fluent format, which knows the plural forms of each
//! language, so that no sentence is glued from parts. Those below `screen/` are read by the browser's modules, too.
//! `say!("key", count = 3)` writes a message in the language of the request under way.

mod language;
mod wording;

use std::fmt::Write as _;
use std::sync::LazyLock;

pub use fluent_bundle::FluentValue;
use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource};

use crate::content::Content;
use crate::export::numbers;
pub use language::Language;
pub use wording::Wording;

/// Writes a message of the catalogue: `say!("key")`, or with values, `say!("key", count = 3, school = name)`.
macro_rules! say {
    ($key:expr) => { $crate::catalogue::said($key, &[]) };
    ($key:expr, $($name:ident = $value:expr),+ $(,)?) => {
        $crate::catalogue::said($key, &[$((stringify!($name), $crate::catalogue::FluentValue::from($value))),+])
    };
}
pub(crate) use say;

/// Messages of one language.
struct Bundle {
    messages: FluentBundle<FluentResource>,
    /// What the browser's modules are handed, as it stands in the files.
    for_screen: String,
}

static BUNDLES: LazyLock<[Bundle; 2]> = LazyLock::new(|| Language::ALL.map(Bundle::read));

impl Bundle {
    fn read(language: Language) -> Self {
        let content = Content::embedded();
        let folder = format!("catalogues/{}", language.code());
        let mut bundle = Self {
            messages: no_messages(language),
            for_screen: String::new(),
        };
        for (path, text) in content.below(&folder) {
            if path.contains("/screen/") {
                bundle.for_screen.push_str(text);
                bundle.for_screen.push('\n');
            }
            // What a test of the files has found faultless; else the faultless messages of the file.
            let (Ok(resource) | Err((resource, _))) = FluentResource::try_new(text.to_owned());
            bundle.messages.add_resource_overriding(resource);
        }
        bundle
    }

    fn message(&self, key: &str, values: &[(&str, FluentValue<'_>)]) -> Option<String> {
        let pattern = self.messages.get_message(key)?.value()?;
        let arguments: FluentArgs<'_> = values
            .iter()
            .map(|(name, value)| (*name, value.clone()))
            .collect();
        let mut faults = Vec::new();
        let text = self
            .messages
            .format_pattern(pattern, Some(&arguments), &mut faults);
        Some(text.into_owned())
    }
}

fn no_messages(language: Language) -> FluentBundle<FluentResource> {
    let mut bundle = FluentBundle::new_concurrent(vec![language.identifier()]);
    // The marks of direction that it would put around values are for languages that run from the right.
    bundle.set_use_isolating(false);
    bundle.set_formatter(Some(|value, _| match value {
        FluentValue::Number(number) => Some(shown(number.value)),
        _ => None,
    }));
    bundle
}

/// Writes a message in the language of the request under way; the key itself where there is no such message.
pub fn said(key: &str, values: &[(&str, FluentValue<'_>)]) -> String {
    said_in(Language::current(), key, values)
}

/// Writes a message in a language.
pub fn said_in(language: Language, key: &str, values: &[(&str, FluentValue<'_>)]) -> String {
    let said = BUNDLES[language as usize].message(key, values);
    said.unwrap_or_else(|| key.to_owned())
}

/// Writes a pattern that a declared file gives, with the same rules as a message.
/// The error names what the pattern asks for and is not given, or where it cannot be read.
pub fn said_by_pattern(
    language: Language,
    pattern: &str,
    values: &[(&str, FluentValue<'_>)],
) -> Result<String, String> {
    let mut source = String::from("pattern =\n");
    for line in pattern.trim().lines() {
        writeln!(source, "    {line}").expect("a string takes it");
    }
    let resource = FluentResource::try_new(source).map_err(|(_, faults)| {
        let faults = faults.iter().map(ToString::to_string);
        faults.collect::<Vec<_>>().join("; ")
    })?;
    let mut bundle = no_messages(language);
    bundle.add_resource_overriding(resource);
    let message = bundle.get_message("pattern");
    let found = message.as_ref().and_then(|message| message.value());
    let Some(found) = found else {
        return Err("пустой текст".to_owned());
    };
    let arguments: FluentArgs<'_> = values
        .iter()
        .map(|(name, value)| (*name, value.clone()))
        .collect();
    let mut faults = Vec::new();
    let text = bundle.format_pattern(found, Some(&arguments), &mut faults);
    match faults.is_empty() {
        true => Ok(text.into_owned()),
        false => {
            let faults = faults.iter().map(ToString::to_string);
            Err(faults.collect::<Vec<_>>().join("; "))
        }
    }
}

/// Returns the messages that the browser's modules say, in the Fluent format.
pub fn for_screen(language: Language) -> &'static str {
    &BUNDLES[language as usize].for_screen
}

/// Numbers look alike in both languages, as they do in the tables and in every file.
fn shown(number: f64) -> String {
    match number.fract() == 0.0 && number.abs() < 9e15 {
        true => numbers::integer(number as i64),
        false => number.to_string().replace('.', ","),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use super::*;

    /// The messages of a language with the values that each asks for.
    fn messages(language: Language) -> BTreeMap<String, BTreeSet<String>> {
        let folder = format!("catalogues/{}", language.code());
        let content = Content::embedded();
        let mut messages = BTreeMap::new();
        for (path, text) in content.below(&folder) {
            let resource = FluentResource::try_new(text.to_owned())
                .unwrap_or_else(|(_, faults)| panic!("{path}: {faults:?}"));
            let mut name = None;
            for line in text.lines().filter(|line| !line.starts_with('#')) {
                if let Some((key, _)) = line.split_once('=')
                    && line.starts_with(|sign: char| sign.is_ascii_lowercase())
                {
                    let key = key.trim().to_owned();
                    let is_new = messages.insert(key.clone(), BTreeSet::new()).is_none();
                    assert!(is_new, "{path}: {key} stands twice");
                    name = Some(key);
                }
                let asked = line.split('$').skip(1).map(|rest| {
                    let ends = |sign: char| !sign.is_ascii_alphanumeric() && sign != '_';
                    rest.split(ends).next().unwrap_or_default().to_owned()
                });
                if let Some(name) = &name {
                    messages.entry(name.clone()).or_default().extend(asked);
                }
            }
            assert!(resource.entries().count() > 0, "{path} says nothing");
        }
        messages
    }

    #[test]
    fn both_languages_say_the_same_messages_with_the_same_values() {
        let (russian, english) = (messages(Language::Russian), messages(Language::English));
        assert!(!russian.is_empty());
        for (key, values) in &russian {
            let twin = english.get(key);
            assert_eq!(twin, Some(values), "{key} in English");
        }
        let odd = english.keys().filter(|key| !russian.contains_key(*key));
        assert_eq!(odd.collect::<Vec<_>>(), Vec::<&String>::new());
    }

    #[test]
    fn nouns_follow_their_numbers_in_both_languages() {
        let said = |language, count: i64| {
            said_in(language, "schools", &[("count", FluentValue::from(count))])
                .replace('\u{a0}', " ")
        };
        let russian = [1, 2, 5, 11, 21, 1204].map(|count| said(Language::Russian, count));
        assert_eq!(
            russian,
            [
                "1 школа",
                "2 школы",
                "5 школ",
                "11 школ",
                "21 школа",
                "1 204 школы"
            ]
        );
        let english = [1, 2].map(|count| said(Language::English, count));
        assert_eq!(english, ["1 school", "2 schools"]);
    }

    #[test]
    fn declared_patterns_say_what_they_lack() {
        let values = [("missed", FluentValue::from(21))];
        let pattern =
            "{ $missed ->\n  [one] Пропущен { $missed } урок\n *[other] Пропущено { $missed }\n}";
        let said = said_by_pattern(Language::Russian, pattern, &values);
        assert_eq!(said.as_deref(), Ok("Пропущен 21 урок"));
        assert!(said_by_pattern(Language::Russian, "{ $due }", &values).is_err());
        assert!(said_by_pattern(Language::Russian, "{ $due", &values).is_err());
        assert!(said_by_pattern(Language::Russian, " ", &values).is_err());
    }
}
