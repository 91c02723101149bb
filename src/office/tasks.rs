//! Tasks: what people have said of what asks for attention: taken, put off, done.

use std::collections::HashMap;

use jiff::Timestamp;
use jiff::civil::Date;

use super::{Error, Office, moment_text};

/// What was said last of one thing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TaskRecord {
    pub state: TaskState,
    /// The day on which it comes back.
    pub until: Option<Date>,
    pub note: String,
    pub changed_at: Timestamp,
    /// The login of who said it.
    pub changed_by: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum TaskState {
    Taken,
    PutOff,
    Done,
}

impl TaskState {
    pub const ALL: [Self; 3] = [Self::Taken, Self::PutOff, Self::Done];

    pub fn name(self) -> &'static str {
        match self {
            Self::Taken => "taken",
            Self::PutOff => "put_off",
            Self::Done => "done",
        }
    }

    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.name() == name)
    }
}

impl Office {
    /// Returns what was said of these keys.
    pub async fn tasks(&self, keys: &[String]) -> Result<HashMap<String, TaskRecord>, Error> {
        let keys = serde_json::Value::from(keys).to_string();
        let rows: Vec<(String, String, Option<String>, String, String, String)> = sqlx::query_as(
            "select key, state, until, note, changed_at, changed_by from tasks
             where key in (select value from json_each(?))",
        )
        .bind(keys)
        .fetch_all(&self.pool)
        .await?;
        let records = rows.into_iter().map(|(key, state, until, note, at, by)| {
            let unreadable = |what, value: &str| Error::Unreadable {
                what,
                value: value.to_owned(),
            };
            let record = TaskRecord {
                state: TaskState::from_name(&state)
                    .ok_or_else(|| unreadable("состояние задачи", &state))?,
                until: until
                    .map(|day| day.parse().map_err(|_| unreadable("день", &day)))
                    .transpose()?,
                note,
                changed_at: at.parse().map_err(|_| unreadable("момент", &at))?,
                changed_by: by,
            };
            Ok((key, record))
        });
        records.collect()
    }

    /// Lays down what is said of a key; `None` takes it back.
    pub async fn say_of_task(&self, key: &str, record: Option<&TaskRecord>) -> Result<(), Error> {
        let Some(record) = record else {
            sqlx::query("delete from tasks where key = ?")
                .bind(key)
                .execute(&self.pool)
                .await?;
            return Ok(());
        };
        sqlx::query("insert or replace into tasks values (?, ?, ?, ?, ?, ?)")
            .bind(key)
            .bind(record.state.name())
            .bind(record.until.map(|day| day.to_string()))
            .bind(&record.note)
            .bind(moment_text(record.changed_at))
            .bind(&record.changed_by)
            .execute(&self.pool)
            .await?;
        Ok(())
    }
}
