//! Changes: from which day on a school's marts must be computed anew.
//!
//! A night replaces windows and whole snapshots. Marts by day are recomputed from the window's first day,
//! or from an earlier one where a snapshot now says otherwise about it: a pupil enrolled in arrears, a
//! term moved.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, Date32Array, RecordBatch, StringArray};
use arrow::compute::cast;
use arrow::datatypes::{DataType, Date32Type};
use jiff::civil::Date;

use super::terms::Terms;
use crate::engine::{Error, Workbench};
use crate::lake::Snapshot;
use crate::model::Unit;
use crate::office::LoadRecord;
use crate::period::{Period, SchoolYear, day_of, epoch_day};

/// A school's year and the first day on which its facts may differ from the release before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Changed {
    pub school_id: String,
    pub school_year: String,
    pub from_day: Date,
    /// The first day whose deadlines may have passed since the release before, no later than `from_day`.
    pub judged_from: Date,
    /// Terms that end on this day or later may differ.
    pub term_from: Date,
    /// The first day of any of them.
    pub terms_begin: Date,
    /// What the night brought: rows, and the days that they cover.
    rows: u64,
    window: Period,
}

impl Changed {
    /// Returns the first day from which rows that stand for such a stretch are made anew.
    pub fn begin(&self, unit: Unit) -> Date {
        match unit {
            Unit::Day => self.judged_from,
            Unit::Month => self.judged_from.first_of_month(),
            Unit::Term => self.term_from,
            Unit::Year => Period::EVER.from,
        }
    }

    /// Takes in the terms that end on a day or later. `terms` are the first and last days of all.
    fn reach_terms(&mut self, day: Date, terms: &[Period]) {
        self.term_from = self.term_from.min(day);
        let reached = terms.iter().filter(|term| term.to >= self.term_from);
        let begins = reached.map(|term| term.from).min();
        self.terms_begin = begins.unwrap_or(self.judged_from).min(self.judged_from);
    }

    /// Returns about how many rows are read for the changed days: as many a day as the night brought, and half as many
    /// for days that only terms reach back to.
    pub fn rows(&self) -> u64 {
        let days = |from: Date, to: Date| (to - from).get_days().max(0) as u64 + 1;
        let year = SchoolYear::of(self.window.to).period();
        let from = self.from_day.max(year.from);
        let begin = self.terms_begin.clamp(year.from, from);
        let days_read = days(from, self.window.to) + (days(begin, from) - 1) / 2;
        self.rows * days_read / days(self.window.from, self.window.to)
    }
}

/// Whatever changes in these columns may concern any day of the year.
const WHOLE_YEAR: [(&str, &str); 5] = [
    ("school", "timezone, connected_on"),
    (
        "terms",
        "term_id, kind, starts_on, ends_on, grade_from, grade_to",
    ),
    ("days_off", "starts_on, ends_on"),
    ("classes", "class_id, kind, grade"),
    (
        "groups",
        "group_id, class_id, subject_id, staff_id, weekly_hours",
    ),
];

/// Spans whose change concerns the days from the first one that differs.
const SPANS: [(&str, &str); 2] = [
    ("enrolments", "pupil_id, class_id"),
    ("group_pupils", "group_id, pupil_id"),
];

/// Days that other rules judge now, or whose marts other declarations make.
const CHANGED_RULES: &str = "
    with held as (select r.* from before.rules r
        join changed x on x.school_id = r.school_id and x.school_year = r.school_year),
    now as (select r.* from lake.rules r
        join changed x on x.school_id = r.school_id and x.school_year = r.school_year)
    select school_id, school_year, min(from_day) as from_day from (
        (select * from held except select * from now)
        union all (select * from now except select * from held))
    group by school_id, school_year";

