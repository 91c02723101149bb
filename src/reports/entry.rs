//! Entry: what an entry of a register said when a report was made of it, so that a print says the same for ever.

use std::collections::BTreeMap;
use std::rc::Rc;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use serde_json::{Value as Json, json};

use super::answer::{Answer, Column, Value};
use crate::export::numbers;
use crate::table::Format;

/// What the fields of an entry say, by their names. What it says nothing of is not in it.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Entry {
    pub fields: BTreeMap<String, Said>,
}

/// What one field says, as a paper says it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Said {
    Text(String),
    Number { number: f64, decimals: u8 },
    Day(Date),
}

/// The columns that rows of lines have beside the entry's own fields.
pub(super) const NUMBER: &str = "number";
pub(super) const LINE: &str = "line";

impl Entry {
    /// Returns the entry as an answer: one row, or a row for each line of a field.
    pub fn answer(&self, lines: Option<&str>) -> Rc<Answer> {
        let mut columns: Vec<Column> = self
            .fields
            .iter()
            .map(|(name, said)| Column::plain(name, said.format()))
            .collect();
        let own: Vec<Value> = self.fields.values().map(Said::value).collect();
        let Some(field) = lines else {
            return Rc::new(Answer::new(columns, vec![own], Vec::new()));
        };
        columns.insert(0, Column::plain(NUMBER, Format::Number(0)));
        columns.insert(1, Column::plain(LINE, Format::Text));
        let text = match self.fields.get(field) {
            Some(Said::Text(text)) => text.as_str(),
            _ => "",
        };
        let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
        let rows = lines.zip(1..).map(|(line, number)| {
            let mut row = vec![Value::Count(number), Value::Text(line.to_owned())];
            row.extend(own.iter().cloned());
            row
        });
        Rc::new(Answer::new(columns, rows.collect(), Vec::new()))
    }
}

/// Returns entries as an answer: a row each, in their order. What an entry says nothing of is blank, for a pen.
pub(super) fn answer_of(entries: &[Entry]) -> Rc<Answer> {
    let mut formats: BTreeMap<&str, Format> = BTreeMap::new();
    for (name, said) in entries.iter().flat_map(|entry| &entry.fields) {
        formats.insert(name, said.format());
    }
    let mut columns = vec![Column::plain(NUMBER, Format::Number(0))];
    let named = formats.iter();
    columns.extend(named.map(|(name, format)| Column::plain(name, *format)));
    let rows = (1..).zip(entries).map(|(number, entry)| {
        let mut row = vec![Value::Count(number)];
        row.extend(formats.keys().map(|name| match entry.fields.get(*name) {
            Some(said) => said.value(),
            None => Value::Text(String::new()),
        }));
        row
    });
    Rc::new(Answer::new(columns, rows.collect(), Vec::new()))
}

impl Said {
    /// Returns it as a text says it.
    pub fn shown(&self) -> String {
        match self {
            Self::Text(text) => text.clone(),
            Self::Number { number, decimals } => numbers::number(*number, *decimals),
            Self::Day(day) => numbers::day(*day),
        }
    }

    /// Returns it as a question asks for it.
    pub fn put(&self) -> Json {
        match self {
            Self::Text(text) => json!(text),
            Self::Number { number, .. } => json!(number),
            Self::Day(day) => json!(day.to_string()),
        }
    }

    fn value(&self) -> Value {
        match self {
            Self::Text(text) => Value::Text(text.clone()),
            Self::Number { number, .. } => Value::Number(*number),
            Self::Day(day) => Value::Day(*day),
        }
    }

    fn format(&self) -> Format {
        match self {
            Self::Text(_) => Format::Text,
            Self::Number { decimals, .. } => Format::Number(*decimals),
            Self::Day(_) => Format::Day,
        }
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn entry() -> Entry {
        let fields = [
            (
                "findings",
                Said::Text("Нет тем\r\n\n В 5А нет отметок ".into()),
            ),
            ("remove_by", Said::Day(date(2025, 10, 14))),
            (
                "remarks",
                Said::Number {
                    number: 2.0,
                    decimals: 0,
                },
            ),
        ];
        let fields = fields.map(|(name, said)| (name.to_owned(), said));
        Entry {
            fields: fields.into(),
        }
    }

    #[test]
    fn an_entry_is_a_row_or_a_row_for_each_line() {
        let whole = entry().answer(None);
        assert_eq!(whole.rows.len(), 1);
        let day = whole.place("remove_by").expect("a column");
        assert_eq!(whole.rows[0][day], Value::Day(date(2025, 10, 14)));
        let lines = entry().answer(Some("findings"));
        let said = lines
            .rows
            .iter()
            .map(|row| (row[0].clone(), row[1].clone()));
        assert_eq!(
            said.collect::<Vec<_>>(),
            [
                (Value::Count(1), Value::Text("Нет тем".into())),
                (Value::Count(2), Value::Text("В 5А нет отметок".into())),
            ]
        );
        assert!(entry().answer(Some("act_number")).rows.is_empty());
    }

    #[test]
    fn entries_are_rows_and_what_one_leaves_out_is_blank() {
        let mut other = entry();
        other.fields.remove("remove_by");
        let answer = answer_of(&[other, entry()]);
        let place = |name: &str| answer.place(name).expect("a column");
        assert_eq!(answer.rows[0][place("number")], Value::Count(1));
        assert_eq!(
            answer.rows[0][place("remove_by")],
            Value::Text(String::new())
        );
        assert_eq!(
            answer.rows[1][place("remove_by")],
            Value::Day(date(2025, 10, 14))
        );
        assert!(answer_of(&[]).rows.is_empty());
    }

    #[test]
    fn what_was_taken_is_read_again() {
        let text = serde_json::to_string(&entry()).expect("JSON");
        assert_eq!(
            serde_json::from_str::<Entry>(&text).expect("an entry"),
            entry()
        );
        assert_eq!(entry().fields["remove_by"].shown(), "14.10.2025");
        assert_eq!(entry().fields["remarks"].shown(), "2");
        assert_eq!(entry().fields["remove_by"].put(), json!("2025-10-14"));
    }
}
