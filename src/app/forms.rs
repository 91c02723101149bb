//! Forms: a declared form is filled with the figures of schools, inside the asker's scope.

use std::collections::{BTreeMap, BTreeSet};

use futures::StreamExt;
use futures::stream;
use jiff::civil::Date;
use serde_json::{Map, Value, json};

use super::ask::inner;
use super::{Answer, App, AskError, Asker};
use crate::export::{self, numbers::day};
use crate::forms::{self, CellKey, Form, FormPeriod, Forms, Gathered, Values};
use crate::model::RowsBy;
use crate::office::LoadRecord;
use crate::period::SchoolYear;

/// The figures of one school.
#[derive(Debug, Clone)]
pub struct ComputedForm {
    pub school_id: String,
    pub school_name: String,
    pub organisation: Organisation,
    pub values: Values,
    /// Cells whose figures the asker may not see, because they tell of few people.
    pub withheld: BTreeSet<CellKey>,
    /// The release that the figures were computed from.
    pub release: i64,
    /// When the school's data were handed over, for people to read.
    pub data_moment: String,
    /// What the data do not reach, a sentence each: it stands on the print.
    pub gaps: Vec<String>,
}

/// An organisation as its papers name it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Organisation {
    pub full_name: String,
    /// Empty where the journal does not say it.
    pub address: String,
}

/// Why a form cannot be filled. Names of schools have quotes of their own and no cases: they open the sentence.
#[derive(Debug, Clone, thiserror::Error)]
pub enum FormError {
    #[error(transparent)]
    Ask(#[from] AskError),
    /// The school's data begin later.
    #[error(
        "{school}: на {} нет данных — первая выгрузка охватывает дни с {}. Выберите отчётную дату не раньше этого дня или загрузите выгрузку за тот год",
        day(*on), day(*first)
    )]
    BeforeData {
        school: String,
        on: Date,
        first: Date,
    },
    /// The school's data end earlier.
    #[error(
        "{school}: на {} нет данных — последняя выгрузка охватывает дни по {}. Дождитесь выгрузки, которая охватывает отчётную дату",
        day(*on), day(*last)
    )]
    AfterData {
        school: String,
        on: Date,
        last: Date,
    },
    /// The school has no classes of that school year.
    #[error(
        "{school}: нет данных за {year} учебный год — загрузите выгрузку этого года с классами и зачислениями"
    )]
    NoYear { school: String, year: String },
    /// The school has no terms in that school year.
    #[error(
        "{school}: не заданы учебные периоды {year} учебного года — добавьте их в журнал и загрузите выгрузку"
    )]
    NoTerm { school: String, year: String },
    /// There is no such school, or it is not the asker's.
    #[error("организации «{school}» нет")]
    NoSchool { school: String },
    /// A kind of organisation that does not file this form.
    #[error("{school} не сдаёт форму № {form}: она для организаций другого вида")]
    NotFiled { form: String, school: String },
    /// A cell that stands for no list of pupils.
    #[error("за ячейкой {cell} нет списка учеников: {reason}")]
    NoList { cell: String, reason: &'static str },
    /// The data that the figure was computed from are no longer kept.
    #[error(
        "данных выпуска {release}, по которым рассчитана форма, в хранилище уже нет, и список по ним не составить. Пока форма не сдана, её можно пересчитать по новым данным"
    )]
    ReleaseGone { release: i64 },
    /// More schools than an answer holds.
    #[error("организаций слишком много для одного расчёта: выберите часть из них")]
    TooMany,
}

/// The engine answers two questions at once: a third is ready when one of them ends.
const ASKED_AT_ONCE: usize = 3;

/// An organisation that is to file a form.
struct School {
    id: String,
    name: String,
    kind: String,
    organisation: Organisation,
    /// The school years of which it has classes.
    years: BTreeSet<String>,
    /// The school years of which it has terms.
    with_terms: BTreeSet<String>,
}

