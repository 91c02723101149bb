//! Question: what a tile asks for one reader.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::Level;

/// What a reader has chosen on the page.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Chosen {
    /// A range in words, or two days; the page's own where it is left out.
    pub period: Option<Value>,
    /// One value of a dimension each.
    pub filters: BTreeMap<String, String>,
}

/// What a tile is asked in.
#[derive(Debug, Clone, Copy)]
pub struct Context<'a> {
    pub level: Level,
    /// What stands for `pupil`: the name for who may see it, else the code.
    pub pupil: &'a str,
    /// What stands for `teacher`.
    pub teacher: &'a str,
}

/// The words of a declared question: what the reader compares, and who pupils and teachers are to the reader.
const UNIT: &str = "$unit";
const PUPIL: &str = "$pupil";
const TEACHER: &str = "$teacher";

/// Returns a declared question with the reader's unit in it, and the unit's dimension.
pub fn question(query: &Value, units: &[String], context: Context<'_>) -> (Value, String) {
    let unit = match context.level.unit(units) {
        "pupil" => context.pupil,
        "teacher" => context.teacher,
        unit => unit,
    };
    (filled(query, unit, context), unit.to_owned())
}

fn filled(value: &Value, unit: &str, context: Context<'_>) -> Value {
    match value {
        Value::String(text) => match text.as_str() {
            UNIT => json!(unit),
            PUPIL => json!(context.pupil),
            TEACHER => json!(context.teacher),
            _ => value.clone(),
        },
        Value::Array(items) => items
            .iter()
            .map(|item| filled(item, unit, context))
            .collect(),
        Value::Object(members) => {
            let members = members
                .iter()
                .map(|(key, value)| (key.clone(), filled(value, unit, context)));
            Value::Object(members.collect())
        }
        other => other.clone(),
    }
}

/// Returns the place in the tree that chosen filters lead to: the level below the narrowest of them.
pub fn place_of(filters: &BTreeMap<String, String>, from: Level) -> Level {
    let chosen = |member: &str| filters.contains_key(member);
    let led = if chosen("class.name") || chosen("class.id") {
        Level::Pupils
    } else if chosen("school.name") || chosen("school.id") {
        Level::Classes
    } else {
        Level::Schools
    };
    led.max(from)
}

impl Chosen {
    /// Returns a question with one more filter.
    pub fn with_filter(query: &Value, member: &str, value: &str) -> Value {
        let mut query = query.clone();
        let filter = json!({"member": member, "operator": "equals", "values": [value]});
        match query.get_mut("filters").and_then(Value::as_array_mut) {
            Some(filters) => filters.push(filter),
            None => query["filters"] = json!([filter]),
        }
        query
    }

    /// Returns a question over a range of days, in the place of one that it says itself.
    pub fn with_period(query: &Value, period: &Value) -> Value {
        let mut query = query.clone();
        match query
            .get_mut("timeDimensions")
            .and_then(Value::as_array_mut)
        {
            Some(times) => {
                for time in times.iter_mut() {
                    time["dateRange"] = period.clone();
                }
            }
            None => {
                query["timeDimensions"] =
                    json!([{"dimension": "calendar.date", "dateRange": period}]);
            }
        }
        query
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn units() -> Vec<String> {
        ["school.name", "class.name", "pupil"]
            .map(str::to_owned)
            .to_vec()
    }

    #[test]
    fn a_reader_compares_the_units_below_their_own() {
        let query = json!({"measures": ["attendance.missed"], "dimensions": ["$unit"], "totals": ["$unit"]});
        for (level, expected) in [
            (Level::Schools, "school.name"),
            (Level::Classes, "class.name"),
            (Level::Pupils, "pupil.id"),
        ] {
            let context = Context {
                level,
                pupil: "pupil.id",
                teacher: "teacher.id",
            };
            let (asked, unit) = question(&query, &units(), context);
            assert_eq!(unit, expected);
            assert_eq!(asked["dimensions"], json!([expected]));
            assert_eq!(asked["totals"], json!([expected]));
        }
    }

    #[test]
    fn a_filter_on_a_school_leads_to_its_classes() {
        let filters = |members: &[&str]| {
            let pairs = members
                .iter()
                .map(|member| ((*member).to_owned(), "x".to_owned()));
            pairs.collect::<BTreeMap<_, _>>()
        };
        assert_eq!(place_of(&filters(&[]), Level::Schools), Level::Schools);
        assert_eq!(
            place_of(&filters(&["school.name"]), Level::Schools),
            Level::Classes
        );
        assert_eq!(
            place_of(&filters(&["class.name"]), Level::Schools),
            Level::Pupils
        );
        assert_eq!(
            place_of(&filters(&["class.grade"]), Level::Classes),
            Level::Classes
        );
    }

    #[test]
    fn the_period_takes_the_place_of_every_range() {
        let weekly =
            json!({"timeDimensions": [{"dimension": "calendar.date", "granularity": "week"}]});
        let asked = Chosen::with_period(&weekly, &json!("last month"));
        assert_eq!(asked["timeDimensions"][0]["granularity"], "week");
        assert_eq!(asked["timeDimensions"][0]["dateRange"], "last month");
        let asked = Chosen::with_period(&json!({}), &json!(["2025-10-01", "2025-10-31"]));
        assert_eq!(asked["timeDimensions"][0]["dimension"], "calendar.date");
    }
}
