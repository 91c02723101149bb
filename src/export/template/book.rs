//! Book: the parts of a workbook's archive, which part each sheet is, and the request to recount formulas.

use std::io::{Cursor, Read};

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use zip::ZipArchive;

use super::TemplateFault;
use super::styles::Styles;
use super::xml::{Broken, Edit, attribute, edited, is_on};

/// How many parts an archive may have, and how large those may be, unpacked, that are read.
const MOST_PARTS: usize = 4_096;
const LARGEST_PART: u64 = 64 << 20;
const LARGEST_WHOLE: u64 = 256 << 20;

pub(super) struct Book<'a> {
    pub archive: ZipArchive<Cursor<&'a [u8]>>,
    pub sheets: Vec<SheetPart>,
    pub styles: Styles,
    /// Whether days are counted from 1904.
    pub is_1904: bool,
    /// The part that lists the sheets, and what it says.
    pub workbook: (String, String),
    /// How much may still be unpacked.
    left: u64,
}

pub(super) struct SheetPart {
    pub name: String,
    pub path: String,
}

impl<'a> Book<'a> {
    pub fn read(template: &'a [u8]) -> Result<Self, TemplateFault> {
        let archive = ZipArchive::new(Cursor::new(template));
        let mut archive = archive.map_err(|_| TemplateFault::NotAWorkbook)?;
        if archive.len() > MOST_PARTS {
            return Err(TemplateFault::TooLarge);
        }
        let root = optional(&mut archive, "_rels/.rels")?.ok_or(TemplateFault::NotAWorkbook)?;
        let root = broken("_rels/.rels", relations(&root, ""))?;
        let workbook = root
            .iter()
            .find(|relation| relation.kind.ends_with("/officeDocument"))
            .ok_or(TemplateFault::NotAWorkbook)?;
        let path = workbook.path.clone();
        let text = optional(&mut archive, &path)?.ok_or(TemplateFault::NotAWorkbook)?;

        let (folder, name) = path.rsplit_once('/').unwrap_or(("", &path));
        let own = match folder {
            "" => format!("_rels/{name}.rels"),
            folder => format!("{folder}/_rels/{name}.rels"),
        };
        let relations_text = optional(&mut archive, &own)?.ok_or(TemplateFault::NotAWorkbook)?;
        let relations = broken(&own, relations(&relations_text, folder))?;
        let (sheets, is_1904) = broken(&path, sheets(&text, &relations))?;
        let styles = relations
            .iter()
            .find(|relation| relation.kind.ends_with("/styles"));
        let styles = match styles {
            Some(relation) => {
                let text = optional(&mut archive, &relation.path)?.unwrap_or_default();
                broken(&relation.path, Styles::read(&text))?
            }
            None => Styles::default(),
        };
        Ok(Self {
            archive,
            sheets,
            styles,
            is_1904,
            workbook: (path, text),
            left: LARGEST_WHOLE,
        })
    }

    /// Returns the text of a part.
    pub fn part(&mut self, path: &str) -> Result<String, TemplateFault> {
        let text = optional(&mut self.archive, path)?;
        let text = text.ok_or_else(|| TemplateFault::Broken {
            part: path.to_owned(),
        })?;
        let left = self.left.checked_sub(text.len() as u64);
        self.left = left.ok_or(TemplateFault::TooLarge)?;
        Ok(text)
    }
}

/// Asks for formulas to be recounted when the workbook is opened: what they read has changed.
pub(super) fn recounting(workbook: &str) -> Result<String, Broken> {
    let mut reader = Reader::from_str(workbook);
    // What may stand before it, of which the last decides where it goes.
    let mut end_of_lists = None;
    let mut depth = 0_usize;
    let mut prefix = String::new();
    loop {
        let before = offset(&reader)?;
        let event = reader.read_event()?;
        let after = offset(&reader)?;
        match &event {
            Event::Start(tag) | Event::Empty(tag) => {
                if depth == 0 {
                    prefix = super::xml::prefix(tag);
                }
                if depth == 1 && tag.local_name().as_ref() == "calcPr" {
                    let text = tag_with(tag, "fullCalcOnLoad", "1", &workbook[before..after]);
                    let edit = Edit {
                        range: before..after,
                        text,
                    };
                    return edited(workbook, vec![edit]);
                }
                if matches!(event, Event::Start(_)) {
                    depth += 1;
                } else if depth == 1 && is_before_calculation(tag.local_name().as_ref()) {
                    end_of_lists = Some(after);
                }
            }
            Event::End(tag) => {
                depth = depth.checked_sub(1).ok_or(Broken)?;
                if depth == 1 && is_before_calculation(tag.local_name().as_ref()) {
                    end_of_lists = Some(after);
                }
            }
            Event::Eof => break,
            _ => {}
        }
    }
    let place = end_of_lists.ok_or(Broken)?;
    let edit = Edit {
        range: place..place,
        text: format!("<{prefix}calcPr fullCalcOnLoad=\"1\"/>"),
    };
    edited(workbook, vec![edit])
}

fn is_before_calculation(name: &str) -> bool {
    matches!(
        name,
        "sheets" | "functionGroups" | "externalReferences" | "definedNames"
    )
}

