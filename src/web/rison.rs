//! Rison: JSON that reads well in an address, as `js/rison.js` reads and writes it in the browser.
//!
//! An object stands without its outer parentheses: `measures:!(marks.count),limit:10,totals:!t`. What comes from an
//! address comes from anyone, so length and depth have bounds and nothing is guessed.

use serde_json::{Map, Number, Value};

use super::parts::address;
use crate::catalogue::say;

/// No question that a person builds is longer; longer addresses are cut on the way anyhow.
const LONGEST: usize = 32_000;

/// Deeper than any group of filters that a question may have.
const DEEPEST: usize = 32;

/// Why a text is no object.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Unread {
    #[error("ссылка слишком длинная")]
    TooLong,
    #[error("в ссылке слишком много вложенных скобок")]
    TooDeep,
    /// The place is counted in characters from 1.
    #[error("ссылка не читается: ошибка в знаке {0}")]
    At(usize),
}

impl Unread {
    /// Says to the reader of a page why.
    pub fn said(self) -> String {
        match self {
            Self::TooLong => say!("question-link-too-long"),
            Self::TooDeep => say!("question-link-too-deep"),
            Self::At(place) => say!("question-link-unread", place = place.to_string()),
        }
    }
}

/// Reads an object: with or without its outer parentheses, or as plain JSON.
pub fn decode(text: &str) -> Result<Map<String, Value>, Unread> {
    if text.len() > LONGEST {
        return Err(Unread::TooLong);
    }
    if text.starts_with('{') {
        let value: Value =
            serde_json::from_str(text).map_err(|error| Unread::At(error.column()))?;
        return match value {
            Value::Object(object) if depth_of(&object) <= DEEPEST => Ok(object),
            Value::Object(_) => Err(Unread::TooDeep),
            _ => Err(Unread::At(1)),
        };
    }
    let mut reader = Reader {
        signs: text.chars().collect(),
        place: 0,
    };
    let object = match reader.signs.first() {
        None => Map::new(),
        Some('(') => {
            reader.place += 1;
            reader.members(Some(')'), 1)?
        }
        Some(_) => reader.members(None, 1)?,
    };
    match reader.signs.get(reader.place) {
        None => Ok(object),
        Some(_) => Err(reader.fault()),
    }
}

/// Writes an object without its outer parentheses.
pub fn encode(object: &Map<String, Value>) -> String {
    let mut text = String::new();
    write_members(object, &mut text);
    text
}

/// Writes an object as it stands behind `?q=`: only what would end or change the address is escaped.
pub fn for_address(object: &Map<String, Value>) -> String {
    let mut text = String::new();
    for sign in encode(object).chars() {
        let is_special = sign.is_whitespace()
            || sign.is_control()
            || matches!(
                sign,
                '%' | '&' | '#' | '+' | '"' | '<' | '>' | '\\' | '^' | '`' | '{' | '|' | '}'
            );
        match is_special {
            true => text.push_str(&address::encoded(sign.encode_utf8(&mut [0; 4]))),
            false => text.push(sign),
        }
    }
    text
}

fn depth_of(object: &Map<String, Value>) -> usize {
    fn depth(value: &Value) -> usize {
        match value {
            Value::Object(object) => depth_of(object),
            Value::Array(items) => 1 + items.iter().map(depth).max().unwrap_or(0),
            _ => 0,
        }
    }
    1 + object.values().map(depth).max().unwrap_or(0)
}

fn write_members(object: &Map<String, Value>, text: &mut String) {
    for (place, (key, value)) in object.iter().enumerate() {
        if place > 0 {
            text.push(',');
        }
        write_text(key, text);
        text.push(':');
        write(value, text);
    }
}

fn write(value: &Value, text: &mut String) {
    match value {
        Value::Null => text.push_str("!n"),
        Value::Bool(true) => text.push_str("!t"),
        Value::Bool(false) => text.push_str("!f"),
        Value::Number(number) => text.push_str(&number.to_string().replace('+', "")),
        Value::String(string) => write_text(string, text),
        Value::Array(items) => {
            text.push_str("!(");
            for (place, item) in items.iter().enumerate() {
                if place > 0 {
                    text.push(',');
                }
                write(item, text);
            }
            text.push(')');
        }
        Value::Object(object) => {
            text.push('(');
            write_members(object, text);
            text.push(')');
        }
    }
}

/// Writes a string bare where it can be read as nothing else.
fn write_text(string: &str, text: &mut String) {
    let is_letter = |sign: char| {
        sign.is_ascii_alphabetic() || sign == '_' || matches!(sign, 'А'..='я' | 'Ё' | 'ё')
    };
    let mut signs = string.chars();
    let is_bare = signs.next().is_some_and(is_letter)
        && signs.all(|sign| is_letter(sign) || sign.is_ascii_digit() || sign == '.');
    if is_bare {
        text.push_str(string);
        return;
    }
    text.push('\'');
    for sign in string.chars() {
        if matches!(sign, '\'' | '!') {
            text.push('!');
        }
        text.push(sign);
    }
    text.push('\'');
}

