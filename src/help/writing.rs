//! Writing: Markdown becomes HTML that may stand in a page of this site, and passages that can be searched.
//!
//! Headings get ids, tables the site's own classes. Raw HTML becomes text, pictures their words, and a link that leads
//! out of the site its own text.

use std::collections::BTreeSet;

use pulldown_cmark::{CowStr, Event, HeadingLevel, Options, Parser, Tag, TagEnd, html};

use super::words::Passage;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Heading {
    pub id: String,
    pub title: String,
    /// 2 or 3.
    pub level: u8,
}

/// A text as it is shown and as it is searched.
pub struct Written {
    pub html: String,
    pub headings: Vec<Heading>,
    pub passages: Vec<Passage>,
}

/// Writes the text of a page that stands at an address.
pub fn write(address: &str, title: &str, markdown: &str) -> Written {
    let options = Options::ENABLE_TABLES | Options::ENABLE_HEADING_ATTRIBUTES;
    let mut writer = Writer::new(address, title);
    for event in Parser::new_ext(markdown, options) {
        writer.take(event);
    }
    writer.done()
}

struct Writer<'a> {
    address: &'a str,
    title: &'a str,
    out: Vec<Event<'a>>,
    headings: Vec<Heading>,
    passages: Vec<Passage>,
    /// The heading under way: its id, where the file gives one, and where it begins in `out`.
    heading: Option<(Option<String>, usize)>,
    /// The plain text since the last heading, or of the heading under way.
    text: String,
    /// For each link under way, whether it is written.
    links: Vec<bool>,
    tables: usize,
    /// The cell's place in its row, and whether the row is the head's.
    cell: usize,
    is_head: bool,
}

impl<'a> Writer<'a> {
    fn new(address: &'a str, title: &'a str) -> Self {
        Self {
            address,
            title,
            out: Vec::new(),
            headings: Vec::new(),
            passages: Vec::new(),
            heading: None,
            text: String::new(),
            links: Vec::new(),
            tables: 0,
            cell: 0,
            is_head: false,
        }
    }

    fn take(&mut self, event: Event<'a>) {
        match event {
            Event::Start(tag) => self.start(tag),
            Event::End(tag) => self.end(tag),
            Event::Text(text) => {
                self.text.push_str(&text);
                self.out.push(Event::Text(text));
            }
            Event::Code(text) => {
                self.text.push_str(&text);
                self.out.push(Event::Code(text));
            }
            // Whatever it is, the reader sees it as it was written.
            Event::Html(text) | Event::InlineHtml(text) => {
                self.text.push_str(&text);
                self.out.push(Event::Text(text));
            }
            Event::SoftBreak | Event::HardBreak => {
                self.text.push(' ');
                self.out.push(event);
            }
            Event::Rule => self.out.push(event),
            Event::InlineMath(text) | Event::DisplayMath(text) | Event::FootnoteReference(text) => {
                self.out.push(Event::Text(text));
            }
            Event::TaskListMarker(_) => {}
        }
    }

    fn start(&mut self, tag: Tag<'a>) {
        match tag {
            Tag::Heading { id, .. } => {
                self.close_passage();
                let id = id.map(|id| id.into_string()).filter(|id| is_plain(id));
                self.heading = Some((id, self.out.len()));
            }
            Tag::Link { ref dest_url, .. } => {
                let is_own = is_own(dest_url);
                self.links.push(is_own);
                if is_own {
                    self.out.push(Event::Start(tag));
                }
            }
            Tag::Image { .. } | Tag::HtmlBlock | Tag::MetadataBlock(_) => {}
            Tag::CodeBlock(_) => self.html("<pre class=\"example\" tabindex=\"0\"><code>"),
            Tag::Table(_) => self.start_table(),
            Tag::TableHead => {
                (self.is_head, self.cell) = (true, 0);
                self.html("<thead><tr>");
            }
            Tag::TableRow => {
                (self.is_head, self.cell) = (false, 0);
                self.html("<tr>");
            }
            Tag::TableCell => {
                self.html(match (self.is_head, self.cell) {
                    (true, _) => "<th scope=\"col\">",
                    (false, 0) => "<th scope=\"row\">",
                    (false, _) => "<td>",
                });
            }
            tag => self.out.push(Event::Start(tag)),
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Heading(level) => self.end_heading(level),
            TagEnd::Link => {
                if self.links.pop() == Some(true) {
                    self.out.push(Event::End(tag));
                }
            }
            TagEnd::Image | TagEnd::HtmlBlock | TagEnd::MetadataBlock(_) => {}
            TagEnd::CodeBlock => {
                self.text.push(' ');
                self.html("</code></pre>\n");
            }
            TagEnd::Table => self.html("</tbody></table></div>\n"),
            TagEnd::TableHead => self.html("</tr></thead><tbody>\n"),
            TagEnd::TableRow => self.html("</tr>\n"),
            TagEnd::TableCell => {
                self.html(match self.is_head || self.cell == 0 {
                    true => "</th>",
                    false => "</td>",
                });
                self.cell += 1;
                self.text.push(' ');
            }
            tag => {
                if matches!(tag, TagEnd::Paragraph | TagEnd::Item) {
                    self.text.push(' ');
                }
                self.out.push(Event::End(tag));
            }
        }
    }

