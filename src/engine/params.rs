//! Params: values that a person hands over beside SQL.

use datafusion::common::ScalarValue;
use serde_json::Value;

/// The values of a question's parameters.
#[derive(Debug, Clone, Default)]
pub enum Params {
    #[default]
    None,
    /// Of `$1`, `$2` …
    Listed(Vec<ScalarValue>),
    /// Of `$name`.
    Named(Vec<(String, ScalarValue)>),
}

impl Params {
    /// Reads a list or an object of texts, numbers, truth values and nulls. `None` if it is neither.
    pub fn of_json(value: &Value) -> Option<Self> {
        match value {
            Value::Null => Some(Self::None),
            Value::Array(values) => {
                let values = values.iter().map(scalar).collect::<Option<_>>();
                values.map(Self::Listed)
            }
            Value::Object(values) => {
                let values = values.iter();
                let values = values.map(|(name, value)| Some((name.clone(), scalar(value)?)));
                values.collect::<Option<_>>().map(Self::Named)
            }
            Value::Bool(_) | Value::Number(_) | Value::String(_) => None,
        }
    }
}

fn scalar(value: &Value) -> Option<ScalarValue> {
    match value {
        Value::Null => Some(ScalarValue::Null),
        Value::Bool(value) => Some((*value).into()),
        Value::String(text) => Some(text.as_str().into()),
        Value::Number(number) => match number.as_i64() {
            Some(number) => Some(number.into()),
            None => number.as_f64().map(Into::into),
        },
        Value::Array(_) | Value::Object(_) => None,
    }
}
