//! People: an office with somebody in each role, and the site through which they come.

use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::http::header::{AUTHORIZATION, CONTENT_TYPE, COOKIE, SET_COOKIE};
use axum::http::request::Builder;
use axum::http::{HeaderMap, Method, Request, StatusCode};
use futures::StreamExt;
use serde_json::Value;
use svodka::app::{App, Asker};
use svodka::config::Config;
use svodka::loads::Silent;
use svodka::office::{NewToken, NewUser, Reach, UserScope};
use tempfile::TempDir;
use tower::ServiceExt;

use crate::office::{Segment, small_school};

pub const PASSWORD: &str = "оса летит на юг 7";

/// An office with two schools and somebody in each role.
pub struct People {
    pub app: Arc<App>,
    pub router: Router,
    pub folder: TempDir,
}

/// A login, a role, whose rows, and rights.
type Person = (
    &'static str,
    &'static str,
    fn() -> UserScope,
    &'static [&'static str],
);

fn office() -> UserScope {
    UserScope::Office
}

fn school() -> UserScope {
    UserScope::School {
        school_id: "s1".into(),
    }
}

fn classes() -> UserScope {
    UserScope::Classes {
        school_id: "s1".into(),
        class_ids: vec!["c5".into()],
    }
}

fn groups() -> UserScope {
    UserScope::Groups {
        school_id: "s1".into(),
        group_ids: vec!["g2".into()],
    }
}

const EVERYBODY: &[Person] = &[
    ("office_head", "office_head", office, &["users"]),
    ("office", "office", office, &[]),
    ("centre", "centre", office, &["sql"]),
    ("segment_admin", "segment_admin", office, &["users"]),
    ("director", "director", school, &["personal_data", "users"]),
    ("deputy", "deputy", school, &["personal_data"]),
    ("homeroom", "homeroom", classes, &["personal_data"]),
    ("house_tutor", "house_tutor", classes, &["personal_data"]),
    ("teacher", "teacher", groups, &["personal_data"]),
    ("security", "security", office, &[]),
    ("system_admin", "system_admin", office, &["users"]),
];

impl People {
    pub async fn new() -> Self {
        Self::with(|_| ()).await
    }

