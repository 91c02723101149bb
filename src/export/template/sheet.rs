//! Sheet: the XML of a worksheet, surveyed once, and the values put into it.

use std::collections::BTreeMap;
use std::ops::Range;

use jiff::civil::{Date, date};
use quick_xml::Reader;
use quick_xml::escape::partial_escape;
use quick_xml::events::{BytesStart, Event};

use super::address::{Address, Area};
use super::book::offset;
use super::styles::Styles;
use super::xml::{Broken, Edit, attribute, edited, is_on, number, prefix};
use crate::export::numbers;
use crate::sheet::{Cell, CellValue, Look};

/// Why a cell is not written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Refusal {
    Formula,
    /// It lies under another one.
    Merged(Address),
    Locked,
    /// The template has no such cell: it has those of this area, if any.
    Missing(Option<Area>),
}

/// What decides how values are written, beside the sheet.
pub(super) struct Rules<'a> {
    pub styles: &'a Styles,
    /// Whether days are counted from 1904.
    pub is_1904: bool,
}

/// Where everything stands in the text of a sheet.
#[derive(Debug, Default)]
pub(super) struct Survey {
    /// The prefix of its tags, with the colon.
    prefix: String,
    /// The tag `sheetData` where it holds nothing, else the place of its end.
    data: Option<Data>,
    rows: BTreeMap<u32, Row>,
    /// From the first to the last column: their style.
    columns: Vec<(u32, u32, u32)>,
    merged: Vec<Area>,
    /// Areas that one formula fills.
    filled: Vec<Area>,
    /// What formulas came to when somebody last counted them.
    results: Vec<Range<usize>>,
    /// Whether formulas read other sheets.
    reads_others: bool,
    is_protected: bool,
}

#[derive(Debug)]
enum Data {
    Empty(Range<usize>),
    /// Where its end tag begins.
    Until(usize),
}

#[derive(Debug)]
struct Row {
    tag: Range<usize>,
    /// Where its end tag begins; nothing of a row without cells.
    end: Option<usize>,
    /// What its new cells look like.
    style: Option<u32>,
    /// The first and the last column that it says to have.
    spans: Option<(u32, u32)>,
    cells: BTreeMap<u32, Place>,
}

#[derive(Debug)]
struct Place {
    range: Range<usize>,
    style: Option<u32>,
    has_formula: bool,
}

impl Survey {
    pub fn of(text: &str) -> Result<Self, Broken> {
        let mut survey = Self::default();
        let mut reader = Reader::from_str(text);
        let mut reading = Reading::default();
        loop {
            let before = offset(&reader)?;
            let event = reader.read_event()?;
            let after = offset(&reader)?;
            match event {
                Event::Start(tag) => survey.begin(&mut reading, &tag, before..after, false)?,
                Event::Empty(tag) => survey.begin(&mut reading, &tag, before..after, true)?,
                Event::Text(text) if reading.is_in_formula => {
                    survey.reads_others |= text.contains('!');
                }
                Event::End(tag) => match tag.local_name().as_ref() {
                    "f" => reading.is_in_formula = false,
                    "v" => {
                        if let Some(start) = reading.result.take() {
                            survey.results.push(start..after);
                        }
                    }
                    "sheetData" => {
                        reading.is_in_data = false;
                        survey.data = Some(Data::Until(before));
                    }
                    "row" => {
                        reading.within = &[];
                        if let Some(row) = survey.rows.get_mut(&reading.row) {
                            row.end = Some(before);
                        }
                    }
                    "c" => {
                        reading.within = &["row"];
                        if let Some(cell) = survey.cell(&reading) {
                            cell.range.end = after;
                        }
                    }
                    _ => {}
                },
                Event::Eof => break,
                _ => {}
            }
        }
        match survey.data {
            Some(_) => Ok(survey),
            None => Err(Broken),
        }
    }

