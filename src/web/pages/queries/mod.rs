//! `/queries`: the questions that are there already: marked ones, own ones by folder, those of others, declared ones.

pub mod deeds;
mod parameters;
pub mod question;

use askama::Template;
use axum::extract::State;
use axum::response::Html;

use super::{Layout, html};
use crate::app::{Action, Dashboard, NamedQuery, Saved};
use crate::catalogue::say;
use crate::office::FavouriteKind;
use crate::web::Error;
use crate::web::door::SignedIn;
use crate::web::fields::Fields;
use crate::web::parts::{Badge, Field, Input, Notice, Star, Tone, address};
use crate::web::site::Site;

#[derive(Template)]
#[template(path = "queries.html")]
struct QueriesPage {
    layout: Layout,
    status: String,
    search: Field,
    is_searched: bool,
    sections: Vec<Section>,
    notice: Option<Notice>,
    /// Whether the reader may order what is not there.
    may_order: bool,
}

struct Section {
    id: &'static str,
    title: String,
    groups: Vec<Group>,
    /// What is said where it has nothing.
    empty: String,
}

struct Group {
    /// Empty for what stands in no folder.
    title: String,
    items: Vec<Item>,
}

#[derive(Clone)]
struct Item {
    title: String,
    address: String,
    /// What it answers.
    about: String,
    /// Whose it is.
    note: String,
    badge: Option<Badge>,
    star: Star,
    /// The folder or the section that it stands in.
    group: String,
    kind: Kind,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Own,
    Shared,
    Named,
    Dashboard,
}

pub async fn show(
    State(site): State<Site>,
    SignedIn(asker): SignedIn,
    fields: Fields,
) -> Result<Html<String>, Error> {
    let wanted = fields.text("find");
    let back = match wanted.is_empty() {
        true => "/queries".to_owned(),
        false => format!("/queries?find={}", address::encoded(&wanted)),
    };
    let marks = site.app.favourites(&asker).await?;
    let saved = site.app.saved_list(&asker).await?;
    let mut items: Vec<Item> = saved.iter().map(|saved| of_saved(saved, &back)).collect();
    items.extend(site.app.queries_for(&asker).iter().map(|query| {
        let is_marked = marks.contains(&(FavouriteKind::Named, query.name.clone()));
        of_named(query, is_marked, &back)
    }));
    let dashboards = site.app.marked_dashboards(&asker).await?;
    let marked = dashboards.iter().filter(|(_, is_marked)| *is_marked);
    items.extend(marked.map(|(dashboard, _)| of_dashboard(dashboard, &back)));
    items.retain(|item| item.has(&wanted));
    let layout = Layout::for_reader(&site, &asker, say!("queries-title"), "/queries");
    let mut page = page(layout, wanted, items);
    page.may_order = asker.may(Action::Order);
    html(&page)
}

fn page(layout: Layout, wanted: String, items: Vec<Item>) -> QueriesPage {
    let is_searched = !wanted.is_empty();
    let found = items.len() as i64;
    let dashboards = items.iter().filter(|item| item.kind == Kind::Dashboard);
    let queries = found - dashboards.count() as i64;
    let pick = |is_in: fn(&Item) -> bool| -> Vec<Item> {
        items.iter().filter(|item| is_in(item)).cloned().collect()
    };
    let marked = pick(|item| item.star.is_marked);
    let own = pick(|item| item.kind == Kind::Own);
    let shared = pick(|item| item.kind == Kind::Shared);
    let named = pick(|item| item.kind == Kind::Named);
    let mut sections = vec![
        section("marked", say!("queries-marked"), together(marked)),
        section("own", say!("queries-own"), by_group(own)),
        section("shared", say!("queries-shared"), together(shared)),
        section("named", say!("queries-named"), by_group(named)),
    ];
    if is_searched {
        sections.retain(|section| !section.groups.is_empty());
    }
    QueriesPage {
        layout,
        status: match is_searched {
            true => say!("queries-found", count = found),
            false => say!("queries-count", count = queries),
        },
        search: Field::new("queries", "find", say!("queries-find"), Input::Search)
            .with_value(wanted),
        is_searched,
        notice: sections
            .is_empty()
            .then(|| Notice::empty(say!("queries-none"), say!("queries-none-advice"))),
        sections,
        may_order: false,
    }
}

fn section(id: &'static str, title: String, groups: Vec<Group>) -> Section {
    Section {
        empty: match id {
            "marked" => say!("queries-marked-none"),
            "own" => say!("queries-own-none"),
            "shared" => say!("queries-shared-none"),
            _ => say!("queries-named-none"),
        },
        id,
        title,
        groups,
    }
}

/// Keeps items under no heading.
fn together(items: Vec<Item>) -> Vec<Group> {
    match items.is_empty() {
        true => Vec::new(),
        false => vec![Group {
            title: String::new(),
            items,
        }],
    }
}

