//! Signing in by the office's own identity provider: who comes in, and what is refused as an attacker would try it.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::header::{COOKIE, HeaderMap, LOCATION, SET_COOKIE};
use axum::http::{Request, StatusCode};
use openidconnect::core::CoreIdTokenClaims;
use openidconnect::url::Url;
use openidconnect::{
    Audience, EndUserEmail, EndUserUsername, IssuerUrl, Nonce, PrivateSigningKey, SubjectIdentifier,
};
use svodka::app::App;
use svodka::audit::{Action, Filter, Outcome};
use svodka::config::{Config, NamingClaim, Secret, SignIn};
use svodka::office::{self, NewUser, UserScope};
use tower::ServiceExt;

use crate::oidc_provider::{self as provider, Provider, moment};

const SITE: &str = "http://svodka.test";

/// A site whose provider knows `methodist` as person-1.
struct Stage {
    app: Arc<App>,
    router: Router,
    provider: Provider,
    _folder: tempfile::TempDir,
}

impl Stage {
    async fn new() -> Self {
        let stage = Self::with(|_| ()).await;
        stage.bind("methodist", "person-1").await;
        stage
    }

    /// Makes a site with settings of its own, on which nobody is bound yet.
    async fn with(settings: impl FnOnce(&mut Config)) -> Self {
        let provider = Provider::start().await;
        let folder = tempfile::tempdir().expect("a folder");
        let mut config = Config::for_testing(folder.path());
        config.serve.public_url = Some(SITE.to_owned());
        config.sign_in = SignIn {
            oidc_issuer: Some(provider.issuer()),
            oidc_client_id: provider::CLIENT_ID.to_owned(),
            oidc_client_secret: Secret::new(provider::CLIENT_SECRET),
            oidc_title: "Войти через <Область>".to_owned(),
            ..SignIn::default()
        };
        settings(&mut config);
        let app = Arc::new(App::init(config).await.expect("an application"));
        for login in ["methodist", "colleague"] {
            let user = NewUser::new(
                login,
                "Смирнова Ольга Николаевна",
                "office",
                UserScope::Office,
            );
            let added = app.office.add_user(&user, "", app.clock.now()).await;
            added.expect("a user");
        }
        Self {
            router: svodka::web::router(app.clone()),
            app,
            provider,
            _folder: folder,
        }
    }

    async fn bind(&self, login: &str, subject: &str) {
        let set = self.app.office.set_subject(login, Some(subject)).await;
        set.expect("a subject");
    }

    fn browser(&self) -> Browser {
        Browser {
            router: self.router.clone(),
            cookies: BTreeMap::new(),
        }
    }

    /// Goes out with a browser, signs in at the provider and comes back.
    async fn sign_in(&self, browser: &mut Browser, next: &str) -> Answer {
        let way_back = self.go(browser, next).await;
        browser.come_back(&way_back).await
    }

    /// Goes out and signs in at the provider; returns the way back.
    async fn go(&self, browser: &mut Browser, next: &str) -> Url {
        let gone = browser
            .get(&format!("/session/oidc?next={}", encoded(next)))
            .await;
        assert_eq!(gone.status, StatusCode::SEE_OTHER, "{}", gone.body);
        let address = Url::parse(gone.header(LOCATION.as_str())).expect("an address");
        self.provider.authorize(&address)
    }

    /// Says as what and with which outcome sign-ins by the provider were written down, the last first.
    async fn written_down(&self) -> Vec<(String, Outcome)> {
        let filter = Filter {
            action: Some(Action::SignIn),
            text: Some("OpenID Connect".to_owned()),
            ..Filter::default()
        };
        let entries = self.app.audit_entries(filter, 10).await.expect("entries");
        entries
            .into_iter()
            .map(|recorded| (recorded.entry.login, recorded.entry.outcome))
            .collect()
    }
}

/// A browser that keeps its cookies.
struct Browser {
    router: Router,
    cookies: BTreeMap<String, String>,
}

