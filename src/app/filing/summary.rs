//! Summary: the sum over the forms that were accepted, with who is missing in it.

use super::{Filing, FormState, require};
use crate::app::{Action, App, AskError, Asker, Level, SchoolSeen};
use crate::forms::{self, Values};

/// The сводная of a form and period.
#[derive(Debug, Clone)]
pub struct Summary {
    pub values: Values,
    /// The schools whose forms are in it.
    pub included: Vec<SchoolSeen>,
    /// Those whose forms are not, each with how far its form has come.
    pub missing: Vec<(SchoolSeen, Option<FormState>)>,
}

impl App {
    /// Adds up the accepted forms of the schools in the asker's scope.
    pub async fn form_summary(&self, asker: &Asker, filing: &Filing) -> Result<Summary, AskError> {
        require(asker, Action::Forms)?;
        if asker.role.is_none_or(|role| role.level != Level::Office) {
            return Err(AskError::NotFound);
        }
        let board = self.form_board(asker, filing).await?;
        let mut values = Vec::new();
        let (mut included, mut missing) = (Vec::new(), Vec::new());
        for row in board {
            match row.open.state() {
                Some(FormState::Accepted) => {
                    values.push(row.open.values);
                    included.push(row.open.school);
                }
                state => missing.push((row.open.school, state)),
            }
        }
        Ok(Summary {
            values: forms::consolidated(&filing.form, &values),
            included,
            missing,
        })
    }
}
