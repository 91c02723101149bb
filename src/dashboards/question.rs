//! Question: what a tile asks for one reader.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::Level;
use crate::catalogue::Wording;

/// What a reader has chosen on the page.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Chosen {
    /// A range in words, or two days; the page's own where it is left out.
    pub period: Option<Value>,
    /// The term that the days are of, where one is chosen by its name.
    pub term: Option<ChosenTerm>,
    /// The values of a dimension, of which a row has one.
    pub filters: Filters,
}

/// A term chosen by its name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChosenTerm {
    /// «1 четверть 2025/2026».
    pub title: String,
    /// Its kinds: a half-year that ends on the day of a quarter has marks of its own. Lessons have none but their days.
    pub kinds: Vec<String>,
    /// Whether all schools have the same days.
    pub is_even: bool,
}

/// What a page is filtered by: the values of each dimension, never none.
pub type Filters = BTreeMap<String, Vec<String>>;

/// By what the marks of a chosen term are told from those of others that end in its days.
pub const TERM_KIND: &str = "term.kind";

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
        // A title of the question's own, in both languages.
        Value::Object(members) if members.contains_key("ru") => {
            match serde_json::from_value::<Wording>(value.clone()) {
                Ok(title) => json!(title.plain()),
                Err(_) => value.clone(),
            }
        }
        Value::Object(members) => {
            let members = members
                .iter()
                .map(|(key, value)| (key.clone(), filled(value, unit, context)));
            Value::Object(members.collect())
        }
        other => other.clone(),
    }
}

/// Returns the place in the tree that chosen filters lead to: the level below the narrowest of them. Several schools
/// are compared with each other.
pub fn place_of(filters: &Filters, from: Level) -> Level {
    let chosen = |member: &str| filters.get(member).is_some_and(|values| values.len() == 1);
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
    /// Returns the filters of a question: those of the page, and the kind of its term.
    pub fn all_filters(&self) -> impl Iterator<Item = (&str, &[String])> {
        let term = self.term.iter();
        let term = term.map(|term| (TERM_KIND, term.kinds.as_slice()));
        let filters = self.filters.iter();
        filters
            .map(|(member, values)| (member.as_str(), values.as_slice()))
            .chain(term)
    }

    /// Returns a question with one more filter.
    pub fn with_filter(query: &Value, member: &str, values: &[String]) -> Value {
        let mut query = query.clone();
        let filter = json!({"member": member, "operator": "equals", "values": values});
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
    use crate::catalogue::Language;

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

    #[tokio::test]
    async fn a_title_is_asked_in_the_readers_language() {
        let query =
            json!({"formulas": [{"name": "a", "title": {"ru": "Доля, %", "en": "Share, %"}}]});
        let context = Context {
            level: Level::Schools,
            pupil: "pupil.id",
            teacher: "teacher.id",
        };
        let title = || question(&query, &units(), context).0["formulas"][0]["title"].clone();
        assert_eq!(title(), json!("Доля, %"));
        let english = Language::English.in_force(async { title() });
        assert_eq!(english.await, json!("Share, %"));
    }

    #[test]
    fn a_filter_on_a_school_leads_to_its_classes() {
        let filters = |members: &[&str]| {
            let pairs = members
                .iter()
                .map(|member| ((*member).to_owned(), vec!["x".to_owned()]));
            pairs.collect::<Filters>()
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
        let two = vec!["x".to_owned(), "y".to_owned()];
        let several = Filters::from([("school.name".to_owned(), two)]);
        assert_eq!(place_of(&several, Level::Schools), Level::Schools);
    }

    #[test]
    fn a_chosen_term_counts_the_marks_of_its_kind() {
        let chosen = Chosen {
            term: Some(ChosenTerm {
                title: "1 четверть 2025/2026".to_owned(),
                kinds: vec!["quarter".to_owned()],
                is_even: true,
            }),
            filters: Filters::from([("school.name".to_owned(), vec!["A".to_owned()])]),
            ..Chosen::default()
        };
        let members: Vec<&str> = chosen.all_filters().map(|(member, _)| member).collect();
        assert_eq!(members, ["school.name", "term.kind"]);
        assert_eq!(Chosen::default().all_filters().count(), 0);
        let values = ["A".to_owned(), "B".to_owned()];
        let asked = Chosen::with_filter(&json!({}), "school.name", &values);
        assert_eq!(asked["filters"][0]["values"], json!(["A", "B"]));
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
