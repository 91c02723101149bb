//! Cross-check: warnings that only several tables together can give: `enrolment`, `exempt`, `twins`.
//!
//! The rows are joined as small polars frames of whole numbers: the references were resolved to codes when the
//! rows were judged, so no text is compared again.

use std::collections::HashMap;

use polars::prelude::*;

use super::cell::Cell;
use super::column::Column as OwnColumn;
use super::parent::NO_CODE;
use super::reading::{Context, Judged};
use super::stored::remaining;
use super::value::show;

/// Adds the warnings to the findings of the tables concerned.
pub(super) fn warn(context: &mut Context) {
    // The frames are built here, of columns of one length and of the types that the joins name.
    let reason = "the frames have the columns that are joined";
    for table in ["marks", "absences"] {
        warn_enrolment(context, table).expect(reason);
    }
    warn_exempt(context).expect(reason);
    warn_twins(context).expect(reason);
}

/// Warns of marks and absences of pupils whom no class had that day.
fn warn_enrolment(context: &mut Context, table: &str) -> PolarsResult<()> {
    let is_unreadable = context
        .tables
        .get("enrolments")
        .is_some_and(|judged| !judged.is_readable);
    let Some(judged) = context.tables.get(table) else {
        return Ok(());
    };
    if is_unreadable || judged.lines.is_empty() {
        return Ok(());
    }
    let day = judged.dataset.day.clone().unwrap_or_default();
    let Some(days) = judged.column(&day) else {
        return Ok(());
    };
    let pupils = codes(judged, "pupil_id");
    let mut rows = Rows::default();
    for (row, &pupil) in pupils.iter().enumerate() {
        if let Some(day) = days.int(row).filter(|_| pupil != NO_CODE) {
            rows.push(row, u64::from(pupil), day);
        }
    }
    let mut spans = Spans::default();
    each_row(
        context,
        "enrolments",
        &["pupil_id", "from", "to"],
        |codes, columns, row| {
            let from = columns[1].int(row).unwrap_or(i32::MIN);
            let to = columns[2].int(row).unwrap_or(i32::MAX);
            spans.push(u64::from(codes[0]), from, to);
        },
    );
    let count = judged.lines.len();
    let candidates = rows.row.clone();
    let is_enrolled = covered(rows, spans, count)?;
    warn_rows(
        context,
        table,
        "enrolment",
        "pupil_id",
        candidates
            .into_iter()
            .filter(|&row| !is_enrolled[row as usize]),
        |judged, row| {
            let day = judged.column(&day).and_then(|days| days.int(row));
            format!(
                "ученик «{}» в этот день ({}) не числится ни в одном классе",
                judged.show("pupil_id", row),
                show(&day.map_or(Cell::Empty, Cell::Day))
            )
        },
    );
    Ok(())
}

/// Warns of number marks where the pupil was exempt in that lesson or for that term.
fn warn_exempt(context: &mut Context) -> PolarsResult<()> {
    let Some(judged) = context.tables.get("marks") else {
        return Ok(());
    };
    let empty = Vec::new();
    let groups = context
        .parents
        .get("lessons")
        .map_or(&empty, |lessons| &lessons.groups);
    let (Some(values), Some(days)) = (judged.column("value"), judged.column("work_date")) else {
        return Ok(());
    };
    let (pupils, lessons) = (codes(judged, "pupil_id"), codes(judged, "lesson_id"));
    let mut by_lesson = Rows::default();
    let mut by_group = Rows::default();
    for row in 0..judged.lines.len() {
        let first = values.text(row).and_then(<[u8]>::first);
        let is_number = first.is_some_and(u8::is_ascii_digit);
        let (Some(&pupil), Some(&lesson), Some(day)) =
            (pupils.get(row), lessons.get(row), days.int(row))
        else {
            continue;
        };
        if !is_number || pupil == NO_CODE || lesson == NO_CODE {
            continue;
        }
        by_lesson.push(row, pair(pupil, lesson), day);
        let group = groups.get(lesson as usize).copied().unwrap_or(NO_CODE);
        if group != NO_CODE {
            by_group.push(row, pair(pupil, group), day);
        }
    }
    if by_lesson.row.is_empty() {
        return Ok(());
    }
    let (in_lesson, in_term) = (exempt_lessons(context), exempt_terms(context));
    let count = judged.lines.len();
    let is_in_lesson = covered(by_lesson, in_lesson, count)?;
    let is_in_term = covered(by_group, in_term, count)?;
    let rows: Vec<u32> = (0..count as u32)
        .filter(|&row| is_in_lesson[row as usize] || is_in_term[row as usize])
        .collect();
    warn_rows(
        context,
        "marks",
        "exempt",
        "value",
        rows.into_iter(),
        |judged, row| {
            format!(
                "отметка «{}» ученику «{}», который освобождён",
                judged.show("value", row),
                judged.show("pupil_id", row)
            )
        },
    );
    Ok(())
}

