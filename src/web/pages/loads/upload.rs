//! `POST /loads`: an extract handed over by a form. What is refused is told on the page itself.

use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};

use super::history::Asked;
use super::rules;
use crate::app::{AskError, Uploaded, reason_told};
use crate::catalogue::say;
use crate::diagnostic::Diagnostic;
use crate::export::numbers;
use crate::web::Error;
use crate::web::door::SignedIn;
use crate::web::pages::html;
use crate::web::parts::address;
use crate::web::receiving;
use crate::web::site::Site;

/// The form by which an extract is handed over.
pub struct UploadForm {
    pub most_bytes: usize,
    /// The same in words.
    pub most: String,
    pub refusal: Option<Refusal>,
}

/// Why an extract was not taken.
pub struct Refusal {
    pub status: StatusCode,
    pub title: String,
    pub advice: String,
    /// What was found wrong, each with what to do about it.
    pub faults: Vec<(String, String)>,
}

impl UploadForm {
    pub fn new(most_bytes: usize, refusal: Option<Refusal>) -> Self {
        Self {
            most_bytes,
            most: size(most_bytes as u64),
            refusal,
        }
    }
}

pub async fn receive(
    State(site): State<Site>,
    SignedIn(asker): SignedIn,
    request: Request,
) -> Result<Response, Error> {
    let refusal = match receiving::receive(&site, &asker, request).await {
        Ok(upload) => match site.app.take_upload(&asker, &upload).await {
            Ok(Uploaded::Received(record)) => {
                let place = format!("/loads/{}", address::encoded(&record.load_id));
                return Ok(Redirect::to(&place).into_response());
            }
            Ok(Uploaded::Unreadable(record)) => unreadable(&record.diagnostics),
            Err(AskError::NotAllowed { .. }) => refusal(StatusCode::FORBIDDEN, "foreign"),
            Err(error) => return Err(error.into()),
        },
        Err(Error::TooLarge) => Refusal {
            advice: say!(
                "loads-upload-large-advice",
                most = size(site.app.config.limits.body_bytes as u64)
            ),
            ..refusal(StatusCode::PAYLOAD_TOO_LARGE, "large")
        },
        Err(Error::Unprocessable(_)) => refusal(StatusCode::UNPROCESSABLE_ENTITY, "no-file"),
        Err(Error::BadRequest(_)) => refusal(StatusCode::BAD_REQUEST, "cut"),
        Err(error) => return Err(error),
    };
    let status = refusal.status;
    let page = super::page(&site, &asker, &Asked::default(), Some(refusal)).await?;
    Ok((status, html(&page)?).into_response())
}

fn refusal(status: StatusCode, cause: &str) -> Refusal {
    Refusal {
        status,
        title: say!(&format!("loads-upload-{cause}")),
        advice: say!(&format!("loads-upload-{cause}-advice")),
        faults: Vec::new(),
    }
}

fn unreadable(diagnostics: &[Diagnostic]) -> Refusal {
    let faults = diagnostics.iter().map(|diagnostic| {
        let words = rules::words(diagnostic.severity, &diagnostic.rule);
        let place = diagnostic.file.iter().chain(&diagnostic.column);
        let place: Vec<&str> = place.map(String::as_str).collect();
        let told = match place.is_empty() {
            true => say!(
                "loads-fault",
                rule = words.title,
                message = reason_told(&diagnostic.message)
            ),
            false => say!(
                "loads-fault-at",
                rule = words.title,
                place = place.join(", "),
                message = reason_told(&diagnostic.message)
            ),
        };
        (told, words.cure)
    });
    Refusal {
        faults: faults.collect(),
        ..refusal(StatusCode::UNPROCESSABLE_ENTITY, "unreadable")
    }
}

/// Writes the size of a file; a whole number of megabytes without a decimal.
pub fn size(bytes: u64) -> String {
    const KILO: f64 = 1024.0;
    let kilobytes = (bytes as f64 / KILO).ceil();
    if kilobytes < KILO {
        return say!("loads-size-kb", size = numbers::number(kilobytes, 0));
    }
    let tenths = (kilobytes / KILO * 10.0).round();
    let decimals = u8::from(tenths % 10.0 != 0.0);
    say!(
        "loads-size-mb",
        size = numbers::number(tenths / 10.0, decimals)
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_sizes_have_no_decimal() {
        for (bytes, expected) in [
            (0, "0 КБ"),
            (1, "1 КБ"),
            (1024 * 1024 - 1, "1 МБ"),
            (64 << 20, "64 МБ"),
            ((64 << 20) + 1024, "64 МБ"),
            ((1 << 20) * 5 / 2, "2,5 МБ"),
            (256 << 20, "256 МБ"),
        ] {
            assert_eq!(size(bytes).replace('\u{a0}', " "), expected);
        }
    }
}