struct Reader {
    signs: Vec<char>,
    place: usize,
}

impl Reader {
    fn value(&mut self, depth: usize) -> Result<Value, Unread> {
        match self.signs.get(self.place) {
            Some('(') => {
                self.place += 1;
                Ok(Value::Object(self.members(Some(')'), deeper(depth)?)?))
            }
            Some('\'') => Ok(Value::String(self.quoted()?)),
            Some('!') => self.marked(depth),
            _ => {
                let word = self.bare()?;
                Ok(self.number(&word)?.unwrap_or(Value::String(word)))
            }
        }
    }

    /// Reads members up to the closing sign, or to the end of the text.
    fn members(&mut self, end: Option<char>, depth: usize) -> Result<Map<String, Value>, Unread> {
        let mut object = Map::new();
        if end.is_some() && self.takes(end) {
            return Ok(object);
        }
        loop {
            let key = match self.signs.get(self.place) {
                Some('\'') => self.quoted()?,
                _ => self.bare()?,
            };
            if !self.takes(Some(':')) {
                return Err(self.fault());
            }
            let value = self.value(depth)?;
            object.insert(key, value);
            if self.takes(end) {
                return Ok(object);
            }
            if !self.takes(Some(',')) {
                return Err(self.fault());
            }
        }
    }

    fn marked(&mut self, depth: usize) -> Result<Value, Unread> {
        self.place += 1;
        let value = match self.signs.get(self.place) {
            Some('t') => Value::Bool(true),
            Some('f') => Value::Bool(false),
            Some('n') => Value::Null,
            Some('(') => {
                self.place += 1;
                return self.list(deeper(depth)?);
            }
            _ => return Err(self.fault()),
        };
        self.place += 1;
        Ok(value)
    }

    fn list(&mut self, depth: usize) -> Result<Value, Unread> {
        let mut items = Vec::new();
        if self.takes(Some(')')) {
            return Ok(Value::Array(items));
        }
        loop {
            items.push(self.value(depth)?);
            if self.takes(Some(')')) {
                return Ok(Value::Array(items));
            }
            if !self.takes(Some(',')) {
                return Err(self.fault());
            }
        }
    }

    fn quoted(&mut self) -> Result<String, Unread> {
        let mut string = String::new();
        loop {
            self.place += 1;
            match self.signs.get(self.place) {
                None => return Err(self.fault()),
                Some('\'') => {
                    self.place += 1;
                    return Ok(string);
                }
                Some('!') => {
                    self.place += 1;
                    match self.signs.get(self.place) {
                        Some(sign @ ('!' | '\'')) => string.push(*sign),
                        _ => return Err(self.fault()),
                    }
                }
                Some(sign) => string.push(*sign),
            }
        }
    }

    fn bare(&mut self) -> Result<String, Unread> {
        let rest = self.signs[self.place..].iter();
        let ends = |sign: &&char| {
            !(sign.is_whitespace() || matches!(sign, '\'' | '!' | ':' | '(' | ')' | ','))
        };
        let word: String = rest.take_while(ends).collect();
        if word.is_empty() {
            return Err(self.fault());
        }
        self.place += word.chars().count();
        Ok(word)
    }

    /// Reads a word as a number; none where it does not look like one.
    fn number(&self, word: &str) -> Result<Option<Value>, Unread> {
        if !looks_like_number(word) {
            return Ok(None);
        }
        if let Ok(number) = word.parse::<i64>() {
            return Ok(Some(Value::from(number)));
        }
        if let Ok(number) = word.parse::<u64>() {
            return Ok(Some(Value::from(number)));
        }
        let number = word.parse::<f64>().ok().and_then(Number::from_f64);
        match number {
            Some(number) => Ok(Some(Value::Number(number))),
            None => Err(self.fault()),
        }
    }

    /// Steps over a sign if it stands here; none stands for the end of the text.
    fn takes(&mut self, sign: Option<char>) -> bool {
        let is_there = self.signs.get(self.place).copied() == sign;
        self.place += usize::from(is_there && sign.is_some());
        is_there
    }

    fn fault(&self) -> Unread {
        Unread::At(self.place.min(self.signs.len()) + 1)
    }
}

fn deeper(depth: usize) -> Result<usize, Unread> {
    match depth < DEEPEST {
        true => Ok(depth + 1),
        false => Err(Unread::TooDeep),
    }
}

