//! Orders for reports: people of schools and of the office ask, the centre builds and hands over, the asker accepts.
//!
//! An order is seen by who asked it, by the management of the school from which it came, and by those who see all
//! orders, as far as their schools reach. To others it is absent. What is handed over is a saved query, shared as any
//! other: an order opens no row to anybody.

mod course;
mod term;
mod vacant;
mod waiting;

use jiff::civil::Date;
use serde_json::{Map, Value};

use super::ask::{inner, refused};
use super::people::require;
use super::saved::saved_name;
use super::trail::Deed;
use super::{App, AskError, Asker, Draft, Saved};
use crate::access::{Action, Level, Rows};
use crate::audit;
use crate::catalogue::say;
use crate::constructor::Fault;
use crate::office::{
    self, NewStep, Order, OrderOutput, OrderStep, Share, ShareKind, Standpoint, StepKind, Wanted,
};

pub use course::StepDraft;
pub use term::{OrderTally, OrderTerm, TallyRow};
use vacant::speaks;
pub use waiting::{Waiting, WaitingOrder};

const LONGEST_TITLE: usize = 200;
const LONGEST_WORDS: usize = 4_000;
const LONGEST_LINE: usize = 500;

/// What somebody wants to order, as it was entered.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct OrderDraft {
    pub title: String,
    pub words: String,
    /// None for all schools that the asker sees.
    pub school_ids: Vec<String>,
    pub from: Option<Date>,
    pub to: Option<Date>,
    pub purpose: String,
    pub ground: String,
    pub needed_by: Option<Date>,
    /// The name of an output.
    pub output: String,
    /// The constructor's state; empty where the asker has none.
    pub question: Map<String, Value>,
}

/// An order as one person sees it.
#[derive(Debug, Clone, PartialEq)]
pub struct OpenOrder {
    pub order: Order,
    pub steps: Vec<OrderStep>,
    /// The steps that the person may take now.
    pub ways: Vec<StepKind>,
    pub is_asker: bool,
    /// Whether the asker can sign in no longer, so that others of the organisation lead the order on.
    pub is_vacant: bool,
    /// Whether the person speaks for the asker, or is the asker.
    pub speaks: bool,
    pub is_performer: bool,
    /// What was handed over, where the person sees it.
    pub delivered: Option<Saved>,
}

impl App {
    /// Returns the orders that a person sees, the newest first.
    pub async fn orders(&self, asker: &Asker) -> Result<Vec<Order>, AskError> {
        let seen = self.orders_seen(asker).await?;
        Ok(seen.into_iter().map(|(order, _)| order).collect())
    }

    /// Returns the orders that a person sees, each with whether its asker has left.
    async fn orders_seen(&self, asker: &Asker) -> Result<Vec<(Order, bool)>, AskError> {
        require(asker, Action::Order)?;
        let orders = self.office.orders().await.map_err(inner)?;
        let vacant = self.vacant(&orders).await?;
        let orders = orders.into_iter().map(|order| {
            let is_vacant = vacant.contains(&order.id);
            (order, is_vacant)
        });
        let seen = orders.filter(|(order, is_vacant)| sees(asker, order, *is_vacant));
        Ok(seen.collect())
    }

    /// Returns an order that a person sees, with its history.
    pub async fn open_order(&self, asker: &Asker, id: i64) -> Result<OpenOrder, AskError> {
        let (order, is_vacant) = self.order_seen(asker, id).await?;
        let steps = self.office.order_steps(id).await.map_err(inner)?;
        let delivered = match order.query_id {
            None => None,
            Some(query_id) => match self.saved(asker, query_id).await {
                Ok(saved) => Some(saved),
                Err(AskError::NotFound) => None,
                Err(error) => return Err(error),
            },
        };
        Ok(OpenOrder {
            steps,
            ways: ways(asker, &order, is_vacant),
            is_asker: is_asker(asker, &order),
            is_vacant,
            speaks: speaks(asker, &order, is_vacant),
            is_performer: is_performer(asker, &order),
            delivered,
            order,
        })
    }

    /// Orders a report and returns the number of the order.
    pub async fn place_order(&self, asker: &Asker, draft: &OrderDraft) -> Result<i64, AskError> {
        require(asker, Action::Order)?;
        let standpoint = standpoint(asker)?;
        let wanted = self.wanted(asker, draft).await?;
        let now = self.clock.now();
        let placed = self
            .office
            .place_order(&asker.user, &standpoint, &wanted, now)
            .await;
        let id = placed.map_err(of_records)?;
        let deed = Deed::new(audit::Action::Order, order_name(id));
        self.record(asker, deed.about(StepKind::Submit.title()))
            .await?;
        Ok(id)
    }