    /// Says why a cell must not be written, where it must not.
    pub fn refusal(&self, address: Address, styles: &Styles) -> Option<Refusal> {
        let cell = self.place(address);
        let is_formula = cell.is_some_and(|cell| cell.has_formula)
            || self.filled.iter().any(|area| area.contains(address));
        let over = self.merged.iter().find(|area| area.contains(address));
        match over {
            _ if is_formula => Some(Refusal::Formula),
            Some(area) if area.first != address => Some(Refusal::Merged(area.first)),
            _ if self.is_protected && styles.is_locked(self.style(address)) => {
                Some(Refusal::Locked)
            }
            Some(_) => None,
            None if !self.has(address) => Some(Refusal::Missing(self.used())),
            None => None,
        }
    }

    /// Says whether the sheet has a cell, or has room for it in a row of its own: a mistyped address has neither.
    fn has(&self, address: Address) -> bool {
        let Some(row) = self.rows.get(&address.row) else {
            return false;
        };
        let is_row_used = row.style.is_some() || !row.cells.is_empty();
        let is_within = self.used().is_some_and(|used| used.contains(address));
        row.cells.contains_key(&address.column) || is_row_used && is_within
    }

    /// Returns the area in which all of its cells lie. What the sheet itself says of it is often out of date.
    fn used(&self) -> Option<Area> {
        let rows = self.rows.iter();
        let mut rows = rows.filter(|(_, row)| row.style.is_some() || !row.cells.is_empty());
        let columns = self.rows.values().flat_map(|row| row.cells.keys());
        let (first, last) = (columns.clone().min()?, columns.max()?);
        let top = *rows.next()?.0;
        let bottom = rows.next_back().map_or(top, |(row, _)| *row);
        Some(Area {
            first: Address {
                row: top,
                column: *first,
            },
            last: Address {
                row: bottom,
                column: *last,
            },
        })
    }

    /// Says whether its formulas may come to something else when other sheets change.
    pub fn follows_others(&self) -> bool {
        self.reads_others && !self.results.is_empty()
    }

    /// Puts values into the text that was surveyed. What its formulas came to goes: not every spreadsheet counts again
    /// when it is told to, but each counts what it has no result of.
    pub fn filled(
        &self,
        text: &str,
        values: &BTreeMap<Address, &CellValue>,
        rules: &Rules,
    ) -> Result<String, Broken> {
        let mut by_row: BTreeMap<u32, Vec<(Address, String)>> = BTreeMap::new();
        for (address, value) in values {
            let style = self.style(*address);
            let cell = written(*address, value, style, &self.prefix, rules);
            by_row
                .entry(address.row)
                .or_default()
                .push((*address, cell));
        }
        let forgotten = self.results.iter().map(|range| Edit {
            range: range.clone(),
            text: String::new(),
        });
        let mut edits: Vec<Edit> = forgotten.collect();
        let mut new_rows = String::new();
        for (number, cells) in by_row {
            match self.rows.get(&number) {
                Some(row) => self.fill_row(text, row, cells, &mut edits),
                None => {
                    let cells: String = cells.into_iter().map(|(_, cell)| cell).collect();
                    let prefix = &self.prefix;
                    let row = format!("<{prefix}row r=\"{number}\">{cells}</{prefix}row>");
                    let next = self.rows.range(number..).next();
                    match (next, &self.data) {
                        (Some((_, next)), _) => edits.push(put_in(next.tag.start, row)),
                        (None, Some(Data::Until(end))) => edits.push(put_in(*end, row)),
                        (None, _) => new_rows += &row,
                    }
                }
            }
        }
        if let (Some(Data::Empty(range)), false) = (&self.data, new_rows.is_empty()) {
            let name = format!("{}sheetData", self.prefix);
            edits.push(Edit {
                range: range.clone(),
                text: format!("<{name}>{new_rows}</{name}>"),
            });
        }
        edited(text, edits)
    }

