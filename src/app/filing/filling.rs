//! Filling: a school's people compute its form, declare it ready and hand it in.

use super::{
    CellKind, ChosenForm, Filing, FormDeed, FormState, changed_meanwhile, fault_of_words,
    of_engine, of_records, place_of, refuse,
};
use crate::app::people::require;
use crate::app::{Action, App, AskError, Asker, ComputedForm};
use crate::forms::Severity;
use crate::office::{Computation, FormChange};

/// A form that is handed in, with why its warnings stand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Explained {
    pub chosen: ChosenForm,
    pub explanation: String,
}

impl App {
    /// Computes a school's form for the first time.
    pub async fn compute_filing(
        &self,
        asker: &Asker,
        filing: &Filing,
        school_id: &str,
    ) -> Result<(), AskError> {
        let open = self.open_filing(asker, filing, school_id).await?;
        require(asker, Action::FileForms)?;
        if open.record.is_some() {
            return Err(changed_meanwhile());
        }
        let computed = self.figures_of(asker, filing, school_id).await?;
        let computation = computation(filing, &computed);
        let words = format!("рассчитана по выпуску {}", computed.release);
        self.record_of_form(asker, filing, school_id, words).await?;
        let (by, now) = (&asker.user.login, self.clock.now());
        let filed = self.office.file_form(&computation, by, now).await;
        filed.map_err(of_records)
    }

    /// Computes the figures of a school's form, inside the asker's scope.
    pub(super) async fn figures_of(
        &self,
        asker: &Asker,
        filing: &Filing,
        school_id: &str,
    ) -> Result<ComputedForm, AskError> {
        let schools = [school_id.to_owned()];
        let computed = self
            .compute_form(asker, &filing.form, &filing.period, Some(&schools))
            .await
            .map_err(of_engine)?;
        let mut of_school = computed
            .into_iter()
            .filter(|computed| computed.school_id == school_id);
        of_school.next().ok_or(AskError::NotFound)
    }

    /// Declares a form ready to be handed in: nobody changes it until that is taken back.
    pub async fn declare_ready(
        &self,
        asker: &Asker,
        filing: &Filing,
        chosen: &ChosenForm,
    ) -> Result<(), AskError> {
        let deed = FormDeed::DeclareReady;
        let (_, record) = self.opened_for(asker, filing, chosen, deed).await?;
        let change = FormChange::new(deed, FormState::Ready);
        self.step(asker, filing, &record, change, "готова к сдаче")
            .await
    }

    /// Takes back that a form is ready; it is again what it was before.
    pub async fn take_back_ready(
        &self,
        asker: &Asker,
        filing: &Filing,
        chosen: &ChosenForm,
    ) -> Result<(), AskError> {
        let deed = FormDeed::TakeBackReady;
        let (open, record) = self.opened_for(asker, filing, chosen, deed).await?;
        let history = self.filing_history(&open).await?;
        let before = history.iter().map(|event| event.state);
        let mut before =
            before.filter(|state| matches!(state, FormState::Computed | FormState::Returned));
        let change = FormChange::new(deed, before.next().unwrap_or(FormState::Computed));
        self.step(asker, filing, &record, change, "готовность снята")
            .await
    }

    /// Hands a form in. Warnings are handed in with an explanation.
    pub async fn submit_form(
        &self,
        asker: &Asker,
        filing: &Filing,
        submitted: &Explained,
    ) -> Result<(), AskError> {
        let deed = FormDeed::Submit;
        let (open, record) = self
            .opened_for(asker, filing, &submitted.chosen, deed)
            .await?;
        let explanation = submitted.explanation.trim();
        let has_warnings = open.broken(Severity::Warning).next().is_some();
        let missing = has_warnings.then_some("forms-explanation-missing");
        let fault = fault_of_words("explanation", explanation, missing);
        refuse(fault.into_iter().collect())?;
        let change = FormChange {
            words: explanation.to_owned(),
            explanation: Some(explanation.to_owned()),
            submitted_on: Some(self.moment().today),
            ..FormChange::new(deed, FormState::Submitted)
        };
        self.step(asker, filing, &record, change, "сдана в управление")
            .await
    }

    /// Takes one form a step further and writes it down.
    pub(super) async fn step(
        &self,
        asker: &Asker,
        filing: &Filing,
        record: &super::FiledForm,
        change: FormChange,
        said: &str,
    ) -> Result<(), AskError> {
        let words = match change.words.as_str() {
            "" => said.to_owned(),
            words => format!("{said}: {words}"),
        };
        self.record_of_form(asker, filing, &record.school_id, words)
            .await?;
        let (by, now) = (&asker.user.login, self.clock.now());
        let stepped = self.office.step_forms(&[(record, change)], by, now).await;
        stepped.map_err(of_records)
    }
}

/// Returns what is laid down of computed figures: what formulas give is computed anew whenever it is read.
pub(super) fn computation(filing: &Filing, computed: &ComputedForm) -> Computation {
    let mut cells = Vec::new();
    for (key, kind) in filing.form.cells() {
        if kind != CellKind::Computed {
            continue;
        }
        let is_withheld = computed.withheld.contains(&key);
        let value = computed.values.get(&key).copied();
        let value = value.filter(|_| !is_withheld);
        if value.is_some() || is_withheld {
            cells.push((place_of(&key), value, is_withheld));
        }
    }
    Computation {
        code: filing.form.code.clone(),
        period: filing.period.name.clone(),
        school_id: computed.school_id.clone(),
        school_name: computed.school_name.clone(),
        edition: filing.edition(),
        release: computed.release,
        data_moment: computed.data_moment.clone(),
        gaps: computed.gaps.clone(),
        cells,
    }
}

/// Says in one word what a state is called in the audit and on papers, which are in the office's language.
pub(super) fn state_in_words(state: Option<FormState>) -> &'static str {
    match state {
        None => "создана",
        Some(FormState::Computed) => "рассчитана",
        Some(FormState::Ready) => "готова",
        Some(FormState::Submitted) => "на проверке",
        Some(FormState::Returned) => "на доработке",
        Some(FormState::Accepted) => "принята",
    }
}
