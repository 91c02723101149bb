//! Returning: what the office says of a form that it gives back to its school, and on which cells.

use std::collections::BTreeSet;

use super::sent::Sent;
use super::sheet::Marks;
use crate::app::{CellKey, CellKind, OpenFiling};
use crate::catalogue::say;
use crate::web::fields::parted;
use crate::web::parts::{Check, Checks, Field, Input};

pub struct Returning {
    pub reason: Field,
    /// The cells that something is known of; none in a form of which nothing is.
    pub cells: Option<Checks>,
    /// Any cell, or any other.
    pub others: Field,
}

impl Returning {
    /// Offers the cells of broken controls, ticked, and those that the school corrected or noted on.
    pub fn of(form: &str, open: &OpenFiling, sent: &Sent) -> Self {
        let fields = &sent.fields;
        let is_open = |key: &&CellKey| {
            let kind = open.filing.form.cell(key);
            kind.is_some_and(|kind| kind != CellKind::Closed)
        };
        let broken = open.findings.iter().flat_map(|finding| &finding.cells);
        let broken: BTreeSet<CellKey> = broken.filter(is_open).cloned().collect();
        let marks = Marks::of(open, None);
        let known: BTreeSet<CellKey> = broken.iter().cloned().chain(marks.by_school()).collect();

        let mut chosen = parted(fields.raw("cells"));
        match fields.has("reason") {
            true => chosen.extend(fields.all("cell")),
            false => chosen.extend(broken.iter().map(CellKey::path)),
        }
        let boxes = known.iter().map(|key| {
            let signs = marks.signs(key).into_iter();
            let signs: Vec<String> = signs.map(|(_, said)| said).collect();
            Check {
                value: key.path(),
                title: open.filing.form.cell_title(key),
                note: signs.join(", "),
                is_checked: chosen.contains(&key.path()),
            }
        });
        let boxes: Vec<Check> = boxes.collect();
        let others = match boxes.is_empty() {
            true => say!("forms-cells"),
            false => say!("forms-cells-others"),
        };
        chosen.retain(|path| boxes.iter().all(|known| known.value != *path));
        Self {
            reason: Field::new(form, "reason", say!("forms-reason"), Input::Lines)
                .with_value(fields.text("reason"))
                .with_faults(&sent.faults)
                .required(),
            others: Field::new(form, "cells", others, Input::Plain)
                .with_value(chosen.join(", "))
                .with_hint(say!("forms-cells-hint"))
                .with_faults(&sent.faults),
            cells: (!boxes.is_empty()).then(|| Checks {
                id: format!("{form}-cell"),
                name: "cell",
                legend: say!("forms-cells"),
                hint: String::new(),
                boxes,
                faults: Vec::new(),
                is_single: false,
            }),
        }
    }
}
