//! Entry: the cells that no data fill, one beside the other, so that a school types them at one go.

use askama::Template;
use axum::response::Response;
use axum::response::{IntoResponse, Redirect};

use super::name::FormName;
use super::sent::Sent;
use super::{HERE, address_of};
use crate::app::{Asker, CellKind, Filing, FormDeed};
use crate::catalogue::say;
use crate::export::numbers;
use crate::web::Error;
use crate::web::pages::{Layout, html};
use crate::web::parts::{Faults, Field, Input};
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

struct Section {
    name: String,
    fields: Vec<Field>,
}

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
    let mut sections: Vec<Section> = Vec::new();
    for (key, kind) in filing.form.cells() {
        if kind != CellKind::Manual {
            continue;
        }
        let path = key.path();
        let value = match sent.fields.has(&path) {
            true => sent.fields.text(&path),
            false => open
                .values
                .get(&key)
                .map_or_else(String::new, |value| numbers::plain(*value)),
        };
        let field = Field::new("entry", path, filing.form.cell_title(&key), Input::Plain)
            .with_value(value)
            .with_faults(&sent.faults);
        match sections.last_mut() {
            Some(section) if section.name == key.section => section.fields.push(field),
            _ => sections.push(Section {
                name: key.section.clone(),
                fields: vec![field],
            }),
        }
    }
    let status = sent.status();
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
