//! History: every load in scope, the newest first, page by page.

use jiff::tz::TimeZone;

use crate::app::{Landed, LoadsAsked, SegmentState, Way};
use crate::catalogue::say;
use crate::office::LoadState;
use crate::web::Error;
use crate::web::fields::Fields;
use crate::web::parts::{Cell, Choice, DataTable, Field, Head, Input, Row, address, words};

use super::{Names, badge, counted, key, named};

/// The states that a load can have, in the order of the selection.
pub(super) const STATES: [LoadState; 6] = [
    LoadState::Running,
    LoadState::Accepted,
    LoadState::AcceptedWithRejects,
    LoadState::Refused,
    LoadState::Duplicate,
    LoadState::Superseded,
];

/// What of the history is asked for, as it stands in the address.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Asked(LoadsAsked);

impl Asked {
    pub fn read(fields: &Fields) -> Result<Self, Error> {
        let given = |name: &str| Some(fields.text(name)).filter(|text| !text.is_empty());
        let state = given("state");
        let known = state.as_deref().and_then(LoadState::parse);
        if state.is_some() && known.is_none() {
            return Err(Error::BadRequest(say!("loads-no-such-state")));
        }
        Ok(Self(LoadsAsked {
            school_id: given("school"),
            state: known,
            before: given("before"),
        }))
    }

    pub fn loads(&self) -> LoadsAsked {
        self.0.clone()
    }

    pub fn school_id(&self) -> Option<&str> {
        self.0.school_id.as_deref()
    }

    pub fn has_before(&self) -> bool {
        self.0.before.is_some()
    }

    /// Returns the address of the page that begins after a load, or of the first one.
    pub fn address(&self, before: Option<&str>) -> String {
        let state = self.0.state.map(LoadState::name);
        let pairs = [
            ("school", self.school_id()),
            ("state", state),
            ("before", before),
        ];
        let pairs = pairs.into_iter();
        let given = pairs.filter_map(|(name, value)| Some((name, value?)));
        let given: Vec<String> = given
            .map(|(name, value)| format!("{name}={}", address::encoded(value)))
            .collect();
        match given.is_empty() {
            true => "/loads".to_owned(),
            false => format!("/loads?{}", given.join("&")),
        }
    }

    /// Returns the fields of the filter. Whoever has one school chooses none.
    pub fn fields(&self, segments: &[SegmentState]) -> Vec<Field> {
        let mut fields = Vec::new();
        if segments.len() > 1 {
            let mut schools = vec![Choice::new("", say!("loads-all-schools"))];
            schools.extend(segments.iter().map(|segment| {
                Choice::new(&segment.school_id, words::unbroken(&segment.school_name))
            }));
            let value = self.school_id().unwrap_or_default();
            let input = Input::Select(schools);
            fields
                .push(Field::new("loads", "school", say!("loads-school"), input).with_value(value));
        }
        let mut states = vec![Choice::new("", say!("loads-all-states"))];
        states.extend(STATES.into_iter().map(|state| {
            let title = say!(&format!("loads-state-{}", key(state.name())));
            Choice::new(state.name(), title)
        }));
        let value = self.0.state.map_or("", LoadState::name);
        let input = Input::Select(states);
        fields.push(Field::new("loads", "state", say!("loads-state"), input).with_value(value));
        fields
    }
}

pub fn table(loads: &[Landed], names: &Names, zone: &TimeZone) -> DataTable {
    let rows = loads.iter().map(|landed| {
        let record = &landed.record;
        let sum = |part: fn(&crate::office::TableCount) -> u64| match record.tables.is_empty() {
            true => words::NOTHING.to_owned(),
            false => counted(record.tables.iter().map(part).sum()),
        };
        Row {
            cells: vec![
                Cell::Link {
                    text: words::moment(record.received_at, zone),
                    address: format!("/loads/{}", address::encoded(&record.load_id)),
                },
                Cell::Text(match &record.school_id {
                    Some(school_id) => named(names, school_id),
                    None => say!("loads-school-unknown"),
                }),
                Cell::Badge(badge(record.state)),
                Cell::Text(record.extracted_at.map_or_else(
                    || words::NOTHING.to_owned(),
                    |moment| words::moment(moment, zone),
                )),
                Cell::Text(way(&landed.way)),
                Cell::number(sum(|table| table.accepted)),
                Cell::number(sum(|table| table.rejected)),
                Cell::number(
                    record
                        .release
                        .map_or_else(|| words::NOTHING.to_owned(), |id| id.to_string()),
                ),
            ],
            ..Row::default()
        }
    });
    DataTable {
        id: "history-table".to_owned(),
        caption: say!("loads-history-caption"),
        heads: vec![
            Head::text(say!("loads-received")),
            Head::text(say!("loads-school")),
            Head::text(say!("loads-state")),
            Head::text(say!("loads-extracted")),
            Head::text(say!("loads-way")),
            Head::number(say!("loads-accepted")),
            Head::number(say!("loads-rejected")),
            Head::number(say!("loads-release")),
        ],
        rows: rows.collect(),
    }
}

/// Says how an extract came, and by whom.
pub fn way(way: &Way) -> String {
    match way {
        Way::Page { sender } => say!("loads-way-page", sender = sender.as_str()),
        Way::Program { sender, token } => say!(
            "loads-way-program",
            sender = sender.as_str(),
            token = token.as_str()
        ),
        Way::Inbox => say!("loads-way-inbox"),
        Way::Machine => say!("loads-way-machine"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_filter_stands_in_the_address() {
        let asked = Asked(LoadsAsked {
            school_id: Some("с&1".to_owned()),
            state: Some(LoadState::Refused),
            before: None,
        });
        assert_eq!(
            asked.address(Some("x")),
            "/loads?school=%D1%81%261&state=refused&before=x"
        );
        assert_eq!(Asked::default().address(None), "/loads");
    }
}
