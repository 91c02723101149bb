//! Leads: where the rows of an answer lead in the constructor: one step down, and to the records behind them.
//!
//! Each is a state of the constructor before a row is known; `narrowed` puts one into it. The records are those that the
//! constructor's own drill opens (`js/constructor/result/drill.js`), for the same people.

use serde_json::{Value, json};

use super::App;
use crate::access::Scope;
use crate::model::{DimensionType, Member, Topic};
use crate::period::Period;

/// The states that a row of an answer leads to, once it is put into them.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Leads {
    /// The same question one step below what its rows are about; none where nothing is below.
    pub down: Option<Value>,
    /// The records that the figures were computed from; none for who sees no figure of a single pupil.
    pub records: Option<Value>,
}

/// What one row is about.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Point {
    /// Its dimensions with their values.
    pub members: Vec<(String, Value)>,
    /// Its days, where it is about some of those asked.
    pub days: Option<Period>,
}

/// What people look at next who have found one of these. A school and a class have pages of their own.
const BELOW: [(&str, &str); 3] = [
    ("teacher.", "class.name"),
    ("pupil.", "subject.name"),
    ("subject.", "class.name"),
];

const DAY: &str = "calendar.date";

/// As many records as the constructor opens at once.
const RECORDS_MOST: u64 = 500;

impl App {
    /// Returns where the rows of a question lead that are about `unit`; records are those behind the first measure that
    /// is drawn.
    pub(super) fn leads(
        &self,
        scope: &Scope,
        query: &Value,
        unit: &str,
        draws: &[String],
    ) -> Leads {
        let asked = list(&query["measures"]).iter().filter_map(Value::as_str);
        let mut measures = draws.iter().map(String::as_str).chain(asked);
        // A formula has no records of its own.
        let is_measure = |name: &&str| matches!(self.model.member(name), Some(Member::Measure(..)));
        let measure = measures.find(is_measure).unwrap_or_default();
        Leads {
            down: self.down(scope, query, unit),
            records: self.records(scope, query, measure),
        }
    }

    fn down(&self, scope: &Scope, query: &Value, unit: &str) -> Option<Value> {
        let split = query["dimensions"].as_array()?;
        let (_, below) = BELOW.iter().find(|(entity, _)| unit.starts_with(entity))?;
        if !split.contains(&json!(unit)) {
            return None;
        }
        let whole = uncut(query);
        if split.contains(&json!(below)) {
            return Some(whole);
        }
        let opened = replaced(&whole, unit, below);
        match self.binds(&opened, scope.sight()) {
            true => Some(opened),
            false => Some(whole),
        }
    }

    fn records(&self, scope: &Scope, query: &Value, measure: &str) -> Option<Value> {
        let Some(Member::Measure(topic, _)) = self.model.member(measure) else {
            return None;
        };
        // Of a single pupil no figure is shown to them.
        if self.withholds_few(scope) && topic.is_of_pupils {
            return None;
        }
        let mut state = self.records_of(scope, topic, query)?;
        state["measures"] = json!([measure]);
        state["limit"] = json!(RECORDS_MOST);
        if !self.binds(&state, scope.sight()) {
            return None;
        }
        state["view"] = json!("table");
        Some(state)
    }

    /// Returns a question split by what names one record of a topic, over the days and under the conditions of another.
    fn records_of(&self, scope: &Scope, topic: &Topic, query: &Value) -> Option<Value> {
        let (mut names, mut days) = (Vec::new(), Vec::new());
        for name in &topic.rows {
            match self.model.member(name) {
                Some(Member::Dimension(_, dimension)) if scope.sight().sees(dimension.personal) => {
                    match dimension.type_ {
                        DimensionType::Time => days.push(name.as_str()),
                        DimensionType::Text | DimensionType::Number => names.push(name.as_str()),
                    }
                }
                _ => {}
            }
        }
        if names.is_empty() && days.is_empty() {
            return None;
        }
        let range = list(&query["timeDimensions"]).iter();
        let range = range
            .filter(|time| time["dimension"] == DAY)
            .find_map(|time| time.get("dateRange"));
        let mut times: Vec<Value> = days
            .iter()
            .map(|name| json!({"dimension": name, "granularity": "day"}))
            .collect();
        if let Some(range) = range {
            match times.iter_mut().find(|time| time["dimension"] == DAY) {
                Some(time) => time["dateRange"] = range.clone(),
                None => times.push(json!({"dimension": DAY, "dateRange": range})),
            }
        }
        let is_of_measure = |filter: &&Value| {
            let member = filter["member"].as_str().unwrap_or_default();
            matches!(self.model.member(member), Some(Member::Measure(..)))
        };
        let filters = list(&query["filters"]).iter();
        let filters: Vec<&Value> = filters.filter(|filter| !is_of_measure(filter)).collect();
        let mut state = json!({});
        for (key, values) in [
            ("dimensions", json!(names)),
            ("timeDimensions", json!(times)),
            ("filters", json!(filters)),
        ] {
            if !list(&values).is_empty() {
                state[key] = values;
            }
        }
        Some(state)
    }
}

