//! Styles of a workbook, as far as they decide what may be written into a cell and how.

use std::collections::BTreeSet;

use quick_xml::Reader;
use quick_xml::events::Event;

use super::xml::{Broken, attribute, is_on, number};

/// What the looks of cells say beside their look, by the number that a cell has.
#[derive(Debug, Default)]
pub(super) struct Styles {
    formats: Vec<CellStyle>,
}

#[derive(Debug, Clone, Copy)]
struct CellStyle {
    /// Nobody may write into it once its sheet is protected.
    is_locked: bool,
    /// Shows a share as percent: 0,5 as 50 %.
    is_percent: bool,
}

/// Formats of numbers that need no declaration: `0%` and `0.00%`.
const PERCENTS: [u32; 2] = [9, 10];

impl Styles {
    pub fn read(text: &str) -> Result<Self, Broken> {
        let mut percents = BTreeSet::from(PERCENTS);
        let mut formats = Vec::new();
        let mut is_within = false;
        let mut reader = Reader::from_str(text);
        loop {
            match reader.read_event()? {
                Event::Start(tag) | Event::Empty(tag) => match tag.local_name().as_ref() {
                    "numFmt" => {
                        let code = attribute(&tag, "formatCode")?.unwrap_or_default();
                        if let Some(id) = number(&tag, "numFmtId")?
                            && multiplies(&code)
                        {
                            percents.insert(id);
                        }
                    }
                    "cellXfs" => is_within = true,
                    "xf" if is_within => formats.push(CellStyle {
                        is_locked: true,
                        is_percent: number(&tag, "numFmtId")?
                            .is_some_and(|id| percents.contains(&id)),
                    }),
                    "protection" if is_within => {
                        if let Some(last) = formats.last_mut() {
                            last.is_locked = is_on(&tag, "locked")?.unwrap_or(true);
                        }
                    }
                    _ => {}
                },
                Event::End(tag) if tag.local_name().as_ref() == "cellXfs" => is_within = false,
                Event::Eof => return Ok(Self { formats }),
                _ => {}
            }
        }
    }

    /// Says whether cells of a style are locked, as those without one are.
    pub fn is_locked(&self, style: Option<u32>) -> bool {
        self.of(style).is_none_or(|style| style.is_locked)
    }

    /// Says whether a style shows shares as percent.
    pub fn is_percent(&self, style: Option<u32>) -> bool {
        self.of(style).is_some_and(|style| style.is_percent)
    }

    fn of(&self, style: Option<u32>) -> Option<&CellStyle> {
        self.formats.get(style.unwrap_or(0) as usize)
    }
}

/// Says whether a format multiplies by a hundred: it has a percent sign that is no quoted text.
fn multiplies(code: &str) -> bool {
    let mut is_quoted = false;
    let mut is_escaped = false;
    for sign in code.chars() {
        match sign {
            _ if is_escaped => is_escaped = false,
            '\\' => is_escaped = true,
            '"' => is_quoted = !is_quoted,
            '%' if !is_quoted => return true,
            _ => {}
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_locked_unless_their_style_says_otherwise() {
        let text = r#"<styleSheet><numFmts><numFmt numFmtId="164" formatCode="0.0%"/>
            <numFmt numFmtId="165" formatCode="0.0&quot; %&quot;"/></numFmts>
            <cellStyleXfs><xf><protection locked="0"/></xf></cellStyleXfs>
            <cellXfs><xf numFmtId="0"/><xf numFmtId="164"><protection locked="0"/></xf>
            <xf numFmtId="165"><protection hidden="1"/></xf><xf numFmtId="9"/></cellXfs></styleSheet>"#;
        let styles = Styles::read(text).expect("styles");
        let locked =
            [None, Some(0), Some(1), Some(2), Some(9)].map(|style| styles.is_locked(style));
        assert_eq!(locked, [true, true, false, true, true]);
        let percent = [None, Some(1), Some(2), Some(3)].map(|style| styles.is_percent(style));
        assert_eq!(percent, [false, true, false, true]);
    }
}
