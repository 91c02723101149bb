//! Reading: a declared file becomes a form, and everything wrong with it is told with its line.

use std::collections::{BTreeMap, HashSet};
use std::ops::Range;

use serde_json::{Value, json};
use toml::Spanned;

use super::CellKey;
use super::control::Control;
use super::declared::{
    DeclaredCell, DeclaredControl, DeclaredDeadline, DeclaredForm, DeclaredSection, Filters,
    MonthDay, month_and_day,
};
use super::expression::{Area, Expression, Stretch};
use super::form::{
    Column, Computed, Condition, Deadline, Definition, Form, PeriodKind, Row, Section, within,
};
use super::question::questions;
use crate::constructor::{self, QuerySpec, Refusal};
use crate::diagnostic::{Diagnostic, Severity, nearest};
use crate::model::{Member, Model, RowsBy, Sight};
use crate::sheet::Signature;

/// Reads one file. A form that has faults is returned as far as it could be read.
pub(super) fn read(path: &str, text: &str, model: &Model) -> (Option<Form>, Vec<Diagnostic>) {
    let mut reader = Reader {
        path,
        text,
        model,
        faults: Vec::new(),
    };
    let Some(code) = slug(path) else {
        reader.fault(
            "name",
            "имя файла формы — «код-год.toml», например oo-1-2024.toml",
            None,
        );
        return (None, reader.faults);
    };
    let declared: DeclaredForm = match toml::from_str(text) {
        Ok(declared) => declared,
        Err(error) => {
            reader.fault("toml", error.message(), error.span());
            return (None, reader.faults);
        }
    };
    let form = reader.form(code, &declared);
    reader.check(&form, &declared);
    (Some(form), reader.faults)
}

/// Returns the code of a form from the name of its file.
fn slug(path: &str) -> Option<&str> {
    let name = path.strip_prefix("forms/")?.strip_suffix(".toml")?;
    let (code, year) = name.rsplit_once('-')?;
    let is_year = year.len() == 4 && year.bytes().all(|byte| byte.is_ascii_digit());
    let is_code = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    (is_year && !code.is_empty() && code.bytes().all(is_code)).then_some(code)
}

struct Reader<'a> {
    path: &'a str,
    text: &'a str,
    model: &'a Model,
    faults: Vec<Diagnostic>,
}

