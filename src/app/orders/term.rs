//! Terms of orders: what is left, what is late, and the counts of it over a period.
//!
//! Days are counted in the office's zone. The term is the one that was set last; what counts is the last handing over,
//! so that an order that was returned is late or not by the term that its asker named with the remark.

use std::collections::BTreeMap;

use jiff::civil::Date;
use jiff::tz::TimeZone;

use crate::engine::sort_key;
use crate::office::{Order, OrderState};

/// How an order stands to its term.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OrderTerm {
    /// Not taken yet, refused or withdrawn.
    None,
    /// So many days are left; none on the last one.
    Left(i64),
    /// So many days over the term, handed over or not.
    Late(i64),
    /// Handed over within the term.
    InTime,
}

/// Counts of orders that were asked within a period.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OrderTally {
    /// By performer in the order of names; the orders that nobody has taken come last.
    pub rows: Vec<TallyRow>,
    pub total: TallyRow,
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TallyRow {
    /// None where nobody has taken the orders.
    pub performer: Option<String>,
    pub by_state: BTreeMap<OrderState, i64>,
    pub all: i64,
    /// Handed over within the term.
    pub in_time: i64,
    /// Handed over late, or not handed over and late already.
    pub late: i64,
}

impl OrderTerm {
    pub fn of(order: &Order, today: Date, zone: &TimeZone) -> Self {
        let Some(due_on) = order.due_on else {
            return Self::None;
        };
        let delivered = order
            .delivered_at
            .map(|moment| moment.to_zoned(zone.clone()).date());
        match order.state {
            OrderState::Submitted | OrderState::Refused | OrderState::Withdrawn => Self::None,
            OrderState::Taken | OrderState::Questioned | OrderState::Returned => {
                match days_between(today, due_on) {
                    left @ 0.. => Self::Left(left),
                    over => Self::Late(-over),
                }
            }
            OrderState::Delivered | OrderState::Accepted => {
                match days_between(delivered.unwrap_or(today), due_on) {
                    0.. => Self::InTime,
                    over => Self::Late(-over),
                }
            }
        }
    }
}

impl OrderTally {
    /// Counts the orders that were asked from one day to another, both included.
    pub fn of(orders: &[Order], from: Date, to: Date, today: Date, zone: &TimeZone) -> Self {
        let mut tally = Self::default();
        // By id, since two performers may have one name.
        let mut rows: BTreeMap<Option<&str>, TallyRow> = BTreeMap::new();
        for order in orders {
            let asked_on = order.asked_at.to_zoned(zone.clone()).date();
            if asked_on < from || asked_on > to {
                continue;
            }
            let performer = order.performer.as_ref();
            let row = rows
                .entry(performer.map(|party| party.login.as_str()))
                .or_default();
            row.performer = performer.map(|party| party.name.clone());
            for row in [row, &mut tally.total] {
                row.all += 1;
                *row.by_state.entry(order.state).or_default() += 1;
                match OrderTerm::of(order, today, zone) {
                    OrderTerm::InTime => row.in_time += 1,
                    OrderTerm::Late(_) => row.late += 1,
                    OrderTerm::None | OrderTerm::Left(_) => {}
                }
            }
        }
        tally.rows = rows.into_values().collect();
        tally.rows.sort_by_cached_key(|row| {
            let name = row.performer.as_deref().unwrap_or_default();
            (row.performer.is_none(), sort_key(name))
        });
        tally
    }
}

impl TallyRow {
    pub fn count(&self, states: &[OrderState]) -> i64 {
        let counts = states.iter().filter_map(|state| self.by_state.get(state));
        counts.sum()
    }
}

