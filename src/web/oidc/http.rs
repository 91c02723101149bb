//! HTTP to the provider: no redirects, few seconds, small answers.

use std::pin::Pin;
use std::time::Duration;

use axum::http::{self, StatusCode};
use openidconnect::{AsyncHttpClient, HttpRequest, HttpResponse};

/// How long the provider may take for one answer, to its last byte.
const TIMEOUT: Duration = Duration::from_secs(10);
/// The longest answer. Keys and tokens of real providers take some kilobytes.
const LONGEST: usize = 1 << 20;

/// The way to the provider.
pub struct Http(reqwest::Client);

#[derive(Debug, thiserror::Error)]
pub enum HttpError {
    #[error("the request failed")]
    Request(#[from] reqwest::Error),
    /// Neither an answer nor a refusal that the protocol knows.
    #[error("the answer is {0}")]
    Status(StatusCode),
    #[error("the answer is longer than {LONGEST} bytes")]
    TooLong,
}

impl Http {
    /// Makes the client. The certificates that it believes are the machine's, with what the office has added there.
    pub fn new(is_https: bool) -> Result<Self, HttpError> {
        let client = reqwest::Client::builder()
            // Whoever is redirected can be led to machines that only we reach.
            .redirect(reqwest::redirect::Policy::none())
            // Where the issuer is sheltered, so are the addresses that it names.
            .https_only(is_https)
            // Only the configuration reads the environment.
            .no_proxy()
            .timeout(TIMEOUT)
            .build()?;
        Ok(Self(client))
    }

    async fn fetch(&self, request: HttpRequest) -> Result<HttpResponse, HttpError> {
        let mut response = self.0.execute(request.try_into()?).await?;
        let status = response.status();
        if !status.is_success() && !status.is_client_error() {
            return Err(HttpError::Status(status));
        }
        let mut body = Vec::new();
        while let Some(chunk) = response.chunk().await? {
            if body.len() + chunk.len() > LONGEST {
                return Err(HttpError::TooLong);
            }
            body.extend_from_slice(&chunk);
        }
        let mut fetched = http::Response::new(body);
        *fetched.status_mut() = status;
        *fetched.headers_mut() = std::mem::take(response.headers_mut());
        Ok(fetched)
    }
}

impl<'c> AsyncHttpClient<'c> for Http {
    type Error = HttpError;
    type Future = Pin<Box<dyn Future<Output = Result<HttpResponse, HttpError>> + Send + 'c>>;

    fn call(&'c self, request: HttpRequest) -> Self::Future {
        Box::pin(self.fetch(request))
    }
}
