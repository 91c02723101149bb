//! Figures: cells computed from other cells, and forms added up.

use std::collections::{BTreeMap, BTreeSet};

use super::expression::{Expression, Operator};
use super::form::Definition;
use super::{CellKey, Form, Values};

/// Computes the cells that have formulas from the others. Called again after every correction: a cell with a formula is
/// corrected by correcting what it is made of.
pub fn complete(form: &Form, values: &mut Values) {
    complete_beside(form, values, &mut BTreeSet::new());
}

/// The same, where some figures are withheld: what is made of one is withheld, too.
pub fn complete_beside(form: &Form, values: &mut Values, withheld: &mut BTreeSet<CellKey>) {
    let formulas = form
        .cells
        .iter()
        .filter_map(|(key, definition)| match definition {
            Definition::Formula(formula) => Some((key, formula)),
            _ => None,
        });
    let mut waiting: BTreeMap<&CellKey, &Expression> = formulas.collect();
    for key in waiting.keys() {
        values.remove(*key);
        withheld.remove(*key);
    }
    // What waits for nothing else is next; a circle, which no checked form has, stays empty.
    loop {
        let ready: Vec<(&CellKey, &Expression)> = waiting
            .iter()
            .filter(|(key, formula)| {
                let cells = own_cells(form, formula, key);
                !cells.iter().any(|cell| waiting.contains_key(cell))
            })
            .map(|(key, formula)| (*key, *formula))
            .collect();
        if ready.is_empty() {
            return;
        }
        for (key, formula) in ready {
            waiting.remove(key);
            let cells = own_cells(form, formula, key);
            if cells.iter().any(|cell| withheld.contains(cell)) {
                withheld.insert(key.clone());
                continue;
            }
            let sight = Sight {
                form,
                values,
                previous: None,
                forms: None,
                withheld: None,
            };
            if let Ok(Some(value)) = sight.figure(formula, key) {
                values.insert(key.clone(), value);
            }
        }
    }
}

/// Adds up the forms of several schools, and computes the cells that have formulas from the sums, so that a share is
/// one of all and no mean of shares.
pub fn consolidated(form: &Form, forms: &[Values]) -> Values {
    let mut sums = Values::new();
    let figures = forms.iter().flatten();
    for (key, value) in figures.filter(|(key, _)| form.adds_up(key)) {
        *sums.entry(key.clone()).or_default() += value;
    }
    complete(form, &mut sums);
    sums
}

/// Says whether a condition over a form's own cells holds.
pub(super) fn is_true(form: &Form, condition: &Expression, values: &Values, at: &CellKey) -> bool {
    let sight = Sight {
        form,
        values,
        previous: None,
        forms: None,
        withheld: None,
    };
    matches!(sight.figure(condition, at), Ok(Some(figure)) if figure != 0.0)
}

/// Says whether a cell is a share of a whole that is nought, so that there is no such share. Of a whole that nobody knows
/// it is not said.
pub(super) fn is_share_of_nought(form: &Form, key: &CellKey, values: &Values) -> bool {
    let Some(Definition::Formula(formula)) = form.cells.get(key) else {
        return false;
    };
    let sight = Sight {
        form,
        values,
        previous: None,
        forms: None,
        withheld: None,
    };
    sight.is_divided_by_nought(formula, key)
}

/// Returns the cells of the form itself that an expression names.
pub(super) fn own_cells(form: &Form, expression: &Expression, at: &CellKey) -> Vec<CellKey> {
    let mut cells = Vec::new();
    expression.for_each_own(&mut |area| cells.extend(form.area(area, at).unwrap_or_default()));
    cells
}

/// What stands in a form, and of which of its cells the figures may not be seen.
#[derive(Debug, Clone, Copy)]
pub struct Figures<'a> {
    pub values: &'a Values,
    pub withheld: Option<&'a BTreeSet<CellKey>>,
}

impl<'a> From<&'a Values> for Figures<'a> {
    fn from(values: &'a Values) -> Self {
        Self {
            values,
            withheld: None,
        }
    }
}

impl Figures<'_> {
    fn hides(&self, cell: &CellKey) -> bool {
        self.withheld
            .is_some_and(|withheld| withheld.contains(cell))
    }
}

