//! Reasons: what was found wrong in an extract stands written in the office's language; it is read back and told in the
//! words, dates and figures of the page. What is not known here stays as it was written.

use jiff::civil::Date;

use super::phrase::gaps;
use crate::catalogue::{FluentValue, said};
use crate::export::numbers;

/// A phrase with gaps as `extract` writes it, the key of its message, and what the message calls the gaps.
type Reason = (&'static str, &'static str, &'static [&'static str]);

/// Of phrases that fit the same text the narrower one stands first.
const REASONS: [Reason; 63] = [
    ("столбец {} пуст", "reason-empty", &["column"]),
    (
        "столбец {}: «{}» нет в таблице {}",
        "reason-orphan",
        &["column", "value", "table"],
    ),
    (
        "столбец {}: «{}» — {}",
        "reason-value",
        &["column", "value", "why"],
    ),
    (
        "столбец {}: день {} вне окна выгрузки",
        "reason-window",
        &["column", "day"],
    ),
    (
        "столбец {}: внесено позже, чем снята выгрузка",
        "reason-future",
        &["column"],
    ),
    (
        "столбец {}: внесено раньше дня урока",
        "reason-early",
        &["column"],
    ),
    (
        "столбец {} раньше столбца {}",
        "reason-order",
        &["column", "other"],
    ),
    (
        "ключ «{}» уже был в строке {} с другим содержанием",
        "reason-key-twice",
        &["key", "line"],
    ),
    (
        "ключ «{}» уже есть в хранилище за день вне окна выгрузки",
        "reason-key-stored",
        &["key"],
    ),
    (
        "строка повторяет более раннюю слово в слово и пропущена",
        "reason-repeated",
        &[],
    ),
    (
        "ученик «{}» в этот день ({}) не числится ни в одном классе",
        "reason-enrolment",
        &["pupil", "day"],
    ),
    (
        "отметка «{}» ученику «{}», который освобождён",
        "reason-exempt",
        &["mark", "pupil"],
    ),
    (
        "отметка «{}», который освобождён",
        "reason-exempt-shaded",
        &["mark"],
    ),
    (
        "литера класса «{}» выглядит как литера класса «{}», но написана другим алфавитом",
        "reason-twins",
        &["class", "other"],
    ),
    ("запись длиннее допустимого", "reason-row-long", &[]),
    (
        "слишком много записей с незакрытыми кавычками",
        "reason-quotes-many",
        &[],
    ),
    (
        "после закрывающей кавычки идёт текст",
        "reason-quote-text",
        &[],
    ),
    ("кавычка не закрыта", "reason-quote-open", &[]),
    (
        "в строке полей: {}, а в заголовке: {}",
        "reason-width",
        &["fields", "heads"],
    ),
    (
        "на листе есть значения без названия столбца; они не читаются",
        "reason-nameless-values",
        &[],
    ),
    (
        "столбец {} назван дважды",
        "reason-column-twice",
        &["column"],
    ),
    (
        "столбец {} без названия не читается",
        "reason-nameless",
        &["column"],
    ),
    (
        "столбец {} неизвестен и не читается; может быть, {}?",
        "reason-column-near",
        &["column", "near"],
    ),
    (
        "столбец {} неизвестен и не читается",
        "reason-column-unknown",
        &["column"],
    ),
    (
        "таблица {} неизвестна и не читается",
        "reason-table-unknown",
        &["table"],
    ),
    (
        "в файле нет обязательного столбца {}",
        "reason-column-missing",
        &["column"],
    ),
    (
        "обязательной таблицы {} («{}») нет в выгрузке, и за {} учебный год она ещё не приходила",
        "reason-table-missing",
        &["table", "title", "year"],
    ),
    (
        "в таблице school нет строки организации",
        "reason-school-missing",
        &[],
    ),
    (
        "отклонено строк: {} из {}, а допускается не больше {} %",
        "reason-share",
        &["rejected", "rows", "share"],
    ),
    (
        "строк в файле: {}, а в манифесте: {}",
        "reason-rows",
        &["rows", "declared"],
    ),
    (
        "ещё предупреждений этого рода, не перечисленных: {}",
        "reason-more-warnings",
        &["rest"],
    ),
    (
        "ещё отклонённых строк, не перечисленных: {}",
        "reason-more-rejects",
        &["rest"],
    ),
    (
        "файл есть в архиве, но не назван в манифесте и не читается",
        "reason-file-unnamed",
        &[],
    ),
    (
        "файл назван в манифесте, но его нет",
        "reason-file-missing",
        &[],
    ),
    (
        "контрольная сумма файла не та, что в манифесте",
        "reason-hash",
        &[],
    ),
    (
        "файл повреждён, оборван или это не ZIP",
        "reason-not-zip",
        &[],
    ),
    (
        "в архиве {} членов, а допускается не больше {}",
        "reason-members",
        &["rows", "most"],
    ),
    (
        "член архива лежит вне его корня",
        "reason-member-outside",
        &[],
    ),
    ("член архива — ссылка, а не файл", "reason-member-link", &[]),
    (
        "член архива сжат больше чем в {} раз",
        "reason-member-bomb",
        &["times"],
    ),
    ("член архива зашифрован", "reason-member-locked", &[]),
    ("член архива повреждён", "reason-member-damaged", &[]),
    ("манифеста нет", "reason-manifest-missing", &[]),
    ("формат «{}» неизвестен", "reason-format", &["value"]),
    (
        "путь «{}» не лежит в корне выгрузки",
        "reason-path",
        &["value"],
    ),
    ("файл «{}» назван дважды", "reason-file-twice", &["value"]),
    (
        "таблица «{}» названа дважды",
        "reason-table-twice",
        &["value"],
    ),
    (
        "«{}» — не учебный год; ожидается, например, 2025/2026",
        "reason-school-year",
        &["value"],
    ),
    (
        "окно кончается раньше, чем начинается",
        "reason-window-reversed",
        &[],
    ),
    (
        "окно {} — {} выходит за учебный год {}",
        "reason-window-year",
        &["from", "to", "year"],
    ),
    ("манифест — не объект JSON", "reason-manifest-object", &[]),
    (
        "манифест не читается как JSON: {}",
        "reason-manifest-json",
        &["cause"],
    ),
    ("манифест повреждён", "reason-manifest-damaged", &[]),
    (
        "в манифесте нет «{}» или значение не того вида",
        "reason-manifest-key",
        &["value"],
    ),
    (
        "в манифесте {} файлов, а допускается не больше {}",
        "reason-manifest-files",
        &["rows", "most"],
    ),
    ("«{}» — не момент со смещением", "reason-moment", &["value"]),
    ("такого файла нет", "reason-no-file", &[]),
    ("файл не читается", "reason-unreadable", &[]),
    (
        "файл разворачивается больше, чем допускается",
        "reason-too-large",
        &[],
    ),
    (
        "файл не читается: {}",
        "reason-unreadable-cause",
        &["cause"],
    ),
    (
        "файл не читается как Parquet: {}",
        "reason-parquet",
        &["cause"],
    ),
    ("файл не читается как XLSX: {}", "reason-xlsx", &["cause"]),
    (
        "свода правил «{}» нет: школа оценивается по своду «{}»",
        "reason-rule-set",
        &["value", "other"],
    ),
];

