//! Heights: how high words, rows and sheets come to be, reckoned from what the template leaves around words.
//!
//! Nothing is measured, which would draw each paper twice; heights are rather too large than too small.

use super::fitting::{Fit, fit, lines_within, upright_length};
use crate::export::numbers;
use crate::sheet::{Cell, Sheet, placed};

/// The letters of a title, around which a caption leaves room.
pub(super) const TITLE: f64 = 12.0;
/// Above and below a sheet.
const AROUND_SHEET: f64 = 12.0;

/// A line of words and what parts it from the next, in heights of a letter; in tables lines are closer.
pub(super) const LINE: f64 = 0.66;
pub(super) const LEADING: f64 = 0.5;
const LEADING_OF_SHEET: f64 = 0.4;
/// Above and below the words of a cell.
const AROUND_CELL: f64 = 0.8;
/// What stands on either side of the words of a cell.
const BESIDE_CELL: f64 = 0.7;

/// Returns how high words are in letters of so many points.
pub(super) fn of_words(text: &str, letters: f64, width: f64) -> f64 {
    let lines = lines_within(text, width / letters) as f64;
    (lines * (LINE + LEADING) - LEADING) * letters
}

/// Returns how high a sheet is in a width, both in points.
pub(super) fn of_sheet(sheet: &Sheet, width: f64) -> f64 {
    let fit = fit(sheet, width);
    let caption = match sheet.caption.is_empty() {
        true => 0.0,
        false => 2.0 * TITLE,
    };
    let rows = [&sheet.head, &sheet.body].map(|rows| of_rows(rows, &fit).iter().sum::<f64>());
    caption + AROUND_SHEET + rows.iter().sum::<f64>()
}

/// Returns how high each row is, in points.
pub(super) fn of_rows(rows: &[Vec<Cell>], fit: &Fit) -> Vec<f64> {
    let in_lines = |lines: f64| lines * (LINE + LEADING_OF_SHEET) - LEADING_OF_SHEET + AROUND_CELL;
    let mut heights = vec![in_lines(1.0); rows.len()];
    let mut spanning = Vec::new();
    for at in placed(rows) {
        let text = numbers::on_paper(at.cell);
        let need = if at.cell.is_upright {
            upright_length(&text) + AROUND_CELL
        } else {
            let column: f64 = fit.columns[at.column..at.column + at.columns].iter().sum();
            in_lines(lines_within(&text, column / fit.letters - BESIDE_CELL) as f64)
        };
        match at.rows {
            1 => heights[at.row] = heights[at.row].max(need),
            _ => spanning.push((at.row..at.row + at.rows, need)),
        }
    }
    // What rows lack for that which spans them, the last of them gets.
    for (rows, need) in spanning {
        let lack = need - heights[rows.clone()].iter().sum::<f64>();
        heights[rows.end - 1] += lack.max(0.0);
    }
    heights.iter().map(|height| height * fit.letters).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sheet::Look;

    #[test]
    fn upright_words_and_spans_make_rows_higher() {
        let sheet = |head: Cell| Sheet {
            widths: vec![30.0, 5.0],
            head: vec![
                vec![Cell::text("Показатель", Look::Head).spanning(1, 2), head],
                vec![Cell::text("3", Look::Code)],
            ],
            body: vec![vec![
                Cell::text("Всего", Look::Label),
                Cell::text("5", Look::Plain),
            ]],
            ..Sheet::default()
        };
        let plain = of_sheet(&sheet(Cell::text("Да", Look::Head)), 400.0);
        let upright = Cell::text("Дополнительное образование", Look::Head).upright();
        let high = of_sheet(&sheet(upright), 400.0);
        assert!(high > plain + 50.0, "{plain} {high}");
        let mut long = sheet(Cell::text("Да", Look::Head));
        long.head[0][0] = Cell::text("показатель ".repeat(120), Look::Head).spanning(1, 2);
        assert!(of_sheet(&long, 400.0) > plain + 50.0);
        // A row is as high as the highest of its cells.
        let fit = fit(&long, 400.0);
        assert_eq!(of_rows(&long.body, &fit).len(), 1);
    }
}