/// The first days of which a deadline was still open when the last extract before was made, or a day earlier: the
/// school's own day is told by other clocks.
const OPEN_DEADLINES: &str = "
    with moments as (
        select l.school_id, l.school_year, cast(max(l.extracted_at) as date) as day from before.loads l
        join changed x on x.school_id = l.school_id and x.school_year = l.school_year
        group by l.school_id, l.school_year),
    longest as (
        select school_id, school_year, max(greatest(topics_days, attendance_days)) as days
        from lake.rules group by school_id, school_year)
    select m.school_id, m.school_year, cast(cast(cast(m.day as int) - 1 - d.days as int) as date) as from_day
    from moments m
    join longest d on d.school_id = m.school_id and d.school_year = m.school_year";

/// The first days of finished terms of which a mark is another one than before, where rows of terms are not made anew anyway.
/// Marks of a term come with every extract, whatever its window.
const CHANGED_TERM_MARKS: &str = "
    with held as (select g.school_id, g.school_year, g.date, g.term_id, g.group_id, g.pupil_key, g.kind, g.value
        from past.grades g join changed x on x.school_id = g.school_id and x.school_year = g.school_year
        where g.date < x.term_from),
    now as (select g.school_id, g.school_year, g.date, g.term_id, g.group_id, g.pupil_key, g.kind, g.value
        from mart.grades g join changed x on x.school_id = g.school_id and x.school_year = g.school_year
        where g.date < x.term_from)
    select school_id, school_year, min(date) as from_day from (
        (select * from held except select * from now)
        union all (select * from now except select * from held))
    group by school_id, school_year";

/// Rows of the schools that are computed together: enough that planning costs little beside, few enough to
/// stay, with what is made of them, under a gigabyte.
const PORTION_ROWS: u64 = 1_000_000;
/// A portion smaller than this is mostly planning, even where a core has nothing else to do.
const PORTION_ROWS_LEAST: u64 = 100_000;

/// Finds what each applied load changes, and lays the list out as `changed`.
pub async fn find(
    bench: &Workbench,
    before: &Snapshot,
    applied: &[(usize, LoadRecord)],
) -> Result<Vec<Changed>, Error> {
    let mut changed: Vec<Changed> = Vec::new();
    for (_, record) in applied {
        if let (Some(school_id), Some(school_year), Some(window)) =
            (&record.school_id, &record.school_year, record.window)
        {
            changed.push(Changed {
                school_id: school_id.clone(),
                school_year: school_year.clone(),
                from_day: window.from,
                judged_from: window.from,
                term_from: window.from,
                terms_begin: window.from,
                rows: record.tables.iter().map(|table| table.accepted).sum(),
                window,
            });
        }
    }
    changed.sort_by(|a, b| (&a.school_year, &a.school_id).cmp(&(&b.school_year, &b.school_id)));
    lay_out(bench, &changed)?;
    bench.remember(before.clone());
    let (first_day, last_day) = (Period::EVER.from, Period::EVER.to);
    for (table, columns) in WHOLE_YEAR {
        let sql = format!(
            "with held as (select t.school_id, t.school_year, {columns} from before.{table} t \
             join changed x on x.school_id = t.school_id and x.school_year = t.school_year), \
             now as (select t.school_id, t.school_year, {columns} from lake.{table} t \
             join changed x on x.school_id = t.school_id and x.school_year = t.school_year) \
             select school_id, school_year, date '{first_day}' as from_day from ( \
             (select * from held except select * from now) \
             union all (select * from now except select * from held)) \
             group by school_id, school_year"
        );
        take_earlier(&mut changed, &bench.rows(&sql).await?)?;
    }
    for (table, key) in SPANS {
        let span = |source: &str| {
            format!(
                "select t.school_id, t.school_year, {key}, coalesce(t.\"from\", date '{first_day}') as first, \
                 coalesce(t.\"to\", date '{last_day}') as last from {source}.{table} t \
                 join changed x on x.school_id = t.school_id and x.school_year = t.school_year"
            )
        };
        let (left, right) = key.split_once(", ").unwrap_or((key, key));
        let sql = format!(
            "with held as ({}), now as ({}) \
             select coalesce(h.school_id, n.school_id) as school_id, coalesce(h.school_year, n.school_year) as school_year, \
             min(case when h.first is null then n.first when n.first is null then h.first \
             else cast(least(h.last, n.last) + interval '1 day' as date) end) as from_day \
             from held h full join now n on h.school_id = n.school_id and h.school_year = n.school_year \
             and h.{left} = n.{left} and h.{right} = n.{right} and h.first = n.first \
             where h.first is null or n.first is null or h.last <> n.last \
             group by 1, 2",
            span("before"),
            span("lake")
        );
        take_earlier(&mut changed, &bench.rows(&sql).await?)?;
    }
    take_earlier(&mut changed, &bench.rows(CHANGED_RULES).await?)?;
    for school in &mut changed {
        school.judged_from = school.from_day;
    }
    take_earlier_deadlines(&mut changed, &bench.rows(OPEN_DEADLINES).await?)?;
    let terms = Terms::read(bench).await?;
    for school in &mut changed {
        school.term_from = school.judged_from;
        school.reach_terms(school.judged_from, terms.of(school));
    }
    lay_out(bench, &changed)?;
    Ok(changed)
}

