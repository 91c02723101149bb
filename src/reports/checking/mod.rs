//! Checking: a declared report against the model.
//!
//! Every question is bound as each reader would ask it, with names and without, and every name that a block or a text
//! asks for is looked up in the answers that it is given.

mod blocks;
mod bound;
mod entries;
mod parameters;
mod questions;
mod sheets;
mod texts;

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::civil::{Date, date};

use self::questions::Known;
use super::block::Block;
use super::laying::Names;
use super::parameter::Kind;
use super::report::Report;
use super::values::Values;
use crate::constructor;
use crate::diagnostic::{Diagnostic, Severity, nearest};
use crate::model::{Member, Model};

/// Ranges in words are understood on any day.
const SOME_DAY: Date = date(2026, 2, 1);

struct Check<'a> {
    model: &'a Model,
    path: &'a str,
    faults: Vec<Diagnostic>,
    known: BTreeMap<String, Known>,
    values: Values,
    /// What can be chosen of each choice: its parameter and a value.
    choices: Vec<(String, String)>,
    /// The ranges of which each day has room for a column.
    short_ranges: Vec<String>,
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

/// Finds what is wrong with a report that the file at `path` declares. One that binds another is given what it binds,
/// which is one of the `plain` ones.
pub(super) fn check(
    model: &Model,
    path: &str,
    report: &mut Report,
    plain: &[Arc<Report>],
) -> Vec<Diagnostic> {
    let mut check = Check {
        model,
        path,
        faults: Vec::new(),
        known: BTreeMap::new(),
        values: Values::default(),
        choices: Vec::new(),
        short_ranges: Vec::new(),
        said: Vec::new(),
    };
    match report.bound.clone() {
        Some(bound) => check.bound(report, &bound, plain),
        None => check.report(report),
    }
    check.faults
}

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
            for only in question.only_in.iter().chain(&question.not_in) {
                self.only_in(question, only);
            }
        }
        for entry in &report.entries {
            self.entry(report, entry);
        }
        if let Some(every) = &report.every_school {
            self.every_school(every);
        }
        for measure in report.defined() {
            match self.model.member(measure) {
                Some(Member::Measure(..)) => self.values.take_definition(measure, "1"),
                _ => self.unknown("notes", "показателя", measure, [].into_iter()),
            }
        }
        let texts = report.subtitles.iter().chain(&report.notes);
        let texts = texts.chain(&report.approval);
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
            let does_nothing = parameter.ends.is_none() && !used.iter().any(is_own);
            if !is_of_entries && does_nothing {
                let message = format!("параметр «{}» ни на что не влияет", parameter.name);
                self.fault("parameters", message);
            }
        }
    }
}

/// Returns the names of values on which questions, blocks and columns depend.
fn whens(report: &Report) -> Vec<String> {
    fn of_blocks(blocks: &[Block], found: &mut Vec<String>) {
        for block in blocks {
            found.extend(block.when().map(named));
            match block {
                Block::Sheet(block) => {
                    let columns = block.columns.iter();
                    found.extend(
                        columns
                            .clone()
                            .filter_map(|column| column.when.as_deref())
                            .map(named),
                    );
                    let lesses = columns.filter_map(|column| column.less.as_ref());
                    found.extend(lesses.filter_map(|less| less.value.clone()));
                }
                Block::Repeat(block) => of_blocks(&block.blocks, found),
                Block::Slips(block) => {
                    found.extend(block.per_page_of.clone());
                    of_blocks(&block.blocks, found);
                }
                _ => {}
            }
        }
    }
    /// Returns the name without the value that is wanted of it.
    fn named(when: &str) -> String {
        when.split('=').next().unwrap_or_default().to_owned()
    }
    let questions = report.questions.iter();
    let questions = questions.filter_map(|one| one.when.as_deref());
    let mut found: Vec<String> = questions.map(named).collect();
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
