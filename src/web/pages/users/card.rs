//! `/users/{login}`: one person, and what the reader may change about that person.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{Html, IntoResponse, Redirect, Response};

use super::form::{Entered, PersonForm, appointable};
use super::passwords::{self, Handed};
use super::scope_picker::Seen;
use super::{SHOW, card_address, state_of};
use crate::app::{Asker, Role, titles};
use crate::catalogue::say;
use crate::office::{NewGrant, NewUser, User};
use crate::web::Error;
use crate::web::door::SignedIn;
use crate::web::fields::{self, Fields};
use crate::web::pages::rights::RightsTable;
use crate::web::pages::{Layout, html, refused};
use crate::web::parts::{Badge, Choice, Faults, Field, Input, Verbatim, words};
use crate::web::site::Site;

#[derive(Template)]
#[template(path = "users/card.html")]
struct CardPage {
    layout: Layout,
    name: String,
    address: String,
    state: Badge,
    is_closed: bool,
    /// The reader's own card: others decide about it.
    is_own: bool,
    /// What has just been done.
    done: Option<String>,
    facts: Vec<(String, String)>,
    rights: RightsTable,
    grant_faults: Faults,
    /// Empty where the role can be given nothing.
    grant: Vec<Field>,
    /// None where the person's role is not the reader's to give.
    change: Option<PersonForm>,
    /// Whether another school would have other classes and groups to pick from.
    has_choice: bool,
}

/// What a form of the card was sent with, where it comes back.
#[derive(Default)]
struct Sent {
    change: Option<(Entered, Faults)>,
    grant: Option<(Fields, Faults)>,
}

pub async fn show(
    State(site): State<Site>,
    SignedIn(asker): SignedIn,
    Path(login): Path<String>,
    fields: Fields,
) -> Result<Html<String>, Error> {
    let user = site.app.person(&asker, &login).await?;
    let done = done_in_words(fields.raw("done"));
    html(&page(&site, &asker, &user, Sent::default(), done).await?)
}

/// Changes name, role, scope or days.
pub async fn change(
    State(site): State<Site>,
    SignedIn(asker): SignedIn,
    Path(login): Path<String>,
    fields: Fields,
) -> Result<Response, Error> {
    let user = site.app.person(&asker, &login).await?;
    let entered = Entered::read(&fields);
    if fields.has(SHOW) {
        let sent = Sent {
            change: Some((entered, Faults::default())),
            grant: None,
        };
        let page = page(&site, &asker, &user, sent, None).await?;
        return Ok(html(&page)?.into_response());
    }
    let faults = match entered.to_user() {
        Ok(change) => {
            let change = NewUser {
                login: user.login.clone(),
                // Each right is given and taken back by itself.
                grants: Vec::new(),
                ..change
            };
            match site.app.change_person(&asker, &change).await {
                Ok(()) => return Ok(back(&user, "changed")),
                Err(error) => Faults::of(error)?,
            }
        }
        Err(faults) => faults,
    };
    let sent = Sent {
        change: Some((entered, faults)),
        grant: None,
    };
    refused(&page(&site, &asker, &user, sent, None).await?)
}

/// Gives a right.
pub async fn grant(
    State(site): State<Site>,
    SignedIn(asker): SignedIn,
    Path(login): Path<String>,
    fields: Fields,
) -> Result<Response, Error> {
    let user = site.app.person(&asker, &login).await?;
    let faults = match grant_of(&fields) {
        Ok(grant) => match site.app.grant_right(&asker, &user.login, &grant).await {
            Ok(()) => return Ok(back(&user, "granted")),
            Err(error) => Faults::of(error)?,
        },
        Err(faults) => faults,
    };
    let sent = Sent {
        change: None,
        grant: Some((fields, faults)),
    };
    refused(&page(&site, &asker, &user, sent, None).await?)
}

/// Takes a right back.
pub async fn revoke(
    State(site): State<Site>,
    SignedIn(asker): SignedIn,
    Path((login, id)): Path<(String, String)>,
) -> Result<Response, Error> {
    let id = id.parse().map_err(|_| Error::NotFound)?;
    let user = site.app.person(&asker, &login).await?;
    site.app.revoke_right(&asker, &user.login, id).await?;
    Ok(back(&user, "revoked"))
}

/// Closes the person's access; the person is signed out everywhere.
pub async fn close(
    State(site): State<Site>,
    SignedIn(asker): SignedIn,
    Path(login): Path<String>,
) -> Result<Response, Error> {
    let user = site.app.person(&asker, &login).await?;
    site.app.close_person(&asker, &user.login, true).await?;
    Ok(back(&user, "closed"))
}

/// Opens it again.
pub async fn open(
    State(site): State<Site>,
    SignedIn(asker): SignedIn,
    Path(login): Path<String>,
) -> Result<Response, Error> {
    let user = site.app.person(&asker, &login).await?;
    site.app.close_person(&asker, &user.login, false).await?;
    Ok(back(&user, "opened"))
}

