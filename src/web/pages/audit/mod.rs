//! `/audit`: who did what, for the administrator of security. Reading it is written down in it as well.

mod asked;
mod file;
mod told;

use askama::Template;
use axum::extract::State;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{Html, IntoResponse, Response};
use jiff::tz::TimeZone;

use self::asked::{Asked, in_words};
use super::{Layout, html};
use crate::app::{Deed, titles};
use crate::audit::{Action, Entry, Filter, Outcome, Recorded, Verified};
use crate::catalogue::{Language, say};
use crate::export::numbers;
use crate::web::Error;
use crate::web::api::provenance::Titles;
use crate::web::door::SignedIn;
use crate::web::fields::Fields;
use crate::web::following::Following;
use crate::web::parts::{Badge, Faults, Field, Tone, Verbatim, words};
use crate::web::site::Site;

/// Entries of one page; a file has them all.
const MOST: usize = 500;

/// Signs of a file's hash that are shown; the whole of it stands behind them.
const HASH_SIGNS: usize = 8;

#[derive(Template)]
#[template(path = "audit.html")]
struct AuditPage {
    layout: Layout,
    status: String,
    faults: Faults,
    filters: Vec<Field>,
    /// The filter again, for the button that checks the chain.
    pairs: Vec<(&'static str, String)>,
    file_address: String,
    chain: Chain,
    lines: Vec<Line>,
}

/// What is known of the chain that binds the entries.
enum Chain {
    Unchecked,
    Whole {
        /// How many there are, in a sentence.
        entries: String,
    },
    Broken {
        place: String,
        message: &'static str,
    },
}

/// An entry as it is shown.
struct Line {
    number: i64,
    at: String,
    who: String,
    role: String,
    scope: String,
    place: String,
    action: String,
    object: String,
    filters: String,
    rows: String,
    persons: String,
    release: String,
    short_hash: String,
    hash: String,
    outcome: Badge,
}

pub async fn show(
    State(site): State<Site>,
    SignedIn(asker): SignedIn,
    fields: Fields,
) -> Result<Html<String>, Error> {
    let app = &site.app;
    let zone = &app.config.office.timezone;
    let asked = Asked::read(&fields, app.moment().today);
    let mut status = String::new();
    let (found, faults) = match asked.filter() {
        Ok(filter) => {
            // One more than is shown tells whether there are more.
            let found = app.audit_entries(filter.clone(), MOST + 1).await?;
            let deed = Deed {
                rows: Some(found.len().min(MOST) as u64),
                ..Deed::new(Action::ReadAudit, "просмотр").about(in_office_words(&filter).await)
            };
            app.record(&asker, deed).await?;
            status = format!("{} · {}", counted(found.len()), in_words(&filter));
            (found, Faults::default())
        }
        Err(faults) => (Vec::new(), faults),
    };
    let chain = match asked.is_verifying {
        true => {
            let deed = Deed::new(Action::ReadAudit, "проверка цепочки");
            app.record(&asker, deed).await?;
            chain(app.verify_audit().await?)
        }
        false => Chain::Unchecked,
    };
    html(&AuditPage {
        layout: Layout::for_reader(&site, &asker, say!("audit-title"), "/audit"),
        status,
        filters: asked.fields(&faults),
        faults,
        pairs: asked
            .pairs()
            .map(|(name, value)| (name, value.to_owned()))
            .into(),
        file_address: format!("/audit.csv?{}", asked.parameters()),
        chain,
        lines: found
            .iter()
            .take(MOST)
            .map(|recorded| line(&site, recorded, zone))
            .collect(),
    })
}

/// Hands out all entries that the filter lets through. What is handed out is written down first.
pub async fn export(
    State(site): State<Site>,
    SignedIn(asker): SignedIn,
    following: Following,
    fields: Fields,
) -> Result<Response, Error> {
    let app = &site.app;
    let moment = app.moment();
    let asked = Asked::read(&fields, moment.today);
    let filter = asked
        .filter()
        .map_err(|_| Error::BadRequest(say!("audit-filter-unread")))?;
    let words = in_office_words(&filter).await;
    let entries = app.audit_entries(filter, usize::MAX).await?;
    let rows = entries.len() as u64;
    let zone = app.config.office.timezone.clone();
    let bytes = tokio::task::spawn_blocking(move || file::write(&entries, &zone)).await;
    let bytes = bytes.map_err(Error::inner)?.map_err(Error::inner)?;
    let deed = Deed {
        rows: Some(rows),
        ..Deed::new(Action::ReadAudit, "выгрузка CSV").about(words)
    };
    app.record(&asker, deed.with_file(&bytes)).await?;
    let made_at = moment.now.to_zoned(app.config.office.timezone.clone());
    let name = made_at.strftime("svodka-audit-%Y-%m-%d-%H%M.csv");
    let headers = [
        (CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()),
        (
            CONTENT_DISPOSITION,
            format!("attachment; filename=\"{name}\""),
        ),
    ];
    Ok(following.handed_out((headers, bytes).into_response()))
}

/// Says what a filter lets through as it is written down: whatever the reader speaks, the audit is in Russian.
async fn in_office_words(filter: &Filter) -> String {
    Language::Russian.in_force(async { in_words(filter) }).await
}

fn counted(found: usize) -> String {
    match found {
        _ if found > MOST => say!("audit-last", most = MOST),
        _ => say!("audit-count", count = found),
    }
}

fn chain(verified: Verified) -> Chain {
    match verified.broken {
        None => Chain::Whole {
            entries: say!("audit-chain-whole", count = verified.entries),
        },
        Some(broken) => {
            // Where the folder lies is the machine's own matter.
            let file = broken.path.file_name().unwrap_or_default();
            Chain::Broken {
                place: say!(
                    "audit-chain-place",
                    file = file.to_string_lossy().into_owned(),
                    line = broken.line.to_string()
                ),
                message: broken.message,
            }
        }
    }
}

fn line(site: &Site, recorded: &Recorded, zone: &TimeZone) -> Line {
    let Recorded { number, entry } = recorded;
    let titles = Titles {
        member: &|member| site.app.titled(member),
        value: &|member, value| site.app.value_titled(member, value),
    };
    let conditions = match told::conditions(&entry.filters, &titles) {
        same if same == entry.filters => site.app.circumstances_told(entry.action, &same),
        question => question,
    };
    Line {
        number: *number,
        at: words::moment(entry.at, zone),
        who: match entry.login.as_str() {
            "" => say!("parts-operator"),
            login => login.to_owned(),
        },
        role: titles::role(&entry.role),
        scope: site.app.scope_told(&entry.scope),
        place: match (entry.address.as_str(), entry.token.as_str()) {
            (address, "") => address.to_owned(),
            ("", token) => say!("audit-key", key = token),
            (address, token) => {
                say!("audit-address-and-key", address = address, key = token)
            }
        },
        action: titles::deed(entry.action),
        object: told::quoted(&object_told(site, entry)),
        // What was asked in SQL is shown to the letter.
        filters: match entry.action {
            Action::Sql => conditions,
            _ => told::quoted(&conditions),
        },
        rows: number_of(entry.rows),
        persons: number_of(entry.persons),
        release: entry.release.map_or_else(String::new, |id| id.to_string()),
        short_hash: entry.file_hash.chars().take(HASH_SIGNS).collect(),
        hash: entry.file_hash.clone(),
        outcome: Badge::new(
            match entry.outcome {
                Outcome::Done => Tone::Quiet,
                Outcome::Refused => Tone::Warning,
                Outcome::Failed => Tone::Bad,
            },
            titles::outcome(entry.outcome),
        ),
    }
}

/// Writes how many there were, where that was counted.
fn number_of(count: Option<u64>) -> String {
    count.map_or_else(String::new, |count| {
        numbers::integer(i64::try_from(count).unwrap_or(i64::MAX))
    })
}

/// Says what an entry tells of; only some deeds name reports and forms.
fn object_told(site: &Site, entry: &Entry) -> String {
    use Action::{Export, FileForm, Print, View};
    let told = site.app.object_told(entry.action, &entry.object);
    if told != entry.object || !matches!(entry.action, Export | FileForm | Print | View) {
        return told;
    }
    let titled = |code: &str| {
        let report = site.app.reports.iter().find(|report| report.name == code);
        let form = || site.app.forms().newest(code);
        report
            .map(|report| report.title.plain())
            .or_else(|| form().map(|form| form.title_code.clone()))
    };
    told::object(&entry.object, titled, |id| site.app.school_told(id))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::audit::Break;
    use std::path::PathBuf;

    #[test]
    fn a_broken_chain_is_told_by_file_and_line() {
        let verified = Verified {
            entries: 7,
            head: None,
            broken: Some(Break {
                path: PathBuf::from("/data/audit/2026-10.log"),
                line: 8,
                message: "запись изменена: её хеш не сходится",
            }),
        };
        let Chain::Broken { place, .. } = chain(verified) else {
            panic!("the chain is broken");
        };
        assert_eq!(place, "файл 2026-10.log, строка 8");
    }

    #[test]
    fn a_cut_list_says_so() {
        assert!(counted(MOST + 1).starts_with("Показаны последние 500"));
        assert_eq!(counted(2).replace('\u{a0}', " "), "2 записи");
    }
    #[test]
    fn counts_are_grouped_and_absent_ones_are_blank() {
        assert_eq!(number_of(Some(28_201)), "28\u{a0}201");
        assert_eq!(number_of(Some(0)), "0");
        assert_eq!(number_of(None), "");
    }
}