/// Why an expression has no figure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Unknown {
    /// The figure of this cell may not be seen.
    Withheld(CellKey),
    /// Nor that of a cell of the form a year before.
    WithheldBefore(CellKey),
    /// Nor that of a cell of another form, which has this code.
    WithheldElsewhere(String, CellKey),
    /// There is no form of a year before, or no such other form.
    NoForm,
}

/// What an expression is computed from.
#[derive(Clone, Copy)]
pub(super) struct Sight<'a> {
    pub form: &'a Form,
    pub values: &'a Values,
    pub previous: Option<Figures<'a>>,
    pub forms: Option<&'a BTreeMap<&'a str, Figures<'a>>>,
    pub withheld: Option<&'a BTreeSet<CellKey>>,
}

impl Sight<'_> {
    /// Computes an expression for a cell. Nothing is what an empty cell has and what is divided by nothing.
    pub fn figure(&self, expression: &Expression, at: &CellKey) -> Result<Option<f64>, Unknown> {
        match expression {
            Expression::Number(number) => Ok(Some(*number)),
            Expression::Cell(area) => self.sum(self.form.area(area, at).unwrap_or_default()),
            Expression::Sum(areas) => {
                let cells = areas.iter().flat_map(|area| self.form.area(area, at));
                self.sum(cells.flatten().collect())
            }
            Expression::Absolute(inner) => Ok(self.figure(inner, at)?.map(f64::abs)),
            Expression::Negated(inner) => Ok(self.figure(inner, at)?.map(|number| -number)),
            Expression::Previous(inner) => {
                let previous = self.previous.ok_or(Unknown::NoForm)?;
                let before = Sight {
                    values: previous.values,
                    withheld: previous.withheld,
                    ..*self
                };
                before.figure(inner, at).map_err(|unknown| match unknown {
                    Unknown::Withheld(cell) => Unknown::WithheldBefore(cell),
                    unknown => unknown,
                })
            }
            Expression::Elsewhere(code, inner) => {
                let forms = self.forms.ok_or(Unknown::NoForm)?;
                let figures = forms.get(code.as_str()).ok_or(Unknown::NoForm)?;
                elsewhere(inner, *figures).map_err(|unknown| match unknown {
                    Unknown::Withheld(cell) => Unknown::WithheldElsewhere(code.clone(), cell),
                    unknown => unknown,
                })
            }
            Expression::Joined(left, operator, right) => {
                let figures = (self.figure(left, at)?, self.figure(right, at)?);
                let digits = self.digits(left, at).max(self.digits(right, at));
                Ok(joined(figures, *operator, digits))
            }
        }
    }

    fn is_divided_by_nought(&self, expression: &Expression, at: &CellKey) -> bool {
        let is_within = |inner: &Expression| self.is_divided_by_nought(inner, at);
        match expression {
            Expression::Joined(_, Operator::Divide, divisor)
                if self.figure(divisor, at) == Ok(Some(0.0)) =>
            {
                true
            }
            Expression::Joined(left, _, right) => is_within(left) || is_within(right),
            Expression::Absolute(inner) | Expression::Negated(inner) => is_within(inner),
            Expression::Number(_)
            | Expression::Cell(_)
            | Expression::Sum(_)
            | Expression::Previous(_)
            | Expression::Elsewhere(..) => false,
        }
    }

    /// Returns with how many decimals the cells of an expression are written at the most.
    pub fn digits(&self, expression: &Expression, at: &CellKey) -> u8 {
        let mut digits = 0;
        expression.for_each(&mut |area, _| {
            let cells = self.form.area(area, at).unwrap_or_default();
            let decimals = cells.iter().map(|cell| self.form.decimals(cell));
            digits = decimals.fold(digits, u8::max);
        });
        digits
    }

    fn sum(&self, cells: Vec<CellKey>) -> Result<Option<f64>, Unknown> {
        let mut sum = None;
        for cell in cells {
            if self
                .withheld
                .is_some_and(|withheld| withheld.contains(&cell))
            {
                return Err(Unknown::Withheld(cell));
            }
            if let Some(value) = self.values.get(&cell) {
                *sum.get_or_insert(0.0) += value;
            }
        }
        Ok(sum)
    }
}