    /// Makes an office with settings of its own.
    pub async fn with(settings: impl FnOnce(&mut Config)) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let mut config = Config::for_testing(&folder.path().join("data"));
        settings(&mut config);
        let app = Arc::new(App::init(config).await.expect("a new office"));
        let people = Self {
            router: svodka::web::router(app.clone()),
            app,
            folder,
        };
        people.load(&[small_school("s1"), small_school("s2")]).await;
        for (login, role, scope, rights) in EVERYBODY {
            people.add(login, role, scope(), rights).await;
        }
        people
    }

    /// Loads segments as one night.
    pub async fn load(&self, segments: &[Segment]) {
        // Where an extract lay before, files would be left that the next one does not name.
        let folder = tempfile::tempdir_in(self.folder.path()).expect("a folder");
        let mut paths = Vec::new();
        for (number, segment) in segments.iter().enumerate() {
            let path = folder.path().join(format!("extract-{number}"));
            segment.write(&path);
            paths.push(path);
        }
        let loaded = self.app.load(&paths, false, Arc::new(Silent)).await;
        loaded.expect("a load");
    }

    pub async fn add(&self, login: &str, role: &str, scope: UserScope, rights: &[&str]) {
        let mut user = NewUser::new(login, "Иванова Анна Петровна", role, scope);
        user.ground = Some("Приказ № 1".into());
        for right in rights {
            user = user.with(right, "Приказ № 2");
        }
        let now = self.app.clock.now();
        let office = &self.app.office;
        office.add_user(&user, "", now).await.expect("a user");
    }

    pub async fn set_password(&self, login: &str, is_temporary: bool) {
        let now = self.app.clock.now();
        let office = &self.app.office;
        let set = office
            .set_password(login, PASSWORD, is_temporary, now)
            .await;
        set.expect("a password");
    }

    /// Returns somebody as an asker.
    pub async fn asker(&self, login: &str) -> Asker {
        let user = self.app.office.user_by_login(login).await;
        let user = user.expect("records").expect("a user");
        self.app.asker_of_user(user).await.expect("an asker")
    }

    /// Makes a token with everything that its owner has.
    pub async fn token(&self, login: &str) -> String {
        let user = self.app.office.user_by_login(login).await;
        let user = user.expect("records").expect("a user");
        let rights = user.grants.iter().map(|grant| grant.name.clone()).collect();
        let name = format!("t{}", rand::random::<u32>());
        let token = NewToken {
            reach: Reach::Questions {
                scope: None,
                rights,
            },
            ..NewToken::new(&name, None)
        };
        let now = self.app.clock.now();
        let made = self.app.office.create_token(user.id, &token, now).await;
        made.expect("a token")
    }

    /// Makes a token for uploads of one school.
    pub async fn upload_token(&self, login: &str, school_id: &str) -> String {
        let user = self.app.office.user_by_login(login).await;
        let user = user.expect("records").expect("a user");
        let token = NewToken {
            reach: Reach::Uploads {
                school_id: school_id.into(),
            },
            ..NewToken::new(&format!("u-{school_id}"), None)
        };
        let now = self.app.clock.now();
        let made = self.app.office.create_token(user.id, &token, now).await;
        made.expect("a token")
    }

    pub async fn send(&self, request: Request<Body>) -> Answer {
        let response = self.router.clone().oneshot(request).await;
        let (head, body) = response.expect("a response").into_parts();
        let mut bytes = Vec::new();
        let mut chunks = body.into_data_stream();
        while let Some(chunk) = chunks.next().await {
            bytes.extend_from_slice(&chunk.expect("a chunk"));
        }
        Answer {
            status: head.status,
            headers: head.headers,
            bytes,
        }
    }

    /// Asks with a token.
    pub async fn get(&self, token: &str, path: &str) -> Answer {
        self.send(empty(Request::get(path).header(AUTHORIZATION, token)))
            .await
    }

    /// Posts JSON with a token.
    pub async fn post(&self, token: &str, path: &str, body: &Value) -> Answer {
        let request = Request::post(path)
            .header(AUTHORIZATION, token)
            .header(CONTENT_TYPE, "application/json")
            .body(Body::from(body.to_string()));
        self.send(request.expect("a request")).await
    }

    /// Asks a question with a token.
    pub async fn ask(&self, token: &str, query: &Value) -> Answer {
        self.post(token, "/api/v1/load", query).await
    }

    /// Signs in by the form.
    pub async fn sign_in(&self, login: &str, password: &str) -> Answer {
        let body = format!("login={}&password={}", encoded(login), encoded(password));
        self.form(Method::POST, "/session", "", &body).await
    }

    /// Sends a form, with a cookie.
    pub async fn form(&self, method: Method, path: &str, cookie: &str, body: &str) -> Answer {
        let request = Request::builder()
            .method(method)
            .uri(path)
            .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
            .header(COOKIE, cookie)
            .body(Body::from(body.to_owned()));
        self.send(request.expect("a request")).await
    }

    /// Asks with a cookie.
    pub async fn visit(&self, cookie: &str, path: &str) -> Answer {
        self.send(empty(Request::get(path).header(COOKIE, cookie)))
            .await
    }
}

pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub bytes: Vec<u8>,
}

impl Answer {
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.bytes).into_owned()
    }

    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.bytes)
            .unwrap_or_else(|error| panic!("not JSON ({error}): {}", self.text()))
    }

    pub fn header(&self, name: &str) -> &str {
        let value = self.headers.get(name);
        value
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default()
    }

    /// Returns the cookie that was set, as it is sent back.
    pub fn cookie(&self) -> String {
        let cookie = self.header(SET_COOKIE.as_str());
        cookie.split(';').next().unwrap_or_default().to_owned()
    }
}

pub fn empty(request: Builder) -> Request<Body> {
    request.body(Body::empty()).expect("a request")
}

pub fn encoded(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}
