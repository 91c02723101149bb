//! The frame around the data of a workbook: names of sheets, heads of pages, the sheet of provenance.

use jiff::Zoned;
use rust_xlsxwriter::{
    DocProperties, ExcelDateTime, Format as CellFormat, FormatAlign, Worksheet, XlsxError,
};

use super::super::{Labels, Provenance, numbers, text};
use super::scroll::lines;
use super::{DataSheet, Filled};

/// The name of the sheet that tells of a paper.
pub(super) const ABOUT: &str = "О выгрузке";

/// Limits of the file format.
const LETTERS_OF_CELL: usize = 32_767;
const LETTERS_OF_NAME: usize = 31;
pub(super) const LETTERS_OF_HEADER: usize = 255;

/// Letters of a title in the head of a page, which leave room for filters.
const LETTERS_OF_TITLE: usize = 120;
const LETTERS_OF_FILTER: usize = 80;

/// Writes the sheet that says who made the workbook, when, of what, and what was left out.
pub(super) fn about(
    sheet: &mut Worksheet,
    filled: &[Filled],
    provenance: &Provenance,
) -> Result<(), XlsxError> {
    let labels = &provenance.labels;
    let mut facts: Vec<(&str, String)> = vec![
        (&labels.title, provenance.title.clone()),
        (&labels.asker, provenance.asker.clone()),
        (
            &labels.made_at,
            numbers::moment(provenance.made_at.datetime()),
        ),
        (&labels.release, format!("№\u{a0}{}", provenance.release)),
        (&labels.data_moment, provenance.data_moment.clone()),
    ];
    let own: &[String] = match filled {
        [one] => one.sheet.filters,
        _ => &[],
    };
    let filters: Vec<String> = provenance.filters.iter().chain(own).cloned().collect();
    facts.extend(labelled(&labels.filters, &filters, &labels.no_filters));
    match filled {
        [one] => facts.extend(size(one, labels)),
        _ => {
            for one in filled {
                let Filled { sheet, name, .. } = one;
                let size = size(one, labels).into_iter();
                let size = size.map(|(what, count)| format!("{}: {count}", what.to_lowercase()));
                let said = sheet.title.map(str::to_owned).into_iter();
                let said: Vec<String> = said
                    .chain([size.collect::<Vec<_>>().join(", ")])
                    .chain(sheet.filters.iter().cloned())
                    .collect();
                facts.extend(labelled(name, &said, ""));
            }
        }
    }
    let cuts = filled
        .iter()
        .flat_map(|one| text::notes(one.sheet.table, one.row_count, labels));
    let mut limits = provenance.limits.clone();
    for note in cuts {
        if !limits.contains(&note) {
            limits.push(note);
        }
    }
    facts.extend(labelled(&labels.limits, &limits, &labels.no_limits));
    let mut described: Vec<&str> = Vec::new();
    for column in filled.iter().flat_map(|one| &one.sheet.table.columns) {
        // What a figure was and how it changed is defined with the figure.
        let key = column.key.as_str();
        let key = [".previous", ".change"]
            .iter()
            .find_map(|ending| key.strip_suffix(ending))
            .unwrap_or(key);
        if !column.description.is_empty() && !described.contains(&key) {
            described.push(key);
            facts.push((&column.title, column.description.clone()));
        }
    }

    write_facts(sheet, &labels.about, &facts)?;
    sheet.set_landscape();
    set_page(sheet, &provenance.title, &provenance.filters, provenance);
    Ok(())
}

/// Writes what each fact is called and what it says, and gives the sheet its name.
pub(super) fn write_facts(
    sheet: &mut Worksheet,
    name: &str,
    facts: &[(&str, String)],
) -> Result<(), XlsxError> {
    let label = CellFormat::new()
        .set_bold()
        .set_text_wrap()
        .set_align(FormatAlign::Top);
    let value = CellFormat::new()
        .set_text_wrap()
        .set_align(FormatAlign::Top);
    sheet.set_name(name)?;
    sheet.set_column_width(0, 30)?;
    sheet.set_column_width(1, 90)?;
    for (row, (name, text)) in (0..).zip(facts) {
        sheet.write_string_with_format(row, 0, held(name), &label)?;
        sheet.write_string_with_format(row, 1, held(text), &value)?;
        // Not every spreadsheet fits the height of rows to what is in them.
        let lines = lines(name, 30.0).max(lines(text, 90.0));
        if lines > 1.0 {
            sheet.set_row_height(row, (lines * 15.0).min(400.0))?;
        }
    }
    Ok(())
}

/// Says how large a sheet's answer is: a pivot by its lines and columns.
fn size<'a>(filled: &Filled, labels: &'a Labels) -> Vec<(&'a str, String)> {
    let count = |what: &'a str, count: usize| (what, numbers::integer(count as i64));
    match filled.sheet.layout {
        Some(layout) => vec![
            count(&labels.rows, layout.rows.slots.len()),
            count(&labels.columns, layout.columns.slots.len()),
        ],
        None => vec![count(&labels.rows, filled.row_count as usize)],
    }
}