fn exempt_lessons(context: &Context) -> Spans {
    let mut spans = Spans::default();
    let names = ["pupil_id", "lesson_id", "code"];
    each_row(context, "absences", &names, |codes, columns, row| {
        if columns[2].text(row) == Some("ОСВ".as_bytes()) {
            spans.push(pair(codes[0], codes[1]), i32::MIN, i32::MAX);
        }
    });
    spans
}

fn exempt_terms(context: &Context) -> Spans {
    let mut exempt = Vec::new();
    let names = ["pupil_id", "group_id", "term_id", "value"];
    each_row(context, "term_marks", &names, |codes, columns, row| {
        if columns[3].text(row) == Some("осв".as_bytes())
            && let Some(term) = columns[2].text(row)
        {
            exempt.push((pair(codes[0], codes[1]), term.to_vec()));
        }
    });
    let mut spans = Spans::default();
    if exempt.is_empty() {
        return spans;
    }
    let mut terms = HashMap::new();
    let names = ["term_id", "starts_on", "ends_on"];
    each_row(context, "terms", &names, |_, columns, row| {
        if let (Some(term), Some(from), Some(to)) = (
            columns[0].text(row),
            columns[1].int(row),
            columns[2].int(row),
        ) {
            terms.insert(term.to_vec(), (from, to));
        }
    });
    for (key, term) in exempt {
        if let Some(&(from, to)) = terms.get(&term) {
            spans.push(key, from, to);
        }
    }
    spans
}

/// Warns of classes of one grade whose letters differ only in the alphabet.
fn warn_twins(context: &mut Context) -> PolarsResult<()> {
    let Some(judged) = context.tables.get("classes") else {
        return Ok(());
    };
    let (Some(grades), Some(letters)) = (judged.column("grade"), judged.column("letter")) else {
        return Ok(());
    };
    let mut number_of = HashMap::new();
    let mut number = |text: String| {
        let next = number_of.len() as u32;
        *number_of.entry(text).or_insert(next)
    };
    let (mut row_of, mut keys, mut written) = (Vec::new(), Vec::new(), Vec::new());
    for row in 0..judged.lines.len() {
        let Some(letter) = letters.text(row) else {
            continue;
        };
        let letter = String::from_utf8_lossy(letter).to_uppercase();
        let grade = grades.int(row).unwrap_or(i32::MIN) as u32;
        let folded: String = letter.chars().map(cyrillic_twin).collect();
        row_of.push(row as u32);
        keys.push(pair(grade, number(folded)));
        written.push(number(letter));
    }
    if row_of.is_empty() {
        return Ok(());
    }
    let frame = DataFrame::new_infer_height(vec![
        Column::new("row".into(), row_of),
        Column::new("key".into(), keys),
        Column::new("letter".into(), written),
    ])?;
    let pairs = frame.inner_join(&frame, ["key"], ["key"])?;
    let (later, earlier) = (numbers(&pairs, "row")?, numbers(&pairs, "row_right")?);
    let (letter, other) = (numbers(&pairs, "letter")?, numbers(&pairs, "letter_right")?);
    let twin_of: HashMap<u32, u32> = (0..later.len())
        .filter(|&pair| later[pair] > earlier[pair] && letter[pair] != other[pair])
        .map(|pair| (later[pair], earlier[pair]))
        .collect();
    let mut rows: Vec<u32> = twin_of.keys().copied().collect();
    rows.sort_unstable();
    warn_rows(
        context,
        "classes",
        "twins",
        "letter",
        rows.into_iter(),
        |judged, row| {
            let twin = twin_of.get(&(row as u32)).map_or(0, |&twin| twin as usize);
            format!(
                "литера класса «{}» выглядит как литера класса «{}», но написана другим алфавитом",
                judged.show("name", row),
                judged.show("name", twin)
            )
        },
    );
    Ok(())
}

/// Returns the Cyrillic capital that looks like a Latin one.
fn cyrillic_twin(letter: char) -> char {
    match letter {
        'A' => 'А',
        'B' => 'В',
        'C' => 'С',
        'E' => 'Е',
        'H' => 'Н',
        'K' => 'К',
        'M' => 'М',
        'O' => 'О',
        'P' => 'Р',
        'T' => 'Т',
        'X' => 'Х',
        'Y' => 'У',
        other => other,
    }
}

/// Rows with something they are looked up by and their day.
#[derive(Debug, Default)]
struct Rows {
    row: Vec<u32>,
    key: Vec<u64>,
    day: Vec<i32>,
}