/// Sets a password for the next sign-in and shows it, this once.
pub async fn reset(
    State(site): State<Site>,
    SignedIn(asker): SignedIn,
    Path(login): Path<String>,
) -> Result<Response, Error> {
    let user = site.app.person(&asker, &login).await?;
    let password = site.app.reset_password(&asker, &user.login).await?;
    let handed = Handed {
        login: user.login,
        name: user.name,
        password,
    };
    Ok(html(&passwords::of_reset(&site, &asker, handed))?.into_response())
}

fn back(user: &User, done: &str) -> Response {
    let address = format!("{}?done={done}", card_address(&user.login));
    Redirect::to(&address).into_response()
}

fn done_in_words(done: &str) -> Option<String> {
    Some(match done {
        "changed" => say!("users-done-changed"),
        "granted" => say!("users-done-granted"),
        "revoked" => say!("users-done-revoked"),
        "closed" => say!("users-done-closed"),
        "opened" => say!("users-done-opened"),
        _ => return None,
    })
}

fn grant_of(fields: &Fields) -> Result<NewGrant, Faults> {
    let mut faults = Faults::default();
    let mut day = |name: &str| {
        fields::day(fields.raw(name)).unwrap_or_else(|message| {
            faults.add(name, &message);
            None
        })
    };
    let (valid_from, valid_to) = (day("valid_from"), day("valid_to"));
    if fields.text("name").is_empty() {
        faults.add("name", &say!("users-right-missing"));
    }
    match faults.is_empty() {
        true => Ok(NewGrant {
            valid_from,
            valid_to,
            ..NewGrant::new(&fields.text("name"), &fields.text("ground"))
        }),
        false => Err(faults),
    }
}

async fn page(
    site: &Site,
    asker: &Asker,
    user: &User,
    sent: Sent,
    done: Option<String>,
) -> Result<CardPage, Error> {
    let today = site.app.moment().today;
    let is_own = asker.user.id == user.id;
    let address = card_address(&user.login);
    let rights = RightsTable::of(user, today, &site.app.config.office.timezone);
    let is_appointable = appointable(asker).any(|role| role.name == user.role)
        // A role that there is no more is to be replaced.
        || Role::named(&user.role).is_none();
    let (entered, change_faults) = sent
        .change
        .unwrap_or_else(|| (Entered::of(user), Faults::default()));
    let (granted, grant_faults) = sent.grant.unwrap_or_default();
    let seen = match !is_own && is_appointable {
        true => Some(Seen::of(site, asker, &entered).await?),
        false => None,
    };
    Ok(CardPage {
        layout: Layout::for_reader(site, asker, user.name.clone(), "/users"),
        name: user.name.clone(),
        state: state_of(user, today),
        is_closed: user.is_disabled,
        is_own,
        done,
        facts: facts(user, site.app.scope_titled(asker, &user.scope)),
        rights: match is_own {
            true => rights,
            false => rights.revocable_at(format!("{address}/rights")),
        },
        grant: match is_own {
            true => Vec::new(),
            false => grant_fields(user, &granted, &grant_faults),
        },
        grant_faults,
        has_choice: seen.as_ref().is_some_and(Seen::has_choice),
        change: seen.map(|seen| PersonForm::of_change(asker, &seen, &entered, change_faults)),
        address,
    })
}

fn facts(user: &User, whose: String) -> Vec<(String, String)> {
    vec![
        (say!("users-login"), user.login.clone()),
        (say!("users-role"), titles::role(&user.role)),
        (say!("users-scope"), whose),
        (
            say!("users-ground"),
            user.ground
                .clone()
                .unwrap_or_else(|| say!("users-no-ground")),
        ),
        (
            say!("users-access-days"),
            words::days(user.valid_from, user.valid_to),
        ),
        (
            say!("users-password"),
            match user.must_change_password {
                true => say!("users-password-temporary"),
                false => say!("users-password-own"),
            },
        ),
        (
            say!("users-codes"),
            match user.has_second_factor {
                true => say!("users-codes-on"),
                false => say!("users-codes-off"),
            },
        ),
    ]
}

/// Returns the fields by which a right is given, if the person's role can have any.
fn grant_fields(user: &User, sent: &Fields, faults: &Faults) -> Vec<Field> {
    let possible = Role::named(&user.role).map_or(&[][..], |role| role.rights);
    if possible.is_empty() {
        return Vec::new();
    }
    let mut choices = vec![Choice::new("", say!("users-choose-right"))];
    choices.extend(
        possible
            .iter()
            .map(|right| Choice::new(right.name(), titles::right(*right))),
    );
    let field = |name, label, input| {
        Field::new("grant", name, label, input)
            .with_value(sent.text(name))
            .with_faults(faults)
    };
    vec![
        field("name", say!("users-grant-right"), Input::Select(choices)).required(),
        field("ground", say!("users-grant-ground"), Input::Text)
            .with_hint(say!("users-grant-ground-hint"))
            .required(),
        field("valid_from", say!("users-first-day"), Input::Date),
        field("valid_to", say!("users-last-day"), Input::Date),
    ]
}
