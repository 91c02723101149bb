//! Fitting: how wide the columns of a sheet are and how large its letters, so that nothing is cut.
//!
//! All widths are in the height of a letter until the size of letters is known.

use std::collections::HashMap;
use std::sync::LazyLock;

use typst::layout::Abs;
use typst::text::{Font, FontVariations};

use super::world::measuring_fonts;
use crate::export::numbers;
use crate::sheet::{CellValue, Look, Placed, Sheet, placed};

/// Letters of a table, in points: what is wished may shrink them to where they are still easy to read. Only what no
/// page takes shrinks them further, such as one cell that is wider than all of it.
const LARGEST: f64 = 10.0;
pub(super) const READABLE: f64 = 8.0;
const SMALLEST: f64 = 2.0;

/// The room on either side of the words of a cell.
const ROOM_BESIDE: f64 = 0.35;
/// A character of a declared width: most letters and all digits are about as wide.
const CHARACTER: f64 = 0.5;
/// Upright texts break into lines beyond this.
const LONGEST_UPRIGHT: f64 = 13.0;
const LINE: f64 = 1.15;
/// Longer words are parted with a hyphen where a column is narrow, after at most so many letters.
const LETTERS_UNPARTED: usize = 8;
/// Names of rows are read as a whole: their words are parted later, and the first column has room for as much.
const LETTERS_UNPARTED_IN_LABEL: usize = 14;
const LEAST_LABEL: f64 = 12.0;
/// Longer strings that are no words may be broken anywhere.
const LETTERS_OF_STRING: usize = 24;
/// Marks of notes stand beside the words, and a frame around those that break a control.
const NOTE_MARK: f64 = 0.8;
const FRAME: f64 = 0.6;

/// The columns of a sheet as they fit a page.
#[derive(Debug, PartialEq)]
pub(super) struct Fit {
    /// In points.
    pub letters: f64,
    /// In points; together the width of the page.
    pub columns: Vec<f64>,
}

/// Fits a sheet into a width in points.
pub(super) fn fit(sheet: &Sheet, width: f64) -> Fit {
    let needs = Needs::of(sheet);
    let room = 2.0 * ROOM_BESIDE;
    let least: Vec<f64> = needs.least.iter().map(|need| need + room).collect();
    let wished: Vec<f64> = needs.wished.iter().map(|wish| wish + room).collect();
    let (sum_least, sum_wished) = (sum(&least), sum(&wished));
    let readable = (width / sum_wished).clamp(READABLE, LARGEST);
    let letters = readable.min(width / sum_least).max(SMALLEST);

    let columns = match sum_wished * letters <= width {
        true => wished
            .iter()
            .map(|wish| wish * width / sum_wished)
            .collect(),
        false => {
            let spare = (width - sum_least * letters).max(0.0);
            let share = spare / (sum_wished - sum_least).max(f64::MIN_POSITIVE);
            let columns = least.iter().zip(&wished);
            columns
                .map(|(least, wish)| least * letters + (wish - least) * share)
                .collect()
        }
    };
    Fit { letters, columns }
}

/// Returns how wide the columns of a sheet must be lest something in them be cut, in heights of a letter.
pub(super) fn least_widths(sheet: &Sheet) -> Vec<f64> {
    let least = Needs::of(sheet).least.into_iter();
    least.map(|need| need + 2.0 * ROOM_BESIDE).collect()
}

/// Returns how long an upright text is, in letters, where it breaks into lines.
pub(super) fn upright_length(text: &str) -> f64 {
    // A little more than measured, since the typesetter rounds and joins letters of its own.
    lines_of(text).1 * 1.02 + 0.05
}

/// Returns how many lines a text takes in a width, given in heights of a letter. A word that is wider is parted.
pub(super) fn lines_within(text: &str, width: f64) -> usize {
    let space = width_of(" ", false);
    let (mut lines, mut line) = (1, 0.0);
    for token in tokens(text) {
        let own = width_of(token, false);
        if line > 0.0 && line + space + own <= width {
            line += space + own;
            continue;
        }
        if line > 0.0 {
            lines += 1;
        }
        let parts = (own / width.max(1.0)).ceil().max(1.0);
        lines += parts as usize - 1;
        line = own - (parts - 1.0) * width.max(1.0);
    }
    lines
}

/// Says whether a word of a text is wider than a column of points, so that a hyphen must part it.
pub(super) fn must_part(text: &str, column: f64, letters: f64) -> bool {
    // Most cells are short, and measuring each costs more than drawing it.
    text.chars().count() > LETTERS_UNPARTED
        && tokens(text).any(|token| (width_of(token, true) + 2.0 * ROOM_BESIDE) * letters > column)
}

