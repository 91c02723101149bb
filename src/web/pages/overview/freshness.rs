//! Freshness: when each school's data came and how old they are.

use jiff::tz::TimeZone;

use crate::app::SegmentState;
use crate::web::parts::{Badge, Cell, Content, DataTable, Figure, Head, Notice, Row, Tone, words};

/// Returns the number that stands above the sections: how many schools are there, or how old the only one's data are.
pub fn figure(segments: &[SegmentState]) -> Option<Figure> {
    let late = segments
        .iter()
        .filter(|segment| is_overdue(segment))
        .count() as u64;
    let late = match late {
        0 => "опозданий нет".to_owned(),
        _ => words::counted(
            late,
            "школа опаздывает",
            "школы опаздывают",
            "школ опаздывают",
        ),
    };
    let rejected = words::counted(
        segments.iter().map(|segment| segment.rejected_rows).sum(),
        "строка отвергнута",
        "строки отвергнуты",
        "строк отвергнуто",
    );
    match segments {
        [] => None,
        [own] => Some(Figure {
            name: "Возраст данных".to_owned(),
            value: own
                .age_hours
                .map_or_else(|| words::NOTHING.to_owned(), words::age),
            note: rejected,
        }),
        _ => {
            let present = segments
                .iter()
                .filter(|segment| segment.data_moment.is_some())
                .count();
            Some(Figure {
                name: "Данные получены".to_owned(),
                value: format!("{present} из\u{a0}{}", segments.len()),
                note: format!("{late}; {rejected}"),
            })
        }
    }
}

pub fn content(segments: &[SegmentState], zone: &TimeZone) -> (String, Content) {
    if segments.is_empty() {
        let notice = Notice::empty(
            "Школ ещё нет",
            "Школа появится здесь с первой принятой выгрузкой.",
        );
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
        caption: "Последние выгрузки школ".to_owned(),
        heads: vec![
            Head::text("Школа"),
            Head::text("Состояние"),
            Head::text("Данные на"),
            Head::text("Возраст"),
            Head::text("Получена"),
            Head::number("Отвергнуто строк"),
        ],
        rows,
    };
    (summary(segments), Content::Answer { chart: None, table })
}

fn badge(segment: &SegmentState) -> Badge {
    if segment.data_moment.is_none() {
        return Badge::new(Tone::Bad, "нет данных");
    }
    match segment.state.as_str() {
        "refused" => Badge::new(Tone::Bad, "выгрузка отклонена"),
        "running" => Badge::new(Tone::Quiet, "загружается"),
        _ if segment.is_late => Badge::new(Tone::Warning, "опаздывает"),
        "accepted_with_rejects" => Badge::new(Tone::Warning, "есть отвергнутые строки"),
        _ => Badge::new(Tone::Good, "вовремя"),
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
        (true, true) if segments.len() == 1 => "Данные получены вовремя.".to_owned(),
        (true, true) => "Данные всех школ получены вовремя.".to_owned(),
        (true, false) => format!("Опаздывают: {late}."),
        (false, true) => format!("Нет данных: {absent}."),
        (false, false) => format!("Нет данных: {absent}. Опаздывают: {late}."),
    }
}