/// Says whether a word is `-?(0|[1-9][0-9]*)(\.[0-9]+)?(e-?[0-9]+)?`.
fn looks_like_number(word: &str) -> bool {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|sign| sign.is_ascii_digit());
    let word = word.strip_prefix('-').unwrap_or(word);
    let (number, is_exponent_right) = match word.split_once('e') {
        Some((number, exponent)) => {
            let exponent = exponent.strip_prefix('-').unwrap_or(exponent);
            (number, digits(exponent))
        }
        None => (word, true),
    };
    let (whole, is_fraction_right) = match number.split_once('.') {
        Some((whole, fraction)) => (whole, digits(fraction)),
        None => (number, true),
    };
    let is_whole_right = digits(whole) && (whole == "0" || !whole.starts_with('0'));
    is_whole_right && is_fraction_right && is_exponent_right
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    fn object(value: Value) -> Map<String, Value> {
        match value {
            Value::Object(object) => object,
            other => panic!("no object: {other}"),
        }
    }

    #[test]
    fn browser_and_server_write_and_read_alike() {
        let text = include_str!("../../tests/rison.json");
        let cases: Vec<Value> = serde_json::from_str(text).expect("a list of cases");
        for case in cases {
            let rison = case["rison"].as_str().expect("a text");
            let value = object(case["value"].clone());
            assert_eq!(decode(rison).as_ref(), Ok(&value), "{rison}");
            if case["isOnlyRead"].is_null() {
                assert_eq!(encode(&value), rison);
            }
        }
    }

    #[test]
    fn json_and_outer_parentheses_are_read_too() {
        let expected = Ok(object(json!({"a": [1, "б"]})));
        assert_eq!(decode("{\"a\": [1, \"б\"]}"), expected);
        assert_eq!(decode("(a:!(1,б))"), expected);
        assert_eq!(decode("()"), Ok(Map::new()));
        assert_eq!(decode(""), Ok(Map::new()));
    }

    #[test]
    fn what_is_no_object_is_refused_with_its_place() {
        for (text, unread) in [
            ("a", Unread::At(2)),
            ("a:", Unread::At(3)),
            ("a:!x", Unread::At(4)),
            ("a:'open", Unread::At(8)),
            ("a:'!x'", Unread::At(5)),
            ("a:(b:1", Unread::At(7)),
            ("a:1,", Unread::At(5)),
            ("a:1)", Unread::At(4)),
            ("(a:1))", Unread::At(6)),
            ("!(1,2)", Unread::At(1)),
            ("a:1e999", Unread::At(8)),
            ("a: 1", Unread::At(3)),
        ] {
            assert_eq!(decode(text), Err(unread), "{text}");
        }
        assert!(matches!(decode("{\"a\":"), Err(Unread::At(_))));
        let deep = format!("a:{}", "!(".repeat(100));
        assert_eq!(decode(&deep), Err(Unread::TooDeep));
        let deep = format!("{{\"a\":{}1{}}}", "[".repeat(40), "]".repeat(40));
        assert_eq!(decode(&deep), Err(Unread::TooDeep));
        let deepest = format!("{{\"a\":{}1{}}}", "[".repeat(100_000), "]".repeat(100_000));
        assert_eq!(decode(&deepest), Err(Unread::TooLong));
    }

    #[test]
    fn an_address_carries_the_text_whole() {
        let value = object(json!({"a": "1 + 2 & 3 % #4", "b": "«Ёлка»", "c": "\"<>\n"}));
        let address = for_address(&value);
        assert!(address.starts_with("a:'1%20%2B%202"), "{address}");
        let read: Vec<(String, String)> =
            url::form_urlencoded::parse(format!("q={address}").as_bytes())
                .into_owned()
                .collect();
        assert_eq!(decode(&read[0].1), Ok(value));
    }

    fn values() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            any::<i64>().prop_map(Value::from),
            any::<u64>().prop_map(Value::from),
            any::<f64>()
                .prop_filter("JSON has no other", |number| number.is_finite())
                .prop_map(Value::from),
            ".{0,12}".prop_map(Value::from),
            "[a-zёЁ0-9.!'-]{0,6}".prop_map(Value::from),
        ];
        leaf.prop_recursive(5, 40, 5, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..5).prop_map(Value::from),
                prop::collection::vec((".{0,8}", inner), 0..5)
                    .prop_map(|members| Value::Object(members.into_iter().collect())),
            ]
        })
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_back(
            members in prop::collection::vec((".{0,8}", values()), 0..5)
        ) {
            let object: Map<String, Value> = members.into_iter().collect();
            prop_assert_eq!(decode(&encode(&object)), Ok(object));
        }

        #[test]
        fn rubbish_is_refused_or_read_and_never_breaks(text in "[a-c0-9'!:(),.{}\" \\-eё]{0,40}") {
            if let Ok(object) = decode(&text) {
                prop_assert_eq!(decode(&encode(&object)), Ok(object));
            }
        }
    }
}