    /// A table is named by the heading that it stands under.
    fn start_table(&mut self) {
        self.tables += 1;
        let id = format!("table-{}", self.tables);
        self.html(format!(
            "<div class=\"table-frame\" role=\"region\" aria-labelledby=\"{id}\" tabindex=\"0\">\
             <table class=\"data-table\"><caption class=\"visually-hidden\" id=\"{id}\">"
        ));
        let heading = self.headings.last();
        let name = heading.map_or(self.title, |heading| &heading.title);
        let name = match self.tables {
            1 => name.to_owned(),
            number => format!("{name} ({number})"),
        };
        self.out.push(Event::Text(name.into()));
        self.html("</caption>");
    }

    fn end_heading(&mut self, level: HeadingLevel) {
        let Some((id, begin)) = self.heading.take() else {
            return;
        };
        let title = self.text.trim().to_owned();
        self.text.clear();
        let id = self.new_id(id.unwrap_or_else(|| slug(&title)));
        // The page's title is the one heading of the first level.
        let level = match level {
            HeadingLevel::H1 | HeadingLevel::H2 => 2,
            _ => 3,
        };
        let open = format!("<h{level} id=\"{id}\">");
        self.out.insert(begin, Event::Html(CowStr::from(open)));
        self.html(format!("</h{level}>\n"));
        self.headings.push(Heading { id, title, level });
    }

    fn new_id(&self, wanted: String) -> String {
        let taken: BTreeSet<&str> = self
            .headings
            .iter()
            .map(|heading| heading.id.as_str())
            .collect();
        let numbered = (2..).map(|number| format!("{wanted}-{number}"));
        let mut ids = std::iter::once(wanted.clone()).chain(numbered);
        ids.find(|id| !taken.contains(id.as_str()))
            .unwrap_or(wanted)
    }

    fn close_passage(&mut self) {
        let text = std::mem::take(&mut self.text);
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        let (heading, place) = match self.headings.last() {
            Some(heading) => (heading.title.clone(), format!("#{}", heading.id)),
            None if text.is_empty() => return,
            None => (String::new(), String::new()),
        };
        self.passages.push(Passage {
            address: format!("{}{place}", self.address),
            title: self.title.to_owned(),
            heading,
            text,
        });
    }

    fn done(mut self) -> Written {
        self.close_passage();
        let mut text = String::new();
        html::push_html(&mut text, self.out.into_iter());
        Written {
            html: text,
            headings: self.headings,
            passages: self.passages,
        }
    }

    fn html(&mut self, text: impl Into<CowStr<'a>>) {
        self.out.push(Event::Html(text.into()));
    }
}

/// Says whether a link leads into this site. Browsers take `\` for `/` and pass over signs that are not seen.
fn is_own(address: &str) -> bool {
    let is_path = address.starts_with('/') && !address.starts_with("//");
    let is_seen = address
        .chars()
        .all(|sign| sign != '\\' && !sign.is_control() && !sign.is_whitespace());
    (is_path || address.starts_with('#')) && is_seen
}

fn is_plain(id: &str) -> bool {
    !id.is_empty()
        && id
            .chars()
            .all(|sign| sign.is_ascii_lowercase() || sign.is_ascii_digit() || sign == '-')
}

