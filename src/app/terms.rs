//! Terms: quarters, trimesters and half-years by their names, of the schools in a person's scope.

use jiff::civil::Date;
use serde_json::{Map, Value};

use super::ask::inner;
use super::{App, AskError, Asker};
use crate::export;
use crate::period::Period;

/// A term as some schools have it: schools that give it other days have another one of the same name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SchoolTerm {
    pub name: String,
    pub school_year: String,
    pub days: Period,
    pub school_count: i64,
}

/// Terms of a hundred schools that all give them other days, over years.
const MOST_TERMS: usize = 10_000;

const TERMS: &str = "select school_year, name, starts_on, ends_on, count(distinct school_id) as schools \
    from terms where kind <> 'year' group by school_year, name, starts_on, ends_on";

impl App {
    /// Returns the terms that have begun, the newest first.
    pub async fn terms(&self, asker: &Asker) -> Result<Vec<SchoolTerm>, AskError> {
        let answer = self.ask_sql(&asker.scope, TERMS, &Value::Null, MOST_TERMS);
        let table = answer.await?.to_table().map_err(inner)?;
        let today = self.moment().today;
        let rows = export::json::rows(&table);
        let mut terms: Vec<SchoolTerm> = rows.iter().filter_map(term).collect();
        terms.retain(|term| term.days.from <= today);
        terms.sort_by(|one, other| {
            let newest = |term: &SchoolTerm| (term.days.from, term.days.to);
            let by_name = || one.name.cmp(&other.name);
            newest(other).cmp(&newest(one)).then_with(by_name)
        });
        Ok(terms)
    }
}

fn term(row: &Map<String, Value>) -> Option<SchoolTerm> {
    let text = |name: &str| row.get(name)?.as_str();
    let day = |name: &str| -> Option<Date> { text(name)?.get(..10)?.parse().ok() };
    Some(SchoolTerm {
        name: text("name")?.to_owned(),
        school_year: text("school_year")?.to_owned(),
        days: Period::new(day("starts_on")?, day("ends_on")?),
        school_count: row.get("schools")?.as_i64()?,
    })
}
