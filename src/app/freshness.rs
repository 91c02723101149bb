//! Freshness: when each segment in scope last sent its data, and in what state it came.

use jiff::Timestamp;
use serde_json::json;

use super::{App, AskError, Asker};
use crate::access::Rows;
use crate::export;
use crate::office::LoadRecord;

/// One school's segment as the last release has it.
#[derive(Debug, Clone, PartialEq)]
pub struct SegmentState {
    pub school_id: String,
    pub school_name: String,
    /// When its last applied extract was received.
    pub received_at: Option<Timestamp>,
    /// When that extract was made.
    pub data_moment: Option<Timestamp>,
    /// State of the last load, applied or not.
    pub state: String,
    pub rejected_rows: u64,
    pub age_hours: Option<f64>,
    /// Whether the night before today brought nothing.
    pub is_late: bool,
}

/// A nightly extract that is older than a day and a half has missed a night.
const LATE_HOURS: f64 = 36.0;
/// Loads that are looked through for the last state of each school.
const RECENT_LOADS: u32 = 2_000;

impl App {
    /// Returns the state of every segment in scope, by name.
    pub async fn freshness(&self, asker: &Asker) -> Result<Vec<SegmentState>, AskError> {
        let query =
            json!({"dimensions": ["school.id", "school.name"], "order": {"school.name": "asc"}});
        let schools = self.ask(asker, &query).await?;
        let applied = self.office.applied_loads(asker.scope.school_id()).await;
        let recent = self.office.recent_states(RECENT_LOADS).await;
        let (Ok(applied), Ok(recent)) = (applied, recent) else {
            return Err(AskError::Inner {
                id: "office".into(),
            });
        };
        let now = self.clock.now();
        let mut segments = Vec::new();
        for row in export::json::rows(&schools.table) {
            let text = |key: &str| {
                row.get(key)
                    .and_then(|cell| cell.as_str())
                    .unwrap_or_default()
                    .to_owned()
            };
            let school_id = text("school.id");
            let of_school = |load: &&LoadRecord| load.school_id.as_deref() == Some(&school_id);
            let last = applied.iter().find(of_school);
            let state = recent
                .iter()
                .find(|(school, _)| *school == school_id)
                .map(|(_, state)| *state);
            let data_moment = last.and_then(|load| load.extracted_at);
            let age_hours =
                data_moment.map(|moment| (now - moment).total(jiff::Unit::Hour).unwrap_or(0.0));
            segments.push(SegmentState {
                school_name: text("school.name"),
                received_at: last.map(|load| load.received_at),
                data_moment,
                state: state
                    .or(last.map(|load| load.state))
                    .map_or_else(String::new, |state| state.name().into()),
                rejected_rows: last.map_or(0, |load| {
                    load.tables.iter().map(|table| table.rejected).sum()
                }),
                age_hours,
                is_late: age_hours.is_none_or(|hours| hours > LATE_HOURS),
                school_id,
            });
        }
        Ok(segments)
    }

    /// Says whether a scope is the whole office's.
    pub fn is_office(&self, asker: &Asker) -> bool {
        matches!(asker.scope.rows(), Rows::Office)
    }
}
