//! Reading: the declared registers, with every fault of theirs.

use std::sync::Arc;

use super::expected::month_and_day;
use super::register::{Check, Every, Expected, Field, FieldKind, Owner, Register, Words};
use crate::content::Content;
use crate::diagnostic::{Diagnostic, Severity, nearest};
use crate::period::SchoolYear;

const FOLDER: &str = "schemas/registers";

/// Names that the topic of a register has for itself.
const TAKEN: [&str; 7] = [
    "entries",
    "open",
    "done",
    "overdue",
    "state",
    "id",
    "school_id",
];

/// What stands in the place of a register's name or of an entry's number in the addresses of pages.
const OUR_WORDS: [&str; 2] = ["new", "file"];

/// Reads every register and returns them in their order, with all faults found.
pub fn load(content: &Content) -> (Vec<Arc<Register>>, Vec<Diagnostic>) {
    let mut registers: Vec<Arc<Register>> = Vec::new();
    let mut faults = Vec::new();
    for (path, text) in content.below(FOLDER) {
        let name = path
            .strip_prefix(FOLDER)
            .and_then(|path| path.strip_prefix('/'));
        let Some(name) = name.and_then(|name| name.strip_suffix(".toml")) else {
            continue;
        };
        match toml::from_str::<Register>(text) {
            Ok(register) => {
                let mut reading = Reading {
                    register: &register,
                    path,
                    text,
                    faults: Vec::new(),
                };
                reading.check(name);
                faults.append(&mut reading.faults);
                registers.push(Arc::new(register));
            }
            Err(error) => {
                let message = error.message().to_owned();
                let mut fault = Diagnostic::new(Severity::Error, "toml", message).at_file(path);
                fault.line = error.span().map(|span| line_at(text, span.start));
                faults.push(fault);
            }
        }
    }
    registers.sort_by_key(|register| (register.order, register.name.clone()));
    let admitting = registers
        .iter()
        .filter(|register| register.admits.is_some());
    for other in admitting.skip(1) {
        let message = "с какого дня организация ведёт реестры, уже говорит другой реестр";
        let path = format!("{FOLDER}/{}.toml", other.name);
        faults.push(Diagnostic::new(Severity::Error, "admits", message).at_file(path));
    }
    (registers, faults)
}

struct Reading<'a> {
    register: &'a Register,
    path: &'a str,
    text: &'a str,
    faults: Vec<Diagnostic>,
}

impl<'a> Reading<'a> {
    fn check(&mut self, file: &str) {
        let register = self.register;
        if register.name != file {
            let message = format!("реестр называется «{}», а файл — «{file}»", register.name);
            self.fault(
                "name",
                &register.name,
                message,
                "имя реестра и имя файла должны совпадать",
            );
        }
        if !is_name(&register.name) || OUR_WORDS.contains(&register.name.as_str()) {
            let message = format!("имя «{}» не годится", register.name);
            self.fault(
                "name",
                &register.name,
                message,
                "латинские буквы, цифры и «_», сначала буква",
            );
        }
        self.words("title", &register.title);
        self.words("description", &register.description);
        for (rule, text) in [("grain", &register.grain), ("source", &register.source)] {
            if text.trim().is_empty() {
                self.fault(
                    rule,
                    rule,
                    format!("{rule} пуст"),
                    "укажите, на чём основан реестр",
                );
            }
        }
        if register.kept.is_empty() || register.kept.iter().any(|kept| kept.by.is_empty()) {
            let message = "не сказано, кто ведёт реестр";
            self.fault(
                "kept",
                "kept",
                message,
                "[[kept]] of = \"school\" by = [\"school\"]",
            );
        }
        self.check_fields();
        self.check_roles();
        self.check_state();
        self.check_chain();
        for check in &register.checks {
            self.check_rule(check);
        }
        for expected in &register.expected {
            self.check_expected(expected);
        }
    }

