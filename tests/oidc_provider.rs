//! An identity provider of OpenID Connect, served on a port of its own: it takes nobody's password, checks what a
//! provider checks of its client, and says of the person what the test wants.

use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime};

use axum::extract::{Form, Query, State};
use axum::http::StatusCode;
use axum::http::header::{AUTHORIZATION, HeaderMap};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{any, get, post};
use axum::{Json, Router};
use openidconnect::core::{
    CoreEdDsaPrivateSigningKey, CoreHmacKey, CoreIdToken, CoreIdTokenClaims, CoreJsonWebKey,
    CoreJsonWebKeySet, CoreJwsSigningAlgorithm, CoreRsaPrivateSigningKey,
};
use openidconnect::url::Url;
use openidconnect::{
    Audience, EmptyAdditionalClaims, IssuerUrl, JsonWebKeyId, Nonce, PkceCodeChallenge,
    PkceCodeVerifier, PrivateSigningKey, StandardClaims, SubjectIdentifier,
};
use serde::Deserialize;
use serde_json::json;

pub const CLIENT_ID: &str = "svodka";
pub const CLIENT_SECRET: &str = "test-secret";
/// The two as a header of HTTP carries them.
const CREDENTIALS: &str = "Basic c3ZvZGthOnRlc3Qtc2VjcmV0";

/// The moment at which tokens are issued: that of the site's clock.
pub const NOW: &str = "2025-10-15T05:00:00Z";

/// Made for these tests; they guard nothing.
const SIGNING: &str = include_str!("oidc/signing.pem");
const OTHER: &str = include_str!("oidc/other.pem");
const RSA: &str = include_str!("oidc/rsa.pem");

/// A provider that is served until the test ends.
pub struct Provider {
    address: SocketAddr,
    state: Arc<Shared>,
}

/// What it says. By default all of it is right.
pub struct Says {
    /// Changes what is claimed of the person.
    pub claims: fn(CoreIdTokenClaims) -> CoreIdTokenClaims,
    pub sign: fn(CoreIdTokenClaims) -> String,
    /// The keys that it publishes.
    pub keys: Vec<CoreJsonWebKey>,
    /// The status with which the token endpoint fails; one of a redirect leads elsewhere.
    pub failure: Option<StatusCode>,
    /// Bytes of nothing around the keys.
    pub padding: usize,
}

struct Shared {
    issuer: String,
    says: Mutex<Says>,
    /// What was asked, by the code that was given out.
    codes: Mutex<HashMap<String, Asked>>,
    was_elsewhere: AtomicBool,
}

/// What a client asks of the person's browser.
#[derive(Debug, Clone, Deserialize)]
struct Asked {
    response_type: String,
    client_id: String,
    redirect_uri: String,
    state: String,
    nonce: String,
    scope: String,
    code_challenge: String,
    code_challenge_method: String,
}

/// With what a client exchanges a code.
#[derive(Deserialize)]
struct Exchange {
    grant_type: String,
    code: String,
    redirect_uri: String,
    code_verifier: String,
}

impl Provider {
    pub async fn start() -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0")
            .await
            .expect("a port");
        let address = listener.local_addr().expect("an address");
        let state = Arc::new(Shared {
            issuer: format!("http://{address}"),
            says: Mutex::new(Says {
                claims: |claims| claims,
                sign: signed,
                keys: vec![first_key().as_verification_key()],
                failure: None,
                padding: 0,
            }),
            codes: Mutex::default(),
            was_elsewhere: AtomicBool::new(false),
        });
        let routes = Router::new()
            .route("/.well-known/openid-configuration", get(metadata))
            .route("/keys", get(keys))
            .route("/token", post(exchange))
            .route("/elsewhere", any(elsewhere))
            .with_state(state.clone());
        tokio::spawn(async move { axum::serve(listener, routes).await });
        Self { address, state }
    }

    pub fn issuer(&self) -> String {
        self.state.issuer.clone()
    }

    /// Returns what it says, to be changed.
    pub fn says(&self) -> MutexGuard<'_, Says> {
        locked(&self.state.says)
    }

    /// Says whether anybody has followed the redirect.
    pub fn was_elsewhere(&self) -> bool {
        self.state.was_elsewhere.load(Ordering::Relaxed)
    }

    /// Signs a person in who has come by that address, and returns the way back with a code.
    pub fn authorize(&self, address: &Url) -> Url {
        assert_eq!(address.port(), Some(self.address.port()), "{address}");
        assert_eq!(address.path(), "/authorize");
        let query = address.query().unwrap_or_default();
        let uri = format!("/?{query}").parse().expect("an address");
        let Query(asked): Query<Asked> = Query::try_from_uri(&uri).expect("what was asked");
        assert_eq!(asked.response_type, "code");
        assert_eq!(asked.client_id, CLIENT_ID);
        assert_eq!(asked.code_challenge_method, "S256");
        assert!(asked.scope.split(' ').any(|scope| scope == "openid"));
        let mut way_back = Url::parse(&asked.redirect_uri).expect("an address");
        let mut codes = locked(&self.state.codes);
        let code = format!("code-{}", codes.len());
        way_back
            .query_pairs_mut()
            .append_pair("state", &asked.state)
            .append_pair("code", &code);
        codes.insert(code, asked);
        way_back
    }
}

/// Signs with the key that is published.
pub fn signed(claims: CoreIdTokenClaims) -> String {
    token(claims, &first_key(), CoreJwsSigningAlgorithm::EdDsa)
}