/// Takes in the terms of which a mark was changed, and lays the list out again. The marts of these schools are laid out.
pub async fn reach_changed_term_marks(
    bench: &Workbench,
    changed: &mut [Changed],
) -> Result<(), Error> {
    let terms = Terms::read(bench).await?;
    let schools: Vec<&str> = changed.iter().map(|one| one.school_id.as_str()).collect();
    let columns = [
        "school_id",
        "school_year",
        "date",
        "term_id",
        "group_id",
        "pupil_key",
        "kind",
        "value",
    ];
    let columns = columns.map(str::to_owned).into();
    bench
        .hold(
            "past.grades",
            &columns,
            &schools,
            &changed[0].school_year,
            None,
        )
        .await?;
    let found = bench.rows(CHANGED_TERM_MARKS).await?;
    for_each_found(changed, &found, |school, day| {
        school.reach_terms(day, terms.of(school));
    })?;
    lay_out(bench, changed)
}

/// Splits schools, which come sorted by year, into those that are computed together.
pub fn portions(changed: &[Changed], cores: usize) -> Vec<&[Changed]> {
    let all: u64 = changed.iter().map(Changed::rows).sum();
    let most = (all / cores.max(1) as u64).clamp(PORTION_ROWS_LEAST, PORTION_ROWS);
    let mut portions = Vec::new();
    let mut start = 0;
    let mut rows = 0;
    for (place, school) in changed.iter().enumerate() {
        let is_other_year = school.school_year != changed[start].school_year;
        if place > start && (is_other_year || rows + school.rows() > most) {
            portions.push(&changed[start..place]);
            (start, rows) = (place, 0);
        }
        rows += school.rows();
    }
    if start < changed.len() {
        portions.push(&changed[start..]);
    }
    portions
}

/// Lays the list out as `changed`, which the SQL of marts joins.
pub fn lay_out(bench: &Workbench, changed: &[Changed]) -> Result<(), Error> {
    let rows = rows(changed);
    bench.lay_out("changes.changed", &rows.schema(), vec![rows])
}

fn take_earlier(changed: &mut [Changed], found: &[RecordBatch]) -> Result<(), Error> {
    for_each_found(changed, found, |school, day| {
        school.from_day = school.from_day.min(day);
    })
}

fn take_earlier_deadlines(changed: &mut [Changed], found: &[RecordBatch]) -> Result<(), Error> {
    for_each_found(changed, found, |school, day| {
        school.judged_from = school.judged_from.min(day);
    })
}

/// Calls back with each school of the found rows and the day beside it.
fn for_each_found(
    changed: &mut [Changed],
    found: &[RecordBatch],
    mut take: impl FnMut(&mut Changed, Date),
) -> Result<(), Error> {
    for batch in found {
        let text = |place: usize| cast(batch.column(place), &DataType::Utf8);
        let (schools, years) = match (text(0), text(1)) {
            (Ok(schools), Ok(years)) => (schools, years),
            (Err(error), _) | (_, Err(error)) => return Err(Error::Plan(error.into())),
        };
        let days = batch.column(2).as_primitive::<Date32Type>();
        for row in 0..batch.num_rows() {
            let day = match days.is_valid(row) {
                true => day_of(days.value(row)),
                false => Period::EVER.from,
            };
            for school in changed.iter_mut().filter(|school| {
                school.school_id == schools.as_string::<i32>().value(row)
                    && school.school_year == years.as_string::<i32>().value(row)
            }) {
                take(school, day);
            }
        }
    }
    Ok(())
}

