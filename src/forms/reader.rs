//! Reader: one declared file on its way to a form, and what is wrong with it so far.

use std::ops::Range;

use crate::diagnostic::{Diagnostic, Severity, nearest};
use crate::model::Model;

pub(super) struct Reader<'a> {
    pub path: &'a str,
    pub text: &'a str,
    pub model: &'a Model,
    pub faults: Vec<Diagnostic>,
}

impl<'a> Reader<'a> {
    pub fn new(path: &'a str, text: &'a str, model: &'a Model) -> Self {
        Self {
            path,
            text,
            model,
            faults: Vec::new(),
        }
    }

    pub fn fault(&mut self, rule: &str, message: impl Into<String>, span: Option<Range<usize>>) {
        self.fault_with_hint(rule, message, span, None);
    }

    pub fn fault_with_hint(
        &mut self,
        rule: &str,
        message: impl Into<String>,
        span: Option<Range<usize>>,
        hint: Option<String>,
    ) {
        let mut fault = Diagnostic::new(Severity::Error, rule, message.into()).at_file(self.path);
        if let Some(span) = span {
            fault = fault.at_line(line_at(self.text, span.start));
        }
        fault.hint = hint;
        if !self.faults.contains(&fault) {
            self.faults.push(fault);
        }
    }
}

/// Returns the known name nearest to one that is not there, as a hint.
pub(super) fn near<'k>(asked: &str, known: impl IntoIterator<Item = &'k str>) -> Option<String> {
    nearest(asked, known).map(|near| format!("похожее: {near}"))
}

fn line_at(text: &str, place: usize) -> u64 {
    let before = text.bytes().take(place).filter(|byte| *byte == b'\n');
    before.count() as u64 + 1
}
