//! JSON: the rows and totals as `contracts/query.md` shapes them.

use serde_json::{Map, Value};

use super::cell::{Cell, Line, LineKind, lines, time_member, totals};
use super::numbers::WITHHELD;
use crate::table::{Table, TableColumn};

/// Returns `data`: the rows and, at the end, the row of the others marked by `$others`.
pub fn rows(table: &Table) -> Vec<Map<String, Value>> {
    lines(table)
        .filter(|line| !matches!(line.kind, LineKind::Total(_)))
        .map(|line| object(&line, &table.columns))
        .collect()
}

/// Returns `totals`, where they were asked for: kept dimensions present, the others absent.
pub fn total_rows(table: &Table) -> Option<Vec<Map<String, Value>>> {
    table.totals.as_ref()?;
    Some(
        totals(table)
            .map(|line| object(&line, &table.columns))
            .collect(),
    )
}

/// Returns one value. What is no number is null.
pub fn value(cell: &Cell) -> Value {
    match cell {
        Cell::Null | Cell::Absent => Value::Null,
        Cell::Withheld => Value::from(WITHHELD),
        Cell::Text(text) => Value::from(*text),
        Cell::Other(text) => Value::from(text.as_str()),
        Cell::Integer(value) => Value::from(*value),
        Cell::Number(value) => Value::from(*value),
        Cell::Flag(value) => Value::from(*value),
        Cell::Moment(moment) => Value::from(format!("{moment:.3}")),
    }
}

fn object(line: &Line, columns: &[TableColumn]) -> Map<String, Value> {
    let mut object = Map::new();
    for (index, column) in columns.iter().enumerate() {
        if matches!(line.kind, LineKind::Total(_)) && !line.is_kept(column) {
            continue;
        }
        // Of the others every dimension is null, whatever the engine left in it.
        let value = if line.is_kept(column) {
            value(&line.value(index))
        } else {
            Value::Null
        };
        // Clients look a time up by its member alone, too.
        if let Some(member) = time_member(column) {
            object.entry(member).or_insert_with(|| value.clone());
        }
        object.insert(column.key.clone(), value);
    }
    if line.kind == LineKind::Others {
        object.insert("$others".to_owned(), Value::Bool(true));
    }
    object
}
