//! Sheets of a report: the rows of one answer beside what other answers have of them.

use std::collections::HashSet;

use super::answer::{Answer, Answers, Row, Value};
use super::block::{
    Column, FootDecl, Less, LineDecl, MissingWhere, SheetBlock, StandsIn, TotalDecl,
};
use super::laying::{Around, Laying, UNKNOWN, known, sheet_name};
use super::{day_titles, difference};
use crate::sheet::{Cell, CellValue, Look, Sheet};

type Key = Vec<(String, Value)>;

/// A column as it stands on the sheet.
struct Leaf<'a> {
    column: &'a Column,
    /// The heads above it, the widest first, its own last.
    heads: Vec<String>,
    /// The value that it is of, where a declared column makes several.
    across: Option<(String, Value)>,
    measure: Option<&'a str>,
    decimals: Option<u8>,
}

/// A line of each row.
struct Line {
    title: String,
    key: Key,
}

/// Lays a sheet out; none where what its rows come from was not asked.
pub(super) fn sheet(
    laying: &Laying<'_>,
    block: &SheetBlock,
    answers: &Answers,
    around: &Around<'_>,
) -> Option<Sheet> {
    let driver = answers.get(&block.question)?;
    let laid = Laid {
        laying,
        block,
        answers,
        driver,
        leaves: leaves(laying, block, answers, around),
        lines: block
            .lines
            .iter()
            .flat_map(|line| lines(laying, line, answers))
            .collect(),
        around,
    };
    Some(laid.sheet())
}

struct Laid<'a> {
    laying: &'a Laying<'a>,
    block: &'a SheetBlock,
    answers: &'a Answers,
    driver: &'a Answer,
    leaves: Vec<Leaf<'a>>,
    lines: Vec<Line>,
    around: &'a Around<'a>,
}