    fn fill_row(
        &self,
        text: &str,
        row: &Row,
        cells: Vec<(Address, String)>,
        edits: &mut Vec<Edit>,
    ) {
        let within = |column: u32| {
            row.spans
                .is_none_or(|(first, last)| (first..=last).contains(&column))
        };
        let tag = &text[row.tag.clone()];
        if cells.iter().any(|(address, _)| !within(address.column))
            && let Some(range) = attribute_range(tag, "spans")
        {
            let start = row.tag.start;
            edits.push(Edit {
                range: start + range.start..start + range.end,
                text: String::new(),
            });
        }
        let Some(end) = row.end else {
            let cells: String = cells.into_iter().map(|(_, cell)| cell).collect();
            edits.push(Edit {
                range: row.tag.end - 2..row.tag.end,
                text: format!(">{cells}</{}row>", self.prefix),
            });
            return;
        };
        for (address, cell) in cells {
            edits.push(match row.cells.get(&address.column) {
                Some(place) => Edit {
                    range: place.range.clone(),
                    text: cell,
                },
                None => {
                    let next = row.cells.range(address.column..).next();
                    put_in(next.map_or(end, |(_, next)| next.range.start), cell)
                }
            });
        }
    }

    fn begin(
        &mut self,
        reading: &mut Reading,
        tag: &BytesStart,
        range: Range<usize>,
        is_empty: bool,
    ) -> Result<(), Broken> {
        match tag.local_name().as_ref() {
            "sheetData" => {
                self.prefix = prefix(tag);
                reading.is_in_data = !is_empty;
                if is_empty {
                    self.data = Some(Data::Empty(range));
                }
            }
            "col" => {
                let columns = (number(tag, "min")?, number(tag, "max")?);
                if let (Some(min), Some(max)) = columns
                    && let Some(style) = number(tag, "style")?
                {
                    self.columns.push((min, max, style));
                }
            }
            "row" if reading.is_in_data => {
                reading.enter(&[], &["row"], is_empty)?;
                reading.row = number(tag, "r")?.unwrap_or(reading.row.saturating_add(1));
                reading.column = 0;
                let has_style = is_on(tag, "customFormat")?.unwrap_or(false);
                let spans = attribute(tag, "spans")?;
                let row = Row {
                    tag: range,
                    end: None,
                    style: number(tag, "s")?.filter(|_| has_style),
                    spans: spans.as_deref().and_then(columns_of),
                    cells: BTreeMap::new(),
                };
                once(self.rows.insert(reading.row, row))?;
            }
            "c" if reading.is_in_data => {
                reading.enter(&["row"], &["row", "c"], is_empty)?;
                reading.column = match attribute(tag, "r")? {
                    Some(address) => Address::parse(&address).ok_or(Broken)?.column,
                    None => reading.column.saturating_add(1),
                };
                let place = Place {
                    range,
                    style: number(tag, "s")?,
                    has_formula: false,
                };
                let row = self.rows.get_mut(&reading.row).ok_or(Broken)?;
                once(row.cells.insert(reading.column, place))?;
            }
            "v" if reading.is_in_data && !is_empty => {
                let cell = self.cell(reading);
                let has_formula = cell.is_some_and(|cell| cell.has_formula);
                reading.result = has_formula.then_some(range.start);
            }
            "f" if reading.is_in_data => {
                reading.is_in_formula = !is_empty;
                if let Some(cell) = self.cell(reading) {
                    cell.has_formula = true;
                }
                let kind = attribute(tag, "t")?;
                if matches!(kind.as_deref(), Some("array" | "dataTable"))
                    && let Some(area) = attribute(tag, "ref")?
                {
                    self.filled.push(Area::parse(&area).ok_or(Broken)?);
                }
            }
            "mergeCell" => {
                let area = attribute(tag, "ref")?.ok_or(Broken)?;
                self.merged.push(Area::parse(&area).ok_or(Broken)?);
            }
            "sheetProtection" => {
                self.is_protected = is_on(tag, "sheet")?.unwrap_or(false);
            }
            _ => {}
        }
        Ok(())
    }

