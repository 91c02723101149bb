//! Diagnostic: what is wrong in the office's own files, where, and what to do.
//!
//! Wrong data is an outcome, not an error. Readers and checkers return what they could
//! read beside a list of these, all of them and not only the first.

use serde::Serialize;

/// How much a fault costs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// The row stays.
    Warning,
    /// The row goes to quarantine.
    Reject,
    /// The whole extract is refused.
    Refuse,
    /// A declared file cannot be used.
    Error,
}

/// One fault with its place. Serialised as `contracts/query.md` prints it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Diagnostic {
    pub severity: Severity,
    /// Code of the broken rule, such as `type` or `orphan`.
    pub rule: String,
    pub table: Option<String>,
    pub file: Option<String>,
    /// Physical line of a CSV file (the header is 1), row of an XLSX sheet, or row number of a Parquet file.
    pub line: Option<u64>,
    pub column: Option<String>,
    /// What is wrong, in the office's words.
    pub message: String,
    /// The row as it came, where there is one.
    pub raw: Option<String>,
    /// The cells of a rejected row in the order of its table's header.
    #[serde(skip)]
    pub fields: Option<Vec<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hint: Option<String>,
}

impl Diagnostic {
    /// Starts a diagnostic without a place; the `at_*` and `with_*` methods add it.
    pub fn new(severity: Severity, rule: impl Into<String>, message: impl Into<String>) -> Self {
        Self {
            severity,
            rule: rule.into(),
            table: None,
            file: None,
            line: None,
            column: None,
            message: message.into(),
            raw: None,
            fields: None,
            hint: None,
        }
    }

    pub fn at_table(mut self, table: impl Into<String>) -> Self {
        self.table = Some(table.into());
        self
    }

    pub fn at_file(mut self, file: impl Into<String>) -> Self {
        self.file = Some(file.into());
        self
    }

    pub fn at_line(mut self, line: u64) -> Self {
        self.line = Some(line);
        self
    }

    pub fn at_column(mut self, column: impl Into<String>) -> Self {
        self.column = Some(column.into());
        self
    }

    pub fn with_raw(mut self, raw: impl Into<String>) -> Self {
        self.raw = Some(raw.into());
        self
    }

    pub fn with_hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }
}

impl std::fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mut places = Vec::new();
        places.extend(self.file.clone().or_else(|| self.table.clone()));
        places.extend(self.line.map(|line| line.to_string()));
        places.extend(self.column.clone());
        if !places.is_empty() {
            write!(f, "{}: ", places.join(":"))?;
        }
        write!(f, "{} [{}]", self.message, self.rule)?;
        if let Some(hint) = &self.hint {
            write!(f, "\n  подсказка: {hint}")?;
        }
        Ok(())
    }
}

/// Returns the known name nearest to `asked`, when it is near enough to be a slip of the pen.
pub fn nearest<'a>(asked: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    known
        .into_iter()
        .map(|name| (strsim::damerau_levenshtein(asked, name), name))
        .filter(|(distance, name)| *distance <= 1 + name.chars().count() / 4)
        .min()
        .map(|(_, name)| name)
}
