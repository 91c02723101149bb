//! Sheets of a report: the rows of one answer beside what other answers have of them.

use std::collections::HashSet;

use super::answer::{Answer, Answers, Row, Value};
use super::block::{FootDecl, Less, LineDecl, MissingWhere, SheetBlock, StandsIn};
use super::difference;
use super::laying::{Around, Laying, known, sheet_name};
use super::leaf::{Heads, Leaf, leaves, rows_of_heads};
use super::template;
use crate::export::numbers;
use crate::sheet::{Cell, CellValue, Look, Sheet};

pub(super) type Key = Vec<(String, Value)>;

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

pub(super) struct Laid<'a> {
    pub laying: &'a Laying<'a>,
    pub block: &'a SheetBlock,
    pub answers: &'a Answers,
    pub driver: &'a Answer,
    pub leaves: Vec<Leaf<'a>>,
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
            let told = self.laying.told(&label.text, &[(self.driver, row)]);
            first.push(Cell::new(told, Look::Label).spanning(1, height));
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
        // Words across a row are marks and what is said of a day.
        let look = match (leaf.measure, &leaf.across) {
            (None, Some(_)) => Look::Mark,
            _ => Look::Plain,
        };
        Cell::new(settled(leaf, value, is_there), look)
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
    pub(super) fn without_less(
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
        let mut said: Vec<CellValue> = Vec::new();
        if let (Some(question), Some(text)) = (&leaf.column.question, &leaf.column.text)
            && let Some(answer) = self.answers.get(question)
        {
            for row in answer.find(wanted) {
                said.push(self.laying.told(text, &[(answer.as_ref(), row)]));
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
                let told = self.laying.told(&part.text, &[(answer.as_ref(), row)]);
                let told = match told {
                    CellValue::Text(text) => {
                        CellValue::Text(part.titles.get(&text).cloned().unwrap_or(text))
                    }
                    told => told,
                };
                said.extend(std::iter::repeat_n(told, times));
            }
            if leaf.column.takes_first && said.iter().any(says_something) {
                break;
            }
        }
        said.retain(says_something);
        match said.as_slice() {
            [] => CellValue::Empty,
            // A mark is a number in a workbook, too.
            [CellValue::Text(one)] => match one.parse::<u8>() {
                Ok(mark @ 1..=5) => CellValue::Count(i64::from(mark)),
                _ => CellValue::Text(one.clone()),
            },
            [one] => one.clone(),
            several => {
                let texts = several.iter();
                let texts =
                    texts.map(|told| numbers::on_paper(&Cell::new(told.clone(), Look::Plain)));
                CellValue::Text(texts.collect::<Vec<_>>().join("; "))
            }
        }
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
    pub(super) fn leading_cell(&self, text: String) -> Cell {
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
        widths.extend(self.leaves.iter().map(Leaf::width));
        widths
    }

    /// Returns the heads of all columns.
    fn head(&self) -> Vec<Vec<Cell>> {
        let mut columns: Vec<Heads> = Vec::new();
        if self.block.has_numbers {
            columns.push(Heads::one("№ п/п"));
        }
        for label in &self.block.labels {
            columns.push(Heads::one(self.laying.words(&label.title, self.around)));
        }
        if !self.lines.is_empty() {
            columns.push(Heads::one(&self.block.lines_title));
        }
        columns.extend(self.leaves.iter().map(|leaf| leaf.heads.clone()));
        rows_of_heads(&columns)
    }
}

/// Returns what stands in a cell: a figure, or what is declared to stand where there is none. Where a column says by
/// which measure there are data, nought without them is no figure either.
pub(super) fn settled(
    leaf: &Leaf<'_>,
    value: CellValue,
    is_there: impl Fn(&MissingWhere) -> bool,
) -> CellValue {
    let column = leaf.column;
    let instead = column.missing_where.as_ref();
    let text = match (&value, instead) {
        (CellValue::Empty, Some(instead)) if is_there(instead) => Some(instead.text.as_str()),
        (CellValue::Count(0), Some(instead)) if is_there(instead) => return value,
        (CellValue::Empty, _) | (CellValue::Count(0), Some(_)) => column.missing.as_deref(),
        _ => return value,
    };
    match (text, leaf.measure) {
        (Some(text), _) => instead_of_figure(text),
        (None, Some(_)) => CellValue::Unknown,
        (None, None) => CellValue::Empty,
    }
}

fn says_something(told: &CellValue) -> bool {
    !matches!(told, CellValue::Text(text) if text.is_empty())
}

/// Said where a sheet has no rows.
const NO_DATA: &str = "нет данных";

pub(super) fn figure(answer: &Answer, row: &Row, measure: &str, decimals: Option<u8>) -> CellValue {
    match answer.place(measure) {
        Some(place) => row[place].cell(answer.columns[place].format, decimals),
        None => CellValue::Empty,
    }
}

/// Returns what is declared to stand where there is no figure; a nought is a figure in a workbook, too.
fn instead_of_figure(text: &str) -> CellValue {
    match (text, text.parse::<i64>()) {
        ("", _) => CellValue::Empty,
        (_, Ok(count)) => CellValue::Count(count),
        (text, Err(_)) => CellValue::Text(text.to_owned()),
    }
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
    let terms = laying.terms().iter().filter(|_| line.has_every_term);
    for term in terms {
        let value = Value::Text(term.clone());
        if seen.insert(value.key()) {
            let mut key = fixed.clone();
            key.push((member.to_owned(), value));
            lines.push(Line {
                title: template::filled(&line.title, |_| Some(term.clone())),
                key,
            });
        }
    }
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
