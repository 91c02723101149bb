//! `/usage`: who works with svodka and what is opened, counted. What was asked is not told, only how often.

mod tally;

use std::collections::HashMap;

use askama::Template;
use axum::extract::State;
use axum::response::Html;
use jiff::ToSpan;
use jiff::civil::Date;

use self::tally::{by_object, by_person, by_role, by_school, tally};
use super::{Layout, html};
use crate::app::{Action, Asker};
use crate::catalogue::say;
use crate::office::{Use, User, UserScope};
use crate::web::Error;
use crate::web::door::SignedIn;
use crate::web::fields::{self, Fields};
use crate::web::parts::{DataTable, Faults, Field, Figure, Input, Notice, words};
use crate::web::site::Site;

/// Days that are counted for who names none, the last one among them.
const USUAL_DAYS: i64 = 30;

#[derive(Template)]
#[template(path = "usage.html")]
struct UsagePage {
    layout: Layout,
    status: String,
    faults: Faults,
    filters: Vec<Field>,
    notice: Option<Notice>,
    figures: Vec<Figure>,
    tables: Vec<(String, DataTable)>,
}

pub async fn show(
    State(site): State<Site>,
    SignedIn(asker): SignedIn,
    fields: Fields,
) -> Result<Html<String>, Error> {
    let today = site.app.moment().today;
    let text = |name: &str, usual: Date| match fields.text(name).as_str() {
        "" => usual.to_string(),
        text => text.to_owned(),
    };
    let from = text("from", today.saturating_sub((USUAL_DAYS - 1).days()));
    let to = text("to", today);
    let mut faults = Faults::default();
    let span = span(&from, &to, &mut faults);
    let field = |name, label, value: String| {
        Field::new("usage", name, label, Input::Date)
            .with_value(value)
            .with_faults(&faults)
            .required()
    };
    let mut page = UsagePage {
        layout: Layout::for_reader(&site, &asker, say!("usage-title"), "/usage"),
        status: String::new(),
        filters: vec![
            field("from", say!("usage-from"), from),
            field("to", say!("usage-to"), to),
        ],
        faults,
        notice: None,
        figures: Vec::new(),
        tables: Vec::new(),
    };
    let Some((from, to)) = span else {
        return html(&page);
    };
    page.status = words::days(Some(from), Some(to));
    let people = people_in_reach(&site, &asker).await?;
    let mut uses = site.app.uses(from, to).await?;
    uses.retain(|of_user| people.contains_key(&of_user.user_id));
    if uses.is_empty() {
        page.notice = Some(Notice::empty(say!("usage-none"), say!("usage-none-hint")));
        return html(&page);
    }
    let schools = school_names(&site, &asker).await;
    page.figures = figures(&uses, &people, today);
    page.tables = vec![
        (say!("usage-by-role"), by_role(&uses)),
        (say!("usage-by-school"), by_school(&uses, &schools)),
        (
            say!("usage-by-object"),
            by_object(&uses, |path| title_of(&site, path)),
        ),
        (say!("usage-by-person"), by_person(&uses, &people)),
    ];
    // An office without visitors from schools has nothing to compare.
    page.tables.retain(|(_, table)| !table.rows.is_empty());
    html(&page)
}

fn span(from: &str, to: &str, faults: &mut Faults) -> Option<(Date, Date)> {
    let mut day = |name: &str, text: &str| {
        fields::day(text).unwrap_or_else(|message| {
            faults.add(name, &message);
            None
        })
    };
    let (from, to) = (day("from", from)?, day("to", to)?);
    if to < from {
        faults.add("to", &say!("faults-span-reversed"));
        return None;
    }
    Some((from, to))
}

/// Returns the people whose visits the asker is told of: those whose whole scope lies in the asker's own.
async fn people_in_reach(site: &Site, asker: &Asker) -> Result<HashMap<i64, User>, Error> {
    let users = site.app.office.users().await.map_err(Error::inner)?;
    let mut known: HashMap<UserScope, bool> = HashMap::new();
    let mut people = HashMap::new();
    for user in users {
        let is_within = match known.get(&user.scope) {
            Some(is_within) => *is_within,
            None => {
                let own = &asker.reach;
                let is_within = site.app.is_within(&user.scope, own).await?;
                known.insert(user.scope.clone(), is_within);
                is_within
            }
        };
        if is_within {
            people.insert(user.id, user);
        }
    }
    Ok(people)
}

