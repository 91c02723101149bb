//! Form: one edition of a statistical form, read and checked.

use std::collections::BTreeMap;

use jiff::ToSpan;
use jiff::civil::Date;
use serde::Deserialize;

use super::control::Control;
use super::declared::MonthDay;
use super::expression::{Area, Expression, Stretch};
use super::figures::is_true;
use super::{CellKey, Values};
use crate::period::Period;
use crate::sheet::Signature;

/// One edition of a form.
#[derive(Debug, Clone)]
pub struct Form {
    /// Stands in addresses and names of files: `oo-1`.
    pub code: String,
    /// As people know it: «ОО-1».
    pub title_code: String,
    pub name: String,
    /// The code of the form in the classifier of documents, where it is known.
    pub okud: Option<String>,
    /// By which order it was introduced, in words.
    pub order: String,
    /// The kinds of organisations that file it (`school.kind`).
    pub filed_by: Vec<String>,
    pub period: PeriodKind,
    /// Reporting days from and until which this edition holds.
    pub from: Date,
    pub until: Option<Date>,
    /// Whether something in it is confirmed by nobody, so that its prints say «ПРОЕКТ».
    pub is_draft: bool,
    /// The file that declares it.
    pub(super) path: String,
    pub(super) day: MonthDay,
    pub(super) deadline: Deadline,
    /// What follows the name: «на начало {school_year} учебного года».
    pub(super) subtitle: String,
    pub(super) is_landscape: bool,
    /// What stands above the name of an official form, a line each.
    pub(super) head: Vec<String>,
    /// Who hands it in, in words.
    pub(super) providers: String,
    pub(super) signatures: Vec<Signature>,
    pub(super) sections: Vec<Section>,
    pub(super) controls: Vec<Control>,
    pub(super) cells: BTreeMap<CellKey, Definition>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum PeriodKind {
    Year,
    Month,
}

/// The last day for filing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Deadline {
    /// So many days after the reporting day.
    After(i32),
    /// This day of the year, the first one on or after the reporting day.
    On(i8, i8),
}

/// One period for which a form is filed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FormPeriod {
    /// Stands in addresses: `2025` or `2025-10`.
    pub name: String,
    /// The reporting day.
    pub on: Date,
    /// The last day for filing.
    pub due: Date,
}

/// Where the figure of a cell comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum CellKind {
    /// From the data.
    Computed,
    /// From other cells.
    Formula,
    /// In no data: the school types it.
    Manual,
    /// Nothing stands there: «х».
    Closed,
}

/// How the figure of a cell is come by.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Definition {
    Computed(Computed),
    Formula(Expression),
    Manual,
    Closed,
}

/// A measure of the model under filters.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Computed {
    pub measure: String,
    /// What holds for the whole section stays in the question as it is.
    pub of_section: Vec<Condition>,
    /// What tells the cell from others.
    pub of_cell: Vec<Condition>,
    /// Whoever is counted under these values already is not counted here again.
    pub counted: Option<Counted>,
    pub span: Span,
    /// What a cell is that nothing was found for.
    pub nothing: Nothing,
}

/// The values of a dimension that belong to earlier rows.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Counted {
    pub member: String,
    pub values: Vec<String>,
}

/// A filter of a question.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Condition {
    pub member: String,
    pub operator: String,
    pub values: Vec<String>,
}

/// Which days a section is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Span {
    /// The reporting day.
    #[default]
    Day,
    /// From the day after the reporting day before to this one.
    Period,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Nothing {
    #[default]
    Zero,
    Empty,
}

#[derive(Debug, Clone)]
pub(super) struct Section {
    pub code: String,
    /// As it is printed; the code where nothing else is.
    pub number: String,
    pub title: String,
    /// Where it stands in a filled form only in some cases.
    pub when: Option<Expression>,
    /// Stands under the sheet.
    pub note: Option<String>,
    /// For which form of study the sheet is: «Классы: очного обучения».
    pub study: Option<String>,
    /// The unit by its classifier: «Код по ОКЕИ: человек — 792».
    pub unit: Option<String>,
    /// What the columns of names and codes are numbered: `1` and `2`, or «А» and «Б».
    pub first: [String; 2],
    pub is_unverified: bool,
    pub columns: Vec<Column>,
    pub rows: Vec<Row>,
}

