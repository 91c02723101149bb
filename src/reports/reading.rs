//! Reading: `forms/reports/*.toml` becomes reports, with all faults found.
//!
//! Every question is bound as each reader would ask it, with names and without, and every name that a block or a text
//! asks for is looked up in the answers that it is given.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::civil::{Date, date};
use serde_json::Value as Json;

use super::block::{Block, Column, SheetBlock};
use super::entry::{LINE, NUMBER};
use super::laying::{Names, value_name};
use super::parameter::{Kind, Parameter, RUNNING, Values};
use super::report::{BoundDecl, EntryDecl, OnlyIn, Question, Reader, Report, SignatureDecl};
use super::template;
use crate::catalogue::{FluentValue, Language, Wording, said_by_pattern};
use crate::constructor::{self, QuerySpec, Range, RangeSpec, Refusal, Totals};
use crate::content::Content;
use crate::diagnostic::{Diagnostic, Severity, nearest};
use crate::model::{Model, RowsBy, Sight};

/// Ranges in words are understood on any day.
const SOME_DAY: Date = date(2026, 2, 1);

const FOLDER: &str = "forms/reports";

/// A slip smaller than a quarter of a page cannot be read.
const MOST_SLIPS: u8 = 4;

/// What a text may ask for whatever was chosen.
const OF_HEAD: [&str; 3] = ["organisation", "director", "homeroom"];

/// Reads the declared reports and returns them in the order of lists, with all faults found.
pub fn load(content: &Content, model: &Model) -> (Vec<Arc<Report>>, Vec<Diagnostic>) {
    let mut read: Vec<(&str, Report)> = Vec::new();
    let mut faults = Vec::new();
    for (path, text) in content.below(FOLDER) {
        let name = path.trim_start_matches(FOLDER).trim_start_matches('/');
        let name = name.strip_suffix(".toml");
        let Some(name) = name.filter(|name| !name.contains('/')) else {
            continue;
        };
        match Report::read(name, text) {
            Ok(report) => read.push((path, report)),
            Err(error) => {
                let message = error.message().to_owned();
                let mut fault = Diagnostic::new(Severity::Error, "toml", message).at_file(path);
                if let Some(place) = error.span() {
                    let before = text.get(..place.start).unwrap_or_default();
                    fault = fault.at_line(before.matches('\n').count() as u64 + 1);
                }
                faults.push(fault);
            }
        }
    }
    let plain = read.iter().filter(|(_, report)| report.bound.is_none());
    let plain: Vec<Arc<Report>> = plain.map(|(_, report)| Arc::new(report.clone())).collect();
    let mut reports: Vec<Arc<Report>> = Vec::new();
    for (path, mut report) in read {
        let mut check = Check {
            model,
            path,
            faults: Vec::new(),
            known: BTreeMap::new(),
            values: Values::default(),
            said: Vec::new(),
        };
        match report.bound.clone() {
            Some(bound) => check.bound(&mut report, &bound, &plain),
            None => check.report(&report),
        }
        faults.append(&mut check.faults);
        reports.push(Arc::new(report));
    }
    reports.sort_by_key(|report| (report.section, report.order, report.name.clone()));
    (reports, faults)
}

/// What blocks can ask an answer for.
#[derive(Debug, Default)]
struct Known {
    dimensions: Vec<String>,
    figures: Vec<String>,
    /// What each of its totals keeps.
    totals: Vec<Vec<String>>,
}

struct Check<'a> {
    model: &'a Model,
    path: &'a str,
    faults: Vec<Diagnostic>,
    known: BTreeMap<String, Known>,
    values: Values,
    /// The values that texts say.
    said: Vec<String>,
}

/// A report is read with names, which stand in more places than codes.
const NAMED: Names = Names {
    pupil: "pupil.name",
    teacher: "teacher.name",
};

const NAMELESS: Names = Names {
    pupil: "pupil.id",
    teacher: "teacher.id",
};