/// Returns the names of schools by id, as far as the asker may ask for them.
async fn school_names(site: &Site, asker: &Asker) -> HashMap<String, String> {
    if !asker.may(Action::Ask) {
        return HashMap::new();
    }
    // Without names the ids tell the schools apart.
    let segments = site.app.freshness(asker).await.unwrap_or_default();
    let names = segments
        .into_iter()
        .map(|segment| (segment.school_id, segment.school_name));
    names.collect()
}

fn figures(uses: &[Use], people: &HashMap<i64, User>, today: Date) -> Vec<Figure> {
    let all = tally(uses.iter());
    let admitted = people.values().filter(|user| user.is_admitted_on(today));
    let admitted = admitted.count();
    let opened = u64::try_from(all.opened).unwrap_or_default();
    vec![
        Figure {
            name: say!("usage-worked"),
            value: all.people.len().to_string(),
            notes: vec![say!("usage-admitted", count = admitted)],
        },
        Figure {
            name: say!("usage-opened"),
            value: words::number(Some(opened as f64), crate::table::Format::Number(0)),
            notes: vec![say!("usage-days", count = all.days.len())],
        },
    ]
}

/// Names a page or an answer by its path. Pages about one person count as one: whose card was opened is not told.
fn title_of(site: &Site, path: &str) -> String {
    if let Some(name) = path.strip_prefix("/api/v1/queries/") {
        let query = site.app.queries.iter().find(|query| query.name == name);
        return match query {
            Some(query) => say!("usage-of-named-query", title = query.title.as_str()),
            None => say!("usage-of-query"),
        };
    }
    place_of(path).unwrap_or_else(|| path.to_owned())
}

/// Names the part of the site that a path belongs to.
fn place_of(path: &str) -> Option<String> {
    if let Some(call) = path.strip_prefix("/api/v1/") {
        return call_of(call);
    }
    let first = path.split('/').nth(1).unwrap_or_default();
    Some(match first {
        "" => say!("usage-of-overview"),
        "usage" => say!("usage-title"),
        "users" => say!("usage-of-users"),
        "profile" => say!("usage-of-profile"),
        "loads" => say!("menu-loads"),
        "dashboards" => say!("menu-dashboards"),
        "constructor" => say!("menu-constructor"),
        "queries" => say!("menu-queries"),
        "forms" => say!("menu-forms"),
        "registers" => say!("menu-registers"),
        "reports" | "batches" => say!("menu-reports"),
        "prints" => say!("prints-title"),
        "requests" | "requests.csv" | "requests.xlsx" => say!("orders-heading"),
        "tasks" => say!("menu-tasks"),
        "help" => say!("menu-help"),
        "audit" | "audit.csv" => say!("usage-of-audit"),
        "sql" => say!("menu-sql"),
        _ => return None,
    })
}

/// Names what a program or a page's script asked for.
fn call_of(call: &str) -> Option<String> {
    let first = call.split('/').next().unwrap_or_default();
    Some(match (call, first) {
        ("releases/diff", _) => say!("usage-of-diff"),
        (_, "load" | "subscribe") => say!("usage-of-questions"),
        (_, "loads") => say!("usage-of-load"),
        (_, "extracts") => say!("usage-of-extracts"),
        (_, "saved") => say!("usage-of-saved"),
        (_, "favourites") => say!("usage-of-favourites"),
        (_, "plan") => say!("usage-of-plan"),
        (_, "export" | "exports") => say!("usage-of-export"),
        (_, "values" | "terms") => say!("usage-of-values"),
        (_, "explain") => say!("usage-of-explain"),
        (_, "meta") => say!("usage-of-meta"),
        (_, "queries") => say!("usage-of-queries"),
        (_, "releases") => say!("usage-of-releases"),
        (_, "sql") => say!("menu-sql"),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::web::{Door, routes};

    #[test]
    fn whatever_is_opened_has_a_name() {
        for (_, path, door) in routes::map() {
            let is_counted = !matches!(door, Door::Open | Door::Unfinished);
            assert!(!is_counted || place_of(path).is_some(), "{path}");
        }
    }

    #[test]
    fn a_span_that_ends_before_it_begins_is_told() {
        let mut faults = Faults::default();
        assert_eq!(span("2026-10-02", "2026-10-01", &mut faults), None);
        assert_eq!(faults.at("to").len(), 1);
    }
}