    fn check_fields(&mut self) {
        let mut names: Vec<&str> = Vec::new();
        for field in &self.register.fields {
            let name = field.name.as_str();
            if names.contains(&name) {
                self.fault("fields", name, format!("поле «{name}» стоит дважды"), "");
            }
            names.push(name);
            if !is_name(name) || TAKEN.contains(&name) {
                let hint = "латинские буквы, цифры и «_»; имена entries, open, done, overdue, state, id, school_id заняты";
                self.fault(
                    "fields",
                    name,
                    format!("имя поля «{name}» не годится"),
                    hint,
                );
            }
            self.words(name, &field.title);
            if let Some(hint) = &field.hint {
                self.words(name, hint);
            }
            self.check_kind(field);
        }
    }

    fn check_kind(&mut self, field: &Field) {
        let name = field.name.as_str();
        let is = |kind: FieldKind| field.kind == kind;
        if is(FieldKind::Choice) == field.values.is_empty() {
            let message = format!("поле «{name}»: values нужны выбору, и только ему");
            self.fault("values", name, message, "");
        }
        let mut values: Vec<&str> = Vec::new();
        for choice in &field.values {
            if values.contains(&choice.value.as_str()) || !is_name(&choice.value) {
                let message = format!(
                    "поле «{name}»: значение «{}» не годится или стоит дважды",
                    choice.value
                );
                self.fault(
                    "values",
                    &choice.value,
                    message,
                    "латинские буквы, цифры и «_»",
                );
            }
            values.push(&choice.value);
            if choice.ru.trim().is_empty() || choice.en.trim().is_empty() {
                let message = format!("поле «{name}»: у значения «{}» нет названия", choice.value);
                self.fault("values", &choice.value, message, "нужны ru и en");
            }
        }
        let has_limits = field.min.is_some() || field.max.is_some() || field.decimals > 0;
        if has_limits && !is(FieldKind::Number) {
            let message = format!("поле «{name}»: min, max и decimals — только у числа");
            self.fault("fields", name, message, "");
        }
        if let (Some(min), Some(max)) = (field.min, field.max)
            && min > max
        {
            self.fault("fields", name, format!("поле «{name}»: min больше max"), "");
        }
        if field.decimals > 6 {
            self.fault(
                "fields",
                name,
                format!("поле «{name}»: decimals — не больше 6"),
                "",
            );
        }
        if field.is_past && !is(FieldKind::Date) {
            self.fault(
                "fields",
                name,
                format!("поле «{name}»: is_past — только у даты"),
                "",
            );
        }
    }

    /// Looks at the fields that have a part to play: the day, the label, the key.
    fn check_roles(&mut self) {
        let register = self.register;
        match self.field("date", &register.date) {
            Some(field)
                if field.kind != FieldKind::Date
                    || !field.is_required
                    || field.personal.is_some() =>
            {
                let message = format!("поле «{}» не может быть днём записи", register.date);
                self.fault(
                    "date",
                    &register.date,
                    message,
                    "нужна обязательная дата, открытая всем читателям",
                );
            }
            _ => {}
        }
        if register.label.is_empty() {
            self.fault(
                "label",
                "label",
                "не сказано, как называть запись",
                "label = [\"…\"]",
            );
        }
        for name in &register.label {
            self.field("label", name);
        }
        for name in &register.key {
            if let Some(field) = self.field("key", name)
                && !field.is_required
            {
                let message = format!("поле «{name}» в ключе должно быть обязательным");
                self.fault("key", name, message, "is_required = true");
            }
        }
        if let Some(name) = &register.admits {
            self.day_field("admits", name);
        }
    }

    fn check_state(&mut self) {
        let register = self.register;
        let state = &register.state;
        for words in [&state.open, &state.done, &state.overdue] {
            self.words("state", words);
        }
        if let Some(field) = self.field("state", &state.done_by) {
            self.values_of("state", field, &state.done_values);
            if field.kind == FieldKind::Choice && state.done_values.is_empty() {
                let message = "не сказано, при каких значениях запись завершена";
                self.fault("state", "done_by", message, "done_values = [\"…\"]");
            }
        }
        if let Some(due) = &state.due {
            self.day_field("due", &due.field);
            if !(0..=3_660).contains(&due.days) {
                self.fault("due", "days", "срок в днях — от 0 до 3660", "");
            }
        }
    }

