//! Segments: when each school's data came and how old they are.

use arrow::error::ArrowError;
use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::app::{self, Asker, SegmentState, is_of_schools};
use crate::catalogue::say;
use crate::table::{Given, Table};
use crate::web::parts::{
    Badge, Cell, Content, DataTable, Figure, Head, Notice, Row, Section, Tone, words,
};
use crate::web::site::Site;

/// Leaves the schools that are chosen on a page. Where they cannot be asked for, the tiles say why, and all schools count.
pub async fn narrowed(
    site: &Site,
    asker: &Asker,
    mut segments: Vec<SegmentState>,
    asked: &app::Chosen,
) -> Vec<SegmentState> {
    if asked.filters.keys().any(|member| is_of_schools(member))
        && let Ok(names) = site.app.schools_within(asker, &asked.filters).await
    {
        segments.retain(|segment| names.contains(&segment.school_name));
    }
    segments
}

/// Returns the number that stands above the sections: how many schools are there, or how old the only one's data are.
pub fn figure(segments: &[SegmentState]) -> Option<Figure> {
    let late = segments
        .iter()
        .filter(|segment| is_overdue(segment))
        .count() as i64;
    let rejected: u64 = segments.iter().map(|segment| segment.rejected_rows).sum();
    let rejected = say!("segments-rejected", count = rejected as i64);
    match segments {
        [] => None,
        [own] => Some(Figure {
            name: say!("segments-age"),
            value: own
                .age_hours
                .map_or_else(|| words::NOTHING.to_owned(), words::age),
            notes: vec![rejected],
        }),
        _ => {
            let present = segments
                .iter()
                .filter(|segment| segment.data_moment.is_some())
                .count();
            Some(Figure {
                name: say!("segments-received"),
                value: say!(
                    "segments-of",
                    here = present as i64,
                    count = segments.len() as i64
                ),
                notes: vec![say!("segments-late", count = late, rejected = rejected)],
            })
        }
    }
}

pub fn section(site: &Site, segments: &[SegmentState], provenance: String) -> Section {
    let (summary, content) = content(segments, &site.app.config.office.timezone);
    Section {
        id: "segments",
        title: say!("segments-title"),
        summary,
        provenance,
        content,
    }
}

/// Lays the states out for a workbook, moments and numbers as such.
pub fn sheet(segments: &[SegmentState], zone: &TimeZone) -> Result<Table, ArrowError> {
    let moments = |of: fn(&SegmentState) -> Option<Timestamp>| {
        let moments = segments.iter().map(of);
        let moments = moments.map(|moment| Some(moment?.to_zoned(zone.clone()).datetime()));
        Given::Moments(moments.collect())
    };
    let texts = |of: fn(&SegmentState) -> String| Given::Texts(segments.iter().map(of).collect());
    let numbers = |of: fn(&SegmentState) -> Option<f64>, decimals| {
        Given::Numbers(segments.iter().map(of).collect(), decimals)
    };
    Table::given(vec![
        (
            say!("segments-school"),
            texts(|segment| segment.school_name.clone()),
        ),
        (say!("segments-state"), texts(|segment| badge(segment).text)),
        (
            say!("segments-moment"),
            moments(|segment| segment.data_moment),
        ),
        (
            say!("segments-age-hours"),
            numbers(|segment| segment.age_hours, 1),
        ),
        (
            say!("segments-received-at"),
            moments(|segment| segment.received_at),
        ),
        (
            say!("segments-rejected-head"),
            numbers(
                |segment| segment.received_at.map(|_| segment.rejected_rows as f64),
                0,
            ),
        ),
    ])
}

fn content(segments: &[SegmentState], zone: &TimeZone) -> (String, Content) {
    if segments.is_empty() {
        let notice = Notice::empty(say!("segments-none"), say!("segments-none-advice"));
        return (String::new(), Content::Notice(notice));
    }
    let moment = |moment: Option<jiff::Timestamp>| {
        moment.map_or_else(
            || words::NOTHING.to_owned(),
            |moment| words::moment(moment, zone),
        )
    };
    let rows = segments
        .iter()
        .map(|segment| Row {
            cells: vec![
                Cell::name(&segment.school_name),
                Cell::Badge(badge(segment)),
                Cell::Text(moment(segment.data_moment)),
                Cell::Text(
                    segment
                        .age_hours
                        .map_or_else(|| words::NOTHING.to_owned(), words::age),
                ),
                Cell::Text(moment(segment.received_at)),
                Cell::number(words::number(
                    segment.received_at.map(|_| segment.rejected_rows as f64),
                    crate::table::Format::Number(0),
                )),
            ],
            ..Row::default()
        })
        .collect();
    let table = DataTable {
        id: "freshness-table".to_owned(),
        caption: say!("segments-caption"),
        heads: vec![
            Head::text(say!("segments-school")),
            Head::text(say!("segments-state")),
            Head::text(say!("segments-moment")),
            Head::text(say!("segments-age-head")),
            Head::text(say!("segments-received-at")),
            Head::number(say!("segments-rejected-head")),
        ],
        rows,
    };
    (summary(segments), Content::Answer { chart: None, table })
}

fn badge(segment: &SegmentState) -> Badge {
    if segment.data_moment.is_none() {
        return Badge::new(Tone::Bad, say!("segments-absent"));
    }
    match segment.state.as_str() {
        "refused" => Badge::new(Tone::Bad, say!("segments-refused")),
        "running" => Badge::new(Tone::Quiet, say!("segments-running")),
        _ if segment.is_late => Badge::new(Tone::Warning, say!("segments-late-badge")),
        "accepted_with_rejects" => Badge::new(Tone::Warning, say!("segments-with-rejects")),
        _ => Badge::new(Tone::Good, say!("segments-on-time")),
    }
}

/// Says whether a school that has data owes newer ones. A school without any is told apart.
fn is_overdue(segment: &SegmentState) -> bool {
    segment.data_moment.is_some() && segment.is_late
}

fn summary(segments: &[SegmentState]) -> String {
    let names = |is_meant: fn(&SegmentState) -> bool| {
        segments
            .iter()
            .filter(|segment| is_meant(segment))
            .map(|segment| words::unbroken(&segment.school_name))
            .collect::<Vec<_>>()
            .join(", ")
    };
    let absent = names(|segment| segment.data_moment.is_none());
    let late = names(is_overdue);
    match (absent.is_empty(), late.is_empty()) {
        (true, true) => say!("segments-all-on-time", count = segments.len() as i64),
        (true, false) => say!("segments-are-late", late = late),
        (false, true) => say!("segments-are-absent", absent = absent),
        (false, false) => say!("segments-are-both", absent = absent, late = late),
    }
}
