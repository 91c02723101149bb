//! Pages for people. Each is a struct with its template beside it in name, and extends one layout.

pub mod audit;
pub mod code;
pub mod constructor;
pub mod dashboard;
mod data_line;
pub mod forms;
pub mod help;
pub mod loads;
pub mod login;
mod menu;
pub mod orders;
pub mod profile;
pub mod queries;
pub mod registers;
pub mod reports;
mod rights;
pub mod sql;
pub mod tasks;
pub mod usage;
pub mod users;

use askama::Template;
use axum::extract::{RawQuery, State};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Redirect, Response};

pub use self::data_line::DataLine;
use self::menu::Entry;
use super::Error;
use super::assets;
use super::door::SignedIn;
use super::parts::Verbatim;
use super::site::Site;
use crate::app::{Action, Asker, Door, Level};
use crate::catalogue::{self, Language, say};
use crate::help::{Book, Page};
use crate::office::UserScope;

/// What stands around every page.
#[derive(Debug, Clone)]
pub struct Layout {
    pub language: Language,
    pub title: String,
    pub office: String,
    /// The person who reads; nobody on the pages before signing in.
    pub reader: Option<Reader>,
    /// The address of the menu's place that the page belongs to.
    pub here: &'static str,
    /// Whether the reader is shown around.
    pub has_tour: bool,
    /// Up to when the data tell; none for who sees none.
    pub data: Option<DataLine>,
}

#[derive(Debug, Clone)]
pub struct Reader {
    pub name: String,
    pub sees: String,
    /// The menu of places that are open to the person.
    pub menu: Vec<Entry>,
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
                    _ if asker.role.is_none_or(|role| role.level == Level::Nothing) => {
                        say!("sees-nothing")
                    }
                    UserScope::Office => say!("sees-office"),
                    UserScope::District { .. } => say!("sees-district"),
                    UserScope::Schools { .. } => say!("sees-schools"),
                    UserScope::School { .. } => say!("sees-school"),
                    UserScope::Classes { .. } => say!("sees-classes"),
                    UserScope::Groups { .. } => say!("sees-groups"),
                    UserScope::Nothing => say!("sees-nothing"),
                },
                menu: menu::grouped(&menu::places(asker)),
            }),
            here,
            // A program has no eyes, and its requests end no tour.
            has_tour: matches!(asker.door, Door::Session(_)) && !asker.user.has_seen_tour,
            data: DataLine::for_reader(site, asker),
            ..Self::for_anyone(site, title)
        }
    }

    /// Returns the address of a style, a script or a picture.
    pub fn asset(&self, path: &str) -> String {
        assets::address(path)
    }

    /// Marks what is not in the page's language: names of offices and people.
    pub fn verbatim(&self, text: &str) -> Verbatim {
        Verbatim::of(text)
    }

    pub fn languages(&self) -> [Language; 2] {
        Language::ALL
    }

    /// Returns the address of the page that explains this one.
    pub fn help_address(&self) -> String {
        // Within the help the way leads to its table of contents.
        let is_help = self.here == "/help";
        let explained = Book::of(self.language).page_of_screen(self.here);
        let explained = explained.filter(|_| !is_help);
        explained.map_or_else(|| "/help".to_owned(), Page::address)
    }

    /// Says whether the menu has groups that open.
    pub fn has_groups(&self) -> bool {
        let mut entries = self.reader.iter().flat_map(|reader| &reader.menu);
        entries.any(|entry| entry.group.is_some())
    }

    /// Says whether the page may have forms whose input is kept. The constructor has none, and its scripts weigh enough.
    pub fn sends_forms(&self) -> bool {
        self.reader.is_some() && self.here != "/constructor"
    }

    /// Returns the address of the messages that the browser's modules say.
    pub fn messages(&self) -> String {
        assets::address(&format!("catalogue/{}.ftl", self.language.code()))
    }

    /// Returns the name of a language in itself.
    pub fn name_of(&self, language: &Language) -> String {
        catalogue::said_in(*language, "language-choose", &[])
    }

    /// Starts a page for anyone, with no word about who reads.
    pub fn for_anyone(site: &Site, title: impl Into<String>) -> Self {
        Self {
            language: Language::current(),
            title: title.into(),
            office: site.app.config.office.name.clone(),
            reader: None,
            here: "",
            has_tour: false,
            data: None,
        }
    }
}

/// Shows the first page to whoever may ask questions, and leads others to the first place of their own: who keeps
/// the people or the audit must not be met with a refusal.
pub async fn home(
    State(site): State<Site>,
    SignedIn(asker): SignedIn,
    RawQuery(query): RawQuery,
) -> Result<Response, Error> {
    if asker.may(Action::Ask) {
        return match site.app.home_of(&asker) {
            Some(_) => dashboard::home(&site, &asker, query.as_deref()).await,
            None => Ok(dashboard::list(State(site), SignedIn(asker))
                .await?
                .into_response()),
        };
    }
    let places = menu::places(&asker);
    let address = places.first().map_or("/profile", |place| place.address);
    Ok(Redirect::to(address).into_response())
}

/// Writes a page.
pub fn html(page: &impl Template) -> Result<Html<String>, Error> {
    page.render().map(Html).map_err(Error::inner)
}

/// Writes a page with a form whose fields were not accepted.
pub fn refused(page: &impl Template) -> Result<Response, Error> {
    Ok((StatusCode::UNPROCESSABLE_ENTITY, html(page)?).into_response())
}
