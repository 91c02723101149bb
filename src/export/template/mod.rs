//! Template: values put into a workbook that the office made, of which everything else stays as it is.
//!
//! Only the declared cells of the sheets' XML change. Formulas lose what they last came to, on those sheets and on
//! sheets that read others, and one word asks for them to be recounted. All other parts of the file are copied as they
//! lie in it: styles, macros, pictures, protection.

mod address;
mod book;
mod sheet;
mod styles;
mod xml;

use std::collections::{BTreeMap, HashMap};
use std::io::{Cursor, Write};

use zip::ZipWriter;
use zip::write::SimpleFileOptions;

pub use self::address::Address;
use self::book::{Book, broken, recounting};
use self::sheet::{Refusal, Rules, Survey};
use crate::sheet::CellValue;

/// Why a workbook cannot be filled in, and what to do about it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TemplateFault {
    #[error("это не книга Excel: сохраните шаблон в формате XLSX или XLSM и загрузите снова")]
    NotAWorkbook,
    #[error(
        "книга закрыта паролем или сохранена в старом формате XLS: снимите пароль, сохраните её в формате XLSX и загрузите снова"
    )]
    Encrypted,
    #[error("книга слишком велика: уберите лишние листы и рисунки и загрузите её снова")]
    TooLarge,
    #[error(
        "книга повреждена, не читается часть «{part}»: откройте её в Excel, сохраните и загрузите снова"
    )]
    Broken { part: String },
    #[error(
        "в книге нет листа «{sheet}»: исправьте название листа; в книге есть {}",
        quoted(sheets)
    )]
    UnknownSheet { sheet: String, sheets: Vec<String> },
    #[error(
        "лист «{sheet}»: «{address}» — не адрес ячейки: нужны латинские буквы столбца и номер строки, например D12"
    )]
    BadAddress { sheet: String, address: String },
    #[error("лист «{sheet}», ячейка {address}: названа дважды, оставьте одно из значений")]
    Twice { sheet: String, address: String },
    #[error(
        "лист «{sheet}», ячейка {address}: в ней формула, значение стёрло бы её; укажите другую ячейку"
    )]
    Formula { sheet: String, address: String },
    #[error(
        "лист «{sheet}», ячейка {address}: она внутри объединённой; укажите первую ячейку объединения, {first}"
    )]
    Merged {
        sheet: String,
        address: String,
        first: String,
    },
    #[error(
        "лист «{sheet}», ячейка {address}: она защищена; снимите с неё защиту в шаблоне или укажите другую ячейку"
    )]
    Locked { sheet: String, address: String },
    #[error(
        "лист «{sheet}», ячейка {address}: в шаблоне её нет, {}; исправьте адрес или оформите эту ячейку в шаблоне",
        match used {
            Some(used) => format!("на листе заполнено и оформлено {used}"),
            None => "лист пуст".to_owned(),
        }
    )]
    Missing {
        sheet: String,
        address: String,
        /// From the first to the last cell that the sheet has.
        used: Option<String>,
    },
}

/// Puts values into cells: the name of a sheet, an address such as `B12`, the value. Refused as a whole, with every
/// fault, where a cell cannot take its value. It is work for a processor: call it where blocking is allowed.
pub fn fill(
    template: &[u8],
    values: &[(String, String, CellValue)],
) -> Result<Vec<u8>, Vec<TemplateFault>> {
    let mut book = open(template).map_err(|fault| vec![fault])?;
    let mut faults = Vec::new();
    let mut parts: HashMap<String, String> = HashMap::new();
    for (place, values) in by_sheet(&book, values, &mut faults) {
        match filled(&mut book, place, &values, &mut faults) {
            Ok(text) => {
                parts.insert(book.sheets[place].path.clone(), text);
            }
            Err(fault) => faults.push(fault),
        }
    }
    recount(&mut book, &mut parts);
    let (path, text) = &book.workbook;
    match broken(path, recounting(text)) {
        Ok(text) => {
            parts.insert(path.clone(), text);
        }
        Err(fault) => faults.push(fault),
    }
    match faults.is_empty() {
        true => packed(&mut book, &parts).map_err(|fault| vec![fault]),
        false => Err(faults),
    }
}

/// The largest template that is read.
const LARGEST: usize = 32 << 20;
/// How a file begins that is encrypted, or older than the format.
const COMPOUND: [u8; 4] = [0xd0, 0xcf, 0x11, 0xe0];

fn open(template: &[u8]) -> Result<Book<'_>, TemplateFault> {
    match template {
        _ if template.len() > LARGEST => Err(TemplateFault::TooLarge),
        _ if template.starts_with(&COMPOUND) => Err(TemplateFault::Encrypted),
        _ => Book::read(template),
    }
}

type Values<'a> = BTreeMap<Address, &'a CellValue>;

