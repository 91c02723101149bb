//! Help: pages that explain the program, written in Markdown under `docs/<language>/`.
//!
//! A file comes in as text, is read once into a [`Page`] with its parts and its passages, and is looked up by its name,
//! by the screen that it explains, or by words. Raw HTML of a file is shown as text, and a link leads nowhere but into this
//! site. Nothing here knows who reads, and nothing is computed.

mod page;
mod stem;
mod words;
mod writing;

use std::collections::BTreeSet;
use std::sync::LazyLock;

use crate::catalogue::Language;
use crate::content::Content;

pub use page::{Page, Part};
pub use words::{Found, Passage, Piece, Sought, find};
pub use writing::Heading;

/// The pages of one language, in the order in which they are listed.
pub struct Book {
    pages: Vec<Page>,
}

static BOOKS: LazyLock<[Book; 2]> = LazyLock::new(|| {
    let content = Content::embedded();
    Language::ALL.map(|language| Book::read(&content, language))
});

impl Book {
    pub fn of(language: Language) -> &'static Self {
        &BOOKS[language as usize]
    }

    pub fn pages(&self) -> &[Page] {
        &self.pages
    }

    pub fn page(&self, name: &str) -> Option<&Page> {
        self.pages.iter().find(|page| page.name == name)
    }

    /// Returns the page that explains a screen: the one whose screen is the longest beginning of the path.
    pub fn page_of_screen(&self, path: &str) -> Option<&Page> {
        let explained = self.pages.iter().filter_map(|page| {
            let screens = page.screens.iter();
            let lengths = screens.filter(|screen| is_within(path, screen));
            Some((lengths.map(String::len).max()?, page))
        });
        explained
            .max_by_key(|(length, _)| *length)
            .map(|(_, page)| page)
    }

    /// Returns the pages that say what is sought, the most telling first, each by its best passage.
    pub fn find(&self, sought: &Sought) -> Vec<Found<'_>> {
        let passages = self.pages.iter().flat_map(|page| &page.passages);
        let mut told = BTreeSet::new();
        let found = find(passages, sought).into_iter();
        found
            .filter(|found| told.insert(found.passage.page()))
            .collect()
    }

    fn read(content: &Content, language: Language) -> Self {
        let folder = format!("docs/{}", language.code());
        let files = content.below(&folder);
        // What a test of the files has found to have a head.
        let pages = files.filter_map(|(path, text)| {
            let name = path.rsplit('/').next()?.strip_suffix(".md")?;
            Page::read(name, text)
        });
        let mut pages: Vec<Page> = pages.collect();
        pages.sort_by_key(|page| (page.part, page.order));
        Self { pages }
    }
}

/// Says whether a path is a screen or lies below it. Everything lies below the first page, which explains itself alone.
fn is_within(path: &str, screen: &str) -> bool {
    match path.strip_prefix(screen) {
        Some("") => true,
        Some(rest) => screen != "/" && rest.starts_with('/'),
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_screen_is_explained_by_the_nearest_page() {
        assert!(is_within("/", "/"));
        assert!(!is_within("/users", "/"));
        assert!(is_within("/users/new", "/users"));
        assert!(!is_within("/users-of-old", "/users"));
        let book = Book::of(Language::Russian);
        let name = |path: &str| book.page_of_screen(path).map(|page| page.name.as_str());
        assert_eq!(name("/"), Some("overview"));
        assert_eq!(name("/users/import"), Some("users"));
        assert_eq!(name("/nowhere"), None);
    }

    #[test]
    fn every_file_is_read_in_both_languages() {
        let content = Content::embedded();
        let [russian, english] = Language::ALL.map(|language| {
            let folder = format!("docs/{}", language.code());
            let files = content.below(&folder).count();
            let book = Book::of(language);
            assert!(files > 0);
            assert_eq!(book.pages.len(), files, "a head is not read in {folder}");
            let pages = book.pages.iter();
            pages.map(|page| (&page.name, page.part, page.order, &page.screens))
        });
        assert!(russian.eq(english), "names, parts, orders and screens");
    }
}