impl Check<'_> {
    fn fault(&mut self, rule: &str, message: impl Into<String>) {
        let fault = Diagnostic::new(Severity::Error, rule, message.into()).at_file(self.path);
        if !self.faults.contains(&fault) {
            self.faults.push(fault);
        }
    }

    fn unknown<'n>(
        &mut self,
        rule: &str,
        what: &str,
        name: &str,
        known: impl Iterator<Item = &'n str>,
    ) {
        let near = nearest(name, known);
        let near = near.map_or_else(String::new, |near| format!("; похожее: {near}"));
        self.fault(rule, format!("{what} «{name}» нет{near}"));
    }

    fn report(&mut self, report: &Report) {
        for (rule, wording) in [
            ("title", &report.title),
            ("description", &report.description),
        ] {
            self.wording(rule, wording);
        }
        if report.readers.is_empty() {
            self.fault("readers", "у отчёта нет читателей");
        }
        if report.blocks.is_empty() {
            self.fault("blocks", "в отчёте нет ни одного блока");
        }
        self.parameters(report);
        self.long(report);
        for (place, question) in report.questions.iter().enumerate() {
            let before = &report.questions[..place];
            if before.iter().any(|other| other.name == question.name) {
                let message = format!("вопрос «{}» объявлен дважды", question.name);
                self.fault("questions", message);
            }
            self.question(report, question);
        }
        for question in &report.questions {
            for only in &question.only_in {
                self.only_in(question, only);
            }
        }
        for entry in &report.entries {
            self.entry(report, entry);
        }
        let texts = report.subtitles.iter().chain(&report.notes);
        for text in texts {
            self.text("subtitles", text, &[]);
        }
        for signature in &report.signatures {
            self.signature("signatures", signature, &[]);
        }
        self.blocks(&report.blocks, &[]);
        let mut used: Vec<String> = report
            .questions
            .iter()
            .flat_map(|question| constructor::names_in(&question.query))
            .collect();
        used.extend(whens(report));
        used.extend(report.entries.iter().map(|entry| entry.of.clone()));
        for parameter in &report.parameters {
            // A line and an entry are there to be said; anything else narrows what is asked.
            if matches!(parameter.kind, Kind::Text | Kind::Entry) {
                used.append(&mut self.said.clone());
            }
            let is_own = |name: &String| {
                let rest = name.strip_prefix(&parameter.name);
                rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
            };
            // Of a school that is chosen the entries are its own.
            let mut parameters = report.parameters.iter();
            let is_of_entries =
                parameter.kind == Kind::School && parameters.any(|other| other.kind == Kind::Entry);
            if !is_of_entries && !used.iter().any(is_own) {
                let message = format!("параметр «{}» ни на что не влияет", parameter.name);
                self.fault("parameters", message);
            }
        }
    }

    /// Checks what binds another report, and gives it what it binds.
    fn bound(&mut self, report: &mut Report, bound: &BoundDecl, plain: &[Arc<Report>]) {
        let rule = "bound";
        for (rule, wording) in [
            ("title", &report.title),
            ("description", &report.description),
        ] {
            self.wording(rule, wording);
        }
        let own = [
            ("parameters", report.parameters.is_empty()),
            ("questions", report.questions.is_empty()),
            ("blocks", report.blocks.is_empty()),
        ];
        for (name, _) in own.iter().filter(|(_, is_empty)| !is_empty) {
            let message = format!("{name}: у сшитого документа их нет, они у отчёта «report»");
            self.fault(rule, message);
        }
        if report.readers.is_empty() {
            self.fault("readers", "у отчёта нет читателей");
        }
        let Some(part) = plain.iter().find(|one| one.name == bound.report) else {
            let known = plain.iter().map(|one| one.name.as_str());
            self.unknown(rule, "отчёта", &bound.report, known);
            return;
        };
        let Some(by) = part.parameter(&bound.by) else {
            let known = part.parameters.iter().map(|one| one.name.as_str());
            self.unknown(rule, "by: параметра", &bound.by, known);
            return;
        };
        if !by.is_of_school() {
            let message = format!(
                "by: по параметру «{}» документ не сшить: нужен класс, предмет, учитель или ученик",
                bound.by
            );
            self.fault(rule, message);
        }
        if report
            .readers
            .iter()
            .any(|reader| !part.readers.contains(reader))
        {
            let message = format!(
                "readers: документ открыт и тем, кому отчёт «{}» не открыт",
                bound.report
            );
            self.fault("readers", message);
        }
        if part
            .blocks
            .iter()
            .any(|block| matches!(block, Block::Slips(_)))
        {
            self.fault(rule, "report: выписки разрезают, а не сшивают");
        }
        if bound.inscription.trim().is_empty() {
            self.fault(rule, "inscription: заверительная надпись пуста");
        }
        report.bind(part.clone());
        for parameter in &report.parameters {
            parameter.put_samples(&mut self.values);
        }
        let head = [
            &bound.list_title,
            &bound.inscription_title,
            &bound.inscription,
        ];
        let texts = report.subtitles.iter().chain(&report.notes);
        let texts = texts.chain(&bound.cover).chain(head);
        let posts = report.signatures.iter().map(|signature| &signature.post);
        let texts: Vec<String> = texts.chain(posts).cloned().collect();
        for text in texts {
            self.text(rule, &text, &[]);
        }
    }

    /// Checks without which parameter a report is long.
    fn long(&mut self, report: &Report) {
        let Some(name) = report.is_long_without.as_deref() else {
            return;
        };
        match report.parameter(name) {
            Some(parameter) if parameter.is_optional => {}
            Some(_) => {
                let message = format!("без параметра «{name}» отчёта не бывает: он обязателен");
                self.fault("is_long_without", message);
            }
            None => {
                let known = report.parameters.iter().map(|one| one.name.as_str());
                self.unknown("is_long_without", "параметра", name, known);
            }
        }
    }

    fn parameters(&mut self, report: &Report) {
        for (place, parameter) in report.parameters.iter().enumerate() {
            let name = parameter.name.as_str();
            let mut fault = |message: String| self.fault("parameters", message);
            if !is_parameter_name(name) {
                fault(format!(
                    "имя параметра «{name}» не годится: нужны латинские буквы, цифры и знак _"
                ));
            }
            let before = &report.parameters[..place];
            if before.iter().any(|other| other.name == name) {
                fault(format!("параметр «{name}» объявлен дважды"));
            }
            if (parameter.kind == Kind::Choice) == parameter.choices.is_empty() {
                fault(format!(
                    "параметр «{name}»: choices нужны виду choice, и только ему"
                ));
            }
            if parameter.has_year && parameter.kind != Kind::Term {
                fault(format!("параметр «{name}»: has_year бывает только у term"));
            }
            if parameter.kind == Kind::School && before.iter().any(|other| other.is_of_school()) {
                fault(format!(
                    "параметр «{name}»: школу выбирают прежде класса, предмета, учителя, ученика и записи реестра"
                ));
            }
            if let Some(wrong) = wrong_default(parameter) {
                fault(format!("параметр «{name}»: {wrong}"));
            }
            if (parameter.kind == Kind::Entry) != parameter.register.is_some() {
                fault(format!(
                    "параметр «{name}»: register нужен виду entry, и только ему"
                ));
            }
            if parameter.kind == Kind::Entry && parameter.is_optional {
                fault(format!(
                    "параметр «{name}»: запись реестра выбирают всегда, is_optional не бывает"
                ));
            }
            parameter.put_samples(&mut self.values);
            if let Some(register) = &parameter.register {
                self.put_fields(name, register);
            }
        }
    }

    /// Puts a value of each field that an entry of a register can have.
    fn put_fields(&mut self, parameter: &str, register: &str) {
        if self.model.register(register).is_none() {
            let known: Vec<String> = self
                .model
                .registers
                .iter()
                .map(|register| register.name.clone())
                .collect();
            let what = format!("параметр «{parameter}»: реестра");
            self.unknown(
                "parameters",
                &what,
                register,
                known.iter().map(String::as_str),
            );
        }
        for field in self.fields(register) {
            let name = format!("{parameter}.{field}");
            self.values.show(&name, "1");
            self.values.put(name, Json::from("1"));
        }
    }

    /// Returns the fields of a register that papers have: nobody's personal data.
    fn fields(&self, register: &str) -> Vec<String> {
        let register = self.model.register(register);
        let fields = register.into_iter().flat_map(|register| &register.fields);
        let fields = fields.filter(|field| field.personal.is_none());
        fields.map(|field| field.name.clone()).collect()
    }

    fn only_in(&mut self, question: &Question, only: &OnlyIn) {
        if only.by.is_empty() {
            self.fault(&question.name, "only_in: нужно хотя бы одно измерение в by");
        }
        if !self.has_question(&question.name, &only.question) {
            return;
        }
        for member in &only.by {
            self.dimension(&question.name, &question.name, member);
            self.dimension(&question.name, &only.question, member);
        }
        let known = self.known.get_mut(&question.name);
        if known.is_some_and(|known| !std::mem::take(&mut known.totals).is_empty()) {
            self.fault(
                &question.name,
                "only_in: итоги посчитаны по всем строкам — уберите totals из этого вопроса",
            );
        }
    }

    /// Notes what the blocks can ask an entry for.
    fn entry(&mut self, report: &Report, entry: &EntryDecl) {
        let rule = "entries";
        if self.known.contains_key(&entry.name) {
            self.fault(rule, format!("имя «{}» уже есть у вопроса", entry.name));
        }
        let parameter = report.parameter(&entry.of);
        let register = parameter.and_then(|parameter| parameter.register.as_ref());
        let Some(register) = register else {
            let entries = report.parameters.iter();
            let entries = entries.filter(|parameter| parameter.kind == Kind::Entry);
            let known: Vec<&str> = entries.map(|parameter| parameter.name.as_str()).collect();
            self.unknown(rule, "параметра вида entry", &entry.of, known.into_iter());
            return;
        };
        let mut dimensions = self.fields(register);
        if let Some(lines) = &entry.lines {
            if !dimensions.contains(lines) {
                let known = dimensions.clone();
                self.unknown(rule, "lines: поля", lines, known.iter().map(String::as_str));
            }
            dimensions.extend([NUMBER.to_owned(), LINE.to_owned()]);
        }
        let known = Known {
            dimensions,
            ..Known::default()
        };
        self.known.insert(entry.name.clone(), known);
    }

    /// Binds a question as every reader would ask it, and notes what its answer has.
    fn question(&mut self, report: &Report, question: &Question) {
        for name in constructor::names_in(&question.query) {
            if !self.values.has(&name) {
                let known: Vec<String> = self.values.put.keys().cloned().collect();
                let known = known.iter().map(String::as_str);
                self.unknown(&question.name, "значения", &name, known);
            }
        }
        self.when(&question.name, question.when.as_deref());
        let mut values = vec![self.values.clone()];
        let mut bare = self.values.clone();
        for parameter in report.parameters.iter().filter(|one| one.is_optional) {
            for name in parameter.kind.puts() {
                bare.put.remove(&format!("{}{name}", parameter.name));
            }
        }
        values.push(bare);
        for values in &values {
            for reader in &report.readers {
                for names in [NAMED, NAMELESS] {
                    let Some(query) = question.filled(values, names) else {
                        continue;
                    };
                    let sight = sight_of(*reader, names.pupil == NAMED.pupil);
                    match QuerySpec::parse(&query) {
                        Ok(spec) => {
                            let bound =
                                constructor::bind(&spec, self.model, sight, SOME_DAY).map(drop);
                            if let Err(refusal) = bound {
                                self.refused(&question.name, refusal);
                            }
                            let known = self.known.entry(question.name.clone()).or_default();
                            known.take(&spec);
                        }
                        Err(faults) => self.refused(&question.name, Refusal::Faults(faults)),
                    }
                }
            }
        }
    }

    fn refused(&mut self, name: &str, refusal: Refusal) {
        match refusal {
            Refusal::Faults(faults) => {
                for fault in faults {
                    let hint = fault
                        .hint
                        .map_or_else(String::new, |hint| format!("; {hint}"));
                    self.fault(name, format!("{}: {}{hint}", fault.path, fault.message));
                }
            }
            Refusal::NotAllowed { message, .. } => self.fault(name, message),
        }
    }

    fn blocks(&mut self, blocks: &[Block], around: &[String]) {
        for block in blocks {
            self.when("blocks", block.when());
            if let Some(question) = block.unless() {
                self.has_question("blocks", question);
            }
            match block {
                Block::Heading(block) => self.text("heading", &block.text, around),
                Block::Text(block) => {
                    let mut names: Vec<String> = self
                        .values
                        .shown
                        .keys()
                        .map(|name| name.replace('.', "_"))
                        .collect();
                    if let Some(question) = &block.question
                        && self.has_question("text", question)
                    {
                        let all = self.all_of(question);
                        names.extend(all.iter().map(|key| value_name(key).to_owned()));
                    }
                    self.pattern("text", &block.text, &names);
                }
                Block::Facts(block) => {
                    self.text("facts", &block.title, &[]);
                    if self.has_question("facts", &block.question) {
                        for item in &block.items {
                            self.figure("facts", &block.question, &item.measure);
                        }
                    }
                }
                Block::List(block) => {
                    self.text("list", &block.title, around);
                    if !self.has_question("list", &block.question) {
                        continue;
                    }
                    let mut names = self.all_of(&block.question);
                    if let Some(detail) = &block.detail {
                        names.push("detail".to_owned());
                        if self.has_question("list", &detail.question) {
                            let of_detail = self.all_of(&detail.question);
                            self.text("list", &detail.item, &of_detail);
                            for member in &detail.by {
                                self.dimension("list", &block.question, member);
                                self.dimension("list", &detail.question, member);
                            }
                        }
                    }
                    self.text("list", &block.item, &names);
                }
                Block::Sheet(block) => self.sheet(block, around),
                Block::Repeat(block) => {
                    let names = self.key("repeat", &block.question, &block.by);
                    self.text("repeat", &block.title, &names);
                    self.blocks(&block.blocks, &names);
                }
                Block::Slips(block) => {
                    if !(1..=MOST_SLIPS).contains(&block.per_page) {
                        let message = format!("per_page: на странице от 1 до {MOST_SLIPS} выписок");
                        self.fault("slips", message);
                    }
                    let names = self.key("slips", &block.question, &block.by);
                    for text in block.subtitles.iter().chain([&block.title]) {
                        self.text("slips", text, &names);
                    }
                    for signature in &block.signatures {
                        self.signature("slips", signature, &names);
                    }
                    self.blocks(&block.blocks, &names);
                }
                Block::Pagebreak(_) => {}
            }
        }
    }

    fn signature(&mut self, rule: &str, signature: &SignatureDecl, names: &[String]) {
        self.text(rule, &signature.post, names);
        if let Some(name) = &signature.name {
            self.text(rule, name, names);
            if signature.of.is_some() {
                self.fault(
                    rule,
                    format!("подпись «{}»: of и name вместе не стоят", signature.post),
                );
            }
        }
    }

    /// Checks what divides answers and returns what texts of the parts may ask for.
    fn key(&mut self, rule: &str, question: &str, by: &[String]) -> Vec<String> {
        if !self.has_question(rule, question) {
            return Vec::new();
        }
        if by.is_empty() {
            self.fault(rule, "by: нужно хотя бы одно измерение");
        }
        for member in by {
            self.dimension(rule, question, member);
        }
        self.all_of(question)
    }

    fn sheet(&mut self, block: &SheetBlock, around: &[String]) {
        let rule = "sheet";
        self.text(rule, &block.name, around);
        self.text(rule, &block.caption, around);
        if block.labels.is_empty() || block.columns.is_empty() {
            self.fault(rule, "листу нужны столбцы: labels и columns");
        }
        if !block.lines.is_empty() && block.lines_title.is_empty() {
            self.fault(rule, "lines_title: назовите столбец строк");
        }
        if !self.has_question(rule, &block.question) {
            return;
        }
        for member in &block.rows {
            self.dimension(rule, &block.question, member);
        }
        if let Some(measure) = &block.only_where {
            self.figure(rule, &block.question, measure);
        }
        let of_row = self.all_of(&block.question);
        for label in &block.labels {
            self.text(rule, &label.title, around);
            self.text(rule, &label.text, &of_row);
        }
        for line in &block.lines {
            if !self.has_question(rule, &line.question) {
                continue;
            }
            let names = self.all_of(&line.question);
            self.text(rule, &line.title, &names);
            for member in line.of.keys().chain(&line.split) {
                self.dimension(rule, &line.question, member);
            }
        }
        for column in &block.columns {
            self.column(column, around);
        }
        for total in &block.totals {
            let keeps: Vec<String> = total.keep.iter().map(|name| member(name)).collect();
            for name in &total.keep {
                if !block.rows.contains(name) {
                    self.unknown(
                        rule,
                        "в rows измерения",
                        name,
                        block.rows.iter().map(|row| row.as_str()),
                    );
                }
            }
            let mut names = of_row.clone();
            if !total.titles.is_empty() {
                names.push("title".to_owned());
            }
            self.text(rule, &total.label, &names);
            let has_total = |column: &Column| {
                let known = column
                    .question
                    .as_ref()
                    .and_then(|name| self.known.get(name));
                let across = column.across.as_deref().map(member);
                known.is_some_and(|known| {
                    known.totals.iter().any(|kept| {
                        kept.len() == keeps.len() + usize::from(across.is_some())
                            && keeps.iter().chain(&across).all(|name| kept.contains(name))
                    })
                })
            };
            if !block.columns.iter().any(has_total) {
                let keeps = keeps.join(", ");
                self.fault(
                    rule,
                    format!("итога по [{keeps}] ни один вопрос не считает: добавьте его в totals вопроса"),
                );
            }
        }
        for foot in &block.foot {
            self.text(rule, &foot.title, around);
            if self.has_question(rule, &foot.question) {
                self.figure(rule, &foot.question, &foot.measure);
            }
        }
    }

    fn column(&mut self, column: &Column, around: &[String]) {
        let rule = "columns";
        self.when(rule, column.when.as_deref());
        for group in &column.groups {
            self.text(rule, group, around);
        }
        let mut names: Vec<String> = around.to_vec();
        names.extend(column.across.clone());
        self.text(rule, &column.title, &names);
        if column.title.trim().is_empty() {
            self.fault(rule, "у столбца нет названия");
        }
        let measures = column.each.iter().map(|each| &each.measure);
        let measures: Vec<&String> = column.measure.iter().chain(measures).collect();
        let shows = usize::from(!measures.is_empty())
            + usize::from(column.text.is_some())
            + usize::from(!column.parts.is_empty());
        if shows > 1 {
            let message = format!(
                "столбец «{}»: measure (или each), text и parts вместе не стоят",
                column.title
            );
            self.fault(rule, message);
        }
        match &column.question {
            Some(question) if self.has_question(rule, question) => {
                for measure in measures {
                    self.figure(rule, question, measure);
                }
                if let Some(text) = &column.text {
                    let names = self.all_of(question);
                    self.text(rule, text, &names);
                }
            }
            None if !measures.is_empty() || column.text.is_some() => {
                let message = format!("столбец «{}»: нужен question", column.title);
                self.fault(rule, message);
            }
            _ => {}
        }
        for part in &column.parts {
            if self.has_question(rule, &part.question) {
                let names = self.all_of(&part.question);
                self.text(rule, &part.text, &names);
                if let Some(measure) = &part.measure {
                    self.figure(rule, &part.question, measure);
                }
            }
        }
        if let Some(across) = &column.across {
            let parts = column.parts.iter().map(|part| &part.question);
            let own = column.question.iter().chain(parts);
            for question in own.chain(&column.across_of) {
                self.dimension(rule, question, across);
            }
        } else if column.days.is_some() || !column.each.is_empty() || column.across_of.is_some() {
            let message = format!(
                "столбец «{}»: days, each и across_of нужен across",
                column.title
            );
            self.fault(rule, message);
        }
        if let Some(days) = &column.days
            && !self.values.has(days)
        {
            let known: Vec<String> = self.values.put.keys().cloned().collect();
            self.unknown(rule, "значения", days, known.iter().map(String::as_str));
        }
        if let Some(instead) = &column.missing_where
            && self.has_question(rule, &instead.question)
        {
            self.figure(rule, &instead.question, &instead.measure);
        }
    }

    fn has_question(&mut self, rule: &str, name: &str) -> bool {
        if self.known.contains_key(name) {
            return true;
        }
        let known: Vec<String> = self.known.keys().cloned().collect();
        self.unknown(rule, "вопроса", name, known.iter().map(String::as_str));
        false
    }

    fn dimension(&mut self, rule: &str, question: &str, name: &str) {
        let Some(known) = self.known.get(question) else {
            return;
        };
        let wanted = member(name);
        if !known.dimensions.contains(&wanted) {
            let known = known.dimensions.clone();
            let what = format!("в вопросе «{question}» измерения");
            self.unknown(rule, &what, name, known.iter().map(String::as_str));
        }
    }

    fn figure(&mut self, rule: &str, question: &str, name: &str) {
        let Some(known) = self.known.get(question) else {
            return;
        };
        if !known.figures.iter().any(|figure| figure == name) {
            let known = known.figures.clone();
            let what = format!("в вопросе «{question}» показателя");
            self.unknown(rule, &what, name, known.iter().map(String::as_str));
        }
    }

    /// Returns everything that an answer has.
    fn all_of(&self, question: &str) -> Vec<String> {
        let known = self.known.get(question);
        known.map_or_else(Vec::new, |known| {
            let all = known.dimensions.iter().chain(&known.figures);
            all.cloned().collect()
        })
    }

    fn when(&mut self, rule: &str, name: Option<&str>) {
        if let Some(name) = name
            && !self.values.has(name)
        {
            let known: Vec<String> = self.values.put.keys().cloned().collect();
            self.unknown(
                rule,
                "when: значения",
                name,
                known.iter().map(String::as_str),
            );
        }
    }

    /// Checks that whatever a text asks for is there.
    fn text(&mut self, rule: &str, text: &str, names: &[String]) {
        for name in template::names(text) {
            self.said.push(name.to_owned());
            let wanted = member(name);
            if !names.contains(&wanted)
                && !names.iter().any(|known| known == name)
                && !self.values.shown.contains_key(name)
                && !OF_HEAD.contains(&name)
            {
                let mut known: Vec<String> = names.to_vec();
                known.extend(self.values.shown.keys().cloned());
                known.extend(OF_HEAD.map(str::to_owned));
                let what = format!("«{text}»: значения");
                self.unknown(rule, &what, name, known.iter().map(String::as_str));
            }
        }
    }

    fn wording(&mut self, rule: &str, wording: &Wording) {
        for language in Language::ALL {
            if let Err(fault) = said_by_pattern(language, wording.pattern(language), &[]) {
                self.fault(rule, format!("текст ({}): {fault}", language.code()));
            }
        }
    }

    fn pattern(&mut self, rule: &str, pattern: &str, names: &[String]) {
        let shown = self.values.shown.keys();
        let said = shown.filter(|name| pattern.contains(&format!("${}", name.replace('.', "_"))));
        self.said.extend(said.cloned().collect::<Vec<_>>());
        let values: Vec<(&str, FluentValue<'_>)> = names
            .iter()
            .map(|name| (name.as_str(), FluentValue::from("1")))
            .collect();
        if let Err(fault) = said_by_pattern(Language::Russian, pattern, &values) {
            self.fault(rule, format!("текст: {fault}"));
        }
    }
}

