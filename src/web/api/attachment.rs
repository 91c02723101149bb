//! Attachment: how a file that is handed out is called, by programs and by people.

use axum::http::HeaderValue;

/// Letters of a title that somebody gave, and of one in the name of a file.
const LETTERS_OF_TITLE: usize = 200;
const LETTERS_OF_NAME: usize = 100;

/// What an asker calls a file: one line without signs that nobody sees.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Title(String);

impl Title {
    /// Reads what was sent; nothing is left of a title without letters.
    pub fn read(sent: &str) -> Option<Self> {
        let seen: String = sent
            .chars()
            .map(|sign| if sign.is_whitespace() { ' ' } else { sign })
            .filter(|sign| !is_unseen(*sign))
            .take(LETTERS_OF_TITLE)
            .collect();
        let words: Vec<&str> = seen.split_whitespace().collect();
        (!words.is_empty()).then(|| Self(words.join(" ")))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns the name of a file as a system allows it.
    fn file_name(&self, extension: &str) -> String {
        let allowed: String = self
            .0
            .chars()
            .map(|sign| {
                if r#"\/:*?"<>|%"#.contains(sign) {
                    ' '
                } else {
                    sign
                }
            })
            .collect();
        let words: Vec<&str> = allowed.split_whitespace().collect();
        let name = shortened(&words);
        format!("{}.{extension}", name.trim_matches(['.', ' ']))
    }
}

/// Joins the words of a name. Of a long one those before its days give way: files are told apart by them.
fn shortened(words: &[&str]) -> String {
    let whole = words.join(" ");
    if whole.chars().count() <= LETTERS_OF_NAME {
        return whole;
    }
    let days = words.iter().position(|word| is_told_apart_by(word));
    let end = days.map_or(String::new(), |place| words[place..].join(" "));
    let room = LETTERS_OF_NAME.saturating_sub(end.chars().count() + MARK.len());
    if days.is_none() || room < LETTERS_OF_NAME / 4 {
        return cut_to(&whole, LETTERS_OF_NAME);
    }
    let begin = cut_to(&whole, room);
    format!("{}{MARK}{end}", begin.trim_end_matches([',', ' ']))
}

/// What stands for the words that gave way.
const MARK: &str = "... ";

/// Says whether a word is a day, or the sign before the number of a print.
fn is_told_apart_by(word: &str) -> bool {
    let digits = word.chars().filter(char::is_ascii_digit).count();
    word == "№" || digits >= 8 && word.contains(['.', '-'])
}

/// Cuts a text behind the last word that fits; of a single long word letters are left.
fn cut_to(text: &str, letters: usize) -> String {
    let cut: String = text.chars().take(letters).collect();
    let is_inside = text[cut.len()..].starts_with(|sign: char| sign != ' ');
    match cut.rsplit_once(' ') {
        Some((whole, _)) if is_inside => whole.to_owned(),
        _ => cut,
    }
}

/// Signs that steer a terminal or turn the direction of writing, and those that XML lacks.
fn is_unseen(sign: char) -> bool {
    sign.is_control()
        || matches!(sign, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
            | '\u{feff}' | '\u{fff0}'..='\u{ffff}')
}

/// Returns `Content-Disposition` of a file: an ASCII name for whoever knows no other, and beside it the name that
/// people read (RFC 5987).
pub fn disposition(name: &str, title: Option<&Title>, extension: &str) -> Option<HeaderValue> {
    let mut value = format!("attachment; filename=\"{name}.{extension}\"");
    let titled = title.map(|title| title.file_name(extension));
    if let Some(titled) = titled.filter(|titled| titled.len() > extension.len() + 1) {
        value.push_str("; filename*=UTF-8''");
        for byte in titled.bytes() {
            match byte {
                b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' => {
                    value.push(char::from(byte));
                }
                _ => value += &format!("%{byte:02X}"),
            }
        }
    }
    HeaderValue::from_str(&value).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(title: &str) -> Option<String> {
        Title::read(title).map(|title| title.0)
    }

    #[test]
    fn a_title_is_one_line_that_can_be_seen() {
        assert_eq!(
            said(" Пропуски\r\nпо\tклассам "),
            Some("Пропуски по классам".into())
        );
        assert_eq!(said("a\u{0}b\u{202e}c\u{1b}"), Some("abc".into()));
        assert_eq!(said("\u{200b} \n"), None);
        assert_eq!(
            said(&"ы".repeat(500)).map(|title| title.chars().count()),
            Some(200)
        );
    }

    #[test]
    fn a_long_name_keeps_its_days_whole() {
        let named = |title: &str| {
            let title = Title::read(title).expect("a title");
            title.file_name("xlsx")
        };
        let title = "Сводный отчёт об успеваемости по организациям, за период: 1 четверть";
        assert_eq!(
            named(&format!(
                "{title}, 2026/2027 учебный год (01.09.2026 – 24.10.2026)"
            )),
            "Сводный отчёт об успеваемости по организациям, за период 1 четверть... \
             (01.09.2026 – 24.10.2026).xlsx"
        );
        let teacher = "Итоги учителя Константинопольской Александры Владимировны по предметам";
        assert_eq!(
            named(&format!(
                "{teacher} и классам организации, 5А класс, 1 четверть № 17"
            )),
            "Итоги учителя Константинопольской Александры Владимировны по предметам и классам... \
             № 17.xlsx"
        );
        // Where nothing tells it apart it is cut between words, and a word without an end between letters.
        let words = "слово ".repeat(40);
        let cut = named(&words);
        assert!(cut.ends_with("слово.xlsx"), "{cut}");
        assert!(cut.chars().count() <= 105, "{cut}");
        assert_eq!(named(&"ы".repeat(150)).chars().count(), 105);
        let early = format!("01.09.2026 {words}");
        assert!(named(&early).starts_with("01.09.2026 слово"));
    }

    #[test]
    fn a_file_has_a_name_for_programs_and_one_for_people() {
        let named = |title: &str| {
            let title = Title::read(title);
            let value = disposition("svodka-2025", title.as_ref(), "xlsx").expect("a header");
            value.to_str().expect("ASCII").to_owned()
        };
        assert_eq!(
            named("Пропуск"),
            "attachment; filename=\"svodka-2025.xlsx\"; \
             filename*=UTF-8''%D0%9F%D1%80%D0%BE%D0%BF%D1%83%D1%81%D0%BA.xlsx"
        );
        for nameless in ["", "\u{7}", "../..", "///"] {
            assert_eq!(named(nameless), "attachment; filename=\"svodka-2025.xlsx\"");
        }
        let attack = named("a\"; filename=\"evil.exe\r\nSet-Cookie: x=1 ../../b");
        assert!(
            attack.ends_with("filename*=UTF-8''a%20%3B%20filename%3D%20evil.exe%20Set-Cookie%20x%3D1%20..%20..%20b.xlsx"),
            "{attack}"
        );
    }
}
