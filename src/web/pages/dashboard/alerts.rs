//! Alerts: what on a page's subject asks to be looked into now, one line each, and what could not be looked at.

use askama::Template;

pub use super::tile::Cut;

use super::address::Address;
use super::choice::{Chosen, range_in_words};
use super::sentence::Values;
use crate::app::{OpenAlert, Reader, TaskName, uncut};
use crate::catalogue::say;
use crate::export::cell::{self, Cell as Value, Line, LineKind};
use crate::table::{ColumnKind, Table};
use crate::web::parts::address;

/// One thing to look into.
#[derive(Debug, Clone)]
pub struct AlertItem {
    pub title: String,
    pub text: String,
    pub is_serious: bool,
    /// The page about it.
    pub address: String,
    /// What names it among all.
    pub name: TaskName,
}

/// What the answers of alerts say together.
#[derive(Debug, Clone, Default)]
pub struct Told {
    /// The serious first.
    pub items: Vec<AlertItem>,
    /// How many things there are, with those beyond the limits of their lists.
    pub count: i64,
    /// The lists that are cut.
    pub cut: Vec<Cut>,
    /// The titles of alerts that failed, of which nobody knows whether there is something to look into.
    pub failed: Vec<String>,
}

/// The alerts of a page, above its tiles.
#[derive(Debug, Clone, Template)]
#[template(path = "dashboard/alerts.html")]
pub struct AlertList {
    pub told: Told,
    /// What they are about, whatever is chosen on the page.
    pub about: String,
}

impl askama::filters::HtmlSafe for AlertList {}

/// More alerts than these would push the figures out of sight.
const SHOWN: usize = 8;

/// Returns what the answers say.
pub fn told(alerts: &[OpenAlert]) -> Told {
    let mut told = Told::default();
    for alert in alerts {
        let declared = &alert.dashboard.alerts[alert.place];
        let title = declared.title.plain();
        let Ok(answer) = &alert.answer else {
            if !told.failed.contains(&title) {
                told.failed.push(title);
            }
            continue;
        };
        let table = &answer.table;
        let shown = table.row_count() as u64;
        let total = table.total.unwrap_or(shown).max(shown);
        told.count += total as i64;
        let is_full = alert.query["limit"].as_u64() == Some(shown);
        if total > shown || (is_full && table.total.is_none()) {
            told.cut.push(Cut {
                text: match table.total {
                    Some(total) => say!(
                        "alerts-cut",
                        title = title.as_str(),
                        shown = shown as i64,
                        total = total as i64
                    ),
                    None => {
                        say!(
                            "alerts-cut-unknown",
                            title = title.as_str(),
                            shown = shown as i64
                        )
                    }
                },
                address: address::constructor(&uncut(&alert.query)),
            });
        }
        for line in cell::lines(table).filter(|line| line.kind == LineKind::Row) {
            let about = named(table, &line, &alert.unit);
            told.items.push(AlertItem {
                title: title.clone(),
                text: Values::of_row(table, &line, &alert.unit).said(&declared.text),
                is_serious: declared.is_serious,
                address: page_about(alert, &about, &named(table, &line, "school.name")),
                name: TaskName {
                    dashboard: alert.dashboard.name.clone(),
                    alert: declared.name.clone(),
                    about,
                },
            });
        }
    }
    told.items.sort_by_key(|item| !item.is_serious);
    told
}

impl AlertList {
    /// Returns the alerts of a page; nothing where all is well.
    pub fn of(alerts: &[OpenAlert], reader: Reader) -> Option<Self> {
        let mut told = told(alerts);
        if told.items.is_empty() && told.failed.is_empty() {
            return None;
        }
        told.items.truncate(SHOWN);
        let about = about(alerts, reader);
        Some(Self { told, about })
    }

    /// Says whether the page of tasks shows more of them.
    fn has_more(&self) -> bool {
        self.told.count > self.told.items.len() as i64
    }
}

/// Says over which days and schools the alerts look that have something to say.
fn about(alerts: &[OpenAlert], reader: Reader) -> String {
    let mut ranges: Vec<String> = Vec::new();
    let telling = alerts.iter().filter(|alert| {
        let answer = alert.answer.as_ref();
        answer.is_ok_and(|answer| answer.table.row_count() > 0)
    });
    for alert in telling {
        let range = match &alert.period {
            Some(words) => range_in_words(words),
            None => say!("alerts-now"),
        };
        if !ranges.contains(&range) {
            ranges.push(range);
        }
    }
    if ranges.is_empty() {
        return String::new();
    }
    let reader = match reader {
        Reader::Office => "office",
        Reader::School => "school",
        Reader::Class => "class",
        Reader::Group => "group",
    };
    say!("alerts-about", reader = reader, periods = ranges.join(", "))
}

/// Returns what a row is about by one of its dimensions.
fn named(table: &Table, line: &Line<'_>, member: &str) -> String {
    let mut columns = table.columns.iter();
    let place =
        columns.position(|column| column.kind == ColumnKind::Dimension && column.key == member);
    match place.map(|place| line.value(place)) {
        Some(Value::Text(text)) => text.to_owned(),
        _ => String::new(),
    }
}

/// Returns the page of an alert over its days: about what the row is about where the page can be so narrowed, else the
/// tile that tells of it, in its school.
fn page_about(alert: &OpenAlert, about: &str, school: &str) -> String {
    let dashboard = &alert.dashboard;
    let mut page = Address::of(dashboard, &Chosen::default());
    if let Some(words) = alert
        .period
        .as_ref()
        .filter(|words| **words != dashboard.period)
    {
        page = page.with_range(words);
    }
    let knows = |member: &str| dashboard.filters.iter().any(|filter| filter == member);
    if !school.is_empty() && knows("school.name") {
        page = page.narrowed([("school.name".to_owned(), school.to_owned())]);
    }
    if knows(&alert.unit) {
        return page.with(&alert.unit, about);
    }
    let address = page.whole();
    match &alert.tile {
        Some(tile) => format!("{address}#tile-{tile}"),
        None => address,
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use serde_json::json;

    use super::*;
    use crate::app::{AskError, Dashboard};

    #[test]
    fn an_alert_that_failed_is_named_and_is_not_none() {
        let dashboard: Dashboard = toml::from_str(
            r#"
            title = { ru = "Посещаемость", en = "Attendance" }
            description = { ru = "…", en = "…" }
            order = 1
            readers = ["office"]
            period = "last month"

            [[alerts]]
            name = "low"
            title = { ru = "Низкая посещаемость", en = "Low attendance" }
            text = { ru = "…", en = "…" }
            query = {}
            "#,
        )
        .expect("a dashboard");
        let failed = OpenAlert {
            dashboard: Arc::new(dashboard),
            place: 0,
            query: json!({}),
            unit: "school.name".to_owned(),
            period: None,
            tile: None,
            answer: Err(AskError::TimedOut),
        };
        let list = AlertList::of(&[failed], Reader::Office).expect("something to say");
        assert_eq!(list.told.count, 0);
        assert_eq!(list.told.failed, ["Низкая посещаемость"]);
        let page = list.render().expect("a part of a page");
        assert!(
            page.contains("Не удалось проверить: Низкая посещаемость."),
            "{page}"
        );
        assert!(!page.contains("Требует внимания: 0"), "{page}");
        assert!(AlertList::of(&[], Reader::Office).is_none());
    }
}
