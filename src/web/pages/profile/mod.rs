//! `/profile`: what the reader may do and by which orders, and the reader's own ways in: sign-ins, sessions,
//! one-time codes and tokens.

mod browser;
pub mod codes;
pub mod password;
pub mod tokens;
pub mod tour;

use askama::Template;
use axum::extract::State;
use axum::response::{Html, IntoResponse, Redirect, Response};
use jiff::ToSpan;
use jiff::tz::TimeZone;

use self::tokens::{TokenForm, TokenRow};
use super::rights::RightsTable;
use super::{Layout, html};
use crate::app::{Action, Asker, Door, titles};
use crate::audit::{self, Filter, Outcome, Recorded};
use crate::catalogue::say;
use crate::office::SessionInfo;
use crate::web::Error;
use crate::web::door::{InPerson, SignedIn};
use crate::web::fields::Fields;
use crate::web::parts::{
    Badge, Cell, DataTable, Faults, Field, Head, Input, Row, Tone, Verbatim, words,
};
use crate::web::site::Site;

/// Sign-ins that are shown, and how many days back they are looked for.
const SIGN_INS: usize = 10;
const SIGN_IN_DAYS: i64 = 90;

#[derive(Template)]
#[template(path = "profile.html")]
struct ProfilePage {
    layout: Layout,
    name: String,
    /// What has just been done.
    done: Option<String>,
    facts: Vec<(String, String)>,
    actions: Vec<ActionRow>,
    rights: RightsTable,
    sign_ins: DataTable,
    sessions: DataTable,
    has_other_sessions: bool,
    /// The field that turns codes off; none where they are not on.
    codes_off: Option<Field>,
    tokens: Vec<TokenRow>,
    /// None where the role asks no questions and hands nothing over.
    new_token: Option<TokenForm>,
}

/// Something that the role lets a person do.
struct ActionRow {
    /// With the right that it needs and the person lacks.
    text: String,
    is_open: bool,
}

/// What a form of the page was sent with, where it comes back.
#[derive(Default)]
struct Sent {
    code_faults: Faults,
    token: Fields,
    token_faults: Faults,
}

pub async fn show(
    State(site): State<Site>,
    SignedIn(asker): SignedIn,
    fields: Fields,
) -> Result<Html<String>, Error> {
    let done = done_in_words(fields.raw("done"));
    html(&page(&site, &asker, Sent::default(), done).await?)
}

/// Ends the person's sessions on other devices.
pub async fn sign_out(
    State(site): State<Site>,
    InPerson(asker): InPerson,
) -> Result<Response, Error> {
    site.app.sign_out_elsewhere(&asker).await?;
    Ok(done("signed-out"))
}

/// Leads back to the page, which says what was done.
fn done(what: &str) -> Response {
    Redirect::to(&format!("/profile?done={what}")).into_response()
}

fn done_in_words(done: &str) -> Option<String> {
    Some(match done {
        "signed-out" => say!("profile-done-signed-out"),
        "codes-on" => say!("profile-done-codes-on"),
        "codes-off" => say!("profile-done-codes-off"),
        "token-revoked" => say!("profile-done-token-revoked"),
        _ => return None,
    })
}

async fn page(
    site: &Site,
    asker: &Asker,
    sent: Sent,
    done: Option<String>,
) -> Result<ProfilePage, Error> {
    let app = &site.app;
    let user = &asker.user;
    let zone = &app.config.office.timezone;
    let moment = app.moment();
    let filter = Filter {
        from: Some(moment.today.saturating_sub(SIGN_IN_DAYS.days())),
        login: Some(user.login.clone()),
        action: Some(audit::Action::SignIn),
        ..Filter::default()
    };
    let sign_ins = app.audit_entries(filter, SIGN_INS).await?;
    let open = app.office.sessions(user.id, moment.now).await;
    let open = open.map_err(Error::inner)?;
    let own_session = match asker.door {
        Door::Session(id) => Some(id),
        Door::Token(_) | Door::Upload { .. } | Door::Machine => None,
    };
    let tokens = app.tokens(asker).await?;
    Ok(ProfilePage {
        layout: Layout::for_reader(site, asker, say!("profile-short"), "/profile"),
        name: user.name.clone(),
        done,
        facts: facts(asker, site.app.scope_titled(asker, &asker.user.scope)),
        actions: actions(asker),
        rights: RightsTable::of(user, moment.today, zone),
        sign_ins: sign_in_table(&sign_ins, zone),
        has_other_sessions: open.iter().any(|session| Some(session.id) != own_session),
        sessions: session_table(&open, own_session, zone),
        codes_off: user.has_second_factor.then(|| {
            Field::new("codes", "code", say!("profile-code"), Input::Code)
                .with_faults(&sent.code_faults)
                .required()
        }),
        tokens: tokens::rows(&tokens, moment.now, zone),
        new_token: TokenForm::of(asker, moment.today, &sent.token, sent.token_faults),
    })
}

