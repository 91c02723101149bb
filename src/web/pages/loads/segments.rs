//! Segments: of each school in scope the last accepted extract, and who owes one.

use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::app::SegmentState;
use crate::catalogue::say;
use crate::web::Error;
use crate::web::parts::{Badge, Cell, DataTable, Head, Notice, Row, Tone, address, words};

use super::counted;

/// Schools that a sentence names one by one.
const MOST_NAMES: usize = 10;

/// How the schools in scope stand: in a sentence and in a table.
pub struct Standing {
    pub sentence: String,
    pub table: Option<DataTable>,
    pub notice: Option<Notice>,
}

impl Standing {
    /// Says why it cannot be told.
    pub fn failed(error: &Error) -> Self {
        let notice = match error {
            Error::NoRelease => {
                Notice::empty(say!("loads-schools-none"), say!("loads-schools-none-hint"))
            }
            error => Notice::failed(error),
        };
        Self {
            sentence: String::new(),
            table: None,
            notice: Some(notice),
        }
    }
}

/// Tells of all schools in scope, or of the one that is asked for. What is late comes first.
pub fn standing(
    mut segments: Vec<SegmentState>,
    school_id: Option<&str>,
    zone: &TimeZone,
) -> Standing {
    segments.retain(|segment| school_id.is_none_or(|id| segment.school_id == id));
    if segments.is_empty() {
        let notice = match school_id {
            None => return Standing::failed(&Error::NoRelease),
            Some(_) => Notice::empty(say!("loads-none"), say!("loads-none-hint")),
        };
        return Standing {
            notice: Some(notice),
            sentence: String::new(),
            table: None,
        };
    }
    let sentence = sentence(&segments, zone);
    segments.sort_by_key(rank);
    Standing {
        sentence,
        table: Some(table(&segments, zone)),
        notice: None,
    }
}

/// Says who has not sent what was waited for.
fn sentence(segments: &[SegmentState], zone: &TimeZone) -> String {
    let late: Vec<&SegmentState> = segments.iter().filter(|segment| segment.is_late).collect();
    let all = segments.len() as i64;
    if let [own] = segments {
        return match own.is_late {
            true => say!("loads-absent-own", by = moment(own.awaited_by, zone)),
            false => say!("loads-present-own"),
        };
    }
    if late.is_empty() {
        return say!("loads-present", count = all);
    }
    let shown = late.iter().take(MOST_NAMES);
    let names: Vec<String> = shown
        .map(|segment| words::unbroken(&segment.school_name))
        .collect();
    let names = names.join(", ");
    let rest = late.len().saturating_sub(MOST_NAMES);
    let names = match rest {
        0 => names,
        rest => say!("loads-names-more", names = names, count = rest as i64),
    };
    say!(
        "loads-absent",
        count = late.len() as i64,
        all = all,
        names = names
    )
}

/// Puts first whom the office has to call.
fn rank(segment: &SegmentState) -> u8 {
    match segment {
        _ if segment.data_moment.is_none() => 0,
        _ if segment.is_late => 1,
        _ if segment.state == "refused" => 2,
        _ => 3,
    }
}

fn table(segments: &[SegmentState], zone: &TimeZone) -> DataTable {
    let rows = segments.iter().map(|segment| Row {
        cells: vec![
            Cell::Link {
                text: words::unbroken(&segment.school_name),
                address: format!("/loads?school={}", address::encoded(&segment.school_id)),
            },
            Cell::Badge(badge(segment, zone)),
            Cell::Text(moment(segment.data_moment, zone)),
            Cell::Text(
                segment
                    .age_hours
                    .map_or_else(|| words::NOTHING.to_owned(), age),
            ),
            Cell::Text(moment(segment.received_at, zone)),
            Cell::number(match segment.received_at {
                Some(_) => counted(segment.rejected_rows),
                None => words::NOTHING.to_owned(),
            }),
        ],
        ..Row::default()
    });
    DataTable {
        id: "segments-table".to_owned(),
        caption: say!("loads-segments-caption"),
        heads: vec![
            Head::text(say!("loads-school")),
            Head::text(say!("loads-state")),
            Head::text(say!("loads-data-moment")),
            Head::text(say!("loads-age")),
            Head::text(say!("loads-received")),
            Head::number(say!("loads-rejected")),
        ],
        rows: rows.collect(),
    }
}

