//! Board: every school that files a form, with how far it has come.

use std::collections::BTreeMap;

use super::{Filing, FormState, OpenFiling, Punctuality, inner, require};
use crate::app::{Action, App, AskError, Asker, SchoolSeen};
use crate::forms::{FormPeriod, Severity};

/// A school on the board of a form and period.
#[derive(Debug, Clone)]
pub struct BoardRow {
    pub open: OpenFiling,
    pub punctuality: Punctuality,
    pub errors: usize,
    pub warnings: usize,
}

/// A form and period with how many schools are in which state.
#[derive(Debug, Clone)]
pub struct FormCount {
    pub filing: Filing,
    /// By state; none stands for what nobody has computed.
    pub by_state: BTreeMap<Option<FormState>, usize>,
    /// Schools that file the form.
    pub schools: usize,
    /// Of the reader's one school; nothing where the reader has several.
    pub own: Option<(String, Punctuality)>,
}

/// Periods of a form that the list shows.
const PERIODS: usize = 3;

impl App {
    /// Returns the forms that a person has to do with, each with its newest periods.
    pub async fn form_list(&self, asker: &Asker) -> Result<Vec<FormCount>, AskError> {
        require(asker, Action::Forms)?;
        let today = self.moment().today;
        let mut list = Vec::new();
        for code in self.forms().codes() {
            for filing in self.newest_periods(code, PERIODS) {
                let schools = self.filers(asker, &filing.form).await?;
                if schools.is_empty() {
                    continue;
                }
                let filed = self.office.filed_forms(code, &filing.period.name).await;
                let filed = filed.map_err(inner)?;
                let is_known = list
                    .iter()
                    .any(|one: &FormCount| one.filing.form.code == code);
                if is_known && filed.is_empty() && self.is_before_data(&filing, &schools).await? {
                    continue;
                }
                let mut by_state: BTreeMap<Option<FormState>, usize> = BTreeMap::new();
                let mut own = None;
                for school in &schools {
                    let record = filed.iter().find(|record| record.school_id == school.id);
                    *by_state
                        .entry(record.map(|record| record.state))
                        .or_default() += 1;
                    if schools.len() == 1 && asker.may(Action::FileForms) {
                        let submitted_on = record.and_then(|record| record.submitted_on);
                        let punctuality = filing.punctuality(submitted_on, today);
                        own = Some((school.id.clone(), punctuality));
                    }
                }
                list.push(FormCount {
                    filing,
                    by_state,
                    schools: schools.len(),
                    own,
                });
            }
        }
        Ok(list)
    }

    /// Says whether the data of a person's only school begin after a form's day: it cannot be filled, and nobody is late
    /// with it.
    async fn is_before_data(
        &self,
        filing: &Filing,
        schools: &[SchoolSeen],
    ) -> Result<bool, AskError> {
        let [only] = schools else {
            return Ok(false);
        };
        let loads = self.office.applied_loads(Some(&only.id)).await;
        let loads = loads.map_err(inner)?;
        let days = loads.iter().filter_map(|load| load.window);
        let first = days.map(|window| window.from).min();
        Ok(first.is_some_and(|first| filing.period.on < first))
    }

    /// Returns a form's periods whose day has come, the newest first.
    pub fn newest_periods(&self, code: &str, most: usize) -> Vec<Filing> {
        let today = self.moment().today;
        let mut filings: Vec<Filing> = Vec::new();
        for form in self.forms().editions(code) {
            let periods: Vec<FormPeriod> = form.periods(today);
            filings.extend(periods.into_iter().take(most).map(|period| Filing {
                form: form.clone(),
                period,
            }));
        }
        filings.sort_by_key(|filing| std::cmp::Reverse(filing.period.on));
        filings.truncate(most);
        filings
    }

    /// Returns every school in the asker's scope that files a form, with all controls judged.
    pub async fn form_board(
        &self,
        asker: &Asker,
        filing: &Filing,
    ) -> Result<Vec<BoardRow>, AskError> {
        require(asker, Action::Forms)?;
        let today = self.moment().today;
        let schools = self.filers(asker, &filing.form).await?;
        let opened = self.opened_filings(asker, filing, schools).await?;
        let rows = opened.into_iter().map(|open| {
            let submitted_on = open.record.as_ref().and_then(|record| record.submitted_on);
            BoardRow {
                punctuality: filing.punctuality(submitted_on, today),
                errors: open.broken(Severity::Error).count(),
                warnings: open.broken(Severity::Warning).count(),
                open,
            }
        });
        Ok(rows.collect())
    }
}
