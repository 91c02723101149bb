//! Value: what one field of an entry says, read from what a person wrote.

use jiff::civil::{Date, date};

use super::register::{Field, FieldKind};
use crate::catalogue::say;
use crate::export::numbers;
use crate::period::SchoolYear;

#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    Text(String),
    Number(f64),
    Day(Date),
}

const LINE_LONGEST: usize = 300;
const LINES_LONGEST: usize = 4_000;
const DOCUMENT_LONGEST: usize = 60;
const LINK_LONGEST: usize = 500;

/// Days outside of these are slips of the pen.
const FIRST_DAY: Date = date(1990, 1, 1);
const LAST_DAY: Date = date(2099, 12, 31);

/// Numbers beyond lose units.
const LARGEST: f64 = 1e12;

/// Reads what was written into a field; none where nothing was. The error says what is wrong and what to do.
pub fn read(field: &Field, written: &str, today: Date) -> Result<Option<Value>, String> {
    let written = written.trim();
    if written.is_empty() {
        return match field.is_required {
            true => Err(say!("registers-fault-empty")),
            false => Ok(None),
        };
    }
    let value = match field.kind {
        FieldKind::Text | FieldKind::Class | FieldKind::School => line(written, LINE_LONGEST)?,
        FieldKind::LongText => lines(written)?,
        FieldKind::Person => person(written)?,
        FieldKind::Document => line(written, DOCUMENT_LONGEST)?,
        FieldKind::Date => day(field, written, today)?,
        FieldKind::Number => number(field, written)?,
        FieldKind::Choice => match field.choice(written) {
            Some(choice) => Value::Text(choice.value.clone()),
            None => return Err(say!("registers-fault-choice")),
        },
        FieldKind::SchoolYear => match written.parse::<SchoolYear>() {
            Ok(year) => Value::Text(year.to_string()),
            Err(_) => return Err(say!("registers-fault-school-year")),
        },
        FieldKind::Hash => hash(written)?,
        FieldKind::Link => link(written)?,
    };
    Ok(Some(value))
}

impl Value {
    /// Reads what was stored; none where the field is of another kind now.
    pub fn stored(field: &Field, stored: &serde_json::Value) -> Option<Self> {
        match field.kind {
            FieldKind::Number => stored.as_f64().map(Self::Number),
            FieldKind::Date => stored.as_str()?.parse().ok().map(Self::Day),
            _ => stored.as_str().map(|text| Self::Text(text.to_owned())),
        }
    }

    pub fn to_json(&self) -> serde_json::Value {
        match self {
            Self::Text(text) => serde_json::Value::from(text.as_str()),
            Self::Number(number) => serde_json::Value::from(*number),
            Self::Day(day) => serde_json::Value::from(day.to_string()),
        }
    }

    /// Returns what stands in the field of a form.
    pub fn written(&self) -> String {
        match self {
            Self::Text(text) => text.clone(),
            Self::Number(number) => numbers::plain(*number),
            Self::Day(day) => day.to_string(),
        }
    }

    /// Returns how people read it: a choice by its title, a number and a day in the office's way.
    pub fn shown(&self, field: &Field) -> String {
        match self {
            Self::Text(text) => {
                let choice = field.choice(text);
                choice.map_or_else(|| text.clone(), |choice| choice.told().to_owned())
            }
            Self::Number(number) => numbers::number(*number, field.decimals),
            Self::Day(day) => numbers::day(*day),
        }
    }

    pub fn day(&self) -> Option<Date> {
        match self {
            Self::Day(day) => Some(*day),
            Self::Text(_) | Self::Number(_) => None,
        }
    }

    pub fn text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            Self::Day(_) | Self::Number(_) => None,
        }
    }
}

fn line(written: &str, longest: usize) -> Result<Value, String> {
    if written.chars().count() > longest {
        return Err(say!("registers-fault-long", most = longest as i64));
    }
    if written.chars().any(is_unseen) {
        return Err(say!("registers-fault-unseen"));
    }
    let words: Vec<&str> = written.split_whitespace().collect();
    Ok(Value::Text(words.join(" ")))
}

