//! Words: finding passages by what they say, whatever the forms of the words.
//!
//! A word is found where one begins with its stem. What stands in a title tells more than what stands in a heading, and that
//! more than what stands in the text.

use std::cmp::Reverse;
use std::ops::Range;

use super::stem::{plain, stem};

/// More than anybody types to find a page.
const MOST_WORDS: usize = 8;

/// Words that are shorter are found whole only: nearly everything begins with «в».
const SHORTEST_BEGINNING: usize = 3;

/// How much of a passage is shown, in letters, and how much of it stands before what was found.
const EXCERPT: usize = 220;
const BEFORE: usize = 60;

/// A stretch of text that can be found, and where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Passage {
    /// The address of its place: of the page, or of a part of it.
    pub address: String,
    pub title: String,
    /// Empty before the first heading.
    pub heading: String,
    pub text: String,
}

/// What somebody looks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sought {
    words: Vec<Wanted>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Wanted {
    Whole(String),
    Beginning(String),
}

/// A passage that says what was sought, its words marked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found<'a> {
    pub passage: &'a Passage,
    pub title: Vec<Piece>,
    pub heading: Vec<Piece>,
    pub excerpt: Vec<Piece>,
}

/// A piece of a text, one of the found words or what stands between them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    pub text: String,
    pub is_found: bool,
}

impl Passage {
    /// Returns the address of the page that it stands on.
    pub fn page(&self) -> &str {
        self.address
            .split_once('#')
            .map_or(&self.address, |(page, _)| page)
    }
}

impl Sought {
    pub fn new(text: &str) -> Self {
        let mut sought = Vec::new();
        for place in words(text).take(MOST_WORDS) {
            let word = plain(&text[place]);
            let wanted = match word.chars().count() < SHORTEST_BEGINNING {
                true => Wanted::Whole(word),
                false => Wanted::Beginning(stem(&word).to_owned()),
            };
            if !sought.contains(&wanted) {
                sought.push(wanted);
            }
        }
        Self { words: sought }
    }

    pub fn is_empty(&self) -> bool {
        self.words.is_empty()
    }

    /// Cuts a text into pieces, so that what is sought can be marked.
    pub fn marked(&self, text: &str) -> Vec<Piece> {
        let mut pieces = Vec::new();
        let mut piece = |text: &str, is_found: bool| {
            if !text.is_empty() {
                let text = text.to_owned();
                pieces.push(Piece { text, is_found });
            }
        };
        let mut done = 0;
        for place in words(text) {
            let word = plain(&text[place.clone()]);
            if self.words.iter().any(|wanted| wanted.is_in(&word)) {
                piece(&text[done..place.start], false);
                piece(&text[place.clone()], true);
                done = place.end;
            }
        }
        piece(&text[done..], false);
        pieces
    }
}

impl Wanted {
    fn is_in(&self, word: &str) -> bool {
        match self {
            Self::Whole(whole) => whole == word,
            Self::Beginning(beginning) => word.starts_with(beginning.as_str()),
        }
    }

    fn count(&self, text: &str) -> usize {
        let words = words(text).map(|place| plain(&text[place]));
        words.filter(|word| self.is_in(word)).count()
    }
}

/// Returns the passages that say what is sought, the most telling first. Where none says all of it, those that say most.
pub fn find<'a>(
    passages: impl IntoIterator<Item = &'a Passage>,
    sought: &Sought,
) -> Vec<Found<'a>> {
    let ranked = passages
        .into_iter()
        .map(|passage| (rank(passage, sought), passage));
    let mut ranked: Vec<(Rank, &Passage)> = ranked.filter(|(rank, _)| rank.words > 0).collect();
    let most = ranked.iter().map(|(rank, _)| rank.words).max();
    ranked.retain(|(rank, _)| Some(rank.words) == most);
    // A stable order: what is ranked alike stays in the order of the pages.
    ranked.sort_by_key(|(rank, _)| Reverse(*rank));
    let found = ranked.into_iter().map(|(_, passage)| Found {
        passage,
        title: sought.marked(&passage.title),
        heading: sought.marked(&passage.heading),
        excerpt: sought.marked(&excerpt(&passage.text, sought)),
    });
    found.collect()
}

/// How much a passage says of what is sought; compared in the order of the fields.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Rank {
    /// How many of the words it says at all.
    words: usize,
    /// Whether the title alone says all of it, and whether the heading does.
    is_title: bool,
    is_heading: bool,
    in_title: usize,
    in_heading: usize,
    in_text: usize,
}

fn rank(passage: &Passage, sought: &Sought) -> Rank {
    let mut rank = Rank {
        words: 0,
        is_title: false,
        is_heading: false,
        in_title: 0,
        in_heading: 0,
        in_text: 0,
    };
    for wanted in &sought.words {
        let title = wanted.count(&passage.title);
        let heading = wanted.count(&passage.heading);
        let text = wanted.count(&passage.text);
        rank.words += usize::from(title + heading + text > 0);
        rank.in_title += usize::from(title > 0);
        rank.in_heading += usize::from(heading > 0);
        rank.in_text += text;
    }
    rank.is_title = rank.in_title == sought.words.len();
    rank.is_heading = rank.in_heading == sought.words.len();
    rank
}