impl Known {
    /// Notes what a question asks for.
    fn take(&mut self, spec: &QuerySpec) {
        let add = |list: &mut Vec<String>, name: String| {
            if !list.contains(&name) {
                list.push(name);
            }
        };
        let times = spec.time_dimensions.iter();
        let times = times.filter(|time| time.granularity.is_some());
        let times = times.map(|time| &time.dimension);
        for name in spec.dimensions.iter().chain(times) {
            add(&mut self.dimensions, name.clone());
        }
        let formulas = spec.formulas.iter().map(|formula| &formula.name);
        for name in spec.measures.iter().chain(formulas) {
            add(&mut self.figures, name.clone());
            if spec.compare.is_some() {
                add(&mut self.figures, format!("{name}.previous"));
                add(&mut self.figures, format!("{name}.change"));
            }
        }
        let levels = match &spec.totals {
            Totals::None => Vec::new(),
            Totals::Grand => vec![Vec::new()],
            Totals::Levels(members) => (0..=members.len())
                .map(|count| members[..count].to_vec())
                .collect(),
        };
        for level in levels {
            if !self.totals.contains(&level) {
                self.totals.push(level);
            }
        }
    }
}

impl Parameter {
    /// Says whether its values depend on the school that was chosen.
    pub(super) fn is_of_school(&self) -> bool {
        matches!(
            self.kind,
            Kind::Class | Kind::Subject | Kind::Teacher | Kind::Pupil | Kind::Entry
        )
    }
}

