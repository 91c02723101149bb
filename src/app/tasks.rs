//! Tasks: what asks for attention over all dashboards of a person, with what people have said of it.
//!
//! A task lives as long as its alert stands: nobody can make the figure go away by saying that it is done. Those who see
//! the same alert share what is said: the people of the office among themselves, those of a school among themselves.

use std::collections::HashMap;
use std::sync::Arc;

use jiff::civil::Date;

use super::ask::inner;
use super::dashboards::reader_of;
use super::people::require;
use super::{Action, App, AskError, Asker, OpenAlert, Reader};
use crate::catalogue::say;
use crate::constructor::Fault;
use crate::export;
pub use crate::office::{TaskRecord, TaskState};

/// What names a task: the dashboard and the alert by their names, and what its row is about.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct TaskName {
    pub dashboard: String,
    pub alert: String,
    pub about: String,
}

/// What a person says of a task.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    /// None takes back what was said before.
    pub state: Option<TaskState>,
    pub until: Option<Date>,
    pub note: String,
}

const NOTE_LONGEST: usize = 500;

impl App {
    /// Answers the alerts of every dashboard that a person can open.
    pub async fn all_alerts(&self, asker: &Asker) -> Vec<OpenAlert> {
        let mut alerts = Vec::new();
        for dashboard in self.dashboards_of(asker) {
            alerts.extend(self.alerts(asker, &dashboard).await);
        }
        alerts
    }

    /// Returns what was said of tasks, for those of which something was.
    pub async fn said_of_tasks(
        &self,
        asker: &Asker,
        names: &[TaskName],
    ) -> Result<HashMap<TaskName, TaskRecord>, AskError> {
        let secret = self.office.secret("tasks").await.map_err(inner)?;
        let keys: Vec<String> = names.iter().map(|name| key(&secret, asker, name)).collect();
        let mut records = self.office.tasks(&keys).await.map_err(inner)?;
        let said = names.iter().zip(&keys);
        Ok(said
            .filter_map(|(name, key)| Some((name.clone(), records.remove(key)?)))
            .collect())
    }

    /// Lays down what a person says of a task that stands before that person.
    pub async fn say_of_task(
        &self,
        asker: &Asker,
        name: &TaskName,
        said: Said,
    ) -> Result<(), AskError> {
        require(asker, Action::Ask)?;
        let dashboard = self.dashboard(asker, &name.dashboard)?;
        if !self.stands(asker, &dashboard, name).await {
            return Err(AskError::NotFound);
        }
        let note: String = said.note.trim().to_owned();
        let mut faults = Vec::new();
        if note.chars().count() > NOTE_LONGEST {
            let message = say!("task-fault-long", most = NOTE_LONGEST as i64);
            faults.push(Fault::new("note", message));
        }
        let today = self.moment().today;
        if said.state == Some(TaskState::PutOff) && said.until.is_none_or(|day| day <= today) {
            faults.push(Fault::new("until", say!("task-fault-until")));
        }
        if !faults.is_empty() {
            return Err(super::ask::refused(faults));
        }
        let secret = self.office.secret("tasks").await.map_err(inner)?;
        let record = said.state.map(|state| TaskRecord {
            state,
            until: said.until.filter(|_| state == TaskState::PutOff),
            note,
            changed_at: self.clock.now(),
            changed_by: asker.user.login.clone(),
        });
        let key = key(&secret, asker, name);
        let laid_down = self.office.say_of_task(&key, record.as_ref()).await;
        laid_down.map_err(inner)
    }

    async fn stands(
        &self,
        asker: &Asker,
        dashboard: &Arc<super::Dashboard>,
        name: &TaskName,
    ) -> bool {
        let alerts = self.alerts(asker, dashboard).await;
        alerts.iter().any(|alert| {
            let Ok(answer) = &alert.answer else {
                return false;
            };
            dashboard.alerts[alert.place].name == name.alert
                && export::json::rows(&answer.table).iter().any(|row| {
                    row.get(&alert.unit).and_then(|value| value.as_str()) == Some(&name.about)
                })
        })
    }
}

/// Returns the key of a task among those who see the same alert.
fn key(secret: &[u8; 32], asker: &Asker, name: &TaskName) -> String {
    let whose = match reader_of(&asker.scope) {
        Reader::Office => "",
        Reader::School | Reader::Class | Reader::Group => {
            asker.scope.school_id().unwrap_or_default()
        }
    };
    let mut hash = blake3::Hasher::new_keyed(secret);
    for part in [whose, &name.dashboard, &name.alert, &name.about] {
        hash.update(&(part.len() as u64).to_le_bytes());
        hash.update(part.as_bytes());
    }
    hash.finalize().to_hex().to_string()
}
