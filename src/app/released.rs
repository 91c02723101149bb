//! Released: up to when the current release tells of each school, what its classes are called, and by which terms the
//! schools study.
//!
//! Every page says the moment of the data, so that it is read once per release and kept until the next one.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

use arrow::array::{Array, AsArray};
use arrow::compute::cast;
use arrow::datatypes::DataType;
use jiff::Timestamp;
use serde_json::Value;

use super::ask::inner;
use super::{Action, App, AskError, Asker, titles};
use crate::access::Scope;
use crate::office::UserScope;
use crate::period::{Period, SchoolYear};

/// What one release says.
#[derive(Debug)]
struct Released {
    release: i64,
    schools: Vec<SchoolReleased>,
    terms: Vec<SchoolTerm>,
}

#[derive(Debug)]
struct SchoolReleased {
    school_id: String,
    name: String,
    /// The names of its classes by their ids; of a class that goes on for years, its newest name.
    classes: HashMap<String, String>,
    data_moment: Option<Timestamp>,
}

/// A term of one school; where its grades have other days, from the first to the last of them.
#[derive(Debug, Clone)]
pub(super) struct SchoolTerm {
    pub(super) school_id: String,
    pub(super) school_year: SchoolYear,
    pub(super) name: String,
    /// `quarter`, `trimester` or `half_year`.
    pub(super) kind: String,
    /// Its place among those of its kind in the year.
    pub(super) ordinal: i64,
    pub(super) days: Period,
}

/// What was read last, and that somebody is reading anew.
#[derive(Debug, Default)]
pub struct Kept {
    last: RwLock<Option<Arc<Released>>>,
    reading: tokio::sync::Mutex<()>,
}

/// Up to when the data of a scope tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DataMoment {
    /// When the newest extract was made.
    pub moment: Option<Timestamp>,
    /// How many schools have data.
    pub present: usize,
    pub schools: usize,
    pub release: i64,
}

/// Schools of one office and their terms over years are far fewer.
const MOST_ROWS: usize = 100_000;

const SCHOOLS: &str = "select school_id, name from schools order by school_id";

const CLASSES: &str =
    "select school_id, class_id, name from classes order by school_id, school_year, class_id";

const TERMS: &str = "select school_id, school_year, name, kind, ordinal, min(starts_on), max(ends_on) \
     from terms where kind <> 'year' group by school_id, school_year, name, kind, ordinal \
     order by school_id, school_year, name, kind, ordinal";

impl App {
    /// Reads what a new release says. Who comes while another reads goes on with what the former one said.
    pub async fn learn_release(&self) -> Result<(), AskError> {
        let newest = self.office.newest_release().await.map_err(inner)?;
        let is_known = |kept: &Kept| kept.last().map(|released| released.release) == newest;
        if is_known(&self.released) {
            return Ok(());
        }
        let has_former = self.released.last().is_some();
        let reading = match self.released.reading.try_lock() {
            Ok(reading) => reading,
            Err(_) if has_former => return Ok(()),
            Err(_) => self.released.reading.lock().await,
        };
        if !is_known(&self.released) {
            let released = match newest {
                Some(_) => Some(Arc::new(self.read_release().await?)),
                None => None,
            };
            self.released.keep(released);
        }
        drop(reading);
        Ok(())
    }

    /// Says up to when the data in a scope tell; nothing before the first release, and of a scope without schools.
    pub fn data_moment(&self, scope: &Scope) -> Option<DataMoment> {
        let released = self.released.last()?;
        let mut told = DataMoment {
            moment: None,
            present: 0,
            schools: 0,
            release: released.release,
        };
        let seen = released.schools.iter();
        for school in seen.filter(|school| scope.includes_school(&school.school_id)) {
            told.schools += 1;
            told.present += usize::from(school.data_moment.is_some());
            told.moment = told.moment.max(school.data_moment);
        }
        (told.schools > 0).then_some(told)
    }

    /// Says whose rows a person sees; the schools that the asker sees, and their classes, are called by their names.
    pub fn scope_titled(&self, asker: &Asker, scope: &UserScope) -> String {
        let released = self.released.last();
        let school = |id: &str| {
            let mut schools = released.iter().flat_map(|released| &released.schools);
            let school = schools.find(|school| school.school_id == id);
            school.filter(|_| asker.may(Action::Ask) && asker.scope.includes_school(id))
        };
        titles::scope_named(
            scope,
            |id| school(id).map_or_else(|| id.to_owned(), |school| school.name.clone()),
            |school_id, id| {
                let name = school(school_id).and_then(|school| school.classes.get(id));
                name.map_or_else(|| id.to_owned(), String::clone)
            },
        )
    }

