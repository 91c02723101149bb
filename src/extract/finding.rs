//! Findings: the diagnostics of one table, kept within bounds and never cut silently.

use std::collections::BTreeMap;

use super::Limits;
use super::manifest::ManifestFile;
use crate::diagnostic::{Diagnostic, Severity};

/// Rejects that are listed even of a table that is refused anyway; beyond, a spoilt file of millions of rows
/// would fill the memory with its own faults.
const LISTED_REJECTS: u64 = 10_000;
/// How much of a raw record is kept.
const RAW_BYTES: usize = 16 * 1024;

/// A row that broke a rule: the first faulty column, what is wrong, and the row as it came.
pub(super) struct Rejected {
    pub rule: &'static str,
    pub column: Option<String>,
    pub message: String,
    pub raw: String,
    pub fields: Vec<String>,
}

/// The faults of one table.
#[derive(Debug)]
pub(super) struct Findings {
    table: String,
    file: String,
    listed_warnings: u64,
    /// Rejects up to here keep the table within the permitted share.
    permitted_rejects: u64,
    list: Vec<Diagnostic>,
    warnings: BTreeMap<&'static str, u64>,
    rejects: u64,
}

impl Findings {
    pub fn new(file: &ManifestFile, limits: &Limits) -> Self {
        Self {
            table: file.table.clone(),
            file: file.path.clone(),
            listed_warnings: limits.listed_warnings,
            permitted_rejects: (file.rows as f64 * limits.reject_share) as u64,
            list: Vec::new(),
            warnings: BTreeMap::new(),
            rejects: 0,
        }
    }

    /// Notes something odd about a row that stays, or about the file.
    pub fn warn(
        &mut self,
        rule: &'static str,
        line: Option<u64>,
        column: Option<&str>,
        message: impl FnOnce() -> String,
    ) {
        let count = self.warnings.entry(rule).or_default();
        *count += 1;
        if *count <= self.listed_warnings {
            let warning = self.place(Severity::Warning, rule, message());
            self.list.push(Diagnostic {
                line,
                column: column.map(str::to_owned),
                ..warning
            });
        }
    }

    /// Notes a rejected row.
    pub fn reject(&mut self, line: u64, describe: impl FnOnce() -> Rejected) {
        self.rejects += 1;
        if self.rejects > LISTED_REJECTS && self.rejects > self.permitted_rejects {
            return;
        }
        let mut row = describe();
        // Half a row mended would lose the other half.
        let is_whole = row.raw.len() <= RAW_BYTES;
        if !is_whole {
            row.raw.truncate(row.raw.floor_char_boundary(RAW_BYTES));
            row.raw.push('…');
        }
        let reject = self.place(Severity::Reject, row.rule, row.message);
        self.list.push(Diagnostic {
            line: Some(line),
            column: row.column,
            raw: Some(row.raw),
            fields: is_whole.then_some(row.fields),
            ..reject
        });
    }

    /// Notes what refuses the extract.
    pub fn refuse(&mut self, rule: &'static str, column: Option<&str>, message: impl Into<String>) {
        let refusal = self.place(Severity::Refuse, rule, message.into());
        self.list.push(Diagnostic {
            column: column.map(str::to_owned),
            ..refusal
        });
    }

    /// Returns all diagnostics in the order of the file, those without a line last.
    pub fn finish(mut self) -> Vec<Diagnostic> {
        self.list
            .sort_by_key(|diagnostic| diagnostic.line.unwrap_or(u64::MAX));
        for (rule, count) in &self.warnings {
            if let Some(rest) = count
                .checked_sub(self.listed_warnings)
                .filter(|&rest| rest > 0)
            {
                let message = format!("ещё предупреждений этого рода, не перечисленных: {rest}");
                self.list.push(self.place(Severity::Warning, rule, message));
            }
        }
        let listed = self
            .list
            .iter()
            .filter(|diagnostic| diagnostic.severity == Severity::Reject)
            .count() as u64;
        if listed < self.rejects {
            let message = format!(
                "ещё отклонённых строк, не перечисленных: {}",
                self.rejects - listed
            );
            self.list
                .push(self.place(Severity::Refuse, "share", message));
        }
        self.list
    }

    fn place(&self, severity: Severity, rule: &str, message: String) -> Diagnostic {
        Diagnostic::new(severity, rule, message)
            .at_table(&self.table)
            .at_file(&self.file)
    }
}