/// Returns a question without the limit that cuts its rows.
pub fn uncut(query: &Value) -> Value {
    let mut query = query.clone();
    if let Some(members) = query.as_object_mut() {
        members.remove("limit");
        members.remove("others");
    }
    query
}

/// Returns a state about what a row is about alone.
pub fn narrowed(state: &Value, point: &Point) -> Value {
    let mut state = state.clone();
    let mut filters = list(&state["filters"]).to_vec();
    for (member, value) in &point.members {
        let filter = match value {
            Value::Null => json!({"member": member, "operator": "notSet"}),
            value => json!({"member": member, "operator": "equals", "values": [value]}),
        };
        let is_same =
            |other: &Value| other["member"] == *member.as_str() && other["operator"] == "equals";
        match filters.iter().position(is_same) {
            Some(place) => filters[place] = filter,
            None => filters.push(filter),
        }
    }
    if !filters.is_empty() {
        state["filters"] = json!(filters);
    }
    if let Some(days) = point.days
        && let Some(times) = state["timeDimensions"].as_array_mut()
    {
        for time in times.iter_mut().filter(|time| time["dimension"] == DAY) {
            time["dateRange"] = json!([days.from.to_string(), days.to.to_string()]);
        }
    }
    state
}

/// Puts one dimension in the place of another, apart from conditions.
fn replaced(query: &Value, from: &str, to: &str) -> Value {
    let mut query = query.clone();
    for key in ["dimensions", "order", "totals", "pivot"] {
        if let Some(value) = query.get_mut(key) {
            rename(value, from, to);
        }
    }
    query
}

fn rename(value: &mut Value, from: &str, to: &str) {
    match value {
        Value::String(name) if name == from => to.clone_into(name),
        Value::Array(items) => items.iter_mut().for_each(|item| rename(item, from, to)),
        Value::Object(members) => {
            if let Some(order) = members.remove(from) {
                members.insert(to.to_owned(), order);
            }
            members
                .values_mut()
                .for_each(|value| rename(value, from, to));
        }
        _ => {}
    }
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn a_row_narrows_a_state_to_itself() {
        let state = json!({
            "measures": ["attendance.missed"],
            "filters": [
                {"member": "school.name", "operator": "equals", "values": ["a"]},
                {"member": "attendance.missed", "operator": "gt", "values": [0]},
            ],
            "timeDimensions": [
                {"dimension": "calendar.date", "dateRange": "last month"},
                {"dimension": "changes.night"},
            ],
        });
        let point = Point {
            members: vec![
                ("school.name".to_owned(), json!("b")),
                ("class.name".to_owned(), Value::Null),
            ],
            days: Some(Period::new(date(2025, 10, 6), date(2025, 10, 12))),
        };
        let narrowed = narrowed(&state, &point);
        assert_eq!(
            narrowed["filters"],
            json!([
                {"member": "school.name", "operator": "equals", "values": ["b"]},
                {"member": "attendance.missed", "operator": "gt", "values": [0]},
                {"member": "class.name", "operator": "notSet"},
            ])
        );
        assert_eq!(
            narrowed["timeDimensions"],
            json!([
                {"dimension": "calendar.date", "dateRange": ["2025-10-06", "2025-10-12"]},
                {"dimension": "changes.night"},
            ])
        );
    }

    #[test]
    fn one_dimension_takes_the_place_of_another() {
        let query = json!({
            "dimensions": ["teacher.name", "subject.name"],
            "filters": [{"member": "teacher.name", "operator": "set"}],
            "order": [["teacher.name", "asc"]],
            "limit": 10,
        });
        assert_eq!(
            replaced(&uncut(&query), "teacher.name", "class.name"),
            json!({
                "dimensions": ["class.name", "subject.name"],
                "filters": [{"member": "teacher.name", "operator": "set"}],
                "order": [["class.name", "asc"]],
            })
        );
    }
}
