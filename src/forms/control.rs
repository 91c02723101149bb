//! Control: a relation between cells that a filled form must keep, and where one does not.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;

use super::expression::{Expression, Operator};
use super::figures::{Figures, Sight, Unknown, own_cells};
use super::{CellKey, Form, Values};
use crate::export::numbers;

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
    /// What should hold, in words.
    pub message: String,
    pub(super) section: Option<String>,
    /// Judged only where this holds.
    pub(super) when: Option<Expression>,
    pub(super) relation: Expression,
    /// The rows and columns that it is judged for, one by one.
    pub(super) rows: Vec<String>,
    pub(super) columns: Vec<String>,
}

/// A control that does not hold, or that cannot be judged.
#[derive(Debug, Clone, PartialEq)]
pub struct Finding {
    /// The code of the control.
    pub code: String,
    pub severity: Severity,
    /// The cells that the relation names, each once.
    pub cells: Vec<CellKey>,
    /// What is wrong, with both sides in figures.
    pub message: String,
}

/// How a control came out at one place, whether it holds or not.
#[derive(Debug, Clone, PartialEq)]
pub struct Judgement {
    /// The code of the control.
    pub code: String,
    pub severity: Severity,
    /// What should hold, with the row or column for which it was judged.
    pub message: String,
    /// Both sides in figures, or the figures of the cells where the relation joins comparisons.
    pub sides: Option<String>,
    pub verdict: Verdict,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    Broken,
    Held,
    /// A figure that the reader may not see stands in it.
    Withheld,
    /// It is judged in other cases only.
    NotMeant,
    /// There is no form of a year before, or no other form, to look at.
    NoForm,
    /// Nobody has filled its cells.
    Unfilled,
}

/// What a control may look at beside the form itself.
#[derive(Debug, Clone, Default)]
pub struct Beside<'a> {
    /// The same form a year before.
    pub previous: Option<Figures<'a>>,
    /// Other forms of the same school by their codes.
    pub forms: BTreeMap<&'a str, Figures<'a>>,
    /// Cells whose figures the reader may not see: a control over one cannot be judged and says so.
    pub withheld: Option<&'a BTreeSet<CellKey>>,
}

/// Judges every control of a form.
pub fn findings(form: &Form, values: &Values, previous: Option<&Values>) -> Vec<Finding> {
    let beside = Beside {
        previous: previous.map(Figures::from),
        ..Beside::default()
    };
    findings_beside(form, values, &beside)
}

/// Judges every control of a form, also those that look at other forms.
pub fn findings_beside(form: &Form, values: &Values, beside: &Beside<'_>) -> Vec<Finding> {
    let sight = Sight {
        form,
        values,
        previous: beside.previous,
        forms: Some(&beside.forms),
        withheld: beside.withheld,
    };
    let controls = form.controls.iter();
    let mut findings: Vec<Finding> = controls
        .flat_map(|control| control.findings(sight))
        .collect();
    findings.sort_by_key(|finding| finding.severity);
    findings
}

/// Judges every control in which a cell stands, in its relation or in the case for which it is meant.
pub fn judgements(
    form: &Form,
    values: &Values,
    beside: &Beside<'_>,
    cell: &CellKey,
) -> Vec<Judgement> {
    let sight = Sight {
        form,
        values,
        previous: beside.previous,
        forms: Some(&beside.forms),
        withheld: beside.withheld,
    };
    let mut judgements = Vec::new();
    for control in &form.controls {
        let places = control.places().into_iter();
        let places = places.filter(|at| control.looked_at(form, at).contains(cell));
        judgements.extend(places.map(|at| control.judgement(sight, &at)));
    }
    judgements
}

impl Form {
    /// Returns the controls with their codes, in order.
    pub fn controls(&self) -> &[Control] {
        &self.controls
    }
}

impl Control {
    /// Returns the cells that the relation is judged for; it says itself what it looks at.
    pub(super) fn places(&self) -> Vec<CellKey> {
        let section = self.section.as_deref().unwrap_or_default();
        let rows = self.rows.iter();
        let places = rows.flat_map(|row| {
            let columns = self.columns.iter();
            columns.map(move |column| CellKey::new(section, row, column))
        });
        places.collect()
    }

    fn findings(&self, sight: Sight<'_>) -> Vec<Finding> {
        let mut findings = Vec::new();
        let mut withheld: Vec<CellKey> = Vec::new();
        let mut hidden = None;
        for at in self.places() {
            let unknown = match self.broken(sight, &at) {
                Ok(broken) => {
                    findings.extend(broken);
                    continue;
                }
                Err(unknown) => unknown,
            };
            let place = match unknown {
                Unknown::Withheld(cell) => {
                    withheld.push(cell.clone());
                    format!("в ячейке {}", cell.path())
                }
                Unknown::WithheldBefore(cell) => {
                    format!("в ячейке {} формы прошлого года", cell.path())
                }
                Unknown::WithheldElsewhere(code, cell) => {
                    format!("в ячейке {} формы «{code}»", cell.path())
                }
                Unknown::NoForm => continue,
            };
            hidden.get_or_insert(place);
        }
        if let Some(place) = hidden {
            let message = format!(
                "{}: нельзя проверить — число {place} скрыто, потому что оно о немногих",
                self.message
            );
            findings.push(Finding {
                code: self.code.clone(),
                severity: Severity::Warning,
                cells: once(withheld),
                message,
            });
        }
        findings
    }

