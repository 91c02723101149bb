//! Signing in beside the password: the office's own identity provider.

use std::fmt;

use url::{Host, Url};

/// The provider by which people sign in beside the password.
#[derive(Debug, Clone, PartialEq)]
pub struct SignIn {
    /// The issuer of an OpenID Connect provider; none where people sign in by password alone.
    pub oidc_issuer: Option<String>,
    /// As what svodka is registered there.
    pub oidc_client_id: String,
    pub oidc_client_secret: Secret,
    /// What the button of the sign-in page says.
    pub oidc_title: String,
    /// By what the provider names a person.
    pub oidc_claim: NamingClaim,
}

/// The claim of a provider's token that names a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum NamingClaim {
    /// `sub`, which never changes hands and which nobody chooses.
    #[default]
    Subject,
    PreferredUsername,
    /// Only where the provider has verified it.
    Email,
}

/// Text that is never shown, not even by `Debug`.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Secret(String);

impl NamingClaim {
    pub const ALL: [Self; 3] = [Self::Subject, Self::PreferredUsername, Self::Email];

    /// Returns the name of the claim.
    pub fn name(self) -> &'static str {
        match self {
            Self::Subject => "sub",
            Self::PreferredUsername => "preferred_username",
            Self::Email => "email",
        }
    }

    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|claim| claim.name() == name)
    }

    /// Says whether the value may be a login of ours. A `sub` is the provider's own number, and one that
    /// happens to read like a login is somebody else.
    pub fn may_be_login(self) -> bool {
        self != Self::Subject
    }
}

impl Secret {
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// Returns the text itself, for whom it is meant.
    pub fn expose(&self) -> &str {
        &self.0
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        formatter.write_str(match self.is_empty() {
            true => "нет",
            false => "скрыт",
        })
    }
}

impl Default for SignIn {
    fn default() -> Self {
        Self {
            oidc_issuer: None,
            oidc_client_id: String::new(),
            oidc_client_secret: Secret::default(),
            oidc_title: "Войти через единую учётную запись".to_owned(),
            oidc_claim: NamingClaim::default(),
        }
    }
}

/// Says whether an address can be an issuer's. What is said without https is believed of this machine alone.
pub(super) fn is_issuer(address: &str) -> bool {
    let Ok(url) = Url::parse(address) else {
        return false;
    };
    let is_here = match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => return false,
    };
    let is_sheltered = url.scheme() == "https" || (url.scheme() == "http" && is_here);
    let is_bare = url.query().is_none() && url.fragment().is_none();
    is_sheltered && is_bare && url.username().is_empty() && url.password().is_none()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_issuer_is_sheltered() {
        for address in [
            "https://id.example",
            "https://id.example/realms/edu",
            "http://127.0.0.1:9000",
            "http://[::1]:9000/",
            "http://localhost/",
        ] {
            assert!(is_issuer(address), "{address}");
        }
        for address in [
            "",
            "id.example",
            "http://id.example",
            "http://127.0.0.1.example",
            "https://id.example/?realm=edu",
            "https://id.example/#edu",
            "https://name:word@id.example",
            "ftp://id.example",
            "https:",
        ] {
            assert!(!is_issuer(address), "{address}");
        }
    }

    #[test]
    fn a_secret_is_not_shown() {
        let settings = SignIn {
            oidc_client_secret: Secret::new("слово"),
            ..SignIn::default()
        };
        assert!(!format!("{settings:?}").contains("слово"));
        assert_eq!(settings.oidc_client_secret.expose(), "слово");
    }
}
