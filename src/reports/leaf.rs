//! Leaf: a column as it stands on a sheet. A declared column makes one of them, or one for each value of a member.

use std::collections::HashSet;

use super::answer::{Answers, Value};
use super::block::{Column, SheetBlock};
use super::day_titles;
use super::laying::{Around, Laying};
use super::template;
use crate::export::numbers;
use crate::sheet::{Cell, Look};

pub(super) struct Leaf<'a> {
    pub column: &'a Column,
    /// The value that it is of, where a declared column makes several.
    pub across: Option<(String, Value)>,
    pub measure: Option<&'a str>,
    pub decimals: Option<u8>,
    pub heads: Heads,
}

/// What stands over a column.
#[derive(Clone)]
pub(super) struct Heads {
    /// The widest first, its own last.
    texts: Vec<String>,
    is_upright: bool,
}

/// Returns the columns of a sheet, those left out that stand only where something else was chosen.
pub(super) fn leaves<'a>(
    laying: &Laying<'_>,
    block: &'a SheetBlock,
    answers: &Answers,
    around: &Around<'_>,
) -> Vec<Leaf<'a>> {
    let mut leaves = Vec::new();
    for column in &block.columns {
        if column
            .when
            .as_ref()
            .is_some_and(|name| !laying.values.has(name))
        {
            continue;
        }
        let groups: Vec<String> = column
            .groups
            .iter()
            .map(|group| laying.words(group, around))
            .collect();
        let leaf = |title: String, across: Option<(String, Value)>| {
            let mut texts = groups.clone();
            texts.push(title);
            Leaf {
                column,
                across,
                measure: column.measure.as_deref(),
                decimals: column.decimals,
                heads: Heads {
                    texts,
                    is_upright: column.is_upright,
                },
            }
        };
        let Some(across) = &column.across else {
            leaves.push(leaf(laying.words(&column.title, around), None));
            continue;
        };
        let member = laying.member(across);
        for (value, shown) in values_across(laying, column, member, answers) {
            let title =
                template::filled(&column.title, |name| match laying.member(name) == member {
                    true => Some(shown.clone()),
                    false => Some(laying.words(&format!("{{{name}}}"), around)),
                });
            let across = Some((member.to_owned(), value));
            if column.each.is_empty() {
                leaves.push(leaf(title, across));
                continue;
            }
            for each in &column.each {
                let mut one = leaf(title.clone(), across.clone());
                one.heads.texts.push(laying.words(&each.title, around));
                one.measure = Some(&each.measure);
                one.decimals = each.decimals;
                leaves.push(one);
            }
        }
    }
    leaves
}

/// Returns the rows of heads over columns: a head stands over all of them that share it and those before it.
pub(super) fn rows_of_heads(columns: &[Heads]) -> Vec<Vec<Cell>> {
    let depth = columns.iter().map(|heads| heads.texts.len()).max();
    let depth = depth.unwrap_or(1);
    let mut rows: Vec<Vec<Cell>> = vec![Vec::new(); depth];
    for (place, heads) in columns.iter().enumerate() {
        let own = heads.texts.len().saturating_sub(1);
        for (level, head) in heads.texts.iter().enumerate() {
            let cell = Cell::text(head.clone(), Look::Head);
            if level == own {
                let rest = (depth - own) as u16;
                let cell = cell.spanning(1, rest);
                rows[level].push(match heads.is_upright {
                    true => cell.upright(),
                    false => cell,
                });
                continue;
            }
            let shares = |other: &Heads| {
                other.texts.len() > level + 1 && other.texts[..=level] == heads.texts[..=level]
            };
            // It was put over the first of those that share it.
            if place > 0 && shares(&columns[place - 1]) {
                continue;
            }
            let over = columns[place..].iter().take_while(|other| shares(other));
            rows[level].push(cell.spanning(over.count() as u16, 1));
        }
    }
    rows
}

impl Heads {
    /// Makes the one head of a column that names rows.
    pub(super) fn one(text: impl Into<String>) -> Self {
        Self {
            texts: vec![text.into()],
            is_upright: false,
        }
    }
}

impl Leaf<'_> {
    /// Returns how wide it is, in letters: as declared, else as the longest word of its own head.
    pub(super) fn width(&self) -> f64 {
        let own = self.heads.texts.last().map_or("", String::as_str);
        let longest = own.split(' ').map(|word| word.chars().count()).max();
        let usual = match self.column.is_upright {
            true => 5.0,
            false => longest.unwrap_or_default().clamp(7, 16) as f64,
        };
        self.column.width.unwrap_or(usual)
    }
}

/// Returns the values that a column is made for, with what each is called.
fn values_across(
    laying: &Laying<'_>,
    column: &Column,
    member: &str,
    answers: &Answers,
) -> Vec<(Value, String)> {
    if let Some(days) = &column.days {
        let days = laying.values.days_of(days).into_iter();
        return days
            .map(|day| (Value::Day(day), day_titles::of_day(day)))
            .collect();
    }
    let parts = column.parts.iter().map(|part| &part.question);
    let own = column.question.iter().chain(parts);
    let of: Vec<&String> = match &column.across_of {
        Some(question) => vec![question],
        None => own.collect(),
    };
    let mut seen = HashSet::new();
    let mut values = Vec::new();
    for answer in of.into_iter().filter_map(|name| answers.get(name)) {
        let Some(place) = answer.place(member) else {
            continue;
        };
        for row in answer.rows.iter() {
            let value = &row[place];
            if *value != Value::Null && seen.insert(value.key()) {
                let shown = match value {
                    Value::Day(day) if answer.columns[place].is_month => {
                        numbers::month(*day).to_owned()
                    }
                    Value::Day(day) => day_titles::of_day(*day),
                    value => answer.words(place, value),
                };
                values.push((value.clone(), shown));
            }
        }
    }
    values
}