/// Signs with another key under the name of the published one.
pub fn signed_by_another(claims: CoreIdTokenClaims) -> String {
    let key = ed_key(OTHER, "first");
    token(claims, &key, CoreJwsSigningAlgorithm::EdDsa)
}

/// Signs with a key of another name.
pub fn signed_by_second(claims: CoreIdTokenClaims) -> String {
    token(claims, &second_key(), CoreJwsSigningAlgorithm::EdDsa)
}

pub fn signed_by_rsa(claims: CoreIdTokenClaims) -> String {
    let algorithm = CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha256;
    token(claims, &rsa_key(), algorithm)
}

/// Signs with the client's own secret, which the client knows, too.
pub fn signed_with_secret(claims: CoreIdTokenClaims) -> String {
    let key = CoreHmacKey::new(CLIENT_SECRET);
    token(claims, &key, CoreJwsSigningAlgorithm::HmacSha256)
}

/// Signs with what everybody knows as a secret: the published key.
pub fn signed_with_published_key(claims: CoreIdTokenClaims) -> String {
    let published = serde_json::to_string(&first_key().as_verification_key()).expect("a key");
    let key = CoreHmacKey::new(published);
    token(claims, &key, CoreJwsSigningAlgorithm::HmacSha256)
}

/// Says that nothing has to be signed: `{"alg":"none"}`.
pub fn unsigned(claims: CoreIdTokenClaims) -> String {
    let signed = signed(claims);
    let payload = signed.split('.').nth(1).expect("a payload");
    format!("eyJhbGciOiJub25lIn0.{payload}.")
}

pub fn second_key() -> CoreEdDsaPrivateSigningKey {
    ed_key(OTHER, "second")
}

pub fn rsa_key() -> CoreRsaPrivateSigningKey {
    let name = JsonWebKeyId::new("rsa".to_owned());
    CoreRsaPrivateSigningKey::from_pem(RSA, Some(name)).expect("a key")
}

fn first_key() -> CoreEdDsaPrivateSigningKey {
    ed_key(SIGNING, "first")
}

fn ed_key(pem: &str, name: &str) -> CoreEdDsaPrivateSigningKey {
    let name = JsonWebKeyId::new(name.to_owned());
    CoreEdDsaPrivateSigningKey::from_ed25519_pem(pem, Some(name)).expect("a key")
}

fn token<K>(claims: CoreIdTokenClaims, key: &K, algorithm: CoreJwsSigningAlgorithm) -> String
where
    K: PrivateSigningKey<VerificationKey = CoreJsonWebKey>,
{
    let token = CoreIdToken::new(claims, key, algorithm, None, None);
    token.expect("a token").to_string()
}

/// Returns a moment so many seconds from the site's.
pub fn moment(seconds: i64) -> SystemTime {
    let now: jiff::Timestamp = NOW.parse().expect("a moment");
    let now = SystemTime::from(now);
    let span = Duration::from_secs(seconds.unsigned_abs());
    if seconds < 0 { now - span } else { now + span }
}

async fn metadata(State(state): State<Arc<Shared>>) -> Response {
    let issuer = &state.issuer;
    Json(json!({
        "issuer": issuer,
        "authorization_endpoint": format!("{issuer}/authorize"),
        "token_endpoint": format!("{issuer}/token"),
        "jwks_uri": format!("{issuer}/keys"),
        "response_types_supported": ["code"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["RS256", "EdDSA", "HS256", "none"],
    }))
    .into_response()
}

async fn keys(State(state): State<Arc<Shared>>) -> Response {
    let says = locked(&state.says);
    let keys = CoreJsonWebKeySet::new(says.keys.clone());
    let mut keys = serde_json::to_value(keys).expect("keys");
    keys["padding"] = json!(" ".repeat(says.padding));
    Json(keys).into_response()
}

async fn exchange(
    State(state): State<Arc<Shared>>,
    headers: HeaderMap,
    Form(exchange): Form<Exchange>,
) -> Response {
    let refuse = |error: &str| {
        let told = Json(json!({"error": error}));
        (StatusCode::BAD_REQUEST, told).into_response()
    };
    if headers
        .get(AUTHORIZATION)
        .is_none_or(|given| given != CREDENTIALS)
    {
        return refuse("invalid_client");
    }
    let says = locked(&state.says);
    if let Some(status) = says.failure {
        let mut response = Redirect::to("/elsewhere").into_response();
        *response.status_mut() = status;
        return response;
    }
    // A code is taken once.
    let Some(asked) = locked(&state.codes).remove(&exchange.code) else {
        return refuse("invalid_grant");
    };
    let verifier = PkceCodeVerifier::new(exchange.code_verifier);
    let challenge = PkceCodeChallenge::from_code_verifier_sha256(&verifier);
    if exchange.grant_type != "authorization_code"
        || exchange.redirect_uri != asked.redirect_uri
        || challenge.as_str() != asked.code_challenge
    {
        return refuse("invalid_grant");
    }
    let claims = CoreIdTokenClaims::new(
        IssuerUrl::new(state.issuer.clone()).expect("an issuer"),
        vec![Audience::new(CLIENT_ID.to_owned())],
        moment(300).into(),
        moment(0).into(),
        StandardClaims::new(SubjectIdentifier::new("person-1".to_owned())),
        EmptyAdditionalClaims {},
    )
    .set_nonce(Some(Nonce::new(asked.nonce)));
    Json(json!({
        "access_token": "access",
        "token_type": "Bearer",
        "expires_in": 300,
        "id_token": (says.sign)((says.claims)(claims)),
    }))
    .into_response()
}

async fn elsewhere(State(state): State<Arc<Shared>>) {
    state.was_elsewhere.store(true, Ordering::Relaxed);
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
