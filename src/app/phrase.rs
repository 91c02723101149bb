//! Phrase: what was written down by filling gaps is read back by the same words.

/// Returns what stands in the gaps, written `{}`, of a phrase; nothing where the text is another.
pub(super) fn gaps<'a>(text: &'a str, phrase: &str) -> Option<Vec<&'a str>> {
    let mut parts: Vec<&str> = phrase.split("{}").collect();
    let last = parts.pop()?;
    let mut parts = parts.into_iter();
    let Some(first) = parts.next() else {
        return (text == phrase).then(Vec::new);
    };
    let mut rest = text.strip_prefix(first)?;
    let mut found = Vec::new();
    for part in parts {
        let (gap, after) = rest.split_once(part)?;
        found.push(gap);
        rest = after;
    }
    found.push(rest.strip_suffix(last)?);
    Some(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gaps_are_found_where_the_words_are_the_same() {
        for (text, phrase, expected) in [
            ("вопрос", "вопрос", Some(vec![])),
            ("вопросы", "вопрос", None),
            ("выпуск 7", "выпуск {}", Some(vec!["7"])),
            ("выпуск", "выпуск {}", None),
            (
                "реестр «Журнал «Б»», запись 3",
                "реестр «{}», запись {}",
                Some(vec!["Журнал «Б»", "3"]),
            ),
            ("s1, accepted", "{}, {}", Some(vec!["s1", "accepted"])),
            ("столбец a пуст", "столбец {} пуст", Some(vec!["a"])),
            ("столбец a пуст; и", "столбец {} пуст", None),
        ] {
            assert_eq!(gaps(text, phrase), expected, "{text}");
        }
    }
}
