//! `/registers/{name}/new`: making an entry; whose it is to be is asked first where there are several.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{Html, IntoResponse, Redirect, Response};

use super::form::{self, EntryForm};
use super::{entry_address, owner_told, owner_value, register_address, school_of};
use crate::app::{Asker, EntryOwner, FieldKind, OpenRegister, Sent};
use crate::catalogue::say;
use crate::period::SchoolYear;
use crate::web::Error;
use crate::web::door::SignedIn;
use crate::web::fields::Fields;
use crate::web::pages::{Layout, html, refused};
use crate::web::parts::{Choice, Faults, Field, Input, Verbatim};
use crate::web::site::Site;

#[derive(Template)]
#[template(path = "registers/new.html")]
struct NewPage {
    layout: Layout,
    register: String,
    address: String,
    step: Step,
}

enum Step {
    /// Whose entry it is to be.
    Owner {
        field: Field,
        /// What the form is to be filled with beside.
        pairs: Vec<(String, String)>,
    },
    Entry {
        owner: String,
        owner_told: String,
        form: EntryForm,
    },
}

pub async fn show(
    State(site): State<Site>,
    SignedIn(asker): SignedIn,
    Path(name): Path<String>,
    fields: Fields,
) -> Result<Html<String>, Error> {
    let open = site.app.register(&asker, &name).await?;
    let mut given = form::sent(&fields, &open.fields);
    for field in &open.fields {
        let value = given.entry(field.name.clone()).or_default();
        if value.is_empty() && field.kind == FieldKind::SchoolYear {
            *value = SchoolYear::of(site.app.moment().today).to_string();
        }
    }
    let wanted = fields.text("owner");
    let chosen = match open.keeps.as_slice() {
        [] => return Err(not_kept(&open)),
        [only] if wanted.is_empty() => Some(only),
        several => several.iter().find(|owner| owner_value(owner) == wanted),
    };
    let step = match chosen {
        Some(owner) => entry_step(&site, &asker, &open, owner, &given, Faults::default()).await?,
        // An owner that is not there for this person is chosen anew.
        None => owner_step(&site, &open, given),
    };
    html(&page(&site, &asker, &open, step))
}

/// Makes the entry and leads to its card.
pub async fn add(
    State(site): State<Site>,
    SignedIn(asker): SignedIn,
    Path(name): Path<String>,
    fields: Fields,
) -> Result<Response, Error> {
    let open = site.app.register(&asker, &name).await?;
    let wanted = fields.text("owner");
    let given = form::sent(&fields, &open.fields);
    let added = site
        .app
        .add_entry(&asker, &name, school_of(&wanted), &given)
        .await;
    let error = match added {
        Ok(id) => {
            let address = format!("{}?done=added", entry_address(&name, id));
            return Ok(Redirect::to(&address).into_response());
        }
        Err(error) => error,
    };
    let faults = form::faults_of(error, &open.register)?;
    let owner = open.keeps.iter().find(|owner| owner_value(owner) == wanted);
    let Some(owner) = owner else {
        return Err(not_kept(&open));
    };
    let step = entry_step(&site, &asker, &open, owner, &given, faults).await?;
    refused(&page(&site, &asker, &open, step))
}

fn page(site: &Site, asker: &Asker, open: &OpenRegister, step: Step) -> NewPage {
    NewPage {
        layout: Layout::for_reader(site, asker, say!("registers-new"), "/registers"),
        register: open.register.title.told().to_owned(),
        address: register_address(&open.register.name),
        step,
    }
}

async fn entry_step(
    site: &Site,
    asker: &Asker,
    open: &OpenRegister,
    owner: &EntryOwner,
    given: &Sent,
    faults: Faults,
) -> Result<Step, Error> {
    let school_id = owner.school_id.as_deref();
    let suggested = site.app.suggested(asker, &open.register, school_id).await?;
    Ok(Step::Entry {
        owner: owner_value(owner),
        owner_told: owner_told(site, owner),
        form: EntryForm::new(&open.fields, given, &suggested, faults),
    })
}

fn owner_step(site: &Site, open: &OpenRegister, given: Sent) -> Step {
    let owners = open.keeps.iter();
    let owners = owners.map(|owner| Choice::new(owner_value(owner), owner_told(site, owner)));
    let pairs = given.into_iter().filter(|(_, value)| !value.is_empty());
    Step::Owner {
        field: Field::new(
            "owner",
            "owner",
            say!("registers-owner"),
            Input::Select(owners.collect()),
        ),
        pairs: pairs
            .map(|(name, value)| (form::name_of(&name), value))
            .collect(),
    }
}

fn not_kept(open: &OpenRegister) -> Error {
    Error::NotAllowed(say!(
        "registers-not-kept",
        register = open.register.title.told()
    ))
}
