//! Correcting: what people of the school put in the place of a figure, or note on it.

use super::{
    CellKey, CellKind, ChosenForm, Filing, FormDeed, OpenFiling, fault_of_words, of_records,
    place_of, refuse, typed,
};
use crate::app::{App, AskError, Asker};
use crate::catalogue::say;
use crate::constructor::Fault;
use crate::office::{FormChange, TouchedCell};

impl App {
    /// Corrects cells, or fills those that no data fill. What the data give is corrected with a reason only.
    /// Cells stand as addresses name them, figures as people write them.
    pub async fn correct_cells(
        &self,
        asker: &Asker,
        filing: &Filing,
        chosen: &ChosenForm,
        typed: &[(String, String)],
        reason: &str,
    ) -> Result<(), AskError> {
        let deed = FormDeed::Correct;
        let (open, record) = self.opened_for(asker, filing, chosen, deed).await?;
        let reason = reason.trim();
        let mut faults = Vec::new();
        let mut cells = Vec::new();
        let mut needs_reason = false;
        for (path, figure) in typed {
            let (key, kind) = match correctable(filing, path) {
                Ok(found) => found,
                Err(message) => {
                    faults.push(Fault::new(path, message));
                    continue;
                }
            };
            needs_reason |= kind == CellKind::Computed;
            match typed::figure(figure, filing.form.decimals(&key)) {
                Ok(value) => cells.push(touched(&open, &key, Some(value))),
                Err(message) => faults.push(Fault::new(path, message)),
            }
        }
        let missing = needs_reason.then_some("forms-reason-missing");
        faults.extend(fault_of_words("reason", reason, missing));
        if faults.is_empty() && cells.is_empty() {
            faults.push(Fault::new("", say!("forms-value-missing")));
        }
        refuse(faults)?;
        let words = format!("исправлено: {}", in_words(&cells));
        let change = FormChange {
            words: reason.to_owned(),
            cells,
            ..FormChange::new(deed, record.state)
        };
        self.record_of_form(asker, filing, &record.school_id, with(words, reason))
            .await?;
        let (by, now) = (&asker.user.login, self.clock.now());
        let corrected = self.office.correct_form(&record, &change, by, now).await;
        corrected.map_err(of_records)
    }

    /// Takes a correction back: what the data give stands again.
    pub async fn uncorrect_cell(
        &self,
        asker: &Asker,
        filing: &Filing,
        chosen: &ChosenForm,
        path: &str,
    ) -> Result<(), AskError> {
        let deed = FormDeed::Uncorrect;
        let (open, record) = self.opened_for(asker, filing, chosen, deed).await?;
        let (key, _) = filing.cell(path).ok_or(AskError::NotFound)?;
        let cell = open.cells.get(&key);
        if cell.is_none_or(|cell| cell.correction.is_none()) {
            return Err(AskError::NotFound);
        }
        let change = FormChange {
            cells: vec![touched(&open, &key, None)],
            ..FormChange::new(deed, record.state)
        };
        let words = format!("исправление снято: {key}");
        self.record_of_form(asker, filing, &record.school_id, words)
            .await?;
        let (by, now) = (&asker.user.login, self.clock.now());
        let corrected = self.office.correct_form(&record, &change, by, now).await;
        corrected.map_err(of_records)
    }

    /// Notes something on a cell; an empty note takes away what was noted.
    pub async fn note_on_cell(
        &self,
        asker: &Asker,
        filing: &Filing,
        chosen: &ChosenForm,
        path: &str,
        note: &str,
    ) -> Result<(), AskError> {
        let deed = FormDeed::Note;
        let (_, record) = self.opened_for(asker, filing, chosen, deed).await?;
        let note = note.trim();
        let mut faults: Vec<Fault> = fault_of_words("note", note, None).into_iter().collect();
        let found = filing.cell(path);
        let found = found.filter(|(_, kind)| *kind != CellKind::Closed);
        let Some((key, _)) = found else {
            faults.push(Fault::new("", fault_of_cell(filing, path)));
            return refuse(faults);
        };
        refuse(faults)?;
        let change = FormChange {
            words: note.to_owned(),
            cells: vec![TouchedCell {
                place: place_of(&key),
                before: None,
                after: None,
            }],
            ..FormChange::new(deed, record.state)
        };
        let words = with(format!("примечание: {key}"), note);
        self.record_of_form(asker, filing, &record.school_id, words)
            .await?;
        let (by, now) = (&asker.user.login, self.clock.now());
        let noted = self.office.note_on_form(&record, &change, by, now).await;
        noted.map_err(of_records)
    }
}

/// Returns a cell that people may fill, or says why they may not.
fn correctable(filing: &Filing, path: &str) -> Result<(CellKey, CellKind), String> {
    match filing.cell(path) {
        Some((key, kind @ (CellKind::Computed | CellKind::Manual))) => Ok((key, kind)),
        Some((_, CellKind::Formula | CellKind::Closed)) | None => Err(fault_of_cell(filing, path)),
    }
}

/// Says why a cell is none that people write to.
pub(super) fn fault_of_cell(filing: &Filing, path: &str) -> String {
    match filing.cell(path) {
        None => say!(
            "forms-no-cell",
            cell = path.chars().take(60).collect::<String>()
        ),
        Some((key, CellKind::Formula)) => say!("forms-cell-formula", cell = key.path()),
        Some((key, CellKind::Computed | CellKind::Manual | CellKind::Closed)) => {
            say!("forms-cell-closed", cell = key.path())
        }
    }
}

fn touched(open: &OpenFiling, key: &CellKey, after: Option<f64>) -> TouchedCell {
    TouchedCell {
        place: place_of(key),
        before: open.values.get(key).copied(),
        after,
    }
}

fn in_words(cells: &[TouchedCell]) -> String {
    let cells = cells.iter().map(|cell| {
        let figure = |value: Option<f64>| value.map_or_else(|| "—".to_owned(), |v| v.to_string());
        format!(
            "{}: {} → {}",
            super::key_of(&cell.place),
            figure(cell.before),
            figure(cell.after)
        )
    });
    cells.collect::<Vec<String>>().join("; ")
}

fn with(said: String, words: &str) -> String {
    match words {
        "" => said,
        words => format!("{said}: {words}"),
    }
}