impl Laid<'_> {
    fn sheet(&self) -> Sheet {
        let mut body = Vec::new();
        let mut seen: HashSet<Vec<String>> = HashSet::new();
        let mut rows: Vec<(Key, &Row)> = Vec::new();
        let place = self.block.only_where.as_ref();
        let place = place.and_then(|measure| self.driver.place(measure));
        for row in self.driver.rows.iter() {
            if place.is_some_and(|place| !row[place].is_above_nought()) {
                continue;
            }
            let key = self.laying.key(&self.block.rows, self.driver, row);
            if seen.insert(key.iter().map(|(_, value)| value.key()).collect()) {
                rows.push((key, row));
            }
        }
        for (number, (key, row)) in rows.iter().enumerate() {
            self.row(number + 1, key, row, &mut body);
            let next = rows.get(number + 1).map(|(key, _)| key);
            self.totals(key, row, next, &mut body);
        }
        if rows.is_empty() {
            let said = match self.block.empty.as_str() {
                "" => NO_DATA,
                text => text,
            };
            let columns = (self.leading() + self.leaves.len()) as u16;
            body.push(vec![Cell::text(said, Look::Plain).spanning(columns, 1)]);
        } else {
            body.extend(self.block.foot.iter().map(|foot| self.foot(foot)));
        }
        let name = self.laying.words(&self.block.name, self.around);
        Sheet {
            name: sheet_name(&name),
            caption: self.laying.words(&self.block.caption, self.around),
            widths: self.widths(),
            head: self.head(),
            body,
            frozen_columns: self.leading(),
        }
    }

    /// Returns how many columns stand before the figures.
    fn leading(&self) -> usize {
        let own = self.block.labels.len() + usize::from(self.block.has_numbers);
        own + usize::from(!self.lines.is_empty())
    }

    fn row(&self, number: usize, key: &Key, row: &Row, body: &mut Vec<Vec<Cell>>) {
        let height = self.lines.len().max(1) as u16;
        let mut first = Vec::new();
        if self.block.has_numbers {
            first.push(Cell::new(CellValue::Count(number as i64), Look::Label).spanning(1, height));
        }
        for label in &self.block.labels {
            let text = self.laying.words(&label.text, &[(self.driver, row)]);
            first.push(Cell::text(text, Look::Label).spanning(1, height));
        }
        if self.lines.is_empty() {
            first.extend(self.leaves.iter().map(|leaf| self.cell(leaf, key, &[])));
            body.push(first);
            return;
        }
        for (place, line) in self.lines.iter().enumerate() {
            let mut cells = match place {
                0 => std::mem::take(&mut first),
                _ => Vec::new(),
            };
            cells.push(Cell::text(line.title.clone(), Look::Label));
            for leaf in &self.leaves {
                match (leaf.column.spans_lines, place) {
                    (true, 0) => cells.push(self.cell(leaf, key, &[]).spanning(1, height)),
                    (true, _) => {}
                    (false, _) => cells.push(self.cell(leaf, key, &line.key)),
                }
            }
            body.push(cells);
        }
    }

    fn cell(&self, leaf: &Leaf<'_>, key: &Key, line: &[(String, Value)]) -> Cell {
        if leaf.column.stands_in == StandsIn::Totals {
            return Cell::new(CellValue::Empty, Look::Plain);
        }
        let mut wanted = key.clone();
        wanted.extend(line.iter().cloned());
        wanted.extend(leaf.across.clone());
        let value = match leaf.measure {
            Some(measure) => self.measure(leaf, measure, &wanted),
            None => self.words(leaf, &wanted),
        };
        let is_there = |instead: &MissingWhere| {
            let answer = self.answers.get(&instead.question);
            answer.is_some_and(|answer| {
                let place = answer.place(&instead.measure);
                let rows = answer.find(key);
                place.is_some_and(|place| rows.iter().any(|row| row[place].is_above_nought()))
            })
        };
        Cell::new(settled(leaf, value, is_there), Look::Plain)
    }

    fn measure(&self, leaf: &Leaf<'_>, measure: &str, wanted: &Key) -> CellValue {
        let answer = leaf.column.question.as_ref();
        let Some(answer) = answer.and_then(|name| self.answers.get(name)) else {
            return CellValue::Empty;
        };
        let value = match answer.find(wanted).first() {
            Some(row) => figure(answer, row, measure, leaf.decimals),
            None => CellValue::Empty,
        };
        self.without_less(leaf, value, |answer| {
            answer.find(wanted).first().map(|row| (*row).clone())
        })
    }

    /// Takes off a figure what the column says, as the rows or totals of its answer have it.
    fn without_less(
        &self,
        leaf: &Leaf<'_>,
        value: CellValue,
        row_of: impl Fn(&Answer) -> Option<Row>,
    ) -> CellValue {
        let Some(less) = &leaf.column.less else {
            return value;
        };
        let taken_off = match less {
            Less {
                value: Some(name), ..
            } => self
                .laying
                .values
                .number(name)
                .map(difference::plain_number),
            Less {
                question: Some(question),
                measure: Some(measure),
                ..
            } => self.answers.get(question).and_then(|answer| {
                let row = row_of(answer)?;
                Some(figure(answer, &row, measure, leaf.decimals))
            }),
            Less { .. } => None,
        };
        difference::of(value, taken_off.unwrap_or(CellValue::Empty))
    }

    fn words(&self, leaf: &Leaf<'_>, wanted: &Key) -> CellValue {
        let mut said: Vec<String> = Vec::new();
        if let (Some(question), Some(text)) = (&leaf.column.question, &leaf.column.text)
            && let Some(answer) = self.answers.get(question)
        {
            for row in answer.find(wanted) {
                said.push(self.laying.words(text, &[(answer.as_ref(), row)]));
                if leaf.column.takes_first {
                    break;
                }
            }
        }
        for part in &leaf.column.parts {
            let Some(answer) = self.answers.get(&part.question) else {
                continue;
            };
            for row in answer.find(wanted) {
                let count = part.measure.as_ref().map(|measure| {
                    let place = answer.place(measure);
                    place.map_or(Value::Null, |place| row[place].clone())
                });
                let times = match &count {
                    None => 1,
                    Some(Value::Count(count)) if part.is_repeated => {
                        usize::try_from(*count).unwrap_or(1).max(1)
                    }
                    // What is no number has no count and stands once.
                    Some(_) if part.is_repeated => 1,
                    Some(value) => usize::from(value.is_above_nought()),
                };
                let text = self.laying.words(&part.text, &[(answer.as_ref(), row)]);
                let text = part.titles.get(&text).cloned().unwrap_or(text);
                said.extend(std::iter::repeat_n(text, times));
            }
            if leaf.column.takes_first && said.iter().any(|text| !text.is_empty()) {
                break;
            }
        }
        said.retain(|text| !text.is_empty());
        match said.as_slice() {
            [] => CellValue::Empty,
            // A mark is a number in a workbook, too.
            [one] => match one.parse::<u8>() {
                Ok(mark @ 1..=5) => CellValue::Count(i64::from(mark)),
                _ => CellValue::Text(one.clone()),
            },
            several => CellValue::Text(several.join("; ")),
        }
    }

    /// Adds the totals that end with a row, the narrowest first.
    fn totals(&self, key: &Key, row: &Row, next: Option<&Key>, body: &mut Vec<Vec<Cell>>) {
        let mut ending: Vec<&TotalDecl> = self
            .block
            .totals
            .iter()
            .filter(|total| {
                let kept = |key: &Key| self.kept(total, key);
                next.is_none_or(|next| kept(key) != kept(next))
            })
            .collect();
        ending.sort_by_key(|total| std::cmp::Reverse(total.keep.len()));
        for total in ending {
            let kept = self.kept(total, key);
            let cells: Vec<CellValue> = self
                .leaves
                .iter()
                .map(|leaf| self.total(leaf, &kept, total))
                .collect();
            // Of rows without figures there is nothing to total.
            if cells.iter().all(|value| *value == CellValue::Empty) {
                continue;
            }
            let title = kept.last().and_then(|(_, value)| match value {
                Value::Text(code) => total.titles.get(code),
                _ => None,
            });
            let around = [(self.driver, row)];
            let label = super::template::filled(&total.label, |name| match (name, title) {
                ("title", Some(title)) => Some(title.clone()),
                (name, _) => Some(self.laying.words(&format!("{{{name}}}"), &around)),
            });
            let mut line = vec![self.leading_cell(label)];
            line.extend(self.leaves.iter().zip(cells).map(|(leaf, value)| {
                let is_there = |instead: &MissingWhere| {
                    let answer = self.answers.get(&instead.question);
                    answer.is_some_and(|answer| {
                        let place = answer.place(&instead.measure);
                        let total = total_of(answer, &kept);
                        place
                            .zip(total)
                            .is_some_and(|(place, total)| total[place].is_above_nought())
                    })
                };
                // Words about rows have no total.
                let value = match leaf.measure {
                    Some(_) if is_totalled(leaf, total) => settled(leaf, value, is_there),
                    _ => value,
                };
                Cell::new(value, Look::Total)
            }));
            body.push(line);
        }
    }

    fn kept(&self, total: &TotalDecl, key: &Key) -> Key {
        let members = total.keep.iter().map(|name| self.laying.member(name));
        let kept = members.filter_map(|member| {
            let found = key.iter().find(|(known, _)| known == member);
            found.cloned()
        });
        kept.collect()
    }

    fn total(&self, leaf: &Leaf<'_>, kept: &Key, total: &TotalDecl) -> CellValue {
        let answer = leaf.column.question.as_ref();
        let answer = answer.and_then(|name| self.answers.get(name));
        let (Some(measure), Some(answer), true) = (leaf.measure, answer, is_totalled(leaf, total))
        else {
            return CellValue::Empty;
        };
        let measure = total.instead.get(measure).map_or(measure, String::as_str);
        let total_of = |answer: &Answer| {
            let known = kept.iter();
            let known = known.filter(|(member, _)| answer.place(member).is_some());
            let mut wanted: Key = known.cloned().collect();
            wanted.extend(leaf.across.clone());
            answer.total(&wanted).cloned()
        };
        let value = match total_of(answer) {
            Some(row) => figure(answer, &row, measure, leaf.decimals),
            None => CellValue::Empty,
        };
        self.without_less(leaf, value, total_of)
    }

    /// Makes a row that tells of the columns.
    fn foot(&self, foot: &FootDecl) -> Vec<Cell> {
        let title = self.laying.words(&foot.title, self.around);
        let mut cells = vec![self.leading_cell(title)];
        let answer = self.answers.get(&foot.question);
        cells.extend(self.leaves.iter().map(|leaf| {
            let row = answer.and_then(|answer| match &leaf.across {
                Some(across) if answer.place(&across.0).is_some() => {
                    answer.find(std::slice::from_ref(across)).first().copied()
                }
                None if leaf.column.takes_foot => answer.total(&[]),
                _ => None,
            });
            let value = match (answer, row) {
                (Some(answer), Some(row)) => {
                    known(Some(figure(answer, row, &foot.measure, foot.decimals)))
                }
                _ => CellValue::Empty,
            };
            Cell::new(value, Look::Total)
        }));
        cells
    }

    /// Returns a cell over all columns that name rows.
    fn leading_cell(&self, text: String) -> Cell {
        Cell::text(text, Look::Total).spanning(self.leading() as u16, 1)
    }

    fn widths(&self) -> Vec<f64> {
        let mut widths = Vec::new();
        if self.block.has_numbers {
            widths.push(5.0);
        }
        let labels = self.block.labels.iter();
        widths.extend(labels.map(|label| label.width.unwrap_or(24.0)));
        if !self.lines.is_empty() {
            widths.push(13.0);
        }
        widths.extend(self.leaves.iter().map(|leaf| {
            let own = leaf.heads.last().map_or("", String::as_str);
            let longest = own.split(' ').map(|word| word.chars().count()).max();
            let usual = match leaf.column.is_upright {
                true => 5.0,
                false => longest.unwrap_or_default().clamp(7, 16) as f64,
            };
            leaf.column.width.unwrap_or(usual)
        }));
        widths
    }

    /// Returns the rows of heads: a head stands over all columns that share it and those before it.
    fn head(&self) -> Vec<Vec<Cell>> {
        let mut columns: Vec<(Vec<String>, bool)> = Vec::new();
        if self.block.has_numbers {
            columns.push((vec!["№ п/п".to_owned()], false));
        }
        for label in &self.block.labels {
            let title = self.laying.words(&label.title, self.around);
            columns.push((vec![title], false));
        }
        if !self.lines.is_empty() {
            columns.push((vec![self.block.lines_title.clone()], false));
        }
        let leaves = self.leaves.iter();
        columns.extend(leaves.map(|leaf| (leaf.heads.clone(), leaf.column.is_upright)));
        let depth = columns.iter().map(|(heads, _)| heads.len()).max();
        let depth = depth.unwrap_or(1);
        let mut rows: Vec<Vec<Cell>> = vec![Vec::new(); depth];
        let mut place = 0;
        while place < columns.len() {
            let (heads, is_upright) = &columns[place];
            let own = heads.len().saturating_sub(1);
            for (level, head) in heads.iter().enumerate() {
                if level == own {
                    let rest = (depth - own) as u16;
                    let cell = Cell::text(head.clone(), Look::Head).spanning(1, rest);
                    rows[level].push(match is_upright {
                        true => cell.upright(),
                        false => cell,
                    });
                    continue;
                }
                let shares = |other: &(Vec<String>, bool)| {
                    other.0.len() > level + 1 && other.0[..=level] == heads[..=level]
                };
                // It was put over the first of those that share it.
                if place > 0 && shares(&columns[place - 1]) {
                    continue;
                }
                let over = columns[place..].iter().take_while(|other| shares(other));
                let over = over.count() as u16;
                rows[level].push(Cell::text(head.clone(), Look::Head).spanning(over, 1));
            }
            place += 1;
        }
        rows
    }
}

