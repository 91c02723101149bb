//! Slips: how many of them stand on a page, and with how large letters, so that none is cut or driven off it.
//!
//! Nothing is measured, which would draw each slip twice: heights are reckoned.

use super::heights::{LEADING, LINE, TITLE, of_sheet, of_words as words};
use crate::export::{Stamp, numbers};
use crate::sheet::{Block, Paper, Signature, Slip};

/// How slips share a page.
#[derive(Debug, PartialEq)]
pub(super) struct Share {
    /// As many as asked for, or as many as can be read.
    pub per_page: u8,
    /// How high each of them is, in points; nought where one takes what it needs.
    pub height: f64,
    /// How large its letters are beside those of a slip that has room enough.
    pub scale: f64,
    /// Whether one might not fit on a page by itself.
    pub may_part: bool,
}

/// Smaller letters than these nobody reads.
const SMALLEST: f64 = 0.7;

/// What the template has for a slip at its full size, in points: letters, and those of the organisation and notes.
const LETTERS: f64 = 10.0;
const ORGANISATION: f64 = 9.0;
const NOTES: f64 = 7.5;
/// Around the title, above the notes; above and below a slip.
const AROUND_TITLE: f64 = 13.0;
const ABOVE_NOTES: f64 = 6.0;
const AROUND_SLIP: f64 = 16.0;
/// Above each signature and the day of signing; what stands below its line. In heights of a letter.
const ABOVE_SIGNATURE: f64 = 1.6;
const BELOW_SIGNATURE: f64 = 0.75;
/// How wide the post of who signs is, in points.
const POST: f64 = 160.0;

/// What parts a line from the next, in points.
const BETWEEN: f64 = LEADING * LETTERS;

/// Shares a page of so many points out to slips. Where so many cannot be read as asked for, fewer stand on each page.
pub(super) fn share(
    slips: &[Slip],
    wanted: u8,
    (width, height): (f64, f64),
    on_each: f64,
) -> Share {
    let heights = slips.iter().map(|slip| on_each + height_of(slip, width));
    let highest = heights.fold(0.0, f64::max);
    // A point is left over, lest rounding drive the last one off the page.
    let height = height - 1.0;
    let mut shares = (1..=wanted.max(1)).rev().map(|per_page| {
        let share = height / f64::from(per_page);
        (per_page, share, (share / highest).min(1.0))
    });
    let readable = shares.find(|(_, _, scale)| *scale >= SMALLEST);
    match readable {
        Some((per_page, height, scale)) => Share {
            per_page,
            height,
            scale,
            may_part: false,
        },
        None => Share {
            per_page: 1,
            height: 0.0,
            scale: 1.0,
            may_part: true,
        },
    }
}

/// Returns how high it is what stands on each slip of a paper: the organisation and the notes.
pub(super) fn on_each(paper: &Paper, stamp: &Stamp, width: f64) -> f64 {
    let organisation = words(&paper.organisation, ORGANISATION, width);
    let printed = numbers::day(stamp.made_at.date());
    let notes =
        [paper.notes.join(" · "), stamp.data_moment.clone(), printed].join(" · Дата печати: ");
    organisation + ABOVE_NOTES + words(&notes, NOTES, width)
}

fn height_of(slip: &Slip, width: f64) -> f64 {
    let subtitles = slip.subtitles.iter();
    let subtitles: f64 = subtitles
        .map(|line| words(line, LETTERS, width) + BETWEEN)
        .sum();
    let blocks: f64 = slip.blocks.iter().map(|block| of_block(block, width)).sum();
    let title = words(&slip.title, TITLE, width) + AROUND_TITLE;
    AROUND_SLIP + title + subtitles + blocks + of_signatures(&slip.signatures)
}

fn of_block(block: &Block, width: f64) -> f64 {
    match block {
        Block::Heading(text) => 2.0 * words(text, TITLE, width) + TITLE,
        Block::Text(text) => words(text, LETTERS, width) + BETWEEN,
        Block::List { items, .. } => {
            let items = items
                .iter()
                .map(|item| words(item, LETTERS, width) + BETWEEN);
            2.0 * TITLE + items.sum::<f64>()
        }
        Block::Sheet(sheet) => of_sheet(sheet, width),
        Block::PageBreak | Block::Slips { .. } | Block::Bound(_) => 0.0,
    }
}

fn of_signatures(signatures: &[Signature]) -> f64 {
    let each = signatures.iter().map(|signature| {
        let seal = match signature.has_seal {
            true => 2.0 * LETTERS,
            false => 0.0,
        };
        let around = (ABOVE_SIGNATURE + BELOW_SIGNATURE) * LETTERS;
        around + words(&signature.post, LETTERS, POST) + seal
    });
    let day = match signatures.is_empty() {
        true => 0.0,
        false => (ABOVE_SIGNATURE + LINE) * LETTERS,
    };
    each.sum::<f64>() + day
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sheet::{Cell, CellValue, Look, Sheet};

    const PAGE: (f64, f64) = (481.9, 728.5);

    fn slip(subjects: i64) -> Slip {
        let head = ["Предмет", "Пн 16.11", "Вт 17.11", "Средний балл за период"];
        let rows = (0..subjects).map(|number| {
            vec![
                Cell::text(format!("Предмет {number}"), Look::Label),
                Cell::new(CellValue::Count(5), Look::Mark),
                Cell::new(CellValue::Empty, Look::Mark),
                Cell::new(CellValue::Number(4.5, 2), Look::Plain),
            ]
        });
        let signature = |post: &str| Signature {
            post: post.to_owned(),
            name: None,
            has_seal: false,
        };
        Slip {
            title: "Выписка из электронного журнала".to_owned(),
            subtitles: vec!["Ёлкин Иван, 5А класс".to_owned()],
            blocks: vec![Block::Sheet(Sheet {
                widths: vec![26.0, 9.0, 9.0, 10.0],
                head: vec![head.map(|text| Cell::text(text, Look::Head)).to_vec()],
                body: rows.collect(),
                ..Sheet::default()
            })],
            signatures: vec![
                signature("Классный руководитель"),
                signature("Ознакомлен(а)"),
            ],
        }
    }

    #[test]
    fn as_many_stand_on_a_page_as_asked_for_where_they_can_be_read() {
        let of = |subjects, wanted| share(&[slip(3), slip(subjects)], wanted, PAGE, 30.0);
        let few = of(6, 2);
        assert_eq!((few.per_page, few.scale), (2, 1.0));
        // A class of many subjects: smaller letters, and two on a page all the same.
        let many = of(15, 2);
        assert_eq!(many.per_page, 2);
        assert!(many.scale < 1.0 && many.scale >= SMALLEST, "{many:?}");
        assert!((many.height - 363.75).abs() < 0.01, "{many:?}");
        // Four of them nobody could read.
        assert_eq!(of(15, 4).per_page, 2);
        let small = of(1, 4);
        assert_eq!(small.per_page, 4);
        assert!(small.scale < 1.0, "{small:?}");
    }

    #[test]
    fn what_no_page_takes_goes_on() {
        let long = share(&[slip(90)], 2, PAGE, 30.0);
        assert!(long.may_part, "{long:?}");
        assert_eq!((long.per_page, long.scale), (1, 1.0));
        assert_eq!(share(&[], 0, PAGE, 30.0).per_page, 1);
    }
}
