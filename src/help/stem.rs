//! Stem: what is left of a word without its ending, so that «отклонённых строк» finds «отклонённая строка».
//!
//! Only common endings are taken off, the longest that leaves enough of the word: pages of help need no dictionary.

/// What is left of a word is at least so long.
const SHORTEST: usize = 3;

/// Endings of adjectives, verbs and nouns. Of those that fit, the longest is taken off.
const RUSSIAN: &str = "\
    ыми ими ого его ому ему ый ий ой ая яя ое ее ую юю ые ие ых их ым им \
    ывать ивать ывает ивает ывают ивают ать ять ить еть уть ает яет ают яют ует уют ится ется атся \
    ются аются яются ается яется иться аться яться ите йте ешь ишь ила ило или ала ало али \
    иями ями ами иях ях ах ией ием иям ям ам ей ов ев ом ем ия ию ии ет ит ут ют ат ят \
    а я о е у ю ы и ь й";

const ENGLISH: &str = "ings ing ies ed es e s";

/// Returns a word as it is compared: in small letters, Ё as Е.
pub fn plain(word: &str) -> String {
    let letters = word.chars().flat_map(char::to_lowercase);
    letters
        .map(|letter| if letter == 'ё' { 'е' } else { letter })
        .collect()
}

/// Returns a plain word without its ending.
pub fn stem(word: &str) -> &str {
    let endings = match word.is_ascii() {
        true => ENGLISH,
        false => RUSSIAN,
    };
    let stems = endings.split_whitespace().filter_map(|ending| {
        let stem = word.strip_suffix(ending)?;
        (stem.chars().count() >= SHORTEST).then_some(stem)
    });
    stems.min_by_key(|stem| stem.len()).unwrap_or(word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_of_a_word_share_its_stem() {
        for forms in [
            &[
                "школа",
                "школы",
                "школе",
                "школу",
                "школой",
                "школами",
                "школах",
            ][..],
            &["строка", "строки", "строку", "строкой", "строкам"],
            &["отклонённая", "отклонённых", "отклонённые", "отклонённой"],
            &[
                "показатель",
                "показатели",
                "показателя",
                "показателей",
                "показателями",
            ],
            &["загрузка", "загрузки", "загрузке"],
            &["сохранить", "сохраняет", "сохраняют"],
            &["токен", "токены", "токенов", "токену"],
            &["итог", "итоги", "итогов", "итогами"],
            &["звёздочка", "звездочки", "Звёздочку"],
            &["filter", "filters"],
            &["saved", "saves", "saving"],
        ] {
            let stems: Vec<String> = forms
                .iter()
                .map(|form| stem(&plain(form)).to_owned())
                .collect();
            assert!(
                stems.windows(2).all(|pair| pair[0] == pair[1]),
                "{forms:?}: {stems:?}"
            );
        }
    }

    #[test]
    fn short_words_stay_whole() {
        for word in ["срок", "sql", "дни", "api", "2025", "*"] {
            assert_eq!(stem(&plain(word)), word);
        }
    }
}
