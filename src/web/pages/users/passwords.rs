//! The page that shows passwords for a first sign-in. It is the answer to the form that made them and is shown once:
//! passwords stand in no address, and the site's answers are not kept by browsers.

use askama::Template;

use super::card_address;
use crate::app::Asker;
use crate::catalogue::say;
use crate::web::pages::Layout;
use crate::web::parts::Verbatim;
use crate::web::site::Site;

#[derive(Template)]
#[template(path = "users/passwords.html")]
pub struct PasswordsPage {
    layout: Layout,
    title: String,
    status: String,
    handed: Vec<Handed>,
    /// Where the reader goes on.
    way_on: String,
}

/// A password that is to be handed over.
pub struct Handed {
    pub login: String,
    pub name: String,
    pub password: String,
}

/// Shows the passwords of people who were added.
pub fn of_new(site: &Site, asker: &Asker, handed: Vec<Handed>) -> PasswordsPage {
    let way_on = match handed.as_slice() {
        [one] => card_address(&one.login),
        _ => "/users".to_owned(),
    };
    PasswordsPage {
        layout: Layout::for_reader(site, asker, say!("users-first-passwords"), "/users"),
        title: say!("users-first-passwords"),
        status: say!("users-added", count = handed.len()),
        handed,
        way_on,
    }
}

/// Shows the password that took the place of one that was lost.
pub fn of_reset(site: &Site, asker: &Asker, handed: Handed) -> PasswordsPage {
    PasswordsPage {
        layout: Layout::for_reader(site, asker, say!("users-new-password"), "/users"),
        title: say!("users-new-password"),
        status: say!("users-new-password-status"),
        way_on: card_address(&handed.login),
        handed: vec![handed],
    }
}
