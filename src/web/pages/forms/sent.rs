//! Sent: what a form of these pages was sent with, where it comes back with what was wrong.

use axum::http::StatusCode;

use crate::app::{AskError, ChosenForm};
use crate::catalogue::say;
use crate::web::Error;
use crate::web::fields::Fields;
use crate::web::parts::Faults;

#[derive(Default)]
pub struct Sent {
    pub fields: Fields,
    pub faults: Faults,
    /// Whether somebody else was quicker, or the form is too far for what was asked.
    is_conflict: bool,
}

impl Sent {
    /// Takes what a link fills in: a cell to be returned.
    pub fn asked(fields: Fields) -> Self {
        Self {
            fields,
            ..Self::default()
        }
    }

    /// Takes what was refused; another error is not the form's.
    pub fn of(fields: Fields, error: AskError) -> Result<Self, Error> {
        match error {
            AskError::Conflict { message } => Ok(Self {
                fields,
                faults: Faults::one("", &message),
                is_conflict: true,
            }),
            error => Ok(Self {
                fields,
                faults: Faults::of(error)?,
                is_conflict: false,
            }),
        }
    }

    /// Returns the status that its page is answered with.
    pub fn status(&self) -> StatusCode {
        match (self.is_conflict, self.faults.is_empty()) {
            (true, _) => StatusCode::CONFLICT,
            (false, false) => StatusCode::UNPROCESSABLE_ENTITY,
            (false, true) => StatusCode::OK,
        }
    }
}

/// Reads which form at which version a deed is about.
pub fn chosen(fields: &Fields) -> Result<ChosenForm, Error> {
    let version = fields.raw("version").parse();
    let version = version.map_err(|_| Error::BadRequest(say!("forms-no-version")))?;
    Ok(ChosenForm {
        school_id: fields.text("school"),
        version,
    })
}
