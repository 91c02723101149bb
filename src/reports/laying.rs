//! Laying out: the answers of a report become a paper.

use std::collections::BTreeMap;
use std::rc::Rc;

use jiff::civil::Date;

use super::answer::{Answer, Answers, Row, Value};
use super::block::{Block, Detail, FactsBlock, ListBlock, RepeatBlock, SlipsBlock, TextBlock};
use super::entry;
use super::report::{Report, Signatory, SignatureDecl, Size};
use super::sheet_block;
use super::template::{self, Piece};
use super::values::Values;
use crate::catalogue::{FluentValue, Language, said_by_pattern};
use crate::export::numbers;
use crate::export::text::NOTE_OF_WITHHELD;
use crate::sheet::{self, Cell, CellValue, Look, Page, PageSize, Paper, Sheet, Signature, Slip};

/// Whose paper it is, and who signs.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Head {
    pub organisation: String,
    /// «Фамилия Имя Отчество», where it is known and may be seen.
    pub director: Option<String>,
    /// Of the class that was chosen.
    pub homeroom: Option<String>,
    /// Of every class that is told of, by its name.
    pub homerooms: BTreeMap<String, String>,
    pub asker: Option<String>,
    /// Of the class that was chosen: its terms of the year, in their order.
    pub terms: Vec<String>,
}

/// What stands for `$pupil` and `$teacher`: the name where the reader may see it, else the code.
#[derive(Debug, Clone, Copy)]
pub struct Names {
    pub pupil: &'static str,
    pub teacher: &'static str,
}

impl Names {
    /// Says whether pupils are named.
    pub fn are_of_pupils(self) -> bool {
        self.pupil != CODE_OF_PUPIL
    }
}

/// What stands for `$pupil` where names may not be seen.
const CODE_OF_PUPIL: &str = "pupil.id";

/// What a text may ask for: the rows that it is about, the narrowest first.
pub(super) type Around<'a> = [(&'a Answer, &'a Row)];

/// All that the blocks of one report have in common.
pub(super) struct Laying<'a> {
    pub values: &'a Values,
    pub names: Names,
    head: &'a Head,
}

/// Makes the paper of a report. `notes` stand at its end.
pub fn lay_out(
    report: &Report,
    answers: &Answers,
    values: &Values,
    head: &Head,
    names: Names,
    notes: Vec<String>,
) -> Paper {
    let laying = Laying {
        values,
        names,
        head,
    };
    let answers = &completed(&laying, report, answers);
    let blocks = laying.blocks(&report.blocks, answers, &[]);
    let said = |texts: &[String]| laying.lines(texts, &[]);
    let widest = widest(&blocks);
    let is_wide = report
        .page
        .a3_over_columns
        .is_some_and(|most| widest > most);
    let size = match (report.page.size, is_wide) {
        (Size::A4, false) => PageSize::A4,
        (Size::A3, _) | (_, true) => PageSize::A3,
    };
    let mut all_notes = said(&report.notes);
    all_notes.extend(notes);
    if withholds_words(&blocks) {
        all_notes.push(NOTE_OF_WITHHELD.to_owned());
    }
    Paper {
        code: report.name.clone(),
        organisation: head.organisation.clone(),
        title: report.title.ru.clone(),
        subtitles: said(&report.subtitles),
        is_draft: report.is_unverified,
        page: Page {
            size,
            is_landscape: report.page.is_landscape,
        },
        notes: all_notes,
        blocks,
        signatures: laying.signatures(&report.signatures),
        title_page: None,
        responsible: None,
        approval: said(&report.approval),
    }
}