/// Lets long strings without spaces break, since no hyphen parts them.
pub(super) fn breakable(text: &str) -> String {
    if !tokens(text).any(is_long_string) {
        return text.to_owned();
    }
    let mut broken = String::with_capacity(text.len() * 2);
    for part in text.split_inclusive([' ', '\n', '\t']) {
        let is_long = is_long_string(part.trim_end_matches([' ', '\n', '\t']));
        for (place, letter) in part.chars().enumerate() {
            if is_long && place > 0 && place % LETTERS_UNPARTED == 0 {
                broken.push('\u{200b}');
            }
            broken.push(letter);
        }
    }
    broken
}

/// What columns need lest something be cut, and what they are declared to have.
struct Needs {
    least: Vec<f64>,
    wished: Vec<f64>,
}

impl Needs {
    fn of(sheet: &Sheet) -> Self {
        let mut wished: Vec<f64> = sheet
            .widths
            .iter()
            .map(|width| match width.is_finite() {
                true => width.clamp(1.0, 200.0) * CHARACTER,
                false => 10.0 * CHARACTER,
            })
            .collect();
        wished.resize(sheet.column_count(), 10.0 * CHARACTER);
        let mut least = vec![0.0; wished.len()];
        let mut wide = Vec::new();
        for placed in placed(&sheet.head).into_iter().chain(placed(&sheet.body)) {
            let (mut need, mut wish) = need_of(&placed);
            if placed.column == 0 && placed.cell.look == Look::Label && !placed.cell.is_upright {
                let whole = width_of(&numbers::on_paper(placed.cell), false);
                need = whole.min(LEAST_LABEL).max(need);
                wish = need.max(wish);
            }
            if placed.columns == 1 {
                least[placed.column] = need.max(least[placed.column]);
                wished[placed.column] = wish.max(wished[placed.column]);
            } else {
                wide.push((placed, need));
            }
        }
        for (placed, need) in wide {
            let covered = &mut least[placed.column..placed.column + placed.columns];
            let lack = need - sum(covered) - 2.0 * ROOM_BESIDE * (placed.columns - 1) as f64;
            if lack > 0.0 {
                let share = lack / placed.columns as f64;
                covered.iter_mut().for_each(|width| *width += share);
            }
        }
        for (wish, need) in wished.iter_mut().zip(&least) {
            *wish = need.max(*wish);
        }
        Self { least, wished }
    }
}

/// Returns what a cell needs lest it be cut, and what it takes to part no word.
fn need_of(placed: &Placed) -> (f64, f64) {
    let cell = placed.cell;
    let is_bold = matches!(cell.look, Look::Total | Look::Faulty);
    let mut mark = 0.0;
    if cell.note.is_some() {
        mark += NOTE_MARK;
    }
    if cell.look == Look::Faulty {
        mark += FRAME;
    }
    let text = numbers::on_paper(cell);
    if cell.is_upright {
        let need = lines_of(&text).0 as f64 * LINE + mark;
        return (need, need);
    }
    if !matches!(cell.value, CellValue::Text(_)) {
        let need = width_of(&text, is_bold) + mark;
        return (need, need);
    }
    let most = match cell.look {
        Look::Label => LETTERS_UNPARTED_IN_LABEL,
        _ => LETTERS_UNPARTED,
    };
    let (mut least, mut wish) = (0.0, 0.0);
    for token in tokens(&text) {
        let whole = width_of(token, is_bold);
        let letters = token.chars().count();
        let part = most as f64 / letters.max(1) as f64;
        let (need, unparted) = match is_word(token) {
            true if letters > most => (whole * part, whole),
            false if is_long_string(token) => (whole * part * 1.1, whole * part * 1.5),
            _ => (whole, whole),
        };
        least = need.max(least);
        wish = unparted.max(wish);
    }
    (least + mark, wish + mark)
}

/// Returns how many lines an upright text takes, and how long the longest is.
fn lines_of(text: &str) -> (usize, f64) {
    let (mut lines, mut longest, mut line) = (1, 0.0_f64, 0.0);
    let space = width_of(" ", false);
    for token in tokens(text) {
        // Half of its heads may be bold; the bold is never narrower.
        let width = width_of(token, true);
        let with = match line {
            0.0 => width,
            line => line + space + width,
        };
        if with > LONGEST_UPRIGHT && line > 0.0 {
            lines += 1;
            line = width;
        } else {
            line = with;
        }
        longest = longest.max(line);
    }
    (lines, longest)
}

fn tokens(text: &str) -> impl Iterator<Item = &str> {
    let tokens = text.split([' ', '\n', '\t']);
    tokens.filter(|token| !token.is_empty())
}

