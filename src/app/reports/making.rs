//! Making: a report with everything chosen becomes a paper of one release.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;
use std::sync::Arc;

use futures::{StreamExt, TryStreamExt, stream};
use serde_json::{Value, json};

use super::choices::ReportForm;
use super::{names_of, text_of};
use crate::access::Scope;
use crate::app::ask::inner;
use crate::app::moments::between;
use crate::app::people::require;
use crate::app::steps::Steps;
use crate::app::trail::Deed;
use crate::app::{Action, App, AskError, Asker};
use crate::audit;
use crate::constructor::Given;
use crate::engine::Cap;
use crate::export::{self, numbers};
use crate::period::SchoolYear;
use crate::reports::{self, Choice, Head, Kind, Parameter, Report, Values};
use crate::sheet::Paper;
use crate::table::Table;

/// A report as it was made for a person.
#[derive(Debug, Clone)]
pub struct Printed {
    pub report: Arc<Report>,
    pub paper: Paper,
    pub release: i64,
    /// The moment of the data, as the screen says it.
    pub data_moment: String,
    /// What was chosen, in words, one by one.
    pub chosen: Vec<String>,
    /// The same as an address says it.
    pub given: Given,
    pub rows: u64,
    /// How many people are named; none where nobody is.
    pub persons: Option<u64>,
    pub(super) wanted: Wanted,
}

/// What a report is made of, apart from whose it is: the same makes the same paper.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Wanted {
    pub values: Values,
    pub school_id: Option<String>,
    pub class: Option<String>,
    pub school_year: Option<SchoolYear>,
    pub release: i64,
    pub data_moment: String,
    /// Who asks, as it is signed.
    pub asker: String,
    /// What the parts of a bound one are of.
    pub parts: Vec<Choice>,
}

/// A paper with what is written down about it.
struct Laid {
    paper: Paper,
    rows: u64,
    persons: Option<u64>,
}

/// The engine answers two questions at once: a third is ready when one of them ends.
const ASKED_AT_ONCE: usize = 3;

impl App {
    /// Makes a report for a person. One that names people is written down before it is given.
    pub async fn report(
        &self,
        asker: &Asker,
        name: &str,
        given: &Given,
    ) -> Result<Printed, AskError> {
        require(asker, Action::Ask)?;
        let report = self.report_named(asker, name)?;
        let form = self.report_form(asker, &report, given).await?.whole()?;
        self.report_of_form(asker, report, form).await
    }

    /// Makes a report of a form in which everything is chosen.
    pub async fn report_of_form(
        &self,
        asker: &Asker,
        report: Arc<Report>,
        form: ReportForm,
    ) -> Result<Printed, AskError> {
        self.report_in_steps(asker, report, form, &Steps::default())
            .await
    }

    /// Makes a report, and tells how far it is.
    pub(super) async fn report_in_steps(
        &self,
        asker: &Asker,
        report: Arc<Report>,
        mut form: ReportForm,
        steps: &Steps,
    ) -> Result<Printed, AskError> {
        require(asker, Action::Ask)?;
        self.take_beside(asker, &report, &mut form).await?;
        let release = self.office.current_release().await.map_err(inner)?;
        let release = release.ok_or(AskError::NoRelease)?.id;
        let data_moment = self
            .moment_of_data(asker, form.school_id.as_deref())
            .await?;
        let wanted = Wanted {
            values: form.values,
            school_id: form.school_id,
            class: form.class,
            school_year: form.school_year,
            release,
            data_moment,
            asker: asker.user.name.clone(),
            parts: form.parts,
        };
        let (given, chosen) = (form.given, form.chosen);
        let printed = self
            .made(&asker.scope, report, wanted, given, chosen, steps)
            .await?;
        if let Some(persons) = printed.persons {
            let deed = Deed {
                rows: Some(printed.rows),
                persons: Some(persons),
                release: Some(printed.release),
                ..Deed::new(audit::Action::View, printed.report.name.clone())
                    .about(printed.chosen.join("; "))
            };
            self.record(asker, deed).await?;
        }
        Ok(printed)
    }

