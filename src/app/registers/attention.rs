//! Attention: what in the registers is overdue or missing, before those who keep them.

use std::sync::Arc;

use super::{MissingEntry, OpenEntry, Register, Standing};
use crate::app::{Action, App, AskError, Asker};

/// What asks for attention in one register.
#[derive(Debug, Clone)]
pub struct Attention {
    pub register: Arc<Register>,
    /// Overdue entries that the person keeps, the longest overdue first.
    pub overdue: Vec<OpenEntry>,
    /// Entries that the person should have made.
    pub missing: Vec<MissingEntry>,
    /// How many overdue and missing entries others keep that the person sees.
    pub of_others: usize,
}

impl App {
    /// Returns what in the registers asks for a person's attention; nothing for who reads none.
    pub async fn attention(&self, asker: &Asker) -> Result<Vec<Attention>, AskError> {
        if !asker.may(Action::Registers) {
            return Ok(Vec::new());
        }
        let names = self.school_names(asker).await?;
        let mut found = Vec::new();
        for register in &self.model.registers {
            if !super::is_open(asker, register) {
                continue;
            }
            let open = self.opened(asker, register, &names).await?;
            let overdue = open.entries.into_iter();
            let overdue = overdue.filter(|entry| entry.standing == Standing::Overdue);
            let (mut overdue, others): (Vec<_>, Vec<_>) = overdue.partition(|entry| entry.may_keep);
            overdue.sort_by_key(|entry| (entry.due, entry.id));
            let missing = open.missing.into_iter().filter(|one| one.is_overdue);
            let (missing, not_made): (Vec<_>, Vec<_>) = missing.partition(|one| one.may_keep);
            let attention = Attention {
                register: register.clone(),
                overdue,
                missing,
                of_others: others.len() + not_made.len(),
            };
            if attention.count() > 0 {
                found.push(attention);
            }
        }
        Ok(found)
    }
}

impl Attention {
    pub fn count(&self) -> usize {
        self.overdue.len() + self.missing.len() + self.of_others
    }
}
