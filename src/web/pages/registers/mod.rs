//! `/registers`: the lists that the office itself keeps, with what in them is overdue or missing.

mod asked;
pub mod card;
pub mod file;
mod form;
pub mod list;
pub mod new;
mod tasks;

pub use tasks::{RegisterTasks, tasks};

use askama::Template;
use axum::extract::State;
use axum::response::Html;

use super::{Layout, html};
use crate::app::{EntryOwner, EntryStanding, MissingEntry, OpenEntry, Register, Shelf};
use crate::catalogue::say;
use crate::export::numbers;
use crate::web::Error;
use crate::web::door::SignedIn;
use crate::web::parts::{Badge, Cell, DataTable, Head, Notice, Row, Tone, address, words};
use crate::web::site::Site;

#[derive(Template)]
#[template(path = "registers.html")]
struct RegistersPage {
    layout: Layout,
    table: Option<DataTable>,
    notice: Option<Notice>,
}

pub async fn show(
    State(site): State<Site>,
    SignedIn(asker): SignedIn,
) -> Result<Html<String>, Error> {
    let shelves = site.app.registers(&asker).await?;
    let none = || Notice::empty(say!("registers-none"), say!("registers-none-advice"));
    html(&RegistersPage {
        layout: Layout::for_reader(&site, &asker, say!("registers-title"), "/registers"),
        notice: shelves.is_empty().then(none),
        table: (!shelves.is_empty()).then(|| table(&shelves)),
    })
}

fn table(shelves: &[Shelf]) -> DataTable {
    let rows = shelves.iter().map(|shelf| {
        let register = &shelf.register;
        let attention = |count: usize| match count {
            0 => Cell::number("0"),
            count => Cell::Badge(Badge::new(Tone::Bad, counted(count))),
        };
        Row {
            cells: vec![
                Cell::Link {
                    text: register.title.told().to_owned(),
                    address: register_address(&register.name),
                },
                Cell::Text(register.description.told().to_owned()),
                Cell::number(counted(shelf.entries)),
                Cell::number(counted(shelf.open)),
                attention(shelf.overdue),
                attention(shelf.missing),
                Cell::Text(match shelf.may_keep {
                    true => say!("registers-keeps"),
                    false => say!("registers-reads"),
                }),
            ],
            ..Row::default()
        }
    });
    DataTable {
        id: "registers-table".to_owned(),
        caption: say!("registers-table"),
        heads: vec![
            Head::text(say!("registers-register")),
            Head::text(say!("registers-about")),
            Head::number(say!("registers-entries")),
            Head::number(say!("registers-open")),
            Head::number(say!("registers-overdue")),
            Head::number(say!("registers-missing")),
            Head::text(say!("registers-access")),
        ],
        rows: rows.collect(),
    }
}

/// An entry that is expected and not there, as a line.
pub struct MissingLine {
    pub title: String,
    pub owner: String,
    /// The days in which it is expected; empty for one that is expected at all.
    pub period: String,
    pub badge: Badge,
    /// Where it is made; empty for who does not keep it.
    pub address: String,
}

/// Words what is missing for a reader.
pub fn missing_line(site: &Site, register: &Register, missing: &MissingEntry) -> MissingLine {
    let expected = &register.expected[missing.place];
    let mut pairs = vec![("owner".to_owned(), owner_value(&missing.owner))];
    pairs.extend(
        expected
            .values
            .iter()
            .map(|(name, value)| (form::name_of(name), value.clone())),
    );
    let due = missing.due.map(words::day);
    let new = format!("{}/new", register_address(&register.name));
    MissingLine {
        title: expected.title.told().to_owned(),
        owner: owner_told(site, &missing.owner),
        period: missing.period.map_or_else(String::new, |period| {
            words::days(Some(period.from), Some(period.to))
        }),
        badge: match (missing.is_overdue, due) {
            (true, Some(due)) => Badge::new(Tone::Bad, say!("registers-missing-since", due = due)),
            (true, None) => Badge::new(Tone::Bad, say!("registers-missing-now")),
            (false, due) => {
                let due = due.unwrap_or_default();
                Badge::new(Tone::Quiet, say!("registers-awaited", due = due))
            }
        },
        address: match missing.may_keep {
            true => with_pairs(&new, &pairs),
            false => String::new(),
        },
    }
}

/// Says how an entry stands; «просрочено» with the day that has passed.
pub fn standing_badge(register: &Register, entry: &OpenEntry) -> Badge {
    if entry.removed.is_some() {
        return Badge::new(Tone::Quiet, say!("registers-removed"));
    }
    let told = register.standing_told(entry.standing);
    match (entry.standing, entry.due) {
        (EntryStanding::Overdue, Some(due)) => {
            let due = words::day(due);
            Badge::new(
                Tone::Bad,
                say!("registers-overdue-since", state = told, due = due),
            )
        }
        (EntryStanding::Overdue, None) => Badge::new(Tone::Bad, told),
        (EntryStanding::Open, _) => Badge::new(Tone::Warning, told),
        (EntryStanding::Done, _) => Badge::new(Tone::Good, told),
    }
}

pub fn register_address(name: &str) -> String {
    format!("/registers/{}", address::encoded(name))
}

pub fn entry_address(name: &str, id: i64) -> String {
    format!("{}/{id}", register_address(name))
}

/// What stands for the office where a school's id would.
const OFFICE: &str = "-";

fn owner_value(owner: &EntryOwner) -> String {
    owner.school_id.clone().unwrap_or_else(|| OFFICE.to_owned())
}

/// Reads whose entry is meant.
fn school_of(value: &str) -> Option<&str> {
    (value != OFFICE).then_some(value)
}

pub fn owner_told(site: &Site, owner: &EntryOwner) -> String {
    match owner.school_id {
        Some(_) => words::unbroken(&owner.name),
        None => site.app.config.office.name.clone(),
    }
}

fn with_pairs(path: &str, pairs: &[(String, String)]) -> String {
    let pairs = pairs.iter().filter(|(_, value)| !value.is_empty());
    let pairs: Vec<String> = pairs
        .map(|(name, value)| format!("{}={}", address::encoded(name), address::encoded(value)))
        .collect();
    match pairs.is_empty() {
        true => path.to_owned(),
        false => format!("{path}?{}", pairs.join("&")),
    }
}

fn counted(count: usize) -> String {
    numbers::integer(i64::try_from(count).unwrap_or(i64::MAX))
}
