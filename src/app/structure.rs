//! Structure: the schools, classes and groups that a person's scope is put together from, as far as the asker sees them.

use serde_json::{Map, Value, json};

use super::{Action, App, AskError, Asker};
use crate::export;

/// A school by its name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SchoolSeen {
    pub id: String,
    pub name: String,
}

/// The journals of one school in its newest school year.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Journals {
    pub classes: Vec<ClassSeen>,
    pub groups: Vec<GroupSeen>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClassSeen {
    pub id: String,
    pub name: String,
}

/// A page of the journal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GroupSeen {
    pub id: String,
    pub subject: String,
    pub class: String,
    /// Empty for who may not know names.
    pub teacher: String,
}

const YEAR: &str = "school_year.name";

impl App {
    /// Returns the schools in the asker's own scope, in the order in which people sort; none for who may not ask.
    pub async fn schools_seen(&self, asker: &Asker) -> Result<Vec<SchoolSeen>, AskError> {
        self.schools_of_kinds(asker, &[]).await
    }

    /// Returns those of the schools that are of some kinds; all where none is named.
    pub async fn schools_of_kinds(
        &self,
        asker: &Asker,
        kinds: &[String],
    ) -> Result<Vec<SchoolSeen>, AskError> {
        let mut query = json!({
            "dimensions": ["school.id", "school.name"],
            "order": [["school.name", "asc"]],
        });
        if !kinds.is_empty() {
            query["filters"] =
                json!([{"member": "school.kind", "operator": "equals", "values": kinds}]);
        }
        let rows = self.rows_seen(asker, &query).await?;
        let schools = rows.iter().map(|row| SchoolSeen {
            id: text(row, "school.id"),
            name: text(row, "school.name"),
        });
        Ok(schools.collect())
    }

    /// Returns the classes and groups of a school that lie in the asker's own scope.
    pub async fn journals_seen(
        &self,
        asker: &Asker,
        school_id: &str,
    ) -> Result<Journals, AskError> {
        let of_school =
            json!([{"member": "school.id", "operator": "equals", "values": [school_id]}]);
        let classes = json!({
            "dimensions": ["class.id", "class.name", YEAR],
            "filters": of_school,
            "order": [["class.name", "asc"]],
        });
        let classes = newest(self.rows_seen(asker, &classes).await?);
        let classes = classes.iter().map(|row| ClassSeen {
            id: text(row, "class.id"),
            name: text(row, "class.name"),
        });
        let mut split = vec!["group.id", "subject.name", "class.name", YEAR];
        if asker.scope.sight().has_staff {
            split.push("teacher.name");
        }
        let groups = json!({
            "dimensions": split,
            "filters": of_school,
            "order": [["class.name", "asc"], ["subject.name", "asc"]],
        });
        let groups = newest(self.rows_seen(asker, &groups).await?);
        let groups = groups.iter().map(|row| GroupSeen {
            id: text(row, "group.id"),
            subject: text(row, "subject.name"),
            class: text(row, "class.name"),
            teacher: text(row, "teacher.name"),
        });
        Ok(Journals {
            classes: classes.collect(),
            groups: groups.collect(),
        })
    }

    /// Asks as the asker; what the asker may not ask and what has not come yet is nothing.
    async fn rows_seen(
        &self,
        asker: &Asker,
        query: &Value,
    ) -> Result<Vec<Map<String, Value>>, AskError> {
        if !asker.may(Action::Ask) {
            return Ok(Vec::new());
        }
        match self.ask(asker, query).await {
            Ok(answer) => Ok(export::json::rows(&answer.table)),
            Err(AskError::NoRelease) => Ok(Vec::new()),
            Err(error) => Err(error),
        }
    }
}

/// Leaves the rows of the newest school year.
fn newest(mut rows: Vec<Map<String, Value>>) -> Vec<Map<String, Value>> {
    let last = rows.iter().map(|row| text(row, YEAR)).max();
    rows.retain(|row| Some(text(row, YEAR)) == last);
    rows
}

fn text(row: &Map<String, Value>, member: &str) -> String {
    let text = row.get(member).and_then(Value::as_str);
    text.unwrap_or_default().to_owned()
}
