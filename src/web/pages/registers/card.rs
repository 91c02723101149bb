//! `/registers/{name}/{id}`: one entry, all that it said, and the forms by which it is changed, removed or put back.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Redirect, Response};

use super::form::{self, EntryForm};
use super::{owner_told, register_address, standing_badge};
use crate::app::{
    AskError, Asker, EntryCard, EntryDeed, EntryStep, EntryValue, FieldKind, OpenEntry,
    RegisterField, Sent, parse_id,
};
use crate::catalogue::say;
use crate::web::Error;
use crate::web::door::SignedIn;
use crate::web::fields::Fields;
use crate::web::pages::{Layout, html, refused};
use crate::web::parts::{Badge, Faults, Field, Input, Verbatim, words};
use crate::web::site::Site;

#[derive(Template)]
#[template(path = "registers/card.html")]
struct CardPage {
    layout: Layout,
    register: String,
    register_address: String,
    address: String,
    title: String,
    state: Badge,
    /// What has just been done.
    done: Option<String>,
    /// Why the entry is no longer in its register.
    removed: Option<String>,
    facts: Vec<Fact>,
    steps: Vec<Step>,
    version: i64,
    change: Option<EntryForm>,
    removal_faults: Faults,
    /// None for who does not keep it.
    reason: Option<Field>,
    may_restore: bool,
    restoring_faults: Faults,
}

struct Fact {
    title: String,
    text: String,
    /// Where a link leads; empty for other kinds.
    link: String,
    is_long: bool,
}

struct Step {
    title: String,
    note: String,
    changes: Vec<Change>,
}

struct Change {
    title: String,
    before: String,
    after: String,
}

/// What a form of the card was sent with, where it comes back.
#[derive(Default)]
struct Returned {
    change: Option<(Sent, Faults)>,
    removal: Option<(String, Faults)>,
    restoring: Faults,
}

pub async fn show(
    State(site): State<Site>,
    SignedIn(asker): SignedIn,
    Path((name, id)): Path<(String, String)>,
    fields: Fields,
) -> Result<Html<String>, Error> {
    let card = card(&site, &asker, &name, &id).await?;
    let done = match fields.raw("done") {
        "added" => Some(say!("registers-done-added")),
        "changed" => Some(say!("registers-done-changed")),
        "restored" => Some(say!("registers-done-restored")),
        _ => None,
    };
    html(&page(&site, &asker, card, Returned::default(), done).await?)
}

/// Changes what the entry says.
pub async fn change(
    State(site): State<Site>,
    SignedIn(asker): SignedIn,
    Path((name, id)): Path<(String, String)>,
    fields: Fields,
) -> Result<Response, Error> {
    let before = card(&site, &asker, &name, &id).await?;
    let based_on = version_of(&fields)?;
    let sent = form::sent(&fields, &before.fields);
    let id_number = before.entry.id;
    let changed = site
        .app
        .change_entry(&asker, &name, id_number, based_on, &sent)
        .await;
    let (faults, is_stale) = match changed {
        Ok(()) => {
            let address = format!("{}/{id}?done=changed", register_address(&name));
            return Ok(Redirect::to(&address).into_response());
        }
        // What was written is not lost: it stands in the form, below what the entry says now.
        Err(AskError::Conflict { message }) => (Faults::one("", &message), true),
        Err(error) => (form::faults_of(error, &before.register)?, false),
    };
    let now = card(&site, &asker, &name, &id).await?;
    if is_stale && !now.entry.may_keep {
        return Err(Error::Conflict(say!("registers-removed-already")));
    }
    let returned = Returned {
        change: Some((sent, faults)),
        ..Returned::default()
    };
    let page = page(&site, &asker, now, returned, None).await?;
    match is_stale {
        true => Ok((StatusCode::CONFLICT, html(&page)?).into_response()),
        false => refused(&page),
    }
}

/// Takes the entry out of its register, with a reason.
pub async fn remove(
    State(site): State<Site>,
    SignedIn(asker): SignedIn,
    Path((name, id)): Path<(String, String)>,
    fields: Fields,
) -> Result<Response, Error> {
    let before = card(&site, &asker, &name, &id).await?;
    let based_on = version_of(&fields)?;
    let reason = fields.text("reason").replace("\r\n", "\n");
    let id_number = before.entry.id;
    let removed = site
        .app
        .remove_entry(&asker, &name, id_number, based_on, &reason)
        .await;
    let faults = match removed {
        Ok(()) => {
            let address = format!("{}?done=removed", register_address(&name));
            return Ok(Redirect::to(&address).into_response());
        }
        Err(error) => form::faults_of(error, &before.register)?,
    };
    let returned = Returned {
        removal: Some((reason, faults)),
        ..Returned::default()
    };
    refused(&page(&site, &asker, before, returned, None).await?)
}

/// Puts a removed entry back into its register.
pub async fn restore(
    State(site): State<Site>,
    SignedIn(asker): SignedIn,
    Path((name, id)): Path<(String, String)>,
    fields: Fields,
) -> Result<Response, Error> {
    let before = card(&site, &asker, &name, &id).await?;
    let based_on = version_of(&fields)?;
    let restored = site
        .app
        .restore_entry(&asker, &name, before.entry.id, based_on)
        .await;
    let restoring = match restored {
        Ok(()) => {
            let address = format!("{}/{id}?done=restored", register_address(&name));
            return Ok(Redirect::to(&address).into_response());
        }
        Err(error) => form::faults_of(error, &before.register)?,
    };
    let returned = Returned {
        restoring,
        ..Returned::default()
    };
    refused(&page(&site, &asker, before, returned, None).await?)
}