impl Browser {
    async fn get(&mut self, path: &str) -> Answer {
        let cookies: Vec<String> = self
            .cookies
            .iter()
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        let request = Request::get(path)
            .header(COOKIE, cookies.join("; "))
            .body(Body::empty())
            .expect("a request");
        let response = self.router.clone().oneshot(request).await;
        let (head, body) = response.expect("a response").into_parts();
        let body = to_bytes(body, 1 << 20).await.expect("a body");
        for cookie in head.headers.get_all(SET_COOKIE) {
            let cookie = cookie.to_str().expect("a cookie");
            let pair = cookie
                .split(';')
                .next()
                .and_then(|pair| pair.split_once('='));
            let (name, value) = pair.expect("a name and a value");
            self.cookies.insert(name.to_owned(), value.to_owned());
        }
        Answer {
            status: head.status,
            headers: head.headers,
            body: String::from_utf8_lossy(&body).into_owned(),
        }
    }

    /// Follows the provider's way back.
    async fn come_back(&mut self, way_back: &Url) -> Answer {
        assert!(
            way_back
                .as_str()
                .starts_with(&format!("{SITE}/session/oidc/return?"))
        );
        let path = way_back.as_str().strip_prefix(SITE).expect("our own host");
        self.get(path).await
    }

    async fn is_signed_in(&mut self) -> bool {
        self.get("/api/v1/meta").await.status == StatusCode::OK
    }

    /// Checks that an answer was the sign-in page with a word of why, and opened nothing.
    async fn check_refused(&mut self, answer: &Answer, status: StatusCode, what: &str) {
        assert_eq!(answer.status, status, "{what}: {}", answer.body);
        assert!(
            answer.body.contains("Войти не удалось"),
            "{what}: {}",
            answer.body
        );
        assert!(answer.body.contains("action=\"/session\""), "{what}");
        assert!(answer.headers.get(SET_COOKIE).is_none(), "{what}");
        assert!(!self.is_signed_in().await, "{what}");
    }
}

struct Answer {
    status: StatusCode,
    headers: HeaderMap,
    body: String,
}

impl Answer {
    fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default()
    }
}

fn encoded(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}

/// Signs in with a provider that claims or signs otherwise, and checks that it is not believed.
async fn check_not_believed(
    what: &str,
    claims: fn(CoreIdTokenClaims) -> CoreIdTokenClaims,
    sign: fn(CoreIdTokenClaims) -> String,
) {
    let stage = Stage::new().await;
    stage.provider.says().claims = claims;
    stage.provider.says().sign = sign;
    let mut browser = stage.browser();
    let answer = stage.sign_in(&mut browser, "/").await;
    browser
        .check_refused(&answer, StatusCode::UNAUTHORIZED, what)
        .await;
    let written_down = stage.written_down().await;
    assert_eq!(written_down, [(String::new(), Outcome::Refused)], "{what}");
}

#[tokio::test]
async fn a_person_whom_the_provider_names_comes_in() {
    let stage = Stage::new().await;
    let mut browser = stage.browser();
    let page = browser.get("/login?next=%2Floads%3Fschool%3D12").await;
    let way = "href=\"/session/oidc?next=%2Floads%3Fschool%3D12\"";
    assert!(page.body.contains(way), "{}", page.body);
    assert!(
        page.body.contains("Войти через &#60;Область&#62;"),
        "{}",
        page.body
    );

    let answer = stage.sign_in(&mut browser, "/loads?school=12").await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
    assert_eq!(answer.header("location"), "/loads?school=12");
    let cookie = answer.header("set-cookie");
    assert!(cookie.starts_with("svodka_session="), "{cookie}");
    assert!(cookie.contains("HttpOnly"), "{cookie}");
    assert!(browser.is_signed_in().await);
    let written_down = stage.written_down().await;
    assert_eq!(written_down, [("methodist".to_owned(), Outcome::Done)]);
}