/// Why a cell was not taken.
const WHYS: [Reason; 18] = [
    ("не текст", "reason-why-text", &[]),
    ("не целое число", "reason-why-whole", &[]),
    ("не число", "reason-why-number", &[]),
    ("не да и не нет", "reason-why-flag", &[]),
    ("не дата", "reason-why-day", &[]),
    ("не время", "reason-why-time", &[]),
    ("не момент времени", "reason-why-moment", &[]),
    ("в тексте есть нулевой знак", "reason-why-zero", &[]),
    (
        "такого значения нет в списке: {}",
        "reason-why-list",
        &["values"],
    ),
    ("а выгрузка от «{}»", "reason-why-school", &["school"]),
    ("неизвестный часовой пояс", "reason-why-zone", &[]),
    (
        "знаки не читаются в кодировке файла",
        "reason-why-encoding",
        &[],
    ),
    ("знаки не читаются как UTF-8", "reason-why-utf", &[]),
    ("значение такого вида не читается", "reason-why-kind", &[]),
    ("текст длиннее допустимого", "reason-why-long", &[]),
    ("промежуток времени не читается", "reason-why-span", &[]),
    ("в ячейке ошибка формулы", "reason-why-formula", &[]),
    ("дата вне пределов Excel", "reason-why-excel", &[]),
];

/// Rules after which the reasons of a row are told apart where there are several.
const RULES: [&str; 8] = [
    "type",
    "required",
    "domain",
    "duplicate",
    "orphan",
    "window",
    "future",
    "order",
];

/// Tells a reason, or several of one row.
pub fn reason_told(written: &str) -> String {
    let is_several = RULES
        .iter()
        .any(|rule| written.ends_with(&format!(" [{rule}]")));
    if !is_several {
        return alone(written);
    }
    let mut told = Vec::new();
    let mut rest = written;
    while let Some((reason, after)) = first_of_several(rest) {
        told.push(alone(reason));
        rest = after;
    }
    if !rest.is_empty() {
        told.push(alone(rest));
    }
    told.join("; ")
}

/// Cuts off the first of the reasons of a row, which end with their rules where there are several.
fn first_of_several(written: &str) -> Option<(&str, &str)> {
    let ends = RULES.iter().filter_map(|rule| {
        let end = format!(" [{rule}]");
        let place = written.find(&end)?;
        let after = &written[place + end.len()..];
        let after = match after.is_empty() {
            true => after,
            false => after.strip_prefix("; ")?,
        };
        Some((place, after))
    });
    let (place, after) = ends.min_by_key(|(place, _)| *place)?;
    Some((&written[..place], after))
}

fn alone(written: &str) -> String {
    found_in(&REASONS, written).unwrap_or_else(|| written.to_owned())
}

