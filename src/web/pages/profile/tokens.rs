//! `/profile/tokens`: the reader's keys for programs, made, shown once and revoked.

use askama::Template;
use askama::filters::HtmlSafe;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp, ToSpan};

use super::{Sent, done};
use crate::app::tokens::end_of;
use crate::app::{Action, Asker, Right, titles};
use crate::catalogue::say;
use crate::office::{NewToken, Reach, TokenInfo};
use crate::web::Error;
use crate::web::door::InPerson;
use crate::web::fields::{self, Fields};
use crate::web::pages::{Layout, html, refused};
use crate::web::parts::{Badge, Check, Checks, Faults, Field, Input, Tone, words};
use crate::web::site::Site;

/// How long a key holds unless its owner says otherwise.
const USUAL_DAYS: i64 = 180;

/// The kinds of keys, as the form sends them.
const QUESTIONS: &str = "questions";
const UPLOAD: &str = "upload";

/// A key of the reader's, without the secret.
pub struct TokenRow {
    pub name: String,
    pub reach: String,
    pub made: String,
    pub expires: String,
    pub used: String,
    pub state: Badge,
}

/// The form of a key to be made.
#[derive(Debug, Clone, Template)]
#[template(path = "profile/token_form.html")]
pub struct TokenForm {
    faults: Faults,
    fields: Vec<Field>,
    kinds: Checks,
    /// None where the reader hands nothing over.
    school: Option<Field>,
    /// None where the reader holds no rights that a key could have.
    rights: Option<Checks>,
}

impl HtmlSafe for TokenForm {}

#[derive(Template)]
#[template(path = "profile/token.html")]
struct TokenPage {
    layout: Layout,
    name: String,
    secret: String,
}

/// Makes a key and shows its secret: it stands in this answer and nowhere else.
pub async fn make(
    State(site): State<Site>,
    InPerson(asker): InPerson,
    fields: Fields,
) -> Result<Response, Error> {
    let faults = match token_of(&fields, &site.app.config.office.timezone) {
        Ok(token) => match site.app.make_token(&asker, &token).await {
            Ok(secret) => {
                let page = TokenPage {
                    layout: Layout::for_reader(
                        &site,
                        &asker,
                        say!("profile-token-new"),
                        "/profile",
                    ),
                    name: token.name,
                    secret,
                };
                return Ok(html(&page)?.into_response());
            }
            Err(error) => Faults::of(error)?,
        },
        Err(faults) => faults,
    };
    let sent = Sent {
        token: fields,
        token_faults: faults,
        ..Sent::default()
    };
    refused(&super::page(&site, &asker, sent, None).await?)
}

/// Revokes a key by its name, which may hold what an address may not.
pub async fn revoke(
    State(site): State<Site>,
    InPerson(asker): InPerson,
    fields: Fields,
) -> Result<Response, Error> {
    site.app.revoke_token(&asker, fields.raw("name")).await?;
    Ok(done("token-revoked"))
}

fn token_of(fields: &Fields, zone: &TimeZone) -> Result<NewToken, Faults> {
    let day = fields::day(fields.raw("expires_on"));
    let day = day.map_err(|message| Faults::one("expires_on", &message))?;
    let reach = match fields.raw("kind") {
        UPLOAD => Reach::Uploads {
            school_id: fields.text("school_id"),
        },
        QUESTIONS => Reach::Questions {
            scope: None,
            rights: fields.all("rights"),
        },
        _ => return Err(Faults::one("kind", &say!("profile-new-token-no-kind"))),
    };
    Ok(NewToken {
        name: fields.text("name"),
        expires_at: day.and_then(|day| end_of(day, zone)),
        reach,
    })
}

/// Tells the keys of a person, with what they open in words.
pub fn rows(tokens: &[TokenInfo], now: Timestamp, zone: &TimeZone) -> Vec<TokenRow> {
    let moment = |moment: Option<Timestamp>| {
        moment.map_or_else(
            || words::NOTHING.to_owned(),
            |moment| words::moment(moment, zone),
        )
    };
    let rows = tokens.iter().map(|token| TokenRow {
        name: token.name.clone(),
        reach: reach_in_words(&token.reach),
        made: moment(Some(token.created_at)),
        expires: expiry(token.expires_at, zone),
        used: moment(token.used_at),
        state: match token.expires_at {
            Some(expires_at) if expires_at <= now => {
                Badge::new(Tone::Warning, say!("profile-token-over"))
            }
            _ => Badge::new(Tone::Good, say!("profile-token-in-force")),
        },
    });
    rows.collect()
}