    /// Makes a report in a scope: the same wishes in the same scope make the same paper.
    pub(super) async fn made(
        &self,
        scope: &Scope,
        report: Arc<Report>,
        wanted: Wanted,
        given: Given,
        chosen: Vec<String>,
        steps: &Steps,
    ) -> Result<Printed, AskError> {
        let laid = match &report.part {
            Some((part, by)) => {
                self.bound(scope, &report, (part, by), &wanted, &chosen, steps)
                    .await?
            }
            None => self.laid(scope, &report, &wanted, &chosen, steps).await?,
        };
        Ok(Printed {
            paper: laid.paper,
            report,
            release: wanted.release,
            data_moment: wanted.data_moment.clone(),
            chosen,
            given,
            rows: laid.rows,
            persons: laid.persons,
            wanted,
        })
    }

    /// Makes each of the papers that are bound, one behind the other, and binds them.
    async fn bound(
        &self,
        scope: &Scope,
        report: &Arc<Report>,
        (part, by): (&Arc<Report>, &Parameter),
        wanted: &Wanted,
        chosen: &[String],
        steps: &Steps,
    ) -> Result<Laid, AskError> {
        let steps_of_part = part.questions.len() + 1;
        steps.expect(steps_of_part * wanted.parts.len());
        let (mut papers, mut rows, mut persons) = (Vec::new(), 0, None);
        for choice in &wanted.parts {
            let mut of_part = wanted.clone();
            of_part
                .values
                .take_plain(&by.name, &choice.value, &choice.title);
            if by.kind == Kind::Class {
                of_part.class = Some(choice.value.clone());
            }
            let laid = self.laid(scope, part, &of_part, &[], steps).await?;
            rows += laid.rows;
            if let Some(count) = laid.persons {
                persons = Some(persons.unwrap_or(0) + count);
            }
            papers.push((choice.title.clone(), laid.paper));
        }
        let head = self.head_of(scope, wanted).await?;
        let notes = notes(chosen, &[]);
        let paper = reports::bind_up(
            report,
            papers,
            &wanted.values,
            &head,
            names_of(scope),
            notes,
        );
        Ok(Laid {
            paper,
            rows,
            persons,
        })
    }

    async fn laid(
        &self,
        scope: &Scope,
        report: &Arc<Report>,
        wanted: &Wanted,
        chosen: &[String],
        steps: &Steps,
    ) -> Result<Laid, AskError> {
        let (names, release) = (names_of(scope), wanted.release);
        let asked = report.questions.iter().filter_map(|question| {
            let query = question.filled(&wanted.values, names)?;
            Some((question.name.clone(), query))
        });
        let asked: Vec<_> = asked.collect();
        steps.expect(asked.len() + 1);
        let tables: Vec<(String, Table)> = stream::iter(asked)
            .map(|(name, query)| async move {
                let table = self.table_of(scope, query, release).await;
                steps.step();
                table.map(|table| (name, table))
            })
            .buffered(ASKED_AT_ONCE)
            .try_collect()
            .await?;
        let mut head = self.head_of(scope, wanted).await?;
        if let (true, Some(school_id), Some(year), Some(class)) = (
            report.lists_terms(),
            &wanted.school_id,
            wanted.school_year,
            &wanted.class,
        ) {
            head.terms = self
                .terms_of_class(scope, school_id, year, class, Some(release))
                .await?;
        }
        let rows = tables.iter().map(|(_, table)| table.row_count() as u64);
        let rows = rows.sum();
        let persons = tables
            .iter()
            .filter_map(|(_, table)| self.persons_in(table));
        let persons = persons.max();
        let absent = self
            .schools_without_rows(scope, report, wanted, &tables)
            .await?;
        let notes = notes(chosen, &absent);
        let (laid, values) = (report.clone(), wanted.values.clone());
        let paper = tokio::task::spawn_blocking(move || {
            let answers = tables.iter().map(|(name, table)| {
                let answer = reports::Answer::of(table);
                (name.clone(), Rc::new(answer))
            });
            reports::lay_out(&laid, &answers.collect(), &values, &head, names, notes)
        });
        let paper = paper.await.map_err(inner)?;
        steps.step();
        Ok(Laid {
            paper,
            rows,
            persons,
        })
    }

    async fn table_of(
        &self,
        scope: &Scope,
        mut query: Value,
        release: i64,
    ) -> Result<Table, AskError> {
        query["asOf"] = json!(release);
        let answer = self.ask_capped(scope, &query, Cap::NONE).await?;
        Ok(answer.table)
    }