/// Computes an expression over another form, whose cells are all named in full.
fn elsewhere(expression: &Expression, figures: Figures<'_>) -> Result<Option<f64>, Unknown> {
    match expression {
        Expression::Number(number) => Ok(Some(*number)),
        Expression::Cell(area) => {
            let key = area.named().ok_or(Unknown::NoForm)?;
            match figures.hides(&key) {
                true => Err(Unknown::Withheld(key)),
                false => Ok(figures.values.get(&key).copied()),
            }
        }
        Expression::Absolute(inner) => Ok(elsewhere(inner, figures)?.map(f64::abs)),
        Expression::Negated(inner) => Ok(elsewhere(inner, figures)?.map(|number| -number)),
        Expression::Joined(left, operator, right) => {
            let sides = (elsewhere(left, figures)?, elsewhere(right, figures)?);
            Ok(joined(sides, *operator, 0))
        }
        Expression::Sum(_) | Expression::Previous(_) | Expression::Elsewhere(..) => {
            Err(Unknown::NoForm)
        }
    }
}

/// Joins two figures. Nothing adds nothing and compares as a nought; what is true is one.
fn joined(
    (left, right): (Option<f64>, Option<f64>),
    operator: Operator,
    digits: u8,
) -> Option<f64> {
    let (l, r) = (left.unwrap_or(0.0), right.unwrap_or(0.0));
    let truth = |holds: bool| Some(f64::from(u8::from(holds)));
    let is_equal = rounded(l, digits) == rounded(r, digits);
    match operator {
        Operator::Add | Operator::Subtract if left.is_none() && right.is_none() => None,
        Operator::Add => Some(l + r),
        Operator::Subtract => Some(l - r),
        Operator::Multiply => Some(left? * right?),
        Operator::Divide => {
            let divisor = right?;
            (divisor != 0.0).then_some(left? / divisor)
        }
        Operator::Equal => truth(is_equal),
        Operator::Unequal => truth(!is_equal),
        Operator::Less => truth(l < r - CLOSE),
        Operator::AtMost => truth(l <= r + CLOSE),
        Operator::Greater => truth(l > r + CLOSE),
        Operator::AtLeast => truth(l >= r - CLOSE),
        Operator::And => truth(l != 0.0 && r != 0.0),
        Operator::Or => truth(l != 0.0 || r != 0.0),
    }
}

/// What arithmetic with shares may be off by.
const CLOSE: f64 = 1e-9;

/// Rounds to the digits that are printed, halves away from zero.
fn rounded(value: f64, digits: u8) -> f64 {
    let scale = 10_f64.powi(i32::from(digits));
    let scaled = value * scale;
    (scaled + CLOSE.copysign(scaled)).round()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_not_a_nought_until_it_is_compared() {
        assert_eq!(joined((None, None), Operator::Add, 0), None);
        assert_eq!(joined((None, Some(2.0)), Operator::Subtract, 0), Some(-2.0));
        assert_eq!(joined((Some(5.0), None), Operator::Divide, 0), None);
        assert_eq!(joined((Some(5.0), Some(0.0)), Operator::Divide, 0), None);
        assert_eq!(joined((None, Some(0.0)), Operator::Equal, 0), Some(1.0));
        assert_eq!(joined((None, Some(1.0)), Operator::Equal, 0), Some(0.0));
    }

    #[test]
    fn figures_are_equal_at_the_printed_digits() {
        let equal = |left: f64, right: f64, digits| {
            joined((Some(left), Some(right)), Operator::Equal, digits) == Some(1.0)
        };
        // 100 · 57 / 61, printed 93,4.
        assert!(equal(100.0 * 57.0 / 61.0, 93.4, 1));
        assert!(!equal(100.0 * 57.0 / 61.0, 93.5, 1));
        assert!(equal(12.5, 13.0, 0));
        assert!(equal(-12.5, -13.0, 0));
        // A half that binary numbers do not have exactly.
        assert!(equal(0.1 + 0.05, 0.2, 1));
        assert!(!equal(49.0, 50.0, 0));
    }

    #[test]
    fn limits_hold_in_spite_of_binary_numbers() {
        let holds = |left: f64, operator, right: f64| {
            joined((Some(left), Some(right)), operator, 0) == Some(1.0)
        };
        assert!(holds(0.1 + 0.2, Operator::AtMost, 0.3));
        assert!(!holds(0.1 + 0.2, Operator::Greater, 0.3));
        assert!(holds(7.0, Operator::Greater, 6.0));
    }
}
