//! What waits for somebody: for the centre new orders and those whose term comes near, for who asked a question to
//! answer and a report to accept.

use super::term::{OrderTerm, days_between};
use super::{Action, App, AskError, Asker, Order, is_asker, is_performer, speaks};
use crate::office::OrderState;

/// Days before its term from which on an order asks for attention.
const SOON: i64 = 2;

/// An order that waits for a person.
#[derive(Debug, Clone, PartialEq)]
pub struct WaitingOrder {
    pub order: Order,
    pub why: Waiting,
    pub is_serious: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Waiting {
    /// Nobody has taken it.
    New,
    /// The asker has returned it.
    Returned,
    /// So many days are left.
    Soon(i64),
    /// So many days over the term.
    Late(i64),
    /// The performer has asked something.
    Answer,
    /// The report is there.
    Acceptance,
}

impl App {
    /// Returns the orders that wait for a person, the serious ones first.
    pub async fn orders_waiting(&self, asker: &Asker) -> Result<Vec<WaitingOrder>, AskError> {
        if !asker.may(Action::Order) {
            return Ok(Vec::new());
        }
        let today = self.moment().today;
        let zone = &self.config.office.timezone;
        let is_of_centre = asker.may(Action::Deliver);
        let mut waiting = Vec::new();
        for (order, is_vacant) in self.orders_seen(asker).await? {
            let term = OrderTerm::of(&order, today, zone);
            let speaks = speaks(asker, &order, is_vacant) && !is_performer(asker, &order);
            let why = match order.state {
                OrderState::Questioned if speaks => Some(Waiting::Answer),
                OrderState::Delivered if speaks => Some(Waiting::Acceptance),
                _ if !is_of_centre || is_asker(asker, &order) => None,
                OrderState::Submitted => Some(Waiting::New),
                _ => match term {
                    OrderTerm::Late(days) if order.state.is_in_work() => Some(Waiting::Late(days)),
                    OrderTerm::Left(days) if days <= SOON => Some(Waiting::Soon(days)),
                    _ if order.state == OrderState::Returned => Some(Waiting::Returned),
                    _ => None,
                },
            };
            let Some(why) = why else { continue };
            let is_serious = match why {
                Waiting::Late(_) => true,
                Waiting::New => days_between(today, order.wanted.needed_by) <= SOON,
                _ => false,
            };
            waiting.push(WaitingOrder {
                order,
                why,
                is_serious,
            });
        }
        waiting.sort_by_key(|waiting| !waiting.is_serious);
        Ok(waiting)
    }
}