    fn check_chain(&mut self) {
        let Some(chain) = &self.register.chain else {
            return;
        };
        for name in [&chain.by, &chain.begun_by] {
            if let Some(field) = self.field("chain", name)
                && field.kind != FieldKind::Choice
            {
                self.fault(
                    "chain",
                    name,
                    format!("поле «{name}» должно быть выбором"),
                    "kind = \"choice\"",
                );
            }
        }
        if let Some(field) = self.register.field(&chain.begun_by) {
            self.values_of("chain", field, &chain.begun_values);
        }
        for name in &chain.within {
            self.field("chain", name);
        }
        for name in [&chain.begins, &chain.ends] {
            self.day_field("chain", name);
        }
        // Two entries of one step would leave it open which of them is ahead.
        let mut told_apart = chain.within.iter().chain([&chain.by]);
        if !told_apart.all(|name| self.register.key.contains(name)) {
            let message = "шаги цепочки должны различаться ключом записи";
            self.fault("chain", "key", message, "добавьте в key поля within и by");
        }
    }

    fn check_rule(&mut self, check: &Check) {
        self.words("checks", &check.message);
        let ways = [
            !check.differ.is_empty(),
            !check.in_order.is_empty(),
            !check.needs.is_empty(),
        ];
        if ways.iter().filter(|way| **way).count() != 1 {
            self.fault(
                "checks",
                "checks",
                "в проверке нужно одно из differ, in_order, needs",
                "",
            );
        }
        for pair in [&check.differ, &check.in_order] {
            if !matches!(pair.len(), 0 | 2) {
                self.fault(
                    "checks",
                    "checks",
                    "differ и in_order называют два поля",
                    "",
                );
            }
        }
        for name in check.differ.iter().chain(&check.needs) {
            self.field("checks", name);
        }
        for name in &check.in_order {
            self.day_field("checks", name);
        }
        for (name, values) in &check.when {
            if let Some(field) = self.field("when", name) {
                self.values_of("when", field, values);
            }
        }
    }

    fn check_expected(&mut self, expected: &Expected) {
        self.words("expected", &expected.title);
        if !self.register.has_entries_of(expected.of) {
            let whose = match expected.of {
                Owner::School => "организаций",
                Owner::Office => "управления",
            };
            let message = format!("записей {whose} в этом реестре не бывает");
            self.fault("expected", "of", message, "исправьте of или [[kept]]");
        }
        for (name, value) in &expected.values {
            if let Some(field) = self.field("expected", name) {
                self.values_of("expected", field, std::slice::from_ref(value));
            }
        }
        let is_month = expected.every == Every::Month;
        let months_fit = expected.months.iter().all(|month| (1..=12).contains(month));
        if is_month == expected.months.is_empty() || !months_fit {
            let message = "months нужны ожиданию каждый месяц, и только ему";
            self.fault("expected", "months", message, "месяцы от 1 до 12");
        }
        // In a leap year, so that any day that there can be is one.
        let year = SchoolYear::of(jiff::civil::date(2024, 1, 1));
        let day =
            |text: &Option<String>| text.as_deref().and_then(|text| month_and_day(text, year));
        let is_stretch = match (day(&expected.from), day(&expected.to)) {
            (Some(from), Some(to)) => from <= to,
            _ => false,
        };
        let has_days = expected.from.is_some() || expected.to.is_some();
        if (expected.every == Every::Year && !is_stretch)
            || (expected.every != Every::Year && has_days)
        {
            let message = "from и to нужны ожиданию раз в год, и только ему";
            let hint = "месяц и день внутри учебного года: from = \"12-15\", to = \"01-15\"";
            self.fault("expected", "from", message, hint);
        }
        let names_term = expected.year.is_some() && expected.term.is_some();
        if (expected.every == Every::Term && !names_term)
            || (expected.every != Every::Term && expected.term.is_some())
        {
            let message = "term и year нужны ожиданию после учебного периода, term — только ему";
            self.fault("expected", "term", message, "term — поле с периодом");
        }
        if let Some(name) = &expected.term
            && let Some(field) = self.field("expected", name)
            && field.kind != FieldKind::Choice
        {
            self.fault("expected", name, format!("поле «{name}» — не выбор"), "");
        }
        if let Some(name) = &expected.year
            && let Some(field) = self.field("expected", name)
            && field.kind != FieldKind::SchoolYear
        {
            self.fault(
                "expected",
                name,
                format!("поле «{name}» — не учебный год"),
                "",
            );
        }
        if !(0..=366).contains(&expected.grace_days) {
            self.fault("expected", "grace_days", "отсрочка — от 0 до 366 дней", "");
        }
    }

