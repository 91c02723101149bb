//! Placing: for which rows and columns each control is judged, and whether all that it names is there.

use std::collections::HashSet;
use std::ops::Range;

use super::CellKey;
use super::checking::missing_in_words;
use super::control::Control;
use super::declared::{DeclaredControl, DeclaredForm};
use super::expression::{Area, Expression};
use super::form::Form;
use super::reader::{Reader, near};
use crate::diagnostic::Diagnostic;
use crate::model::Model;

/// Fills in where each control is judged and reports those that name what is not there. `forms` are all forms by their
/// codes, with their cells.
pub(super) fn place_controls(
    form: &mut Form,
    text: &str,
    model: &Model,
    forms: &[(String, Vec<CellKey>)],
) -> Vec<Diagnostic> {
    // A file that could not be read has told so already.
    let Ok(declared) = toml::from_str::<DeclaredForm>(text) else {
        return Vec::new();
    };
    let path = form.path.clone();
    let mut reader = Reader::new(&path, text, model);
    let mut codes: HashSet<&str> = HashSet::new();
    for control in &declared.controls {
        let code = control.code.get_ref().as_str();
        if !codes.insert(code) {
            let message = format!("контроль {code} объявлен дважды");
            reader.fault("duplicate", message, Some(control.code.span()));
        }
    }
    let mut controls = std::mem::take(&mut form.controls);
    for control in &mut controls {
        let mut of_code = declared.controls.iter();
        if let Some(declared) = of_code.find(|one| *one.code.get_ref() == control.code) {
            reader.place(form, control, declared);
            reader.check_references(form, control, declared.relation.span());
            reader.check_other_forms(forms, control, declared.relation.span());
        }
    }
    form.controls = controls;
    reader.faults
}

impl Reader<'_> {
    /// Fills in section, rows and columns of a control.
    fn place(&mut self, form: &Form, control: &mut Control, declared: &DeclaredControl) {
        let span = declared.relation.span();
        let code = control.code.clone();
        let areas = areas(control);
        if areas.is_empty() {
            let message = format!("контроль {code}: не названа ни одна ячейка");
            self.fault("control", message, Some(span));
            return;
        }
        let named = areas.iter().find_map(|area| area.section.as_deref());
        let is_left_out = areas.iter().any(|area| area.section.is_none());
        let named = match (control.section.as_deref(), is_left_out) {
            (Some(section), _) => Some(section),
            (None, false) => named,
            (None, true) => None,
        };
        let Some(named) = named else {
            let message = format!("контроль {code}: не сказано, какой раздел (section)");
            self.fault("control", message, Some(span));
            return;
        };
        let Some(section) = form.section(named) else {
            let known = form.sections.iter().map(|section| section.code.as_str());
            let message = format!("контроль {code}: раздела {named} нет");
            let hint = near(named, known);
            self.fault_with_hint("control", message, Some(span), hint);
            return;
        };
        let rows: Vec<&str> = section.rows.iter().map(|row| row.code.as_str()).collect();
        let columns = section.columns.iter();
        let columns: Vec<&str> = columns.map(|column| column.number.as_str()).collect();
        let follows_rows = areas.iter().any(|area| area.rows.is_none());
        let follows_columns = areas.iter().any(|area| area.columns.is_none());
        control.rows = self.axis(&code, "строки", &declared.rows, &rows, follows_rows, &span);
        control.columns = self.axis(
            &code,
            "графы",
            &declared.columns,
            &columns,
            follows_columns,
            &span,
        );
        control.section = Some(section.code.clone());
    }

    /// Returns the codes along which a relation is judged; one where it does not follow them.
    fn axis(
        &mut self,
        control: &str,
        what: &str,
        list: &[String],
        known: &[&str],
        follows: bool,
        span: &Range<usize>,
    ) -> Vec<String> {
        if follows {
            return self.listed(
                list,
                known,
                &format!("контроль {control}: {what}"),
                span.clone(),
            );
        }
        if !list.is_empty() {
            let message =
                format!("контроль {control}: отношение не зависит от того, какие названы {what}");
            self.fault("control", message, Some(span.clone()));
        }
        known
            .first()
            .map(|code| (*code).to_owned())
            .into_iter()
            .collect()
    }

    /// Reports cells of the form that a control names and that are not there.
    fn check_references(&mut self, form: &Form, control: &Control, span: Range<usize>) {
        for at in control.places() {
            let mut missing: Vec<Area> = Vec::new();
            for expression in expressions(control) {
                // What was there a year before has the same place now.
                for_each_here(expression, &mut |area| {
                    if form.area(area, &at).is_none() {
                        missing.push(area.clone());
                    }
                });
            }
            for area in missing {
                let (message, hint) = missing_in_words(form, &area, &at);
                let message = format!("контроль {}: {message}", control.code);
                self.fault_with_hint("reference", message, Some(span.clone()), hint);
            }
        }
    }

    /// Reports other forms, and cells of theirs, that are not there.
    fn check_other_forms(
        &mut self,
        forms: &[(String, Vec<CellKey>)],
        control: &Control,
        span: Range<usize>,
    ) {
        let mut named: Vec<(String, Vec<Area>)> = Vec::new();
        for expression in expressions(control) {
            expression.for_each_form(&mut |code, inner| {
                let mut areas = Vec::new();
                inner.for_each(&mut |area, _| areas.push(area.clone()));
                named.push((code.to_owned(), areas));
            });
        }
        for (code, areas) in named {
            let mut editions = forms.iter().filter(|(known, _)| *known == code).peekable();
            if editions.peek().is_none() {
                let message = format!("контроль {}: формы «{code}» нет", control.code);
                let hint = near(&code, forms.iter().map(|(known, _)| known.as_str()));
                self.fault_with_hint("control", message, Some(span.clone()), hint);
                continue;
            }
            let cells: Vec<&CellKey> = editions.flat_map(|(_, cells)| cells).collect();
            for area in areas {
                let Some(key) = area.named() else {
                    let message = format!(
                        "контроль {}: ячейку другой формы называют полностью — раздел, строка и графа",
                        control.code
                    );
                    self.fault("control", message, Some(span.clone()));
                    continue;
                };
                if !cells.contains(&&key) {
                    let message = format!(
                        "контроль {}: в форме «{code}» нет такой ячейки: {key}",
                        control.code
                    );
                    self.fault("reference", message, Some(span.clone()));
                }
            }
        }
    }
}

fn expressions(control: &Control) -> impl Iterator<Item = &Expression> {
    std::iter::once(&control.relation).chain(&control.when)
}

fn areas(control: &Control) -> Vec<Area> {
    let mut areas = Vec::new();
    for expression in expressions(control) {
        expression.for_each(&mut |area, _| areas.push(area.clone()));
    }
    areas
}

/// Calls `visit` for the areas of the form itself, now or a year before.
fn for_each_here(expression: &Expression, visit: &mut impl FnMut(&Area)) {
    let mut elsewhere: Vec<Area> = Vec::new();
    expression.for_each_form(&mut |_, inner| {
        inner.for_each(&mut |area, _| elsewhere.push(area.clone()));
    });
    expression.for_each(
        &mut |area, _| match elsewhere.iter().position(|other| other == area) {
            Some(place) => {
                elsewhere.remove(place);
            }
            None => visit(area),
        },
    );
}