#[derive(Debug, Clone)]
pub(super) struct Column {
    pub number: String,
    pub title: String,
    /// The heads above it, the widest first.
    pub heads: Vec<String>,
    pub decimals: Option<u8>,
    pub is_upright: bool,
    /// Whether figures are codes of answers, which do not add up.
    pub is_coded: bool,
}

#[derive(Debug, Clone)]
pub(super) struct Row {
    pub code: String,
    pub label: String,
    pub indent: u8,
    pub decimals: Option<u8>,
    pub is_total: bool,
    pub is_unverified: bool,
}

impl Form {
    /// Returns a period by its name; none where it is no name of a period or this edition does not hold for it.
    pub fn period(&self, name: &str) -> Option<FormPeriod> {
        let (year, month) = match (self.period, name.split_once('-')) {
            (PeriodKind::Year, None) => (name, None),
            (PeriodKind::Month, Some((year, month))) => (year, Some(month)),
            _ => return None,
        };
        let is_number = |text: &str, length: usize| {
            text.len() == length && text.bytes().all(|byte| byte.is_ascii_digit())
        };
        if !is_number(year, 4) || month.is_some_and(|month| !is_number(month, 2)) {
            return None;
        }
        let year = year.parse().ok()?;
        let month = match month {
            Some(month) => month.parse().ok()?,
            None => 12,
        };
        let on = self.day_of(Date::new(year, month, 1).ok()?)?;
        self.holds_on(on).then(|| self.period_of(on))
    }

    /// Returns the period that a day is asked for: the one that it lies in, or, where the reporting day is not the
    /// period's last, the last that has been reported.
    pub fn period_on(&self, day: Date) -> Option<FormPeriod> {
        let of_unit = self.day_of(day)?;
        let on = match self.day {
            MonthDay::Last => of_unit,
            MonthDay::OfYear(..) | MonthDay::OfMonth(_) if of_unit <= day => of_unit,
            MonthDay::OfYear(..) | MonthDay::OfMonth(_) => self.day_of(self.later(day, -1))?,
        };
        self.holds_on(on).then(|| self.period_of(on))
    }

    /// Returns the first period of this edition.
    pub fn first_period(&self) -> Option<FormPeriod> {
        let of_unit = self.day_of(self.from)?;
        let on = match of_unit < self.from {
            true => self.day_of(self.later(self.from, 1))?,
            false => of_unit,
        };
        self.holds_on(on).then(|| self.period_of(on))
    }

    /// Returns the periods of this edition whose reporting day is not after `until`, newest first.
    pub fn periods(&self, until: Date) -> Vec<FormPeriod> {
        let mut periods = Vec::new();
        let last = self.until.map_or(until, |last| last.min(until));
        let mut unit = last;
        while unit >= self.from.first_of_year() {
            let Some(on) = self.day_of(unit) else { break };
            if on <= until && self.holds_on(on) {
                periods.push(self.period_of(on));
            }
            let before = self.later(unit, -1);
            if before >= unit {
                break;
            }
            unit = before;
        }
        periods
    }

    /// Returns the same period a year before, whether this edition held then or not.
    pub fn year_before(&self, period: &FormPeriod) -> Option<FormPeriod> {
        let day = period.on.checked_sub(1.year()).ok()?;
        Some(self.period_of(self.day_of(day)?))
    }

    /// Returns the days of a period: from the day after the reporting day before.
    pub fn days(&self, period: &FormPeriod) -> Period {
        let before = self.day_of(self.later(period.on, -1));
        let from = before.map_or(period.on, |day| day.saturating_add(1.day()));
        Period::new(from, period.on)
    }