    fn field(&mut self, rule: &str, name: &str) -> Option<&'a Field> {
        let register = self.register;
        if register.field(name).is_none() {
            let known = register.fields.iter().map(|field| field.name.as_str());
            let near = nearest(name, known).map(|near| format!("похожее: {near}"));
            let message = format!("поля «{name}» нет");
            self.fault(rule, name, message, &near.unwrap_or_default());
        }
        register.field(name)
    }

    fn day_field(&mut self, rule: &str, name: &str) {
        if let Some(field) = self.field(rule, name)
            && field.kind != FieldKind::Date
        {
            self.fault(
                rule,
                name,
                format!("поле «{name}» — не дата"),
                "kind = \"date\"",
            );
        }
    }

    fn values_of(&mut self, rule: &str, field: &Field, values: &[String]) {
        for value in values {
            if field.kind != FieldKind::Choice {
                let message = format!("поле «{}» — не выбор, значений у него нет", field.name);
                self.fault(rule, &field.name, message, "");
            } else if field.choice(value).is_none() {
                let known = field.values.iter().map(|choice| choice.value.as_str());
                let near = nearest(value, known).map(|near| format!("похожее: {near}"));
                let message = format!("у поля «{}» нет значения «{value}»", field.name);
                self.fault(rule, value, message, &near.unwrap_or_default());
            }
        }
    }

    fn words(&mut self, place: &str, words: &Words) {
        if words.ru.trim().is_empty() || words.en.trim().is_empty() {
            self.fault(
                "title",
                place,
                format!("«{place}»: нет текста"),
                "нужны ru и en",
            );
        }
    }

    /// Adds a fault on the line that first names what is wrong.
    fn fault(&mut self, rule: &str, named: &str, message: impl Into<String>, hint: &str) {
        let mut fault = Diagnostic::new(Severity::Error, rule, message.into()).at_file(self.path);
        fault.line = self
            .text
            .find(&format!("\"{named}\""))
            .map(|at| line_at(self.text, at));
        fault.hint = (!hint.is_empty()).then(|| hint.to_owned());
        if !self.faults.contains(&fault) {
            self.faults.push(fault);
        }
    }
}

fn is_name(name: &str) -> bool {
    name.starts_with(|sign: char| sign.is_ascii_lowercase())
        && name
            .chars()
            .all(|sign| sign.is_ascii_lowercase() || sign.is_ascii_digit() || sign == '_')
}

