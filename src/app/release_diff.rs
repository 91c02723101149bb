//! The difference of two releases: why a number is another one than it was.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::ask::{inner, refused};
use super::people::require;
use super::trail::{Deed, question_in_words};
use super::{Action, Answer, App, AskError, Asker};
use crate::access::Scope;
use crate::audit;
use crate::constructor::{self, Fault, QuerySpec};
use crate::engine::{Cap, Kept, beside};
use crate::model::{Member, Topic};
use crate::office::{LoadRecord, Release};
use crate::table::Table;

/// What two releases tell differently, within a scope.
pub struct ReleaseDiff {
    pub from: Release,
    pub to: Release,
    /// The loads of schools in scope that came between, in the order of landing.
    pub loads: Vec<LoadRecord>,
    /// Of a question: the rows whose figures differ, `<measure>.previous` being those of the earlier release.
    pub answer: Option<Table>,
    /// The records that were entered late, changed or deleted, of the question's facts where there is one.
    pub records: Answer,
    /// Members that the question filters by and no record knows: the records are not narrowed by them.
    pub unfiltered: Vec<String>,
}

/// What is told of each record.
const RECORD: [&str; 14] = [
    "changes.night",
    "school.name",
    "class.name",
    "subject.name",
    "teacher.id",
    "pupil.id",
    "calendar.date",
    "changes.table",
    "changes.record",
    "changes.kind",
    "changes.what",
    "changes.old_value",
    "changes.new_value",
    "changes.corrected_by",
];

impl App {
    /// Compares two releases for a person; what names people is written down before it is given.
    pub async fn diff_releases_as(
        &self,
        asker: &Asker,
        from: i64,
        to: i64,
        query: Option<&Value>,
    ) -> Result<ReleaseDiff, AskError> {
        require(asker, Action::Ask)?;
        let diff = self.diff_releases(&asker.scope, from, to, query).await?;
        let answer = diff.answer.as_ref();
        if let Some((table, persons)) =
            answer.and_then(|table| Some((table, self.persons_in(table)?)))
        {
            let asked = query.map(question_in_words).unwrap_or_default();
            let deed = Deed {
                rows: Some(table.row_count() as u64),
                persons: Some(persons),
                release: Some(diff.to.id),
                ..Deed::new(audit::Action::View, "сравнение выпусков").about(asked)
            };
            self.record(asker, deed).await?;
        }
        Ok(diff)
    }

    /// Compares two releases as a scope sees them: the loads between, the changed records, and, where a question is
    /// given, the rows of its answer that differ.
    pub async fn diff_releases(
        &self,
        scope: &Scope,
        from: i64,
        to: i64,
        query: Option<&Value>,
    ) -> Result<ReleaseDiff, AskError> {
        let from = self.known_release("from", from).await?;
        let to = self.known_release("to", to).await?;
        if from.id >= to.id {
            let message = "сначала называют прежний выпуск, потом новый";
            return Err(refused(vec![Fault::new("to", message)]));
        }
        if query.is_some_and(|query| !query.is_object()) {
            let message = "вопрос должен быть объектом JSON";
            return Err(refused(vec![Fault::new("query", message)]));
        }
        let cap = Cap {
            default: Some(self.config.limits.rows_json),
            most: Some(self.config.limits.rows_json),
        };
        let answer = match query {
            Some(query) => {
                let query = self.bare(query);
                let now = self.ask_at(scope, &query, to.id, cap).await?;
                let before = self.ask_at(scope, &query, from.id, cap).await?;
                let different = beside(&now.table, &before.table, Kept::Different);
                Some(different.map_err(inner)?)
            }
            None => None,
        };
        let (filters, unfiltered) = self.filters_of_records(scope, query);
        let mut all = self.tables_of(query);
        all.push(json!({"member": "changes.release", "operator": "gt", "values": [from.id]}));
        all.push(json!({"member": "changes.release", "operator": "lte", "values": [to.id]}));
        all.extend(filters);
        let records = json!({
            "measures": ["changes.inserted_late", "changes.changed", "changes.deleted"],
            "dimensions": RECORD,
            "timeDimensions": query.map_or_else(|| json!([]), ranges),
            "filters": all,
            "order": [["calendar.date", "asc"], ["changes.table", "asc"], ["changes.record", "asc"]],
        });
        let records = self.ask_at(scope, &records, to.id, cap).await?;
        let loads = self.loads_between(scope, &from, &to).await?;
        Ok(ReleaseDiff {
            from,
            to,
            loads,
            answer,
            records,
            unfiltered,
        })
    }

    /// Returns a question as it is compared: every row, no totals, no layout; ids with their school.
    fn bare(&self, query: &Value) -> Value {
        let mut query = query.clone();
        let Some(object) = query.as_object_mut() else {
            return query;
        };
        for key in [
            "limit", "offset", "others", "totals", "total", "pivot", "compare", "order",
        ] {
            object.remove(key);
        }
        if let Some(dimensions) = object.get_mut("dimensions").and_then(Value::as_array_mut) {
            let is_id = |name: &Value| {
                let member = name.as_str().and_then(|name| self.model.member(name));
                matches!(member, Some(Member::Dimension(_, dimension)) if dimension.is_id)
            };
            if dimensions.iter().any(is_id) && !dimensions.contains(&json!("school.id")) {
                dimensions.push(json!("school.id"));
            }
        }
        query
    }