/// Puts items under the headings of their folders or sections, those of none first.
fn by_group(items: Vec<Item>) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    for item in items {
        match groups.iter_mut().find(|group| group.title == item.group) {
            Some(group) => group.items.push(item),
            None => groups.push(Group {
                title: item.group.clone(),
                items: vec![item],
            }),
        }
    }
    groups.sort_by_key(|group| plain(&group.title));
    groups
}

fn of_saved(saved: &Saved, back: &str) -> Item {
    let query = &saved.query;
    let address = question_address(&saved.name());
    Item {
        title: query.title.clone(),
        about: query.description.clone(),
        note: match saved.is_own {
            true if query.shares.is_empty() => String::new(),
            true => say!("queries-is-shared"),
            false => say!("queries-of", owner = query.owner_name.as_str()),
        },
        badge: (!saved.broken.is_empty()).then(|| Badge::new(Tone::Bad, say!("queries-broken"))),
        star: Star::new(&query.title, &address, saved.is_favourite, back),
        group: match saved.is_own {
            true => query.folder.clone(),
            false => String::new(),
        },
        kind: match saved.is_own {
            true => Kind::Own,
            false => Kind::Shared,
        },
        address,
    }
}

fn of_named(query: &NamedQuery, is_marked: bool, back: &str) -> Item {
    let address = question_address(&query.name);
    Item {
        title: query.title.clone(),
        about: query.answers.clone(),
        note: String::new(),
        badge: None,
        star: Star::new(&query.title, &address, is_marked, back),
        group: query.section.clone(),
        kind: Kind::Named,
        address,
    }
}

fn of_dashboard(dashboard: &Dashboard, back: &str) -> Item {
    let title = dashboard.title.plain();
    let address = format!("/dashboards/{}", address::encoded(&dashboard.name));
    Item {
        about: dashboard.description.plain(),
        note: say!("queries-dashboard"),
        badge: None,
        star: Star::new(&title, &address, true, back),
        group: String::new(),
        kind: Kind::Dashboard,
        title,
        address,
    }
}

impl Item {
    /// Says whether every word that was typed stands somewhere in the item.
    fn has(&self, wanted: &str) -> bool {
        let said = [&self.title, &self.about, &self.note, &self.group];
        let said = said.map(|text| plain(text)).join(" ");
        plain(wanted)
            .split_whitespace()
            .all(|word| said.contains(word))
    }
}

/// Ё is sought as Е.
fn plain(text: &str) -> String {
    text.to_lowercase().replace('ё', "е")
}

fn question_address(name: &str) -> String {
    format!("/queries/{}", address::encoded(name))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalogue::Language;

    fn item(title: &str, group: &str, is_own: bool) -> Item {
        let kind = match is_own {
            true => Kind::Own,
            false => Kind::Named,
        };
        Item {
            title: title.to_owned(),
            address: "/queries/saved-1".to_owned(),
            about: "Кто пропускал.".to_owned(),
            note: String::new(),
            badge: None,
            star: Star::new(title, "/queries/saved-1", is_own, "/queries"),
            group: group.to_owned(),
            kind,
        }
    }

    fn shown(wanted: &str, items: Vec<Item>) -> String {
        let layout = Layout {
            has_tour: false,
            data: None,
            language: Language::Russian,
            title: "Запросы".to_owned(),
            office: "Демо-округ".to_owned(),
            reader: None,
            here: "/queries",
        };
        page(layout, wanted.to_owned(), items)
            .render()
            .expect("a page")
    }

    #[test]
    fn a_title_is_only_a_title() {
        let text = shown("", vec![item("<script>alert(1)</script>", "<b>", true)]);
        assert!(!text.contains("<script>alert") && !text.contains("<b>"));
        assert_eq!(text.matches("<h1").count(), 1);
    }

    #[test]
    fn queries_are_found_by_words_in_any_order() {
        let one = item("Посещаемость по школам", "Отчёты", true);
        for (wanted, expected) in [
            ("", true),
            ("ШКОЛАМ посещ", true),
            ("отчет", true),
            ("пропускал", true),
            ("оценки", false),
        ] {
            assert_eq!(one.has(wanted), expected, "{wanted}");
        }
        let text = shown("нет такого", Vec::new());
        assert!(text.contains("Ничего не найдено"), "{text}");
    }

    #[test]
    fn what_stands_in_no_folder_comes_first() {
        let items = vec![
            item("а", "Ясли", true),
            item("б", "", true),
            item("в", "Ёлка", true),
            item("г", "Ясли", true),
        ];
        let groups = by_group(items);
        let titles: Vec<&str> = groups.iter().map(|group| group.title.as_str()).collect();
        assert_eq!(titles, ["", "Ёлка", "Ясли"]);
        assert_eq!(groups[2].items.len(), 2);
    }
}