/// Shares values out to the sheets, by their place in the book.
fn by_sheet<'a>(
    book: &Book,
    values: &'a [(String, String, CellValue)],
    faults: &mut Vec<TemplateFault>,
) -> BTreeMap<usize, Values<'a>> {
    let mut shared: BTreeMap<usize, Values> = BTreeMap::new();
    for (sheet, address, value) in values {
        let place = book.sheets.iter().position(|part| part.name == *sheet);
        let Some(place) = place else {
            let sheets = book.sheets.iter().map(|part| part.name.clone());
            let fault = TemplateFault::UnknownSheet {
                sheet: sheet.clone(),
                sheets: sheets.collect(),
            };
            // Many cells of one sheet lack the same sheet.
            if !faults.contains(&fault) {
                faults.push(fault);
            }
            continue;
        };
        let Some(parsed) = Address::parse(address) else {
            faults.push(TemplateFault::BadAddress {
                sheet: sheet.clone(),
                address: address.clone(),
            });
            continue;
        };
        if shared
            .entry(place)
            .or_default()
            .insert(parsed, value)
            .is_some()
        {
            faults.push(TemplateFault::Twice {
                sheet: sheet.clone(),
                address: parsed.to_string(),
            });
        }
    }
    shared
}

/// Returns the text of a sheet with its values; of a cell that cannot take its own it says so.
fn filled(
    book: &mut Book,
    place: usize,
    values: &Values,
    faults: &mut Vec<TemplateFault>,
) -> Result<String, TemplateFault> {
    let path = book.sheets[place].path.clone();
    let text = book.part(&path)?;
    let survey = broken(&path, Survey::of(&text))?;
    let sheet = || book.sheets[place].name.clone();
    let known = faults.len();
    for address in values.keys() {
        let refusal = survey.refusal(*address, &book.styles);
        let address = address.to_string();
        faults.extend(refusal.map(|refusal| match refusal {
            Refusal::Formula => TemplateFault::Formula {
                sheet: sheet(),
                address,
            },
            Refusal::Merged(first) => TemplateFault::Merged {
                sheet: sheet(),
                address,
                first: first.to_string(),
            },
            Refusal::Locked => TemplateFault::Locked {
                sheet: sheet(),
                address,
            },
            Refusal::Missing(used) => TemplateFault::Missing {
                sheet: sheet(),
                address,
                used: used.map(|used| used.to_string()),
            },
        }));
    }
    if faults.len() > known {
        return Ok(text);
    }
    let rules = Rules {
        styles: &book.styles,
        is_1904: book.is_1904,
    };
    broken(&path, survey.filled(&text, values, &rules))
}

/// Takes from the sheets without values what formulas came to that read other sheets. A sheet that cannot be read is
/// left as it lies: nobody asked for it.
fn recount(book: &mut Book, parts: &mut HashMap<String, String>) {
    let paths: Vec<String> = book.sheets.iter().map(|part| part.path.clone()).collect();
    for path in paths {
        if parts.contains_key(&path) {
            continue;
        }
        let Ok(text) = book.part(&path) else { continue };
        let survey = Survey::of(&text).ok();
        if let Some(survey) = survey.filter(Survey::follows_others) {
            let rules = Rules {
                styles: &book.styles,
                is_1904: book.is_1904,
            };
            if let Ok(text) = survey.filled(&text, &Values::new(), &rules) {
                parts.insert(path, text);
            }
        }
    }
}

/// Packs the book anew in the same order: changed parts by their texts, all others as they lie in the template.
fn packed(book: &mut Book, parts: &HashMap<String, String>) -> Result<Vec<u8>, TemplateFault> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for index in 0..book.archive.len() {
        let part = book.archive.by_index_raw(index);
        let part = part.map_err(|_| TemplateFault::NotAWorkbook)?;
        let name = part.name().map(|name| name.into_owned());
        let name = name.map_err(|_| TemplateFault::NotAWorkbook)?;
        let torn = |_| TemplateFault::Broken { part: name.clone() };
        match parts.get(&name) {
            None => writer.raw_copy_file(part).map_err(torn)?,
            Some(text) => {
                let options = SimpleFileOptions::default()
                    .compression_method(part.compression())
                    .last_modified_time(part.last_modified().unwrap_or_default());
                drop(part);
                writer.start_file(&name, options).map_err(torn)?;
                let written = writer.write_all(text.as_bytes());
                written.map_err(|_| TemplateFault::Broken { part: name.clone() })?;
            }
        }
    }
    let written = writer.finish().map_err(|_| TemplateFault::NotAWorkbook)?;
    Ok(written.into_inner())
}

fn quoted(names: &[String]) -> String {
    let names: Vec<String> = names.iter().map(|name| format!("«{name}»")).collect();
    names.join(", ")
}