    /// Returns the orders that a person has in work.
    pub async fn orders_in_work_of(&self, asker: &Asker) -> Result<Vec<Order>, AskError> {
        if !asker.may(Action::Deliver) {
            return Ok(Vec::new());
        }
        let mut orders = self.orders(asker).await?;
        orders.retain(|order| order.state.is_in_work() && is_performer(asker, order));
        Ok(orders)
    }

    /// Writes down that a file with orders was handed out.
    pub async fn record_orders_export(
        &self,
        asker: &Asker,
        rows: u64,
        format: &str,
        bytes: &[u8],
    ) -> Result<(), AskError> {
        let deed = Deed {
            rows: Some(rows),
            ..Deed::new(audit::Action::Export, format).about("заявки на отчёты")
        };
        self.record(asker, deed.with_file(bytes)).await
    }

    async fn order_seen(&self, asker: &Asker, id: i64) -> Result<(Order, bool), AskError> {
        require(asker, Action::Order)?;
        let order = self.office.order(id).await.map_err(inner)?;
        let order = order.ok_or(AskError::NotFound)?;
        let vacant = self.vacant(std::slice::from_ref(&order)).await?;
        let is_vacant = vacant.contains(&order.id);
        match sees(asker, &order, is_vacant) {
            true => Ok((order, is_vacant)),
            false => Err(AskError::NotFound),
        }
    }

    async fn wanted(&self, asker: &Asker, draft: &OrderDraft) -> Result<Wanted, AskError> {
        let mut faults = Vec::new();
        let title = line(&mut faults, "title", &draft.title, LONGEST_TITLE);
        let words = text(&mut faults, "words", &draft.words);
        let purpose = line(&mut faults, "purpose", &draft.purpose, LONGEST_LINE);
        let ground = line(&mut faults, "ground", &draft.ground, LONGEST_LINE);
        for (path, given, fault) in [
            ("title", &title, "orders-fault-title"),
            ("words", &words, "orders-fault-words"),
            ("purpose", &purpose, "orders-fault-purpose"),
        ] {
            if given.is_empty() {
                faults.push(Fault::new(path, say!(fault)));
            }
        }
        if let (Some(from), Some(to)) = (draft.from, draft.to)
            && to < from
        {
            faults.push(Fault::new("to", say!("faults-span-reversed")));
        }
        match draft.needed_by {
            None => faults.push(Fault::new("needed_by", say!("orders-fault-needed-by"))),
            Some(day) if day < self.moment().today => {
                faults.push(Fault::new("needed_by", say!("orders-fault-past")));
            }
            Some(_) => {}
        }
        let output = OrderOutput::parse(&draft.output);
        if output.is_none() {
            faults.push(Fault::new("output", say!("orders-fault-output")));
        }
        let mut school_ids = draft.school_ids.clone();
        school_ids.sort_unstable();
        school_ids.dedup();
        if !school_ids.is_empty() {
            let seen = self.schools_seen(asker).await?;
            let is_seen = |id: &String| seen.iter().any(|school| school.id == *id);
            if !school_ids.iter().all(is_seen) {
                faults.push(Fault::new("schools", say!("orders-fault-schools")));
            }
        }
        let question = match draft.question.is_empty() {
            true => None,
            false => match self.question_of_order(asker, &title, &draft.question) {
                Ok(question) => Some(question),
                Err(found) => {
                    faults.push(Fault::new("q", found));
                    None
                }
            },
        };
        match (output, draft.needed_by) {
            (Some(output), Some(needed_by)) if faults.is_empty() => Ok(Wanted {
                title,
                words,
                school_ids,
                from: draft.from,
                to: draft.to,
                purpose,
                ground,
                needed_by,
                output,
                question,
            }),
            _ => Err(refused(faults)),
        }
    }

    /// Checks the question that an order begins with as one that is to be kept and shown to others; the error says in a
    /// sentence why it is neither.
    fn question_of_order(
        &self,
        asker: &Asker,
        title: &str,
        question: &Map<String, Value>,
    ) -> Result<Value, String> {
        let state = Value::Object(question.clone());
        let draft = Draft {
            // Without one the order is refused anyway.
            title: match title.is_empty() {
                true => "?".to_owned(),
                false => title.chars().take(LONGEST_TITLE).collect(),
            },
            state: state.clone(),
            ..Draft::default()
        };
        // Whoever builds the report reads it.
        let reader = Share {
            kind: ShareKind::All,
            value: String::new(),
        };
        let checked = self
            .checked(asker, &draft)
            .and_then(|_| self.require_nobody_named(&[reader], &state, &[]));
        match checked {
            Ok(()) => Ok(state),
            Err(error) => Err(say!("orders-fault-question", reason = in_words(error))),
        }
    }
}

/// Returns the name under which the audit knows an order.
fn order_name(id: i64) -> String {
    format!("order-{id}")
}