    /// Says where the figure of a cell comes from; none where the form has no such cell.
    pub fn cell(&self, key: &CellKey) -> Option<CellKind> {
        self.cells.get(key).map(Definition::kind)
    }

    /// Returns every cell in the order of the blank.
    pub fn cells(&self) -> impl Iterator<Item = (CellKey, CellKind)> {
        self.sections.iter().flat_map(move |section| {
            section.keys().filter_map(move |key| {
                let kind = self.cell(&key)?;
                Some((key, kind))
            })
        })
    }

    /// Says whether it is one of federal observation, which has a title page; others are the office's own.
    pub(super) fn is_official(&self) -> bool {
        !self.head.is_empty()
    }

    /// Returns a cell as a title: where it stands, and what its row and column are called.
    pub fn cell_title(&self, key: &CellKey) -> String {
        let Some(section) = self.section(&key.section) else {
            return key.to_string();
        };
        let row = section.rows.iter().find(|row| row.code == key.row);
        let column = section
            .columns
            .iter()
            .find(|column| column.number == key.column);
        match (row, column) {
            (Some(row), Some(column)) => {
                let section = key.section_in_words();
                format!(
                    "Раздел {section}, строка {}, графа {} («{}», «{}»)",
                    row.code,
                    column.number,
                    row.label.trim(),
                    column.title
                )
            }
            _ => key.to_string(),
        }
    }

    /// Returns what a cell's row is called, and what its column is called under its heads.
    pub fn row_and_column(&self, key: &CellKey) -> Option<(&str, String)> {
        let section = self.section(&key.section)?;
        let row = section.rows.iter().find(|row| row.code == key.row)?;
        let mut columns = section.columns.iter();
        let column = columns.find(|column| column.number == key.column)?;
        let mut titles: Vec<&str> = column.heads.iter().map(String::as_str).collect();
        titles.push(&column.title);
        Some((row.label.trim(), titles.join(" — ")))
    }

    /// Returns the titles of the sections by their codes, in order.
    pub fn section_titles(&self) -> impl Iterator<Item = (&str, &str)> {
        let sections = self.sections.iter();
        sections.map(|section| (section.code.as_str(), section.title.as_str()))
    }

    /// Says whether a section stands in a form with these figures: a blank has them all, a filled form leaves out sheets
    /// that are for other organisations, unless something stands in them all the same.
    pub fn has_section(&self, code: &str, values: &Values) -> bool {
        let Some(section) = self.section(code) else {
            return false;
        };
        let Some(when) = &section.when else {
            return true;
        };
        values.is_empty()
            || section.keys().any(|key| values.contains_key(&key))
            || section
                .keys()
                .next()
                .is_some_and(|at| is_true(self, when, values, &at))
    }

    /// Returns with how many decimals a cell is written.
    pub fn decimals(&self, key: &CellKey) -> u8 {
        let Some(section) = self.section(&key.section) else {
            return 0;
        };
        let row = section.rows.iter().find(|row| row.code == key.row);
        let column = section
            .columns
            .iter()
            .find(|column| column.number == key.column);
        let of_row = row.and_then(|row| row.decimals);
        of_row
            .or(column.and_then(|column| column.decimals))
            .unwrap_or(0)
    }

    /// Says whether organisations of a kind file it.
    pub fn is_filed_by(&self, kind: &str) -> bool {
        self.filed_by.is_empty() || self.filed_by.iter().any(|one| one == kind)
    }

    pub(super) fn section(&self, code: &str) -> Option<&Section> {
        self.sections.iter().find(|section| section.code == code)
    }

