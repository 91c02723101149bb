//! Template: a text with `{names}` in it, as titles, labels and items are declared.
//!
//! What is put in is data: braces in it are no names, and nothing in it is read as markup.

/// A text in pieces.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Piece<'a> {
    Text(&'a str),
    Name(&'a str),
}

/// Returns the pieces of a text; a brace that nothing closes is a text.
pub fn pieces(text: &str) -> Vec<Piece<'_>> {
    let mut found = Vec::new();
    let mut rest = text;
    while let Some(opens) = rest.find('{') {
        let Some(closes) = rest[opens..].find('}') else {
            break;
        };
        if opens > 0 {
            found.push(Piece::Text(&rest[..opens]));
        }
        found.push(Piece::Name(rest[opens + 1..opens + closes].trim()));
        rest = &rest[opens + closes + 1..];
    }
    if !rest.is_empty() {
        found.push(Piece::Text(rest));
    }
    found
}

/// Returns the names that a text asks for.
pub fn names(text: &str) -> Vec<&str> {
    let names = pieces(text).into_iter().filter_map(|piece| match piece {
        Piece::Name(name) => Some(name),
        Piece::Text(_) => None,
    });
    names.collect()
}

/// Returns a text with what the names stand for.
pub fn filled(text: &str, value_of: impl Fn(&str) -> Option<String>) -> String {
    let mut filled = String::new();
    for piece in pieces(text) {
        match piece {
            Piece::Text(text) => filled.push_str(text),
            Piece::Name(name) => filled.push_str(&value_of(name).unwrap_or_default()),
        }
    }
    filled
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_filled_and_values_are_not_read() {
        let value = |name: &str| (name == "class").then(|| "5{term}А".to_owned());
        assert_eq!(filled("{class} класс, { term }", value), "5{term}А класс, ");
        assert_eq!(names("{class} и {$pupil}"), ["class", "$pupil"]);
        assert_eq!(filled("без {конца", value), "без {конца");
        assert!(pieces("").is_empty());
    }
}
