//! Rules: what each rule of the extract format means in plain words, and what to do about a row that broke it.

use crate::catalogue::say;
use crate::diagnostic::Severity;

/// A rule as it is told: one rule may warn of one thing and refuse another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleWords {
    pub title: String,
    pub cure: String,
}

/// Returns the words of a rule; a rule without any is told by its code.
pub fn words(severity: Severity, rule: &str) -> RuleWords {
    let key = format!("loads-{}", name(severity, rule));
    let title = say!(&key);
    if title == key {
        return RuleWords {
            title: say!("loads-rule-unknown", rule = rule),
            cure: say!("loads-rule-unknown-cure"),
        };
    }
    RuleWords {
        title,
        cure: say!(&format!("{key}-cure")),
    }
}

/// Returns the name of a rule in addresses and in keys of messages, such as `reject-type`.
pub fn name(severity: Severity, rule: &str) -> String {
    format!("{}-{}", severity_name(severity), super::key(rule))
}

/// Reads the name.
pub fn parse(name: &str) -> Option<(Severity, String)> {
    let (severity, rule) = name.split_once('-')?;
    let known = [Severity::Refuse, Severity::Reject, Severity::Warning];
    let severity = known
        .into_iter()
        .find(|known| severity_name(*known) == severity)?;
    Some((severity, rule.replace('-', "_")))
}

fn severity_name(severity: Severity) -> &'static str {
    match severity {
        Severity::Warning => "warning",
        Severity::Reject => "reject",
        Severity::Refuse | Severity::Error => "refuse",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_rules_are_read_as_they_are_written() {
        let name = name(Severity::Warning, "rule_set");
        assert_eq!(name, "warning-rule-set");
        let read = parse(&name);
        assert_eq!(read, Some((Severity::Warning, "rule_set".to_owned())));
        assert_eq!(parse("drop-table"), None);
        assert_eq!(parse(""), None);
    }

    #[test]
    fn a_rule_without_words_is_told_by_its_code() {
        assert!(words(Severity::Reject, "odd").title.contains("odd"));
        assert_ne!(
            words(Severity::Reject, "duplicate"),
            words(Severity::Warning, "duplicate")
        );
    }
}
