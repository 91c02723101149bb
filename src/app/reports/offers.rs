//! Offers: what the data in a person's scope have for parameters to be set to.

use jiff::civil::Date;
use serde_json::{Map, Value, json};

use super::choices::ReportForm;
use super::{names_of, text_of};
use crate::access::Scope;
use crate::app::ask::inner;
use crate::app::{App, AskError, Asker};
use crate::export;
use crate::period::{Period, SchoolYear};
use crate::reports::{Choice, Kind, Parameter, TermSpan};

/// The terms of the schools in scope, and up to which day there are data.
#[derive(Debug, Clone, Default)]
pub(super) struct Calendar {
    pub(super) terms: Vec<TermSpan>,
    pub(super) data_day: Option<Date>,
    pub(super) years_with_final_marks: Vec<SchoolYear>,
}

/// Terms of a hundred schools that all call them otherwise, over years.
const MOST_TERMS: usize = 10_000;

const TERMS_OF_YEAR: &str = "\
    select name, grade_from, grade_to from terms \
    where school_id = $1 and school_year = $2 and kind <> 'year' order by starts_on, name";

const SCHOOL: &str = "school.id";
const YEAR: &str = "school_year.name";
const CLASS_KIND: &str = "class.kind";

impl App {
    /// Returns classes, subjects, teachers or pupils in the asker's scope, of the school and class that are chosen.
    pub(super) async fn members_offered(
        &self,
        asker: &Asker,
        form: &ReportForm,
        parameter: &Parameter,
    ) -> Result<Vec<Choice>, AskError> {
        let kind = parameter.kind;
        let names = names_of(&asker.scope);
        let (value, title) = match kind {
            Kind::Class => ("class.name", "class.name"),
            Kind::Subject => ("subject.name", "subject.name"),
            Kind::Teacher => ("teacher.id", names.teacher),
            _ => ("pupil.id", names.pupil),
        };
        let mut filters = Vec::new();
        if let Some(school) = &form.school_id {
            filters.push(equals(SCHOOL, school));
        }
        if let Some(year) = form.school_year {
            filters.push(equals(YEAR, &year.to_string()));
        }
        let class_kinds = &parameter.class_kinds;
        match (kind, class_kinds.is_empty()) {
            (Kind::Class, true) => filters.push(equals(CLASS_KIND, "class")),
            (Kind::Class, false) => filters.push(json!({
                "member": CLASS_KIND, "operator": "equals", "values": class_kinds,
            })),
            _ => {}
        }
        if let (Kind::Pupil, Some(class)) = (kind, &form.class) {
            filters.push(equals("class.name", class));
        }
        let mut dimensions = vec![value];
        if title != value {
            dimensions.push(title);
        }
        // Where both can be chosen they are told apart.
        if class_kinds.len() > 1 {
            dimensions.push(CLASS_KIND);
        }
        let query = json!({
            "dimensions": dimensions,
            "filters": filters,
            "order": [[title, "asc"]],
        });
        let rows = self.rows_of_choices(asker, &query).await?;
        let mut choices: Vec<Choice> = Vec::new();
        for row in &rows {
            let Some(value) = text_of(row, value) else {
                continue;
            };
            let title = text_of(row, title).unwrap_or_else(|| value.clone());
            let title = match text_of(row, CLASS_KIND).as_deref() {
                Some("association") => format!("объединение «{title}»"),
                Some(_) => format!("{title} класс"),
                None => title,
            };
            if choices.iter().all(|known| known.value != value) {
                choices.push(Choice { value, title });
            }
        }
        Ok(choices)
    }

    pub(super) async fn years_offered(&self, asker: &Asker) -> Result<Vec<Choice>, AskError> {
        let query = json!({"dimensions": [YEAR], "order": [[YEAR, "desc"]]});
        let rows = self.rows_of_choices(asker, &query).await?;
        let years = rows.iter().filter_map(|row| text_of(row, YEAR));
        let years = years.map(|year| Choice {
            title: year.clone(),
            value: year,
        });
        Ok(years.collect())
    }

    pub(super) async fn rows_of_choices(
        &self,
        asker: &Asker,
        query: &Value,
    ) -> Result<Vec<Map<String, Value>>, AskError> {
        let answer = self
            .ask_capped(&asker.scope, query, self.cap_of_json())
            .await?;
        Ok(export::json::rows(&answer.table))
    }