fn wrong_default(parameter: &Parameter) -> Option<String> {
    let default = parameter.default.as_deref()?;
    match parameter.kind {
        Kind::Range => {
            let range = match default.split_once("..") {
                Some((from, to)) => RangeSpec::Days(from.to_owned(), to.to_owned()),
                None => RangeSpec::Relative(default.to_owned()),
            };
            match Range::resolve(&range, SOME_DAY) {
                Ok(Range::Days(_)) => None,
                Ok(_) => Some("учебному периоду нужен вид term".to_owned()),
                Err(message) => Some(message),
            }
        }
        Kind::Term => (default != RUNNING)
            .then(|| format!("у учебного периода бывает только default = \"{RUNNING}\"")),
        Kind::Text | Kind::Entry => Some("default у этого вида не бывает".to_owned()),
        Kind::Choice => {
            let mut choices = parameter.choices.iter();
            let is_known = choices.any(|choice| choice.value == default);
            (!is_known).then(|| format!("среди choices нет «{default}»"))
        }
        Kind::Number => {
            let is_number = default.replace(',', ".").parse::<f64>().is_ok();
            (!is_number).then(|| format!("«{default}» — не число"))
        }
        _ => None,
    }
}

/// Returns the names of values on which questions, blocks and columns depend.
fn whens(report: &Report) -> Vec<String> {
    fn of_blocks(blocks: &[Block], found: &mut Vec<String>) {
        for block in blocks {
            found.extend(block.when().map(str::to_owned));
            match block {
                Block::Sheet(block) => {
                    let columns = block.columns.iter();
                    found.extend(columns.filter_map(|column| column.when.clone()));
                }
                Block::Repeat(block) => of_blocks(&block.blocks, found),
                Block::Slips(block) => of_blocks(&block.blocks, found),
                _ => {}
            }
        }
    }
    let questions = report.questions.iter();
    let mut found: Vec<String> = questions.filter_map(|one| one.when.clone()).collect();
    of_blocks(&report.blocks, &mut found);
    found
}