/// Binds papers into one: each with the name by which the list has it.
pub fn bind_up(
    report: &Report,
    parts: Vec<(String, Paper)>,
    values: &Values,
    head: &Head,
    names: Names,
    notes: Vec<String>,
) -> Paper {
    let mut whole = lay_out(report, &Answers::new(), values, head, names, notes);
    let (Some(declared), Some((_, by))) = (&report.bound, &report.part) else {
        return whole;
    };
    let pages = parts.iter().map(|(_, paper)| paper.page);
    // What is sewn together has one size: the largest that is needed.
    for page in pages {
        whole.page.is_landscape |= page.is_landscape;
        if page.size == PageSize::A3 {
            whole.page.size = PageSize::A3;
        }
    }
    whole.is_draft |= parts.iter().any(|(_, paper)| paper.is_draft);
    let laying = Laying {
        values,
        names,
        head,
    };
    let parts = parts.into_iter().map(|(name, paper)| sheet::Part {
        name,
        title: paper.title,
        subtitles: paper.subtitles,
        notes: paper.notes,
        blocks: paper.blocks,
        signatures: paper.signatures,
    });
    whole.blocks = vec![sheet::Block::Bound(Box::new(sheet::Bound {
        cover: laying.lines(&declared.cover, &[]),
        list_title: laying.words(&declared.list_title, &[]),
        part_title: by.title.clone(),
        parts: parts.collect(),
        inscription_title: laying.words(&declared.inscription_title, &[]),
        inscription: laying.words(&declared.inscription, &[]),
    }))];
    whole
}

/// Returns the answers as the blocks have them: with the rows that are left of each, and with the chosen entries.
fn completed(laying: &Laying<'_>, report: &Report, answers: &Answers) -> Answers {
    let mut completed = answers.clone();
    for question in &report.questions {
        if let Some(member) = question.first_in_order()
            && let Some(answer) = completed.get(&question.name)
            && let Some(ordered) = answer.in_order_of_codes(laying.member(member))
        {
            completed.insert(question.name.clone(), Rc::new(ordered));
        }
        let within = question.only_in.iter().map(|only| (only, true));
        let without = question.not_in.iter().map(|only| (only, false));
        for (only, is_within) in within.chain(without) {
            let by: Vec<&str> = only.by.iter().map(|name| laying.member(name)).collect();
            if let (Some(own), Some(other)) =
                (completed.get(&question.name), answers.get(&only.question))
            {
                let narrowed = Rc::new(own.narrowed(other, &by, is_within));
                completed.insert(question.name.clone(), narrowed);
            }
        }
    }
    for declared in &report.entries {
        if declared.beside.is_some() {
            let entries = laying.values.beside.get(&declared.name);
            let answer = entry::answer_of(entries.map_or(&[][..], Vec::as_slice));
            completed.insert(declared.name.clone(), answer);
        } else if let Some(entry) = laying.values.entries.get(&declared.of) {
            let answer = entry.answer(declared.lines.as_deref());
            completed.insert(declared.name.clone(), answer);
        }
    }
    completed
}

impl<'a> Laying<'a> {
    pub fn blocks(
        &self,
        blocks: &[Block],
        answers: &Answers,
        around: &Around<'_>,
    ) -> Vec<sheet::Block> {
        let mut laid = Vec::new();
        for block in blocks {
            let has_rows = |name: &str| {
                let answer = answers.get(name);
                answer.is_some_and(|answer| !answer.rows.is_empty())
            };
            if block.when().is_some_and(|name| !self.values.has(name))
                || block.unless().is_some_and(has_rows)
            {
                continue;
            }
            match block {
                Block::Heading(block) => {
                    laid.push(sheet::Block::Heading(self.words(&block.text, around)));
                }
                Block::Text(block) => laid.extend(self.text(block, answers)),
                Block::Facts(block) => laid.extend(self.facts(block, answers)),
                Block::List(block) => laid.extend(self.list(block, answers, around)),
                Block::Sheet(block) => {
                    let sheet = sheet_block::sheet(self, block, answers, around);
                    laid.extend(sheet.map(sheet::Block::Sheet));
                }
                Block::Repeat(block) => self.repeat(block, answers, &mut laid),
                Block::Slips(block) => laid.extend(self.slips(block, answers)),
                Block::Pagebreak(_) => laid.push(sheet::Block::PageBreak),
            }
        }
        laid
    }

