//! The course of an order: each step with who may take it, what it must say and what it changes.

use jiff::civil::Date;

use super::{
    App, AskError, Asker, Fault, NewStep, Order, Share, ShareKind, StepKind, audit, in_words,
    inner, is_asker, may_take, of_records, order_name, refused, saved_name, speaks, text,
};
use crate::app::draft::question_of;
use crate::app::trail::Deed;
use crate::catalogue::say;

/// A step that somebody wants to take, as it was entered.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct StepDraft {
    pub words: String,
    pub due_on: Option<Date>,
    /// The saved query to hand over.
    pub query_id: Option<i64>,
}

impl App {
    /// Takes a step with an order that stands as the person has seen it, at the version `based_on`.
    pub async fn advance_order(
        &self,
        asker: &Asker,
        id: i64,
        based_on: i64,
        kind: StepKind,
        draft: &StepDraft,
    ) -> Result<(), AskError> {
        let (order, is_vacant) = self.order_seen(asker, id).await?;
        // Whose matter it never is learns so; what is too late is a conflict.
        if !may_take(asker, &order, kind, is_vacant) {
            return Err(AskError::NotAllowed {
                message: say!("orders-fault-not-yours"),
            });
        }
        if order.version != based_on || kind.leads_from(order.state).is_none() {
            return Err(AskError::Conflict {
                message: say!("orders-fault-advanced"),
            });
        }
        let mut step = self.checked_step(&order, kind, draft)?;
        let former = match draft.query_id {
            Some(query_id) if kind == StepKind::Deliver => {
                // Boxed: what hands over binds the question twice, too much for the stack of a worker.
                let handing = Box::pin(self.hand_over(asker, &order, query_id));
                let (version, former) = handing.await?;
                step.query = Some((query_id, version));
                former.map(|former| (query_id, former))
            }
            _ => None,
        };
        let deed = Deed::new(audit::Action::Order, order_name(id));
        let told = match step.query {
            None => kind.title().to_owned(),
            Some((query_id, _)) => format!("{}: {}", kind.title(), saved_name(query_id)),
        };
        let is_instead = is_vacant && speaks(asker, &order, is_vacant);
        let told = match is_instead {
            true => format!("{told} (вместо {})", order.asker.login),
            false => told,
        };
        self.record(asker, deed.about(told)).await?;
        let now = self.clock.now();
        let advanced = self
            .office
            .advance_order(id, based_on, &step, &asker.user, now)
            .await;
        if advanced.is_err()
            && let Some((query_id, former)) = former
        {
            // What was not handed over after all is not open either.
            self.share_saved(asker, query_id, &former).await?;
        }
        advanced.map_err(of_records)
    }

    /// Checks what a step must say.
    fn checked_step(
        &self,
        order: &Order,
        kind: StepKind,
        draft: &StepDraft,
    ) -> Result<NewStep, AskError> {
        let mut faults = Vec::new();
        let today = self.moment().today;
        let words = text(&mut faults, "words", &draft.words);
        let due_on = match kind {
            StepKind::Take => Some(draft.due_on.unwrap_or(order.wanted.needed_by)),
            StepKind::Move | StepKind::Return => draft.due_on,
            _ => None,
        };
        let is_silent = words.is_empty();
        let wants_words = match kind {
            StepKind::Take => due_on.is_some_and(|day| day > order.wanted.needed_by),
            StepKind::Deliver => draft.query_id.is_none(),
            StepKind::TakeOver
            | StepKind::Move
            | StepKind::Question
            | StepKind::Answer
            | StepKind::Return
            | StepKind::Refuse
            | StepKind::Message => true,
            StepKind::Submit | StepKind::Accept | StepKind::Withdraw => false,
        };
        if wants_words && is_silent {
            faults.push(Fault::new(
                "words",
                match kind {
                    StepKind::Take => say!("orders-fault-reason-of-term"),
                    StepKind::Deliver => say!("orders-fault-nothing-delivered"),
                    StepKind::Question => say!("orders-fault-no-question"),
                    StepKind::Answer => say!("orders-fault-no-answer"),
                    StepKind::Return => say!("orders-fault-no-remark"),
                    StepKind::Message => say!("orders-fault-no-message"),
                    _ => say!("orders-fault-no-reason"),
                },
            ));
        }
        match (kind, due_on) {
            (StepKind::Move | StepKind::Return, None) => {
                faults.push(Fault::new("due_on", say!("orders-fault-no-term")));
            }
            (_, Some(day)) if day < today => {
                faults.push(Fault::new("due_on", say!("orders-fault-past")));
            }
            (StepKind::Move, Some(day)) if order.due_on == Some(day) => {
                faults.push(Fault::new("due_on", say!("orders-fault-same-term")));
            }
            _ => {}
        }
        match faults.is_empty() {
            true => Ok(NewStep {
                kind,
                words,
                due_on,
                query: None,
            }),
            false => Err(refused(faults)),
        }
    }

