//! Wording: what stands on papers beside what they say. Papers are in Russian, whatever the language of a page.

use super::{numbers, text};
use crate::sheet::{CellValue, Look, Sheet};

pub const DRAFT: &str = "ПРОЕКТ";
pub const SEAL: &str = "М.П.";
/// Stand under the lines to write on.
pub const SIGN_HERE: &str = "(подпись)";
pub const NAME_HERE: &str = "(расшифровка подписи)";
pub const DAY_OF_SIGNING: &str = "«___»\u{a0}______________\u{a0}20___\u{a0}г.";

/// Stand below an official form: under its lines, beside them, and where the day goes.
pub const POST_HERE: &str = "(должность)";
pub const FULL_NAME_HERE: &str = "(Ф.И.О.)";
pub const PHONE_HERE: &str = "(номер контактного телефона)";
pub const MAIL: &str = "E-mail:";
pub const DAY_OF_MAKING: &str = "«____»\u{a0}______________\u{a0}20___\u{a0}год";
pub const DAY_OF_MAKING_HERE: &str = "(дата составления документа)";

/// Stand above the list of what is bound: the number, the first and the last page.
pub const LIST_HEADS: [&str; 3] = ["№ п/п", "Страница, с", "Страница, по"];
/// Pages of a workbook are known to whoever has printed it.
pub const PAGES_BY_HAND: &str = "Номера страниц книги вписываются после печати.";

/// Names what goes on of a table that was too wide for one.
pub fn continued(caption: &str) -> String {
    match caption {
        "" => "Продолжение таблицы".to_owned(),
        caption => format!("{caption} (продолжение)"),
    }
}

/// Says how many stand in a list.
pub fn count(items: &[String]) -> String {
    match items.len() {
        0 => "нет".to_owned(),
        count => numbers::integer(count as i64),
    }
}

/// Says what the looks of a sheet's cells mean, one by one, where they need it.
pub fn legend(sheet: &Sheet) -> Vec<&'static str> {
    let has = |look: Look| sheet.body.iter().flatten().any(|cell| cell.look == look);
    let mut cells = sheet.body.iter().flatten();
    let withholds = cells.any(|cell| cell.value == CellValue::Withheld);
    let legend = [
        (has(Look::Corrected), "Подчёркнуты исправленные значения."),
        (
            has(Look::Faulty),
            "Жирной рамкой обведены значения, не прошедшие контроль.",
        ),
        (withholds, text::NOTE_OF_WITHHELD),
    ];
    let legend = legend.into_iter().filter(|(is_needed, _)| *is_needed);
    legend.map(|(_, words)| words).collect()
}
