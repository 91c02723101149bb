//! `/registers/{name}`: the entries of one register, filtered, ordered and paged, and what is expected and missing.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Html;
use serde_json::json;

use super::asked::{Asked, DUE, MOST, OWNER, STATE};
use super::{
    MissingLine, entry_address, missing_line, owner_told, register_address, standing_badge,
};
use crate::app::{FieldKind, OpenEntry, OpenRegister, Register, RegisterField};
use crate::catalogue::say;
use crate::web::Error;
use crate::web::door::SignedIn;
use crate::web::fields::Fields;
use crate::web::pages::{Layout, html};
use crate::web::parts::{Badge, Faults, Field, Notice, Verbatim, address, words};
use crate::web::site::Site;

/// What is missing on one page; the rest is counted.
const MOST_MISSING: usize = 50;

/// Letters of a text in a cell; the whole of it stands on the card.
const LETTERS: usize = 120;

/// Signs of a hash in a cell.
const HASH_SIGNS: usize = 12;

#[derive(Template)]
#[template(path = "registers/list.html")]
struct ListPage {
    layout: Layout,
    title: String,
    description: String,
    source: String,
    /// What has just been done.
    done: Option<String>,
    /// Where an entry is made; none for who only reads.
    new: Option<String>,
    constructor: String,
    missing: Vec<MissingLine>,
    /// How many more are missing than are shown.
    more_missing: usize,
    filter_address: String,
    filters: Vec<Field>,
    faults: Faults,
    kept: Vec<(String, String)>,
    status: String,
    /// The other half: the removed entries, or those that stand.
    other_half: Option<(String, String)>,
    files: Vec<(&'static str, String)>,
    heads: Vec<Head>,
    lines: Vec<Line>,
    notice: Option<Notice>,
    pages: Option<Pages>,
}

struct Head {
    title: String,
    address: String,
    /// How the column is ordered, if it is.
    order: Option<&'static str>,
    is_number: bool,
}

struct Line {
    called: String,
    address: String,
    owner: Option<String>,
    cells: Vec<Cell>,
    state: Badge,
    /// What the entry itself says of its state, if the badge does not.
    said: String,
    due: String,
}

struct Cell {
    text: String,
    is_number: bool,
}

struct Pages {
    said: String,
    previous: Option<String>,
    next: Option<String>,
}

pub async fn show(
    State(site): State<Site>,
    SignedIn(asker): SignedIn,
    Path(name): Path<String>,
    fields: Fields,
) -> Result<Html<String>, Error> {
    let open = site.app.register(&asker, &name).await?;
    let asked = Asked::read(&fields, &open);
    let done = match fields.raw("done") {
        "removed" => Some(say!("registers-done-removed")),
        _ => None,
    };
    let title = open.register.title.told().to_owned();
    let layout = Layout::for_reader(&site, &asker, title, "/registers");
    html(&page(&site, layout, &open, asked, done))
}

fn page(
    site: &Site,
    layout: Layout,
    open: &OpenRegister,
    asked: Asked,
    done: Option<String>,
) -> ListPage {
    let register = &open.register;
    let found = asked.entries(open);
    let (page, pages) = asked.page(found.len());
    let shown: Vec<&OpenEntry> = found
        .iter()
        .skip((page - 1) * MOST)
        .take(MOST)
        .copied()
        .collect();
    let columns: Vec<&RegisterField> = open
        .fields
        .iter()
        .filter(|field| field.kind != FieldKind::LongText && !is_told_before(register, field))
        .collect();
    let mut status = match asked.is_of_removed {
        true => say!("registers-count-removed", count = found.len() as i64),
        false => say!("registers-count", count = found.len() as i64),
    };
    for told in asked.told(site, open) {
        status.push_str(&format!(" · {told}"));
    }
    let address = register_address(&register.name);
    let missing = open.missing.iter().take(MOST_MISSING);
    let question = json!({"measures": [
        format!("{}.entries", register.name),
        format!("{}.overdue", register.name),
    ], "dimensions": ["school.name"]});
    ListPage {
        title: register.title.told().to_owned(),
        description: register.description.told().to_owned(),
        source: register.source.clone(),
        done,
        new: (!open.keeps.is_empty()).then(|| format!("{address}/new")),
        constructor: address::constructor(&question),
        missing: missing
            .map(|one| missing_line(site, register, one))
            .collect(),
        more_missing: open.missing.len().saturating_sub(MOST_MISSING),
        filters: asked.fields(site, open),
        kept: asked.kept(),
        status,
        other_half: other_half(open, &asked, &address),
        files: vec![
            ("XLSX", asked.file(open, "xlsx")),
            ("CSV", asked.file(open, "csv")),
        ],
        heads: heads(open, &asked, &columns),
        lines: shown
            .iter()
            .map(|entry| line(site, open, &columns, entry))
            .collect(),
        notice: found.is_empty().then(|| {
            Notice::empty(
                say!("registers-no-entries"),
                say!("registers-no-entries-advice"),
            )
        }),
        pages: (pages > 1).then(|| Pages {
            said: say!("registers-page", page = page as i64, pages = pages as i64),
            previous: (page > 1).then(|| asked.at_page(open, page - 1)),
            next: (page < pages).then(|| asked.at_page(open, page + 1)),
        }),
        faults: asked.faults,
        filter_address: address,
        layout,
    }
}

fn other_half(open: &OpenRegister, asked: &Asked, address: &str) -> Option<(String, String)> {
    if asked.is_of_removed {
        return Some((say!("registers-show-standing"), address.to_owned()));
    }
    let count = open.removed.len() as i64;
    (count > 0).then(|| {
        let title = say!("registers-show-removed", count = count);
        (title, format!("{address}?removed=1"))
    })
}

fn heads(open: &OpenRegister, asked: &Asked, columns: &[&RegisterField]) -> Vec<Head> {
    let head = |title: String, column: &str, is_number: bool| Head {
        title,
        address: asked.sorted(open, column),
        order: asked.order_of(column),
        is_number,
    };
    let mut heads = Vec::new();
    if open.has_owners {
        heads.push(head(say!("registers-owner"), OWNER, false));
    }
    // What is wrong with an entry is not to be looked for behind the edge of a wide table.
    heads.push(head(say!("registers-state"), STATE, false));
    heads.push(head(say!("registers-due"), DUE, false));
    heads.extend(columns.iter().map(|field| {
        let is_number = field.kind == FieldKind::Number;
        head(field.title.told().to_owned(), &field.name, is_number)
    }));
    heads
}

/// Says whether the columns of the state and of the term, which stand in every register, tell what a field holds.
fn is_told_before(register: &Register, field: &RegisterField) -> bool {
    let due = register.state.due.as_ref();
    let is_term = due.is_some_and(|due| due.days == 0 && due.field == field.name);
    is_term || says_state(register, field)
}

/// Says whether it is by this choice that an entry is done.
fn says_state(register: &Register, field: &RegisterField) -> bool {
    field.kind == FieldKind::Choice && register.state.done_by == field.name
}

fn line(site: &Site, open: &OpenRegister, columns: &[&RegisterField], entry: &OpenEntry) -> Line {
    let register = &open.register;
    let school = |id: &str| open.schools.get(id).map_or(id, String::as_str).to_owned();
    let cells = columns.iter().map(|field| {
        let value = entry.values.get(&field.name);
        let text = value.map_or_else(String::new, |value| value.shown(field));
        Cell {
            text: match field.kind {
                FieldKind::Hash if !text.is_empty() => cut(&text, HASH_SIGNS),
                FieldKind::School if !text.is_empty() => school(&text),
                _ => cut(&text, LETTERS),
            },
            is_number: field.kind == FieldKind::Number,
        }
    });
    let mut fields = open.fields.iter();
    let said = fields.find(|field| says_state(register, field));
    let said = said.and_then(|field| Some(entry.values.get(&field.name)?.shown(field)));
    let told = register.standing_told(entry.standing);
    Line {
        called: match entry.called.is_empty() {
            true => say!("registers-entry", id = entry.id.to_string()),
            false => entry.called.clone(),
        },
        address: entry_address(&register.name, entry.id),
        owner: open.has_owners.then(|| owner_told(site, &entry.owner)),
        cells: cells.collect(),
        state: standing_badge(register, entry),
        said: said.filter(|said| said != told).unwrap_or_default(),
        due: entry.due.map_or_else(String::new, words::day),
    }
}

fn cut(text: &str, most: usize) -> String {
    match text.chars().count() > most {
        true => format!("{}…", text.chars().take(most).collect::<String>()),
        false => text.to_owned(),
    }
}