#[tokio::test]
async fn without_a_provider_there_is_no_such_way() {
    let stage = Stage::with(|config| config.sign_in = SignIn::default()).await;
    let mut browser = stage.browser();
    for path in ["/session/oidc", "/session/oidc/return?state=a&code=b"] {
        assert_eq!(
            browser.get(path).await.status,
            StatusCode::NOT_FOUND,
            "{path}"
        );
    }
    let page = browser.get("/login").await;
    assert!(!page.body.contains("/session/oidc"), "{}", page.body);
}

#[tokio::test]
async fn a_former_session_ends() {
    let stage = Stage::new().await;
    let mut browser = stage.browser();
    stage.sign_in(&mut browser, "/").await;
    let planted = browser.cookies.clone();
    stage.sign_in(&mut browser, "/").await;
    assert!(browser.is_signed_in().await);
    browser.cookies = planted;
    assert!(!browser.is_signed_in().await);
}

#[tokio::test]
async fn words_that_do_not_hold_are_not_believed() {
    use provider::signed;
    let as_is = |claims: CoreIdTokenClaims| claims;
    let other_nonce =
        |claims: CoreIdTokenClaims| claims.set_nonce(Some(Nonce::new("other".into())));
    check_not_believed("a wrong nonce", other_nonce, signed).await;
    check_not_believed("no nonce", |claims| claims.set_nonce(None), signed).await;
    let other_audience = |claims: CoreIdTokenClaims| {
        claims.set_audiences(vec![Audience::new("another-client".into())])
    };
    check_not_believed("a wrong audience", other_audience, signed).await;
    let more_audiences = |claims: CoreIdTokenClaims| {
        let audiences = [provider::CLIENT_ID, "another-client"];
        claims.set_audiences(audiences.map(|name| Audience::new(name.into())).to_vec())
    };
    check_not_believed("an audience beside us", more_audiences, signed).await;
    let other_issuer = |claims: CoreIdTokenClaims| {
        claims.set_issuer(IssuerUrl::new("https://other.example".into()).expect("an issuer"))
    };
    check_not_believed("a wrong issuer", other_issuer, signed).await;
    // By the wall's clock all tokens of this test have expired long ago, and the others are taken.
    let expired = |claims: CoreIdTokenClaims| claims.set_expiration(moment(-1).into());
    check_not_believed("an expired token", expired, signed).await;
    let nobody = |claims: CoreIdTokenClaims| claims.set_subject(SubjectIdentifier::new(" ".into()));
    check_not_believed("a person without a name", nobody, signed).await;
    check_not_believed("no signature", as_is, provider::unsigned).await;
    check_not_believed("another key", as_is, provider::signed_by_another).await;
    check_not_believed("an unknown key", as_is, provider::signed_by_second).await;
    check_not_believed("the client's secret", as_is, provider::signed_with_secret).await;
    let published = provider::signed_with_published_key;
    check_not_believed("the published key as a secret", as_is, published).await;
}

#[tokio::test]
async fn a_key_that_the_provider_has_changed_is_learnt() {
    let stage = Stage::new().await;
    let mut browser = stage.browser();
    stage.sign_in(&mut browser, "/").await;
    assert!(browser.is_signed_in().await);
    for (key, sign) in [
        (
            provider::second_key().as_verification_key(),
            provider::signed_by_second as fn(CoreIdTokenClaims) -> String,
        ),
        (
            provider::rsa_key().as_verification_key(),
            provider::signed_by_rsa,
        ),
    ] {
        stage.provider.says().keys = vec![key];
        stage.provider.says().sign = sign;
        let mut browser = stage.browser();
        stage.sign_in(&mut browser, "/").await;
        assert!(browser.is_signed_in().await);
    }
}

