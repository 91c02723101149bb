//! `/loads/{id}`: what came, what became of it, which rows were rejected and what to do about them.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Html;
use jiff::tz::TimeZone;

use super::history::way;
use super::mending::{self, MendingView, Tie};
use super::upload::{Refusal, size};
use super::{badge, counted, key, named, rules};
use crate::app::{Action, Asker, LoadCard, Right, reason_told};
use crate::catalogue::say;
use crate::diagnostic::{Diagnostic, Severity};
use crate::office::{Finding, LoadState, TableCount};
use crate::web::Error;
use crate::web::door::SignedIn;
use crate::web::fields::Fields;
use crate::web::pages::{Layout, html};
use crate::web::parts::{Badge, Cell, DataTable, Head, Row, Verbatim, address, words};
use crate::web::site::Site;

/// Rows of one page.
const MOST_ROWS: usize = 100;

#[derive(Template)]
#[template(path = "loads/card.html")]
pub struct CardPage {
    layout: Layout,
    title: String,
    state: Badge,
    told: String,
    /// What is to be done.
    next: Tie,
    /// The address of the load for programs, while it waits to be loaded.
    awaited: Option<String>,
    address: String,
    facts: Vec<(String, String)>,
    /// Why it was refused, where it was.
    causes: Vec<Broken>,
    tables: Option<DataTable>,
    broken: Vec<Broken>,
    /// The address of the file with the rejected rows, where there are any.
    file: Option<String>,
    /// Whether the reader sees rows as they came.
    has_raw: bool,
    may_send: bool,
    /// The loads of which this one was made, or that were made of it.
    ties: Vec<Tie>,
    /// What can be done about rejected rows, where there are any.
    mending: Option<MendingView>,
    rows: Rows,
}

/// A rule that was broken, with its first case.
struct Broken {
    badge: Badge,
    title: String,
    cure: String,
    count: String,
    example: String,
    /// The address of its rows alone.
    address: String,
    is_chosen: bool,
}

/// The rows of one page.
#[derive(Default)]
struct Rows {
    /// The rule that they broke, where one is chosen.
    rule: Option<String>,
    lines: Vec<Line>,
    has_raw: bool,
    /// The address of the rows after these.
    more: Option<String>,
    /// The address of the first rows, on a later page.
    first: Option<String>,
}

struct Line {
    file: String,
    line: String,
    column: String,
    column_title: String,
    rule: String,
    reason: String,
    raw: String,
}

pub async fn show(
    State(site): State<Site>,
    SignedIn(asker): SignedIn,
    Path(load_id): Path<String>,
    fields: Fields,
) -> Result<Html<String>, Error> {
    let chosen = match fields.text("rule").as_str() {
        "" => None,
        name => Some(rules::parse(name).ok_or(Error::NotFound)?),
    };
    let after = match fields.text("after").as_str() {
        "" => None,
        text => Some(text.parse().map_err(|_| Error::NotFound)?),
    };
    html(&told(&site, &asker, &load_id, chosen.as_ref(), after, None).await?)
}

/// Lays out the page of a load: its rejected rows, or those that broke the chosen rule, after a place.
pub async fn told(
    site: &Site,
    asker: &Asker,
    load_id: &str,
    chosen: Option<&(Severity, String)>,
    after: Option<i64>,
    refusal: Option<Refusal>,
) -> Result<CardPage, Error> {
    let app = &site.app;
    let card = app.load_card(asker, load_id).await?;
    let address = format!("/loads/{}", address::encoded(load_id));
    let rows = rows(site, asker, &card, chosen, after, &address).await?;
    let shown = rows.lines.iter().filter(|line| !line.raw.is_empty());
    let shown = shown.count() as u64;
    if shown > 0 {
        // Rows of pupils and staff name them.
        app.record_rows_seen(asker, load_id, shown, None).await?;
    }
    let mut page = page(site, asker, &card, rows, chosen, address).await?;
    let offer = app.mending_offer(asker, load_id).await?;
    page.ties = mending::ties(&offer);
    page.mending = mending::view(site, asker, load_id, &offer, refusal);
    let can_mend = page
        .mending
        .as_ref()
        .is_some_and(|mending| mending.form.is_some());
    if let Some(next) = mending::next(card.landed.record.state, &offer, can_mend) {
        page.next = next;
    }
    Ok(page)
}

