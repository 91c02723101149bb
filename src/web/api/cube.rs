//! Wraps and shapes answers the way that Cube's published client reads them.
//!
//! The client always asks with `queryType=multi` and then reads `results` and `pivotQuery`; on wish it asks for
//! the `compact` or `columnar` shape of the rows, by a key in the query that is no part of the question.

use serde_json::{Map, Value, json};

/// How the rows stand in `data`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// An object per row.
    Objects,
    /// `{members, dataset}`: a list per row.
    Compact,
    /// `{members, columns}`: a list per member.
    Columnar,
}

impl Shape {
    /// Takes the wish out of a query, so that the question itself is left.
    pub fn take(spec: &mut Map<String, Value>) -> Self {
        match spec
            .remove("responseFormat")
            .as_ref()
            .and_then(Value::as_str)
        {
            Some("compact") => Self::Compact,
            Some("columnar") => Self::Columnar,
            _ => Self::Objects,
        }
    }

    /// Returns what the shape adds to the tag of an answer.
    pub fn name(self) -> &'static str {
        match self {
            Self::Objects => "",
            Self::Compact => "-compact",
            Self::Columnar => "-columnar",
        }
    }
}

/// Returns an answer with its rows in the shape asked for.
pub fn shaped(mut answer: Map<String, Value>, shape: Shape) -> Map<String, Value> {
    let name = match shape {
        Shape::Objects => return answer,
        Shape::Compact => "compact",
        Shape::Columnar => "columnar",
    };
    if let Some(Value::Object(query)) = answer.get_mut("query") {
        query.insert("responseFormat".to_owned(), name.into());
    }
    let Some(Value::Array(rows)) = answer.remove("data") else {
        return answer;
    };
    let members: Vec<String> = rows
        .first()
        .and_then(Value::as_object)
        .map(|row| row.keys().cloned().collect())
        .unwrap_or_default();
    let data = match shape {
        Shape::Objects => Value::Array(rows),
        Shape::Compact => {
            let dataset: Vec<Vec<&Value>> = rows
                .iter()
                .map(|row| members.iter().map(|member| &row[member]).collect())
                .collect();
            json!({"members": members, "dataset": dataset})
        }
        Shape::Columnar => {
            let columns: Vec<Vec<&Value>> = members
                .iter()
                .map(|member| rows.iter().map(|row| &row[member]).collect())
                .collect();
            json!({"members": members, "columns": columns})
        }
    };
    answer.insert("data".to_owned(), data);
    answer
}

/// Wraps answers as `queryType=multi` wants them.
pub fn results(answers: Vec<Map<String, Value>>, is_blended: bool) -> Value {
    let query_type = if is_blended {
        "blendingQuery"
    } else {
        "regularQuery"
    };
    let mut pivot = Map::new();
    for key in ["measures", "dimensions", "timeDimensions"] {
        let mut members: Vec<&Value> = Vec::new();
        for member in answers
            .iter()
            .filter_map(|answer| answer.get("query")?.get(key)?.as_array())
            .flatten()
        {
            if !members.contains(&member) {
                members.push(member);
            }
        }
        pivot.insert(key.to_owned(), json!(members));
    }
    if let ([answer], false) = (answers.as_slice(), is_blended)
        && let Some(Value::Object(query)) = answer.get("query")
    {
        let known = std::mem::replace(&mut pivot, query.clone());
        for (key, members) in known {
            pivot.entry(key).or_insert(members);
        }
    }
    pivot.insert("queryType".to_owned(), query_type.into());
    json!({"queryType": query_type, "results": answers, "pivotQuery": pivot})
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer() -> Map<String, Value> {
        match json!({
            "query": {"measures": ["a.n"], "dimensions": ["b.c"], "limit": 10},
            "data": [{"b.c": "x", "a.n": 1}, {"b.c": "y", "a.n": null}],
        }) {
            Value::Object(object) => object,
            _ => Map::new(),
        }
    }

    #[test]
    fn rows_take_the_shape_asked_for() {
        let compact = shaped(answer(), Shape::Compact);
        assert_eq!(
            compact["data"],
            json!({"members": ["b.c", "a.n"], "dataset": [["x", 1], ["y", null]]})
        );
        assert_eq!(compact["query"]["responseFormat"], "compact");
        let columnar = shaped(answer(), Shape::Columnar);
        assert_eq!(
            columnar["data"],
            json!({"members": ["b.c", "a.n"], "columns": [["x", "y"], [1, null]]})
        );
    }

    #[test]
    fn a_single_answer_keeps_its_query_for_the_pivot() {
        let wrapped = results(vec![answer()], false);
        assert_eq!(wrapped["queryType"], "regularQuery");
        assert_eq!(wrapped["results"][0]["data"][0]["a.n"], 1);
        assert_eq!(
            wrapped["pivotQuery"],
            json!({
                "measures": ["a.n"], "dimensions": ["b.c"], "limit": 10, "timeDimensions": [],
                "queryType": "regularQuery",
            })
        );
    }

    #[test]
    fn blended_answers_share_a_pivot() {
        let wrapped = results(vec![answer(), answer()], true);
        assert_eq!(wrapped["queryType"], "blendingQuery");
        assert_eq!(wrapped["pivotQuery"]["measures"], json!(["a.n"]));
    }
}
