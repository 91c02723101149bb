//! Sort keys: texts in the order in which people expect them.
//!
//! Ё stands beside Е, capitals beside small letters, «№ 2» before «№ 10», «9А» before «10А».

/// Returns a text that sorts by bytes as the given one sorts for people.
pub fn sort_key(text: &str) -> String {
    let mut key = String::with_capacity(text.len() + 8);
    let mut tail = String::new();
    let mut digits = String::new();
    for sign in text.chars().flat_map(char::to_lowercase) {
        if sign.is_ascii_digit() {
            digits.push(sign);
            continue;
        }
        push_number(&mut key, &mut digits);
        if sign == 'ё' {
            key.push('е');
            tail.push('ё');
        } else {
            key.push(sign);
        }
    }
    push_number(&mut key, &mut digits);
    // Letters that differ only by their dots are told apart last, and so are capitals.
    key.push('\u{0}');
    key.push_str(&tail);
    key.push('\u{0}');
    key.push_str(text);
    key
}

/// Numbers of one length sort by digits; the length, put first, orders the rest.
fn push_number(key: &mut String, digits: &mut String) {
    if digits.is_empty() {
        return;
    }
    let number = digits.trim_start_matches('0');
    let length = char::from_u32('0' as u32 + number.len().min(60) as u32).unwrap_or('~');
    key.push('0');
    key.push(length);
    key.push_str(number);
    digits.clear();
}

#[cfg(test)]
mod tests {
    use super::sort_key;

    #[test]
    fn sorts_as_people_sort() {
        let mut names = vec![
            "Школа № 10",
            "10А",
            "Ёлкина",
            "школа № 2",
            "Жук",
            "9А",
            "Елкина",
            "Ежов",
            "9Б",
        ];
        names.sort_by_key(|name| sort_key(name));
        assert_eq!(
            names,
            [
                "9А",
                "9Б",
                "10А",
                "Ежов",
                "Елкина",
                "Ёлкина",
                "Жук",
                "школа № 2",
                "Школа № 10"
            ]
        );
    }
}
