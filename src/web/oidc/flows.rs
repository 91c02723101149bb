//! Flows: sign-ins that have gone out to the provider and not come back yet.
//!
//! They are kept in memory and not in the office's records: svodka is one process, a flow lives for minutes, and
//! whom a restart catches presses the button again. So anybody's pressing writes nothing to the disk.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use jiff::{SignedDuration, Timestamp};
use openidconnect::{Nonce, PkceCodeVerifier};

/// How long a person may take at the provider.
pub const LIFETIME: SignedDuration = SignedDuration::from_mins(10);
/// Flows at once. Above it the oldest are dropped: whoever fills the list would have to do it within the seconds
/// that others take to sign in.
const MOST: usize = 10_000;

/// What is known of a sign-in until it comes back.
pub struct Flow {
    pub nonce: Nonce,
    pub verifier: PkceCodeVerifier,
    /// Where the person was going.
    pub next: String,
}

#[derive(Default)]
pub struct Flows(Mutex<HashMap<Name, Begun>>);

/// The state that the provider gives back, and the secret of the browser that took it there. A flow has both in its
/// name, so that another browser neither ends nor spoils it.
type Name = (String, String);

struct Begun {
    at: Timestamp,
    flow: Flow,
}

impl Flows {
    pub fn keep(&self, state: &str, browser: &str, flow: Flow, now: Timestamp) {
        let mut flows = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if flows.len() >= MOST {
            flows.retain(|_, begun| !is_over(begun, now));
        }
        if flows.len() >= MOST {
            let oldest = flows.iter().min_by_key(|(_, begun)| begun.at);
            if let Some(name) = oldest.map(|(name, _)| name.clone()) {
                flows.remove(&name);
            }
        }
        let name = (state.to_owned(), browser.to_owned());
        flows.insert(name, Begun { at: now, flow });
    }

    /// Takes a flow out, this once, if it is of that browser and not too long ago.
    pub fn take(&self, state: &str, browser: &str, now: Timestamp) -> Option<Flow> {
        let mut flows = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let begun = flows.remove(&(state.to_owned(), browser.to_owned()))?;
        (!is_over(&begun, now)).then_some(begun.flow)
    }
}

fn is_over(begun: &Begun, now: Timestamp) -> bool {
    now.duration_since(begun.at) >= LIFETIME
}

#[cfg(test)]
mod tests {
    use super::*;

    fn flow(next: &str) -> Flow {
        Flow {
            nonce: Nonce::new("nonce".to_owned()),
            verifier: PkceCodeVerifier::new("verifier".to_owned()),
            next: next.to_owned(),
        }
    }

    fn moment(second: i64) -> Timestamp {
        Timestamp::from_second(1_760_000_000 + second).expect("a moment")
    }

    #[test]
    fn a_flow_is_taken_once_by_its_browser() {
        let flows = Flows::default();
        flows.keep("state", "browser", flow("/loads"), moment(0));
        assert!(flows.take("state", "other", moment(1)).is_none());
        assert!(flows.take("other", "browser", moment(1)).is_none());
        let taken = flows.take("state", "browser", moment(1));
        assert_eq!(taken.map(|flow| flow.next).as_deref(), Some("/loads"));
        assert!(flows.take("state", "browser", moment(1)).is_none());
    }

    #[test]
    fn a_flow_ends_by_itself() {
        let flows = Flows::default();
        flows.keep("state", "browser", flow("/"), moment(0));
        flows.keep("late", "browser", flow("/"), moment(599));
        assert!(flows.take("state", "browser", moment(600)).is_none());
        assert!(flows.take("late", "browser", moment(1198)).is_some());
    }

    #[test]
    fn the_oldest_make_room() {
        let flows = Flows::default();
        for number in 0..=MOST {
            let at = moment(i64::from(number > 0));
            flows.keep(&number.to_string(), "browser", flow("/"), at);
        }
        assert!(flows.take("0", "browser", moment(2)).is_none());
        assert!(flows.take("1", "browser", moment(2)).is_some());
        assert!(
            flows
                .take(&MOST.to_string(), "browser", moment(2))
                .is_some()
        );
    }
}
