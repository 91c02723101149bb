//! Failure: whose fault it is that a command did not do its work, and the exit code of that sort.

use std::process::ExitCode;

use crate::app::{AskError, FormError, OpenError};
use crate::constructor::Fault;
use crate::diagnostic::Diagnostic;

#[derive(Debug)]
pub enum Failure {
    /// The command line or a file named on it is wrong.
    Usage(String),
    /// Settings or declared files are wrong.
    Declared(Vec<Diagnostic>),
    /// A question was refused; told as the JSON of the API's 400.
    Question {
        error: String,
        faults: Vec<Fault>,
    },
    NotAllowed(String),
    Ours(anyhow::Error),
}

impl Failure {
    pub fn ours(error: impl Into<anyhow::Error>) -> Self {
        Self::Ours(error.into())
    }

    /// Tells the failure and returns its exit code.
    pub fn tell(self) -> ExitCode {
        match self {
            Failure::Usage(message) => {
                eprintln!("{message}");
                ExitCode::from(2)
            }
            Failure::Declared(faults) => {
                for fault in faults {
                    eprintln!("{fault}");
                }
                ExitCode::from(2)
            }
            Failure::Question { error, faults } => {
                let refusal = serde_json::json!({"error": error, "diagnostics": faults});
                println!("{refusal:#}");
                ExitCode::from(2)
            }
            Failure::NotAllowed(message) => {
                eprintln!("{message}");
                ExitCode::from(4)
            }
            Failure::Ours(error) => {
                eprintln!("{error:#}");
                ExitCode::from(1)
            }
        }
    }
}

impl From<OpenError> for Failure {
    fn from(error: OpenError) -> Self {
        match error {
            OpenError::Declared(faults) => Failure::Declared(faults),
            error @ (OpenError::NoOffice { .. } | OpenError::Folder { .. }) => {
                Failure::Usage(format!("{:#}", anyhow::Error::from(error)))
            }
            error @ (OpenError::Content(_)
            | OpenError::Office(_)
            | OpenError::Lake(_)
            | OpenError::Engine(_)) => Failure::ours(error),
        }
    }
}

impl From<AskError> for Failure {
    fn from(error: AskError) -> Self {
        match error {
            AskError::Refused { error, faults } => Failure::Question { error, faults },
            AskError::NotAllowed { message } => Failure::NotAllowed(message),
            error @ (AskError::NotFound | AskError::Conflict { .. } | AskError::NoRelease) => {
                Failure::Usage(error.to_string())
            }
            error @ (AskError::Busy
            | AskError::TimedOut
            | AskError::NoRoom
            | AskError::Inner { .. }) => Failure::ours(error),
        }
    }
}

impl From<FormError> for Failure {
    fn from(error: FormError) -> Self {
        match error {
            FormError::Ask(error) => error.into(),
            error @ (FormError::BeforeData { .. }
            | FormError::AfterData { .. }
            | FormError::NoYear { .. }
            | FormError::NoTerm { .. }
            | FormError::NoSchool { .. }
            | FormError::NotFiled { .. }
            | FormError::NoList { .. }
            | FormError::ReleaseGone { .. }
            | FormError::TooMany) => Failure::Usage(error.to_string()),
        }
    }
}