#[tokio::test]
async fn a_way_back_is_gone_once_and_by_the_browser_that_went_out() {
    let stage = Stage::new().await;
    let refused = StatusCode::UNAUTHORIZED;
    let mut browser = stage.browser();
    let way_back = stage.go(&mut browser, "/").await;

    let mut other = stage.browser();
    let answer = other.come_back(&way_back).await;
    other
        .check_refused(&answer, refused, "a browser without a secret")
        .await;
    stage.go(&mut other, "/").await;
    let answer = other.come_back(&way_back).await;
    other
        .check_refused(&answer, refused, "a browser with another secret")
        .await;

    // The attempts of others have not spoilt it.
    assert_eq!(
        browser.come_back(&way_back).await.status,
        StatusCode::SEE_OTHER
    );
    assert!(browser.is_signed_in().await);

    browser.cookies.remove("svodka_session");
    let answer = browser.come_back(&way_back).await;
    browser
        .check_refused(&answer, refused, "the same way back again")
        .await;
    // None of it came to the provider, so nothing of it is written down: else anybody could fill the disk.
    assert_eq!(stage.written_down().await.len(), 1);
}

#[tokio::test]
async fn what_stands_in_the_way_back_is_checked() {
    let stage = Stage::new().await;
    let mut browser = stage.browser();
    let refused = StatusCode::UNAUTHORIZED;
    let without = |way_back: &Url, name: &str, more: &[(&str, &str)]| {
        let mut changed = way_back.clone();
        let kept: Vec<(String, String)> = way_back
            .query_pairs()
            .filter(|(found, _)| found != name)
            .map(|(name, value)| (name.into_owned(), value.into_owned()))
            .collect();
        changed
            .query_pairs_mut()
            .clear()
            .extend_pairs(kept)
            .extend_pairs(more);
        changed
    };
    for (what, name, more) in [
        ("a wrong state", "state", ("state", "guessed")),
        ("no state", "state", ("a", "b")),
        ("no code", "code", ("a", "b")),
        ("a wrong code", "code", ("code", "guessed")),
        ("a refusal", "code", ("error", "access_denied")),
        ("a refusal with a code", "", ("error", "access_denied")),
        ("another issuer", "", ("iss", "https://other.example")),
    ] {
        let way_back = stage.go(&mut browser, "/").await;
        let answer = browser.come_back(&without(&way_back, name, &[more])).await;
        browser.check_refused(&answer, refused, what).await;
    }
    let way_back = stage.go(&mut browser, "/").await;
    let issuer = stage.provider.issuer();
    let answer = browser
        .come_back(&without(&way_back, "", &[("iss", &issuer)]))
        .await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
}

#[tokio::test]
async fn a_code_of_another_sign_in_is_not_taken() {
    let stage = Stage::new().await;
    let (mut browser, mut other) = (stage.browser(), stage.browser());
    let mut way_back = stage.go(&mut browser, "/").await;
    let stolen = stage.go(&mut other, "/").await;
    let value = |url: &Url, name: &str| {
        let mut pairs = url.query_pairs();
        let found = pairs.find(|(found, _)| found == name);
        found
            .map(|(_, value)| value.into_owned())
            .unwrap_or_default()
    };
    let (state, code) = (value(&way_back, "state"), value(&stolen, "code"));
    way_back
        .query_pairs_mut()
        .clear()
        .append_pair("state", &state)
        .append_pair("code", &code);
    let answer = browser.come_back(&way_back).await;
    let refused = StatusCode::UNAUTHORIZED;
    browser
        .check_refused(&answer, refused, "a code of another")
        .await;
}