impl App {
    /// Returns every declared form.
    pub fn forms(&self) -> &Forms {
        &self.forms
    }

    /// Fills a form for each of the schools, or for all in the asker's scope that file it and have data. Schools
    /// without data are left out, unless none is left: then it is told why.
    pub async fn compute_form(
        &self,
        asker: &Asker,
        form: &Form,
        period: &FormPeriod,
        schools: Option<&[String]>,
    ) -> Result<Vec<ComputedForm>, FormError> {
        see_whole_schools(asker)?;
        let asked = schools.unwrap_or_default();
        if schools.is_some() && asked.is_empty() {
            return Ok(Vec::new());
        }
        let filing = self.schools_filing(asker, asked).await?;
        if let Some(missing) = asked
            .iter()
            .find(|id| !filing.iter().any(|one| one.id == **id))
        {
            return Err(FormError::NoSchool {
                school: missing.clone(),
            });
        }
        let newest = self.office.newest_applied().await.map_err(inner)?;
        let newest: BTreeMap<&str, &LoadRecord> = newest
            .iter()
            .filter_map(|load| Some((load.school_id.as_deref()?, load)))
            .collect();
        let mut able: Vec<&School> = Vec::new();
        let mut first_fault = None;
        for school in &filing {
            match self
                .can_fill(
                    form,
                    period,
                    school,
                    newest.get(school.id.as_str()).copied(),
                )
                .await
            {
                Ok(()) => able.push(school),
                Err(FormError::Ask(error)) => return Err(error.into()),
                Err(fault) => {
                    // What one of many does not file is no fault.
                    let is_of_kind = form.is_filed_by(&school.kind);
                    if is_of_kind || asked.len() == 1 {
                        first_fault.get_or_insert(fault);
                    }
                }
            }
        }
        if able.is_empty() {
            return first_fault.map_or_else(|| Ok(Vec::new()), Err);
        }
        let mut gathered: BTreeMap<String, Gathered> = able
            .iter()
            .map(|school| (school.id.clone(), Gathered::default()))
            .collect();
        let release = self
            .gather(asker, form, period, asked, &mut gathered)
            .await?;
        let mut filled = Vec::new();
        for school in able {
            let Gathered {
                mut values,
                mut withheld,
            } = gathered.remove(&school.id).unwrap_or_default();
            forms::complete_beside(form, &mut values, &mut withheld);
            let moment = newest
                .get(school.id.as_str())
                .and_then(|load| load.extracted_at);
            filled.push(ComputedForm {
                data_moment: moment.map_or_else(String::new, |moment| self.in_words(moment)),
                gaps: gaps(form, period, school),
                school_id: school.id.clone(),
                school_name: school.name.clone(),
                organisation: school.organisation.clone(),
                values,
                withheld,
                release,
            });
        }
        Ok(filled)
    }

    /// Lists the pupils whom the figure of a cell counts, for who may see them: by the data of the release that the
    /// figure was computed from, or by the newest where nothing has been computed yet.
    pub async fn pupils_behind(
        &self,
        asker: &Asker,
        (form, period): (&Form, &FormPeriod),
        school_id: &str,
        cell: &CellKey,
        release: Option<i64>,
    ) -> Result<Answer, FormError> {
        see_whole_schools(asker)?;
        let school = [school_id.to_owned()];
        if self.schools_filing(asker, &school).await?.is_empty() {
            return Err(FormError::NoSchool {
                school: school_id.to_owned(),
            });
        }
        if !asker.scope.sight().has_pupils {
            return Err(FormError::Ask(AskError::NotAllowed {
                message: "Список учеников открыт тем, кому открыты их имена".to_owned(),
            }));
        }
        let query = forms::list_behind(form, &self.model, period, cell, school_id);
        let mut query = query.map_err(|reason| FormError::NoList {
            cell: cell.path(),
            reason,
        })?;
        if let Some(release) = release {
            if !self.has_release(release).await? {
                return Err(FormError::ReleaseGone { release });
            }
            query["asOf"] = json!(release);
        }
        Ok(self.ask(asker, &query).await?)
    }

