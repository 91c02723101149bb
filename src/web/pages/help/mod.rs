//! `/help`: what there is to read, found by its words, and each page of it.

pub mod measures;

use askama::Template;
use askama::filters::HtmlSafe;
use axum::extract::{Path, State};
use axum::response::Html;

use super::menu::Place;
use super::{Layout, html};
use crate::catalogue::{Language, say};
use crate::help::{Book, Found, Heading, Page, Part, Piece, Sought};
use crate::web::Error;
use crate::web::door::SignedIn;
use crate::web::fields::Fields;
use crate::web::parts::{Field, Input, Notice};
use crate::web::site::Site;

/// The most pages and the most measures that a search shows.
const MOST: usize = 20;

/// The letters of a search that are looked at.
const LONGEST: usize = 200;

#[derive(Template)]
#[template(path = "help.html")]
struct HelpPage {
    layout: Layout,
    find: Field,
    /// None where nothing was looked for.
    search: Option<Search>,
    parts: Vec<ListedPart>,
}

/// What was looked for, and what was found.
struct Search {
    summary: String,
    /// What was found, by kinds, each with its title: pages, and measures that the reader may ask for.
    lists: Vec<(String, Vec<Line>)>,
    notice: Option<Notice>,
}

/// A place that was found, by its title, its heading and an excerpt.
struct Line {
    address: String,
    title: Marked,
    heading: Option<Marked>,
    excerpt: Marked,
}

/// A text with the found words marked.
#[derive(Template)]
#[template(path = "help/marked.html")]
struct Marked {
    pieces: Vec<Piece>,
}

impl HtmlSafe for Marked {}

/// A part of the table of contents.
struct ListedPart {
    name: &'static str,
    title: String,
    pages: Vec<&'static Page>,
    has_measures: bool,
}

#[derive(Template)]
#[template(path = "help/page.html")]
struct OnePage {
    layout: Layout,
    page: &'static Page,
    contents: Vec<&'static Heading>,
    /// The screens that it explains, of those that are open to the reader.
    screens: Vec<Place>,
    before: Option<&'static Page>,
    after: Option<&'static Page>,
}

pub async fn show(
    State(site): State<Site>,
    SignedIn(asker): SignedIn,
    fields: Fields,
) -> Result<Html<String>, Error> {
    let wanted: String = fields.text("find").chars().take(LONGEST).collect();
    let sought = Sought::new(&wanted);
    let layout = Layout::for_reader(&site, &asker, say!("help-title"), "/help");
    let search = (!wanted.is_empty()).then(|| {
        let found = Book::of(layout.language).find(&sought);
        let known = measures::passages(&site, &asker);
        Search::of(found, crate::help::find(&known, &sought))
    });
    let hint = say!("help-find-hint");
    html(&HelpPage {
        find: Field::new("help", "find", say!("help-find"), Input::Search)
            .with_value(wanted)
            .with_hint(hint),
        search,
        parts: parts(layout.language),
        layout,
    })
}

/// Shows one page.
pub async fn page(
    State(site): State<Site>,
    SignedIn(asker): SignedIn,
    Path(name): Path<String>,
) -> Result<Html<String>, Error> {
    let book = Book::of(Language::current());
    let place = book.pages().iter().position(|page| page.name == name);
    let place = place.ok_or(Error::NotFound)?;
    let page = &book.pages()[place];
    let layout = Layout::for_reader(&site, &asker, page.title.as_str(), "/help");
    let entries = layout.reader.iter().flat_map(|reader| &reader.menu);
    let places = entries.flat_map(|entry| &entry.places);
    let screens = places.filter(|place| page.screens.iter().any(|own| own == place.address));
    html(&OnePage {
        page,
        contents: contents(page),
        screens: screens.copied().collect(),
        before: place
            .checked_sub(1)
            .and_then(|place| book.pages().get(place)),
        after: book.pages().get(place + 1),
        layout,
    })
}

