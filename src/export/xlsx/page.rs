//! Page: what a worksheet is printed on so that one can read it, and how much of it stands on one.

use rust_xlsxwriter::Worksheet;

use crate::sheet::{Page, PageSize};

/// Both margins together, in millimetres.
const LEFT_AND_RIGHT: f64 = 40.0;
const TOP_AND_BOTTOM: f64 = 40.0;

/// Letters in a millimetre of a line. As written, at 11 points, there are 0.54 of them; at 8 points, which are still
/// easy to read, so many.
const READABLE: f64 = 0.74;

/// In points: a letter of the font by which widths are counted, and the padding of a column.
const LETTER: f64 = 5.25;
const PADDING: f64 = 3.75;
const POINTS_PER_MILLIMETRE: f64 = 72.0 / 25.4;

/// Programs scale to nothing smaller.
const SMALLEST_SCALE: f64 = 0.1;

/// Programs and printers differ a little in how high a row is.
const SURE: f64 = 0.95;

/// Returns the page on which one can read columns of so many letters: the declared one, the same sideways, as any printer
/// takes it, or the largest.
pub(super) fn readable(declared: Page, letters: f64) -> Page {
    let sideways = Page {
        is_landscape: true,
        ..declared
    };
    let largest = Page {
        size: PageSize::A3,
        is_landscape: true,
    };
    let pages = [declared, sideways].into_iter();
    let mut readable = pages.filter(|page| letters <= measures(*page).0 * READABLE);
    readable.next().unwrap_or(largest)
}

/// Returns how high the rows of one page are together, in points, where columns of these widths are fitted into its own.
pub(super) fn room(page: Page, widths: &[f64]) -> f64 {
    let (width, height) = measures(page);
    let columns: f64 = widths.iter().map(|width| width * LETTER + PADDING).sum();
    let scale = (width * POINTS_PER_MILLIMETRE / columns).clamp(SMALLEST_SCALE, 1.0);
    height * POINTS_PER_MILLIMETRE / scale * SURE
}

pub(super) fn set(sheet: &mut Worksheet, page: Page) {
    sheet.set_paper_size(match page.size {
        PageSize::A4 => 9,
        PageSize::A3 => 8,
    });
    if page.is_landscape {
        sheet.set_landscape();
    }
}

/// Returns the width and the height of what stands between the margins, in millimetres.
fn measures(page: Page) -> (f64, f64) {
    let (short, long) = match page.size {
        PageSize::A4 => (210.0, 297.0),
        PageSize::A3 => (297.0, 420.0),
    };
    let (width, height) = match page.is_landscape {
        true => (long, short),
        false => (short, long),
    };
    (width - LEFT_AND_RIGHT, height - TOP_AND_BOTTOM)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_too_wide_to_read_lies_sideways_or_on_a_larger_page() {
        let upright = Page::default();
        let said = |declared, letters| {
            let page = readable(declared, letters);
            (page.size, page.is_landscape)
        };
        assert_eq!(said(upright, 90.0), (PageSize::A4, false));
        assert_eq!(said(upright, 140.0), (PageSize::A4, true));
        assert_eq!(said(upright, 278.0), (PageSize::A3, true));
        let sideways = Page {
            is_landscape: true,
            ..upright
        };
        assert_eq!(said(sideways, 140.0), (PageSize::A4, true));
        assert_eq!(said(sideways, 278.0), (PageSize::A3, true));
        // What no page takes goes on the largest, and what was large stays so.
        assert_eq!(said(sideways, 900.0), (PageSize::A3, true));
        let large = Page {
            size: PageSize::A3,
            ..upright
        };
        assert_eq!(said(large, 90.0), (PageSize::A3, false));
    }

    #[test]
    fn a_page_holds_more_rows_where_columns_are_fitted_into_it() {
        let page = Page::default();
        let full = room(page, &[50.0]);
        assert!((600.0..728.0).contains(&full), "{full}");
        assert_eq!(room(page, &[20.0, 20.0]), full);
        let fitted = room(page, &[90.0, 90.0]);
        assert!((1.9 * full..2.1 * full).contains(&fitted), "{fitted}");
    }
}