#[tokio::test]
async fn people_without_an_account_are_told_so() {
    let stage = Stage::new().await;
    let refused = StatusCode::UNAUTHORIZED;
    for (subject, claims) in [
        (
            "person-2",
            (|claims| claims.set_subject(SubjectIdentifier::new("person-2".into())))
                as fn(CoreIdTokenClaims) -> CoreIdTokenClaims,
        ),
        // The provider's own number of somebody is no login of ours.
        ("colleague", |claims| {
            claims.set_subject(SubjectIdentifier::new("colleague".into()))
        }),
        ("PERSON-1", |claims| {
            claims.set_subject(SubjectIdentifier::new("PERSON-1".into()))
        }),
    ] {
        stage.provider.says().claims = claims;
        let mut browser = stage.browser();
        let answer = stage.sign_in(&mut browser, "/").await;
        browser.check_refused(&answer, refused, subject).await;
        assert!(answer.body.contains("учётной записи в системе у вас нет"));
        let written_down = stage.written_down().await;
        assert_eq!(written_down[0], (subject.to_owned(), Outcome::Refused));
    }
    let users = stage.app.office.users().await.expect("users");
    assert_eq!(users.len(), 2, "nobody is added");
}

#[tokio::test]
async fn a_closed_account_stays_closed() {
    let stage = Stage::new().await;
    let closed = stage.app.office.set_disabled("methodist", true).await;
    closed.expect("closed");
    let mut browser = stage.browser();
    let answer = stage.sign_in(&mut browser, "/").await;
    let refused = StatusCode::UNAUTHORIZED;
    browser
        .check_refused(&answer, refused, "a closed account")
        .await;
    let written_down = stage.written_down().await;
    assert_eq!(written_down, [("methodist".to_owned(), Outcome::Refused)]);
}

#[tokio::test]
async fn a_name_that_is_a_login_admits_until_another_is_bound() {
    let stage = Stage::with(|config| {
        config.sign_in.oidc_claim = NamingClaim::PreferredUsername;
    })
    .await;
    stage.provider.says().claims =
        |claims| claims.set_preferred_username(Some(EndUserUsername::new("Methodist".into())));
    let mut browser = stage.browser();
    stage.sign_in(&mut browser, "/").await;
    assert!(browser.is_signed_in().await);

    // Binding ends the sessions of whoever bore the name before.
    stage.bind("methodist", "o.smirnova").await;
    assert!(!browser.is_signed_in().await);
    let answer = stage.sign_in(&mut browser, "/").await;
    let refused = StatusCode::UNAUTHORIZED;
    browser
        .check_refused(&answer, refused, "a login whose name is another")
        .await;

    stage.provider.says().claims =
        |claims| claims.set_preferred_username(Some(EndUserUsername::new("o.smirnova".into())));
    stage.sign_in(&mut browser, "/").await;
    assert!(browser.is_signed_in().await);
}

#[tokio::test]
async fn an_address_that_nobody_has_verified_names_nobody() {
    let stage = Stage::with(|config| config.sign_in.oidc_claim = NamingClaim::Email).await;
    stage.bind("methodist", "o@edu.example").await;
    let refused = StatusCode::UNAUTHORIZED;
    for claims in [
        (|claims| claims.set_email(Some(EndUserEmail::new("o@edu.example".into()))))
            as fn(CoreIdTokenClaims) -> CoreIdTokenClaims,
        |claims| {
            let claims = claims.set_email(Some(EndUserEmail::new("o@edu.example".into())));
            claims.set_email_verified(Some(false))
        },
    ] {
        stage.provider.says().claims = claims;
        let mut browser = stage.browser();
        let answer = stage.sign_in(&mut browser, "/").await;
        browser.check_refused(&answer, refused, "an address").await;
    }
    stage.provider.says().claims = |claims| {
        let claims = claims.set_email(Some(EndUserEmail::new("o@edu.example".into())));
        claims.set_email_verified(Some(true))
    };
    let mut browser = stage.browser();
    stage.sign_in(&mut browser, "/").await;
    assert!(browser.is_signed_in().await);
}

