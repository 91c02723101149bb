//! Error: everything that can go wrong with a request, and its status code.
//!
//! A handler returns it, `into_response` fixes the status, and `fault_page` writes the body that suits the
//! caller: JSON for a program, a page with a way back for a person.

use std::any::Any;
use std::sync::Arc;

use axum::body::Body;
use axum::http::header::RETRY_AFTER;
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use crate::app::{Action, AskError, titles};
use crate::catalogue::say;
use crate::office::Stage;

/// Why a request is not answered. The message is for the reader; the source, where there is one, is for the log.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("Вопрос задан неверно")]
    BadQuestion {
        summary: String,
        /// `{path, message, hint}` for every fault of the question.
        faults: Vec<Value>,
    },
    #[error("{0}")]
    BadRequest(String),
    #[error("Нужно войти в систему")]
    NotSignedIn,
    #[error("{}", match .0 {
        Stage::SecondFactor => "Вход не окончен: нужен одноразовый код",
        Stage::NewPassword | Stage::Whole => "Вход не окончен: нужно сменить пароль",
    })]
    Unfinished(Stage),
    #[error("{0}")]
    NotAllowed(String),
    #[error("{}", .0.refusal())]
    MayNot(Action),
    #[error("Запрос пришёл с чужого сайта и не выполнен")]
    ForeignOrigin,
    #[error("Не найдено")]
    NotFound,
    #[error("{0}")]
    Conflict(String),
    #[error("Так обратиться по этому адресу нельзя")]
    WrongMethod,
    #[error("Запрос слишком велик")]
    TooLarge,
    #[error("{0}")]
    Unprocessable(String),
    #[error("Слишком много попыток")]
    TooMany { retry_after_s: u64 },
    #[error("Сейчас выполняется слишком много запросов")]
    Busy,
    #[error("Данных ещё нет")]
    NoRelease,
    #[error("Ответ не успел посчитаться за отведённое время")]
    TimedOut,
    #[error(
        "На сервере не хватило места на диске: сообщите администратору, а пока сузьте отрезок или добавьте фильтр"
    )]
    NoRoom,
    #[error("Внутренняя ошибка")]
    Inner {
        /// The id under which the cause is already in the log, when it was logged where it arose.
        id: Option<String>,
        source: Option<Box<dyn std::error::Error + Send + Sync>>,
    },
}

impl Error {
    /// Wraps a cause that the reader can do nothing about.
    pub fn inner(source: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Self::Inner {
            id: None,
            source: Some(source.into()),
        }
    }

    /// Says what is wrong with one parameter of an address.
    pub fn bad_parameter(name: &str, message: &str, hint: &str) -> Self {
        Self::BadQuestion {
            summary: say!("question-unread"),
            faults: vec![json!({"path": name, "message": message, "hint": hint})],
        }
    }

