//! Editions: all declared forms, each with its editions.

use std::sync::Arc;

use jiff::civil::Date;

use super::layout::{Filled, paper};
use super::placing::place_controls;
use super::reading;
use super::{CellKey, Form, FormPeriod};
use crate::content::Content;
use crate::diagnostic::{Diagnostic, Severity, nearest};
use crate::model::Model;

/// Every edition of every form.
#[derive(Debug, Clone, Default)]
pub struct Forms {
    /// By code, then by the first day for which an edition holds.
    editions: Vec<Arc<Form>>,
}

impl Forms {
    /// Reads every form, draws each blank, and returns the forms with all faults found.
    pub fn read(content: &Content, model: &Model) -> (Self, Vec<Diagnostic>) {
        let mut read: Vec<(Form, &str)> = Vec::new();
        let mut faults = Vec::new();
        for (path, text) in content
            .below("forms")
            .filter(|(path, _)| path.ends_with(".toml"))
            // Papers of schools are no statistical forms.
            .filter(|(path, _)| !path.starts_with("forms/reports/"))
        {
            let (form, found) = reading::read(path, text, model);
            faults.extend(found);
            read.extend(form.map(|form| (form, text)));
        }
        read.sort_by(|(one, _), (other, _)| (&one.code, one.from).cmp(&(&other.code, other.from)));
        let cells = read.iter().map(|(form, _)| {
            let cells: Vec<CellKey> = form.cells.keys().cloned().collect();
            (form.code.clone(), cells)
        });
        let cells: Vec<(String, Vec<CellKey>)> = cells.collect();
        for (form, text) in &mut read {
            faults.extend(place_controls(form, text, model, &cells));
        }
        let editions = read.into_iter().map(|(form, _)| Arc::new(form)).collect();
        let forms = Self { editions };
        faults.extend(forms.overlaps());
        for form in &forms.editions {
            faults.extend(undrawn(form));
        }
        (forms, faults)
    }

    /// Returns the codes of the forms, each once, in order.
    pub fn codes(&self) -> Vec<&str> {
        let mut codes: Vec<&str> = self
            .editions
            .iter()
            .map(|form| form.code.as_str())
            .collect();
        codes.dedup();
        codes
    }

    /// Returns every edition, the editions of a form by their days.
    pub fn all(&self) -> &[Arc<Form>] {
        &self.editions
    }

    /// Returns the edition of a form that holds on a reporting day. The code may be the one that people know.
    pub fn edition(&self, code: &str, on: Date) -> Option<&Arc<Form>> {
        let mut editions = self.editions.iter();
        editions.find(|form| {
            is_named(form, code) && form.from <= on && form.until.is_none_or(|until| on <= until)
        })
    }

    /// Returns the newest edition of each form.
    pub fn latest(&self) -> Vec<&Arc<Form>> {
        let newest = |code: &&str| self.editions.iter().rev().find(|form| form.code == **code);
        self.codes().iter().filter_map(newest).collect()
    }

    /// Returns the editions of a form, in order of their days.
    pub fn editions(&self, code: &str) -> Vec<&Arc<Form>> {
        let editions = self.editions.iter();
        editions.filter(|form| is_named(form, code)).collect()
    }

    /// Returns the edition of a form that holds for a period named so, with that period.
    pub fn of_period(&self, code: &str, name: &str) -> Option<(&Arc<Form>, FormPeriod)> {
        let mut editions = self.editions(code).into_iter();
        editions.find_map(|form| Some((form, form.period(name)?)))
    }

    /// Returns the newest edition of one form.
    pub fn newest(&self, code: &str) -> Option<&Arc<Form>> {
        self.editions.iter().rev().find(|form| is_named(form, code))
    }

    /// Returns the code nearest to one that is not there.
    pub fn near(&self, code: &str) -> Option<&str> {
        let upper = code.to_uppercase();
        let of_people = self.editions.iter().map(|form| form.title_code.as_str());
        nearest(code, self.codes()).or_else(|| nearest(&upper, of_people))
    }

    fn overlaps(&self) -> Vec<Diagnostic> {
        let mut faults = Vec::new();
        for pair in self.editions.windows(2) {
            let [earlier, later] = pair else { continue };
            let goes_on = earlier.until.is_none_or(|until| until >= later.from);
            if earlier.code == later.code && goes_on {
                let message = format!(
                    "издание действует с {}, а прежнее, {}, к этому дню не кончилось",
                    later.from, earlier.path
                );
                let fault = Diagnostic::new(Severity::Error, "edition", message)
                    .at_file(&*later.path)
                    .with_hint(format!("задайте until в {}", earlier.path));
                faults.push(fault);
            }
        }
        let mut named: Vec<(&str, &str, &str)> = Vec::new();
        for form in &self.editions {
            let other = named
                .iter()
                .find(|(code, title, _)| *title == form.title_code && *code != form.code);
            if let Some((_, _, path)) = other {
                let message = format!("код «{}» уже у формы {path}", form.title_code);
                let fault = Diagnostic::new(Severity::Error, "duplicate", message);
                faults.push(fault.at_file(&*form.path));
            }
            named.push((&form.code, &form.title_code, &form.path));
        }
        faults
    }
}

fn is_named(form: &Form, code: &str) -> bool {
    form.code == code || form.title_code.to_lowercase() == code.to_lowercase()
}

/// Draws the blank of a form and says where its heads or rows do not make a table.
fn undrawn(form: &Form) -> Vec<Diagnostic> {
    let Some(period) = form.first_period() else {
        let message = "у издания нет ни одного отчётного дня: проверьте day, from и until";
        let fault = Diagnostic::new(Severity::Error, "period", message);
        return vec![fault.at_file(&*form.path)];
    };
    let paper = paper(form, &Filled::blank(period));
    let sheets = paper.blocks.iter().filter_map(|block| match block {
        crate::sheet::Block::Sheet(sheet) => Some(sheet),
        _ => None,
    });
    let mut faults = Vec::new();
    for sheet in sheets {
        let uneven = super::layout::uneven_rows(sheet);
        if let Some(row) = uneven.first() {
            let message = format!(
                "бланк раздела «{}» не рисуется: строка {row} другой длины",
                sheet.name
            );
            faults.push(Diagnostic::new(Severity::Error, "blank", message).at_file(&*form.path));
        }
    }
    faults
}
