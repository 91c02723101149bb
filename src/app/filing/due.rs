//! Due: what of a person's forms waits for that person.

use super::{Filing, FormState, Punctuality, inner};
use crate::app::{Action, App, AskError, Asker};

/// What waits for somebody.
#[derive(Debug, Clone)]
pub struct FormErrand {
    pub filing: Filing,
    pub kind: FormErrandKind,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FormErrandKind {
    /// The school is to hand it in.
    ToFile {
        school_id: String,
        school_name: String,
        state: Option<FormState>,
        punctuality: Punctuality,
    },
    /// So many schools wait for the office's word.
    ToAccept { schools: usize },
    /// So many schools have not handed in although the deadline is over.
    NotFiled { schools: usize },
}

impl FormErrand {
    /// Says whether it cannot wait.
    pub fn is_serious(&self) -> bool {
        match &self.kind {
            FormErrandKind::ToFile {
                state, punctuality, ..
            } => {
                *state == Some(FormState::Returned)
                    || matches!(punctuality, Punctuality::Overdue(_))
            }
            FormErrandKind::ToAccept { .. } => false,
            FormErrandKind::NotFiled { .. } => true,
        }
    }
}

impl App {
    /// Returns what waits for a person, of each form's newest period, and what was returned of older ones.
    pub async fn form_errands(&self, asker: &Asker) -> Result<Vec<FormErrand>, AskError> {
        let mut errands = Vec::new();
        if !asker.may(Action::Forms) {
            return Ok(errands);
        }
        let today = self.moment().today;
        for code in self.forms().codes() {
            for (place, filing) in self.newest_periods(code, 12).into_iter().enumerate() {
                let is_newest = place == 0;
                let filed = self.office.filed_forms(code, &filing.period.name).await;
                let filed = filed.map_err(inner)?;
                if filed.is_empty() && !is_newest {
                    continue;
                }
                let (mut to_accept, mut not_filed) = (0, 0);
                for school in self.filers(asker, &filing.form).await? {
                    let record = filed.iter().find(|record| record.school_id == school.id);
                    let state = record.map(|record| record.state);
                    let submitted_on = record.and_then(|record| record.submitted_on);
                    let punctuality = filing.punctuality(submitted_on, today);
                    to_accept += usize::from(state == Some(FormState::Submitted));
                    not_filed += usize::from(matches!(punctuality, Punctuality::Overdue(_)));
                    let is_done = matches!(state, Some(FormState::Submitted | FormState::Accepted));
                    let is_wanted = match state {
                        Some(FormState::Returned) => true,
                        _ => is_newest && !is_done,
                    };
                    if is_wanted && asker.may(Action::FileForms) {
                        errands.push(FormErrand {
                            filing: filing.clone(),
                            kind: FormErrandKind::ToFile {
                                school_id: school.id,
                                school_name: school.name,
                                state,
                                punctuality,
                            },
                        });
                    }
                }
                if asker.may(Action::AcceptForms) {
                    if to_accept > 0 {
                        errands.push(FormErrand {
                            filing: filing.clone(),
                            kind: FormErrandKind::ToAccept { schools: to_accept },
                        });
                    }
                    if is_newest && not_filed > 0 {
                        errands.push(FormErrand {
                            filing,
                            kind: FormErrandKind::NotFiled { schools: not_filed },
                        });
                    }
                }
            }
        }
        errands.sort_by_key(|errand| (!errand.is_serious(), errand.filing.period.due));
        Ok(errands)
    }
}