    pub fn status(&self) -> StatusCode {
        match self {
            Self::BadQuestion { .. } | Self::BadRequest(_) => StatusCode::BAD_REQUEST,
            Self::NotSignedIn => StatusCode::UNAUTHORIZED,
            Self::Unfinished(_) | Self::NotAllowed(_) | Self::MayNot(_) | Self::ForeignOrigin => {
                StatusCode::FORBIDDEN
            }
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::Conflict(_) => StatusCode::CONFLICT,
            Self::WrongMethod => StatusCode::METHOD_NOT_ALLOWED,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::Unprocessable(_) => StatusCode::UNPROCESSABLE_ENTITY,
            Self::TooMany { .. } => StatusCode::TOO_MANY_REQUESTS,
            Self::Busy | Self::NoRelease => StatusCode::SERVICE_UNAVAILABLE,
            Self::TimedOut => StatusCode::GATEWAY_TIMEOUT,
            Self::NoRoom => StatusCode::INSUFFICIENT_STORAGE,
            Self::Inner { .. } => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// Says on a page what happened, in its reader's language. Texts that came with the error stay as they are.
    pub fn told(&self) -> String {
        match self {
            Self::BadQuestion { .. } => say!("faults-bad-question"),
            Self::BadRequest(text)
            | Self::NotAllowed(text)
            | Self::Unprocessable(text)
            | Self::Conflict(text) => text.clone(),
            Self::NotSignedIn => say!("faults-not-signed-in"),
            Self::Unfinished(Stage::SecondFactor) => say!("faults-code-wanted"),
            Self::Unfinished(Stage::NewPassword | Stage::Whole) => say!("faults-password-wanted"),
            Self::MayNot(action) => titles::refusal(*action),
            Self::ForeignOrigin => say!("faults-foreign-origin"),
            Self::NotFound => say!("faults-not-found"),
            Self::WrongMethod => say!("faults-wrong-method"),
            Self::TooLarge => say!("faults-too-large"),
            Self::TooMany { .. } => say!("faults-too-many"),
            Self::Busy => say!("faults-busy"),
            Self::NoRelease => say!("faults-no-release"),
            Self::TimedOut => say!("faults-timed-out"),
            Self::NoRoom => say!("faults-no-room"),
            Self::Inner { .. } => say!("faults-inner"),
        }
    }

    /// Returns what the reader can do about it.
    pub fn advice(&self) -> String {
        match self {
            Self::BadQuestion { .. } | Self::BadRequest(_) | Self::Unprocessable(_) => {
                say!("faults-advice-correct")
            }
            Self::NotSignedIn | Self::Unfinished(_) => say!("faults-advice-sign-in"),
            Self::NotAllowed(_) | Self::MayNot(_) => say!("faults-advice-access"),
            Self::ForeignOrigin => say!("faults-advice-own-page"),
            Self::NotFound => say!("faults-advice-address"),
            Self::WrongMethod => say!("faults-advice-back"),
            Self::Conflict(_) => say!("faults-advice-conflict"),
            Self::TooLarge => say!("faults-advice-smaller"),
            Self::TooMany { .. } => say!("faults-advice-wait"),
            Self::Busy => say!("faults-advice-minute"),
            Self::NoRelease => say!("faults-advice-first-load"),
            Self::TimedOut => say!("faults-advice-narrow"),
            Self::NoRoom => say!("faults-advice-room"),
            Self::Inner { .. } => say!("faults-advice-report"),
        }
    }

    /// Returns the body for a program; `request_id` stands in it for what the reader may not see.
    pub fn to_json(&self, request_id: &str) -> Value {
        match self {
            Self::BadQuestion { summary, faults } => {
                json!({"error": summary, "diagnostics": faults})
            }
            Self::Inner { id, .. } => {
                json!({"error": self.to_string(), "request_id": id.as_deref().unwrap_or(request_id)})
            }
            Self::BadRequest(_)
            | Self::NotSignedIn
            | Self::Unfinished(_)
            | Self::NotAllowed(_)
            | Self::MayNot(_)
            | Self::ForeignOrigin
            | Self::NotFound
            | Self::Conflict(_)
            | Self::WrongMethod
            | Self::TooLarge
            | Self::Unprocessable(_)
            | Self::TooMany { .. }
            | Self::Busy
            | Self::NoRelease
            | Self::TimedOut
            | Self::NoRoom => json!({"error": self.to_string()}),
        }
    }

    fn retry_after_s(&self) -> Option<u64> {
        match self {
            Self::TooMany { retry_after_s } => Some(*retry_after_s),
            Self::Busy => Some(5),
            Self::NoRelease => Some(60),
            _ => None,
        }
    }
}

impl IntoResponse for Error {
    /// Fixes the status and leaves the error itself for `fault_page`, which knows who asks.
    fn into_response(self) -> Response {
        let mut response = self.status().into_response();
        if let Some(seconds) = self.retry_after_s() {
            response
                .headers_mut()
                .insert(RETRY_AFTER, HeaderValue::from(seconds));
        }
        response.extensions_mut().insert(Arc::new(self));
        response
    }
}

impl From<AskError> for Error {
    fn from(error: AskError) -> Self {
        match error {
            AskError::Refused { error, faults } => Self::BadQuestion {
                summary: error,
                faults: faults
                    .into_iter()
                    .map(|fault| json!({"path": fault.path, "message": fault.message, "hint": fault.hint}))
                    .collect(),
            },
            AskError::NotAllowed { message } => Self::NotAllowed(message),
            AskError::NotFound => Self::NotFound,
            AskError::Conflict { message } => Self::Conflict(message),
            AskError::Busy => Self::Busy,
            AskError::TimedOut => Self::TimedOut,
            AskError::NoRoom => Self::NoRoom,
            AskError::NoRelease => Self::NoRelease,
            AskError::Inner { id } => Self::Inner {
                id: Some(id),
                source: None,
            },
        }
    }
}

/// Answers a path that no route knows.
pub async fn not_found() -> Error {
    Error::NotFound
}

/// Answers a known path asked with a method that it does not take.
pub async fn wrong_method() -> Error {
    Error::WrongMethod
}

/// Turns a panic of a handler into an ordinary internal error, so that it is logged and told like any other.
pub fn caught_panic(panic: Box<dyn Any + Send + 'static>) -> Response<Body> {
    let message = panic
        .downcast_ref::<&str>()
        .map(|text| (*text).to_owned())
        .or_else(|| panic.downcast_ref::<String>().cloned())
        .unwrap_or_else(|| "panic without a message".to_owned());
    Error::inner(message).into_response()
}
