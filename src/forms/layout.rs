//! Layout: a form, filled or blank, as a paper.

use std::collections::{BTreeMap, BTreeSet};

use super::{CellKey, Finding, Form, FormPeriod, Values};
use crate::sheet::{Page, Paper};

/// What stands in a form. One without values is a blank.
#[derive(Debug, Clone)]
pub struct Filled {
    pub organisation: String,
    pub period: FormPeriod,
    pub values: Values,
    /// Figures that the reader may not see: `*`.
    pub withheld: BTreeSet<CellKey>,
    pub corrected: BTreeSet<CellKey>,
    pub notes: BTreeMap<CellKey, String>,
    pub findings: Vec<Finding>,
    /// What holds for all of it: the data's moment, which schools are missing.
    pub facts: Vec<String>,
}

/// Lays a form out, a sheet for each section.
pub fn paper(form: &Form, filled: &Filled) -> Paper {
    Paper {
        code: form.code.clone(),
        organisation: filled.organisation.clone(),
        title: form.name.clone(),
        subtitles: Vec::new(),
        is_draft: form.is_draft,
        page: Page::default(),
        notes: filled.facts.clone(),
        blocks: Vec::new(),
        signatures: Vec::new(),
    }
}