/// Returns how many days after `from` the day `to` comes.
pub(super) fn days_between(from: Date, to: Date) -> i64 {
    to.duration_since(from).as_hours() / 24
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::office::{OrderOutput, Party, Wanted};
    use jiff::civil::date;

    /// An order that was asked at noon, UTC.
    pub fn order(state: OrderState, due_on: Option<Date>, delivered: Option<&str>) -> Order {
        let party = |login: &str| Party {
            id: Some(1),
            login: login.to_owned(),
            name: login.to_uppercase(),
        };
        Order {
            id: 1,
            version: 1,
            state,
            asker: party("asker"),
            asker_role: "director".to_owned(),
            is_of_school: true,
            school_ids: vec!["s1".to_owned()],
            wanted: Wanted {
                title: "Отчёт".to_owned(),
                words: "Отчёт".to_owned(),
                school_ids: Vec::new(),
                from: None,
                to: None,
                purpose: "Педсовет".to_owned(),
                ground: String::new(),
                needed_by: date(2025, 10, 20),
                output: OrderOutput::Table,
                question: None,
            },
            asked_at: "2025-10-10T12:00:00Z".parse().expect("a moment"),
            performer: due_on.map(|_| party("centre")),
            due_on,
            delivered_at: delivered.map(|moment| moment.parse().expect("a moment")),
            query_id: None,
            closed_at: None,
        }
    }

    fn term(order: &Order) -> OrderTerm {
        // 14 October, 03:00 at the place.
        let zone = TimeZone::fixed(jiff::tz::offset(3));
        OrderTerm::of(order, date(2025, 10, 14), &zone)
    }

    #[test]
    fn what_is_in_work_is_measured_by_today() {
        for (due, expected) in [
            (date(2025, 10, 20), OrderTerm::Left(6)),
            (date(2025, 10, 14), OrderTerm::Left(0)),
            (date(2025, 10, 13), OrderTerm::Late(1)),
            (date(2025, 9, 30), OrderTerm::Late(14)),
        ] {
            for state in [
                OrderState::Taken,
                OrderState::Questioned,
                OrderState::Returned,
            ] {
                assert_eq!(term(&order(state, Some(due), None)), expected);
            }
        }
        assert_eq!(
            term(&order(OrderState::Submitted, None, None)),
            OrderTerm::None
        );
    }

    #[test]
    fn what_was_handed_over_is_measured_by_its_day_at_the_place() {
        let due = Some(date(2025, 10, 10));
        for (moment, expected) in [
            ("2025-10-10T20:59:59Z", OrderTerm::InTime),
            ("2025-10-10T21:00:00Z", OrderTerm::Late(1)),
            ("2025-10-01T08:00:00Z", OrderTerm::InTime),
        ] {
            let order = order(OrderState::Accepted, due, Some(moment));
            assert_eq!(term(&order), expected, "{moment}");
        }
        let withdrawn = order(OrderState::Withdrawn, due, None);
        assert_eq!(term(&withdrawn), OrderTerm::None);
    }

    #[test]
    fn a_period_counts_what_was_asked_in_it_by_performer() {
        let due = Some(date(2025, 10, 13));
        let mut orders = vec![
            order(OrderState::Submitted, None, None),
            order(OrderState::Taken, due, None),
            order(OrderState::Accepted, due, Some("2025-10-12T08:00:00Z")),
            order(OrderState::Refused, due, None),
        ];
        let mut early = order(OrderState::Accepted, due, Some("2025-10-12T08:00:00Z"));
        early.asked_at = "2025-09-30T20:59:59Z".parse().expect("a moment");
        orders.push(early);
        let zone = TimeZone::fixed(jiff::tz::offset(3));
        let today = date(2025, 10, 14);
        let tally = OrderTally::of(&orders, date(2025, 10, 1), date(2025, 10, 31), today, &zone);
        let told: Vec<_> = tally
            .rows
            .iter()
            .map(|row| (row.performer.as_deref(), row.all, row.in_time, row.late))
            .collect();
        assert_eq!(told, [(Some("CENTRE"), 3, 1, 1), (None, 1, 0, 0)]);
        assert_eq!(tally.total.all, 4);
        assert_eq!(tally.total.count(&[OrderState::Accepted]), 1);
        assert_eq!(
            tally
                .total
                .count(&[OrderState::Taken, OrderState::Questioned]),
            1
        );
    }
}
