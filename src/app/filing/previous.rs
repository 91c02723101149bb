//! What stands beside a form when its controls are judged: the same form a year before, and the school's other forms.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::civil::Date;

use super::{Filing, FormState, OpenFiling, key_of, standing};
use crate::app::ask::inner;
use crate::app::{App, AskError};
use crate::forms::{self, CellKey, Figures, Form, FormPeriod, Judgement, PeriodKind, Values};
use crate::office::FiledForm;

/// Of each school what its controls may look at.
#[derive(Debug, Default)]
pub(super) struct Beside {
    previous: BTreeMap<String, Standing>,
    /// By school, then by the form's code.
    others: BTreeMap<String, BTreeMap<String, Standing>>,
}

/// What stands in a form, and what is withheld in it.
type Standing = (Values, BTreeSet<CellKey>);

impl Beside {
    pub(super) fn has_previous(&self, school_id: &str) -> bool {
        self.previous.contains_key(school_id)
    }

    pub(super) fn of_school<'a>(
        &'a self,
        school_id: &str,
        withheld: &'a BTreeSet<CellKey>,
    ) -> forms::Beside<'a> {
        let others = self.others.get(school_id).into_iter().flatten();
        forms::Beside {
            previous: self.previous.get(school_id).map(figures),
            forms: others
                .map(|(code, standing)| (code.as_str(), figures(standing)))
                .collect(),
            withheld: Some(withheld),
        }
    }
}

fn figures((values, withheld): &Standing) -> Figures<'_> {
    Figures {
        values,
        withheld: Some(withheld),
    }
}

impl App {
    /// Judges every control in which a cell of an open form stands, those that hold, too.
    pub async fn judgements(
        &self,
        open: &OpenFiling,
        cell: &CellKey,
    ) -> Result<Vec<Judgement>, AskError> {
        if open.record.is_none() || !open.has_figures {
            return Ok(Vec::new());
        }
        let school_id = &open.school.id;
        let beside = self
            .beside(&open.filing, std::iter::once(school_id))
            .await?;
        let beside = beside.of_school(school_id, &open.withheld);
        let form = &open.filing.form;
        Ok(forms::judgements(form, &open.values, &beside, cell))
    }

    /// Gathers what stands beside the forms of some schools: of the year before what was accepted, of other forms those
    /// of the same time.
    pub(super) async fn beside<'a>(
        &self,
        filing: &Filing,
        school_ids: impl Iterator<Item = &'a String>,
    ) -> Result<Beside, AskError> {
        let school_ids: BTreeSet<&str> = school_ids.map(String::as_str).collect();
        let mut beside = Beside::default();
        if school_ids.is_empty() {
            return Ok(beside);
        }
        let code = &filing.form.code;
        let before = filing.form.year_before(&filing.period);
        // The codes of one edition mean nothing in another.
        if let Some(period) = before.and_then(|period| filing.form.period(&period.name)) {
            let is_meant = |record: &FiledForm| {
                record.state == FormState::Accepted
                    && school_ids.contains(record.school_id.as_str())
            };
            beside.previous = self
                .standing_filed(&filing.form, &period.name, is_meant)
                .await?;
        }
        for other in self.forms().codes() {
            if other == code {
                continue;
            }
            let Some((form, period)) = self.period_beside(other, filing.period.on) else {
                continue;
            };
            let is_meant = |record: &FiledForm| school_ids.contains(record.school_id.as_str());
            let filed = self.standing_filed(form, &period.name, is_meant).await?;
            for (school_id, standing) in filed {
                let of_school = beside.others.entry(school_id).or_default();
                of_school.insert(other.to_owned(), standing);
            }
        }
        Ok(beside)
    }

    /// Returns the edition and the period of a form that a form of a day is compared with: of a monthly one the month in
    /// which the day lies, of others the newest of no later day.
    fn period_beside(&self, code: &str, day: Date) -> Option<(&Arc<Form>, FormPeriod)> {
        let newest = self.forms().newest(code)?;
        if newest.period == PeriodKind::Month {
            let month = format!("{:04}-{:02}", day.year(), day.month());
            return self.forms().of_period(code, &month);
        }
        let editions = self.forms().editions(code).into_iter();
        let periods = editions.flat_map(|form| {
            let periods = form.periods(day).into_iter();
            periods.map(move |period| (form, period))
        });
        periods.max_by_key(|(_, period)| period.on)
    }

    /// Returns what stands in the forms of those schools that are meant, and what is withheld in them.
    async fn standing_filed(
        &self,
        form: &Form,
        period: &str,
        is_meant: impl Fn(&FiledForm) -> bool,
    ) -> Result<BTreeMap<String, Standing>, AskError> {
        let filed = self.office.filed_forms(&form.code, period).await;
        let mut filed = filed.map_err(inner)?;
        filed.retain(is_meant);
        let mut cells = self.cells_of(filed.iter()).await?;
        let values = filed.into_iter().map(|record| {
            let cells = cells.remove(&record.id).unwrap_or_default().into_iter();
            let cells = cells.map(|cell| (key_of(&cell.place), cell)).collect();
            (record.school_id, standing(form, &cells))
        });
        Ok(values.collect())
    }
}
