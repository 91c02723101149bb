//! Errand: what of forms waits for a reader, as the list of tasks tells it.

use super::{address_of, punctuality_badge, state_name};
use crate::app::{FormErrand, FormErrandKind, FormState};
use crate::catalogue::say;
use crate::web::parts::words;

pub struct Errand {
    pub title: String,
    pub text: String,
    pub address: String,
    pub is_serious: bool,
}

/// Tells what waits, with its deadline.
pub fn told(errand: &FormErrand) -> Errand {
    let filing = &errand.filing;
    let form = filing.form.title_code.as_str();
    let day = words::day(filing.period.on);
    let due = words::day(filing.period.due);
    let (title, text, address) = match &errand.kind {
        FormErrandKind::ToFile {
            school_id,
            school_name,
            state,
            punctuality,
        } => {
            let title = match state {
                Some(FormState::Returned) => say!("forms-errand-returned", form = form, day = day),
                _ => say!("forms-errand-file", form = form, day = day),
            };
            let text = say!(
                "forms-errand-due",
                school = school_name.as_str(),
                state = state_name(*state),
                punctuality = punctuality_badge(*punctuality).text,
                due = due
            );
            (title, text, address_of(filing, school_id))
        }
        FormErrandKind::ToAccept { schools } => (
            say!("forms-errand-accept", form = form, day = day),
            say!("forms-errand-accept-count", count = *schools as i64),
            format!("{}?show=submitted", filing.address()),
        ),
        FormErrandKind::NotFiled { schools } => (
            say!("forms-errand-missing", form = form, day = day),
            say!(
                "forms-errand-missing-count",
                count = *schools as i64,
                due = due
            ),
            format!("{}?show=missing", filing.address()),
        ),
    };
    Errand {
        title,
        text,
        address,
        is_serious: errand.is_serious(),
    }
}