fn lines(written: &str) -> Result<Value, String> {
    // Browsers end lines as the network does.
    let written = written.replace("\r\n", "\n");
    if written.chars().count() > LINES_LONGEST {
        return Err(say!("registers-fault-long", most = LINES_LONGEST as i64));
    }
    let is_odd = |sign: char| is_unseen(sign) && !matches!(sign, '\n' | '\t');
    match written.chars().any(is_odd) {
        true => Err(say!("registers-fault-unseen")),
        false => Ok(Value::Text(written)),
    }
}

/// Signs that steer a terminal or turn the direction of writing.
fn is_unseen(sign: char) -> bool {
    sign.is_control()
        || matches!(sign, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

fn person(written: &str) -> Result<Value, String> {
    let is_of_name = |sign: char| {
        sign.is_alphabetic() || sign.is_whitespace() || matches!(sign, '-' | '.' | '\'' | '’')
    };
    let has_letters = written.chars().filter(|sign| sign.is_alphabetic()).count() > 1;
    match has_letters && written.chars().all(is_of_name) {
        true => line(written, LINE_LONGEST),
        false => Err(say!("registers-fault-person")),
    }
}

fn day(field: &Field, written: &str, today: Date) -> Result<Value, String> {
    let read = written.parse::<Date>();
    let read = read.or_else(|_| Date::strptime("%d.%m.%Y", written));
    match read {
        Ok(day) if !(FIRST_DAY..=LAST_DAY).contains(&day) => Err(say!("registers-fault-day-odd")),
        Ok(day) if field.is_past && day > today => Err(say!("registers-fault-day-future")),
        Ok(day) => Ok(Value::Day(day)),
        Err(_) => Err(say!("registers-fault-day")),
    }
}

fn number(field: &Field, written: &str) -> Result<Value, String> {
    let plain: String = written
        .chars()
        .filter(|sign| !sign.is_whitespace())
        .map(|sign| match sign {
            ',' => '.',
            '−' => '-',
            sign => sign,
        })
        .collect();
    let is_plain = |sign: char| sign.is_ascii_digit() || matches!(sign, '.' | '-');
    let number: f64 = match plain.chars().all(is_plain).then(|| plain.parse()) {
        Some(Ok(number)) => number,
        _ => return Err(say!("registers-fault-number")),
    };
    let scale = 10_f64.powi(i32::from(field.decimals));
    // What a decimal fraction of so many digits leaves after them is the rounding of binary fractions.
    if ((number * scale) - (number * scale).round()).abs() > 1e-6 {
        return Err(match field.decimals {
            0 => say!("registers-fault-whole"),
            decimals => say!("registers-fault-decimals", most = i64::from(decimals)),
        });
    }
    let (min, max) = (field.min.unwrap_or(-LARGEST), field.max.unwrap_or(LARGEST));
    if number < min {
        return Err(say!("registers-fault-least", least = numbers::plain(min)));
    }
    if number > max {
        return Err(say!("registers-fault-most", most = numbers::plain(max)));
    }
    Ok(Value::Number(number))
}

fn hash(written: &str) -> Result<Value, String> {
    let signs: String = written
        .chars()
        .filter(|sign| !sign.is_whitespace())
        .map(|sign| sign.to_ascii_lowercase())
        .collect();
    // SHA-256 and ГОСТ Р 34.11-2012 of 256 bits, or the latter of 512.
    let is_hash =
        matches!(signs.len(), 64 | 128) && signs.chars().all(|sign| sign.is_ascii_hexdigit());
    match is_hash {
        true => Ok(Value::Text(signs)),
        false => Err(say!("registers-fault-hash")),
    }
}

fn link(written: &str) -> Result<Value, String> {
    let is_web = written.starts_with("https://") || written.starts_with("http://");
    let host = written.split_once("://").map_or("", |(_, rest)| rest);
    let is_whole = !host.is_empty()
        && !host.starts_with('/')
        && written.chars().count() <= LINK_LONGEST
        && !written.chars().any(|sign| {
            sign.is_whitespace() || is_unseen(sign) || matches!(sign, '"' | '\'' | '<' | '>' | '\\')
        });
    match is_web && is_whole {
        true => Ok(Value::Text(written.to_owned())),
        false => Err(say!("registers-fault-link")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TODAY: Date = date(2025, 10, 15);

    fn field(declared: &str) -> Field {
        let text = format!("name = \"f\"\ntitle = {{ ru = \"П\", en = \"F\" }}\n{declared}");
        toml::from_str(&text).expect("a field")
    }

    #[track_caller]
    fn check(declared: &str, accepted: &[(&str, &str)], refused: &[&str]) {
        let field = field(declared);
        for (written, shown) in accepted {
            let value = read(&field, written, TODAY);
            let value = value.unwrap_or_else(|fault| panic!("{written}: {fault}"));
            let value = value.expect("a value");
            assert_eq!(value.shown(&field).replace('\u{a0}', " "), *shown);
            // What is stored and what stands in a form come back as they were.
            assert_eq!(Value::stored(&field, &value.to_json()), Some(value.clone()));
            assert_eq!(read(&field, &value.written(), TODAY), Ok(Some(value)));
        }
        for written in refused {
            let fault = read(&field, written, TODAY).expect_err(written);
            assert!(!fault.starts_with("registers-"), "{fault}");
        }
    }

    #[test]
    fn each_kind_takes_its_own_and_refuses_the_rest() {
        check(
            "kind = \"text\"",
            &[(" <b>Акт</b>  № 5 ", "<b>Акт</b> № 5")],
            &["a\u{202e}b", "a\u{0}b", &"ы".repeat(301)],
        );
        check(
            "kind = \"long_text\"",
            &[("раз\r\nдва", "раз\nдва")],
            &[&"ы".repeat(4_001)],
        );
        check(
            "kind = \"date\"\nis_past = true",
            &[("2025-10-15", "15.10.2025"), ("01.09.2025", "01.09.2025")],
            &[
                "16.10.2025",
                "31.02.2025",
                "вчера",
                "0001-01-01",
                "15/10/2025",
            ],
        );
        check(
            "kind = \"date\"",
            &[("2026-05-31", "31.05.2026")],
            &["9999-12-31"],
        );
        check(
            "kind = \"number\"\nmin = 1.0\nmax = 5000.0",
            &[("1 234", "1 234"), ("7", "7")],
            &[
                "0", "-1", "5001", "1,5", "1e3", "NaN", "inf", "семь", "1.2.3", "=1+1",
            ],
        );
        check(
            "kind = \"number\"\ndecimals = 1",
            &[("1,5", "1,5"), ("-2", "−2,0")],
            &["1,55"],
        );
        check(
            "kind = \"choice\"\nvalues = [{ value = \"a\", ru = \"Первое\", en = \"First\" }]",
            &[("a", "Первое")],
            &["b", "Первое", "a' or 1=1"],
        );
        check(
            "kind = \"person\"",
            &[("Иванова-Петрова А. П.", "Иванова-Петрова А. П.")],
            &["7", "Я", "Иванова <b>", "=СУММ(A1)"],
        );
        check(
            "kind = \"school_year\"",
            &[("2025/2026", "2025/2026")],
            &["2025", "2025/2027"],
        );
        let hash = "A".repeat(64);
        check(
            "kind = \"hash\"",
            &[(&hash, &"a".repeat(64))],
            &["abc", &"g".repeat(64)],
        );
        check(
            "kind = \"link\"",
            &[(
                "https://school.example/act?id=1",
                "https://school.example/act?id=1",
            )],
            &[
                "javascript:alert(1)",
                "//evil.example",
                "https://",
                "https://a\"b",
                "http:///x",
                "data:text/html,x",
            ],
        );
        check(
            "kind = \"document\"",
            &[("152/1", "152/1")],
            &[&"1".repeat(61)],
        );
    }

    #[test]
    fn nothing_written_is_nothing_said() {
        assert_eq!(read(&field("kind = \"text\""), "  ", TODAY), Ok(None));
        assert!(read(&field("kind = \"text\"\nis_required = true"), "  ", TODAY).is_err());
    }
}
