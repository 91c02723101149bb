//! Pivot: whether a question is laid out along two axes, and the questions whose totals stand together there.

use serde_json::{Value, json};

use super::{Answer, App, AskError, Asker, on_shelves};

/// The name that stands where the measures are laid.
const MEASURES: &str = "measures";

impl App {
    /// Answers a question that is laid out as a pivot: the first answer has the figures, the others further totals.
    pub async fn ask_pivot(&self, asker: &Asker, query: &Value) -> Result<Vec<Answer>, AskError> {
        let mut answers = Vec::new();
        for question in pivot_questions(query) {
            answers.push(self.ask(asker, &question).await?);
        }
        Ok(answers)
    }
}

/// Says whether a state shows its answer as a pivot: something stands in its columns, or the measures in its rows.
pub fn is_pivot(state: &Value) -> bool {
    let names = |axis: &str| state["pivot"][axis].as_array().into_iter().flatten();
    let is_laid =
        names("columns").any(|name| name != MEASURES) || names("rows").any(|name| name == MEASURES);
    is_laid && state["view"] != "table"
}

/// Returns the questions whose totals stand together in a pivot: a list of totals is told by its prefixes, so one list
/// gives the totals of lines and another those of columns. What has no need of the second is one question.
pub fn pivot_questions(query: &Value) -> Vec<Value> {
    let query = on_shelves(query.clone());
    let (rows, columns) = axes(&query);
    if rows.is_empty() || columns.is_empty() {
        return vec![query];
    }
    let with_totals = |totals: &[String]| {
        let mut question = query.clone();
        question["totals"] = json!(totals);
        question
    };
    match &query["totals"] {
        Value::Bool(true) => vec![with_totals(&rows), with_totals(&columns)],
        Value::Array(totals) => {
            let is_there = |name: &String| totals.iter().any(|total| total == name);
            let begins_with_rows = rows.iter().any(|name| totals.first() == Some(&json!(name)));
            match begins_with_rows && columns.iter().all(is_there) {
                true => vec![query.clone(), with_totals(&columns)],
                false => vec![query],
            }
        }
        _ => vec![query],
    }
}

/// Returns the splits along either axis. One that no axis names stands among the rows.
fn axes(query: &Value) -> (Vec<String>, Vec<String>) {
    let named = |axis: &str| -> Vec<String> {
        let names = query["pivot"][axis].as_array().into_iter().flatten();
        let names = names.filter_map(Value::as_str);
        names
            .filter(|name| *name != MEASURES)
            .map(str::to_owned)
            .collect()
    };
    let (mut rows, columns) = (named("rows"), named("columns"));
    let dimensions = query["dimensions"].as_array().into_iter().flatten();
    let dimensions = dimensions.filter_map(|name| name.as_str().map(str::to_owned));
    let times = query["timeDimensions"].as_array().into_iter().flatten();
    let times = times.filter_map(|time| {
        let (member, split) = (time["dimension"].as_str()?, time["granularity"].as_str()?);
        Some(format!("{member}.{split}"))
    });
    for split in dimensions.chain(times) {
        if !rows.contains(&split) && !columns.contains(&split) {
            rows.push(split);
        }
    }
    (rows, columns)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn query(totals: Value) -> Value {
        json!({
            "measures": ["marks.count"],
            "dimensions": ["school.name", "class.name"],
            "timeDimensions": [{"dimension": "calendar.date", "granularity": "month"}],
            "pivot": {"rows": ["school.name"], "columns": ["calendar.date", "measures"]},
            "totals": totals,
        })
    }

    #[test]
    fn totals_of_lines_and_of_columns_are_asked_apart() {
        let lists = |totals: Value| -> Vec<Value> {
            let questions = pivot_questions(&query(totals));
            questions
                .iter()
                .map(|question| question["totals"].clone())
                .collect()
        };
        let rows = json!(["school.name", "class.name"]);
        let columns = json!(["calendar.date.month"]);
        assert_eq!(lists(json!(true)), [rows, columns.clone()]);
        assert_eq!(lists(json!(false)), [json!(false)]);
        assert_eq!(
            lists(json!(["calendar.date"])),
            std::slice::from_ref(&columns)
        );
        let both = json!(["school.name", "calendar.date.month"]);
        assert_eq!(lists(both.clone()), [both, columns]);
    }

    #[test]
    fn a_pivot_has_columns_or_measures_in_its_rows() {
        let mut state = query(json!(true));
        assert!(is_pivot(&state));
        state["view"] = json!("chart");
        assert!(is_pivot(&state));
        state["view"] = json!("table");
        assert!(!is_pivot(&state));
        let plain = json!({"pivot": {"rows": ["school.name"], "columns": ["measures"]}});
        assert!(!is_pivot(&plain));
        let turned = json!({"pivot": {"rows": ["school.name", "measures"], "columns": []}});
        assert!(is_pivot(&turned));
        assert_eq!(pivot_questions(&turned).len(), 1);
        for odd in [json!({}), json!({"pivot": 7}), json!(null)] {
            assert!(!is_pivot(&odd));
        }
    }
}
