//! Told: an order in words: who asked, from where, how it stands and how it keeps its term.

use std::collections::HashMap;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use crate::app::{Asker, OrderTerm, titles};
use crate::catalogue::say;
use crate::office::{Order, OrderOutput, OrderState, StepKind};
use crate::web::parts::{Badge, Tone, words};
use crate::web::site::Site;

/// Days before its term from which on an order is marked.
const SOON: i64 = 2;

/// What orders are told with.
pub struct Told {
    schools: HashMap<String, String>,
    pub today: Date,
    pub zone: TimeZone,
}

impl Told {
    pub async fn of(site: &Site, asker: &Asker) -> Self {
        // Without names the ids tell the schools apart.
        let schools = site.app.schools_seen(asker).await.unwrap_or_default();
        Self {
            schools: schools
                .into_iter()
                .map(|school| (school.id, school.name))
                .collect(),
            today: site.app.moment().today,
            zone: site.app.config.office.timezone.clone(),
        }
    }

    pub fn date(&self, moment: Timestamp) -> Date {
        moment.to_zoned(self.zone.clone()).date()
    }

    pub fn day(&self, moment: Timestamp) -> String {
        words::day(self.date(moment))
    }

    pub fn moment(&self, moment: Timestamp) -> String {
        words::moment(moment, &self.zone)
    }

    pub fn school(&self, id: &str) -> String {
        words::unbroken(self.schools.get(id).map_or(id, String::as_str))
    }

    fn schools(&self, ids: &[String]) -> String {
        let names: Vec<String> = ids.iter().map(|id| self.school(id)).collect();
        names.join(", ")
    }

    /// Names who asked, by name and role.
    pub fn asker(&self, order: &Order) -> String {
        say!(
            "orders-party",
            name = order.asker.name.as_str(),
            role = titles::role(&order.asker_role)
        )
    }

    /// Says from where an order came.
    pub fn whence(&self, order: &Order) -> String {
        match order.school_ids.as_slice() {
            [] => say!("orders-of-office"),
            ids => self.schools(ids),
        }
    }

    /// Says of which schools the report is to tell.
    pub fn about(&self, order: &Order) -> String {
        match order.wanted.school_ids.as_slice() {
            [] => say!("orders-about-all"),
            ids => self.schools(ids),
        }
    }

    pub fn term(&self, order: &Order) -> OrderTerm {
        OrderTerm::of(order, self.today, &self.zone)
    }

    pub fn term_badge(&self, order: &Order) -> Option<Badge> {
        let (tone, text) = match self.term(order) {
            OrderTerm::None => return None,
            OrderTerm::InTime => (Tone::Good, say!("orders-in-time")),
            OrderTerm::Late(days) => (Tone::Bad, say!("orders-late", days = days)),
            OrderTerm::Left(0) => (Tone::Warning, say!("orders-last-day")),
            OrderTerm::Left(days) if days <= SOON => {
                (Tone::Warning, say!("orders-left", days = days))
            }
            OrderTerm::Left(days) => (Tone::Quiet, say!("orders-left", days = days)),
        };
        Some(Badge::new(tone, text))
    }

    /// Says whether every word that was typed stands somewhere in the order.
    pub fn has_words(&self, order: &Order, wanted: &str) -> bool {
        let said = [
            order.id.to_string(),
            order.wanted.title.clone(),
            order.wanted.words.clone(),
            order.wanted.purpose.clone(),
            order.wanted.ground.clone(),
            order.asker.name.clone(),
            performer(order),
            self.whence(order),
            self.about(order),
        ];
        let said = plain(&said.join(" "));
        plain(wanted)
            .split_whitespace()
            .all(|word| said.contains(word))
    }
}

/// Names an order by its number and title.
pub fn titled(order: &Order) -> String {
    say!(
        "orders-titled",
        id = order.id.to_string(),
        title = order.wanted.title.as_str()
    )
}

pub fn performer(order: &Order) -> String {
    let performer = order.performer.as_ref();
    performer.map_or_else(|| words::NOTHING.to_owned(), |party| party.name.clone())
}

/// Names a state in a word or two.
pub fn state(state: OrderState) -> String {
    say!(&format!("orders-state-{}", state.name()))
}

pub fn badge(of: OrderState) -> Badge {
    let tone = match of {
        OrderState::Submitted | OrderState::Questioned => Tone::Warning,
        OrderState::Returned | OrderState::Refused => Tone::Bad,
        OrderState::Delivered | OrderState::Accepted => Tone::Good,
        OrderState::Taken | OrderState::Withdrawn => Tone::Quiet,
    };
    Badge::new(tone, state(of))
}

/// Says what a step was.
pub fn step(kind: StepKind) -> String {
    say!(&format!("orders-step-{}", key(kind)))
}

/// Writes a step's name as it stands in the keys of messages.
pub fn key(kind: StepKind) -> String {
    kind.name().replace('_', "-")
}

pub fn output(output: OrderOutput) -> String {
    say!(&format!("orders-output-{}", output.name()))
}

/// Ё is sought as Е.
fn plain(text: &str) -> String {
    text.to_lowercase().replace('ё', "е").replace('\u{a0}', " ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_state_step_and_output_has_its_words() {
        let mut said: Vec<(String, String)> = Vec::new();
        for kind in OrderState::ALL {
            said.push((format!("orders-state-{}", kind.name()), state(kind)));
        }
        for kind in StepKind::ALL {
            said.push((format!("orders-step-{}", key(kind)), step(kind)));
            if kind != StepKind::Submit {
                let name = key(kind);
                for key in [
                    format!("orders-do-{name}"),
                    format!("orders-send-{name}"),
                    format!("orders-done-{name}"),
                ] {
                    said.push((key.clone(), say!(&key)));
                }
            }
        }
        for kind in OrderOutput::ALL {
            said.push((format!("orders-output-{}", kind.name()), output(kind)));
        }
        for (key, words) in said {
            assert_ne!(words, key);
        }
    }
}
