//! Awaited: on which night an extract of each school was to come. Nobody waits for one on a day on which the school
//! does not work: a Saturday is awaited where lessons are given on most of them, as the mart of nights has it.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use arrow::array::{Array, AsArray};
use arrow::compute::cast;
use arrow::datatypes::DataType;
use jiff::civil::Date;
use serde_json::Value;

use super::ask::inner;
use super::{App, AskError};
use crate::access::Scope;

/// The last awaited night of each school.
pub type Nights = Arc<HashMap<String, Date>>;

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
            "with weeks as ( \
             select school_id, school_year, count(distinct date_trunc('week', date)) as weeks, \
             count(distinct case when extract(dow from date) = 6 then date end) as saturdays \
             from lessons group by school_id, school_year) \
             select c.school_id, max(c.date) as night from calendar c \
             left join weeks w on w.school_id = c.school_id and w.school_year = c.school_year \
             where c.is_school_day and c.date <= date '{due}' \
             and (extract(dow from c.date) <> 6 or w.saturdays * 2 > w.weeks) group by c.school_id"
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
            for row in (0..rows.num_rows()).filter(|row| days.is_valid(*row)) {
                if let Ok(night) = days.value(row).parse() {
                    nights.insert(schools.value(row).to_owned(), night);
                }
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
