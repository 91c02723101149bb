//! Replacing: which rows make way for new ones.

use std::collections::HashMap;

use arrow::array::{Array, ArrayRef, AsArray, BooleanArray, RecordBatch};
use arrow::buffer::BooleanBuffer;
use arrow::compute::cast;
use arrow::datatypes::{DataType, Date32Type, Schema};
use arrow::error::ArrowError;
use datafusion::common::ScalarValue;
use datafusion::common::stats::Precision;

use super::files::LakeFile;
use super::{Error, Replaced, SCHOOL, TableDecl};
use crate::period::epoch_day;

/// The rows to be replaced, by school.
#[derive(Debug)]
pub(super) struct Replacing {
    schools: HashMap<String, Vec<Stretch>>,
    day: Option<String>,
}

/// What of a school is replaced. None means all.
#[derive(Debug, Clone)]
struct Stretch {
    year: Option<String>,
    days: Option<(i32, i32)>,
}

/// The days that one school year loses, by school.
#[derive(Debug)]
pub(super) struct YearReplacing {
    schools: HashMap<String, Vec<Option<(i32, i32)>>>,
    /// The column of days, which files are read with.
    pub day: Option<String>,
}

/// What is known of the rows of a file or of a row group: the least and the greatest.
#[derive(Debug, Clone, Default)]
pub(super) struct Bounds {
    pub schools: (Option<String>, Option<String>),
    pub days: (Option<i32>, Option<i32>),
}

impl Replacing {
    pub fn new(decl: &TableDecl, replaced: &[Replaced]) -> Result<Self, Error> {
        let mut schools: HashMap<String, Vec<Stretch>> = HashMap::new();
        for one in replaced {
            if one.days.is_some() && decl.day.is_none() {
                return Err(Error::NoDay {
                    table: decl.name.clone(),
                });
            }
            let days = one
                .days
                .map(|days| (epoch_day(days.from), epoch_day(days.to)));
            let stretches = schools.entry(one.school_id.clone()).or_default();
            stretches.push(Stretch {
                year: one.school_year.clone(),
                days,
            });
        }
        Ok(Self {
            schools,
            day: decl.day.clone(),
        })
    }

    /// Whether a file may hold a replaced row, by what the log says of it.
    pub fn may_touch(&self, file: &LakeFile, schema: &Schema) -> bool {
        let known = |column: &str| {
            let index = schema.index_of(column).ok()?;
            file.statistics.column_statistics.get(index)
        };
        let text = |value: &Precision<ScalarValue>| {
            let text = value.get_value()?.try_as_str()??;
            Some(text.to_owned())
        };
        let day = |value: &Precision<ScalarValue>| match value.get_value() {
            Some(ScalarValue::Date32(day)) => *day,
            _ => None,
        };
        let (schools, days) = (known(SCHOOL), self.day.as_deref().and_then(known));
        let bounds = Bounds {
            schools: schools.map_or((None, None), |known| {
                (text(&known.min_value), text(&known.max_value))
            }),
            days: days.map_or((None, None), |known| {
                (day(&known.min_value), day(&known.max_value))
            }),
        };
        self.of_year(file.year.as_deref()).may_hold(&bounds)
    }

    /// Returns what is replaced in one partition.
    pub fn of_year(&self, year: Option<&str>) -> YearReplacing {
        let schools = self.schools.iter().filter_map(|(school, stretches)| {
            let days: Vec<_> = stretches
                .iter()
                .filter(|stretch| stretch.is_of(year))
                .map(|stretch| stretch.days)
                .collect();
            (!days.is_empty()).then(|| (school.clone(), days))
        });
        YearReplacing {
            schools: schools.collect(),
            day: self.day.clone(),
        }
    }
}

impl Stretch {
    fn is_of(&self, year: Option<&str>) -> bool {
        self.year.is_none() || self.year.as_deref() == year
    }
}

impl YearReplacing {
    /// Whether rows within these bounds may be replaced.
    pub fn may_hold(&self, bounds: &Bounds) -> bool {
        let (first, last) = &bounds.schools;
        let (from, to) = bounds.days;
        self.schools.iter().any(|(school, stretches)| {
            first.as_ref().is_none_or(|first| first <= school)
                && last.as_ref().is_none_or(|last| school <= last)
                && stretches.iter().any(|stretch| {
                    stretch.is_none_or(|(first, last)| {
                        from.is_none_or(|from| from <= last) && to.is_none_or(|to| first <= to)
                    })
                })
        })
    }

    /// Marks the rows that stay.
    pub fn staying(&self, rows: &RecordBatch) -> Result<BooleanArray, ArrowError> {
        let Some(schools) = column(rows, SCHOOL, &DataType::Utf8View)? else {
            return Ok(BooleanArray::from(vec![true; rows.num_rows()]));
        };
        let schools = schools.as_string_view();
        let days = match &self.day {
            Some(day) => column(rows, day, &DataType::Date32)?,
            None => None,
        };
        let days = days.as_ref().map(|days| days.as_primitive::<Date32Type>());
        // Rows of a school stand together, so its stretches are mostly those of the row before.
        let mut school = "";
        let mut stretches = self.schools.get(school);
        let staying = BooleanBuffer::collect_bool(rows.num_rows(), |row| {
            if schools.is_null(row) {
                return true;
            }
            if schools.value(row) != school {
                school = schools.value(row);
                stretches = self.schools.get(school);
            }
            let day = days
                .filter(|days| days.is_valid(row))
                .map(|days| days.value(row));
            let is_replaced = |stretch: &Option<(i32, i32)>| match (stretch, day) {
                (None, _) => true,
                (Some((from, to)), Some(day)) => *from <= day && day <= *to,
                (Some(_), None) => false,
            };
            !stretches.is_some_and(|stretches| stretches.iter().any(is_replaced))
        });
        Ok(BooleanArray::new(staying, None))
    }
}

fn column(
    rows: &RecordBatch,
    name: &str,
    data_type: &DataType,
) -> Result<Option<ArrayRef>, ArrowError> {
    rows.column_by_name(name)
        .map(|column| match column.data_type() == data_type {
            true => Ok(column.clone()),
            false => cast(column, data_type),
        })
        .transpose()
}