    /// Returns what a school is called in the newest release, for who reads of all schools.
    pub(super) fn school_of_release(&self, school_id: &str) -> Option<String> {
        let released = self.released.last()?;
        let mut schools = released.schools.iter();
        let school = schools.find(|school| school.school_id == school_id);
        school.map(|school| school.name.clone())
    }

    /// Returns what a class is called in the newest release.
    pub(super) fn class_of_release(&self, school_id: &str, class_id: &str) -> Option<String> {
        let released = self.released.last()?;
        let mut schools = released.schools.iter();
        let school = schools.find(|school| school.school_id == school_id);
        school?.classes.get(class_id).cloned()
    }

    /// Returns the terms of the schools that an asker sees, or of those with some names.
    pub(super) fn terms_seen(&self, asker: &Asker, school_names: &[String]) -> Vec<SchoolTerm> {
        let Some(released) = self.released.last() else {
            return Vec::new();
        };
        let is_meant = |school: &&SchoolReleased| {
            asker.scope.includes_school(&school.school_id)
                && (school_names.is_empty() || school_names.contains(&school.name))
        };
        let meant = released.schools.iter().filter(is_meant);
        let meant: Vec<&str> = meant.map(|school| school.school_id.as_str()).collect();
        let terms = released.terms.iter();
        let terms = terms.filter(|term| meant.contains(&term.school_id.as_str()));
        terms.cloned().collect()
    }

    async fn read_release(&self) -> Result<Released, AskError> {
        // The names of schools and their calendars are no secret, and the caller picks the schools.
        let scope = Scope::office(false, false);
        let ask = |sql: &'static str| self.ask_sql(&scope, sql, &Value::Null, MOST_ROWS);
        let schools = ask(SCHOOLS).await?;
        let classes = ask(CLASSES).await?;
        let terms = ask(TERMS).await?;
        let applied = self.office.newest_applied().await.map_err(inner)?;
        let moment_of = |school_id: &str| {
            let mut applied = applied.iter();
            let load = applied.find(|load| load.school_id.as_deref() == Some(school_id));
            load.and_then(|load| load.extracted_at)
        };
        let mut released = Released {
            release: schools.release,
            schools: Vec::new(),
            terms: Vec::new(),
        };
        for row in texts(&schools.rows)? {
            let [school_id, name] = row.as_slice() else {
                continue;
            };
            released.schools.push(SchoolReleased {
                data_moment: moment_of(school_id),
                school_id: school_id.clone(),
                name: name.clone(),
                classes: HashMap::new(),
            });
        }
        for row in texts(&classes.rows)? {
            let [school_id, class_id, name] = row.as_slice() else {
                continue;
            };
            let mut schools = released.schools.iter_mut();
            if let Some(school) = schools.find(|school| school.school_id == *school_id) {
                school.classes.insert(class_id.clone(), name.clone());
            }
        }
        for row in texts(&terms.rows)? {
            let [school_id, school_year, name, kind, ordinal, from, to] = row.as_slice() else {
                continue;
            };
            if let (Ok(school_year), Ok(ordinal), Ok(from), Ok(to)) = (
                school_year.parse(),
                ordinal.parse(),
                from.parse(),
                to.parse(),
            ) {
                released.terms.push(SchoolTerm {
                    school_id: school_id.clone(),
                    school_year,
                    name: name.clone(),
                    kind: kind.clone(),
                    ordinal,
                    days: Period::new(from, to),
                });
            }
        }
        Ok(released)
    }
}

impl Kept {
    fn last(&self) -> Option<Arc<Released>> {
        let last = self.last.read().unwrap_or_else(PoisonError::into_inner);
        last.clone()
    }

    fn keep(&self, released: Option<Arc<Released>>) {
        let mut last = self.last.write().unwrap_or_else(PoisonError::into_inner);
        *last = released;
    }
}

/// Reads the cells of an answer as texts; rows with an empty cell are left out.
fn texts(rows: &[arrow::array::RecordBatch]) -> Result<Vec<Vec<String>>, AskError> {
    let mut read = Vec::new();
    for batch in rows {
        let columns = batch.columns().iter();
        let columns = columns.map(|column| cast(column, &DataType::Utf8).map_err(inner));
        let columns: Vec<_> = columns.collect::<Result<_, _>>()?;
        for row in 0..batch.num_rows() {
            let cells = columns.iter().map(|column| {
                let column = column.as_string::<i32>();
                column.is_valid(row).then(|| column.value(row).to_owned())
            });
            read.extend(cells.collect::<Option<Vec<String>>>());
        }
    }
    Ok(read)
}