/// Spans of days for which something is so.
#[derive(Debug, Default)]
struct Spans {
    key: Vec<u64>,
    from: Vec<i32>,
    to: Vec<i32>,
}

impl Rows {
    fn push(&mut self, row: usize, key: u64, day: i32) {
        self.row.push(row as u32);
        self.key.push(key);
        self.day.push(day);
    }
}

impl Spans {
    fn push(&mut self, key: u64, from: i32, to: i32) {
        self.key.push(key);
        self.from.push(from);
        self.to.push(to);
    }
}

/// Tells for each of `count` rows whether a span of its key holds its day.
fn covered(rows: Rows, spans: Spans, count: usize) -> PolarsResult<Vec<bool>> {
    let mut is_covered = vec![false; count];
    if rows.row.is_empty() || spans.key.is_empty() {
        return Ok(is_covered);
    }
    let rows = DataFrame::new_infer_height(vec![
        Column::new("row".into(), rows.row),
        Column::new("key".into(), rows.key),
        Column::new("day".into(), rows.day),
    ])?;
    let spans = DataFrame::new_infer_height(vec![
        Column::new("key".into(), spans.key),
        Column::new("from".into(), spans.from),
        Column::new("to".into(), spans.to),
    ])?;
    let pairs = rows.inner_join(&spans, ["key"], ["key"])?;
    let day = pairs.column("day")?.as_materialized_series().i32()?;
    let from = pairs.column("from")?.as_materialized_series().i32()?;
    let to = pairs.column("to")?.as_materialized_series().i32()?;
    let is_within = &from.lt_eq(day) & &to.gt_eq(day);
    for row in numbers(&pairs.filter(&is_within)?, "row")? {
        is_covered[row as usize] = true;
    }
    Ok(is_covered)
}

fn numbers(frame: &DataFrame, name: &str) -> PolarsResult<Vec<u32>> {
    let column = frame.column(name)?.as_materialized_series().u32()?;
    Ok(column.into_no_null_iter().collect())
}

fn pair(a: u32, b: u32) -> u64 {
    u64::from(a) << 32 | u64::from(b)
}

/// Visits every row of a table as it will be: of this extract, and of the lake where this extract leaves it. Each
/// visit has the codes that the named columns refer to, and the columns.
fn each_row(
    context: &Context,
    table: &str,
    names: &[&str],
    mut visit: impl FnMut(&[u32], &[&OwnColumn], usize),
) {
    let Some(dataset) = context.datasets.get(table) else {
        return;
    };
    let mut of_row = vec![NO_CODE; names.len()];
    let mut visit_all = |columns: &[&OwnColumn], codes: &[&[u32]]| {
        for row in 0..columns.first().map_or(0, |column| column.len()) {
            for (code, codes) in of_row.iter_mut().zip(codes) {
                *code = codes.get(row).copied().unwrap_or(NO_CODE);
            }
            visit(&of_row, columns, row);
        }
    };
    if let Some(judged) = context.tables.get(table) {
        let columns: Option<Vec<&OwnColumn>> =
            names.iter().map(|name| judged.column(name)).collect();
        let codes: Vec<&[u32]> = names.iter().map(|name| codes(judged, name)).collect();
        if let Some(columns) = columns {
            visit_all(&columns, &codes);
        }
    }
    let stored = remaining(dataset, context.manifest, context.known, names);
    let codes: Vec<Vec<u32>> = names
        .iter()
        .zip(&stored)
        .map(|(name, column)| {
            dataset
                .column(name)
                .and_then(|column| column.references.as_ref())
                .and_then(|reference| context.parents.get(&reference.table))
                .map_or_else(Vec::new, |parent| parent.codes(column))
        })
        .collect();
    let columns: Vec<&OwnColumn> = stored.iter().collect();
    let codes: Vec<&[u32]> = codes.iter().map(Vec::as_slice).collect();
    visit_all(&columns, &codes);
}

/// Returns the codes that a column of an accepted table refers to.
fn codes<'a>(judged: &'a Judged, name: &str) -> &'a [u32] {
    judged
        .dataset
        .columns
        .iter()
        .position(|column| column.name == name)
        .map_or(&[], |index| &judged.codes[index])
}

fn warn_rows(
    context: &mut Context,
    table: &str,
    rule: &'static str,
    column: &str,
    rows: impl Iterator<Item = u32>,
    describe: impl Fn(&Judged, usize) -> String,
) {
    let Some(mut judged) = context.tables.remove(table) else {
        return;
    };
    let rows: Vec<u32> = rows.collect();
    for row in rows {
        let row = row as usize;
        let message = describe(&judged, row);
        let line = judged.lines[row];
        judged
            .findings
            .warn(rule, Some(line), Some(column), || message);
    }
    context.tables.insert(table.to_owned(), judged);
}