fn facts(asker: &Asker, whose: String) -> Vec<(String, String)> {
    let user = &asker.user;
    let ground = user.ground.clone();
    vec![
        (say!("profile-login"), user.login.clone()),
        (say!("profile-role"), titles::role(&user.role)),
        (
            say!("profile-role-ground"),
            ground.unwrap_or_else(|| say!("profile-no-ground")),
        ),
        (say!("profile-scope"), whose),
        (
            say!("profile-access-days"),
            words::days(user.valid_from, user.valid_to),
        ),
    ]
}

fn actions(asker: &Asker) -> Vec<ActionRow> {
    let actions = asker.role.map_or(&[][..], |role| role.actions);
    let rows = actions.iter().map(|action: &Action| {
        let title = titles::action(*action);
        let is_open = asker.may(*action);
        let text = match action.right() {
            Some(right) if !is_open => say!(
                "profile-action-needs",
                action = title,
                right = titles::right(right)
            ),
            _ => title,
        };
        ActionRow { text, is_open }
    });
    rows.collect()
}

fn sign_in_table(sign_ins: &[Recorded], zone: &TimeZone) -> DataTable {
    let rows = sign_ins.iter().map(|Recorded { entry, .. }| {
        let tone = match entry.outcome {
            Outcome::Done => Tone::Good,
            Outcome::Refused => Tone::Warning,
            Outcome::Failed => Tone::Bad,
        };
        Row {
            cells: vec![
                Cell::Name(words::moment(entry.at, zone)),
                Cell::Text(entry.object.clone()),
                Cell::Text(known(&entry.address)),
                Cell::Badge(Badge::new(tone, titles::outcome(entry.outcome))),
            ],
            ..Row::default()
        }
    });
    DataTable {
        id: "sign-ins-table".to_owned(),
        caption: say!("profile-sign-ins-table", most = SIGN_INS),
        heads: [
            say!("profile-when"),
            say!("profile-by-what"),
            say!("profile-address"),
            say!("profile-outcome"),
        ]
        .map(Head::text)
        .into(),
        rows: rows.collect(),
    }
}

fn session_table(open: &[SessionInfo], own: Option<i64>, zone: &TimeZone) -> DataTable {
    let rows = open.iter().map(|session| Row {
        cells: vec![
            Cell::Name(words::moment(session.started_at, zone)),
            Cell::Text(words::moment(session.used_at, zone)),
            Cell::Text(known(&session.client.address)),
            Cell::Text(known(&browser::named(&session.client.agent))),
            Cell::Badge(match Some(session.id) == own {
                true => Badge::new(Tone::Good, say!("profile-session-this")),
                false => Badge::new(Tone::Quiet, say!("profile-session-other")),
            }),
        ],
        ..Row::default()
    });
    DataTable {
        id: "sessions-table".to_owned(),
        caption: say!("profile-sessions-table"),
        heads: [
            say!("profile-session-started"),
            say!("profile-session-used"),
            say!("profile-address"),
            say!("profile-session-browser"),
            say!("profile-session"),
        ]
        .map(Head::text)
        .into(),
        rows: rows.collect(),
    }
}

fn known(text: &str) -> String {
    match text {
        "" => words::NOTHING.to_owned(),
        text => text.to_owned(),
    }
}