    async fn known_release(&self, path: &str, id: i64) -> Result<Release, AskError> {
        let release = self.office.release(id).await.map_err(inner)?;
        release.ok_or_else(|| refused(vec![Fault::new(path, format!("выпуска {id} нет"))]))
    }

    async fn ask_at(
        &self,
        scope: &Scope,
        query: &Value,
        release: i64,
        cap: Cap,
    ) -> Result<Answer, AskError> {
        let mut query = query.clone();
        query["asOf"] = json!(release);
        self.ask_capped(scope, &query, cap).await
    }

    async fn loads_between(
        &self,
        scope: &Scope,
        from: &Release,
        to: &Release,
    ) -> Result<Vec<LoadRecord>, AskError> {
        let loads = self.office.applied_loads(scope.school_id()).await;
        let mut loads = loads.map_err(inner)?;
        let in_scope = |id: &String| scope.includes_school(id);
        loads.retain(|load| {
            load.release.is_some_and(|id| id > from.id && id <= to.id)
                && load.school_id.as_ref().is_some_and(in_scope)
        });
        loads.sort_by_key(|load| (load.release, load.school_id.clone(), load.extracted_at));
        Ok(loads)
    }

    /// Narrows records to those that a question's topics are made of.
    fn tables_of(&self, query: Option<&Value>) -> Vec<Value> {
        let topics = query.into_iter().flat_map(|query| self.topics_of(query));
        let tables: BTreeSet<&String> = topics.flat_map(|topic| &topic.records).collect();
        match query {
            None => Vec::new(),
            // A topic without remembered records has none to show.
            Some(_) if tables.is_empty() => {
                vec![json!({"member": "changes.table", "operator": "notSet"})]
            }
            Some(_) => {
                vec![json!({"member": "changes.table", "operator": "equals", "values": tables})]
            }
        }
    }

    fn topics_of<'a>(&'a self, query: &'a Value) -> impl Iterator<Item = &'a Topic> {
        let measures = query["measures"].as_array().into_iter().flatten();
        let members = measures.filter_map(|name| self.model.member(name.as_str()?));
        members.filter_map(|member| match member {
            Member::Measure(topic, _) => Some(topic.as_ref()),
            Member::Dimension(..) => None,
        })
    }

    /// Splits a question's filters into those that records know and the members of the others.
    fn filters_of_records(
        &self,
        scope: &Scope,
        query: Option<&Value>,
    ) -> (Vec<Value>, Vec<String>) {
        let filters = query.and_then(|query| query["filters"].as_array());
        let mut known = Vec::new();
        let mut unknown = Vec::new();
        for filter in filters.into_iter().flatten() {
            let asked = json!({"measures": ["changes.changed"], "filters": [filter]});
            let bound = QuerySpec::parse(&asked).ok().and_then(|spec| {
                let sight = scope.sight();
                constructor::bind(&spec, &self.model, sight, self.moment().today).ok()
            });
            match bound {
                Some(question) if question.measures.iter().all(|measure| !measure.is_hidden) => {
                    known.push(filter.clone());
                }
                _ => members_of(filter, &mut unknown),
            }
        }
        (known, unknown)
    }
}

impl ReleaseDiff {
    /// Returns the object of `/api/v1/releases/diff`.
    pub fn to_json(&self) -> Value {
        let release = |release: &Release| json!({"id": release.id, "published_at": release.published_at.to_string()});
        let loads = self.loads.iter().map(|load| {
            json!({
                "load_id": load.load_id, "school_id": load.school_id, "release": load.release,
                "extracted_at": load.extracted_at.map(|moment| moment.to_string()),
                "window": load.window.map(|window| json!({"from": window.from.to_string(), "to": window.to.to_string()})),
            })
        });
        let records = self.records.to_json();
        let mut diff = json!({
            "from": release(&self.from),
            "to": release(&self.to),
            "loads": loads.collect::<Vec<_>>(),
            "records": records["data"],
            "truncated": self.records.table.is_truncated,
            "unfiltered": self.unfiltered,
        });
        if let Some(answer) = &self.answer {
            diff["data"] = json!(crate::export::json::rows(answer));
        }
        diff
    }
}

/// Returns the days that a question asks about, without the units that it splits them into.
fn ranges(query: &Value) -> Value {
    let times = query["timeDimensions"].as_array().into_iter().flatten();
    let ranged = times
        .filter(|time| !time["dateRange"].is_null())
        .map(|time| json!({"dimension": time["dimension"], "dateRange": time["dateRange"]}));
    ranged.collect()
}

fn members_of(filter: &Value, members: &mut Vec<String>) {
    for key in ["and", "or"] {
        for part in filter[key].as_array().into_iter().flatten() {
            members_of(part, members);
        }
    }
    if let Some(member) = filter["member"].as_str().or(filter["dimension"].as_str())
        && !members.iter().any(|held| held == member)
    {
        members.push(member.to_owned());
    }
}