    /// Reads the calendar of the schools in scope, or of one of them.
    pub(super) async fn calendar_of(
        &self,
        asker: &Asker,
        school_id: Option<&str>,
    ) -> Result<Calendar, AskError> {
        let (filter, params) = match school_id {
            Some(school_id) => (" where school_id = $1", json!([school_id])),
            None => ("", Value::Null),
        };
        let terms = format!(
            "select school_year, name, kind, max(ordinal) as ordinal, \
             min(starts_on) as starts_on, max(ends_on) as ends_on, count(*) as schools \
             from terms{filter} \
             group by school_year, name, kind"
        );
        let days = format!("select max(data_day) as data_day from schools{filter}");
        let terms = self.rows_of_sql(asker, &terms, &params).await?;
        let days = self.rows_of_sql(asker, &days, &params).await?;
        let day = |row: &Map<String, Value>, name: &str| -> Option<Date> {
            row.get(name)?.as_str()?.get(..10)?.parse().ok()
        };
        let terms = terms.iter().filter_map(|row| {
            Some(TermSpan {
                school_year: text_of(row, "school_year")?.parse().ok()?,
                name: text_of(row, "name")?,
                kind: text_of(row, "kind")?,
                ordinal: row.get("ordinal")?.as_i64()?,
                days: Period::new(day(row, "starts_on")?, day(row, "ends_on")?),
                schools: row.get("schools")?.as_i64()?,
            })
        });
        let mut terms: Vec<TermSpan> = terms.collect();
        terms.sort_by_key(|term| {
            (
                std::cmp::Reverse(term.school_year),
                term.days.from,
                term.days.to,
                term.name.clone(),
            )
        });
        Ok(Calendar {
            terms,
            data_day: days.first().and_then(|row| day(row, "data_day")),
            years_with_final_marks: Vec::new(),
        })
    }

    /// Returns the names of the terms by which a class studies in a year, in their order, as a release has them or as
    /// they are now.
    pub(super) async fn terms_of_class(
        &self,
        scope: &Scope,
        school_id: &str,
        year: SchoolYear,
        class: &str,
        release: Option<i64>,
    ) -> Result<Vec<String>, AskError> {
        let mut query = json!({
            "dimensions": ["class.name", "class.grade"],
            "filters": [
                equals(SCHOOL, school_id),
                equals(YEAR, &year.to_string()),
                equals("class.name", class),
            ],
        });
        if let Some(release) = release {
            query["asOf"] = json!(release);
        }
        let classes = self.ask_capped(scope, &query, self.cap_of_json()).await?;
        let classes = export::json::rows(&classes.table);
        let grades: Vec<Option<i64>> = classes
            .iter()
            .map(|row| row.get("class.grade").and_then(Value::as_i64))
            .collect();
        let params = json!([school_id, year.to_string()]);
        let terms = self
            .ask_sql_as_of(scope, TERMS_OF_YEAR, &params, MOST_TERMS, release)
            .await?;
        let terms = export::json::rows(&terms.to_table().map_err(inner)?);
        let terms = terms.iter().filter(|row| {
            let limit = |name: &str| row.get(name).and_then(Value::as_i64);
            let limits = (limit("grade_from"), limit("grade_to"));
            grades.iter().any(|grade| is_of_grade(limits, *grade))
        });
        let mut names: Vec<String> = terms.filter_map(|row| text_of(row, "name")).collect();
        names.dedup();
        Ok(names)
    }

    /// Returns the years at whose end anybody was given a final mark.
    pub(super) async fn years_with_final_marks(
        &self,
        asker: &Asker,
        school_id: Option<&str>,
    ) -> Result<Vec<SchoolYear>, AskError> {
        let mut filters = vec![json!({
            "member": "grade.kind", "operator": "equals", "values": ["final"],
        })];
        if let Some(school) = school_id {
            filters.push(equals(SCHOOL, school));
        }
        let query = json!({
            "measures": ["grades.graded"],
            "dimensions": [YEAR],
            "filters": filters,
            "order": [[YEAR, "desc"]],
        });
        let rows = self.rows_of_choices(asker, &query).await?;
        let years = rows
            .iter()
            .filter_map(|row| text_of(row, YEAR)?.parse().ok());
        Ok(years.collect())
    }

    async fn rows_of_sql(
        &self,
        asker: &Asker,
        sql: &str,
        params: &Value,
    ) -> Result<Vec<Map<String, Value>>, AskError> {
        let answer = self.ask_sql(&asker.scope, sql, params, MOST_TERMS).await?;
        let table = answer.to_table().map_err(inner)?;
        Ok(export::json::rows(&table))
    }
}

/// Says whether a term with such limits is one of a grade; an association, which has none, studies by terms for all.
fn is_of_grade((from, to): (Option<i64>, Option<i64>), grade: Option<i64>) -> bool {
    match grade {
        Some(grade) => from.is_none_or(|from| from <= grade) && to.is_none_or(|to| grade <= to),
        None => from.is_none() && to.is_none(),
    }
}

pub(super) fn equals(member: &str, value: &str) -> Value {
    json!({"member": member, "operator": "equals", "values": [value]})
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_term_is_of_the_grades_within_its_limits() {
        for (limits, grade, expected) in [
            ((Some(1), Some(9)), Some(9), true),
            ((Some(1), Some(9)), Some(10), false),
            ((Some(10), None), Some(11), true),
            ((None, None), Some(5), true),
            ((None, None), None, true),
            ((Some(1), Some(9)), None, false),
        ] {
            assert_eq!(is_of_grade(limits, grade), expected, "{limits:?} {grade:?}");
        }
    }
}
