//! Terms: on which days the quarters, trimesters and half-years of changed schools' years lie.

use std::collections::BTreeMap;

use arrow::array::AsArray;
use arrow::compute::cast;
use arrow::datatypes::{DataType, Date32Type};

use super::changes::Changed;
use crate::engine::{Error, Workbench};
use crate::period::{Period, day_of};

/// The terms of schools' years, years themselves left out.
#[derive(Default)]
pub struct Terms {
    by_school: BTreeMap<(String, String), Vec<Period>>,
}

const TERMS: &str = "
    select t.school_id, t.school_year, t.starts_on, t.ends_on from lake.terms t
    join changed x on x.school_id = t.school_id and x.school_year = t.school_year
    where t.kind <> 'year' and t.starts_on <= t.ends_on";

impl Terms {
    /// Reads the terms of the schools that are laid out as `changed`.
    pub async fn read(bench: &Workbench) -> Result<Self, Error> {
        let mut terms = Self::default();
        for batch in bench.rows(TERMS).await? {
            let text = |place: usize| cast(batch.column(place), &DataType::Utf8);
            let (schools, years) = match (text(0), text(1)) {
                (Ok(schools), Ok(years)) => (schools, years),
                (Err(error), _) | (_, Err(error)) => return Err(Error::Plan(error.into())),
            };
            let day = |place: usize| batch.column(place).as_primitive::<Date32Type>();
            let (first, last) = (day(2), day(3));
            for row in 0..batch.num_rows() {
                let key = (
                    schools.as_string::<i32>().value(row).to_owned(),
                    years.as_string::<i32>().value(row).to_owned(),
                );
                let days = Period::new(day_of(first.value(row)), day_of(last.value(row)));
                terms.by_school.entry(key).or_default().push(days);
            }
        }
        Ok(terms)
    }

    /// Returns the days of each term of a school's year.
    pub fn of(&self, school: &Changed) -> &[Period] {
        let key = (school.school_id.clone(), school.school_year.clone());
        self.by_school.get(&key).map_or(&[], Vec::as_slice)
    }
}