/// Returns what stands in a cell: a figure, or what is declared to stand where there is none. Where a column says by
/// which measure there are data, nought without them is no figure either.
fn settled(
    leaf: &Leaf<'_>,
    value: CellValue,
    is_there: impl Fn(&MissingWhere) -> bool,
) -> CellValue {
    let column = leaf.column;
    let instead = column.missing_where.as_ref();
    let text = match (&value, instead) {
        (CellValue::Empty, Some(instead)) if is_there(instead) => instead.text.as_str(),
        (CellValue::Count(0), Some(instead)) if is_there(instead) => return value,
        (CellValue::Empty, _) | (CellValue::Count(0), Some(_)) => {
            let usual = match leaf.measure {
                Some(_) => UNKNOWN,
                None => "",
            };
            column.missing.as_deref().unwrap_or(usual)
        }
        _ => return value,
    };
    instead_of_figure(text)
}

/// Returns the total that keeps those of the members that an answer has.
fn total_of<'a>(answer: &'a Answer, kept: &Key) -> Option<&'a Row> {
    let mut wanted = kept.clone();
    wanted.retain(|(member, _)| answer.place(member).is_some());
    answer.total(&wanted)
}

/// Said where a sheet has no rows.
const NO_DATA: &str = "нет данных";

fn figure(answer: &Answer, row: &Row, measure: &str, decimals: Option<u8>) -> CellValue {
    match answer.place(measure) {
        Some(place) => row[place].cell(answer.columns[place].format, decimals),
        None => CellValue::Empty,
    }
}