/// A table of contents is of use where there is something to choose from.
fn contents(page: &Page) -> Vec<&Heading> {
    let headings = page.headings.iter().filter(|heading| heading.level == 2);
    let headings: Vec<&Heading> = headings.collect();
    match headings.len() {
        0 | 1 => Vec::new(),
        _ => headings,
    }
}

fn parts(language: Language) -> Vec<ListedPart> {
    let book = Book::of(language);
    let parts = Part::ALL.map(|part| ListedPart {
        name: part.name(),
        title: match part {
            Part::Begin => say!("help-part-begin"),
            Part::Ask => say!("help-part-ask"),
            Part::Numbers => say!("help-part-numbers"),
            Part::Data => say!("help-part-data"),
            Part::People => say!("help-part-people"),
            Part::Programs => say!("help-part-programs"),
            Part::Reference => say!("help-part-reference"),
        },
        pages: book
            .pages()
            .iter()
            .filter(|page| page.part == part)
            .collect(),
        has_measures: part == Part::Numbers,
    });
    parts.into()
}

impl Search {
    fn of(found: Vec<Found<'_>>, measures: Vec<Found<'_>>) -> Self {
        let is_empty = found.is_empty() && measures.is_empty();
        Self {
            summary: match is_empty {
                true => String::new(),
                false => say!(
                    "help-found",
                    pages = found.len() as i64,
                    measures = measures.len() as i64
                ),
            },
            notice: is_empty
                .then(|| Notice::empty(say!("help-nothing"), say!("help-nothing-advice"))),
            lists: [
                (say!("help-found-pages"), found),
                (say!("help-measures"), measures),
            ]
            .into_iter()
            .filter(|(_, found)| !found.is_empty())
            .map(|(title, found)| (title, found.into_iter().take(MOST).map(Line::of).collect()))
            .collect(),
        }
    }
}

impl Line {
    fn of(found: Found<'_>) -> Self {
        let marked = |pieces: Vec<Piece>| Marked { pieces };
        Self {
            address: found.passage.address.clone(),
            title: marked(found.title),
            heading: (!found.heading.is_empty()).then(|| marked(found.heading)),
            excerpt: marked(found.excerpt),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn layout() -> Layout {
        Layout {
            language: Language::Russian,
            title: "Справка".to_owned(),
            office: "Управление образования".to_owned(),
            reader: None,
            here: "/help",
            has_tour: false,
            data: None,
        }
    }

    fn searched(text: &str) -> String {
        let sought = Sought::new(text);
        let found = Book::of(Language::Russian).find(&sought);
        let page = HelpPage {
            layout: layout(),
            find: Field::new("help", "find", "Найти", Input::Search).with_value(text),
            search: Some(Search::of(found, Vec::new())),
            parts: parts(Language::Russian),
        };
        page.render().expect("a page")
    }

    #[test]
    fn found_words_are_marked_and_what_was_typed_is_text() {
        let page = searched("отклонённые строки");
        assert!(page.contains("<mark>"), "{page}");
        for attack in [
            "\"><script>alert(1)</script>",
            "<img src=x onerror=alert(1)>",
        ] {
            let page = searched(attack);
            assert!(!page.contains("<script>alert") && !page.contains("<img src=x"));
        }
    }

    #[test]
    fn nothing_found_says_what_to_try() {
        let page = searched("шмяк");
        assert!(page.contains("Ничего не найдено"), "{page}");
        assert!(!page.contains("<mark>"));
    }

    #[test]
    fn every_page_is_written_with_its_neighbours() {
        for language in Language::ALL {
            let pages = Book::of(language).pages();
            for (place, page) in pages.iter().enumerate() {
                let one = OnePage {
                    layout: layout(),
                    page,
                    contents: contents(page),
                    screens: Vec::new(),
                    before: None,
                    after: pages.get(place + 1),
                };
                let text = one.render().expect("a page");
                assert_eq!(text.matches("<h1").count(), 1, "{}", page.name);
                for heading in &page.headings {
                    let id = format!(" id=\"{}\"", heading.id);
                    assert_eq!(text.matches(&id).count(), 1, "{}: {id}", page.name);
                }
            }
        }
    }
}