    /// Opens a saved query of the performer to who asked. Returns its version, and its former shares where they had to
    /// be changed.
    async fn hand_over(
        &self,
        asker: &Asker,
        order: &Order,
        query_id: i64,
    ) -> Result<(i64, Option<Vec<Share>>), AskError> {
        let fault = |message: String| refused(vec![Fault::new("query", message)]);
        let saved = match self.saved(asker, query_id).await {
            Ok(saved) if saved.is_own => saved,
            Ok(_) => return Err(fault(say!("orders-fault-foreign-query"))),
            Err(AskError::NotFound) => return Err(fault(say!("orders-fault-no-query"))),
            Err(error) => return Err(error),
        };
        if !saved.broken.is_empty() {
            return Err(fault(say!(
                "orders-fault-broken-query",
                reason = saved.broken.join("; ")
            )));
        }
        let readers = self.readers_of(order).await?;
        if readers.is_empty() {
            return Err(fault(say!("orders-fault-asker-gone")));
        }
        let question = question_of(saved.query.state.clone());
        let former = saved.query.shares;
        let mut shares = former.clone();
        let mut refusal = None;
        let mut opened = 0;
        for reader in &readers {
            match self.bind_for(reader, &question, &saved.parameters) {
                Ok(()) => {}
                Err(error @ (AskError::Refused { .. } | AskError::NotAllowed { .. })) => {
                    refusal.get_or_insert(in_words(error));
                    continue;
                }
                Err(error) => return Err(error),
            }
            opened += 1;
            let share = Share {
                kind: ShareKind::Person,
                value: reader.user.login.clone(),
            };
            if !shares.contains(&share) {
                shares.push(share);
            }
        }
        // One of several who can run it is enough.
        if let (0, Some(reason)) = (opened, refusal) {
            let message = say!("orders-fault-closed-to-asker", reason = reason);
            return Err(fault(message));
        }
        debug_assert!(!is_asker(asker, order), "nobody performs the own order");
        if shares == former {
            return Ok((saved.query.version, None));
        }
        match self.share_saved(asker, query_id, &shares).await {
            Ok(()) => Ok((saved.query.version, Some(former))),
            Err(error @ AskError::Refused { .. }) => Err(fault(say!(
                "orders-fault-not-shared",
                reason = in_words(error)
            ))),
            Err(error) => Err(error),
        }
    }

    /// Returns those to whom a report is handed over: who asked, or those who speak for who has left.
    async fn readers_of(&self, order: &Order) -> Result<Vec<Asker>, AskError> {
        let login = &order.asker.login;
        let user = self.office.user_by_login(login).await.map_err(inner)?;
        let user = user.filter(|user| order.asker.id == Some(user.id));
        let today = self.moment().today;
        match user.filter(|user| user.is_admitted_on(today)) {
            Some(user) => Ok(vec![self.asker_of_user(user).await?]),
            None => self.successors(order).await,
        }
    }
}