fn rows(changed: &[Changed]) -> RecordBatch {
    let days = |day: fn(&Changed) -> Date| {
        let days = changed.iter().map(|school| epoch_day(day(school)));
        Arc::new(Date32Array::from_iter_values(days)) as ArrayRef
    };
    RecordBatch::try_from_iter([
        (
            "school_id",
            Arc::new(StringArray::from_iter_values(
                changed.iter().map(|school| &school.school_id),
            )) as ArrayRef,
        ),
        (
            "school_year",
            Arc::new(StringArray::from_iter_values(
                changed.iter().map(|school| &school.school_year),
            )),
        ),
        ("from_day", days(|school| school.from_day)),
        ("judged_from", days(|school| school.judged_from)),
        ("month_from", days(|school| school.begin(Unit::Month))),
        ("term_from", days(|school| school.term_from)),
        ("terms_begin", days(|school| school.terms_begin)),
    ])
    .expect("the columns have one length")
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn rows_of_the_whole_year_are_told_from_a_night_of_a_month() {
        let mut changed = school("2025/2026", 3_100);
        assert_eq!(changed.rows(), 3_100);
        changed.terms_begin = date(2025, 9, 1);
        assert_eq!(changed.rows(), 4_600, "September by half");
        changed.from_day = Period::EVER.from;
        assert_eq!(changed.rows(), 6_100, "61 days since 1 September");
    }

    #[test]
    fn terms_that_end_later_are_read_from_their_first_day() {
        let first = Period::new(date(2025, 9, 1), date(2025, 10, 24));
        let second = Period::new(date(2025, 11, 5), date(2025, 12, 28));
        let half = Period::new(date(2025, 9, 1), date(2025, 12, 28));
        let begin = |day: Date, terms: &[Period]| {
            let mut changed = school("2025/2026", 1);
            (changed.judged_from, changed.term_from) = (day, day);
            changed.reach_terms(day, terms);
            changed.terms_begin
        };
        let november = date(2025, 11, 20);
        assert_eq!(begin(november, &[first, second]), date(2025, 11, 5));
        assert_eq!(begin(november, &[first, second, half]), date(2025, 9, 1));
        assert_eq!(
            begin(date(2025, 10, 28), &[first, second]),
            date(2025, 10, 28)
        );
        assert_eq!(begin(november, &[]), november);
    }

    #[test]
    fn portions_keep_years_apart_and_are_not_too_large() {
        let sizes = |changed: &[Changed]| -> Vec<usize> {
            portions(changed, 2)
                .into_iter()
                .map(<[Changed]>::len)
                .collect()
        };
        assert!(sizes(&[]).is_empty());
        let (small, half, large) = (10, PORTION_ROWS / 2, 3 * PORTION_ROWS);
        let now = |rows| school("2025/2026", rows);
        assert_eq!(sizes(&[now(small), now(small), now(small)]), [3]);
        assert_eq!(
            sizes(&[now(half), now(half), now(half)]),
            [1, 1, 1],
            "for two cores"
        );
        assert_eq!(sizes(&[now(half), now(half), now(half), now(half)]), [2, 2]);
        assert_eq!(sizes(&[now(small), now(large), now(small)]), [1, 1, 1]);
        assert_eq!(sizes(&[school("2024/2025", small), now(small)]), [1, 1]);
    }

    fn school(school_year: &str, rows: u64) -> Changed {
        Changed {
            school_id: "s1".into(),
            school_year: school_year.into(),
            from_day: date(2025, 10, 1),
            judged_from: date(2025, 10, 1),
            term_from: date(2025, 10, 1),
            terms_begin: date(2025, 10, 1),
            rows,
            window: Period::new(date(2025, 10, 1), date(2025, 10, 31)),
        }
    }
}