async fn page(
    site: &Site,
    asker: &Asker,
    card: &LoadCard,
    rows: Rows,
    chosen: Option<&(Severity, String)>,
    address: String,
) -> Result<CardPage, Error> {
    let record = &card.landed.record;
    let zone = &site.app.config.office.timezone;
    let segments = site.app.freshness(asker).await.unwrap_or_default();
    let names = segments
        .into_iter()
        .map(|segment| (segment.school_id, segment.school_name))
        .collect();
    let school = match &record.school_id {
        Some(school_id) => named(&names, school_id),
        None => say!("loads-school-unknown"),
    };
    let title = match record.extracted_at {
        Some(moment) => say!(
            "loads-card-title",
            school = school.as_str(),
            moment = words::moment(moment, zone)
        ),
        None => say!("loads-card-title-unread"),
    };
    let state = key(record.state.name());
    let (causes, broken): (Vec<&Finding>, Vec<&Finding>) = card
        .findings
        .iter()
        .partition(|finding| finding.severity == Severity::Refuse);
    let told = |findings: Vec<&Finding>| {
        let told = findings
            .into_iter()
            .map(|finding| broken_rule(finding, chosen, &address));
        told.collect::<Vec<_>>()
    };
    let rejected: u64 = record.tables.iter().map(|table| table.rejected).sum();
    Ok(CardPage {
        layout: Layout::for_reader(site, asker, title.as_str(), "/loads"),
        title,
        state: badge(record.state),
        told: say!(&format!("loads-told-{state}")),
        next: Tie {
            told: say!(&format!("loads-next-{state}")),
            link: None,
        },
        awaited: (record.state == LoadState::Running)
            .then(|| format!("/api/v1/loads/{}", address::encoded(&record.load_id))),
        facts: facts(card, school, zone),
        tables: (!record.tables.is_empty()).then(|| tables(site, card)),
        causes: told(causes),
        broken: told(broken),
        file: (rejected > 0).then(|| format!("{address}/rejects.csv")),
        has_raw: asker.holds(Right::PersonalData),
        may_send: asker.may(Action::Upload),
        ties: Vec::new(),
        mending: None,
        rows,
        address,
    })
}

fn facts(card: &LoadCard, school: String, zone: &TimeZone) -> Vec<(String, String)> {
    let landed = &card.landed;
    let record = &landed.record;
    let mut facts = vec![(say!("loads-school"), school)];
    if let Some(moment) = record.extracted_at {
        facts.push((say!("loads-extracted"), words::moment(moment, zone)));
    }
    if let Some(window) = record.window {
        let days = say!(
            "loads-window-days",
            from = words::day(window.from),
            to = words::day(window.to)
        );
        facts.push((say!("loads-window"), days));
    }
    if let Some(year) = &record.school_year {
        facts.push((say!("loads-school-year"), year.clone()));
    }
    let received = words::moment(record.received_at, zone);
    facts.push((
        say!("loads-received"),
        match landed.is_on_time {
            true => received,
            false => say!("loads-received-late", moment = received),
        },
    ));
    facts.push((say!("loads-way"), way(&landed.way)));
    if !card.file_name.is_empty() {
        facts.push((say!("loads-file-name"), card.file_name.clone()));
    }
    if let Some(bytes) = card.bytes {
        facts.push((say!("loads-file-size"), size(bytes)));
    }
    if let Some(release) = record.release {
        facts.push((say!("loads-release"), release.to_string()));
    }
    facts.push((say!("loads-id"), record.load_id.clone()));
    facts
}

fn tables(site: &Site, card: &LoadCard) -> DataTable {
    let record = &card.landed.record;
    // Repeats are neither accepted nor rejected. Rows of a refused file may not have been counted out.
    let is_taken = matches!(
        record.state,
        LoadState::Accepted | LoadState::AcceptedWithRejects
    );
    let repeated = |table: &TableCount| table.rows.saturating_sub(table.accepted + table.rejected);
    let has_repeats = is_taken && record.tables.iter().any(|table| repeated(table) > 0);
    let line = |name: Cell, counts: [u64; 4], is_total: bool| {
        let shown = counts.into_iter().take(if has_repeats { 4 } else { 3 });
        let counts = shown.map(|count| Cell::number(counted(count)));
        Row {
            cells: std::iter::once(name).chain(counts).collect(),
            is_total,
            ..Row::default()
        }
    };
    let mut sums = [0; 4];
    let mut rows = Vec::new();
    for table in &record.tables {
        let counts = [table.rows, table.accepted, table.rejected, repeated(table)];
        for (sum, count) in sums.iter_mut().zip(counts) {
            *sum += count;
        }
        let name = match site.app.title_of_table(&table.table) {
            Some(title) => format!("{title} ({})", table.table),
            None => table.table.clone(),
        };
        rows.push(line(Cell::Name(name), counts, false));
    }
    rows.push(line(Cell::Name(say!("loads-total")), sums, true));
    let mut heads = vec![
        Head::text(say!("loads-table")),
        Head::number(say!("loads-rows")),
        Head::number(say!("loads-accepted")),
        Head::number(say!("loads-rejected")),
    ];
    if has_repeats {
        heads.push(Head::number(say!("loads-repeated")));
    }
    DataTable {
        id: "tables-table".to_owned(),
        caption: say!("loads-tables-caption"),
        heads,
        rows,
    }
}