    /// Reads whose paper it is: the school that was chosen, else the office.
    async fn head_of(&self, scope: &Scope, wanted: &Wanted) -> Result<Head, AskError> {
        let mut head = Head {
            organisation: self.config.office.name.clone(),
            asker: Some(wanted.asker.clone()).filter(|name| !name.is_empty()),
            ..Head::default()
        };
        let Some(school) = &wanted.school_id else {
            return Ok(head);
        };
        let has_staff = scope.sight().has_staff;
        let of_school = json!({"member": "school.id", "operator": "equals", "values": [school]});
        let mut dimensions = vec!["school.id", "school.name", "school.full_name"];
        if has_staff {
            dimensions.push("school.director");
        }
        let query = json!({"dimensions": dimensions, "filters": [of_school]});
        let table = self.table_of(scope, query, wanted.release).await?;
        if let Some(row) = export::json::rows(&table).first() {
            let name = text_of(row, "school.full_name").or_else(|| text_of(row, "school.name"));
            head.organisation = name.unwrap_or(head.organisation);
            head.director = text_of(row, "school.director");
        }
        if let (true, Some(year)) = (has_staff, wanted.school_year) {
            let of_year = json!({
                "member": "school_year.name", "operator": "equals", "values": [year.to_string()],
            });
            let query = json!({
                "dimensions": ["class.name", "class.homeroom"],
                "filters": [of_school, of_year],
            });
            let table = self.table_of(scope, query, wanted.release).await?;
            let rows = export::json::rows(&table);
            let homerooms: BTreeMap<String, String> = rows
                .iter()
                .filter_map(|row| {
                    Some((text_of(row, "class.name")?, text_of(row, "class.homeroom")?))
                })
                .collect();
            head.homeroom = wanted
                .class
                .as_ref()
                .and_then(|class| homerooms.get(class).cloned());
            head.homerooms = homerooms;
        }
        Ok(head)
    }

    /// Returns up to when there are data of one school, or from when to when of the schools in scope.
    async fn moment_of_data(
        &self,
        asker: &Asker,
        school_id: Option<&str>,
    ) -> Result<String, AskError> {
        let applied = self.office.newest_applied().await.map_err(inner)?;
        let of_schools = applied.iter().filter(|load| {
            let school = load.school_id.as_deref().unwrap_or_default();
            match school_id {
                Some(wanted) => school == wanted,
                None => asker.scope.includes_school(school),
            }
        });
        let zone = &self.config.office.timezone;
        let moments = of_schools.filter_map(|load| {
            let moment = load.extracted_at?.to_zoned(zone.clone());
            Some(numbers::moment(moment.datetime()))
        });
        Ok(between(moments.collect()))
    }

    /// Returns the names of the schools in scope of which a question has no row; none where one school is told of.
    async fn schools_without_rows(
        &self,
        scope: &Scope,
        report: &Report,
        wanted: &Wanted,
        tables: &[(String, Table)],
    ) -> Result<Vec<String>, AskError> {
        let (Some(every), None) = (&report.every_school, &wanted.school_id) else {
            return Ok(Vec::new());
        };
        let mut filters = Vec::new();
        if !every.kinds.is_empty() {
            filters.push(json!({
                "member": "school.kind", "operator": "equals", "values": every.kinds,
            }));
        }
        let query = json!({
            "dimensions": ["school.id", "school.name"],
            "filters": filters,
            "order": [["school.name", "asc"]],
        });
        let schools = self.table_of(scope, query, wanted.release).await?;
        let answered = tables.iter().filter(|(name, _)| *name == every.question);
        let answered = answered.flat_map(|(_, table)| export::json::rows(table));
        let known: BTreeSet<String> = answered
            .filter_map(|row| text_of(&row, "school.id"))
            .collect();
        let schools = export::json::rows(&schools).into_iter();
        let absent = schools
            .filter(|row| text_of(row, "school.id").is_some_and(|school| !known.contains(&school)));
        Ok(absent
            .filter_map(|row| text_of(&row, "school.name"))
            .collect())
    }
}

/// Says what holds for the whole paper.
fn notes(chosen: &[String], absent: &[String]) -> Vec<String> {
    let mut notes = Vec::new();
    if !absent.is_empty() {
        notes.push(format!("Нет данных: {}.", absent.join("; ")));
    }
    if !chosen.is_empty() {
        notes.push(format!("Отбор: {}", chosen.join("; ")));
    }
    notes
}
