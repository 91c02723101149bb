//! Awaited: on which night an extract of each school was to come. Nobody waits for one on a day on which the school
//! does not work or is not connected yet: the calendar says which these are, as it does for the mart of nights.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use arrow::array::AsArray;
use arrow::compute::cast;
use arrow::datatypes::DataType;
use jiff::civil::Date;
use serde_json::Value;

use super::ask::inner;
use super::{App, AskError};
use crate::access::Scope;

/// The last awaited night of each school; none where nothing was awaited yet.
pub type Nights = Arc<HashMap<String, Option<Date>>>;

/// What was found last: of which release, up to which night.
#[derive(Debug, Default)]
pub struct Awaited(Mutex<Option<(i64, Date, Nights)>>);

/// Schools of one office are far fewer.
const MOST_SCHOOLS: usize = 10_000;

impl App {
    /// Returns of each school its last teaching day up to a night.
    pub(super) async fn awaited_nights(&self, due: Date) -> Result<Nights, AskError> {
        let release = self.office.current_release().await.map_err(inner)?;
        let release = release.ok_or(AskError::NoRelease)?.id;
        if let Some((of_release, of_night, nights)) = &*self.awaited.lock()
            && (*of_release, *of_night) == (release, due)
        {
            return Ok(nights.clone());
        }
        let sql = format!(
            "select c.school_id, \
             max(case when c.date >= coalesce(s.connected_on, c.date) then c.date end) as night \
             from calendar c join schools s on s.school_id = c.school_id \
             where c.is_school_day and c.date <= date '{due}' group by c.school_id"
        );
        // Which days a school works is no secret, and the caller picks the schools.
        let scope = Scope::office(false, false);
        let answer = self
            .ask_sql(&scope, &sql, &Value::Null, MOST_SCHOOLS)
            .await?;
        let mut nights = HashMap::new();
        for rows in answer.rows {
            let text = |column: usize| cast(rows.column(column), &DataType::Utf8).map_err(inner);
            let (schools, days) = (text(0)?, text(1)?);
            let (schools, days) = (schools.as_string::<i32>(), days.as_string::<i32>());
            for (school, day) in schools.iter().zip(days) {
                let night = day.and_then(|day| day.parse().ok());
                nights.extend(school.map(|school| (school.to_owned(), night)));
            }
        }
        let nights = Arc::new(nights);
        *self.awaited.lock() = Some((release, due, nights.clone()));
        Ok(nights)
    }
}

impl Awaited {
    fn lock(&self) -> std::sync::MutexGuard<'_, Option<(i64, Date, Nights)>> {
        self.0.lock().unwrap_or_else(|held| held.into_inner())
    }
}