fn line_at(text: &str, at: usize) -> u64 {
    1 + text[..at].matches('\n').count() as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    const PROBE: &str = r#"
name = "probe"
title = { ru = "Проба", en = "Probe" }
description = { ru = "Проба", en = "Probe" }
grain = "проба"
source = "проба"
order = 999
date = "held_on"
label = ["kind"]
key = ["kind"]

[[kept]]
of = "school"
by = ["school"]

[state]
done_by = "status"
done_values = ["closed"]
due = { field = "held_on", days = 3 }
open = { ru = "открыто", en = "open" }
done = { ru = "закрыто", en = "closed" }
overdue = { ru = "просрочено", en = "overdue" }

[[fields]]
name = "kind"
title = { ru = "Вид", en = "Kind" }
kind = "choice"
is_required = true
values = [{ value = "first", ru = "Первый", en = "First" }, { value = "second", ru = "Второй", en = "Second" }]

[[fields]]
name = "held_on"
title = { ru = "Дата", en = "Date" }
kind = "date"
is_required = true

[[fields]]
name = "status"
title = { ru = "Состояние", en = "State" }
kind = "choice"
values = [{ value = "closed", ru = "закрыто", en = "closed" }]

[[checks]]
needs = ["status"]
when = { kind = ["first"] }
message = { ru = "Укажите состояние", en = "Give the state" }

[[expected]]
title = { ru = "Первый", en = "First" }
every = "year"
from = "09-01"
to = "09-15"
values = { kind = "first" }
"#;

    /// Reads one file beside the declared ones and returns what is wrong with it.
    fn faults(text: &str) -> Vec<Diagnostic> {
        let content = Content::embedded().with("schemas/registers/probe.toml", text);
        let (_, faults) = load(&content);
        let own = faults.into_iter();
        own.filter(|fault| fault.file.as_deref() == Some("schemas/registers/probe.toml"))
            .collect()
    }

    #[test]
    fn the_declared_registers_have_no_faults() {
        let (registers, faults) = load(&Content::embedded());
        assert_eq!(faults, []);
        assert_eq!(registers.len(), 10);
    }

    #[test]
    fn each_fault_of_a_file_is_told_with_its_line() {
        assert_eq!(faults(PROBE), []);
        for (sound, broken, told) in [
            ("name = \"probe\"", "name = \"other\"", "а файл — «probe»"),
            ("order = 999", "order = 999\ncolour = 1", "colour"),
            ("date = \"held_on\"", "date = \"held\"", "поля «held» нет"),
            (
                "date = \"held_on\"",
                "date = \"status\"",
                "не может быть днём записи",
            ),
            ("label = [\"kind\"]", "label = []", "как называть запись"),
            (
                "key = [\"kind\"]",
                "key = [\"status\"]",
                "должно быть обязательным",
            ),
            ("by = [\"school\"]", "by = []", "кто ведёт реестр"),
            ("by = [\"school\"]", "by = [\"pupil\"]", "pupil"),
            (
                "done_values = [\"closed\"]",
                "done_values = [\"close\"]",
                "нет значения «close»",
            ),
            (
                "done_values = [\"closed\"]",
                "done_values = []",
                "при каких значениях",
            ),
            ("days = 3", "days = -3", "срок в днях"),
            (
                "field = \"held_on\", days",
                "field = \"kind\", days",
                "«kind» — не дата",
            ),
            (
                "en = \"closed\" }\noverdue",
                "en = \"\" }\noverdue",
                "нет текста",
            ),
            (
                "name = \"status\"",
                "name = \"state\"",
                "имя поля «state» не годится",
            ),
            ("name = \"status\"", "name = \"kind\"", "стоит дважды"),
            ("value = \"second\"", "value = \"first\"", "стоит дважды"),
            (
                "needs = [\"status\"]",
                "needs = [\"statuses\"]",
                "поля «statuses» нет",
            ),
            (
                "needs = [\"status\"]",
                "needs = [\"status\"]\ndiffer = [\"kind\", \"status\"]",
                "нужно одно из",
            ),
            (
                "when = { kind = [\"first\"] }",
                "when = { kind = [\"third\"] }",
                "нет значения «third»",
            ),
            ("from = \"09-01\"", "from = \"13-01\"", "from и to нужны"),
            (
                "to = \"09-15\"",
                "to = \"08-31\"\ngrace_days = 400",
                "отсрочка",
            ),
            ("every = \"year\"", "every = \"month\"", "months нужны"),
            ("every = \"year\"", "every = \"term\"", "term и year нужны"),
            (
                "to = \"09-15\"",
                "to = \"09-15\"\nterm = \"kind\"",
                "term и year нужны",
            ),
            (
                "every = \"year\"",
                "every = \"year\"\nof = \"office\"",
                "записей управления",
            ),
            (
                "values = { kind = \"first\" }",
                "values = { kind = \"fist\" }",
                "нет значения «fist»",
            ),
        ] {
            assert!(PROBE.contains(sound), "{sound}");
            let found = faults(&PROBE.replacen(sound, broken, 1));
            let has = found.iter().any(|fault| fault.message.contains(told));
            assert!(has, "{broken}: {found:#?}");
        }
        let near = faults(&PROBE.replace("date = \"held_on\"", "date = \"held_in\""));
        assert_eq!(near[0].hint.as_deref(), Some("похожее: held_on"));
        assert_eq!(near[0].line, Some(8));
    }
}
