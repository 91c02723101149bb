//! Pages for people. Each is a struct with its template beside it in name, and extends one layout.

pub mod login;
pub mod overview;

use askama::Template;
use axum::response::Html;

use super::Error;
use super::assets::{self, Addresses};
use super::site::Site;
use crate::app::Asker;
use crate::office::UserScope;

/// The places of the menu, in the order of the menu.
const MENU: &[Place] = &[Place {
    address: "/",
    title: "Обзор",
}];

/// A page that the menu leads to.
#[derive(Debug, Clone, Copy)]
pub struct Place {
    pub address: &'static str,
    pub title: &'static str,
}

/// What stands around every page.
#[derive(Debug, Clone)]
pub struct Layout {
    pub title: String,
    pub office: String,
    pub assets: Addresses,
    /// The person who reads; nobody on the pages before signing in.
    pub reader: Option<Reader>,
    /// The address of the menu's place that the page belongs to.
    pub here: &'static str,
}

#[derive(Debug, Clone)]
pub struct Reader {
    pub name: String,
    pub sees: &'static str,
}

impl Layout {
    /// Starts a page for someone who has signed in.
    pub fn for_reader(
        site: &Site,
        asker: &Asker,
        title: impl Into<String>,
        here: &'static str,
    ) -> Self {
        Self {
            reader: Some(Reader {
                name: asker.user.name.clone(),
                sees: match asker.user.scope {
                    UserScope::Office => "все школы",
                    UserScope::District { .. } => "школы района",
                    UserScope::Schools { .. } => "свои школы",
                    UserScope::School { .. } => "своя школа",
                    UserScope::Classes { .. } => "свои классы",
                    UserScope::Groups { .. } => "свои группы",
                    UserScope::Nothing => "без данных",
                },
            }),
            here,
            ..Self::for_anyone(site, title)
        }
    }

    /// Starts a page for anyone, with no word about who reads.
    pub fn for_anyone(site: &Site, title: impl Into<String>) -> Self {
        Self {
            title: title.into(),
            office: site.app.config.office.name.clone(),
            assets: assets::addresses(),
            reader: None,
            here: "",
        }
    }

    pub fn menu(&self) -> &'static [Place] {
        MENU
    }
}

/// Writes a page.
pub fn html(page: &impl Template) -> Result<Html<String>, Error> {
    page.render().map(Html).map_err(Error::inner)
}