#[tokio::test]
async fn a_provider_that_fails_lets_nobody_in() {
    // Nobody listens on the port of a listener that is closed again.
    let closed = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = closed.local_addr().expect("an address");
    drop(closed);
    let stage = Stage::with(|config| {
        config.sign_in.oidc_issuer = Some(format!("http://{address}"));
    })
    .await;
    let mut browser = stage.browser();
    let answer = browser.get("/session/oidc").await;
    let away = StatusCode::SERVICE_UNAVAILABLE;
    browser.check_refused(&answer, away, "nobody there").await;

    let stage = Stage::new().await;
    for (failure, told) in [
        (StatusCode::INTERNAL_SERVER_ERROR, away),
        (StatusCode::TEMPORARY_REDIRECT, away),
        (StatusCode::NOT_FOUND, StatusCode::UNAUTHORIZED),
        (StatusCode::OK, StatusCode::UNAUTHORIZED),
    ] {
        let mut browser = stage.browser();
        let way_back = stage.go(&mut browser, "/").await;
        stage.provider.says().failure = Some(failure);
        let answer = browser.come_back(&way_back).await;
        browser.check_refused(&answer, told, failure.as_str()).await;
        stage.provider.says().failure = None;
    }
    assert!(!stage.provider.was_elsewhere(), "a redirect was followed");

    let stage = Stage::new().await;
    stage.provider.says().padding = 2 << 20;
    let mut browser = stage.browser();
    let answer = browser.get("/session/oidc").await;
    browser
        .check_refused(&answer, away, "keys without an end")
        .await;
}

#[tokio::test]
async fn an_issuer_that_calls_itself_otherwise_is_not_taken() {
    let stage = Stage::with(|config| {
        let issuer = config.sign_in.oidc_issuer.as_deref().unwrap_or_default();
        config.sign_in.oidc_issuer = Some(format!("{issuer}/"));
    })
    .await;
    let mut browser = stage.browser();
    let answer = browser.get("/session/oidc").await;
    let away = StatusCode::SERVICE_UNAVAILABLE;
    browser
        .check_refused(&answer, away, "another name of the issuer")
        .await;
}

#[tokio::test]
async fn signing_in_never_leads_to_a_foreign_host() {
    let stage = Stage::new().await;
    let long = format!("/{}", "a".repeat(3_000));
    for next in [
        "https://evil.example/",
        "//evil.example",
        "/\\evil.example",
        "/a\r\nlocation: https://evil.example/",
        "javascript:alert(1)",
        "/login",
        "/session/oidc",
        &long,
    ] {
        let mut browser = stage.browser();
        let answer = stage.sign_in(&mut browser, next).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{next}");
        assert_eq!(answer.header("location"), "/", "{next}");
    }
}

#[tokio::test]
async fn over_https_the_secret_of_a_browser_is_bound_to_the_host() {
    let stage = Stage::with(|config| config.serve.is_https = true).await;
    let answer = stage.browser().get("/session/oidc").await;
    let cookie = answer.header("set-cookie");
    assert!(cookie.starts_with("__Host-svodka_oidc="), "{cookie}");
    for part in [
        "Secure",
        "HttpOnly",
        "SameSite=Lax",
        "Path=/",
        "Max-Age=600",
    ] {
        assert!(cookie.contains(part), "{cookie}");
    }
    assert!(!cookie.contains("Domain"), "{cookie}");
}

#[tokio::test]
async fn a_name_is_bound_to_one_user() {
    let stage = Stage::new().await;
    let office = &stage.app.office;
    let again = office.set_subject("colleague", Some("person-1")).await;
    assert!(
        matches!(again, Err(office::Error::SubjectTaken(_))),
        "{again:?}"
    );
    let unknown = office.set_subject("nobody", Some("person-3")).await;
    assert!(
        matches!(unknown, Err(office::Error::UnknownUser(_))),
        "{unknown:?}"
    );
    office
        .set_subject("methodist", None)
        .await
        .expect("unbound");
    office
        .set_subject("colleague", Some("person-1"))
        .await
        .expect("bound");
    let user = office.user_by_subject("person-1").await.expect("a user");
    assert_eq!(user.map(|user| user.login).as_deref(), Some("colleague"));
}