    /// Says whether a person may be shown the pupils behind a cell, and whether it counts any.
    pub fn can_list_pupils(
        &self,
        asker: &Asker,
        (form, period): (&Form, &FormPeriod),
        school_id: &str,
        cell: &CellKey,
    ) -> bool {
        asker.scope.sight().has_pupils
            && forms::list_behind(form, &self.model, period, cell, school_id).is_ok()
    }

    /// Asks what a form needs and puts the figures to their schools; returns the release that answered.
    async fn gather(
        &self,
        asker: &Asker,
        form: &Form,
        period: &FormPeriod,
        asked: &[String],
        gathered: &mut BTreeMap<String, Gathered>,
    ) -> Result<i64, FormError> {
        let questions = forms::questions(form, &self.model, period);
        let queries = questions.iter().map(|question| question.query(asked));
        let queries: Vec<Value> = queries.collect();
        let answers: Vec<Result<Answer, AskError>> = stream::iter(queries)
            .map(|query| async move { self.ask(asker, &query).await })
            .buffered(ASKED_AT_ONCE)
            .collect()
            .await;
        let mut release = self.current_release().await?;
        for (question, answer) in questions.iter().zip(answers) {
            let answer = answer?;
            if answer.table.is_truncated {
                return Err(FormError::TooMany);
            }
            // The oldest of them, if a night was published while they were answered.
            release = release.min(answer.release);
            question.take(&export::json::rows(&answer.table), gathered);
        }
        Ok(release)
    }

    async fn current_release(&self) -> Result<i64, AskError> {
        let release = self.office.current_release().await.map_err(inner)?;
        release.map(|release| release.id).ok_or(AskError::NoRelease)
    }

    /// Returns the organisations in the asker's scope, or those of them that are asked for, by name.
    async fn schools_filing(
        &self,
        asker: &Asker,
        asked: &[String],
    ) -> Result<Vec<School>, AskError> {
        let filters = match asked.is_empty() {
            true => json!([]),
            false => json!([{"member": "school.id", "operator": "equals", "values": asked}]),
        };
        // The kind of class lets classes answer, which know every school year.
        let classes = json!({
            "dimensions": ["school.id", "school.name", "school.kind", YEAR, "class.kind"],
            "filters": filters,
            "order": [["school.name", "asc"]],
            "limit": MOST_ROWS,
        });
        let terms = json!({
            "dimensions": ["school.id", "school.name", "school.kind", YEAR, "term.kind"],
            "filters": filters,
            "order": [["school.name", "asc"]],
            "limit": MOST_ROWS,
        });
        let names = json!({
            "dimensions": [
                "school.id", "school.name", "school.kind", "school.full_name", "school.address",
            ],
            "filters": filters,
            "order": [["school.name", "asc"]],
            "limit": MOST_ROWS,
        });
        let mut schools: Vec<School> = Vec::new();
        for row in self.rows_of(asker, &names).await? {
            schools.push(School {
                id: text(&row, "school.id"),
                name: text(&row, "school.name"),
                kind: text(&row, "school.kind"),
                organisation: organisation_of(&row),
                years: BTreeSet::new(),
                with_terms: BTreeSet::new(),
            });
        }
        for row in self.rows_of(asker, &classes).await? {
            let id = text(&row, "school.id");
            if let Some(school) = schools.iter_mut().find(|school| school.id == id) {
                school.years.insert(text(&row, YEAR));
            }
        }
        for row in self.rows_of(asker, &terms).await? {
            let id = text(&row, "school.id");
            if let Some(school) = schools.iter_mut().find(|school| school.id == id) {
                school.with_terms.insert(text(&row, YEAR));
            }
        }
        Ok(schools)
    }

