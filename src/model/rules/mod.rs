//! Rules: deadlines, norms and thresholds by which journals are judged, with the clause of each.
//!
//! A [`RuleSet`] is the measurable part of one regulation. What it leaves unsaid another one says, in the end the
//! municipality's, which leaves nothing unsaid; what it says may take force on a day.

mod parameter;
mod rule_set;
mod rule_sets;
mod words;

pub use parameter::{Parameter, ParameterKind, RULES, Rule};
pub use rule_set::{RuleSet, RuleValue};
pub use rule_sets::{Judgement, RuleSets};
