//! Entry: the cells that no data fill, one beside the other, so that a school types them at one go.

use askama::Template;
use axum::response::Response;
use axum::response::{IntoResponse, Redirect};

use super::name::FormName;
use super::sent::Sent;
use super::{HERE, address_of};
use crate::app::{Asker, CellKey, CellKind, Filing, FormDeed, OpenFiling};
use crate::catalogue::say;
use crate::export::numbers;
use crate::web::Error;
use crate::web::pages::{Layout, html};
use crate::web::parts::{Faults, Field, Input, Verbatim};
use crate::web::site::Site;

#[derive(Template)]
#[template(path = "forms/entry.html")]
struct EntryPage {
    layout: Layout,
    form: FormName,
    back: String,
    address: String,
    school_id: String,
    version: String,
    faults: Faults,
    sections: Vec<Section>,
}

/// A section of the form, which folds.
struct Section {
    id: String,
    code: String,
    name: String,
    title: String,
    rows: Vec<Row>,
    /// How many of its cells are filled.
    filled: usize,
    cells: usize,
    is_open: bool,
}

struct Row {
    code: String,
    name: String,
    label: String,
    fields: Vec<Field>,
}

/// As many cells as are shown at once: of a longer form the sections are folded.
const SHOWN_AT_ONCE: usize = 24;

pub async fn page(
    site: &Site,
    asker: &Asker,
    filing: &Filing,
    school_id: &str,
    sent: Sent,
) -> Result<Response, Error> {
    let open = site.app.open_filing(asker, filing, school_id).await?;
    let back = address_of(filing, school_id);
    let Some(record) = open.record.as_ref().filter(|_| open.may(FormDeed::Correct)) else {
        return Ok(Redirect::to(&back).into_response());
    };
    let status = sent.status();
    let sections = sections(&open, &sent);
    let page = EntryPage {
        layout: Layout::for_reader(site, asker, say!("forms-entry"), HERE),
        form: FormName::of_school(filing, &open.school),
        back,
        address: filing.address(),
        school_id: school_id.to_owned(),
        version: record.version.to_string(),
        faults: sent.faults,
        sections,
    };
    Ok((status, html(&page)?).into_response())
}

fn sections(open: &OpenFiling, sent: &Sent) -> Vec<Section> {
    let form = &open.filing.form;
    let returned = open.returned();
    let mut sections: Vec<Section> = Vec::new();
    let keys = form.cells().filter(|(key, kind)| {
        *kind == CellKind::Manual && form.has_section(&key.section, &open.values)
    });
    for (key, _) in keys {
        let section = match sections.last_mut() {
            Some(section) if section.code == key.section => section,
            _ => {
                let mut titles = form.section_titles();
                let title = titles.find(|(code, _)| *code == key.section);
                let title = title.map_or_else(String::new, |(_, title)| title.to_owned());
                // A section that the blank does not number is known by its title alone.
                let (name, title) =
                    match key.section.starts_with(|sign: char| sign.is_ascii_digit()) {
                        false if !title.is_empty() => (title, String::new()),
                        _ => (say!("forms-section", section = key.section.as_str()), title),
                    };
                sections.push(Section {
                    id: format!("entry-section-{}", sections.len() + 1),
                    code: key.section.clone(),
                    name,
                    title,
                    rows: Vec::new(),
                    filled: 0,
                    cells: 0,
                    is_open: false,
                });
                let Some(section) = sections.last_mut() else {
                    continue;
                };
                section
            }
        };
        let (label, column) = match form.row_and_column(&key) {
            Some((label, column)) => (label.to_owned(), column),
            None => (String::new(), String::new()),
        };
        let field = field(open, sent, &key, &column);
        section.cells += 1;
        section.filled += usize::from(!field.value.is_empty());
        section.is_open |= !field.faults.is_empty() || returned.contains(&key);
        match section.rows.last_mut() {
            Some(row) if row.code == key.row => row.fields.push(field),
            _ => section.rows.push(Row {
                code: key.row.clone(),
                name: say!("forms-entry-row", code = key.row.as_str()),
                label,
                fields: vec![field],
            }),
        }
    }
    let is_short = sections.iter().map(|section| section.cells).sum::<usize>() <= SHOWN_AT_ONCE;
    for section in &mut sections {
        section.is_open |= is_short;
    }
    // Where nothing asks for itself, the first that is not filled is next.
    if !sections.iter().any(|section| section.is_open)
        && let Some(next) = sections
            .iter_mut()
            .find(|section| section.filled < section.cells)
    {
        next.is_open = true;
    }
    sections
}

fn field(open: &OpenFiling, sent: &Sent, key: &CellKey, column: &str) -> Field {
    let path = key.path();
    let value = match sent.fields.has(&path) {
        true => sent.fields.text(&path),
        false => {
            let value = open.values.get(key);
            value.map_or_else(String::new, |value| numbers::plain(*value))
        }
    };
    let label = say!(
        "forms-entry-column",
        number = key.column.as_str(),
        title = column
    );
    Field::new("entry", path, label, Input::Plain)
        .with_value(value)
        .with_faults(&sent.faults)
}

impl Section {
    fn told(&self) -> String {
        say!(
            "forms-entry-filled",
            filled = self.filled as i64,
            cells = self.cells as i64
        )
    }
}