/// Says through which day a key holds: it ends with the day, which is when the next one begins.
fn expiry(expires_at: Option<Timestamp>, zone: &TimeZone) -> String {
    let last = expires_at.and_then(|moment| {
        let moment = moment.checked_sub(SignedDuration::from_secs(1)).ok()?;
        Some(moment.to_zoned(zone.clone()).date())
    });
    words::days(None, last)
}

fn reach_in_words(reach: &Reach) -> String {
    match reach {
        Reach::Uploads { school_id } => {
            say!("profile-token-uploads", school = school_id.as_str())
        }
        Reach::Questions { scope, rights } => {
            let scope = match scope {
                Some(scope) => titles::scope(scope),
                None => say!("profile-token-own-scope"),
            };
            let rights: Vec<String> = rights
                .iter()
                .map(|name| Right::parse(name).map_or_else(|| name.clone(), titles::right))
                .collect();
            match rights.is_empty() {
                true => say!("profile-token-questions", scope = scope),
                false => say!(
                    "profile-token-questions-with-rights",
                    scope = scope,
                    rights = rights.join(", ")
                ),
            }
        }
    }
}

impl TokenForm {
    /// Returns the form with what was sent; none for a person whose role a key would open nothing of.
    pub fn of(asker: &Asker, today: Date, sent: &Fields, faults: Faults) -> Option<Self> {
        let may_ask = asker.may(Action::Ask);
        let may_upload = asker.may(Action::Upload);
        let first = match (may_ask, may_upload) {
            (true, _) => QUESTIONS,
            (false, true) => UPLOAD,
            (false, false) => return None,
        };
        let kind = match sent.raw("kind") {
            "" => first,
            kind => kind,
        };
        let kinds = [
            (
                may_ask,
                QUESTIONS,
                say!("profile-new-token-questions"),
                say!("profile-new-token-questions-note"),
            ),
            (
                may_upload,
                UPLOAD,
                say!("profile-new-token-upload"),
                say!("profile-new-token-upload-note"),
            ),
        ];
        let kinds = kinds.into_iter().filter(|(is_open, ..)| *is_open);
        let kinds = kinds.map(|(_, value, title, note)| Check {
            is_checked: value == kind,
            value: value.to_owned(),
            title,
            note,
        });
        let usual_end = today.saturating_add(USUAL_DAYS.days()).to_string();
        let own_school = asker.user.scope.school_id().unwrap_or_default().to_owned();
        let value = |name: &str, usual: String| match sent.has(name) {
            true => sent.text(name),
            false => usual,
        };
        let ticked = sent.all("rights");
        let rights = asker.rights.iter().map(|right| Check {
            value: right.name().to_owned(),
            title: titles::right(*right),
            note: titles::right_note(*right),
            is_checked: ticked.iter().any(|name| name == right.name()),
        });
        let rights: Vec<Check> = rights.collect();
        Some(Self {
            fields: vec![
                Field::new("token", "name", say!("profile-token-name"), Input::Text)
                    .with_value(sent.text("name"))
                    .with_hint(say!("profile-new-token-name-hint"))
                    .with_faults(&faults)
                    .required(),
                Field::new(
                    "token",
                    "expires_on",
                    say!("profile-new-token-last-day"),
                    Input::Date,
                )
                .with_value(value("expires_on", usual_end))
                .with_hint(say!("profile-new-token-last-day-hint"))
                .with_faults(&faults)
                .required(),
            ],
            kinds: Checks {
                id: "token-kind".to_owned(),
                name: "kind",
                legend: say!("profile-new-token-kind"),
                hint: String::new(),
                boxes: kinds.collect(),
                faults: faults.at("kind"),
                is_single: true,
            },
            school: may_upload.then(|| {
                Field::new(
                    "token",
                    "school_id",
                    say!("profile-new-token-school"),
                    Input::Plain,
                )
                .with_value(value("school_id", own_school))
                .with_hint(say!("profile-new-token-school-hint"))
                .with_faults(&faults)
            }),
            rights: (may_ask && !rights.is_empty()).then(|| Checks {
                id: "token-rights".to_owned(),
                name: "rights",
                legend: say!("profile-new-token-rights"),
                hint: say!("profile-new-token-rights-hint"),
                boxes: rights,
                faults: faults.below("rights"),
                is_single: false,
            }),
            faults,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn a_key_holds_through_its_last_day() {
        let zone = TimeZone::UTC;
        let end = end_of(date(2026, 12, 31), &zone);
        assert_eq!(expiry(end, &zone), "по 31.12.2026");
        assert_eq!(expiry(None, &zone), "бессрочно");
    }

    #[test]
    fn the_reach_of_a_key_is_told_in_words() {
        let reach = Reach::Questions {
            scope: None,
            rights: vec!["sql".to_owned()],
        };
        assert_eq!(
            reach_in_words(&reach),
            "вопросы: вся ваша область; права: Вопросы на SQL"
        );
    }
}