impl Reader<'_> {
    fn fault(&mut self, rule: &str, message: impl Into<String>, span: Option<Range<usize>>) {
        self.fault_with_hint(rule, message, span, None);
    }

    fn fault_with_hint(
        &mut self,
        rule: &str,
        message: impl Into<String>,
        span: Option<Range<usize>>,
        hint: Option<String>,
    ) {
        let mut fault = Diagnostic::new(Severity::Error, rule, message.into()).at_file(self.path);
        if let Some(span) = span {
            fault = fault.at_line(line_at(self.text, span.start));
        }
        fault.hint = hint;
        if !self.faults.contains(&fault) {
            self.faults.push(fault);
        }
    }

    fn form(&mut self, code: &str, declared: &DeclaredForm) -> Form {
        let mut form = Form {
            code: code.to_owned(),
            title_code: declared.title_code.clone(),
            name: declared.name.clone(),
            okud: declared.okud.clone(),
            order: declared.edition.order.clone(),
            filed_by: declared.filed_by.clone(),
            period: declared.period,
            from: *declared.edition.from.get_ref(),
            until: declared.edition.until,
            is_draft: declared
                .sections
                .iter()
                .any(|section| section.unverified || section.rows.iter().any(|row| row.unverified)),
            path: self.path.to_owned(),
            day: *declared.day.get_ref(),
            deadline: self.deadline(&declared.deadline),
            subtitle: declared.subtitle.clone(),
            is_landscape: declared.is_landscape,
            head: declared.head.clone(),
            contacts: declared.contacts.clone(),
            signatures: Vec::new(),
            sections: Vec::new(),
            controls: Vec::new(),
            cells: BTreeMap::new(),
        };
        let signatures = declared.signatures.iter().map(|declared| Signature {
            post: declared.post.clone(),
            name: None,
            has_seal: declared.has_seal,
        });
        form.signatures = signatures.collect();
        for section in &declared.sections {
            if form.section(section.code.get_ref()).is_some() {
                let message = format!("раздел «{}» объявлен дважды", section.code.get_ref());
                self.fault("duplicate", message, Some(section.code.span()));
                continue;
            }
            form.sections.push(self.section(section));
            let cells = self.cells(section);
            form.cells.extend(cells);
        }
        for control in &declared.controls {
            form.controls.extend(self.control(control));
        }
        form
    }

    fn deadline(&mut self, declared: &Spanned<DeclaredDeadline>) -> Deadline {
        match declared.get_ref() {
            DeclaredDeadline::Days(days) if (0..=366).contains(days) => Deadline::After(*days),
            DeclaredDeadline::Day(text) if month_and_day(text).is_some() => {
                let (month, day) = month_and_day(text).unwrap_or((1, 1));
                Deadline::On(month, day)
            }
            _ => {
                let message = "срок — день года («10-15») или число дней после отчётного дня";
                self.fault("deadline", message, Some(declared.span()));
                Deadline::After(0)
            }
        }
    }

    fn section(&mut self, declared: &DeclaredSection) -> Section {
        let mut section = Section {
            code: declared.code.get_ref().clone(),
            title: declared.title.clone(),
            note: declared.note.clone(),
            study: declared.study.clone(),
            unit: declared.unit.clone(),
            first: declared
                .first
                .clone()
                .unwrap_or_else(|| ["1", "2"].map(str::to_owned)),
            is_unverified: declared.unverified,
            columns: Vec::new(),
            rows: Vec::new(),
        };
        for column in &declared.columns {
            let number = column.number.get_ref();
            if section.columns.iter().any(|other| other.number == *number) {
                let message = format!("раздел {}: графа {number} объявлена дважды", section.code);
                self.fault("duplicate", message, Some(column.number.span()));
                continue;
            }
            section.columns.push(Column {
                number: number.clone(),
                title: column.title.clone(),
                heads: column.heads.clone(),
                decimals: column.decimals,
                is_upright: column.upright,
                is_coded: column.coded,
            });
        }
        for row in &declared.rows {
            let code = row.code.get_ref();
            if section.rows.iter().any(|other| other.code == *code) {
                let message = format!("раздел {}: строка {code} объявлена дважды", section.code);
                self.fault("duplicate", message, Some(row.code.span()));
                continue;
            }
            section.rows.push(Row {
                code: code.clone(),
                label: row.label.clone(),
                indent: row.indent,
                decimals: row.decimals,
                is_total: row.total,
                is_unverified: row.unverified,
            });
        }
        if section.columns.is_empty() || section.rows.is_empty() {
            let message = format!("в разделе {} нет строк или граф", section.code);
            self.fault("empty", message, Some(declared.code.span()));
        }
        section
    }

    /// Says of every cell of a section how its figure is come by.
    fn cells(&mut self, declared: &DeclaredSection) -> BTreeMap<CellKey, Definition> {
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
                let key = CellKey::new(
                    declared.code.get_ref(),
                    row.code.get_ref(),
                    column.number.get_ref(),
                );
                if closed.contains(&key) {
                    cells.insert(key, Definition::Closed);
                    continue;
                }
                if let Some(cell) = single.get(&key) {
                    if let Some(definition) = self.of_single(cell, declared, &of_section) {
                        cells.insert(key, definition);
                    }
                    continue;
                }
                let is_manual = row.manual || column.manual;
                let measure = match (&row.measure, &column.measure) {
                    (Some(of_row), Some(of_column)) => {
                        let message = format!(
                            "{key} определена дважды: показателем строки «{}» и показателем графы «{}»",
                            of_row.get_ref(),
                            of_column.get_ref()
                        );
                        self.fault("overlap", message, Some(row.code.span()));
                        continue;
                    }
                    (Some(of_row), None) => Some(of_row.get_ref().clone()),
                    (None, Some(of_column)) => self.filled(of_column, row.name.as_deref(), &key),
                    (None, None) => None,
                };
                let definition = match (&of_row, of_column) {
                    (Some(of_row), Some(of_column)) => {
                        // Sums of sums agree in whatever order they are added.
                        if !of_row.is_plain_sum() || !of_column.is_plain_sum() {
                            let message = format!(
                                "{key} определена дважды: формулой строки и формулой графы"
                            );
                            let hint = "объявите эту ячейку отдельно, в cells".to_owned();
                            self.fault_with_hint(
                                "overlap",
                                message,
                                Some(row.code.span()),
                                Some(hint),
                            );
                        }
                        Definition::Formula(of_column.clone())
                    }
                    (Some(formula), None) => Definition::Formula(formula.clone()),
                    (None, Some(formula)) => Definition::Formula(formula.clone()),
                    (None, None) if is_manual && measure.is_some() => {
                        let message = format!(
                            "{key} определена дважды: вводится вручную и считается показателем"
                        );
                        let hint =
                            "уберите manual или measure либо объявите ячейку отдельно, в cells";
                        self.fault_with_hint(
                            "overlap",
                            message,
                            Some(row.code.span()),
                            Some(hint.to_owned()),
                        );
                        continue;
                    }
                    (None, None) if is_manual => Definition::Manual,
                    (None, None) => {
                        let Some(measure) = measure else {
                            let message = format!(
                                "{key} не определена: ни показателя, ни формулы, ни ручного ввода, ни закрытия"
                            );
                            let hint = "задайте measure, formula или manual = true либо закройте ячейку в closed";
                            self.fault_with_hint(
                                "unreachable",
                                message,
                                Some(row.code.span()),
                                Some(hint.to_owned()),
                            );
                            continue;
                        };
                        let mut of_cell = conditions(&row.filters);
                        of_cell.extend(conditions(&column.filters));
                        self.computed(measure, &of_section, of_cell, declared, row.code.span())
                    }
                };
                cells.insert(key, definition);
            }
        }
        cells
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
    fn listed(
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

    fn formula(&mut self, declared: Option<&Spanned<String>>) -> Option<Expression> {
        let declared = declared?;
        let formula = self.expression(declared)?;
        if formula.is_condition() {
            let message = "формула ячейки — число, а не сравнение";
            self.fault("formula", message, Some(declared.span()));
            return None;
        }
        let mut is_elsewhere = false;
        formula.for_each(&mut |_, is_own| is_elsewhere |= !is_own);
        if is_elsewhere {
            let message =
                "формула ячейки смотрит только на эту форму: previous и form — для контролей";
            self.fault("formula", message, Some(declared.span()));
            return None;
        }
        Some(formula)
    }

    fn expression(&mut self, declared: &Spanned<String>) -> Option<Expression> {
        match Expression::parse(declared.get_ref()) {
            Ok(expression) => Some(expression),
            Err(fault) => {
                let message = format!("«{}»: {fault}", declared.get_ref());
                self.fault("expression", message, Some(declared.span()));
                None
            }
        }
    }

    fn control(&mut self, declared: &DeclaredControl) -> Option<Control> {
        let relation = self.expression(&declared.relation)?;
        if !relation.is_condition() {
            let message = format!("«{}» — не сравнение", declared.relation.get_ref());
            self.fault("control", message, Some(declared.relation.span()));
            return None;
        }
        let when = match &declared.when {
            Some(when) => Some(self.expression(when)?),
            None => None,
        };
        Some(Control {
            code: declared.code.get_ref().clone(),
            severity: declared.severity,
            message: declared.message.clone(),
            section: declared.section.clone(),
            when,
            relation,
            // The codes are filled in when all sections are known.
            rows: Vec::new(),
            columns: Vec::new(),
        })
    }

    fn check(&mut self, form: &Form, declared: &DeclaredForm) {
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

    /// Binds every question that fills the form, as whoever files it would ask it.
    fn check_questions(&mut self, form: &Form, members_are_right: bool) {
        if !members_are_right {
            return;
        }
        let Some(period) = form
            .last_period(SOME_DAY)
            .or_else(|| form.period_with(form.from))
        else {
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
    }
}

/// Fills in where each control is judged and reports those that name what is not there.
pub(super) fn place_controls(
    form: &mut Form,
    text: &str,
    forms: &[(String, Vec<CellKey>)],
) -> Vec<Diagnostic> {
    let Ok(declared) = toml::from_str::<DeclaredForm>(text) else {
        return Vec::new();
    };
    let path = form.path.clone();
    let mut faults: Vec<Diagnostic> = Vec::new();
    let mut fault = |rule: &str, message: String, span: Range<usize>, hint: Option<String>| {
        let mut fault = Diagnostic::new(Severity::Error, rule, message)
            .at_file(&path)
            .at_line(line_at(text, span.start));
        fault.hint = hint;
        if !faults.contains(&fault) {
            faults.push(fault);
        }
    };
    let mut codes: HashSet<&str> = HashSet::new();
    for control in &declared.controls {
        let code = control.code.get_ref().as_str();
        if !codes.insert(code) {
            let message = format!("контроль {code} объявлен дважды");
            fault("duplicate", message, control.code.span(), None);
        }
    }
    let mut controls = std::mem::take(&mut form.controls);
    for control in &mut controls {
        let Some(declared) = declared
            .controls
            .iter()
            .find(|one| *one.code.get_ref() == control.code)
        else {
            continue;
        };
        let span = declared.relation.span();
        let mut areas: Vec<Area> = Vec::new();
        let expressions = std::iter::once(&control.relation).chain(&control.when);
        for expression in expressions.clone() {
            expression.for_each(&mut |area, _| areas.push(area.clone()));
        }
        if areas.is_empty() {
            let message = format!("контроль {}: не названа ни одна ячейка", control.code);
            fault("control", message, span, None);
            continue;
        }
        let needs_section = areas.iter().any(|area| area.section.is_none());
        let Some(section) = control
            .section
            .as_deref()
            .or_else(|| areas.iter().find_map(|area| area.section.as_deref()))
        else {
            let message = format!("контроль {}: не сказано, какой раздел", control.code);
            fault("control", message, span, None);
            continue;
        };
        let Some(section) = form.section(section) else {
            let known = form.sections.iter().map(|section| section.code.as_str());
            let message = format!("контроль {}: раздела {section} нет", control.code);
            fault("control", message, span, near(section, known));
            continue;
        };
        if needs_section && control.section.is_none() {
            let message = format!("контроль {}: не сказано, какой раздел", control.code);
            fault("control", message, span, None);
            continue;
        }
        control.section = Some(section.code.clone());
        let rows: Vec<&str> = section.rows.iter().map(|row| row.code.as_str()).collect();
        let columns = section.columns.iter();
        let columns: Vec<&str> = columns.map(|column| column.number.as_str()).collect();
        let follows_rows = areas.iter().any(|area| area.rows.is_none());
        let follows_columns = areas.iter().any(|area| area.columns.is_none());
        for (list, known, follows, what, placed) in [
            (
                &declared.rows,
                &rows,
                follows_rows,
                "строки",
                &mut control.rows,
            ),
            (
                &declared.columns,
                &columns,
                follows_columns,
                "графы",
                &mut control.columns,
            ),
        ] {
            if !follows {
                if !list.is_empty() {
                    let message = format!(
                        "контроль {}: отношение не зависит от того, какие названы {what}",
                        control.code
                    );
                    fault("control", message, span.clone(), None);
                }
                placed.extend(known.first().map(|code| (*code).to_owned()));
                continue;
            }
            if list.is_empty() {
                placed.extend(known.iter().map(|code| (*code).to_owned()));
            }
            for text in list {
                let (first, last) = text.split_once("..").unwrap_or((text, text));
                let stretch = Stretch {
                    first: first.trim().to_owned(),
                    last: last.trim().to_owned(),
                };
                match within(known.iter().copied(), Some(&stretch), "") {
                    Some(found) => placed.extend(found.into_iter().map(str::to_owned)),
                    None => {
                        let message = format!("контроль {}: {what} «{text}» нет", control.code);
                        let hint = near(&stretch.first, known.iter().copied());
                        fault("control", message, span.clone(), hint);
                    }
                }
            }
        }
        for at in control.places() {
            for expression in expressions.clone() {
                let mut missing: Vec<Area> = Vec::new();
                // What was there a year before has the same place now.
                without_elsewhere(expression, &mut |area| {
                    if form.area(area, &at).is_none() {
                        missing.push(area.clone());
                    }
                });
                for area in missing {
                    let (message, hint) = missing_in_words(form, &area, &at);
                    let message = format!("контроль {}: {message}", control.code);
                    fault("reference", message, span.clone(), hint);
                }
            }
        }
        for expression in expressions {
            expression.for_each_form(&mut |code, inner| {
                let Some((_, cells)) = forms.iter().find(|(known, _)| known == code) else {
                    let known = forms.iter().map(|(code, _)| code.as_str());
                    let message = format!("контроль {}: формы «{code}» нет", control.code);
                    fault("control", message, span.clone(), near(code, known));
                    return;
                };
                inner.for_each(&mut |area, _| {
                    let ends = |stretch: &Option<Stretch>| stretch.as_ref().map(|one| one.first.clone());
                    let (Some(section), Some(row), Some(column)) =
                        (area.section.clone(), ends(&area.rows), ends(&area.columns))
                    else {
                        let message = format!(
                            "контроль {}: ячейка другой формы называется вся — раздел, строка и графа",
                            control.code
                        );
                        fault("control", message, span.clone(), None);
                        return;
                    };
                    let key = CellKey::new(&section, &row, &column);
                    if !cells.contains(&key) {
                        let message = format!("контроль {}: в форме «{code}» нет ячейки {key}", control.code);
                        fault("reference", message, span.clone(), None);
                    }
                });
            });
        }
    }
    form.controls = controls;
    faults
}

/// Calls `visit` for the areas of the form itself, now or a year before.
fn without_elsewhere(expression: &Expression, visit: &mut impl FnMut(&Area)) {
    let mut of_others: Vec<Area> = Vec::new();
    expression.for_each_form(&mut |_, inner| {
        inner.for_each(&mut |area, _| of_others.push(area.clone()));
    });
    expression.for_each(
        &mut |area, _| match of_others.iter().position(|other| other == area) {
            Some(place) => {
                of_others.remove(place);
            }
            None => visit(area),
        },
    );
}

/// A day on which every form of today has a period.
const SOME_DAY: jiff::civil::Date = jiff::civil::date(2026, 2, 1);

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

fn missing_in_words(form: &Form, area: &Area, at: &CellKey) -> (String, Option<String>) {
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

fn near<'k>(asked: &str, known: impl IntoIterator<Item = &'k str>) -> Option<String> {
    nearest(asked, known).map(|near| format!("похожее: {near}"))
}

fn conditions(filters: &Filters) -> Vec<Condition> {
    filters
        .0
        .iter()
        .map(|condition| condition.get_ref().clone())
        .collect()
}

fn line_at(text: &str, place: usize) -> u64 {
    let before = text.bytes().take(place).filter(|byte| *byte == b'\n');
    before.count() as u64 + 1
}

/// Returns a filter as a question writes it.
pub(super) fn filter(condition: &Condition) -> Value {
    match condition.values.is_empty() {
        true => json!({"member": condition.member, "operator": condition.operator}),
        false => json!({
            "member": condition.member,
            "operator": condition.operator,
            "values": condition.values,
        }),
    }
}
