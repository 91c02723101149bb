//! Page: one file of help, its head read and its Markdown written.

use super::words::Passage;
use super::writing::{self, Heading};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// The name of its file, which stands in its address.
    pub name: String,
    pub title: String,
    /// What one finds in it, in a line.
    pub about: String,
    pub part: Part,
    pub order: u32,
    /// The paths of the screens that it explains.
    pub screens: Vec<String>,
    /// The text as HTML, made safe.
    pub html: String,
    /// The headings below the title.
    pub headings: Vec<Heading>,
    pub passages: Vec<Passage>,
}

/// The parts of the table of contents, in its order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    Begin,
    Ask,
    Numbers,
    Data,
    People,
    Programs,
    Reference,
}

impl Page {
    /// Reads a file; none where its head is not whole.
    pub fn read(name: &str, text: &str) -> Option<Self> {
        let rest = text.strip_prefix("---\n")?;
        let (head, body) = rest.split_once("\n---\n")?;
        let said = |key: &str| {
            let lines = head.lines().filter_map(|line| line.split_once(':'));
            let mut values = lines.filter(|(own, _)| own.trim() == key);
            values.next().map(|(_, value)| value.trim().to_owned())
        };
        let address = format!("/help/{name}");
        let title = said("title")?;
        let written = writing::write(&address, &title, body);
        Some(Self {
            name: name.to_owned(),
            title,
            about: said("about")?,
            part: Part::named(&said("part")?)?,
            order: said("order")?.parse().ok()?,
            // A page about no screen says `-`.
            screens: said("screen")?
                .split(' ')
                .filter(|screen| screen.starts_with('/'))
                .map(str::to_owned)
                .collect(),
            html: written.html,
            headings: written.headings,
            passages: written.passages,
        })
        .filter(|page| !page.title.is_empty() && !page.about.is_empty())
    }

    pub fn address(&self) -> String {
        format!("/help/{}", self.name)
    }
}

impl Part {
    pub const ALL: [Self; 7] = [
        Self::Begin,
        Self::Ask,
        Self::Numbers,
        Self::Data,
        Self::People,
        Self::Programs,
        Self::Reference,
    ];

    /// Returns the name by which a file's head calls it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Begin => "begin",
            Self::Ask => "ask",
            Self::Numbers => "numbers",
            Self::Data => "data",
            Self::People => "people",
            Self::Programs => "programs",
            Self::Reference => "reference",
        }
    }

    fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|part| part.name() == name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &str = "---\ntitle: Обзор: первая страница\nabout: Что на ней\npart: begin\norder: 3\n\
        screen: / /home\n---\nТекст.\n";

    #[test]
    fn a_file_is_a_head_and_a_text() {
        let page = Page::read("overview", FILE).expect("a page");
        assert_eq!(page.title, "Обзор: первая страница");
        assert_eq!((page.part, page.order), (Part::Begin, 3));
        assert_eq!(page.screens, ["/", "/home"]);
        assert_eq!(page.html, "<p>Текст.</p>\n");
        assert_eq!(page.address(), "/help/overview");
    }

    #[test]
    fn a_file_without_a_whole_head_is_no_page() {
        for broken in [
            FILE.replace("---\n", ""),
            FILE.replace("title:", "name:"),
            FILE.replace("part: begin", "part: elsewhere"),
            FILE.replace("order: 3", "order: third"),
            FILE.replace("about: Что на ней", "about:"),
        ] {
            assert_eq!(Page::read("overview", &broken), None, "{broken}");
        }
    }
}
