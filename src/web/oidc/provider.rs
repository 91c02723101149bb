//! Provider: the office's own identity provider, what it says of itself and what it says of a person.

use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime};

use jiff::Timestamp;
use openidconnect::core::{
    CoreAuthenticationFlow, CoreClient, CoreClientAuthMethod, CoreErrorResponseType, CoreIdToken,
    CoreIdTokenClaims, CoreIdTokenVerifier, CoreJwsSigningAlgorithm, CoreProviderMetadata,
};
use openidconnect::url::Url;
use openidconnect::{
    AuthType, AuthorizationCode, ClaimsVerificationError, ClientId, ClientSecret, CsrfToken,
    DiscoveryError, EndpointMaybeSet, EndpointNotSet, EndpointSet, IssuerUrl, Nonce,
    PkceCodeChallenge, PkceCodeVerifier, RedirectUrl, RequestTokenError, Scope,
    SignatureVerificationError, StandardErrorResponse, TokenResponse,
};
use tokio::sync::{Mutex, Semaphore};

use super::flows::Flow;
use super::http::{Http, HttpError};
use crate::app::{App, NamingClaim};
use crate::web::fault_page::chain;

/// How long it is believed what the provider says of itself. A key that it has changed is asked for at once.
const KEPT: Duration = Duration::from_secs(60 * 60);
/// How long nobody asks a provider that has just failed: else everybody who comes would wait for it.
const RESTING: Duration = Duration::from_secs(10);
/// Codes that are exchanged at once. Anybody can come back with a code that is none.
const MOST_EXCHANGES: usize = 32;
/// The longest name of a person.
const LONGEST_SUBJECT: usize = 255;

/// The signatures that are believed. Those made with a shared secret are not among them, nor is none.
const SIGNATURES: [CoreJwsSigningAlgorithm; 9] = [
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha256,
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha384,
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha512,
    CoreJwsSigningAlgorithm::RsaSsaPssSha256,
    CoreJwsSigningAlgorithm::RsaSsaPssSha384,
    CoreJwsSigningAlgorithm::RsaSsaPssSha512,
    CoreJwsSigningAlgorithm::EcdsaP256Sha256,
    CoreJwsSigningAlgorithm::EcdsaP384Sha384,
    CoreJwsSigningAlgorithm::EdDsa,
];

/// The provider that the configuration names.
pub struct Provider {
    pub issuer: String,
    client_id: ClientId,
    client_secret: ClientSecret,
    /// Where it sends people back to.
    return_address: String,
    claim: NamingClaim,
    known: Mutex<Known>,
    exchanges: Semaphore,
}

/// Why nobody is named. The texts are for the log and hold nothing that was secret.
#[derive(Debug)]
pub enum Fault {
    /// The provider does not answer, or not as a provider does.
    Away(String),
    /// It did not take the code.
    NotTaken(String),
    /// Its word of the person does not hold.
    NotBelieved(String),
}

/// The way to the provider, and what to remember until the person comes back.
pub struct WayOut {
    pub address: Url,
    pub state: CsrfToken,
    pub nonce: Nonce,
    pub verifier: PkceCodeVerifier,
}

#[derive(Default)]
struct Known {
    http: Option<Arc<Http>>,
    found: Option<Found>,
    failed_at: Option<Instant>,
}

/// What the provider has said of itself, its keys included.
#[derive(Clone)]
struct Found {
    http: Arc<Http>,
    metadata: Arc<CoreProviderMetadata>,
    at: Instant,
}

type Client = CoreClient<
    EndpointSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointMaybeSet,
    EndpointMaybeSet,
>;

impl Provider {
    /// Returns the provider of the configuration, unasked; none where there is none.
    pub fn of(app: &App, return_path: &str) -> Option<Self> {
        let settings = &app.config.sign_in;
        let serve = &app.config.serve;
        let site = serve.public_url.clone().unwrap_or_else(|| {
            let scheme = if serve.is_https { "https" } else { "http" };
            format!("{scheme}://{}", serve.listen)
        });
        Some(Self {
            issuer: settings.oidc_issuer.clone()?,
            client_id: ClientId::new(settings.oidc_client_id.clone()),
            client_secret: ClientSecret::new(settings.oidc_client_secret.expose().to_owned()),
            return_address: format!("{}{return_path}", site.trim_end_matches('/')),
            claim: settings.oidc_claim,
            known: Mutex::default(),
            exchanges: Semaphore::new(MOST_EXCHANGES),
        })
    }