    /// Returns the member that a declared name stands for.
    pub fn member<'m>(&self, name: &'m str) -> &'m str {
        match name {
            "$pupil" => self.names.pupil,
            "$teacher" => self.names.teacher,
            name => name,
        }
    }

    /// Returns the terms of the class that was chosen, whether anybody has a mark of them or not.
    pub fn terms(&self) -> &'a [String] {
        &self.head.terms
    }

    /// Fills a text from the rows that it is about, from what was chosen and from the paper's head.
    pub fn words(&self, text: &str, around: &Around<'_>) -> String {
        template::filled(text, |name| self.word(name, around))
    }

    /// Says in a cell what a text says: a day as a day where it asks for nothing else, so that a workbook can reckon with it.
    pub fn told(&self, text: &str, around: &Around<'_>) -> CellValue {
        let day = match template::pieces(text).as_slice() {
            [Piece::Name(name)] => self.day(name, around),
            _ => None,
        };
        match day {
            Some(day) => CellValue::Day(day),
            None => CellValue::Text(self.words(text, around)),
        }
    }

    fn day(&self, name: &str, around: &Around<'_>) -> Option<Date> {
        let member = self.member(name);
        let mut values = around
            .iter()
            .filter_map(|(answer, row)| Some(&row[answer.place(member)?]));
        match values.next() {
            Some(Value::Day(day)) => Some(*day),
            _ => None,
        }
    }

    /// Fills lines. One that asks only for what nobody knows or chose is left out: «Учитель: ».
    fn lines(&self, texts: &[String], around: &Around<'_>) -> Vec<String> {
        let tells = |text: &&String| {
            let names = template::names(text);
            let mut known = names.iter().map(|name| self.word(name, around));
            names.is_empty() || known.any(|word| word.is_some_and(|word| !word.is_empty()))
        };
        let texts = texts.iter().filter(tells);
        let said = texts.map(|text| self.words(text, around));
        said.filter(|text| !text.is_empty()).collect()
    }

    fn word(&self, name: &str, around: &Around<'_>) -> Option<String> {
        let member = self.member(name);
        for (answer, row) in around {
            if let Some(place) = answer.place(member) {
                return Some(answer.words(place, &row[place]));
            }
        }
        match name {
            "organisation" => Some(self.head.organisation.clone()),
            "director" => self.head.director.as_deref().map(initials),
            "homeroom" => self.homeroom(around).map(initials),
            name => self.values.shown.get(name).cloned(),
        }
    }

    fn text(&self, block: &TextBlock, answers: &Answers) -> Option<sheet::Block> {
        let mut said: Vec<(String, FluentValue<'_>)> = Vec::new();
        for (name, text) in &self.values.shown {
            said.push((name.replace('.', "_"), FluentValue::from(text.clone())));
        }
        for (name, answer) in answers {
            let count = answer.rows.len() as i64;
            said.push((count_name(name), FluentValue::from(count)));
        }
        if let Some(question) = &block.question {
            let answer = answers.get(question)?;
            let row = answer.rows.first()?;
            for (column, value) in answer.columns.iter().zip(row) {
                let value = match value {
                    Value::Count(count) => FluentValue::from(*count),
                    value => FluentValue::from(value.shown(column.format)),
                };
                said.push((value_name(&column.key).to_owned(), value));
            }
        }
        let said: Vec<(&str, FluentValue<'_>)> = said
            .iter()
            .map(|(name, value)| (name.as_str(), value.clone()))
            .collect();
        // What cannot be said was refused when the file was read.
        let text = said_by_pattern(Language::Russian, &block.text, &said).ok()?;
        Some(sheet::Block::Text(text))
    }

    fn facts(&self, block: &FactsBlock, answers: &Answers) -> Option<sheet::Block> {
        let answer = answers.get(&block.question)?;
        let row = answer.rows.first();
        let mut head = Vec::new();
        let mut body = Vec::new();
        for item in &block.items {
            head.push(Cell::text(self.words(&item.title, &[]), Look::Head));
            let value = row.and_then(|row| {
                let place = answer.place(&item.measure)?;
                let format = answer.columns[place].format;
                Some(row[place].cell(format, item.decimals))
            });
            body.push(Cell::new(known(value), Look::Plain));
        }
        let widths = block.items.iter().map(|item| {
            let longest = item.title.split(' ').map(|word| word.chars().count()).max();
            longest.unwrap_or_default().clamp(10, 24) as f64
        });
        let caption = self.words(&block.title, &[]);
        Some(sheet::Block::Sheet(Sheet {
            name: sheet_name(&caption),
            caption,
            widths: widths.collect(),
            head: vec![head],
            body: vec![body],
            frozen_columns: 0,
        }))
    }

    fn list(
        &self,
        block: &ListBlock,
        answers: &Answers,
        around: &Around<'_>,
    ) -> Option<sheet::Block> {
        let answer = answers.get(&block.question)?;
        if answer.rows.is_empty() && block.hides_empty {
            return None;
        }
        let items: Vec<String> = answer
            .rows
            .iter()
            .map(|row| {
                let detail = block.detail.as_ref();
                let detail = detail.map(|detail| self.detail(detail, answers, answer, row));
                let item = template::filled(&block.item, |name| match name {
                    "detail" => detail.clone(),
                    name => self.word(name, &[(answer, row)]),
                });
                // Nothing was found to say in the brackets.
                item.replace(" ()", "")
            })
            .collect();
        Some(sheet::Block::List {
            title: self.words(&block.title, around),
            items,
        })
    }

    fn detail(&self, detail: &Detail, answers: &Answers, of: &Answer, row: &Row) -> String {
        let Some(answer) = answers.get(&detail.question) else {
            return String::new();
        };
        let key = self.key(&detail.by, of, row);
        let said = answer.find(&key).into_iter();
        let said = said.map(|row| self.words(&detail.item, &[(answer.as_ref(), row)]));
        said.collect::<Vec<_>>().join("; ")
    }

    /// Returns the members that an answer has of these with the values that a row has of them.
    pub fn key(&self, members: &[String], answer: &Answer, row: &Row) -> Vec<(String, Value)> {
        let mut key: Vec<(String, Value)> = Vec::new();
        for name in members {
            let member = self.member(name);
            if let Some(place) = answer.place(member)
                && key.iter().all(|(known, _)| known != member)
            {
                key.push((member.to_owned(), row[place].clone()));
            }
        }
        key
    }

    fn repeat(&self, block: &RepeatBlock, answers: &Answers, laid: &mut Vec<sheet::Block>) {
        let Some(driver) = answers.get(&block.question) else {
            return;
        };
        let parts = self.parts(&block.by, driver, answers);
        for (number, (row, answers)) in parts.iter().enumerate() {
            if number > 0 {
                laid.push(sheet::Block::PageBreak);
            }
            let around = [(driver.as_ref(), row)];
            let title = self.words(&block.title, &around);
            if !title.is_empty() {
                laid.push(sheet::Block::Heading(title));
            }
            laid.extend(self.blocks(&block.blocks, answers, &around));
        }
    }

    fn slips(&self, block: &SlipsBlock, answers: &Answers) -> Option<sheet::Block> {
        let driver = answers.get(&block.question)?;
        let parts = self.parts(&block.by, driver, answers);
        if parts.is_empty() {
            return Some(sheet::Block::Text(NOBODY.to_owned()));
        }
        let slips = parts.iter().map(|(row, answers)| {
            let around = [(driver.as_ref(), row)];
            Slip {
                title: self.words(&block.title, &around),
                subtitles: self.lines(&block.subtitles, &around),
                blocks: self.blocks(&block.blocks, answers, &around),
                signatures: self.signatures_around(&block.signatures, &around),
            }
        });
        let chosen = block.per_page_of.as_ref();
        let chosen = chosen.and_then(|name| self.values.number(name));
        Some(sheet::Block::Slips {
            per_page: chosen.map_or(block.per_page, |count| count as u8),
            slips: slips.collect(),
        })
    }

    /// Returns whose class it is: that of the row told of, or the one that was chosen.
    fn homeroom(&self, around: &Around<'_>) -> Option<&str> {
        let class =
            around
                .iter()
                .find_map(|(answer, row)| match &row[answer.place("class.name")?] {
                    Value::Text(name) => Some(name),
                    _ => None,
                });
        match class {
            Some(class) => self.head.homerooms.get(class),
            None => self.head.homeroom.as_ref(),
        }
        .map(String::as_str)
    }

    fn signatures(&self, declared: &[SignatureDecl]) -> Vec<Signature> {
        self.signatures_around(declared, &[])
    }

    fn signatures_around(&self, declared: &[SignatureDecl], around: &Around<'_>) -> Vec<Signature> {
        let signatures = declared.iter().map(|signature| {
            let name = signature.of.and_then(|of| match of {
                Signatory::Director => self.head.director.as_deref(),
                Signatory::Homeroom => self.homeroom(around),
                Signatory::Asker => self.head.asker.as_deref(),
            });
            let named = signature.name.as_ref();
            let named = named.map(|text| self.words(text, around));
            let name = named.as_deref().or(name).filter(|name| !name.is_empty());
            Signature {
                post: self.words(&signature.post, around),
                name: name.map(initials),
                has_seal: signature.has_seal,
            }
        });
        signatures.collect()
    }
}

/// Said where nobody is to receive anything.
const NOBODY: &str = "Получателей нет.";

/// Returns what a cell holds that shows a figure.
pub(super) fn known(value: Option<CellValue>) -> CellValue {
    match value {
        None | Some(CellValue::Empty) => CellValue::Unknown,
        Some(value) => value,
    }
}

/// Returns the name by which a sentence asks for a figure: the one behind its topic.
pub(super) fn value_name(key: &str) -> &str {
    key.split_once('.').map_or(key, |(_, name)| name)
}

/// Returns the name by which a sentence asks how many rows an answer has.
pub(super) fn count_name(question: &str) -> String {
    format!("{question}_rows")
}

/// Makes «И. О. Фамилия» of «Фамилия Имя Отчество».
fn initials(name: &str) -> String {
    let mut words = name.split_whitespace();
    let last = words.next().unwrap_or_default();
    let mut short: Vec<String> = words
        .filter_map(|word| word.chars().next())
        .map(|letter| format!("{letter}."))
        .collect();
    short.push(last.to_owned());
    short.join("\u{a0}")
}

/// Returns a name that a sheet of a workbook can have.
pub(super) fn sheet_name(name: &str) -> String {
    let plain = name.chars().filter(|sign| !r"[]:*?/\'".contains(*sign));
    plain.take(31).collect::<String>().trim().to_owned()
}

/// Says whether a figure is withheld in words; of those in cells a sheet tells by itself.
fn withholds_words(blocks: &[sheet::Block]) -> bool {
    let withholds = |text: &String| text.contains(numbers::WITHHELD);
    blocks.iter().any(|block| match block {
        sheet::Block::Heading(text) | sheet::Block::Text(text) => withholds(text),
        sheet::Block::List { items, .. } => items.iter().any(withholds),
        sheet::Block::Sheet(sheet) => {
            let mut cells = sheet.body.iter().flatten();
            cells.any(|cell| matches!(&cell.value, CellValue::Text(text) if withholds(text)))
        }
        sheet::Block::Slips { slips, .. } => slips.iter().any(|slip| withholds_words(&slip.blocks)),
        sheet::Block::PageBreak | sheet::Block::Bound(_) => false,
    })
}

/// Returns the number of columns of the widest sheet, those that name its rows not counted.
fn widest(blocks: &[sheet::Block]) -> usize {
    let widths = blocks.iter().map(|block| match block {
        sheet::Block::Sheet(sheet) => sheet.widths.len().saturating_sub(sheet.frozen_columns),
        _ => 0,
    });
    widths.max().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_signed_short() {
        assert_eq!(initials("Ёлкина Анна Петровна"), "А.\u{a0}П.\u{a0}Ёлкина");
        assert_eq!(initials("Белов Пётр"), "П.\u{a0}Белов");
        assert_eq!(initials("Белов"), "Белов");
        assert_eq!(initials(""), "");
    }

    #[test]
    fn only_what_is_withheld_in_words_wants_a_note() {
        let sheet = |value| {
            sheet::Block::Sheet(Sheet {
                body: vec![vec![Cell::new(value, Look::Plain)]],
                ..Sheet::default()
            })
        };
        assert!(!withholds_words(&[sheet(CellValue::Withheld)]));
        assert!(withholds_words(&[sheet(CellValue::Text(
            "болезнь — *".into()
        ))]));
        assert!(withholds_words(&[sheet::Block::Text(
            "Пропущено *.".into()
        )]));
        assert!(!withholds_words(&[sheet::Block::Text(
            "Пропущено 5.".into()
        )]));
    }

    #[test]
    fn a_sheet_has_a_name_that_a_workbook_takes() {
        assert_eq!(sheet_name("5А/5Б: [итоги]*?"), "5А5Б итоги");
        assert_eq!(sheet_name(&"ы".repeat(40)).chars().count(), 31);
    }
}