    fn cell(&mut self, reading: &Reading) -> Option<&mut Place> {
        let row = self.rows.get_mut(&reading.row)?;
        row.cells.get_mut(&reading.column)
    }

    fn place(&self, address: Address) -> Option<&Place> {
        self.rows.get(&address.row)?.cells.get(&address.column)
    }

    /// Returns the style of a cell, there or not: its own, else that of its row, else that of its column.
    fn style(&self, address: Address) -> Option<u32> {
        if let Some(place) = self.place(address) {
            return place.style;
        }
        let row = self.rows.get(&address.row).and_then(|row| row.style);
        let mut columns = self.columns.iter();
        let column = columns.find(|(min, max, _)| (*min..=*max).contains(&address.column));
        row.or(column.map(|(_, _, style)| *style))
    }
}

/// Where the reading of a sheet has come to.
#[derive(Debug, Default)]
struct Reading {
    /// The tags that it is in, below `sheetData`.
    within: &'static [&'static str],
    is_in_data: bool,
    row: u32,
    column: u32,
    is_in_formula: bool,
    /// Where the result of a formula begins.
    result: Option<usize>,
}

impl Reading {
    /// Goes into a tag, which stands nowhere but within others: a row in a row would be two.
    fn enter(
        &mut self,
        outside: &[&str],
        inside: &'static [&'static str],
        is_empty: bool,
    ) -> Result<(), Broken> {
        if self.within != outside {
            return Err(Broken);
        }
        if !is_empty {
            self.within = inside;
        }
        Ok(())
    }
}

/// Refuses what is there twice.
fn once<T>(former: Option<T>) -> Result<(), Broken> {
    match former {
        Some(_) => Err(Broken),
        None => Ok(()),
    }
}

fn put_in(place: usize, text: String) -> Edit {
    Edit {
        range: place..place,
        text,
    }
}

/// Reads `1:17`.
fn columns_of(spans: &str) -> Option<(u32, u32)> {
    let (first, last) = spans.trim().split_once(':')?;
    Some((first.parse().ok()?, last.parse().ok()?))
}

/// Returns where an attribute stands in a tag, with the space before it.
fn attribute_range(tag: &str, name: &str) -> Option<Range<usize>> {
    let start = tag.find(&format!(" {name}="))?;
    let value = start + name.len() + 2;
    let quote = tag[value..].chars().next()?;
    let end = tag[value + 1..].find(quote)? + value + 2;
    Some(start..end)
}

/// Writes a cell with its value.
fn written(
    address: Address,
    value: &CellValue,
    style: Option<u32>,
    prefix: &str,
    rules: &Rules,
) -> String {
    let style_of = style.map_or_else(String::new, |style| format!(" s=\"{style}\""));
    let tag = format!("<{prefix}c r=\"{address}\"{style_of}");
    let number = match value {
        CellValue::Count(count) => Some(count.to_string()),
        CellValue::Number(number, _) if number.is_finite() => Some((number + 0.0).to_string()),
        CellValue::Percent(percent, _) if percent.is_finite() => {
            // A cell that shows shares as percent multiplies by a hundred itself.
            let share = match rules.styles.is_percent(style) {
                true => percent / 100.0,
                false => *percent,
            };
            Some((share + 0.0).to_string())
        }
        CellValue::Day(day) => serial(*day, rules.is_1904).map(|serial| serial.to_string()),
        _ => None,
    };
    if let Some(number) = number {
        return format!("{tag}><{prefix}v>{number}</{prefix}v></{prefix}c>");
    }
    let is_no_number = matches!(value, CellValue::Number(..) | CellValue::Percent(..));
    let words = match is_no_number {
        true => String::new(),
        false => numbers::on_paper(&Cell::new(value.clone(), Look::Plain)),
    };
    if words.is_empty() {
        return format!("{tag}/>");
    }
    let words = crate::export::xlsx::held(&words);
    // Signs that XML cannot hold are no letters of anybody's.
    let words: String = words.chars().filter(|sign| is_of_xml(*sign)).collect();
    let words = partial_escape(words);
    format!(
        "{tag} t=\"inlineStr\"><{prefix}is><{prefix}t xml:space=\"preserve\">{words}</{prefix}t></{prefix}is></{prefix}c>"
    )
}