/// Says for whom a person asks.
fn standpoint(asker: &Asker) -> Result<Standpoint, AskError> {
    let school_ids = match asker.scope.rows() {
        Rows::Office => Vec::new(),
        Rows::Schools(school_ids) if !school_ids.is_empty() => school_ids.clone(),
        Rows::Schools(_) | Rows::Classes { .. } | Rows::Groups { .. } | Rows::Nothing => {
            return Err(AskError::NotAllowed {
                message: say!("orders-fault-no-scope"),
            });
        }
    };
    Ok(Standpoint {
        is_of_school: is_of_school(asker),
        school_ids,
    })
}

fn sees(asker: &Asker, order: &Order, is_vacant: bool) -> bool {
    if speaks(asker, order, is_vacant) {
        return true;
    }
    let has_all_schools = !order.school_ids.is_empty()
        && order
            .school_ids
            .iter()
            .all(|id| asker.scope.includes_school(id));
    let is_whole_office = matches!(asker.scope.rows(), Rows::Office);
    match asker.may(Action::Orders) {
        true => is_whole_office || has_all_schools,
        false => is_of_school(asker) && order.is_of_school && has_all_schools,
    }
}

/// Returns the steps that a person may take with an order as it stands.
fn ways(asker: &Asker, order: &Order, is_vacant: bool) -> Vec<StepKind> {
    let ways = StepKind::ALL.into_iter();
    let possible = ways.filter(|kind| kind.leads_from(order.state).is_some());
    possible
        .filter(|kind| may_take(asker, order, *kind, is_vacant))
        .collect()
}

fn may_take(asker: &Asker, order: &Order, kind: StepKind, is_vacant: bool) -> bool {
    let is_of_centre = asker.may(Action::Deliver) && !is_asker(asker, order);
    let is_performer = is_of_centre && is_performer(asker, order);
    // Nobody accepts what the same person has built.
    let speaks = speaks(asker, order, is_vacant) && !is_performer;
    match kind {
        StepKind::Submit => false,
        StepKind::Take => is_of_centre,
        StepKind::TakeOver => is_of_centre && !is_performer,
        StepKind::Refuse => is_performer || is_of_centre && order.performer.is_none(),
        StepKind::Move | StepKind::Question | StepKind::Deliver => is_performer,
        StepKind::Answer | StepKind::Accept | StepKind::Return | StepKind::Withdraw => speaks,
        StepKind::Message => speaks || is_of_centre,
    }
}

fn is_of_school(asker: &Asker) -> bool {
    asker.role.is_some_and(|role| role.level == Level::School)
}

fn is_asker(asker: &Asker, order: &Order) -> bool {
    order.asker.id == Some(asker.user.id)
}

fn is_performer(asker: &Asker, order: &Order) -> bool {
    let performer = order.performer.as_ref();
    performer.is_some_and(|party| party.id == Some(asker.user.id))
}

/// Reads one line of a form.
fn line(faults: &mut Vec<Fault>, path: &str, text: &str, longest: usize) -> String {
    let line = text.trim().to_owned();
    if line.chars().any(char::is_control) {
        faults.push(Fault::new(path, say!("orders-fault-signs")));
    }
    faults.extend(too_long(path, &line, longest));
    line
}

/// Reads a text of several lines.
fn text(faults: &mut Vec<Fault>, path: &str, text: &str) -> String {
    // A form sends both signs of a line's end.
    let text = text.replace("\r\n", "\n").trim().to_owned();
    if text.chars().any(|sign| sign.is_control() && sign != '\n') {
        faults.push(Fault::new(path, say!("orders-fault-signs")));
    }
    faults.extend(too_long(path, &text, LONGEST_WORDS));
    text
}

fn too_long(path: &str, text: &str, longest: usize) -> Option<Fault> {
    let is_long = text.chars().count() > longest;
    is_long.then(|| Fault::new(path, say!("orders-fault-long", most = longest as i64)))
}

/// Says why a question or a query is not fit, without what is to be said around it.
fn in_words(error: AskError) -> String {
    match error {
        AskError::Refused { faults, .. } if !faults.is_empty() => {
            let told = faults.iter().map(|fault| match &fault.hint {
                None => fault.message.clone(),
                Some(hint) => format!("{} ({hint})", fault.message),
            });
            told.collect::<Vec<_>>().join("; ")
        }
        error => error.to_string(),
    }
}

fn of_records(error: office::Error) -> AskError {
    match error {
        office::Error::UnknownOrder(_) => AskError::NotFound,
        office::Error::OrderAdvanced(_) => AskError::Conflict {
            message: say!("orders-fault-advanced"),
        },
        office::Error::TooMany { most, .. } => refused(vec![Fault::new(
            "",
            say!("orders-fault-too-many", most = most),
        )]),
        error => inner(error),
    }
}
