//! `/profile/codes`: turning the one-time codes of a sign-in on and off.

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};

use super::{Sent, done};
use crate::app::Asker;
use crate::catalogue::say;
use crate::web::Error;
use crate::web::door::{InPerson, SignedIn};
use crate::web::fields::Fields;
use crate::web::pages::{Layout, html, refused};
use crate::web::parts::{Faults, Field, Input};
use crate::web::site::Site;

/// Where codes are turned on.
const PAGE: &str = "/profile/codes";

/// The fewest signs of a secret that we have made: 128 bits in base32. A shorter one was not made here.
const SHORTEST_SECRET: usize = 26;

#[derive(Template)]
#[template(path = "profile/codes.html")]
struct CodesPage {
    layout: Layout,
    secret: String,
    /// The secret in groups of four, for typing.
    groups: String,
    /// For the application on the same device; none when the secret has been entered there already.
    address: Option<String>,
    code: Field,
}

pub async fn show(State(site): State<Site>, SignedIn(asker): SignedIn) -> Result<Response, Error> {
    if asker.user.has_second_factor {
        return Ok(Redirect::to("/profile").into_response());
    }
    let made = site.app.new_codes(&asker)?;
    let page = page(
        &site,
        &asker,
        made.secret,
        Some(made.address),
        &Faults::default(),
    );
    Ok(html(&page)?.into_response())
}

/// Turns codes on for a person whose application already shows the right ones.
pub async fn turn_on(
    State(site): State<Site>,
    InPerson(asker): InPerson,
    fields: Fields,
) -> Result<Response, Error> {
    let secret = fields.text("secret");
    // Codes that are on are turned off by one of them, not replaced by whoever finds the session open.
    if asker.user.has_second_factor {
        return Ok(Redirect::to("/profile").into_response());
    }
    if secret.len() < SHORTEST_SECRET {
        return Ok(Redirect::to(PAGE).into_response());
    }
    let is_on = site
        .app
        .turn_on_codes(&asker, &secret, &fields.text("code"))
        .await?;
    if is_on {
        return Ok(done("codes-on"));
    }
    let faults = Faults::one("code", &say!("profile-code-unconfirmed"));
    refused(&page(&site, &asker, secret, None, &faults))
}

/// Turns codes off for a person who shows one more.
pub async fn turn_off(
    State(site): State<Site>,
    InPerson(asker): InPerson,
    fields: Fields,
) -> Result<Response, Error> {
    if site
        .app
        .turn_off_codes(&asker, &fields.text("code"))
        .await?
    {
        return Ok(done("codes-off"));
    }
    let sent = Sent {
        code_faults: Faults::one("code", &say!("profile-code-wrong")),
        ..Sent::default()
    };
    refused(&super::page(&site, &asker, sent, None).await?)
}

fn page(
    site: &Site,
    asker: &Asker,
    secret: String,
    address: Option<String>,
    faults: &Faults,
) -> CodesPage {
    CodesPage {
        layout: Layout::for_reader(site, asker, say!("profile-codes"), "/profile"),
        groups: in_groups(&secret),
        secret,
        address,
        code: Field::new("codes", "code", say!("profile-code"), Input::Code)
            .with_faults(faults)
            .required(),
    }
}

fn in_groups(secret: &str) -> String {
    let letters: Vec<char> = secret.chars().collect();
    let groups = letters.chunks(4).map(|group| group.iter().collect());
    groups.collect::<Vec<String>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_typed_in_groups() {
        assert_eq!(in_groups("ABCDEFGHIJ"), "ABCD EFGH IJ");
        assert_eq!(in_groups(""), "");
    }
}
