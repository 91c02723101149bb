//! Freshness: when each segment in scope last sent its data, and in what state it came.

use jiff::Timestamp;
use serde_json::json;

use super::ask::inner;
use super::{App, AskError, Asker};
use crate::access::Rows;
use crate::export;
use crate::loads;

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
    /// The id of the last load, applied or not.
    pub last_load: Option<String>,
    pub rejected_rows: u64,
    pub age_hours: Option<f64>,
    /// Whether the last night that was due brought nothing.
    pub is_late: bool,
    /// Until when an extract of that night was waited for.
    pub awaited_by: Option<Timestamp>,
}

impl App {
    /// Returns the state of every segment in scope, by name.
    pub async fn freshness(&self, asker: &Asker) -> Result<Vec<SegmentState>, AskError> {
        let query =
            json!({"dimensions": ["school.id", "school.name"], "order": {"school.name": "asc"}});
        let schools = self.ask(asker, &query).await?;
        let applied = self.office.newest_applied().await.map_err(inner)?;
        let last = self.office.last_of_each_school().await.map_err(inner)?;
        let now = self.clock.now();
        let office = &self.config.office;
        let due = loads::last_due_night(office, now);
        let awaited = self.awaited_nights(due).await?;
        let mut segments = Vec::new();
        for row in export::json::rows(&schools.table) {
            let text = |key: &str| {
                row.get(key)
                    .and_then(|cell| cell.as_str())
                    .unwrap_or_default()
                    .to_owned()
            };
            let school_id = text("school.id");
            let newest = applied
                .iter()
                .find(|load| load.school_id.as_deref() == Some(&school_id));
            let last = last.iter().find(|(school, ..)| *school == school_id);
            let data_moment = newest.and_then(|load| load.extracted_at);
            let age_hours =
                data_moment.map(|moment| (now - moment).total(jiff::Unit::Hour).unwrap_or(0.0));
            // A school whose calendar is not known is waited for every night.
            let night = awaited.get(&school_id).copied().unwrap_or(Some(due));
            let state = last
                .map(|(_, _, state)| *state)
                .or(newest.map(|load| load.state));
            segments.push(SegmentState {
                school_name: text("school.name"),
                received_at: newest.map(|load| load.received_at),
                data_moment,
                state: state.map_or_else(String::new, |state| state.name().into()),
                last_load: last.map(|(_, load_id, _)| load_id.clone()),
                rejected_rows: newest.map_or(0, |load| {
                    load.tables.iter().map(|table| table.rejected).sum()
                }),
                age_hours,
                is_late: night.is_some_and(|night| {
                    newest.is_none_or(|load| loads::night_of(office, load) < night)
                }),
                awaited_by: night.and_then(|night| loads::deadline(office, night)),
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
