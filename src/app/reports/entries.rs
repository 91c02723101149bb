//! Entries: an entry of a register chosen for a report, and what of it papers say.

use super::choices::{Offered, ReportForm};
use crate::app::{App, AskError, Asker, EntryValue, FieldKind, OpenEntry, Register};
use crate::period::SchoolYear;
use crate::reports::{Choice, Entry, Kind, Parameter, Said};

impl App {
    /// Takes one of the entries of a register that the asker sees, of the school that is chosen.
    pub(super) async fn choose_entry(
        &self,
        asker: &Asker,
        form: &mut ReportForm,
        parameter: &Parameter,
        wanted: Option<&str>,
    ) -> Result<Offered, AskError> {
        let register = parameter.register.as_deref().unwrap_or_default();
        let school_id = form.school_id.clone();
        let (register, mut entries) = self
            .entries_seen(asker, register, school_id.as_deref())
            .await?;
        // Whose entry it is shows only where one school's are offered.
        let mut before = form.offered.iter();
        if before.any(|one| one.parameter.kind == Kind::School && one.value.is_empty()) {
            entries.clear();
        }
        let choices = entries.iter().map(|entry| Choice {
            value: entry.id.to_string(),
            title: called(&register, entry),
        });
        let offered = self.choose(form, parameter, choices.collect(), wanted);
        let chosen = entries
            .iter()
            .find(|entry| entry.id.to_string() == offered.value);
        if let Some(entry) = chosen {
            let day = entry.values.get(&register.date).and_then(EntryValue::day);
            form.school_id = entry.owner.school_id.clone().or(form.school_id.take());
            form.school_year = day.map(SchoolYear::of).or(form.school_year);
            let class = register
                .fields
                .iter()
                .find(|field| field.kind == FieldKind::Class);
            let class = class.and_then(|field| entry.values.get(&field.name)?.text());
            form.class = class.map(str::to_owned).or(form.class.take());
            let said = said_in(&register, entry);
            let title = called(&register, entry);
            form.values
                .take_entry(&parameter.name, &offered.value, &title, day, said);
        }
        Ok(offered)
    }
}

/// Returns what an entry is called on papers, which are Russian. Two of one day may differ by nothing but the number.
fn called(register: &Register, entry: &OpenEntry) -> String {
    let said = said_in(register, entry);
    let label = register.label.iter();
    let words = label.filter_map(|name| Some(said.fields.get(name)?.shown()));
    let words = words.collect::<Vec<_>>().join(", ");
    format!("{words} (запись {})", entry.id)
}

/// Returns what an entry says on papers: nothing of pupils and their families, choices by their Russian titles.
fn said_in(register: &Register, entry: &OpenEntry) -> Entry {
    let fields = register
        .fields
        .iter()
        .filter(|field| field.personal.is_none());
    let said = fields.filter_map(|field| {
        let said = match entry.values.get(&field.name)? {
            EntryValue::Text(text) => {
                let choice = field.values.iter().find(|choice| choice.value == *text);
                Said::Text(choice.map_or_else(|| text.clone(), |choice| choice.ru.clone()))
            }
            EntryValue::Number(number) => Said::Number {
                number: *number,
                decimals: field.decimals,
            },
            EntryValue::Day(day) => Said::Day(*day),
        };
        Some((field.name.clone(), said))
    });
    Entry {
        fields: said.collect(),
    }
}
