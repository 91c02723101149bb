//! Form cells: the figures of a form as plain rows, for programs that take a form cell by cell.

use csv::{Terminator, WriterBuilder};
use rust_xlsxwriter::{Format, Workbook};

use super::Error;
use super::csv::guarded;
use super::numbers;

/// One figure: form, section, row, column, value. Codes are text: `01` is not `1`.
#[derive(Debug, Clone, PartialEq)]
pub struct FormCell {
    pub form: String,
    pub section: String,
    pub row: String,
    pub column: String,
    pub value: f64,
}

const HEADS: [&str; 5] = ["Форма", "Раздел", "Строка", "Графа", "Значение"];

impl FormCell {
    fn codes(&self) -> [&str; 4] {
        [&self.form, &self.section, &self.row, &self.column]
    }
}

/// Writes figures as CSV that a Russian spreadsheet opens.
pub fn csv(cells: &[FormCell]) -> Result<Vec<u8>, Error> {
    let mut writer = WriterBuilder::new()
        .delimiter(b';')
        .terminator(Terminator::CRLF)
        .from_writer("\u{feff}".as_bytes().to_vec());
    writer.write_record(HEADS)?;
    for cell in cells {
        let codes = cell.codes().map(|code| guarded(code).into_owned());
        let value = numbers::plain(cell.value);
        writer.write_record(codes.iter().chain(std::iter::once(&value)))?;
    }
    let written = writer.into_inner();
    written.map_err(|error| Error::Csv(error.into_error().into()))
}

/// Writes figures as a workbook of one sheet: codes as text, figures as numbers.
pub fn xlsx(cells: &[FormCell]) -> Result<Vec<u8>, Error> {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    sheet.set_name("Ячейки")?;
    let head = Format::new().set_bold();
    let text = Format::new().set_num_format("@");
    for (column, title) in (0..).zip(HEADS) {
        sheet.write_with_format(0, column, title, &head)?;
    }
    for (row, cell) in (1..).zip(cells) {
        for (column, code) in (0..).zip(cell.codes()) {
            sheet.write_string_with_format(row, column, code, &text)?;
        }
        sheet.write_number(row, 4, cell.value)?;
    }
    sheet.set_freeze_panes(1, 0)?;
    sheet.autofilter(0, 0, cells.len() as u32, 4)?;
    Ok(workbook.save_to_buffer()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_stay_text_and_figures_have_a_comma() {
        let cell = FormCell {
            form: "oo-1".to_owned(),
            section: "2.4".to_owned(),
            row: "01".to_owned(),
            column: "=3".to_owned(),
            value: 24.5,
        };
        let text = csv(std::slice::from_ref(&cell)).expect("a file");
        assert_eq!(
            String::from_utf8(text).expect("UTF-8"),
            "\u{feff}Форма;Раздел;Строка;Графа;Значение\r\noo-1;2.4;01;'=3;24,5\r\n"
        );
        assert!(xlsx(&[cell]).expect("a workbook").starts_with(b"PK"));
    }
}