/// Names the first of several values and leaves the rest under it.
pub(super) fn labelled<'a>(
    label: &'a str,
    values: &[String],
    none: &str,
) -> impl Iterator<Item = (&'a str, String)> {
    let values = if values.is_empty() {
        vec![none.to_owned()]
    } else {
        values.to_vec()
    };
    values
        .into_iter()
        .enumerate()
        .map(move |(index, value)| match index {
            0 => (label, value),
            _ => ("", value),
        })
}

/// Sets what print needs: A4, one page wide, and on every page what it is, under which filters and how old.
pub(super) fn lay_out_page(sheet: &mut Worksheet, data: &DataSheet, provenance: &Provenance) {
    let title = data.title.unwrap_or(&provenance.title);
    let filters: Vec<String> = provenance
        .filters
        .iter()
        .chain(data.filters)
        .cloned()
        .collect();
    set_page(sheet, title, &filters, provenance);
}

fn set_page(sheet: &mut Worksheet, title: &str, filters: &[String], provenance: &Provenance) {
    let labels = &provenance.labels;
    let right = format!(
        "&R{}",
        escaped(&format!(
            "{} {}",
            labels.data_moment.to_lowercase(),
            provenance.data_moment
        ))
    );
    let room = LETTERS_OF_HEADER.saturating_sub(right.encode_utf16().count() + "&L".len());
    let fits = |left: &String| left.encode_utf16().count() <= room;
    let title = cut(title, LETTERS_OF_TITLE);
    let with_filters = (0..=filters.len()).rev().map(|kept| {
        let shown = filters[..kept].iter();
        let mut words = vec![title.clone()];
        words.extend(shown.map(|filter| cut(filter, LETTERS_OF_FILTER)));
        if kept < filters.len() {
            let left_out = filters.len() - kept;
            let more = labels
                .more_filters
                .replace("{count}", &left_out.to_string());
            words.push(more.replace("{sheet}", &labels.about));
        }
        escaped(&words.join("; "))
    });
    // The cut comes before the escapes, half of one of which would swallow the next letter.
    let title_alone = (0..=room)
        .rev()
        .map(|letters| escaped(&cut(&title, letters)));
    let left = with_filters.chain(title_alone).find(fits);
    let left = left.unwrap_or_default();
    sheet
        .set_paper_size(9)
        .set_print_fit_to_pages(1, 0)
        .set_header(format!("&L{left}{right}"))
        .set_footer(format!("&R{}", labels.page));
}

pub(super) fn escaped(text: &str) -> String {
    text.replace('&', "&&")
}

pub(super) fn properties(
    title: &str,
    asker: &str,
    made_at: &Zoned,
) -> Result<DocProperties, XlsxError> {
    // Without it the writer would ask the machine what time it is.
    let made_at = ExcelDateTime::from_timestamp(made_at.timestamp().as_second())?;
    Ok(DocProperties::new()
        .set_title(title)
        .set_author(asker)
        .set_creation_datetime(&made_at))
}

/// Returns a name that a sheet may bear and that no other bears.
pub(super) fn free_name(wanted: &str, taken: &mut Vec<String>) -> String {
    let allowed: String = wanted
        .chars()
        .map(|letter| {
            if "*?:[]\\/".contains(letter) || letter.is_control() {
                ' '
            } else {
                letter
            }
        })
        .collect();
    let allowed = allowed.split_whitespace().collect::<Vec<_>>().join(" ");
    let allowed = allowed.trim_matches([' ', '\'']);
    let base = if allowed.is_empty() {
        "Данные"
    } else {
        allowed
    };
    let mut name = cut(base, LETTERS_OF_NAME);
    // Spreadsheets keep this name for themselves.
    if name.eq_ignore_ascii_case("history") {
        name.push('_');
    }
    for number in 2.. {
        if !taken.contains(&name.to_lowercase()) {
            break;
        }
        let suffix = format!(" {number}");
        name = cut(base, LETTERS_OF_NAME - suffix.len()) + &suffix;
    }
    taken.push(name.to_lowercase());
    name
}

/// Returns what a cell can hold of a text.
pub(in crate::export) fn held(text: &str) -> String {
    cut(text, LETTERS_OF_CELL)
}

/// Cuts a text to so many UTF-16 letters, in which the format counts, and says so by an ellipsis.
pub(super) fn cut(text: &str, letters: usize) -> String {
    if text.len() <= letters || text.encode_utf16().count() <= letters {
        return text.to_owned();
    }
    let mut room = letters.saturating_sub(1);
    let kept = text.chars().take_while(|letter| {
        let fits = letter.len_utf16() <= room;
        room = room.saturating_sub(letter.len_utf16());
        fits
    });
    kept.chain(['…']).collect()
}
