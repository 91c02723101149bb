//! Released: up to when the current release tells of each school, and by which terms the schools study.
//!
//! Every page says the moment of the data, so that it is read once per release and kept until the next one.

use std::sync::{Arc, PoisonError, RwLock};

use arrow::array::{Array, AsArray};
use arrow::compute::cast;
use arrow::datatypes::DataType;
use jiff::Timestamp;
use serde_json::Value;

use super::ask::inner;
use super::{App, AskError, Asker};
use crate::access::Scope;
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
    data_moment: Option<Timestamp>,
}

#[derive(Debug)]
struct SchoolTerm {
    school_id: String,
    school_year: SchoolYear,
    name: String,
    /// `quarter`, `trimester` or `half_year`.
    kind: String,
    days: Period,
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

/// A term as people choose it: what the schools call by one name in one year.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NamedTerm {
    pub school_year: SchoolYear,
    pub name: String,
    pub kinds: Vec<String>,
    /// From the first day that it has in any of the schools to the last one.
    pub days: Period,
    /// Whether all schools have the same days.
    pub is_even: bool,
}

/// Schools of one office and their terms over years are far fewer.
const MOST_ROWS: usize = 100_000;

const SCHOOLS: &str = "select school_id, name from schools order by school_id";

const TERMS: &str = "select school_id, school_year, name, kind, min(starts_on), max(ends_on) \
     from terms where kind <> 'year' group by school_id, school_year, name, kind \
     order by school_id, school_year, name, kind";

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

    /// Returns the terms of the schools that an asker sees, or of those with some names, the newest first.
    pub fn terms_by_name(&self, asker: &Asker, school_names: &[String]) -> Vec<NamedTerm> {
        let Some(released) = self.released.last() else {
            return Vec::new();
        };
        let is_meant = |school: &&SchoolReleased| {
            asker.scope.includes_school(&school.school_id)
                && (school_names.is_empty() || school_names.contains(&school.name))
        };
        let meant: Vec<&str> = released
            .schools
            .iter()
            .filter(is_meant)
            .map(|school| school.school_id.as_str())
            .collect();
        let terms = released.terms.iter();
        named(terms.filter(|term| meant.contains(&term.school_id.as_str())))
    }

    async fn read_release(&self) -> Result<Released, AskError> {
        // The names of schools and their calendars are no secret, and the caller picks the schools.
        let scope = Scope::office(false, false);
        let ask = |sql: &'static str| self.ask_sql(&scope, sql, &Value::Null, MOST_ROWS);
        let schools = ask(SCHOOLS).await?;
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
            });
        }
        for row in texts(&terms.rows)? {
            let [school_id, school_year, name, kind, from, to] = row.as_slice() else {
                continue;
            };
            if let (Ok(school_year), Ok(from), Ok(to)) =
                (school_year.parse(), from.parse(), to.parse())
            {
                released.terms.push(SchoolTerm {
                    school_id: school_id.clone(),
                    school_year,
                    name: name.clone(),
                    kind: kind.clone(),
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

impl NamedTerm {
    /// Writes «1 четверть 2025/2026», by which a term is chosen.
    pub fn title(&self) -> String {
        format!("{} {}", self.name, self.school_year)
    }
}

/// Puts together what schools call by one name in one year, the newest first.
fn named<'t>(terms: impl Iterator<Item = &'t SchoolTerm>) -> Vec<NamedTerm> {
    let mut found: Vec<NamedTerm> = Vec::new();
    for term in terms {
        let known = found
            .iter_mut()
            .find(|known| known.school_year == term.school_year && known.name == term.name);
        match known {
            Some(known) => {
                known.is_even &= known.days == term.days;
                known.days.from = known.days.from.min(term.days.from);
                known.days.to = known.days.to.max(term.days.to);
                if !known.kinds.contains(&term.kind) {
                    known.kinds.push(term.kind.clone());
                }
            }
            None => found.push(NamedTerm {
                school_year: term.school_year,
                name: term.name.clone(),
                kinds: vec![term.kind.clone()],
                days: term.days,
                is_even: true,
            }),
        }
    }
    found.sort_by(|one, other| {
        let later = (other.school_year, other.days.to, other.days.from);
        let earlier = (one.school_year, one.days.to, one.days.from);
        later.cmp(&earlier).then_with(|| one.name.cmp(&other.name))
    });
    found
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

#[cfg(test)]
mod tests {
    use jiff::civil::{Date, date};

    use super::*;

    fn term(school_id: &str, name: &str, kind: &str, from: Date, to: Date) -> SchoolTerm {
        SchoolTerm {
            school_id: school_id.into(),
            school_year: SchoolYear::of(from),
            name: name.into(),
            kind: kind.into(),
            days: Period::new(from, to),
        }
    }

    #[test]
    fn a_name_stands_once_the_newest_first_and_covers_the_days_of_all() {
        let terms = [
            term(
                "a",
                "1 четверть",
                "quarter",
                date(2024, 9, 1),
                date(2024, 10, 25),
            ),
            term(
                "a",
                "1 четверть",
                "quarter",
                date(2025, 9, 1),
                date(2025, 10, 24),
            ),
            term(
                "b",
                "1 четверть",
                "quarter",
                date(2025, 9, 1),
                date(2025, 10, 26),
            ),
            term(
                "a",
                "2 четверть",
                "quarter",
                date(2025, 11, 5),
                date(2025, 12, 28),
            ),
            term(
                "a",
                "1 полугодие",
                "half_year",
                date(2025, 9, 1),
                date(2025, 12, 28),
            ),
        ];
        let found = named(terms.iter());
        let titles: Vec<String> = found.iter().map(NamedTerm::title).collect();
        assert_eq!(
            titles,
            [
                "2 четверть 2025/2026",
                "1 полугодие 2025/2026",
                "1 четверть 2025/2026",
                "1 четверть 2024/2025",
            ]
        );
        let quarter = &found[2];
        assert_eq!(quarter.days.to, date(2025, 10, 26));
        assert!(!quarter.is_even, "the schools end it on different days");
        assert!(found[3].is_even);
        assert_eq!(quarter.kinds, ["quarter"]);
    }
}
