//! `/users/import`: adding the people of a CSV file, all of them or none.

use askama::Template;
use axum::extract::State;
use axum::extract::multipart::{Multipart, MultipartError, MultipartRejection};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Response};

use super::form::appointable;
use super::new::is_ours;
use super::passwords::{self, Handed};
use crate::app::staff::{self, AddError, ListFault, Listed};
use crate::app::{Asker, Right, titles};
use crate::catalogue::say;
use crate::web::Error;
use crate::web::door::SignedIn;
use crate::web::pages::{Layout, html, refused};
use crate::web::parts::{Cell, DataTable, Faults, Head, Row};
use crate::web::site::Site;

/// The largest list: five thousand people with long names and many classes.
pub const BODY_LIMIT: usize = 4 << 20;

/// Faults that are shown at once; a list with more of them is wrong from the beginning.
const MOST_FAULTS: usize = 200;

/// The field of the form that holds the file.
const FILE: &str = "list";

#[derive(Template)]
#[template(path = "users/import.html")]
struct ImportPage {
    layout: Layout,
    faults: Faults,
    lines: Option<DataTable>,
    /// Pairs of the name that stands in the file and the title.
    roles: Vec<(&'static str, String)>,
    rights: Vec<(&'static str, String)>,
}

pub async fn show(
    State(site): State<Site>,
    SignedIn(asker): SignedIn,
) -> Result<Html<String>, Error> {
    html(&page(&site, &asker, Faults::default(), &[]))
}

/// Adds everybody of the list and shows the passwords for their first sign-in, this once.
pub async fn add(
    State(site): State<Site>,
    SignedIn(asker): SignedIn,
    form: Result<Multipart, MultipartRejection>,
) -> Result<Response, Error> {
    let file = file_of(form).await?;
    if file.is_empty() {
        let faults = Faults::one(FILE, &say!("users-import-no-file"));
        return refused(&page(&site, &asker, faults, &[]));
    }
    let list = match staff::read(&file) {
        Ok(list) => list,
        Err(lines) => return refused(&page(&site, &asker, Faults::default(), &lines)),
    };
    let ours: Vec<ListFault> = list.iter().filter_map(login_of_ours).collect();
    if !ours.is_empty() {
        return refused(&page(&site, &asker, Faults::default(), &ours));
    }
    match site.app.add_staff(&asker, &list).await {
        Ok(added) => {
            let names = list.into_iter().map(|listed| listed.user.name);
            let handed = added.into_iter().zip(names);
            let handed = handed.map(|((login, password), name)| Handed {
                login: login.to_lowercase(),
                name,
                password,
            });
            let page = passwords::of_new(&site, &asker, handed.collect());
            Ok(html(&page)?.into_response())
        }
        Err(AddError::Faults(lines)) => refused(&page(&site, &asker, Faults::default(), &lines)),
        Err(AddError::Ask(error)) => refused(&page(&site, &asker, Faults::of(error)?, &[])),
    }
}

async fn file_of(form: Result<Multipart, MultipartRejection>) -> Result<Vec<u8>, Error> {
    let mut form = form.map_err(|_| Error::BadRequest(say!("users-import-no-form")))?;
    while let Some(field) = form.next_field().await.map_err(unread)? {
        if field.name() == Some(FILE) {
            return Ok(field.bytes().await.map_err(unread)?.to_vec());
        }
    }
    Ok(Vec::new())
}

fn unread(error: MultipartError) -> Error {
    match error.status() {
        StatusCode::PAYLOAD_TOO_LARGE => Error::TooLarge,
        _ => Error::BadRequest(say!("users-import-unread")),
    }
}

fn login_of_ours(listed: &Listed) -> Option<ListFault> {
    is_ours(&listed.user.login).then(|| ListFault {
        line: listed.line,
        column: "login".to_owned(),
        message: say!("users-login-ours"),
    })
}

fn page(site: &Site, asker: &Asker, mut faults: Faults, lines: &[ListFault]) -> ImportPage {
    let roles: Vec<_> = appointable(asker).collect();
    let rights = Right::ALL.into_iter();
    let rights = rights.filter(|right| roles.iter().any(|role| role.rights.contains(right)));
    if !lines.is_empty() {
        faults.add(FILE, &say!("users-import-nobody", count = lines.len()));
    }
    ImportPage {
        layout: Layout::for_reader(site, asker, say!("users-import-title"), "/users"),
        faults,
        lines: (!lines.is_empty()).then(|| table(lines)),
        rights: rights
            .map(|right| (right.name(), titles::right(right)))
            .collect(),
        roles: roles
            .iter()
            .map(|role| (role.name, titles::role(role.name)))
            .collect(),
    }
}

fn table(lines: &[ListFault]) -> DataTable {
    let rows = lines.iter().take(MOST_FAULTS).map(|fault| Row {
        cells: vec![
            Cell::number(fault.line.to_string()),
            Cell::Text(fault.column.clone()),
            Cell::Text(fault.message.clone()),
        ],
        ..Row::default()
    });
    DataTable {
        id: "faults-table".to_owned(),
        caption: match lines.len() > MOST_FAULTS {
            true => say!(
                "users-import-faults-first",
                most = MOST_FAULTS,
                all = lines.len()
            ),
            false => say!("users-import-faults"),
        },
        heads: vec![
            Head::number(say!("users-import-line")),
            Head::text(say!("users-import-column")),
            Head::text(say!("users-import-cure")),
        ],
        rows: rows.collect(),
    }
}
