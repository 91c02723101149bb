//! Words: titles and faults of formulas in the language of the request under way, in which a question's faults are said.

use crate::catalogue::{Language, say};
use crate::model::{Dimension, Entity, FormulaError, FormulaFault, Measure, Model, Topic};

/// Returns what a dimension is called.
pub fn title_of<'a>(model: &'a Model, entity: &Entity, dimension: &'a Dimension) -> &'a str {
    in_language(
        || model.english.member(&entity.name, &dimension.name),
        &dimension.title,
    )
}

pub fn title_of_measure<'a>(model: &'a Model, topic: &Topic, measure: &'a Measure) -> &'a str {
    in_language(
        || model.english.member(&topic.name, &measure.name),
        &measure.title,
    )
}

pub fn title_of_topic<'a>(model: &'a Model, topic: &'a Topic) -> &'a str {
    in_language(|| model.english.cube(&topic.name), &topic.title)
}

/// Says what is wrong with a formula, and at which character.
pub fn of_formula(fault: &FormulaFault) -> String {
    let at = fault.at.to_string();
    match &fault.error {
        FormulaError::TooLong => say!("question-formula-too-long", at = at),
        FormulaError::NotNumber(text) => {
            say!("question-formula-not-number", text = text.as_str(), at = at)
        }
        FormulaError::OddSign(sign) => {
            say!(
                "question-formula-odd-sign",
                text = sign.to_string(),
                at = at
            )
        }
        FormulaError::Trailing => say!("question-formula-trailing", at = at),
        FormulaError::BrokenOff => say!("question-formula-broken-off", at = at),
        FormulaError::TooDeep => say!("question-formula-too-deep", at = at),
        FormulaError::Unclosed => say!("question-formula-unclosed", at = at),
        FormulaError::OperandDue => say!("question-formula-operand-due", at = at),
    }
}

fn in_language<'a>(english: impl FnOnce() -> Option<&'a str>, declared: &'a str) -> &'a str {
    match Language::current() {
        Language::English => english().unwrap_or(declared),
        Language::Russian => declared,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Formula;

    /// The office's own files are told of by the model, which knows no catalogue.
    #[test]
    fn the_catalogue_says_of_formulas_what_the_model_says() {
        let deep = "(".repeat(100);
        let long = "1+".repeat(2_000);
        for text in [&long, "1..2", "a ? b", "a b", "a +", &deep, "(a", "a + )"] {
            let fault = Formula::parse(text).expect_err("a fault");
            assert_eq!(of_formula(&fault), fault.to_string(), "{text}");
        }
    }
}