/// Returns the member that a declared name stands for where names are seen.
fn member(name: &str) -> String {
    match name {
        "$pupil" => NAMED.pupil.to_owned(),
        "$teacher" => NAMED.teacher.to_owned(),
        name => name.to_owned(),
    }
}

/// Says whether a text can be the name of a parameter, which is also a field of a form and a key of an address.
fn is_parameter_name(name: &str) -> bool {
    let is_good = |sign: char| sign.is_ascii_lowercase() || sign.is_ascii_digit() || sign == '_';
    name.starts_with(|sign: char| sign.is_ascii_lowercase())
        && name.len() <= 40
        // A page and a file say these of themselves.
        && !["format", "page"].contains(&name)
        && name.chars().all(is_good)
}

fn sight_of(reader: Reader, has_names: bool) -> Sight {
    Sight {
        has_pupils: has_names,
        has_staff: has_names,
        has_identity: reader != Reader::Office,
        has_health: reader != Reader::Office,
        rows_by: match reader {
            Reader::Office | Reader::School => RowsBy::School,
            Reader::Class => RowsBy::Class,
            Reader::Group => RowsBy::Group,
        },
    }
}

#[cfg(test)]
mod tests {
    use std::sync::LazyLock;

    use super::*;

    static MODEL: LazyLock<Model> = LazyLock::new(Model::built_in);

