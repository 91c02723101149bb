//! Breaks: where a worksheet parts into pages, so that rows that belong together stay on one.

use std::ops::Range;

use crate::sheet::{Cell, Sheet, placed};

/// Returns the rows of a worksheet that begin a page because those joined with them would not fit on the one before;
/// none where each row stands by itself and may be parted from the next.
///
/// `heights` are those of all rows down to the sheet's last, `head` is repeated on every page, and `from` begins the
/// page on which the sheet does.
pub(super) fn before_blocks(
    sheet: &Sheet,
    heights: &[f64],
    head: Range<usize>,
    from: usize,
    room: f64,
) -> Vec<u32> {
    let blocks = blocks(&sheet.body);
    let high = |rows: Range<usize>| -> f64 { heights[rows].iter().sum() };
    let repeated = high(head.clone());
    let is_plain = blocks.iter().all(|block| block.len() == 1);
    if is_plain || repeated >= room {
        return Vec::new();
    }
    let mut breaks = Vec::new();
    let mut used = high(from..head.end) % room;
    for block in blocks {
        let rows = head.end + block.start..head.end + block.end;
        let height = high(rows.clone());
        // What is higher than a page begins one and goes on over the next.
        if used + height > room && used > repeated {
            breaks.extend(u32::try_from(rows.start));
            used = repeated;
        }
        used += height;
        while used > room {
            used = used - room + repeated;
        }
    }
    breaks
}

/// Returns the rows that joined cells hold together, one behind another.
fn blocks(body: &[Vec<Cell>]) -> Vec<Range<usize>> {
    let mut ends: Vec<usize> = (1..=body.len()).collect();
    for at in placed(body) {
        ends[at.row] = ends[at.row].max(at.row + at.rows);
    }
    let mut blocks = Vec::new();
    let mut start = 0;
    while start < body.len() {
        let mut end = ends[start];
        let mut row = start;
        while row < end {
            end = end.max(ends[row]);
            row += 1;
        }
        blocks.push(start..end);
        start = end;
    }
    blocks
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sheet::Look;

    /// So many pupils of four lines each, and a row below them.
    fn pupils(count: usize) -> Sheet {
        let cell = || Cell::text("", Look::Plain);
        let mut body = Vec::new();
        for _ in 0..count {
            body.push(vec![cell().spanning(1, 4), cell()]);
            body.extend((0..3).map(|_| vec![cell()]));
        }
        body.push(vec![cell(), cell()]);
        Sheet {
            widths: vec![20.0, 10.0],
            body,
            ..Sheet::default()
        }
    }

    /// The rows that begin a page, where three rows stand above the head of one.
    fn broken(sheet: &Sheet, room: f64) -> Vec<u32> {
        let heights = vec![10.0; 4 + sheet.body.len()];
        before_blocks(sheet, &heights, 3..4, 0, room)
    }

    #[test]
    fn a_block_that_does_not_fit_begins_a_page() {
        let sheet = pupils(5);
        // Four rows and two blocks, then the head and two blocks.
        assert_eq!(broken(&sheet, 125.0), [12, 20]);
        assert_eq!(broken(&sheet, 1_000.0), [0; 0]);
        // A page begun later leaves room for more.
        let heights = vec![10.0; 4 + sheet.body.len()];
        assert_eq!(before_blocks(&sheet, &heights, 3..4, 3, 125.0), [12, 20]);
        assert_eq!(before_blocks(&sheet, &heights, 3..4, 3, 130.0), [16]);
    }

    #[test]
    fn what_no_page_holds_is_parted_and_plain_rows_are_left_to_the_program() {
        assert_eq!(broken(&pupils(2), 45.0), [4, 8]);
        let plain = Sheet {
            body: vec![vec![Cell::text("", Look::Plain)]; 50],
            ..Sheet::default()
        };
        assert_eq!(broken(&plain, 100.0), [0; 0]);
        assert_eq!(broken(&pupils(2), 5.0), [0; 0]);
    }

    #[test]
    fn joined_cells_hold_rows_together_that_they_share() {
        let cell = || Cell::text("", Look::Plain);
        let body = vec![
            vec![cell().spanning(1, 2), cell()],
            vec![cell().spanning(1, 2)],
            vec![cell()],
            vec![cell(), cell()],
        ];
        assert_eq!(blocks(&body), [0..3, 3..4]);
    }
}
