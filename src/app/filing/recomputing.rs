//! Recomputing: what newer data change in a form, shown cell by cell before it is taken over.

use std::collections::BTreeSet;

use super::filling::computation;
use super::{
    CellKey, ChosenForm, Filing, FormDeed, OpenFiling, conflict, key_of, of_records, place_of,
};
use crate::app::{App, AskError, Asker, ComputedForm};
use crate::catalogue::say;
use crate::office::{FormChange, TouchedCell};

/// What the newest data would change.
#[derive(Debug, Clone)]
pub struct Recomputation {
    pub release: i64,
    pub data_moment: String,
    pub changes: Vec<CellChange>,
}

/// A cell for which the data now give something else.
#[derive(Debug, Clone, PartialEq)]
pub struct CellChange {
    pub key: CellKey,
    pub before: Option<f64>,
    pub after: Option<f64>,
    /// The correction that stands whatever the data give.
    pub corrected: Option<f64>,
}

impl App {
    /// Returns what the newest data would change in a form, without changing it.
    pub async fn recomputation(
        &self,
        asker: &Asker,
        filing: &Filing,
        school_id: &str,
    ) -> Result<(OpenFiling, Recomputation), AskError> {
        let open = self.open_filing(asker, filing, school_id).await?;
        super::require(asker, super::Action::FileForms)?;
        let Some(state) = open.state() else {
            return Err(conflict(say!("forms-not-computed")));
        };
        if !open.may(FormDeed::Recompute) {
            return Err(conflict(super::wrong_state(state)));
        }
        let computed = self.figures_of(asker, filing, school_id).await?;
        let recomputation = Recomputation {
            release: computed.release,
            data_moment: computed.data_moment.clone(),
            changes: changes(&open, &computed),
        };
        Ok((open, recomputation))
    }

    /// Takes the newest data over into a form, where they are still those that were shown. Corrections stay.
    pub async fn recompute_filing(
        &self,
        asker: &Asker,
        filing: &Filing,
        chosen: &ChosenForm,
        shown_release: i64,
    ) -> Result<(), AskError> {
        let deed = FormDeed::Recompute;
        let (open, record) = self.opened_for(asker, filing, chosen, deed).await?;
        let computed = self.figures_of(asker, filing, &record.school_id).await?;
        if computed.release != shown_release {
            return Err(conflict(say!("forms-newer-release")));
        }
        let cells = changes(&open, &computed).into_iter();
        let cells = cells.map(|change| TouchedCell {
            place: place_of(&change.key),
            before: change.before,
            after: change.after,
        });
        let change = FormChange {
            cells: cells.collect(),
            ..FormChange::new(deed, record.state)
        };
        let words = format!(
            "пересчитана по выпуску {}, изменилось ячеек: {}",
            computed.release,
            change.cells.len()
        );
        self.record_of_form(asker, filing, &record.school_id, words)
            .await?;
        let (by, now) = (&asker.user.login, self.clock.now());
        let computation = computation(filing, &computed);
        let recomputed = self
            .office
            .recompute_form(&record, &computation, &change, by, now)
            .await;
        recomputed.map_err(of_records)
    }
}

/// Compares what was computed with what the data give now, in the order of places.
fn changes(open: &OpenFiling, computed: &ComputedForm) -> Vec<CellChange> {
    let new = computation(&open.filing, computed).cells;
    let new: Vec<(CellKey, Option<f64>)> = new
        .iter()
        .map(|(place, value, _)| (key_of(place), *value))
        .collect();
    let keys = new.iter().map(|(key, _)| key).chain(open.cells.keys());
    let keys: BTreeSet<&CellKey> = keys.collect();
    let changes = keys.into_iter().filter_map(|key| {
        let cell = open.cells.get(key);
        let before = cell.and_then(|cell| cell.computed);
        let after = new.iter().find(|(own, _)| own == key);
        let after = after.and_then(|(_, value)| *value);
        (before != after).then(|| CellChange {
            key: key.clone(),
            before,
            after,
            corrected: cell.and_then(|cell| Some(cell.correction.as_ref()?.value)),
        })
    });
    changes.collect()
}