fn is_of_xml(sign: char) -> bool {
    matches!(sign, '\t' | '\n' | '\r' | '\u{20}'..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..)
}

/// Returns a spreadsheet's number of a day; it has none before it began to count.
fn serial(day: Date, is_1904: bool) -> Option<i32> {
    let (first, zero) = match is_1904 {
        true => (date(1904, 1, 1), date(1904, 1, 1)),
        // It believes in a 29 February 1900, so that its count is right from the day after on.
        false => (date(1900, 3, 1), date(1899, 12, 30)),
    };
    let days = zero.until(day).ok()?.get_days();
    (day >= first).then_some(days)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SHEET: &str = concat!(
        r#"<worksheet><sheetProtection sheet="1"/><cols><col min="5" max="6" style="2"/></cols><sheetData>"#,
        r#"<row r="2" spans="2:3"><c r="B2" s="4" t="s"><v>0</v></c><c r="D2"><f>B2*2</f><v>0</v></c></row>"#,
        r#"<row r="4" s="7" customFormat="1"/>"#,
        r#"<row r="6"><c r="A6"><f t="array" ref="A6:A7">1</f></c></row>"#,
        r#"</sheetData><mergeCells><mergeCell ref="B8:C9"/></mergeCells></worksheet>"#
    );

    fn at(text: &str) -> Address {
        Address::parse(text).expect("an address")
    }

    fn fill(text: &str, values: &[(&str, CellValue)]) -> String {
        let survey = Survey::of(text).expect("a sheet");
        let values = values.iter().map(|(address, value)| (at(address), value));
        let rules = Rules {
            styles: &Styles::default(),
            is_1904: false,
        };
        let filled = survey.filled(text, &values.collect(), &rules);
        filled.expect("a sheet")
    }

    #[test]
    fn values_stand_where_they_belong_and_nothing_else_moves() {
        let filled = fill(
            SHEET,
            &[
                ("B2", CellValue::Count(5)),
                ("C2", CellValue::Text("<a> & \u{0}=1".to_owned())),
                ("F2", CellValue::Number(0.5, 1)),
                ("A4", CellValue::Day(date(2025, 9, 20))),
                ("E3", CellValue::Closed),
                ("A9", CellValue::Empty),
                ("B9", CellValue::Withheld),
            ],
        );
        let expected = concat!(
            r#"<worksheet><sheetProtection sheet="1"/><cols><col min="5" max="6" style="2"/></cols><sheetData>"#,
            r#"<row r="2"><c r="B2" s="4"><v>5</v></c>"#,
            r#"<c r="C2" t="inlineStr"><is><t xml:space="preserve">&lt;a&gt; &amp; =1</t></is></c>"#,
            r#"<c r="D2"><f>B2*2</f></c><c r="F2" s="2"><v>0.5</v></c></row>"#,
            r#"<row r="3"><c r="E3" s="2" t="inlineStr"><is><t xml:space="preserve">х</t></is></c></row>"#,
            r#"<row r="4" s="7" customFormat="1"><c r="A4" s="7"><v>45920</v></c></row>"#,
            r#"<row r="6"><c r="A6"><f t="array" ref="A6:A7">1</f></c></row>"#,
            r#"<row r="9"><c r="A9"/><c r="B9" t="inlineStr"><is><t xml:space="preserve">*</t></is></c></row>"#,
            r#"</sheetData><mergeCells><mergeCell ref="B8:C9"/></mergeCells></worksheet>"#
        );
        assert_eq!(filled, expected);
    }

    #[test]
    fn a_sheet_without_rows_gets_them_in_order() {
        let filled = fill(
            "<x:worksheet><x:sheetData /></x:worksheet>",
            &[("B3", CellValue::Count(2)), ("A1", CellValue::Count(1))],
        );
        assert_eq!(
            filled,
            concat!(
                r#"<x:worksheet><x:sheetData><x:row r="1"><x:c r="A1"><x:v>1</x:v></x:c></x:row>"#,
                r#"<x:row r="3"><x:c r="B3"><x:v>2</x:v></x:c></x:row></x:sheetData></x:worksheet>"#
            )
        );
    }

    #[test]
    fn some_cells_are_not_written() {
        let survey = Survey::of(SHEET).expect("a sheet");
        let unlocked = r#"<styleSheet><cellXfs><xf/><xf/><xf><protection locked="0"/></xf></cellXfs></styleSheet>"#;
        let styles = Styles::read(unlocked).expect("styles");
        let refusal = |address: &str| survey.refusal(at(address), &styles);
        assert_eq!(refusal("D2"), Some(Refusal::Formula));
        assert_eq!(refusal("A7"), Some(Refusal::Formula));
        assert_eq!(refusal("C9"), Some(Refusal::Merged(at("B8"))));
        assert_eq!(refusal("B2"), Some(Refusal::Locked));
        assert_eq!(refusal("A100"), Some(Refusal::Locked));
        // The style of the column is an open one, and still there is no such row.
        let used = Area::parse("A2:D6");
        assert_eq!(refusal("E100"), Some(Refusal::Missing(used)));
    }

    #[test]
    fn what_the_sheet_does_not_have_is_not_written() {
        let open = SHEET.replace(r#"<sheetProtection sheet="1"/>"#, "");
        let survey = Survey::of(&open).expect("a sheet");
        let refusal = |address: &str| survey.refusal(at(address), &Styles::default());
        let missing = Some(Refusal::Missing(Area::parse("A2:D6")));
        // A cell, one without a look beside it, one of a row that has a look, and a joined one.
        for address in ["B2", "C2", "A2", "D4", "B8"] {
            assert_eq!(refusal(address), None, "{address}");
        }
        for address in ["E2", "B1", "B3", "B100", "XFD2"] {
            assert_eq!(refusal(address), missing, "{address}");
        }
        let empty = Survey::of("<worksheet><sheetData/></worksheet>").expect("a sheet");
        let refusal = empty.refusal(at("A1"), &Styles::default());
        assert_eq!(refusal, Some(Refusal::Missing(None)));
    }

    #[test]
    fn cells_without_addresses_follow_one_another() {
        let text = "<worksheet><sheetData><row><c/><c><v>1</v></c></row><row><c/></row></sheetData></worksheet>";
        let filled = fill(text, &[("B1", CellValue::Count(7))]);
        assert!(
            filled.contains(r#"<c/><c r="B1"><v>7</v></c></row>"#),
            "{filled}"
        );
    }

    #[test]
    fn torn_sheets_are_noticed() {
        for text in [
            "",
            "<worksheet/>",
            "<worksheet><sheetData><c r=\"A1\"/></sheetData></worksheet>",
            "<worksheet><sheetData><row r=\"x\"/></sheetData></worksheet>",
            "<worksheet><sheetData><row></sheetData></worksheet>",
        ] {
            assert!(Survey::of(text).is_err(), "{text}");
        }
    }

    #[test]
    fn days_have_numbers_since_the_count_began() {
        assert_eq!(serial(date(1900, 3, 1), false), Some(61));
        assert_eq!(serial(date(2025, 9, 20), true), Some(45920 - 1462));
        assert_eq!(serial(date(1899, 1, 1), false), None);
    }
}
