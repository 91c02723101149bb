//! Reader: somebody who has signed in and goes through the pages.

use axum::http::{Method, StatusCode};

use crate::people::{Answer, PASSWORD, People, encoded};

#[derive(Clone)]
pub struct Reader<'a> {
    pub people: &'a People,
    pub cookie: String,
}

impl<'a> Reader<'a> {
    pub async fn new(people: &'a People, login: &str) -> Self {
        people.set_password(login, false).await;
        let answer = people.sign_in(login, PASSWORD).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{login}");
        Self {
            people,
            cookie: answer.cookie(),
        }
    }

    /// Returns the same person, reading in English.
    pub fn in_english(&self) -> Self {
        Self {
            people: self.people,
            cookie: format!("{}; language=en", self.cookie),
        }
    }

    pub async fn get(&self, path: &str) -> Answer {
        self.people.visit(&self.cookie, path).await
    }

    /// Returns a page that must open.
    pub async fn page(&self, path: &str) -> String {
        let answer = self.get(path).await;
        assert_eq!(answer.status, StatusCode::OK, "{path}: {}", answer.text());
        answer.text()
    }

    /// Sends a form whose body is written already.
    pub async fn send(&self, path: &str, body: &str) -> Answer {
        self.people
            .form(Method::POST, path, &self.cookie, body)
            .await
    }

    /// Sends a form with these fields.
    pub async fn post(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let pairs = fields.iter();
        let pairs = pairs.map(|(name, value)| format!("{name}={}", encoded(value)));
        let body = pairs.collect::<Vec<_>>().join("&");
        self.send(path, &body).await
    }
}