fn badge(segment: &SegmentState, zone: &TimeZone) -> Badge {
    let by = || moment(segment.awaited_by, zone);
    match segment.state.as_str() {
        "running" => Badge::new(Tone::Quiet, say!("loads-segment-running")),
        "refused" if segment.data_moment.is_none() => {
            Badge::new(Tone::Bad, say!("loads-segment-refused-only"))
        }
        _ if segment.data_moment.is_none() => Badge::new(Tone::Bad, say!("loads-segment-none")),
        "refused" if segment.is_late => {
            Badge::new(Tone::Bad, say!("loads-segment-refused-late", by = by()))
        }
        _ if segment.is_late => Badge::new(Tone::Warning, say!("loads-segment-late", by = by())),
        "refused" => Badge::new(Tone::Bad, say!("loads-segment-refused")),
        "accepted_with_rejects" => Badge::new(Tone::Warning, say!("loads-segment-rejects")),
        _ => Badge::new(Tone::Good, say!("loads-segment-present")),
    }
}

fn moment(moment: Option<Timestamp>, zone: &TimeZone) -> String {
    moment.map_or_else(
        || words::NOTHING.to_owned(),
        |moment| words::moment(moment, zone),
    )
}

/// Writes an age: hours within two days, days beyond.
fn age(hours: f64) -> String {
    // An age cannot be negative; a clock that is behind shows a fresh extract.
    match hours.max(0.0) {
        hours if hours < 1.0 => say!("loads-age-fresh"),
        hours if hours < 48.0 => say!("loads-age-hours", count = hours.floor() as i64),
        hours => say!("loads-age-days", count = (hours / 24.0).floor() as i64),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn segment(name: &str, is_late: bool, state: &str) -> SegmentState {
        let moment: Timestamp = "2025-10-14T20:40:00Z".parse().expect("a moment");
        SegmentState {
            school_id: name.to_owned(),
            school_name: name.to_owned(),
            received_at: Some(moment),
            data_moment: Some(moment),
            state: state.to_owned(),
            last_load: None,
            rejected_rows: 1234,
            age_hours: Some(5.0),
            is_late,
            awaited_by: "2025-10-15T03:00:00Z".parse().ok(),
        }
    }

    fn zone() -> TimeZone {
        TimeZone::get("Europe/Moscow").expect("a zone")
    }

    #[test]
    fn who_owes_an_extract_is_named_and_comes_first() {
        let empty = SegmentState {
            data_moment: None,
            received_at: None,
            age_hours: None,
            ..segment("Г", true, "")
        };
        let segments = vec![
            segment("А", false, "accepted"),
            segment("Б", false, "refused"),
            segment("В", true, "accepted"),
            empty,
        ];
        let standing = standing(segments, None, &zone());
        assert_eq!(
            standing.sentence.replace('\u{a0}', " "),
            "Сегодня выгрузку не прислали 2 школы из 4: В, Г."
        );
        let table = standing.table.expect("a table");
        let names: Vec<&str> = table
            .rows
            .iter()
            .map(|row| match &row.cells[0] {
                Cell::Link { text, .. } => text.as_str(),
                _ => "",
            })
            .collect();
        assert_eq!(names, ["Г", "В", "Б", "А"]);
        let Cell::Badge(late) = &table.rows[1].cells[1] else {
            panic!("a badge");
        };
        assert_eq!(late.text, "опаздывает: ждали к 15.10.2025 06:00");
    }

    #[test]
    fn the_sentence_follows_its_number() {
        let said = |late: usize, all: usize| {
            let segments = (0..all).map(|place| segment("А", place < late, "accepted"));
            let segments: Vec<SegmentState> = segments.collect();
            sentence(&segments, &zone()).replace('\u{a0}', " ")
        };
        assert!(said(1, 3).starts_with("Сегодня выгрузку не прислала 1 школа из 3: "));
        assert!(said(5, 30).starts_with("Сегодня выгрузку не прислали 5 школ из 30: "));
        assert!(said(21, 30).starts_with("Сегодня выгрузку не прислала 21 школа из 30: "));
        assert!(said(12, 30).ends_with(" и ещё 2."));
        assert_eq!(said(0, 12), "Опозданий нет: выгрузки получены от 12 школ.");
        assert!(said(1, 1).contains("ждали к 15.10.2025 06:00"));
    }
}