/// Returns a part of a text around the first of the words that are sought.
fn excerpt(text: &str, sought: &Sought) -> String {
    let first = words(text).find(|place| {
        let word = plain(&text[place.clone()]);
        sought.words.iter().any(|wanted| wanted.is_in(&word))
    });
    let first = first.map_or(0, |place| place.start);
    let before = text[..first].char_indices().rev().nth(BEFORE);
    // Cut at a blank, so that no word is cut through.
    let from = before.map_or(0, |(place, _)| {
        text[place..first]
            .find(' ')
            .map_or(first, |blank| place + blank + 1)
    });
    let after = text[from..].char_indices().nth(EXCERPT);
    let to = after.map_or(text.len(), |(place, _)| {
        let cut = text[from..from + place].rfind(' ');
        from + cut.unwrap_or(place)
    });
    let mut excerpt = String::new();
    if from > 0 {
        excerpt.push_str("… ");
    }
    excerpt.push_str(&text[from..to]);
    if to < text.len() {
        excerpt.push_str(" …");
    }
    excerpt
}

/// Returns the places of the words of a text. The asterisk is one: it stands in tables, and people ask what it means.
fn words(text: &str) -> impl Iterator<Item = Range<usize>> {
    let mut rest = 0;
    std::iter::from_fn(move || {
        let begin = rest + text[rest..].find(is_of_word)?;
        let end = text[begin..]
            .find(|sign| !is_of_word(sign))
            .map_or(text.len(), |length| begin + length);
        rest = end;
        Some(begin..end)
    })
}

fn is_of_word(sign: char) -> bool {
    sign.is_alphanumeric() || sign == '*'
}

#[cfg(test)]
mod tests {
    use super::*;

    fn passage(address: &str, title: &str, heading: &str, text: &str) -> Passage {
        Passage {
            address: address.to_owned(),
            title: title.to_owned(),
            heading: heading.to_owned(),
            text: text.to_owned(),
        }
    }

    fn passages() -> [Passage; 3] {
        [
            passage(
                "/help/a",
                "Обзор",
                "",
                "Внизу видны загрузки школ и отклонённые строки.",
            ),
            passage(
                "/help/b#x",
                "Экспорт",
                "Загрузка файла",
                "Файл со звёздочкой «*».",
            ),
            passage("/help/c", "Загрузки", "", "Что пришло ночью."),
        ]
    }

    fn addresses(text: &str) -> Vec<String> {
        let passages = passages();
        let found = find(&passages, &Sought::new(text));
        found
            .iter()
            .map(|found| found.passage.address.clone())
            .collect()
    }

    #[test]
    fn titles_tell_more_than_headings_and_these_more_than_texts() {
        assert_eq!(addresses("загрузку"), ["/help/c", "/help/b#x", "/help/a"]);
    }

    #[test]
    fn words_are_found_in_every_form() {
        for text in ["отклонённая строка", "ОТКЛОНЕННЫХ СТРОК", "отклонен стро"]
        {
            assert_eq!(addresses(text), ["/help/a"], "{text}");
        }
        assert_eq!(addresses("*"), ["/help/b#x"]);
        assert_eq!(addresses("звездочка"), ["/help/b#x"]);
        // What one word of is nowhere is found by the others.
        assert_eq!(addresses("обзор квартала"), ["/help/a"]);
        assert!(addresses("квартал").is_empty());
        assert!(addresses("").is_empty() && addresses(" <> ").is_empty());
    }

    #[test]
    fn what_was_found_is_marked_and_nothing_else() {
        let sought = Sought::new("школа");
        let pieces = sought.marked("В школах <b>школы</b> № 2");
        let found: Vec<&str> = pieces
            .iter()
            .filter(|piece| piece.is_found)
            .map(|piece| piece.text.as_str())
            .collect();
        assert_eq!(found, ["школах", "школы"]);
        let whole: String = pieces.iter().map(|piece| piece.text.as_str()).collect();
        assert_eq!(whole, "В школах <b>школы</b> № 2");
    }

    #[test]
    fn an_excerpt_begins_near_what_was_found_and_cuts_no_word() {
        let text = format!(
            "{}нужное слово {}",
            "давно ".repeat(40),
            "потом ".repeat(80)
        );
        let excerpt = excerpt(text.trim(), &Sought::new("нужный"));
        assert!(excerpt.starts_with("… давно "), "{excerpt}");
        assert!(excerpt.contains("нужное слово"), "{excerpt}");
        assert!(excerpt.ends_with("потом …"), "{excerpt}");
        assert!(excerpt.chars().count() < 240, "{excerpt}");
    }

    #[test]
    fn a_long_question_is_cut() {
        let text = (0..100)
            .map(|number| format!("слово{number} "))
            .collect::<String>();
        assert_eq!(Sought::new(&text).words.len(), MOST_WORDS);
    }
}