    /// Returns an address at the provider for one sign-in.
    pub async fn way_out(&self) -> Result<WayOut, Fault> {
        let found = self.found().await?;
        let client = self.client(&found)?;
        let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
        let mut request = client
            .authorize_url(
                CoreAuthenticationFlow::AuthorizationCode,
                CsrfToken::new_random,
                Nonce::new_random,
            )
            .set_pkce_challenge(challenge);
        if let Some(scope) = self.scope() {
            request = request.add_scope(Scope::new(scope.to_owned()));
        }
        let (address, state, nonce) = request.url();
        Ok(WayOut {
            address,
            state,
            nonce,
            verifier,
        })
    }

    /// Exchanges a code for the provider's word of who came, and returns by what name it knows the person.
    pub async fn subject(&self, code: String, flow: Flow, now: Timestamp) -> Result<String, Fault> {
        let turn = self.exchanges.try_acquire();
        let _turn = turn.map_err(|_| Fault::Away("too many sign-ins at once".to_owned()))?;
        let found = self.found().await?;
        let client = self.client(&found)?;
        let answer = client
            .exchange_code(AuthorizationCode::new(code))
            .map_err(|_| Fault::Away("the provider names no token endpoint".to_owned()))?
            .set_pkce_verifier(flow.verifier)
            .request_async(&*found.http)
            .await
            .map_err(of_exchange)?;
        let token = answer
            .id_token()
            .ok_or_else(|| Fault::NotBelieved("the answer holds no id token".to_owned()))?;
        let claims = match self.verified(&found.metadata, token, &flow.nonce, now) {
            Err(error) if is_of_unknown_key(&error) => {
                let newer = self.newer_than(&found).await?;
                self.verified(&newer.metadata, token, &flow.nonce, now)
            }
            verified => verified,
        };
        let claims = claims.map_err(|error| Fault::NotBelieved(chain(&error)))?;
        self.named(claims).ok_or_else(|| {
            let name = self.claim.name();
            Fault::NotBelieved(format!("the id token has no {name} that can be taken"))
        })
    }