/// Returns a tag as it is written with an attribute set.
fn tag_with(tag: &BytesStart, name: &str, value: &str, written: &str) -> String {
    let mut changed = BytesStart::new(tag.name().as_ref().to_owned());
    for attribute in tag.attributes().flatten() {
        if attribute.key.local_name().as_ref() != name {
            changed.push_attribute(attribute);
        }
    }
    changed.push_attribute((name, value));
    let end = match written.ends_with("/>") {
        true => "/>",
        false => ">",
    };
    format!(
        "<{}{}{end}",
        tag.name().as_ref(),
        changed.attributes_raw().trim_end()
    )
}

struct Relation {
    id: String,
    kind: String,
    path: String,
}

/// Reads which parts a part in a folder refers to.
fn relations(text: &str, folder: &str) -> Result<Vec<Relation>, Broken> {
    let mut relations = Vec::new();
    let mut reader = Reader::from_str(text);
    loop {
        match reader.read_event()? {
            Event::Start(tag) | Event::Empty(tag)
                if tag.local_name().as_ref() == "Relationship" =>
            {
                let said = |name| attribute(&tag, name).map(Option::unwrap_or_default);
                relations.push(Relation {
                    id: said("Id")?,
                    kind: said("Type")?,
                    path: resolved(folder, &said("Target")?),
                });
            }
            Event::Eof => return Ok(relations),
            _ => {}
        }
    }
}

/// Returns the path of a part within the archive.
fn resolved(folder: &str, target: &str) -> String {
    let mut steps: Vec<&str> = match target.starts_with('/') {
        true => Vec::new(),
        false => folder.split('/').filter(|step| !step.is_empty()).collect(),
    };
    for step in target.split('/') {
        match step {
            "" | "." => {}
            ".." => {
                steps.pop();
            }
            step => steps.push(step),
        }
    }
    steps.join("/")
}

/// Reads the names of sheets and their parts, and whether days are counted from 1904.
fn sheets(text: &str, relations: &[Relation]) -> Result<(Vec<SheetPart>, bool), Broken> {
    let mut sheets = Vec::new();
    let mut is_1904 = false;
    let mut reader = Reader::from_str(text);
    loop {
        match reader.read_event()? {
            Event::Start(tag) | Event::Empty(tag) => match tag.local_name().as_ref() {
                "workbookPr" => is_1904 = is_on(&tag, "date1904")?.unwrap_or(false),
                "sheet" => {
                    let name = attribute(&tag, "name")?.ok_or(Broken)?;
                    let id = attribute(&tag, "id")?.ok_or(Broken)?;
                    let relation = relations.iter().find(|relation| relation.id == id);
                    sheets.push(SheetPart {
                        name,
                        path: relation.ok_or(Broken)?.path.clone(),
                    });
                }
                _ => {}
            },
            Event::Eof => return Ok((sheets, is_1904)),
            _ => {}
        }
    }
}

/// Reads a part that may be missing, as far as a part may reach.
fn optional(
    archive: &mut ZipArchive<Cursor<&[u8]>>,
    path: &str,
) -> Result<Option<String>, TemplateFault> {
    let broken = || TemplateFault::Broken {
        part: path.to_owned(),
    };
    let part = match archive.by_name(path) {
        Ok(part) => part,
        Err(zip::result::ZipError::FileNotFound) => return Ok(None),
        Err(_) => return Err(broken()),
    };
    let mut bytes = Vec::new();
    // What an archive says of its sizes need not be true.
    part.take(LARGEST_PART + 1)
        .read_to_end(&mut bytes)
        .map_err(|_| broken())?;
    if bytes.len() as u64 > LARGEST_PART {
        return Err(TemplateFault::TooLarge);
    }
    String::from_utf8(bytes).map(Some).map_err(|_| broken())
}

pub(super) fn broken<T>(part: &str, read: Result<T, Broken>) -> Result<T, TemplateFault> {
    read.map_err(|Broken| TemplateFault::Broken {
        part: part.to_owned(),
    })
}

/// Returns where a reader stands in its text.
pub(super) fn offset(reader: &Reader<&[u8]>) -> Result<usize, Broken> {
    usize::try_from(reader.buffer_position()).map_err(|_| Broken)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn recounting_is_asked_for_where_the_format_wants_it() {
        for (before, after) in [
            (
                r#"<workbook><sheets><sheet/></sheets><calcPr calcId="1" fullCalcOnLoad="0"/></workbook>"#,
                r#"<workbook><sheets><sheet/></sheets><calcPr calcId="1" fullCalcOnLoad="1"/></workbook>"#,
            ),
            (
                r#"<x:workbook><x:sheets/><x:definedNames><x:definedName>a</x:definedName></x:definedNames><x:extLst/></x:workbook>"#,
                r#"<x:workbook><x:sheets/><x:definedNames><x:definedName>a</x:definedName></x:definedNames><x:calcPr fullCalcOnLoad="1"/><x:extLst/></x:workbook>"#,
            ),
        ] {
            assert_eq!(recounting(before), Ok(after.to_owned()));
        }
        assert_eq!(recounting("<workbook/>"), Err(Broken));
    }

    #[test]
    fn parts_are_found_wherever_they_lie() {
        assert_eq!(
            resolved("xl", "worksheets/sheet1.xml"),
            "xl/worksheets/sheet1.xml"
        );
        assert_eq!(resolved("xl", "/xl/styles.xml"), "xl/styles.xml");
        assert_eq!(resolved("xl", "../../../xl/./styles.xml"), "xl/styles.xml");
    }
}
