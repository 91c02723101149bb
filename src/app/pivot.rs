//! Pivot: whether a question is laid out along two axes, and the questions whose totals stand together there.

use serde_json::{Value, json};

use super::{Answer, App, AskError, Asker, on_shelves};

/// The name that stands where the measures are laid.
const MEASURES: &str = "measures";

impl App {
    /// Answers a question that is laid out as a pivot: the first answer has the figures, the others further totals.
    pub async fn ask_pivot(&self, asker: &Asker, query: &Value) -> Result<Vec<Answer>, AskError> {
        let mut answers = Vec::new();
        for mut question in pivot_questions(query) {
            // The limit is of rows; totals come whole.
            if let (false, Some(asked)) = (answers.is_empty(), question.as_object_mut()) {
                asked.insert("limit".to_owned(), json!(1));
                asked.remove("others");
            }
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

/// Returns the questions whose totals stand together in a pivot, at most `MOST_QUESTIONS`: a list of totals is told by
/// its prefixes, so that no one list gives the totals of all crossings of groups of lines and of columns.
pub fn pivot_questions(query: &Value) -> Vec<Value> {
    let query = on_shelves(query.clone());
    let (rows, columns) = axes(&query);
    if rows.is_empty() || columns.is_empty() {
        return vec![query];
    }
    let lists = match &query["totals"] {
        Value::Bool(true) => every_crossing(&rows, &columns),
        Value::Array(totals) => {
            let totals: Vec<String> = totals
                .iter()
                .filter_map(|name| name.as_str().map(str::to_owned))
                .collect();
            chosen_crossings(&totals, &rows, &columns)
        }
        _ => Vec::new(),
    };
    if lists.is_empty() {
        return vec![query];
    }
    let with_totals = |totals: Vec<String>| {
        let mut question = query.clone();
        question["totals"] = json!(totals);
        question
    };
    let lists = lists.into_iter().take(MOST_QUESTIONS);
    lists.map(with_totals).collect()
}

/// One of lines, one of columns, and one for each level within both up to five dimensions a side; nobody reads more.
pub const MOST_QUESTIONS: usize = 6;

/// Returns the lists whose prefixes are all groups of lines by all groups of columns: lines with groups of columns,
/// columns with groups of lines, and, along the side with fewer levels, groups with groups.
fn every_crossing(rows: &[String], columns: &[String]) -> Vec<Vec<String>> {
    let (row_groups, column_groups) = (&rows[..rows.len() - 1], &columns[..columns.len() - 1]);
    let mut lists = vec![
        [rows, column_groups].concat(),
        [columns, row_groups].concat(),
    ];
    let (few, many) = match row_groups.len() <= column_groups.len() {
        true => (row_groups, column_groups),
        false => (column_groups, row_groups),
    };
    lists.extend((1..=few.len()).map(|level| [&few[..level], many].concat()));
    lists
}

/// Returns a list that somebody gave, and, where it crosses groups of lines with all columns, those of the groups
/// above them.
fn chosen_crossings(totals: &[String], rows: &[String], columns: &[String]) -> Vec<Vec<String>> {
    let groups = totals.iter().take_while(|name| rows.contains(name)).count();
    let is_crossed = groups > 0 && columns.iter().all(|name| totals.contains(name));
    let mut lists = vec![totals.to_vec()];
    if is_crossed {
        let above = (0..groups).rev();
        lists.extend(above.map(|level| [&totals[..level], columns].concat()));
    }
    lists
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

    fn lists(query: &Value) -> Vec<Value> {
        let questions = pivot_questions(query);
        let lists = questions.iter().map(|question| question["totals"].clone());
        lists.collect()
    }

    #[test]
    fn totals_of_lines_and_of_columns_are_asked_apart() {
        let columns = json!(["calendar.date.month"]);
        assert_eq!(
            lists(&query(json!(true))),
            [
                json!(["school.name", "class.name"]),
                json!(["calendar.date.month", "school.name"]),
            ]
        );
        assert_eq!(lists(&query(json!(false))), [json!(false)]);
        assert_eq!(
            lists(&query(json!(["calendar.date"]))),
            std::slice::from_ref(&columns)
        );
        let both = json!(["school.name", "calendar.date.month"]);
        assert_eq!(lists(&query(both.clone())), [both, columns]);
    }

    /// A question with so many dimensions on either side, and all totals.
    fn sides(rows: &[&str], columns: &[&str]) -> Value {
        let dimensions = [rows, columns].concat();
        json!({
            "measures": ["n"],
            "dimensions": dimensions,
            "pivot": {"rows": rows, "columns": columns},
            "totals": true,
        })
    }

    #[test]
    fn the_lists_of_totals_have_every_crossing_once_or_more() {
        let names = ["a", "b", "c", "d", "e", "f", "g"];
        for (row_count, column_count) in [(1, 1), (1, 3), (2, 1), (2, 2), (2, 5), (3, 2), (5, 5)] {
            let rows = &names[..row_count];
            let columns: Vec<String> = names[..column_count]
                .iter()
                .map(|name| format!("{name}{name}"))
                .collect();
            let columns: Vec<&str> = columns.iter().map(String::as_str).collect();
            let lists = lists(&sides(rows, &columns));
            assert!(lists.len() <= MOST_QUESTIONS, "{lists:?}");
            let mut crossings = std::collections::BTreeSet::new();
            for list in &lists {
                let list = list.as_array().expect("a list");
                for length in 0..=list.len() {
                    let kept = |names: &[&str]| {
                        let kept = list[..length].iter().filter_map(Value::as_str);
                        let kept: Vec<&str> = kept.filter(|name| names.contains(name)).collect();
                        assert!(names.starts_with(&kept), "{list:?}");
                        kept.len()
                    };
                    crossings.insert((kept(rows), kept(&columns)));
                }
            }
            let all = (row_count + 1) * (column_count + 1) - 1;
            assert_eq!(
                crossings.len(),
                all,
                "{row_count} by {column_count}: {lists:?}"
            );
            assert!(!crossings.contains(&(row_count, column_count)));
        }
        let many = sides(&names, &["t", "u", "v", "w", "x", "y", "z"]);
        assert_eq!(lists(&many).len(), MOST_QUESTIONS);
    }

    #[test]
    fn chosen_groups_have_totals_under_every_column() {
        let mut query = sides(&["a", "b", "c"], &["x", "y"]);
        query["totals"] = json!(["a", "b", "x", "y"]);
        assert_eq!(
            lists(&query),
            [
                json!(["a", "b", "x", "y"]),
                json!(["a", "x", "y"]),
                json!(["x", "y"]),
            ]
        );
        query["totals"] = json!(["a", "b", "c"]);
        assert_eq!(lists(&query), [json!(["a", "b", "c"])]);
        for odd in [json!([7, {}]), json!([]), json!("a"), json!({"a": 1})] {
            query["totals"] = odd;
            assert_eq!(lists(&query).len(), 1);
        }
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
