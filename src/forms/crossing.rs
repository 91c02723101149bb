//! Crossing: how the figure of a cell is come by, from the row and the column that meet in it.

use std::collections::{BTreeMap, HashSet};
use std::ops::Range;

use toml::Spanned;

use super::CellKey;
use super::declared::{DeclaredCell, DeclaredColumn, DeclaredRow, DeclaredSection, Filters};
use super::expression::{Expression, Stretch};
use super::form::{Computed, Condition, Counted, Definition, within};
use super::reader::{Reader, near};

/// Where a declared row meets a declared column.
struct Crossing<'d> {
    key: CellKey,
    row: &'d DeclaredRow,
    column: &'d DeclaredColumn,
}

impl Crossing<'_> {
    fn span(&self) -> Range<usize> {
        self.row.code.span()
    }
}

impl Reader<'_> {
    /// Says of every cell of a section how its figure is come by.
    pub fn cells(&mut self, declared: &DeclaredSection) -> BTreeMap<CellKey, Definition> {
        let closed = self.closed(declared);
        let single = self.single(declared, &closed);
        let of_columns: Vec<Option<Expression>> = declared
            .columns
            .iter()
            .map(|column| self.formula(column.formula.as_ref()))
            .collect();
        let of_section = conditions(&declared.filters);
        let mut cells = BTreeMap::new();
        for row in &declared.rows {
            let of_row = self.formula(row.formula.as_ref());
            for (column, of_column) in declared.columns.iter().zip(&of_columns) {
                let crossing = Crossing {
                    key: CellKey::new(
                        declared.code.get_ref(),
                        row.code.get_ref(),
                        column.number.get_ref(),
                    ),
                    row,
                    column,
                };
                let key = crossing.key.clone();
                let definition = if closed.contains(&key) {
                    Some(Definition::Closed)
                } else if let Some(cell) = single.get(&key) {
                    self.of_single(cell, declared, &of_section)
                } else {
                    match (&of_row, of_column) {
                        (None, None) => self.of_crossing(&crossing, declared, &of_section),
                        (of_row, of_column) => {
                            self.of_formulas(&crossing, of_row.as_ref(), of_column.as_ref())
                        }
                    }
                };
                cells.extend(definition.map(|definition| (key, definition)));
            }
        }
        if let Some(member) = &declared.once {
            count_once(declared, member.get_ref(), &mut cells);
        }
        cells
    }

    /// Takes the formula of a row or a column. Where both have one, they must be sums: sums of sums agree in whatever
    /// order they are added.
    fn of_formulas(
        &mut self,
        crossing: &Crossing<'_>,
        of_row: Option<&Expression>,
        of_column: Option<&Expression>,
    ) -> Option<Definition> {
        if let (Some(of_row), Some(of_column)) = (of_row, of_column)
            && !(of_row.is_plain_sum() && of_column.is_plain_sum())
        {
            let message = format!(
                "{} определена дважды: формулой строки и формулой графы",
                crossing.key
            );
            let hint = "объявите эту ячейку отдельно, в cells".to_owned();
            self.fault_with_hint("overlap", message, Some(crossing.span()), Some(hint));
        }
        of_column.or(of_row).cloned().map(Definition::Formula)
    }

    /// Takes the measure of a row or a column, or leaves the cell to the school.
    fn of_crossing(
        &mut self,
        crossing: &Crossing<'_>,
        declared: &DeclaredSection,
        of_section: &[Condition],
    ) -> Option<Definition> {
        let Crossing { key, row, column } = crossing;
        let measure = match (&row.measure, &column.measure) {
            (Some(of_row), Some(of_column)) => {
                let message = format!(
                    "{key} определена дважды: показателем строки «{}» и показателем графы «{}»",
                    of_row.get_ref(),
                    of_column.get_ref()
                );
                self.fault("overlap", message, Some(crossing.span()));
                return None;
            }
            (Some(of_row), None) => Some(of_row.get_ref().clone()),
            (None, Some(of_column)) => Some(self.filled(of_column, row.name.as_deref(), key)?),
            (None, None) => None,
        };
        match (measure, row.manual || column.manual) {
            (Some(measure), false) => {
                let mut of_cell = conditions(&row.filters);
                of_cell.extend(conditions(&column.filters));
                Some(self.computed(measure, of_section, of_cell, declared, crossing.span()))
            }
            (None, true) => Some(Definition::Manual),
            (Some(_), true) => {
                let message =
                    format!("{key} определена дважды: вводится вручную и считается показателем");
                let hint = "уберите manual или measure либо объявите ячейку отдельно, в cells";
                let hint = Some(hint.to_owned());
                self.fault_with_hint("overlap", message, Some(crossing.span()), hint);
                None
            }
            (None, false) => {
                let message = format!(
                    "{key} не определена: ни показателя, ни формулы, ни ручного ввода, ни закрытия"
                );
                let hint =
                    "задайте measure, formula или manual = true либо закройте ячейку в closed";
                let hint = Some(hint.to_owned());
                self.fault_with_hint("unreachable", message, Some(crossing.span()), hint);
                None
            }
        }
    }

    /// Returns the cells that are declared by themselves, each once.
    fn single<'d>(
        &mut self,
        declared: &'d DeclaredSection,
        closed: &HashSet<CellKey>,
    ) -> BTreeMap<CellKey, &'d DeclaredCell> {
        let mut single: BTreeMap<CellKey, &DeclaredCell> = BTreeMap::new();
        for cell in &declared.cells {
            let key = CellKey::new(
                declared.code.get_ref(),
                cell.row.get_ref(),
                cell.column.get_ref(),
            );
            let rows = declared.rows.iter().map(|row| row.code.get_ref().as_str());
            let columns = declared.columns.iter();
            let columns = columns.map(|column| column.number.get_ref().as_str());
            self.known(
                "строки",
                declared,
                cell.row.get_ref(),
                rows,
                cell.row.span(),
            );
            self.known(
                "графы",
                declared,
                cell.column.get_ref(),
                columns,
                cell.column.span(),
            );
            if closed.contains(&key) {
                let message = format!("{key} определена дважды: закрыта и объявлена отдельно");
                self.fault("overlap", message, Some(cell.row.span()));
            }
            if single.insert(key.clone(), cell).is_some() {
                let message = format!("{key} объявлена отдельно дважды");
                self.fault("overlap", message, Some(cell.row.span()));
            }
        }
        single
    }

    fn of_single(
        &mut self,
        cell: &DeclaredCell,
        declared: &DeclaredSection,
        of_section: &[Condition],
    ) -> Option<Definition> {
        let ways = [cell.measure.is_some(), cell.formula.is_some(), cell.manual];
        let span = cell.row.span();
        if ways.iter().filter(|way| **way).count() != 1 {
            let message = format!(
                "строка {} графа {}: нужно одно из measure, formula, manual",
                cell.row.get_ref(),
                cell.column.get_ref()
            );
            self.fault("overlap", message, Some(span));
            return None;
        }
        if let Some(measure) = &cell.measure {
            let of_cell = conditions(&cell.filters);
            let measure = measure.get_ref().clone();
            return Some(self.computed(measure, of_section, of_cell, declared, span));
        }
        match &cell.formula {
            Some(_) => self.formula(cell.formula.as_ref()).map(Definition::Formula),
            None => Some(Definition::Manual),
        }
    }

    fn computed(
        &mut self,
        measure: String,
        of_section: &[Condition],
        mut of_cell: Vec<Condition>,
        declared: &DeclaredSection,
        span: Range<usize>,
    ) -> Definition {
        of_cell.sort();
        of_cell.dedup();
        let equal = |member: &str| {
            let equal = of_cell.iter().filter(|one| one.operator == "equals");
            equal.filter(|one| one.member == member).count()
        };
        let mut members = of_cell.iter().map(|condition| condition.member.as_str());
        if let Some(member) = members.find(|member| equal(member) > 1) {
            let message = format!(
                "строка и графа отбирают по «{member}» разное: в ячейке ничего не останется"
            );
            self.fault("overlap", message, Some(span));
        }
        Definition::Computed(Computed {
            measure,
            of_section: of_section.to_vec(),
            of_cell,
            counted: None,
            span: declared.span,
            nothing: declared.nothing,
        })
    }

    /// Puts the name of a row into the measure of a column.
    fn filled(
        &mut self,
        measure: &Spanned<String>,
        row: Option<&str>,
        key: &CellKey,
    ) -> Option<String> {
        const ROW: &str = "{row}";
        match (measure.get_ref().contains(ROW), row) {
            (true, Some(row)) => Some(measure.get_ref().replace(ROW, row)),
            (true, None) => {
                let message = format!("{key}: показатель графы ждёт имени строки (name)");
                self.fault("measure", message, Some(measure.span()));
                None
            }
            (false, _) => Some(measure.get_ref().clone()),
        }
    }

    fn closed(&mut self, declared: &DeclaredSection) -> HashSet<CellKey> {
        let rows: Vec<&str> = declared
            .rows
            .iter()
            .map(|row| row.code.get_ref().as_str())
            .collect();
        let columns = declared.columns.iter();
        let columns: Vec<&str> = columns
            .map(|column| column.number.get_ref().as_str())
            .collect();
        let mut closed = HashSet::new();
        for one in &declared.closed {
            let of_rows = self.listed(&one.get_ref().rows, &rows, "строки", one.span());
            let of_columns = self.listed(&one.get_ref().columns, &columns, "графы", one.span());
            for row in &of_rows {
                for column in &of_columns {
                    closed.insert(CellKey::new(declared.code.get_ref(), row, column));
                }
            }
        }
        closed
    }

    /// Returns the codes that a list of codes and stretches names; all of them where it is empty.
    pub fn listed(
        &mut self,
        list: &[String],
        known: &[&str],
        what: &str,
        span: Range<usize>,
    ) -> Vec<String> {
        if list.is_empty() {
            return known.iter().map(|code| (*code).to_owned()).collect();
        }
        let mut codes: Vec<String> = Vec::new();
        for text in list {
            let (first, last) = text.split_once("..").unwrap_or((text, text));
            let stretch = Stretch {
                first: first.trim().to_owned(),
                last: last.trim().to_owned(),
            };
            match within(known.iter().copied(), Some(&stretch), "") {
                Some(found) => codes.extend(found.into_iter().map(str::to_owned)),
                None => {
                    let hint = near(&stretch.first, known.iter().copied())
                        .or_else(|| near(&stretch.last, known.iter().copied()));
                    let message = format!("{what} «{text}» нет");
                    self.fault_with_hint("reference", message, Some(span.clone()), hint);
                }
            }
        }
        codes
    }

    fn known<'k>(
        &mut self,
        what: &str,
        declared: &DeclaredSection,
        code: &str,
        known: impl Iterator<Item = &'k str> + Clone,
        span: Range<usize>,
    ) {
        if !known.clone().any(|one| one == code) {
            let message = format!("в разделе {} нет {what} {code}", declared.code.get_ref());
            self.fault_with_hint("reference", message, Some(span), near(code, known));
        }
    }
}

/// Lets each row of a section count whom no earlier one has counted, by a dimension that tells the rows apart.
fn count_once(declared: &DeclaredSection, member: &str, cells: &mut BTreeMap<CellKey, Definition>) {
    let mut values: Vec<String> = Vec::new();
    for row in &declared.rows {
        let conditions = conditions(&row.filters);
        let mut own = conditions.iter();
        let Some(own) = own.find(|one| one.member == member && one.operator == "equals") else {
            continue;
        };
        for (key, definition) in cells.iter_mut() {
            if let Definition::Computed(computed) = definition
                && key.row == *row.code.get_ref()
                && computed.of_cell.contains(own)
                && !values.is_empty()
            {
                computed.counted = Some(Counted {
                    member: member.to_owned(),
                    values: values.clone(),
                });
            }
        }
        values.extend(own.values.iter().cloned());
    }
}

fn conditions(filters: &Filters) -> Vec<Condition> {
    filters
        .0
        .iter()
        .map(|condition| condition.get_ref().clone())
        .collect()
}
