//! File: the entries of a register as a table, in the office's language, for spreadsheets.

use std::sync::Arc;

use arrow::array::{ArrayRef, Date32Array, Float64Array, Int64Array, RecordBatch, StringArray};
use arrow::datatypes::{Field as Column, Schema};
use jiff::civil::Date;

use super::{EntryValue, FieldKind, OpenEntry, OpenRegister, RegisterField, Standing};
use crate::app::ask::inner;
use crate::app::people::require;
use crate::app::{Action, App, AskError, Asker, Deed};
use crate::audit;
use crate::export::{FileFormat, Provenance};
use crate::period::epoch_day;
use crate::table::{ColumnKind, Format, Table, TableColumn};

impl App {
    /// Returns entries of a register as a table with what is told of where they come from.
    pub async fn register_table(
        &self,
        asker: &Asker,
        open: &OpenRegister,
        entries: &[&OpenEntry],
        filters: Vec<String>,
    ) -> Result<(Table, Provenance), AskError> {
        require(asker, Action::Export)?;
        let zone = &self.config.office.timezone;
        let made_at = self.clock.now().to_zoned(zone.clone());
        let release = self.office.current_release().await.map_err(inner)?;
        let about = Provenance {
            title: open.register.title.ru.clone(),
            office: self.config.office.name.clone(),
            asker: asker.user.name.clone(),
            data_moment: crate::export::numbers::moment(made_at.datetime()),
            made_at,
            release: release.map_or(0, |release| release.id),
            filters,
            limits: Vec::new(),
            labels: crate::export::Labels::default(),
        };
        Ok((table(open, entries, &self.config.office.name), about))
    }

    /// Writes down that a file with entries of a register was handed out.
    pub async fn record_register_file(
        &self,
        asker: &Asker,
        open: &OpenRegister,
        entries: &[&OpenEntry],
        format: FileFormat,
        bytes: &[u8],
    ) -> Result<(), AskError> {
        let (_, persons) = super::named(&open.register, entries.iter().copied());
        let deed = Deed {
            rows: Some(entries.len() as u64),
            persons: (persons > 0).then_some(persons),
            ..Deed::new(audit::Action::Export, format.name())
        };
        let about = format!("реестр «{}»", open.register.title.ru);
        self.record(asker, deed.about(about).with_file(bytes)).await
    }
}

fn table(open: &OpenRegister, entries: &[&OpenEntry], office: &str) -> Table {
    let mut made = Made::default();
    let ids = entries.iter().map(|entry| entry.id);
    made.add(
        "id",
        "№ записи",
        Format::Number(0),
        Arc::new(Int64Array::from_iter_values(ids)),
    );
    let owners = entries.iter().map(|entry| match entry.owner.school_id {
        Some(_) => entry.owner.name.as_str(),
        None => office,
    });
    made.texts("owner", "Чья запись", owners.map(Some));
    for field in &open.fields {
        made.field(field, open, entries);
    }
    let state = &open.register.state;
    let states = entries.iter().map(|entry| match entry.standing {
        Standing::Overdue => state.overdue.ru.as_str(),
        Standing::Open => state.open.ru.as_str(),
        Standing::Done => state.done.ru.as_str(),
    });
    made.texts("state", "Состояние записи", states.map(Some));
    made.days("due", "Срок", entries.iter().map(|entry| entry.due));
    made.texts(
        "changed_by",
        "Кто изменил",
        entries.iter().map(|entry| Some(entry.changed_by.as_str())),
    );
    let schema = Arc::new(Schema::new(made.fields));
    let rows = RecordBatch::try_new(schema, made.arrays)
        .expect("columns of one length and of their types");
    Table {
        columns: made.columns,
        rows: vec![rows],
        totals: None,
        others: None,
        total: None,
        is_truncated: false,
        partial: None,
    }
}

/// Columns on their way to a table.
#[derive(Default)]
struct Made {
    columns: Vec<TableColumn>,
    fields: Vec<Column>,
    arrays: Vec<ArrayRef>,
}

impl Made {
    fn add(&mut self, key: &str, title: &str, format: Format, array: ArrayRef) {
        self.columns.push(TableColumn {
            key: key.to_owned(),
            title: title.to_owned(),
            short_title: title.to_owned(),
            kind: ColumnKind::Dimension,
            format,
            description: String::new(),
            titles: Vec::new(),
        });
        self.fields
            .push(Column::new(key, array.data_type().clone(), true));
        self.arrays.push(array);
    }

    fn texts<'a>(&mut self, key: &str, title: &str, texts: impl Iterator<Item = Option<&'a str>>) {
        let texts: StringArray = texts.collect();
        self.add(key, title, Format::Text, Arc::new(texts));
    }

    fn days(&mut self, key: &str, title: &str, days: impl Iterator<Item = Option<Date>>) {
        let days: Date32Array = days.map(|day| day.map(epoch_day)).collect();
        self.add(key, title, Format::Day, Arc::new(days));
    }

    fn field(&mut self, field: &RegisterField, open: &OpenRegister, entries: &[&OpenEntry]) {
        let values = entries.iter().map(|entry| entry.values.get(&field.name));
        // No field of a register can be called like the columns beside them, which have no letters behind.
        let (key, title) = (format!("field.{}", field.name), field.title.ru.as_str());
        match field.kind {
            FieldKind::Number => {
                let numbers: Float64Array = values
                    .map(|value| match value {
                        Some(EntryValue::Number(number)) => Some(*number),
                        _ => None,
                    })
                    .collect();
                self.add(
                    &key,
                    title,
                    Format::Number(field.decimals),
                    Arc::new(numbers),
                );
            }
            FieldKind::Date => {
                self.days(
                    &key,
                    title,
                    values.map(|value| value.and_then(EntryValue::day)),
                );
            }
            _ => {
                let texts = values.map(|value| {
                    let text = value.and_then(EntryValue::text)?;
                    if field.kind == FieldKind::School {
                        return Some(open.schools.get(text).map_or(text, String::as_str));
                    }
                    let choice = field.choice(text);
                    Some(choice.map_or(text, |choice| choice.ru.as_str()))
                });
                self.texts(&key, title, texts);
            }
        }
    }
}