    /// Returns the cells of an area, seen from a cell; none where it names what is not there.
    pub(super) fn area(&self, area: &Area, at: &CellKey) -> Option<Vec<CellKey>> {
        let section = self.section(area.section.as_deref().unwrap_or(&at.section))?;
        let rows = section.rows.iter().map(|row| row.code.as_str());
        let rows = within(rows, area.rows.as_ref(), &at.row)?;
        let columns = section.columns.iter().map(|column| column.number.as_str());
        let columns = within(columns, area.columns.as_ref(), &at.column)?;
        let keys = rows.iter().flat_map(|row| {
            let columns = columns.iter();
            columns.map(move |column| CellKey::new(&section.code, row, column))
        });
        Some(keys.collect())
    }

    /// Says whether the figures of a cell add up over schools: it is a cell of the form and no code of an answer.
    pub(super) fn adds_up(&self, key: &CellKey) -> bool {
        let section = self.section(&key.section);
        let mut columns = section.into_iter().flat_map(|section| &section.columns);
        let is_coded = columns.any(|column| column.number == key.column && column.is_coded);
        self.cells.contains_key(key) && !is_coded
    }

    fn holds_on(&self, on: Date) -> bool {
        self.from <= on && self.until.is_none_or(|until| on <= until)
    }

    fn period_of(&self, on: Date) -> FormPeriod {
        let name = match self.period {
            PeriodKind::Year => format!("{:04}", on.year()),
            PeriodKind::Month => format!("{:04}-{:02}", on.year(), on.month()),
        };
        let due = match self.deadline {
            Deadline::After(days) => on.saturating_add(days.days()),
            Deadline::On(month, day) => {
                let years = [on.year(), on.year().saturating_add(1)];
                let mut days = years
                    .iter()
                    .filter_map(|year| Date::new(*year, month, day).ok());
                days.find(|day| *day >= on).unwrap_or(on)
            }
        };
        FormPeriod { name, on, due }
    }

    /// Returns the reporting day of the year or month that a day lies in.
    fn day_of(&self, day: Date) -> Option<Date> {
        match (self.period, self.day) {
            (PeriodKind::Month, MonthDay::Last) => Some(day.last_of_month()),
            (PeriodKind::Month, MonthDay::OfMonth(of_month)) => {
                Date::new(day.year(), day.month(), of_month).ok()
            }
            (PeriodKind::Year, MonthDay::Last) => Some(day.last_of_year()),
            (PeriodKind::Year, MonthDay::OfYear(month, of_month)) => {
                Date::new(day.year(), month, of_month).ok()
            }
            (PeriodKind::Month, MonthDay::OfYear(..))
            | (PeriodKind::Year, MonthDay::OfMonth(_)) => None,
        }
    }

    /// Returns a day in a later or earlier year or month.
    fn later(&self, day: Date, count: i32) -> Date {
        match self.period {
            PeriodKind::Year => day.first_of_year().saturating_add(count.years()),
            PeriodKind::Month => day.first_of_month().saturating_add(count.months()),
        }
    }
}

impl Definition {
    pub fn kind(&self) -> CellKind {
        match self {
            Self::Computed(_) => CellKind::Computed,
            Self::Formula(_) => CellKind::Formula,
            Self::Manual => CellKind::Manual,
            Self::Closed => CellKind::Closed,
        }
    }
}

impl Section {
    /// Returns the places of the section, row by row.
    pub fn keys(&self) -> impl Iterator<Item = CellKey> {
        self.rows.iter().flat_map(move |row| {
            let columns = self.columns.iter();
            columns.map(move |column| CellKey::new(&self.code, &row.code, &column.number))
        })
    }
}

/// Returns the codes of a stretch, or the own one where there is no stretch.
pub(super) fn within<'a>(
    codes: impl Iterator<Item = &'a str>,
    stretch: Option<&Stretch>,
    own: &str,
) -> Option<Vec<&'a str>> {
    let codes: Vec<&str> = codes.collect();
    let place = |code: &str| codes.iter().position(|known| *known == code);
    let (first, last) = match stretch {
        Some(stretch) => (place(&stretch.first)?, place(&stretch.last)?),
        None => (place(own)?, place(own)?),
    };
    (first <= last).then(|| codes[first..=last].to_vec())
}
