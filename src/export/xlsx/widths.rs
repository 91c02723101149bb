//! Widths: how many letters the columns of a worksheet take, so that nothing in them shows as hashes.

use crate::export::numbers;
use crate::sheet::{CellValue, Placed, Sheet, placed};

const NARROWEST: f64 = 3.0;
const WIDEST: f64 = 100.0;
const UNDECLARED: f64 = 10.0;
const LONGEST_WORD: f64 = 30.0;
const ROOM: f64 = 1.5;

/// Returns the widest that sheets are declared to be in each column; nought where none of them says.
pub(super) fn widest_declared(sheets: &[&Sheet]) -> Vec<f64> {
    let mut widest: Vec<f64> = Vec::new();
    for sheet in sheets {
        if widest.len() < sheet.widths.len() {
            widest.resize(sheet.widths.len(), 0.0);
        }
        for (width, declared) in widest.iter_mut().zip(&sheet.widths) {
            *width = declared.max(*width);
        }
    }
    widest
}

/// Returns the widths of columns that are declared so and hold these sheets, one below another.
pub(super) fn fitting(declared: &[f64], sheets: &[&Sheet]) -> Vec<f64> {
    let declared = declared.iter();
    let mut widths: Vec<f64> = declared
        .map(|width| match *width > 0.0 {
            true => width.clamp(NARROWEST, WIDEST),
            false => UNDECLARED,
        })
        .collect();
    for sheet in sheets {
        let columns = sheet.column_count();
        if widths.len() < columns {
            widths.resize(columns, UNDECLARED);
        }
        for at in placed(&sheet.head).iter().chain(&placed(&sheet.body)) {
            let width = &mut widths[at.column];
            *width = needed(at).max(*width);
        }
    }
    widths
}

/// Returns what the longest word of a cell takes, or all of a figure; what is joined or upright has room elsewhere.
fn needed(at: &Placed) -> f64 {
    if at.columns > 1 || at.cell.is_upright {
        return 0.0;
    }
    let text = numbers::on_paper(at.cell);
    let letters = |word: &str| word.chars().count() as f64 + ROOM;
    match at.cell.value {
        CellValue::Text(_) => {
            let words = text.split_whitespace().map(letters);
            words.fold(0.0, f64::max).min(LONGEST_WORD)
        }
        _ => letters(&text).min(WIDEST),
    }
}