    /// Says what is wrong at one place, if anything is.
    fn broken(&self, sight: Sight<'_>, at: &CellKey) -> Result<Option<Finding>, Unknown> {
        if self.verdict(sight, at)? != Verdict::Broken {
            return Ok(None);
        }
        let mut message = self.placed(at);
        if let Some(sides) = self.sides(sight, at, Verdict::Broken)? {
            message = format!("{message} — {sides}");
        }
        Ok(Some(Finding {
            code: self.code.clone(),
            severity: self.severity,
            cells: once(own_cells(sight.form, &self.relation, at)),
            message,
        }))
    }

    fn judgement(&self, sight: Sight<'_>, at: &CellKey) -> Judgement {
        let (verdict, sides) = match self.verdict(sight, at) {
            Ok(verdict @ (Verdict::Broken | Verdict::Held)) => {
                let sides = self.sides(sight, at, verdict).ok().flatten();
                (verdict, sides.or_else(|| self.figures(sight, at)))
            }
            Ok(verdict) => (verdict, None),
            Err(
                Unknown::Withheld(_) | Unknown::WithheldBefore(_) | Unknown::WithheldElsewhere(..),
            ) => (Verdict::Withheld, None),
            Err(Unknown::NoForm) => (Verdict::NoForm, None),
        };
        Judgement {
            code: self.code.clone(),
            severity: self.severity,
            message: self.placed(at),
            sides,
            verdict,
        }
    }

    /// Judges the relation for one place.
    fn verdict(&self, sight: Sight<'_>, at: &CellKey) -> Result<Verdict, Unknown> {
        if let Some(when) = &self.when
            && !holds(sight.figure(when, at)?)
        {
            return Ok(Verdict::NotMeant);
        }
        let is_held = holds(sight.figure(&self.relation, at)?);
        let cells = own_cells(sight.form, &self.relation, at);
        // A part of the form that nobody has filled breaks nothing.
        if !cells.is_empty() && !cells.iter().any(|cell| sight.values.contains_key(cell)) {
            return Ok(Verdict::Unfilled);
        }
        Ok(match is_held {
            true => Verdict::Held,
            false => Verdict::Broken,
        })
    }

    /// Returns the cells of the form itself that are looked at for one place.
    fn looked_at(&self, form: &Form, at: &CellKey) -> Vec<CellKey> {
        let mut cells = own_cells(form, &self.relation, at);
        if let Some(when) = &self.when {
            cells.extend(own_cells(form, when, at));
        }
        cells
    }

    /// Returns what should hold, with the place for which it is judged.
    fn placed(&self, at: &CellKey) -> String {
        match self.place(at) {
            Some(place) => format!("{}: {place}", self.message),
            None => self.message.clone(),
        }
    }

    /// Says for which row and column the relation was judged, where it follows them.
    fn place(&self, at: &CellKey) -> Option<String> {
        let (mut by_row, mut by_column) = (false, false);
        self.relation.for_each_own(&mut |area| {
            by_row |= area.rows.is_none();
            by_column |= area.columns.is_none();
        });
        match (by_row, by_column) {
            (true, true) => Some(at.to_string()),
            (true, false) => Some(format!(
                "раздел {}, строка {}",
                at.section_in_words(),
                at.row
            )),
            (false, true) => Some(format!(
                "раздел {}, графа {}",
                at.section_in_words(),
                at.column
            )),
            (false, false) => None,
        }
    }

    /// Returns both sides of a comparison in figures; nothing for what joins comparisons.
    fn sides(
        &self,
        sight: Sight<'_>,
        at: &CellKey,
        verdict: Verdict,
    ) -> Result<Option<String>, Unknown> {
        let Expression::Joined(left, operator, right) = &self.relation else {
            return Ok(None);
        };
        let is_joining = matches!(operator, Operator::And | Operator::Or);
        if is_joining || left.is_condition() || right.is_condition() {
            return Ok(None);
        }
        let digits = sight.digits(left, at).max(sight.digits(right, at));
        let side = |side: &Expression| -> Result<String, Unknown> {
            let figure = sight.figure(side, at)?.unwrap_or(0.0);
            // A limit that is a share of a count is no count.
            let digits = match figure.fract() == 0.0 {
                true => digits,
                false => digits.max(1),
            };
            Ok(numbers::number(figure, digits))
        };
        let sign = match verdict {
            Verdict::Held => operator.sign(),
            _ => operator.opposite(),
        };
        Ok(Some(format!("{} {sign} {}", side(left)?, side(right)?)))
    }

    /// Returns the figures of the cells that the relation names, for one that joins comparisons.
    fn figures(&self, sight: Sight<'_>, at: &CellKey) -> Option<String> {
        let mut cells = own_cells(sight.form, &self.relation, at);
        cells.sort_unstable();
        cells.dedup();
        let figures = cells.iter().map(|cell| {
            let figure = match sight.values.get(cell) {
                Some(figure) => numbers::number(*figure, sight.form.decimals(cell)),
                None => numbers::NO_VALUE.to_owned(),
            };
            format!("{} = {figure}", cell.path())
        });
        let figures: Vec<String> = figures.collect();
        (!figures.is_empty()).then(|| figures.join("; "))
    }
}

/// Leaves out cells that stand before already: a relation may name one twice.
fn once(cells: Vec<CellKey>) -> Vec<CellKey> {
    let mut seen = BTreeSet::new();
    let cells = cells.into_iter();
    cells.filter(|cell| seen.insert(cell.clone())).collect()
}

fn holds(figure: Option<f64>) -> bool {
    figure.is_some_and(|figure| figure != 0.0)
}
