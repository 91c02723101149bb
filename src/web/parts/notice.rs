//! Notice: says that there is nothing to show, or why it cannot be shown, and what to do.

use askama::Template;

use super::Verbatim;
use crate::catalogue::say;
use crate::web::Error;

#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "parts/notice.html")]
pub struct Notice {
    pub is_fault: bool,
    pub title: String,
    pub text: String,
}

impl Notice {
    /// Says that something is not there yet.
    pub fn empty(title: impl Into<String>, text: impl Into<String>) -> Self {
        Self {
            is_fault: false,
            title: title.into(),
            text: text.into(),
        }
    }

    /// Says that a part of the page failed while the rest may stand.
    pub fn failed(error: &Error) -> Self {
        if matches!(error, Error::NoRelease) {
            return Self::no_data();
        }
        let advice = error.advice();
        let text = match error {
            Error::Inner { id: Some(id), .. } => {
                say!(
                    "faults-advice-with-id",
                    advice = advice.as_str(),
                    id = id.as_str()
                )
            }
            _ => advice,
        };
        Self {
            is_fault: true,
            title: error.told(),
            text,
        }
    }

    /// Says that no night has been published yet, and how the first one comes.
    pub fn no_data() -> Self {
        Self::empty(say!("parts-no-release"), say!("parts-no-release-hint"))
    }
}