/// Says whether a column has something to say in a total.
fn is_totalled(leaf: &Leaf<'_>, total: &TotalDecl) -> bool {
    let measure = leaf.measure.unwrap_or_default();
    leaf.column.stands_in != StandsIn::Rows
        && (total.instead.is_empty() || total.instead.contains_key(measure))
}

/// Returns what is declared to stand where there is no figure; a nought is a figure in a workbook, too.
fn instead_of_figure(text: &str) -> CellValue {
    match (text, text.parse::<i64>()) {
        ("", _) => CellValue::Empty,
        (_, Ok(count)) => CellValue::Count(count),
        (text, Err(_)) => CellValue::Text(text.to_owned()),
    }
}

fn leaves<'a>(
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
            let mut heads = groups.clone();
            heads.push(title);
            Leaf {
                column,
                heads,
                across,
                measure: column.measure.as_deref(),
                decimals: column.decimals,
            }
        };
        let Some(across) = &column.across else {
            leaves.push(leaf(laying.words(&column.title, around), None));
            continue;
        };
        let member = laying.member(across);
        for (value, shown) in values_across(laying, column, member, answers) {
            let title = super::template::filled(&column.title, |name| {
                match laying.member(name) == member {
                    true => Some(shown.clone()),
                    false => Some(laying.words(&format!("{{{name}}}"), around)),
                }
            });
            let across = Some((member.to_owned(), value));
            if column.each.is_empty() {
                leaves.push(leaf(title, across));
                continue;
            }
            for each in &column.each {
                let mut one = leaf(title.clone(), across.clone());
                one.heads.push(laying.words(&each.title, around));
                one.measure = Some(&each.measure);
                one.decimals = each.decimals;
                leaves.push(one);
            }
        }
    }
    leaves
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
                    Value::Day(day) if answer.columns[place].is_month => day_titles::of_month(*day),
                    Value::Day(day) => day_titles::of_day(*day),
                    value => answer.words(place, value),
                };
                values.push((value.clone(), shown));
            }
        }
    }
    values
}

fn lines(laying: &Laying<'_>, line: &LineDecl, answers: &Answers) -> Vec<Line> {
    let fixed: Key = line
        .of
        .iter()
        .map(|(member, value)| {
            let member = laying.member(member).to_owned();
            (member, Value::Text(value.clone()))
        })
        .collect();
    let Some(split) = &line.split else {
        return vec![Line {
            title: laying.words(&line.title, &[]),
            key: fixed,
        }];
    };
    let member = laying.member(split);
    let Some(answer) = answers.get(&line.question) else {
        return Vec::new();
    };
    let Some(place) = answer.place(member) else {
        return Vec::new();
    };
    let mut seen = HashSet::new();
    let mut lines = Vec::new();
    for row in answer.find(&fixed) {
        let value = &row[place];
        if *value != Value::Null && seen.insert(value.key()) {
            let mut key = fixed.clone();
            key.push((member.to_owned(), value.clone()));
            lines.push(Line {
                title: laying.words(&line.title, &[(answer.as_ref(), row)]),
                key,
            });
        }
    }
    lines
}