/// Writes a heading in Latin letters, for its id.
fn slug(title: &str) -> String {
    let mut slug = String::new();
    for letter in title.chars().flat_map(char::to_lowercase) {
        let sound = match letter {
            'а' => "a",
            'б' => "b",
            'в' => "v",
            'г' => "g",
            'д' => "d",
            'е' | 'ё' | 'э' => "e",
            'ж' => "zh",
            'з' => "z",
            'и' | 'й' => "i",
            'к' => "k",
            'л' => "l",
            'м' => "m",
            'н' => "n",
            'о' => "o",
            'п' => "p",
            'р' => "r",
            'с' => "s",
            'т' => "t",
            'у' => "u",
            'ф' => "f",
            'х' => "kh",
            'ц' => "ts",
            'ч' => "ch",
            'ш' => "sh",
            'щ' => "shch",
            'ы' => "y",
            'ю' => "yu",
            'я' => "ya",
            'ъ' | 'ь' => "",
            letter if letter.is_ascii_alphanumeric() => {
                slug.push(letter);
                continue;
            }
            _ if slug.ends_with('-') || slug.is_empty() => "",
            _ => "-",
        };
        slug.push_str(sound);
    }
    match slug.trim_end_matches('-') {
        "" => "part".to_owned(),
        slug => slug.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn html(markdown: &str) -> String {
        write("/help/test", "Проверка", markdown).html
    }

    #[test]
    fn raw_html_is_only_text() {
        for markdown in [
            "<script>alert(1)</script>",
            "a <img src=x onerror=alert(1)> b",
            "<div onclick=alert(1)>\n\n# <svg onload=alert(1)>\n</div>",
            "`<script>`",
            "```\n<script>\n```",
            "| <b onclick=x> |\n|---|\n| <script> |",
            "# A {#x\" onclick=\"y}",
        ] {
            let html = html(markdown);
            for tag in ["<script", "<img", "<div on", "<svg", "<b "] {
                assert!(!html.contains(tag), "{markdown}: {html}");
            }
            let is_attribute = html.split('<').skip(1).any(|part| {
                let tag = part.split('>').next().unwrap_or_default();
                tag.contains("onclick=") || tag.contains("onload=")
            });
            assert!(!is_attribute, "{markdown}: {html}");
        }
    }

    #[test]
    fn links_stay_inside_the_site() {
        for address in [
            "https://evil.example",
            "//evil.example",
            "javascript:alert(1)",
            "data:text/html,x",
            "/\\evil.example",
            "/&Tab;/evil.example",
            "mailto:a@b",
            "users",
        ] {
            let html = html(&format!("[слово]({address}) и <{address}>"));
            assert!(!html.contains("<a"), "{address}: {html}");
            assert!(html.contains("слово"), "{address}: {html}");
        }
        assert_eq!(
            html("<https://evil.example>"),
            "<p>https://evil.example</p>\n"
        );
        let own = html("[люди](/users) и [ниже](#part)");
        assert!(own.contains("<a href=\"/users\">люди</a>"), "{own}");
        assert!(own.contains("<a href=\"#part\">ниже</a>"), "{own}");
        assert_eq!(html("![слово](/x.png)"), "<p>слово</p>\n");
    }

    #[test]
    fn headings_have_ids_of_their_own() {
        let written = write(
            "/help/test",
            "Проверка",
            "Начало.\n\n# Что значит «в срок»\n\nОдно.\n\n## Ещё бы\n\n## Ещё бы\n\n## Звёздочка {#asterisk}\n\nДва.",
        );
        let ids: Vec<&str> = written
            .headings
            .iter()
            .map(|heading| heading.id.as_str())
            .collect();
        assert_eq!(
            ids,
            [
                "chto-znachit-v-srok",
                "eshche-by",
                "eshche-by-2",
                "asterisk"
            ]
        );
        assert_eq!(written.headings[0].level, 2);
        assert!(written.html.contains("<h2 id=\"asterisk\">"));
    }

    #[test]
    fn tables_are_named_and_have_heads() {
        let html = html("## Знаки\n\n| Знак | Смысл |\n|---|---|\n| «—» | нет |\n");
        assert!(html.contains("<caption class=\"visually-hidden\" id=\"table-1\">Знаки</caption>"));
        assert!(html.contains("<th scope=\"col\">Знак</th>"), "{html}");
        assert!(
            html.contains("<th scope=\"row\">«—»</th><td>нет</td>"),
            "{html}"
        );
    }

    #[test]
    fn passages_are_told_apart_by_headings() {
        let written = write(
            "/help/test",
            "Проверка",
            "Начало.\n\n## Один\n\nПервый\nабзац.\n\n- пункт\n",
        );
        let passages: Vec<(&str, &str, &str)> = written
            .passages
            .iter()
            .map(|one| {
                (
                    one.address.as_str(),
                    one.heading.as_str(),
                    one.text.as_str(),
                )
            })
            .collect();
        assert_eq!(
            passages,
            [
                ("/help/test", "", "Начало."),
                ("/help/test#odin", "Один", "Первый абзац. пункт"),
            ]
        );
    }
}
