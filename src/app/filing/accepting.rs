//! Accepting: the office returns, accepts and unlocks what schools have handed in.

use super::{
    FiledForm, Filing, FormDeed, FormState, OpenFiling, correcting, fault_of_words, of_records,
    place_of, refuse,
};
use crate::app::{App, AskError, Asker};
use crate::catalogue::say;
use crate::constructor::Fault;
use crate::forms::{CellKind, Severity};
use crate::office::{FormChange, TouchedCell};

/// A school's form at the version that somebody saw.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chosen {
    pub school_id: String,
    pub version: i64,
}

impl App {
    /// Returns a form to its school with a reason, on cells where it is about some.
    pub async fn return_form(
        &self,
        asker: &Asker,
        filing: &Filing,
        chosen: &Chosen,
        reason: &str,
        cells: &[String],
    ) -> Result<(), AskError> {
        let (open, record) = self
            .opened_for(asker, filing, chosen, FormDeed::Return)
            .await?;
        let change = returned(&open, FormDeed::Return, reason, cells)?;
        self.step(asker, filing, &record, change, "возвращена на доработку")
            .await
    }

    /// Opens an accepted form again, with a reason.
    pub async fn unlock_form(
        &self,
        asker: &Asker,
        filing: &Filing,
        chosen: &Chosen,
        reason: &str,
        cells: &[String],
    ) -> Result<(), AskError> {
        let (open, record) = self
            .opened_for(asker, filing, chosen, FormDeed::Unlock)
            .await?;
        let change = returned(&open, FormDeed::Unlock, reason, cells)?;
        self.step(asker, filing, &record, change, "приёмка отменена")
            .await
    }

    /// Accepts forms, all of them or none. One that breaks a control is not accepted.
    pub async fn accept_forms(
        &self,
        asker: &Asker,
        filing: &Filing,
        chosen: &[Chosen],
    ) -> Result<(), AskError> {
        if chosen.is_empty() {
            return refuse(vec![Fault::new("school", say!("forms-none-chosen"))]);
        }
        let mut records: Vec<FiledForm> = Vec::with_capacity(chosen.len());
        let mut faults = Vec::new();
        for one in chosen {
            let (open, record) = self
                .opened_for(asker, filing, one, FormDeed::Accept)
                .await?;
            let errors = open.broken(Severity::Error);
            faults.extend(errors.map(|error| {
                let message = say!(
                    "forms-error-open",
                    school = open.school.name.as_str(),
                    control = error.code.as_str(),
                    message = error.message.as_str()
                );
                Fault::new("school", message)
            }));
            // One chosen twice is accepted once.
            if !records.iter().any(|known| known.id == record.id) {
                records.push(record);
            }
        }
        refuse(faults)?;
        for record in &records {
            let words = "принята".to_owned();
            self.record_of_form(asker, filing, &record.school_id, words)
                .await?;
        }
        let change = || FormChange::new(FormDeed::Accept, FormState::Accepted);
        let steps: Vec<(&FiledForm, FormChange)> =
            records.iter().map(|record| (record, change())).collect();
        let (by, now) = (&asker.user.login, self.clock.now());
        let stepped = self.office.step_forms(&steps, by, now).await;
        stepped.map_err(of_records)
    }
}

fn returned(
    open: &OpenFiling,
    deed: FormDeed,
    reason: &str,
    cells: &[String],
) -> Result<FormChange, AskError> {
    let reason = reason.trim();
    let fault = fault_of_words("reason", reason, Some("forms-return-reason-missing"));
    let mut faults: Vec<Fault> = fault.into_iter().collect();
    let mut touched: Vec<TouchedCell> = Vec::new();
    for path in cells {
        match open.filing.cell(path) {
            Some((key, kind)) if kind != CellKind::Closed => {
                let value = open.values.get(&key).copied();
                touched.push(TouchedCell {
                    place: place_of(&key),
                    before: value,
                    after: value,
                });
            }
            _ => {
                let message = match open.filing.cell(path) {
                    Some(_) => correcting::fault_of_cell(&open.filing, path),
                    None => say!(
                        "forms-no-cell",
                        cell = path.chars().take(60).collect::<String>()
                    ),
                };
                faults.push(Fault::new("cells", message));
            }
        }
    }
    refuse(faults)?;
    Ok(FormChange {
        words: reason.to_owned(),
        cells: touched,
        ..FormChange::new(deed, FormState::Returned)
    })
}
