//! Checking: a form that has been read is held against the model and against itself.

use std::collections::HashSet;
use std::ops::Range;

use jiff::civil::{Date, date};
use serde_json::{Value, json};
use toml::Spanned;

use super::CellKey;
use super::declared::{DeclaredForm, DeclaredSection, MonthDay};
use super::expression::{Area, Expression};
use super::form::{Condition, Definition, Form, PeriodKind, within};
use super::question::{filter, questions};
use super::reader::{Reader, near};
use crate::constructor::{self, QuerySpec, Refusal};
use crate::model::{MeasureFormat, Member, Model, RowsBy, Sight};

/// A day on which every form of today has a period.
const SOME_DAY: Date = date(2026, 2, 1);

impl Reader<'_> {
    pub fn check(&mut self, form: &Form, declared: &DeclaredForm) {
        let day = declared.day.get_ref();
        let suits = match form.period {
            PeriodKind::Year => matches!(day, MonthDay::Last | MonthDay::OfYear(..)),
            PeriodKind::Month => matches!(day, MonthDay::Last | MonthDay::OfMonth(_)),
        };
        if !suits {
            let message = "отчётный день не подходит к периоду: у года «09-20» или last, у месяца «20» или last";
            self.fault("day", message, Some(declared.day.span()));
        }
        if form.until.is_some_and(|until| until < form.from) {
            let message = "издание кончается раньше, чем начинается";
            self.fault("edition", message, Some(declared.edition.from.span()));
        }
        self.check_kinds(declared);
        let before = self.faults.len();
        for section in &declared.sections {
            self.check_members(section);
        }
        let members_are_right = self.faults.len() == before;
        for section in &declared.sections {
            self.check_formulas(form, section);
        }
        self.check_circles(form, declared);
        self.check_shares(form);
        self.check_questions(form, members_are_right);
    }

    fn check_kinds(&mut self, declared: &DeclaredForm) {
        let Some(Member::Dimension(_, kind)) = self.model.member("school.kind") else {
            return;
        };
        let known: Vec<String> = kind
            .values
            .iter()
            .map(|value| value.value.clone())
            .collect();
        for kind in &declared.filed_by {
            if !known.contains(kind) {
                let message = format!("вида организаций «{kind}» нет");
                let hint = near(kind, known.iter().map(String::as_str));
                self.fault_with_hint("filed_by", message, None, hint);
            }
        }
    }

    /// Reports measures and filters that the model does not have, with near names.
    fn check_members(&mut self, section: &DeclaredSection) {
        let rows = section.rows.iter();
        let names: Vec<&str> = rows.clone().filter_map(|row| row.name.as_deref()).collect();
        let of_columns = section
            .columns
            .iter()
            .filter_map(|column| column.measure.as_ref());
        let of_cells = section
            .cells
            .iter()
            .filter_map(|cell| cell.measure.as_ref());
        let measures = rows.filter_map(|row| row.measure.as_ref()).chain(of_cells);
        let mut asked: Vec<(String, Range<usize>)> = Vec::new();
        for measure in measures.chain(of_columns) {
            let name = measure.get_ref();
            match name.contains("{row}") {
                false => asked.push((name.clone(), measure.span())),
                // Only those whose cells are not closed: a row may lack one.
                true if names.is_empty() => {}
                true => {
                    let found = names.iter().any(|row| {
                        let full = name.replace("{row}", row);
                        matches!(self.model.member(&full), Some(Member::Measure(..)))
                    });
                    if !found {
                        asked.push((name.clone(), measure.span()));
                    }
                }
            }
        }
        for (name, span) in asked {
            if !matches!(self.model.member(&name), Some(Member::Measure(..))) {
                let hint = self.near_member(&name);
                self.fault_with_hint(
                    "measure",
                    format!("показателя «{name}» нет"),
                    Some(span),
                    hint,
                );
            }
        }
        if let Some(once) = &section.once
            && !matches!(
                self.model.member(once.get_ref()),
                Some(Member::Dimension(..))
            )
        {
            let hint = self.near_member(once.get_ref());
            let message = format!("измерения «{}» нет", once.get_ref());
            self.fault_with_hint("once", message, Some(once.span()), hint);
        }
        let filters = std::iter::once(&section.filters);
        let filters = filters.chain(section.rows.iter().map(|row| &row.filters));
        let filters = filters.chain(section.columns.iter().map(|column| &column.filters));
        let filters = filters.chain(section.cells.iter().map(|cell| &cell.filters));
        for condition in filters.flat_map(|filters| &filters.0) {
            let name = &condition.get_ref().member;
            match self.model.member(name) {
                Some(Member::Dimension(_, dimension)) => {
                    let known = dimension.values.iter().map(|value| value.value.as_str());
                    let known: Vec<&str> = known.collect();
                    for value in &condition.get_ref().values {
                        if !known.is_empty() && !known.contains(&value.as_str()) {
                            let message = format!("у «{name}» нет значения «{value}»");
                            let hint = near(value, known.iter().copied());
                            self.fault_with_hint("filter", message, Some(condition.span()), hint);
                        }
                    }
                }
                _ => {
                    let hint = self.near_member(name);
                    let message = format!("измерения «{name}» нет");
                    self.fault_with_hint("filter", message, Some(condition.span()), hint);
                }
            }
        }
    }

    fn near_member(&self, name: &str) -> Option<String> {
        let known: Vec<String> = self.model.member_names().collect();
        near(name, known.iter().map(String::as_str))
    }

    /// Reports references of formulas to cells that are not there.
    fn check_formulas(&mut self, form: &Form, declared: &DeclaredSection) {
        let of_rows = declared.rows.iter().filter_map(|row| row.formula.as_ref());
        let of_columns = declared
            .columns
            .iter()
            .filter_map(|column| column.formula.as_ref());
        let of_cells = declared
            .cells
            .iter()
            .filter_map(|cell| cell.formula.as_ref());
        let Some(section) = form.section(declared.code.get_ref()) else {
            return;
        };
        if let (Some(when), Some(declared), Some(at)) =
            (&section.when, &declared.when, section.keys().next())
        {
            self.check_areas(form, when, &at, declared);
        }
        for formula in of_rows.chain(of_columns).chain(of_cells) {
            let Ok(expression) = Expression::parse(formula.get_ref()) else {
                continue;
            };
            let using = section.keys().filter(|key| {
                matches!(form.cells.get(key), Some(Definition::Formula(used)) if *used == expression)
            });
            for key in using {
                self.check_areas(form, &expression, &key, formula);
            }
        }
    }

    fn check_areas(
        &mut self,
        form: &Form,
        expression: &Expression,
        at: &CellKey,
        declared: &Spanned<String>,
    ) {
        let mut missing: Vec<Area> = Vec::new();
        expression.for_each_own(&mut |area| {
            if form.area(area, at).is_none() {
                missing.push(area.clone());
            }
        });
        for area in missing {
            let (message, hint) = missing_in_words(form, &area, at);
            let message = format!("«{}»: {message}", declared.get_ref());
            self.fault_with_hint("reference", message, Some(declared.span()), hint);
        }
    }

    /// Reports cells whose formulas lead back to themselves.
    fn check_circles(&mut self, form: &Form, declared: &DeclaredForm) {
        let mut done: HashSet<&CellKey> = HashSet::new();
        for (key, definition) in &form.cells {
            if !matches!(definition, Definition::Formula(_)) || done.contains(key) {
                continue;
            }
            let mut way: Vec<CellKey> = Vec::new();
            let mut seen: HashSet<CellKey> = HashSet::new();
            if leads_back(form, key, &mut way, &mut seen) {
                let names: Vec<String> = way.iter().map(ToString::to_string).collect();
                let message = format!("формулы ходят по кругу: {}", names.join(" → "));
                let section = declared.sections.iter();
                let mut section = section.filter(|section| *section.code.get_ref() == key.section);
                let rows = section.next().map(|section| &section.rows);
                let mut rows = rows.into_iter().flatten();
                let row = rows.find(|row| *row.code.get_ref() == key.row);
                self.fault("circular", message, row.map(|row| row.code.span()));
                // The others of the circle would only tell it again.
                done.extend(form.cells.keys().filter(|other| way.contains(other)));
            }
        }
    }

    /// Reports shares from the data: schools' forms add up, and shares do not. One that is a formula over counts is computed
    /// anew from the sums.
    fn check_shares(&mut self, form: &Form) {
        for (key, definition) in &form.cells {
            let Definition::Computed(computed) = definition else {
                continue;
            };
            let Some(Member::Measure(_, measure)) = self.model.member(&computed.measure) else {
                continue;
            };
            if measure.format == MeasureFormat::Percent && form.adds_up(key) {
                let message = format!(
                    "{key}: «{}» — доля, в сводной её не сложить: нужна формула над числами",
                    computed.measure
                );
                self.fault("share", message, None);
            }
        }
    }

    /// Binds every question that fills the form, as whoever files it would ask it.
    fn check_questions(&mut self, form: &Form, members_are_right: bool) {
        if !members_are_right {
            return;
        }
        let Some(period) = form.period_on(SOME_DAY).or_else(|| form.first_period()) else {
            return;
        };
        let sight = Sight {
            has_identity: true,
            has_health: true,
            rows_by: RowsBy::School,
            ..Sight::default()
        };
        for question in questions(form, self.model, &period) {
            for message in refused(&question.query(&[]), self.model, sight) {
                let cell = question.first_cell();
                let cell = cell.map_or_else(String::new, |key| format!("{key}: "));
                self.fault("question", format!("{cell}{message}"), None);
            }
        }
        // Filters by which rows of answers are told apart stand in no question: each is tried by itself.
        let mut tried: HashSet<(&str, &Condition)> = HashSet::new();
        for (key, definition) in &form.cells {
            let Definition::Computed(computed) = definition else {
                continue;
            };
            for condition in &computed.of_cell {
                if !tried.insert((&computed.measure, condition)) {
                    continue;
                }
                let query = json!({"measures": [computed.measure], "filters": [filter(condition)]});
                for message in refused(&query, self.model, sight) {
                    self.fault("question", format!("{key}: {message}"), None);
                }
            }
        }
    }
}

