//! Cause: what the log says of a failed question. Engines quote the cells that they stumbled over, and logs are read
//! by people who may not see them.

/// Returns a cause without what may be a cell's value: quoted text and numbers that stand alone.
pub fn without_values(cause: &str) -> String {
    let mut said = String::with_capacity(cause.len());
    let mut letters = cause.chars().peekable();
    let mut is_in_word = false;
    while let Some(letter) = letters.next() {
        if matches!(letter, '\'' | '"' | '`') {
            // An unclosed quote hides the rest.
            let _ = letters.by_ref().find(|other| *other == letter);
            said.push_str("'…'");
            is_in_word = false;
        } else if letter.is_ascii_digit() && !is_in_word {
            while letters
                .next_if(|next| next.is_ascii_digit() || matches!(next, '.' | '-' | ':'))
                .is_some()
            {}
            said.push('…');
        } else {
            is_in_word = letter.is_alphanumeric() || letter == '_';
            said.push(letter);
        }
    }
    said
}

#[cfg(test)]
mod tests {
    use super::without_values;

    #[test]
    fn cells_do_not_stand_in_the_log() {
        for (cause, said) in [
            (
                "Cannot cast string 'Ёлкин Иван' to value of Int32 type",
                "Cannot cast string '…' to value of Int32 type",
            ),
            ("Can't cast value 20141120 to type Int8", "Can'…'"),
            (
                "Error parsing 2014-11-20 as timestamp",
                "Error parsing … as timestamp",
            ),
            (
                "Utf8(\"Жукова\") = pupils.name_2",
                "Utf8('…') = pupils.name_2",
            ),
            ("Divide by zero error", "Divide by zero error"),
            ("broken 'never closed Сомова", "broken '…'"),
        ] {
            assert_eq!(without_values(cause), said);
        }
    }
}
