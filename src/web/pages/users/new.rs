//! `/users/new`: adding one person.

use askama::Template;
use axum::extract::State;
use axum::response::{Html, IntoResponse, Response};

use super::form::{Entered, PersonForm};
use super::passwords::{self, Handed};
use super::scope_picker::Seen;
use super::{OUR_WORDS, SHOW};
use crate::app::Asker;
use crate::catalogue::say;
use crate::web::Error;
use crate::web::door::SignedIn;
use crate::web::fields::Fields;
use crate::web::pages::{Layout, html, refused};
use crate::web::parts::Faults;
use crate::web::site::Site;

#[derive(Template)]
#[template(path = "users/new.html")]
struct NewPersonPage {
    layout: Layout,
    form: PersonForm,
    /// Whether another school would have other classes and groups to pick from.
    has_choice: bool,
}

pub async fn show(
    State(site): State<Site>,
    SignedIn(asker): SignedIn,
) -> Result<Html<String>, Error> {
    let entered = Entered::for_asker(&asker);
    html(&page(&site, &asker, &entered, Faults::default()).await?)
}

/// Adds the person and shows the password for the first sign-in: it stands in this answer and nowhere else.
pub async fn add(
    State(site): State<Site>,
    SignedIn(asker): SignedIn,
    fields: Fields,
) -> Result<Response, Error> {
    let entered = Entered::read(&fields);
    if fields.has(SHOW) {
        let page = page(&site, &asker, &entered, Faults::default()).await?;
        return Ok(html(&page)?.into_response());
    }
    let faults = match entered.to_user() {
        Err(faults) => faults,
        Ok(_) if is_ours(&entered.login) => Faults::one("login", &say!("users-login-ours")),
        Ok(user) => match site.app.add_person(&asker, &user).await {
            Ok(password) => {
                let handed = Handed {
                    login: user.login.trim().to_lowercase(),
                    name: user.name,
                    password,
                };
                let page = passwords::of_new(&site, &asker, vec![handed]);
                return Ok(html(&page)?.into_response());
            }
            Err(error) => Faults::of(error)?,
        },
    };
    refused(&page(&site, &asker, &entered, faults).await?)
}

/// Says whether a login would stand in the place of one of our own pages.
pub(super) fn is_ours(login: &str) -> bool {
    OUR_WORDS.contains(&login.trim().to_lowercase().as_str())
}

async fn page(
    site: &Site,
    asker: &Asker,
    entered: &Entered,
    faults: Faults,
) -> Result<NewPersonPage, Error> {
    let seen = Seen::of(site, asker, entered).await?;
    Ok(NewPersonPage {
        layout: Layout::for_reader(site, asker, say!("users-new-title"), "/users"),
        form: PersonForm::of_new(asker, &seen, entered, faults),
        has_choice: seen.has_choice(),
    })
}