/// Says whether a hyphen may part it: Russian letters alone, but for the marks around them.
fn is_word(token: &str) -> bool {
    let letters = token.trim_matches(|sign: char| !sign.is_alphanumeric());
    !letters.is_empty()
        && letters
            .chars()
            .all(|letter| matches!(letter, 'а'..='я' | 'А'..='Я' | 'ё' | 'Ё'))
}

fn is_long_string(token: &str) -> bool {
    token.len() > LETTERS_OF_STRING && token.chars().count() > LETTERS_OF_STRING && !is_word(token)
}

/// Returns how wide a text is in one line, in heights of a letter.
fn width_of(text: &str, is_bold: bool) -> f64 {
    let widths = &WIDTHS[usize::from(is_bold)];
    let letters = text.chars();
    letters
        .map(|letter| widths.get(&letter).copied().unwrap_or(1.0))
        .sum()
}

/// The widths of letters that papers here are written in; others count as the widest.
static WIDTHS: LazyLock<[HashMap<char, f64>; 2]> = LazyLock::new(|| {
    let Some(fonts) = measuring_fonts() else {
        return [HashMap::new(), HashMap::new()];
    };
    fonts.map(widths)
});

fn widths(font: &Font) -> HashMap<char, f64> {
    let variant = font.info().variant;
    let instance = font
        .clone()
        .instantiate(variant, Abs::pt(10.0), &FontVariations::default());
    let face = instance.ttf();
    let units = f64::from(face.units_per_em());
    let written = ('\u{20}'..='\u{24f}').chain('\u{400}'..='\u{4ff}');
    let written = written.chain('\u{2000}'..='\u{22ff}');
    written
        .filter_map(|letter| {
            let glyph = face.glyph_index(letter)?;
            let width = face.glyph_hor_advance(glyph)?;
            Some((letter, f64::from(width) / units))
        })
        .collect()
}

fn sum(widths: &[f64]) -> f64 {
    widths.iter().sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sheet::Cell;

    const A4: f64 = 481.9;

    fn sheet(widths: &[f64], texts: &[&str]) -> Sheet {
        Sheet {
            widths: widths.to_vec(),
            body: vec![
                texts
                    .iter()
                    .map(|text| Cell::text(*text, Look::Plain))
                    .collect(),
            ],
            ..Sheet::default()
        }
    }

    #[test]
    fn columns_fill_the_page_by_their_declared_widths() {
        let fit = fit(&sheet(&[10.0, 30.0], &["а", "б"]), A4);
        assert_eq!(fit.letters, LARGEST);
        assert!((sum(&fit.columns) - A4).abs() < 0.1, "{fit:?}");
        assert!(fit.columns[1] > 2.5 * fit.columns[0], "{fit:?}");
    }

    #[test]
    fn names_of_rows_can_be_read_beside_many_figures() {
        let mut sheet = sheet(&[10.0; 22], &["12"; 22]);
        sheet.body[0][0] = Cell::text("Численность работников — всего", Look::Label);
        let fit = fit(&sheet, A4);
        assert!(fit.columns[0] >= LEAST_LABEL * fit.letters, "{fit:?}");
        // A short name takes no more than it needs.
        sheet.body[0][0] = Cell::text("5А", Look::Label);
        let short = super::fit(&sheet, A4);
        assert!(short.columns[0] < LEAST_LABEL * short.letters, "{short:?}");
    }

    #[test]
    fn letters_shrink_where_nothing_else_helps() {
        let numbers: Vec<String> = (0..40)
            .map(|_| "1\u{a0}234\u{a0}567,5".to_owned())
            .collect();
        let texts: Vec<&str> = numbers.iter().map(String::as_str).collect();
        let fit = fit(&sheet(&[8.0; 40], &texts), A4);
        assert!(fit.letters < READABLE, "{fit:?}");
        assert!(sum(&fit.columns) <= A4 + 0.1, "{fit:?}");
        let need = width_of("1\u{a0}234\u{a0}567,5", false) * fit.letters;
        assert!(fit.columns.iter().all(|column| *column >= need), "{fit:?}");
    }

    #[test]
    fn words_take_as_many_lines_as_a_width_has_room_for() {
        assert_eq!(lines_within("", 10.0), 1);
        assert_eq!(lines_within("русский язык", 20.0), 1);
        assert_eq!(lines_within("русский язык", 4.0), 2);
        assert_eq!(lines_within("самоопределение", 3.0), 3);
    }

    #[test]
    fn strings_that_no_hyphen_parts_may_break() {
        assert_eq!(
            breakable("Наименование показателя"),
            "Наименование показателя"
        );
        let hash = "0123456789abcdef0123456789abcdef";
        assert_eq!(breakable(hash).replace('\u{200b}', ""), hash);
        assert!(breakable(hash).contains('\u{200b}'));
    }
}