fn refused(query: &Value, model: &Model, sight: Sight) -> Vec<String> {
    let told = |faults: Vec<constructor::Fault>| {
        let faults = faults.into_iter();
        let faults = faults.map(|fault| fault.message);
        faults.collect::<Vec<_>>()
    };
    let spec = match QuerySpec::parse(query) {
        Ok(spec) => spec,
        Err(faults) => return told(faults),
    };
    match constructor::bind(&spec, model, sight, SOME_DAY) {
        Ok(_) => Vec::new(),
        Err(Refusal::Faults(faults)) => told(faults),
        Err(Refusal::NotAllowed { message, .. }) => vec![message],
    }
}

/// Follows formulas from a cell; the way ends where it began when there is a circle.
fn leads_back(
    form: &Form,
    key: &CellKey,
    way: &mut Vec<CellKey>,
    seen: &mut HashSet<CellKey>,
) -> bool {
    if let Some(begin) = way.iter().position(|one| one == key) {
        way.drain(..begin);
        way.push(key.clone());
        return true;
    }
    let Some(Definition::Formula(formula)) = form.cells.get(key) else {
        return false;
    };
    if !seen.insert(key.clone()) {
        return false;
    }
    way.push(key.clone());
    let mut next: Vec<CellKey> = Vec::new();
    formula.for_each_own(&mut |area| next.extend(form.area(area, key).unwrap_or_default()));
    for other in &next {
        if leads_back(form, other, way, seen) {
            return true;
        }
    }
    way.pop();
    false
}

pub(super) fn missing_in_words(form: &Form, area: &Area, at: &CellKey) -> (String, Option<String>) {
    let code = area.section.as_deref().unwrap_or(&at.section);
    let Some(section) = form.section(code) else {
        let known = form.sections.iter().map(|section| section.code.as_str());
        return (format!("раздела {code} нет"), near(code, known));
    };
    let rows = section.rows.iter().map(|row| row.code.as_str());
    if within(rows.clone(), area.rows.as_ref(), &at.row).is_none() {
        let row = area
            .rows
            .as_ref()
            .map_or_else(|| at.row.clone(), ToString::to_string);
        return (
            format!("в разделе {code} нет строки {row}"),
            near(&row, rows),
        );
    }
    let columns = section.columns.iter().map(|column| column.number.as_str());
    let column = area.columns.as_ref();
    let column = column.map_or_else(|| at.column.clone(), ToString::to_string);
    (
        format!("в разделе {code} нет графы {column}"),
        near(&column, columns),
    )
}