    /// Returns how papers name an organisation in the asker's scope.
    pub(super) async fn organisation(
        &self,
        asker: &Asker,
        school_id: &str,
    ) -> Result<Organisation, AskError> {
        let query = json!({
            "dimensions": ["school.id", "school.name", "school.full_name", "school.address"],
            "filters": [{"member": "school.id", "operator": "equals", "values": [school_id]}],
        });
        let rows = self.rows_of(asker, &query).await?;
        Ok(rows.first().map(organisation_of).unwrap_or_default())
    }

    async fn rows_of(
        &self,
        asker: &Asker,
        query: &Value,
    ) -> Result<Vec<Map<String, Value>>, AskError> {
        Ok(export::json::rows(&self.ask(asker, query).await?.table))
    }

    /// Says why a school cannot fill a form for a period.
    async fn can_fill(
        &self,
        form: &Form,
        period: &FormPeriod,
        school: &School,
        newest: Option<&LoadRecord>,
    ) -> Result<(), FormError> {
        let name = || school.name.clone();
        if !form.is_filed_by(&school.kind) {
            return Err(FormError::NotFiled {
                form: form.title_code.clone(),
                school: name(),
            });
        }
        let on = period.on;
        let year = SchoolYear::of(on).to_string();
        if !school.years.contains(&year) {
            let loads = self.office.applied_loads(Some(&school.id)).await;
            let loads = loads.map_err(inner)?;
            let days = loads.iter().filter_map(|load| load.window);
            return Err(match days.map(|window| window.from).min() {
                Some(first) if on < first => FormError::BeforeData {
                    school: name(),
                    on,
                    first,
                },
                _ => FormError::NoYear {
                    school: name(),
                    year,
                },
            });
        }
        if !school.with_terms.contains(&year) {
            return Err(FormError::NoTerm {
                school: name(),
                year,
            });
        }
        match newest.and_then(|load| load.window) {
            Some(window) if window.to < on => Err(FormError::AfterData {
                school: name(),
                on,
                last: window.to,
            }),
            _ => Ok(()),
        }
    }

    fn in_words(&self, moment: jiff::Timestamp) -> String {
        let zone = self.config.office.timezone.clone();
        export::numbers::moment(moment.to_zoned(zone).datetime())
    }
}

const YEAR: &str = "school_year.name";

/// As many as the contract lets a question have.
const MOST_ROWS: u64 = 50_000;

/// A form is about a whole school: who sees some classes of it would file too few.
fn see_whole_schools(asker: &Asker) -> Result<(), AskError> {
    match asker.scope.sight().rows_by {
        RowsBy::School => Ok(()),
        RowsBy::Class | RowsBy::Group => Err(AskError::NotAllowed {
            message: "Форму заполняют по всей организации: вам открыта её часть".into(),
        }),
    }
}

/// Says what a form looks back to and the school's data do not reach.
fn gaps(form: &Form, period: &FormPeriod, school: &School) -> Vec<String> {
    if !forms::looks_back(form) {
        return Vec::new();
    }
    let years = school.years.iter();
    let first = years
        .filter_map(|year| year.parse::<SchoolYear>().ok())
        .min();
    let Some(first) = first.map(|year| year.period().from) else {
        return Vec::new();
    };
    let days = form.days(period);
    match days.from < first {
        true => vec![format!(
            "Движение за {}–{} посчитано с {}: данных за более ранние дни в хранилище нет",
            day(days.from),
            day(days.to),
            day(first)
        )],
        false => Vec::new(),
    }
}

fn organisation_of(row: &Map<String, Value>) -> Organisation {
    let full_name = text(row, "school.full_name");
    Organisation {
        full_name: match full_name.is_empty() {
            true => text(row, "school.name"),
            false => full_name,
        },
        address: text(row, "school.address"),
    }
}

fn text(row: &Map<String, Value>, member: &str) -> String {
    let text = row.get(member).and_then(Value::as_str);
    text.unwrap_or_default().to_owned()
}