fn found_in(reasons: &[Reason], written: &str) -> Option<String> {
    reasons.iter().find_map(|(phrase, key, names)| {
        let found = gaps(written, phrase)?;
        let values: Vec<(&str, FluentValue<'_>)> = names
            .iter()
            .zip(found)
            .map(|(name, gap)| (*name, value(name, gap)))
            .collect();
        Some(said(key, &values))
    })
}

/// Writes what stands in a gap as the page writes such things. Values of cells stay as they came.
fn value(name: &str, gap: &str) -> FluentValue<'static> {
    match name {
        "why" => found_in(&WHYS, gap)
            .unwrap_or_else(|| gap.to_owned())
            .into(),
        "day" | "from" | "to" => day(gap).into(),
        "key" => gap
            .split(", ")
            .map(day)
            .collect::<Vec<_>>()
            .join(", ")
            .into(),
        "rejected" | "rows" | "declared" | "rest" => match gap.parse::<i64>() {
            Ok(count) => numbers::integer(count).into(),
            Err(_) => gap.to_owned().into(),
        },
        _ => gap.to_owned().into(),
    }
}

fn day(text: &str) -> String {
    let day: Option<Date> = match text.len() {
        10 => text.parse().ok(),
        _ => None,
    };
    day.map_or_else(|| text.to_owned(), numbers::day)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalogue::Language;

    /// The messages of the catalogue are what is written, in Russian, and in English have nothing of it.
    #[tokio::test]
    async fn every_reason_is_told_in_both_languages() {
        let is_cyrillic = |sign: char| ('\u{400}'..='\u{4ff}').contains(&sign);
        for (phrase, key, _) in REASONS {
            let written = phrase.replace("{}", "a");
            assert_eq!(reason_told(&written), written, "{key}");
            let told = Language::English
                .in_force(async { reason_told(&written) })
                .await;
            assert!(!told.contains(is_cyrillic), "{key}: {told}");
            assert!(!told.contains("reason-"), "{key}");
        }
        for (phrase, key, _) in WHYS {
            let written = format!("столбец a: «b» — {}", phrase.replace("{}", "c"));
            assert_eq!(reason_told(&written), written, "{key}");
            let told = Language::English
                .in_force(async { reason_told(&written) })
                .await;
            assert!(!told.contains(is_cyrillic), "{key}: {told}");
            assert!(!told.contains("reason-"), "{key}");
        }
    }

    #[tokio::test]
    async fn days_and_counts_are_written_as_on_the_page() {
        for (written, russian, english) in [
            (
                "столбец date: день 2026-10-21 вне окна выгрузки",
                "столбец date: день 21.10.2026 вне окна выгрузки",
                "column date: the day 21.10.2026 is outside the days of the extract",
            ),
            (
                "ключ «p05, c9, 2025-09-01» уже был в строке 2 с другим содержанием",
                "ключ «p05, c9, 01.09.2025» уже был в строке 2 с другим содержанием",
                "the key “p05, c9, 01.09.2025” stood in line 2 already, with other content",
            ),
            (
                "ученик «…» в этот день (2026-11-20) не числится ни в одном классе",
                "ученик «…» в этот день (20.11.2026) не числится ни в одном классе",
                "pupil “…” is in no class that day (20.11.2026)",
            ),
            (
                "отклонено строк: 1200 из 20000, а допускается не больше 5 %",
                "отклонено строк: 1\u{a0}200 из 20\u{a0}000, а допускается не больше 5 %",
                "rows rejected: 1\u{a0}200 of 20\u{a0}000, no more than 5% are allowed",
            ),
            // A value is shown as it came.
            (
                "столбец number: «2025-10-14» — не целое число",
                "столбец number: «2025-10-14» — не целое число",
                "column number: “2025-10-14”: not a whole number",
            ),
            (
                "столбец value: «6» — такого значения нет в списке: 5, 4 [domain]; столбец pupil_id: «p; 9» нет в таблице pupils [orphan]; столбец work_date: день 2025-10-15 вне окна выгрузки [window]",
                "столбец value: «6» — такого значения нет в списке: 5, 4; столбец pupil_id: «p; 9» нет в таблице pupils; столбец work_date: день 15.10.2025 вне окна выгрузки",
                "column value: “6”: there is no such value in the list: 5, 4; column pupil_id: “p; 9” is not in the table pupils; column work_date: the day 15.10.2025 is outside the days of the extract",
            ),
            (
                "окно 2025-08-25 — 2025-10-14 выходит за учебный год 2025/2026",
                "окно 25.08.2025 — 14.10.2025 выходит за учебный год 2025/2026",
                "the days 25.08.2025 – 14.10.2025 go beyond the school year 2025/2026",
            ),
            ("что-то ещё", "что-то ещё", "что-то ещё"),
            ("", "", ""),
        ] {
            assert_eq!(reason_told(written), russian);
            let told = Language::English
                .in_force(async { reason_told(written) })
                .await;
            assert_eq!(told, english);
        }
    }
}
