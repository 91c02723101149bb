//! Verbatim: a text that stands as somebody wrote it, whatever the page's language. Where the page is English and
//! the text is not, it is marked, so that it is read out in Russian.

use askama::Template;

use crate::catalogue::Language;

#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "parts/verbatim.html")]
pub struct Verbatim {
    text: String,
    is_foreign: bool,
}

impl Verbatim {
    pub fn of(text: impl AsRef<str>) -> Self {
        let text = text.as_ref();
        Self {
            is_foreign: Language::current() != Language::Russian && is_russian(text),
            text: text.to_owned(),
        }
    }
}

impl Verbatim {
    /// Returns a text that the office's files declare, which is in Russian but for the codes in it.
    pub fn declared(text: impl AsRef<str>) -> Self {
        let text = text.as_ref();
        Self {
            is_foreign: Language::current() != Language::Russian && text.chars().any(is_cyrillic),
            text: text.to_owned(),
        }
    }
}

fn is_cyrillic(letter: char) -> bool {
    matches!(letter, '\u{400}'..='\u{4ff}')
}

/// Says whether most letters are Cyrillic: a message that names a district stays a message.
fn is_russian(text: &str) -> bool {
    let letters = text.chars().filter(|sign| sign.is_alphabetic());
    let cyrillic = letters
        .clone()
        .filter(|letter| is_cyrillic(*letter))
        .count();
    cyrillic * 2 > letters.count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn russian_words_are_marked_on_an_english_page_alone() {
        let written = || Verbatim::of("Приказ <№ 5>").render().expect("a text");
        assert!(!written().contains("lang") && !written().contains("<№"));
        let written = Language::English.in_force(async { written() }).await;
        assert!(written.starts_with(r#"<span lang="ru">Приказ"#) && !written.contains("<№"));
    }

    #[test]
    fn most_letters_decide() {
        for (text, expected) in [
            ("Приказ № 5", true),
            ("s1: чтение", true),
            ("the district “Юг”", false),
            ("14.10.2025", false),
            ("", false),
        ] {
            assert_eq!(is_russian(text), expected, "{text}");
        }
    }
}
