//! Entries: an entry of a register chosen for a report, and what of it papers say.

use jiff::civil::Date;

use super::choices::{Offered, ReportForm};
use crate::app::{App, AskError, Asker, EntryValue, FieldKind, OpenEntry, Register};
use crate::period::SchoolYear;
use crate::reports::{Choice, Entry, Kind, Parameter, Report, Said};

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

    /// Takes what the entries say that belong to the chosen ones: of the same school and school year, saying the same.
    pub(super) async fn take_beside(
        &self,
        asker: &Asker,
        report: &Report,
        form: &mut ReportForm,
    ) -> Result<(), AskError> {
        for declared in &report.entries {
            let parameter = report.parameter(&declared.of);
            let register = parameter.and_then(|parameter| parameter.register.as_deref());
            let register = register.and_then(|name| self.model.register(name));
            let (Some(beside), Some(register)) = (&declared.beside, register) else {
                continue;
            };
            let chosen = form.values.entries.get(&declared.of);
            let chosen = chosen.and_then(|entry| {
                let day = entry.fields.get(&register.date).and_then(day_of)?;
                Some((day, entry.fields.get(&beside.by)?.clone()))
            });
            let mut found = Vec::new();
            if let Some((day, wanted)) = chosen {
                let school_id = form.school_id.as_deref();
                let (other, entries) = self
                    .entries_seen(asker, &beside.register, school_id)
                    .await?;
                // The oldest first, as they were written down.
                for entry in entries.iter().rev() {
                    let said = said_in(&other, entry);
                    let own = said.fields.get(&other.date).and_then(day_of);
                    let is_of_year =
                        own.is_some_and(|own| SchoolYear::of(own) == SchoolYear::of(day));
                    if is_of_year && said.fields.get(&beside.by) == Some(&wanted) {
                        found.push(said);
                    }
                }
            }
            form.values.beside.insert(declared.name.clone(), found);
        }
        Ok(())
    }
}

fn day_of(said: &Said) -> Option<Date> {
    match said {
        Said::Day(day) => Some(*day),
        Said::Text(_) | Said::Number { .. } => None,
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
