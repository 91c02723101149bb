//! Question: reads the query JSON of a request, however the client sends it.
//!
//! It comes as `?query=`, as a JSON body `{"query": …}` or bare, or as the field `query` of a form, so that a
//! page can ask for a file without JavaScript. Cube's client adds `queryType=multi` and wants the answer wrapped.

use axum::body::{Body, Bytes};
use axum::extract::{Form, FromRequest, Query, Request};
use axum::http::header::CONTENT_TYPE;
use axum::http::{Method, StatusCode};
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::Error;
use crate::catalogue::say;

/// The questions of one request.
pub struct Question {
    /// One query object; several where the client blends them.
    pub specs: Vec<Map<String, Value>>,
    /// Whether the client sent a list, so that the answer is one too.
    pub is_blended: bool,
    /// Whether the client wants the answer inside `results`, as Cube's does.
    pub is_multi: bool,
    /// What the asker calls the answer, as it was sent.
    pub title: Option<String>,
}

impl Question {
    fn of(query: Value, fields: Fields) -> Result<Self, Error> {
        let is_blended = query.is_array();
        Ok(Self {
            specs: objects(query)?,
            is_blended,
            is_multi: fields.query_type.as_deref() == Some("multi"),
            title: fields.title,
        })
    }

    /// Returns the query of a request that may ask one thing only.
    pub fn single(mut self) -> Result<Map<String, Value>, Error> {
        match self.specs.pop() {
            Some(spec) if self.specs.is_empty() => Ok(spec),
            _ => Err(fault(
                "query",
                &say!("question-single"),
                &say!("question-single-hint"),
            )),
        }
    }
}

/// Most questions of one blended request; each is run for itself.
const BLENDED_LIMIT: usize = 10;

/// What may stand in the query string or in a form.
#[derive(Default, Deserialize)]
struct Fields {
    query: Option<String>,
    #[serde(rename = "queryType")]
    query_type: Option<String>,
    title: Option<String>,
}

impl<S: Send + Sync> FromRequest<S> for Question {
    type Rejection = Error;

    async fn from_request(request: Request, state: &S) -> Result<Self, Error> {
        let Query(mut said) = Query::<Fields>::try_from_uri(request.uri())
            .map_err(|_| Error::BadRequest(say!("question-unread-address")))?;
        let has_body = *request.method() == Method::POST;
        let is_form = request
            .headers()
            .get(CONTENT_TYPE)
            .and_then(|value| value.to_str().ok())
            .is_some_and(|kind| kind.starts_with("application/x-www-form-urlencoded"));
        let (parts, body) = request.into_parts();
        let body = if has_body {
            Bytes::from_request(Request::from_parts(parts.clone(), body), state)
                .await
                .map_err(|rejection| unread(rejection.status(), &say!("question-unread-body")))?
        } else {
            Bytes::new()
        };
        // Plain tools name JSON a form unless they are told otherwise; no form begins with a bracket.
        if is_form && !body.is_empty() && !body.starts_with(b"{") && !body.starts_with(b"[") {
            let form = Request::from_parts(parts, Body::from(body));
            let Form(fields) = Form::<Fields>::from_request(form, state)
                .await
                .map_err(|rejection| unread(rejection.status(), &say!("question-unread-form")))?;
            let query = parse(fields.query.unwrap_or_default().as_bytes())?;
            said.query_type = said.query_type.or(fields.query_type);
            said.title = said.title.or(fields.title);
            return Self::of(query, said);
        }

        let query = if body.is_empty() {
            parse(said.query.as_deref().unwrap_or_default().as_bytes())?
        } else {
            let mut sent = parse(&body)?;
            match sent.get_mut("query").map(Value::take) {
                None => sent,
                Some(query) => {
                    let text = |name: &str| sent[name].as_str().map(str::to_owned);
                    said.query_type = said.query_type.or_else(|| text("queryType"));
                    said.title = said.title.or_else(|| text("title"));
                    // The query may be JSON inside JSON.
                    match query {
                        Value::String(text) => parse(text.as_bytes())?,
                        query => query,
                    }
                }
            }
        };
        Self::of(query, said)
    }
}

const EXAMPLE: &str = r#"{"measures": ["attendance.attendance_pct"]}"#;

fn objects(query: Value) -> Result<Vec<Map<String, Value>>, Error> {
    let not_an_object = || {
        fault(
            "query",
            &say!("question-not-object"),
            &say!("question-example", example = EXAMPLE),
        )
    };
    match query {
        Value::Object(spec) => Ok(vec![spec]),
        Value::Array(specs) if (1..=BLENDED_LIMIT).contains(&specs.len()) => specs
            .into_iter()
            .map(|spec| match spec {
                Value::Object(spec) => Ok(spec),
                _ => Err(not_an_object()),
            })
            .collect(),
        _ => Err(not_an_object()),
    }
}

fn parse(text: &[u8]) -> Result<Value, Error> {
    if text.is_empty() {
        return Err(fault(
            "query",
            &say!("question-not-sent"),
            &say!("question-not-sent-hint"),
        ));
    }
    serde_json::from_slice(text).map_err(|error| {
        fault(
            "query",
            &say!(
                "question-not-json",
                line = error.line().to_string(),
                column = error.column().to_string()
            ),
            &say!("question-not-json-hint"),
        )
    })
}

fn unread(status: StatusCode, message: &str) -> Error {
    if status == StatusCode::PAYLOAD_TOO_LARGE {
        Error::TooLarge
    } else {
        Error::BadRequest(message.to_owned())
    }
}

fn fault(path: &str, message: &str, hint: &str) -> Error {
    Error::BadQuestion {
        summary: message.to_owned(),
        faults: vec![json!({"path": path, "message": message, "hint": hint})],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn read(request: Request) -> Result<Question, Error> {
        Question::from_request(request, &()).await
    }

    fn post(kind: &str, body: &'static str) -> Request {
        Request::post("/api/v1/load")
            .header(CONTENT_TYPE, kind)
            .body(Body::from(body))
            .expect("a request")
    }

    #[tokio::test]
    async fn a_question_is_read_wherever_it_stands() {
        let get = Request::get("/api/v1/load?query=%7B%22measures%22%3A%5B%5D%7D&queryType=multi")
            .body(Body::empty())
            .expect("a request");
        let requests = [
            (get, true),
            (
                post(
                    "application/json",
                    r#"{"query": {"measures": []}, "queryType": "multi"}"#,
                ),
                true,
            ),
            (
                post("application/json", r#"{"query": "{\"measures\": []}"}"#),
                false,
            ),
            (post("application/json", r#"{"measures": []}"#), false),
            (
                post("application/x-www-form-urlencoded", r#"{"measures": []}"#),
                false,
            ),
            (
                post(
                    "application/x-www-form-urlencoded",
                    "query=%7B%22measures%22%3A%5B%5D%7D",
                ),
                false,
            ),
        ];
        for (request, is_multi) in requests {
            let question = read(request).await.expect("a question");
            assert_eq!(question.is_multi, is_multi);
            assert_eq!(
                Value::Object(question.single().expect("one")),
                json!({"measures": []})
            );
        }
    }

    #[tokio::test]
    async fn what_is_not_a_question_is_refused() {
        for body in ["", "{", "[]", "1", r#"{"query": [1]}"#] {
            let refused = read(post("application/json", body)).await;
            assert!(
                matches!(refused, Err(Error::BadQuestion { .. })),
                "{body:?}"
            );
        }
    }
}
