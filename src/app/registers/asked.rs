//! Asked: the entries of registers as rows of questions.

use std::sync::Arc;

use arrow::array::{ArrayRef, Date32Array, Float64Array, Int64Array, RecordBatch, StringArray};
use arrow::datatypes::DataType;
use jiff::civil::Date;
use serde_json::Value;

use super::{EntryValue, EntryValues, Register, Standing};
use crate::app::ask::{engine_error, inner};
use crate::app::{App, AskError};
use crate::engine::Session;
use crate::model::Mart;
use crate::period::{SchoolYear, epoch_day};

impl App {
    /// Lays the entries of registers before a session, which shows of them what its scope has.
    pub(in crate::app) async fn lay_down_registers(
        &self,
        session: &Session,
        is_wanted: impl Fn(&Register) -> bool,
    ) -> Result<(), AskError> {
        for register in self
            .model
            .registers
            .iter()
            .filter(|register| is_wanted(register))
        {
            let Some(mart) = session.model().mart(&register.name) else {
                continue;
            };
            let records = self.office.register_entries(&register.name).await;
            let records = records.map_err(inner)?.into_iter();
            let entries = records
                .filter(|record| record.removed.is_none())
                .map(|record| {
                    let values = register.read_stored(&record.fields);
                    (record.school_id, values)
                });
            let entries: Vec<(Option<String>, EntryValues)> = entries.collect();
            let rows = rows(register, mart, &entries, session.moment().today);
            let rows = rows.map_err(|error| engine_error(error.into()))?;
            session
                .lay_down(&register.name, rows)
                .map_err(engine_error)?;
        }
        Ok(())
    }

    /// Returns the revisions of the registers that a question may be about: a text that is another one once an entry is
    /// written. A name that only looks like one costs an answer more, never a wrong one.
    pub(in crate::app) async fn registers_named(&self, query: &Value) -> Result<String, AskError> {
        let asked = query.to_string();
        let named = self.model.registers.iter();
        let named: Vec<&str> = named
            .map(|register| register.name.as_str())
            .filter(|name| asked.contains(name))
            .collect();
        if named.is_empty() {
            return Ok(String::new());
        }
        let revisions = self.office.register_revisions().await.map_err(inner)?;
        let said = named.iter().map(|name| {
            let revision = revisions.get(*name).copied().unwrap_or_default();
            format!("{name} {revision}")
        });
        Ok(said.collect::<Vec<_>>().join(", "))
    }
}

/// Writes entries as rows of the register's mart.
fn rows(
    register: &Register,
    mart: &Mart,
    entries: &[(Option<String>, EntryValues)],
    today: Date,
) -> Result<RecordBatch, arrow::error::ArrowError> {
    let day = |values: &EntryValues| values.get(&register.date).and_then(EntryValue::day);
    let counted = |is: &dyn Fn(Standing) -> bool| -> ArrayRef {
        let flags = entries.iter();
        let flags = flags.map(|(_, values)| i64::from(is(register.standing(values, today))));
        Arc::new(Int64Array::from_iter_values(flags))
    };
    let columns = mart.head.columns.iter().map(|column| -> ArrayRef {
        match column.name.as_str() {
            "school_id" => {
                let schools = entries.iter().map(|(school_id, _)| school_id.as_deref());
                return Arc::new(StringArray::from_iter(schools));
            }
            "school_year" => {
                let years = entries.iter().map(|(_, values)| {
                    let day = day(values)?;
                    Some(SchoolYear::of(day).to_string())
                });
                return Arc::new(StringArray::from_iter(years));
            }
            "date" => {
                let days = entries.iter().map(|(_, values)| day(values).map(epoch_day));
                return Arc::new(Date32Array::from_iter(days));
            }
            "entries" => return counted(&|_| true),
            "open" => return counted(&|standing| standing != Standing::Done),
            "done" => return counted(&|standing| standing == Standing::Done),
            "overdue" => return counted(&|standing| standing == Standing::Overdue),
            _ => {}
        }
        // The rest are named for their fields, behind the name of the register.
        let field = column.name.strip_prefix(register.name.as_str());
        let field = field
            .and_then(|name| name.strip_prefix('_'))
            .unwrap_or_default();
        if field == "state" {
            let states = entries.iter();
            let states = states.map(|(_, values)| Some(register.standing(values, today).name()));
            return Arc::new(StringArray::from_iter(states));
        }
        let values = entries.iter().map(|(_, values)| values.get(field));
        let number = |value: Option<&EntryValue>| match value {
            Some(EntryValue::Number(number)) => Some(*number),
            _ => None,
        };
        match column.type_.arrow_type() {
            // Whole by its declaration, and far below what a float holds exactly.
            DataType::Int64 => {
                let numbers = values.map(|value| number(value).map(|number| number as i64));
                Arc::new(Int64Array::from_iter(numbers))
            }
            DataType::Float64 => Arc::new(Float64Array::from_iter(values.map(number))),
            DataType::Date32 => {
                let days = values.map(|value| value.and_then(EntryValue::day).map(epoch_day));
                Arc::new(Date32Array::from_iter(days))
            }
            _ => Arc::new(StringArray::from_iter(
                values.map(|value| value.and_then(EntryValue::text)),
            )),
        }
    });
    RecordBatch::try_new(mart.schema(), columns.collect())
}
