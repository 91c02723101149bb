//! Summary: the sum over the forms that were accepted, with who is missing in it.

use super::{Filing, FormState, require};
use crate::app::moments::between;
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
    /// The newest release that figures in it were computed from.
    pub release: i64,
    /// Of which moments its figures are, in words.
    pub data_moment: String,
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
        let (mut release, mut moments) = (0, Vec::new());
        for row in board {
            match row.open.record {
                Some(record) if record.state == FormState::Accepted => {
                    release = release.max(record.release);
                    moments.push(record.data_moment);
                    values.push(row.open.values);
                    included.push(row.open.school);
                }
                record => missing.push((row.open.school, record.map(|record| record.state))),
            }
        }
        Ok(Summary {
            values: forms::consolidated(&filing.form, &values),
            included,
            missing,
            release,
            data_moment: between(moments),
        })
    }
}
