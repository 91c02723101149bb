//! Fault: a rule that a row broke. A row with several faults is one reject that tells them all.

/// The rules that reject a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Rule {
    Type,
    Required,
    Domain,
    Duplicate,
    Orphan,
    Window,
    Future,
    Order,
}

/// One rule that a row broke.
#[derive(Debug)]
pub(super) struct Fault {
    pub rule: Rule,
    /// The index of the column at fault.
    pub column: Option<usize>,
    pub message: String,
}

/// Returns the rule of the first fault, the first column at fault, and what all of them say.
pub(super) fn describe(faults: &[Fault]) -> (&'static str, Option<usize>, String) {
    let messages: Vec<String> = faults
        .iter()
        .map(|fault| match faults.len() {
            1 => fault.message.clone(),
            _ => format!("{} [{}]", fault.message, fault.rule.code()),
        })
        .collect();
    (
        faults.first().map_or(Rule::Type, |fault| fault.rule).code(),
        faults.iter().find_map(|fault| fault.column),
        messages.join("; "),
    )
}

impl Rule {
    fn code(self) -> &'static str {
        match self {
            Rule::Type => "type",
            Rule::Required => "required",
            Rule::Domain => "domain",
            Rule::Duplicate => "duplicate",
            Rule::Orphan => "orphan",
            Rule::Window => "window",
            Rule::Future => "future",
            Rule::Order => "order",
        }
    }
}
