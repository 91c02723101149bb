//! Language: which of the two a page is written in. The request under way carries it.

use unic_langid::LanguageIdentifier;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Language {
    #[default]
    Russian,
    English,
}

tokio::task_local! {
    /// A page is written from dozens of parts, each of which would have to be handed it otherwise.
    static CURRENT: Language;
}

impl Language {
    pub const ALL: [Self; 2] = [Self::Russian, Self::English];

    /// Returns the language of the request under way; Russian outside of any.
    pub fn current() -> Self {
        CURRENT.try_with(|language| *language).unwrap_or_default()
    }

    /// Runs a task in this language.
    pub async fn in_force<T>(self, task: impl Future<Output = T>) -> T {
        CURRENT.scope(self, task).await
    }

    /// Returns the code that stands in `lang` and in the names of folders.
    pub fn code(self) -> &'static str {
        match self {
            Self::Russian => "ru",
            Self::English => "en",
        }
    }

    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|language| language.code() == code)
    }

    pub(super) fn identifier(self) -> LanguageIdentifier {
        self.code().parse().expect("a code of two letters")
    }
}
