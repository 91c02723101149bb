//! Estimates: how many rows of a table lie where a question looks, from the log's file statistics alone.

use std::collections::BTreeSet;

use datafusion::common::ScalarValue;
use datafusion::common::stats::Precision;
use jiff::civil::Date;

use super::files::LakeFile;
use super::{Error, LakeTable, SCHOOL};
use crate::period::{Period, day_of};

/// Where a question looks.
#[derive(Debug, Clone)]
pub struct Within {
    /// None for all days.
    pub days: Option<Period>,
    pub schools: BTreeSet<String>,
    /// Every school that the lake may hold.
    pub all_schools: BTreeSet<String>,
}

impl LakeTable {
    /// Estimates the rows within. Rows are taken to be spread evenly over the days and the schools of their file.
    pub async fn estimate(&self, within: &Within) -> Result<u64, Error> {
        let schema = self.scanned();
        let school = schema.index_of(SCHOOL).ok();
        let day = schema.index_of(self.day()).ok();
        let mut rows = 0.0;
        for file in self.files().await? {
            let Precision::Exact(held) = file.statistics.num_rows else {
                continue;
            };
            rows += held as f64
                * within.share_of_schools(school.and_then(|column| texts(&file, column)))
                * within.share_of_days(day.and_then(|column| days(&file, column)));
        }
        Ok(rows.round() as u64)
    }
}

impl Within {
    fn share_of_schools(&self, bounds: Option<(&str, &str)>) -> f64 {
        let between = |schools: &BTreeSet<String>| match bounds {
            Some((least, greatest)) => {
                let within = |id: &&String| id.as_str() >= least && id.as_str() <= greatest;
                schools.iter().filter(within).count()
            }
            None => schools.len(),
        };
        let held = between(&self.all_schools);
        match held {
            // Of schools that nobody knows; they are nobody's to count.
            0 => 0.0,
            held => between(&self.schools) as f64 / held as f64,
        }
    }

    fn share_of_days(&self, bounds: Option<(Date, Date)>) -> f64 {
        let (Some(asked), Some((first, last))) = (self.days, bounds) else {
            return 1.0;
        };
        let count = |from: Date, to: Date| f64::from((to - from).get_days() + 1).max(0.0);
        count(first.max(asked.from), last.min(asked.to)) / count(first, last).max(1.0)
    }
}

fn texts(file: &LakeFile, column: usize) -> Option<(&str, &str)> {
    let (least, greatest) = bounds(file, column)?;
    Some((least.try_as_str()??, greatest.try_as_str()??))
}

fn days(file: &LakeFile, column: usize) -> Option<(Date, Date)> {
    match bounds(file, column)? {
        (ScalarValue::Date32(Some(least)), ScalarValue::Date32(Some(greatest))) => {
            Some((day_of(*least), day_of(*greatest)))
        }
        _ => None,
    }
}

fn bounds(file: &LakeFile, column: usize) -> Option<(&ScalarValue, &ScalarValue)> {
    let known = file.statistics.column_statistics.get(column)?;
    Some((known.min_value.get_value()?, known.max_value.get_value()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn within(days: Option<(&str, &str)>, schools: &[&str]) -> Within {
        let set = |ids: &[&str]| ids.iter().map(|id| (*id).to_owned()).collect();
        Within {
            days: days.map(|(from, to)| Period::new(day(from), day(to))),
            schools: set(schools),
            all_schools: set(&["s1", "s2", "s3", "s4"]),
        }
    }

    fn day(text: &str) -> Date {
        text.parse().expect("a day")
    }

    #[test]
    fn a_file_counts_for_the_schools_asked_among_those_that_it_may_hold() {
        let one = within(None, &["s2"]);
        assert_eq!(one.share_of_schools(Some(("s1", "s2"))), 0.5);
        assert_eq!(one.share_of_schools(Some(("s3", "s4"))), 0.0);
        assert_eq!(one.share_of_schools(None), 0.25);
        assert_eq!(one.share_of_schools(Some(("t1", "t9"))), 0.0);
    }

    #[test]
    fn a_file_counts_for_the_days_asked_among_its_own() {
        let file = Some((day("2025-09-01"), day("2025-09-30")));
        let asked = within(Some(("2025-09-16", "2025-10-31")), &[]);
        assert_eq!(asked.share_of_days(file), 0.5);
        let later = within(Some(("2025-11-01", "2025-11-30")), &[]);
        assert_eq!(later.share_of_days(file), 0.0);
        assert_eq!(within(None, &[]).share_of_days(file), 1.0);
        assert_eq!(asked.share_of_days(None), 1.0);
    }
}