fn broken_rule(finding: &Finding, chosen: Option<&(Severity, String)>, address: &str) -> Broken {
    let words = rules::words(finding.severity, &finding.rule);
    let tone = match finding.severity {
        Severity::Refuse | Severity::Error => super::Tone::Bad,
        Severity::Reject => super::Tone::Warning,
        Severity::Warning => super::Tone::Quiet,
    };
    let kind = match finding.severity {
        Severity::Refuse | Severity::Error => say!("loads-kind-refuse"),
        Severity::Reject => say!("loads-kind-reject"),
        Severity::Warning => say!("loads-kind-warning"),
    };
    let name = rules::name(finding.severity, &finding.rule);
    Broken {
        badge: Badge::new(tone, kind),
        title: words.title,
        cure: words.cure,
        count: counted(finding.count),
        example: example(&finding.example),
        address: format!("{address}?rule={name}#rows"),
        is_chosen: chosen.is_some_and(|(severity, rule)| rules::name(*severity, rule) == name),
    }
}

/// Tells a case with its place.
fn example(case: &Diagnostic) -> String {
    let file = case.file.as_deref().or(case.table.as_deref());
    let message = reason_told(&case.message);
    match (file, case.line) {
        (Some(file), Some(line)) => say!(
            "loads-example-line",
            file = file,
            line = line.to_string(),
            message = message
        ),
        (Some(file), None) => say!("loads-example-file", file = file, message = message),
        (None, _) => message,
    }
}

/// Asks for the rows of one page: the rejected ones, or those of the chosen rule.
async fn rows(
    site: &Site,
    asker: &Asker,
    card: &LoadCard,
    chosen: Option<&(Severity, String)>,
    after: Option<i64>,
    address: &str,
) -> Result<Rows, Error> {
    let app = &site.app;
    let load_id = &card.landed.record.load_id;
    let severity = chosen.map_or(Severity::Reject, |(severity, _)| *severity);
    let rule = chosen.map(|(_, rule)| rule.as_str());
    let mut found = app
        .diagnostics_seen(asker, load_id, severity, rule, after, MOST_ROWS + 1)
        .await?;
    let has_more = found.len() > MOST_ROWS;
    found.truncate(MOST_ROWS);
    let query = chosen.map(|(severity, rule)| format!("rule={}", rules::name(*severity, rule)));
    let at = |after: Option<i64>| {
        let after = after.map(|place| format!("after={place}"));
        let parts: Vec<String> = query.clone().into_iter().chain(after).collect();
        match parts.is_empty() {
            true => format!("{address}#rows"),
            false => format!("{address}?{}#rows", parts.join("&")),
        }
    };
    let last = found.last().filter(|_| has_more).map(|(place, _)| *place);
    Ok(Rows {
        rule: chosen.map(|(severity, rule)| rules::words(*severity, rule).title),
        has_raw: found.iter().any(|(_, row)| row.raw.is_some()),
        more: last.map(|place| at(Some(place))),
        first: after.map(|_| at(None)),
        lines: found.into_iter().map(|(_, row)| line(site, row)).collect(),
    })
}

fn line(site: &Site, row: Diagnostic) -> Line {
    let table = row.table.unwrap_or_default();
    let column = row.column.unwrap_or_default();
    let column_title = site.app.title_of_column(&table, &column);
    Line {
        column_title: column_title.unwrap_or_default().to_owned(),
        file: row.file.unwrap_or(table),
        line: row.line.map_or_else(String::new, |line| line.to_string()),
        column,
        rule: rules::words(row.severity, &row.rule).title,
        reason: reason_told(&row.message),
        raw: row.raw.unwrap_or_default(),
    }
}