    const PROBE: &str = r#"
title = { ru = "Проба", en = "Probe" }
description = { ru = "Проба", en = "Probe" }
section = "class"
order = 999
readers = ["school", "class"]
subtitles = ["{class} класс, {term}"]

[[parameters]]
name = "term"
title = "Период"
kind = "term"

[[parameters]]
name = "class"
title = "Класс"
kind = "class"

[[questions]]
name = "pupils"
[questions.query]
measures = ["grades.average", "grades.fives"]
dimensions = ["pupil.id", "$pupil"]
timeDimensions = [{ dimension = "calendar.date", dateRange = "{term}" }]
filters = [{ member = "class.name", operator = "equals", values = ["{class}"] }]
totals = true

[[blocks]]
kind = "sheet"
name = "{class}"
question = "pupils"
rows = ["pupil.id", "$pupil"]
labels = [{ title = "Ученик", text = "{$pupil}" }]
columns = [{ title = "Средний балл", question = "pupils", measure = "grades.average" }]
totals = [{ keep = [], label = "Всего" }]

[[blocks]]
kind = "text"
question = "pupils"
text = "Пятёрок { $fives }"

[[signatures]]
post = "Директор"
of = "director"
"#;

    /// Reads one file beside the declared ones and returns what is wrong with it.
    fn faults(text: &str) -> Vec<String> {
        let content = Content::embedded().with("forms/reports/probe.toml", text);
        let (_, faults) = load(&content, &MODEL);
        let own = faults.into_iter();
        let own = own.filter(|fault| fault.file.as_deref() == Some("forms/reports/probe.toml"));
        own.map(|fault| fault.message).collect()
    }

    #[test]
    fn the_declared_reports_have_no_faults() {
        let (reports, faults) = load(&Content::embedded(), &MODEL);
        assert_eq!(faults, []);
        assert!(reports.len() >= 6);
        for (place, report) in reports.iter().enumerate() {
            let same = reports[..place]
                .iter()
                .any(|other| other.title.ru == report.title.ru);
            assert!(!same, "{} stands twice", report.title.ru);
        }
    }