    /// Returns what else is asked for, so that the claim is in the token.
    fn scope(&self) -> Option<&'static str> {
        match self.claim {
            NamingClaim::Subject => None,
            NamingClaim::PreferredUsername => Some("profile"),
            NamingClaim::Email => Some("email"),
        }
    }

    fn client(&self, found: &Found) -> Result<Client, Fault> {
        let address = RedirectUrl::new(self.return_address.clone());
        let address = address.map_err(|error| Fault::Away(format!("serve.public_url: {error}")))?;
        let metadata = &found.metadata;
        let client = CoreClient::from_provider_metadata(
            (**metadata).clone(),
            self.client_id.clone(),
            Some(self.client_secret.clone()),
        );
        // A provider that says nothing takes the secret in a header.
        let methods = metadata.token_endpoint_auth_methods_supported();
        let takes_header = methods
            .is_none_or(|methods| methods.contains(&CoreClientAuthMethod::ClientSecretBasic));
        let auth = match takes_header {
            true => AuthType::BasicAuth,
            false => AuthType::RequestBody,
        };
        Ok(client.set_redirect_uri(address).set_auth_type(auth))
    }

    /// Checks signature, issuer, audience, nonce and expiry by our own clock.
    fn verified<'t>(
        &self,
        metadata: &CoreProviderMetadata,
        token: &'t CoreIdToken,
        nonce: &Nonce,
        now: Timestamp,
    ) -> Result<&'t CoreIdTokenClaims, ClaimsVerificationError> {
        let now = SystemTime::from(now);
        // It is not told the secret: a token signed with that has no way to be believed.
        let verifier = CoreIdTokenVerifier::new_public_client(
            self.client_id.clone(),
            metadata.issuer().clone(),
            metadata.jwks().clone(),
        )
        .set_allowed_algs(SIGNATURES)
        .set_time_fn(move || now.into());
        token.claims(&verifier, nonce)
    }

    /// Returns the value of the claim that names people.
    fn named(&self, claims: &CoreIdTokenClaims) -> Option<String> {
        let name = match self.claim {
            NamingClaim::Subject => claims.subject().as_str(),
            NamingClaim::PreferredUsername => claims.preferred_username()?.as_str(),
            // Else anybody could write a colleague's address into an account of their own.
            NamingClaim::Email if claims.email_verified() == Some(true) => claims.email()?.as_str(),
            NamingClaim::Email => return None,
        };
        let is_name = !name.trim().is_empty() && name.chars().count() <= LONGEST_SUBJECT;
        is_name.then(|| name.to_owned())
    }

    async fn found(&self) -> Result<Found, Fault> {
        let mut known = self.known.lock().await;
        match &known.found {
            Some(found) if found.at.elapsed() < KEPT => Ok(found.clone()),
            _ => self.discover(&mut known).await,
        }
    }

    /// Asks the provider anew, unless somebody else has done so since `old`.
    async fn newer_than(&self, old: &Found) -> Result<Found, Fault> {
        let mut known = self.known.lock().await;
        match &known.found {
            Some(found) if found.at > old.at => Ok(found.clone()),
            _ => self.discover(&mut known).await,
        }
    }

    /// Asks the provider about itself. Whoever needs the same meanwhile waits at the lock.
    async fn discover(&self, known: &mut Known) -> Result<Found, Fault> {
        if known.failed_at.is_some_and(|at| at.elapsed() < RESTING) {
            return Err(Fault::Away("it failed a moment ago".to_owned()));
        }
        let discovered = self.ask(known).await;
        known.failed_at = discovered.is_err().then(Instant::now);
        if let Ok(found) = &discovered {
            known.found = Some(found.clone());
        }
        discovered
    }

    async fn ask(&self, known: &mut Known) -> Result<Found, Fault> {
        let away = |error: &dyn std::error::Error| Fault::Away(chain(error));
        let issuer = IssuerUrl::new(self.issuer.clone()).map_err(|error| away(&error))?;
        let http = match &known.http {
            Some(http) => http.clone(),
            None => {
                let is_https = issuer.url().scheme() == "https";
                let http = Http::new(is_https).map_err(|error| away(&error))?;
                known.http.insert(Arc::new(http)).clone()
            }
        };
        let metadata = CoreProviderMetadata::discover_async(issuer, &*http).await;
        let metadata = metadata.map_err(|error| of_discovery(&error))?;
        Ok(Found {
            http,
            metadata: Arc::new(metadata),
            at: Instant::now(),
        })
    }
}

/// Whether a signature could not be judged by the keys that are known. Without a name of the key that looks like a
/// signature that is wrong.
fn is_of_unknown_key(error: &ClaimsVerificationError) -> bool {
    use SignatureVerificationError::{CryptoError, NoMatchingKey};
    matches!(
        error,
        ClaimsVerificationError::SignatureVerification(NoMatchingKey | CryptoError(_))
    )
}

fn of_discovery(error: &DiscoveryError<HttpError>) -> Fault {
    Fault::Away(match error {
        // The whole body stands in it, which may be anything.
        DiscoveryError::Response(status, _, _) => format!("discovery was answered {status}"),
        error => chain(error),
    })
}

/// Tells what became of an exchange without what was exchanged: an answer that cannot be read may hold a token.
fn of_exchange(
    error: RequestTokenError<HttpError, StandardErrorResponse<CoreErrorResponseType>>,
) -> Fault {
    match error {
        RequestTokenError::Request(error) => Fault::Away(chain(&error)),
        RequestTokenError::ServerResponse(answer) => {
            Fault::NotTaken(format!("the code was refused: {:?}", answer.error()))
        }
        RequestTokenError::Parse(error, _) => {
            Fault::NotTaken(format!("the answer cannot be read at {}", error.path()))
        }
        RequestTokenError::Other(_) => Fault::NotTaken("the answer is none of a token".to_owned()),
    }
}