async fn card(site: &Site, asker: &Asker, name: &str, id: &str) -> Result<EntryCard, Error> {
    let id = parse_id(id).ok_or(Error::NotFound)?;
    Ok(site.app.register_entry(asker, name, id).await?)
}

fn version_of(fields: &Fields) -> Result<i64, Error> {
    let version = fields.raw("version").parse();
    version.map_err(|_| Error::BadRequest(say!("registers-no-version")))
}

async fn page(
    site: &Site,
    asker: &Asker,
    card: EntryCard,
    returned: Returned,
    done: Option<String>,
) -> Result<CardPage, Error> {
    let EntryCard {
        register,
        fields,
        entry,
        history,
    } = card;
    let school_id = entry.owner.school_id.as_deref();
    let suggested = site.app.suggested(asker, &register, school_id).await?;
    let (reason, removal_faults) = returned.removal.unwrap_or_default();
    let change = entry.may_keep.then(|| {
        let (sent, faults) = returned
            .change
            .unwrap_or_else(|| (form::written(&entry.values), Faults::default()));
        EntryForm::new(&fields, &sent, &suggested, faults)
    });
    let zone = &site.app.config.office.timezone;
    let at = |moment| words::moment(moment, zone);
    let school = |id: &str| {
        let found = suggested.schools.iter().find(|(own, _)| own == id);
        found.map_or_else(|| id.to_owned(), |(_, name)| name.clone())
    };
    let title = match entry.called.is_empty() {
        true => say!("registers-entry", id = entry.id.to_string()),
        false => entry.called.clone(),
    };
    let steps = history
        .iter()
        .map(|step| told(step, &fields, at(step.at), &school));
    Ok(CardPage {
        layout: Layout::for_reader(site, asker, title.clone(), "/registers"),
        register: register.title.told().to_owned(),
        register_address: register_address(&register.name),
        address: super::entry_address(&register.name, entry.id),
        state: standing_badge(&register, &entry),
        done,
        removed: entry.removed.as_ref().map(|removed| {
            say!(
                "registers-removed-because",
                by = removed.by.as_str(),
                at = at(removed.at),
                reason = removed.reason.as_str()
            )
        }),
        facts: facts(site, &entry, &fields, &school),
        steps: steps.collect(),
        version: entry.version,
        reason: entry.may_keep.then(|| {
            Field::new("removal", "reason", say!("registers-reason"), Input::Lines)
                .with_value(reason)
                .with_hint(say!("registers-reason-hint"))
                .with_faults(&removal_faults)
                .required()
        }),
        change,
        removal_faults,
        may_restore: entry.may_restore,
        restoring_faults: returned.restoring,
        title,
    })
}

impl Fact {
    fn of(title: String, text: String) -> Self {
        Self {
            title,
            text,
            link: String::new(),
            is_long: false,
        }
    }
}

/// Says of an entry whose it is, what it says, by when it is due and who kept it.
fn facts(
    site: &Site,
    entry: &OpenEntry,
    fields: &[RegisterField],
    school: &dyn Fn(&str) -> String,
) -> Vec<Fact> {
    let zone = &site.app.config.office.timezone;
    let kept = |by: &str, at| say!("registers-by-at", by = by, at = words::moment(at, zone));
    let owner = Fact::of(say!("registers-owner"), owner_told(site, &entry.owner));
    let said = fields
        .iter()
        .map(|field| fact(field, entry.values.get(&field.name), school));
    let due = entry.due.map(words::day);
    let due = due.map(|due| Fact::of(say!("registers-due"), due));
    let made = kept(&entry.made_by, entry.made_at);
    let changed = kept(&entry.changed_by, entry.changed_at);
    let kept = [
        Fact::of(say!("registers-made"), made),
        Fact::of(say!("registers-changed"), changed),
    ];
    [owner]
        .into_iter()
        .chain(said)
        .chain(due)
        .chain(kept)
        .collect()
}

fn fact(
    field: &RegisterField,
    value: Option<&EntryValue>,
    school: &dyn Fn(&str) -> String,
) -> Fact {
    let text = shown(field, value, school);
    // Only what was accepted as an address of the web is led to.
    let is_link = field.kind == FieldKind::Link
        && (text.starts_with("https://") || text.starts_with("http://"));
    Fact {
        title: field.title.told().to_owned(),
        link: match is_link {
            true => text.clone(),
            false => String::new(),
        },
        text,
        is_long: field.kind == FieldKind::LongText,
    }
}

fn shown(
    field: &RegisterField,
    value: Option<&EntryValue>,
    school: &dyn Fn(&str) -> String,
) -> String {
    match value {
        None => words::NOTHING.to_owned(),
        Some(EntryValue::Text(id)) if field.kind == FieldKind::School => school(id),
        Some(value) => value.shown(field),
    }
}

fn told(
    step: &EntryStep,
    fields: &[RegisterField],
    at: String,
    school: &dyn Fn(&str) -> String,
) -> Step {
    let by = step.by.as_str();
    // What an entry said first was nothing before, and what was removed is as it was.
    let changes = step
        .changes
        .iter()
        .filter(|_| step.deed == EntryDeed::Changed);
    Step {
        title: match step.deed {
            _ if step.is_return => say!("registers-step-restored", by = by, at = at),
            EntryDeed::Made => say!("registers-step-made", by = by, at = at),
            EntryDeed::Changed => say!("registers-step-changed", by = by, at = at),
            EntryDeed::Removed => say!("registers-step-removed", by = by, at = at),
        },
        note: step.note.clone(),
        changes: changes
            .map(|change| {
                let field = &fields[change.place];
                Change {
                    title: field.title.told().to_owned(),
                    before: shown(field, change.before.as_ref(), school),
                    after: shown(field, change.after.as_ref(), school),
                }
            })
            .collect(),
    }
}