    #[test]
    fn each_fault_of_a_file_is_told() {
        assert_eq!(faults(PROBE), Vec::<String>::new());
        for (sound, broken, told) in [
            (
                r#"measures = ["grades.average""#,
                r#"measures = ["grades.averag""#,
                "grades.averag",
            ),
            (
                r#"measure = "grades.average""#,
                r#"measure = "grades.averag""#,
                "показателя «grades.averag» нет; похожее: grades.average",
            ),
            (
                r#"rows = ["pupil.id", "$pupil"]"#,
                r#"rows = ["subject.name"]"#,
                "измерения «subject.name» нет",
            ),
            (
                r#"question = "pupils", measure"#,
                r#"question = "pupil", measure"#,
                "вопроса «pupil» нет; похожее: pupils",
            ),
            (
                "{class} класс",
                "{clas} класс",
                "значения «clas» нет; похожее: class",
            ),
            (
                r#"dateRange = "{term}""#,
                r#"dateRange = "{terms}""#,
                "значения «terms» нет; похожее: term",
            ),
            (
                r#"dateRange = "{term}""#,
                r#"dateRange = "{term.previous}""#,
                "",
            ),
            ("totals = true\n", "", "ни один вопрос не считает"),
            ("{ $fives }", "{ $fourths }", "текст"),
            ("{ $fives }", "{ $fives", "текст"),
            (r#"kind = "term""#, r#"kind = "era""#, "era"),
            (
                r#"kind = "term""#,
                "kind = \"term\"\nchoices = [{ value = \"1\", title = \"1\" }]",
                "choices",
            ),
            (
                r#"kind = "class""#,
                "kind = \"class\"\nhas_year = true",
                "has_year",
            ),
            (
                r#"name = "term""#,
                r#"name = "format""#,
                "имя параметра «format» не годится",
            ),
            (r#"kind = "text""#, r#"kind = "picture""#, "picture"),
            ("order = 999", "order = 999\ncolour = \"red\"", "colour"),
            (
                r#"readers = ["school", "class"]"#,
                "readers = []",
                "нет читателей",
            ),
            (
                r#"values = ["{class}"]"#,
                r#"values = ["5А"]"#,
                "параметр «class» ни на что не влияет",
            ),
            (r#"of = "director""#, r#"of = "rector""#, "rector"),
        ] {
            assert!(PROBE.contains(sound), "{sound}");
            let found = faults(&PROBE.replace(sound, broken));
            match told.is_empty() {
                true => assert_eq!(found, Vec::<String>::new(), "{broken}"),
                false => assert!(
                    found.iter().any(|message| message.contains(told)),
                    "{broken}: {found:?}"
                ),
            }
        }
    }

    const BOOK: &str = r#"
title = { ru = "Том", en = "Book" }
description = { ru = "Том", en = "Book" }
section = "class"
order = 998
readers = ["school"]
subtitles = ["{year}"]

[bound]
report = "class-year-sheet"
by = "class"
cover = ["На ___ листах"]
list_title = "Перечень"
inscription_title = "Надпись"
inscription = "Прошнуровано ___ листов"
"#;

    #[test]
    fn each_fault_of_a_bound_document_is_told() {
        assert_eq!(faults(BOOK), Vec::<String>::new());
        for (sound, broken, told) in [
            (
                r#""class-year-sheet""#,
                r#""class-year-shet""#,
                "отчёта «class-year-shet» нет; похожее: class-year-sheet",
            ),
            (
                r#""class-year-sheet""#,
                r#""school-year-book""#,
                "отчёта «school-year-book» нет",
            ),
            (r#""class-year-sheet""#, r#""weekly-slips""#, "не сшивают"),
            (
                r#"by = "class""#,
                r#"by = "clas""#,
                "параметра «clas» нет; похожее: class",
            ),
            (r#"by = "class""#, r#"by = "year""#, "документ не сшить"),
            (
                r#"readers = ["school"]"#,
                r#"readers = ["school", "group"]"#,
                "отчёт «class-year-sheet» не открыт",
            ),
            ("{year}", "{class}", "значения «class» нет"),
            (
                r#""Прошнуровано ___ листов""#,
                r#"" ""#,
                "заверительная надпись пуста",
            ),
            (
                r#"subtitles = ["{year}"]"#,
                "subtitles = [\"{year}\"]\nparameters = [{ name = \"year\", title = \"Год\", kind = \"school_year\" }]",
                "parameters: у сшитого документа их нет",
            ),
        ] {
            assert!(BOOK.contains(sound), "{sound}");
            let found = faults(&BOOK.replace(sound, broken));
            assert!(
                found.iter().any(|message| message.contains(told)),
                "{broken}: {found:?}"
            );
        }
    }

    const ACT: &str = r#"
title = { ru = "Проба акта", en = "Probe of an act" }
description = { ru = "Проба", en = "Probe" }
section = "school"
order = 999
readers = ["school"]
subtitles = ["№ {review.act_number}"]

[[parameters]]
name = "school"
title = "Организация"
kind = "school"

[[parameters]]
name = "review"
title = "Проверка"
kind = "entry"
register = "reviews"

[[parameters]]
name = "council"
title = "Решение совета"
kind = "text"
is_optional = true

[[entries]]
name = "findings"
of = "review"
lines = "findings"

[[questions]]
name = "held"
only_in = [{ question = "classes", by = ["class.name"] }]
[questions.query]
measures = ["timeliness.held"]
dimensions = ["class.name"]
timeDimensions = [{ dimension = "calendar.date", dateRange = "{review.until}" }]
filters = [{ member = "school.id", operator = "equals", values = ["{school}"] }]

[[questions]]
name = "classes"
[questions.query]
measures = ["timeliness.held"]
dimensions = ["class.name"]
filters = [{ member = "class.name", operator = "equals", values = ["{review.class}"] }]

[[blocks]]
kind = "sheet"
name = "Замечания"
question = "findings"
rows = ["number", "line"]
labels = [{ title = "Замечание", text = "{line}" }]
columns = [{ title = "Срок", question = "findings", text = "{remove_by}" }]

[[blocks]]
kind = "text"
unless = "held"
text = "Уроков нет. { $council }"

[[signatures]]
post = "Проверил(а)"
name = "{review.reviewer}"
"#;

    #[test]
    fn each_fault_of_an_act_is_told() {
        assert_eq!(faults(ACT), Vec::<String>::new());
        for (sound, broken, told) in [
            (
                r#"register = "reviews""#,
                r#"register = "review""#,
                "реестра «review» нет; похожее: reviews",
            ),
            ("register = \"reviews\"\n", "", "register нужен виду entry"),
            (
                r#"register = "reviews""#,
                "register = \"reviews\"\nis_optional = true",
                "запись реестра выбирают всегда",
            ),
            (
                r#"of = "review""#,
                r#"of = "revie""#,
                "параметра вида entry «revie» нет; похожее: review",
            ),
            (
                r#"lines = "findings""#,
                r#"lines = "finding""#,
                "lines: поля «finding» нет; похожее: findings",
            ),
            (
                r#"name = "findings""#,
                r#"name = "held""#,
                "имя «held» уже есть у вопроса",
            ),
            ("{remove_by}", "{remove_on}", "значения «remove_on» нет"),
            (
                "{review.reviewer}",
                "{review.reviewed}",
                "значения «review.reviewed» нет",
            ),
            (
                r#"name = "{review.reviewer}""#,
                "name = \"{review.reviewer}\"\nof = \"director\"",
                "of и name вместе не стоят",
            ),
            (
                r#"unless = "held""#,
                r#"unless = "hold""#,
                "вопроса «hold» нет; похожее: held",
            ),
            (
                r#"by = ["class.name"]"#,
                r#"by = ["subject.name"]"#,
                "измерения «subject.name» нет",
            ),
            (
                r#"by = ["class.name"]"#,
                "by = []",
                "only_in: нужно хотя бы одно измерение",
            ),
            (
                "filters = [{ member = \"school.id\"",
                "totals = true\nfilters = [{ member = \"school.id\"",
                "only_in: итоги посчитаны по всем строкам",
            ),
            (
                " { $council }",
                "",
                "параметр «council» ни на что не влияет",
            ),
        ] {
            assert!(ACT.contains(sound), "{sound}");
            let found = faults(&ACT.replacen(sound, broken, 1));
            assert!(
                found.iter().any(|message| message.contains(told)),
                "{broken}: {found:?}"
            );
        }
    }

    #[test]
    fn what_a_record_keeps_of_a_bound_document_is_read_again() {
        let (reports, _) = load(&Content::embedded(), &MODEL);
        let book = reports.iter().find(|one| one.name == "school-year-book");
        let book = book.expect("the book");
        let again = Report::read(&book.name, &book.text).expect("the same");
        assert_eq!((&again.text, &again.digest), (&book.text, &book.digest));
        let (part, by) = again.part.expect("what is bound");
        assert_eq!(
            (part.name.as_str(), by.name.as_str()),
            ("class-year-sheet", "class")
        );
        let names: Vec<&str> = again
            .parameters
            .iter()
            .map(|one| one.name.as_str())
            .collect();
        assert_eq!(names, ["year", "school", "council"]);
    }

    #[test]
    fn a_report_is_long_without_what_need_not_be_chosen() {
        let long = |name: &str| {
            let wanted = format!("order = 999\nis_long_without = \"{name}\"");
            faults(&PROBE.replace("order = 999", &wanted))
        };
        assert!(long("class")[0].contains("он обязателен"));
        assert!(long("clas")[0].contains("похожее: class"));
    }

    #[test]
    fn what_is_wrong_with_a_parameter_is_told() {
        let with = |parameter: &str| {
            let text = PROBE.replace("[[questions]]", &format!("{parameter}\n[[questions]]"));
            faults(&text)
        };
        for (parameter, told) in [
            (
                "[[parameters]]\nname = \"week\"\ntitle = \"Неделя\"\nkind = \"range\"\ndefault = \"this term\"\n",
                "учебному периоду нужен вид term",
            ),
            (
                "[[parameters]]\nname = \"other\"\ntitle = \"Период\"\nkind = \"term\"\ndefault = \"last\"\n",
                "бывает только default = \"running\"",
            ),
            (
                "[[parameters]]\nname = \"words\"\ntitle = \"Слова\"\nkind = \"text\"\ndefault = \"да\"\n",
                "default у этого вида не бывает",
            ),
            (
                "[[parameters]]\nname = \"least\"\ntitle = \"Не меньше\"\nkind = \"number\"\ndefault = \"много\"\n",
                "«много» — не число",
            ),
            (
                "[[parameters]]\nname = \"school\"\ntitle = \"Школа\"\nkind = \"school\"\n",
                "школу выбирают прежде класса",
            ),
            (
                "[[parameters]]\nname = \"least\"\ntitle = \"Не меньше\"\nkind = \"number\"\n",
                "ни на что не влияет",
            ),
            (
                "[[parameters]]\nname = \"class\"\ntitle = \"Класс\"\nkind = \"class\"\n",
                "объявлен дважды",
            ),
        ] {
            let found = with(parameter);
            assert!(
                found.iter().any(|message| message.contains(told)),
                "{told}: {found:?}"
            );
        }
    }
}
