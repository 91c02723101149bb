//! Addresses inside the site: checked before a person is led there, encoded before they are written.

use serde_json::Value;

/// Returns `next` where it is a path of this site, and the first page otherwise:
/// a sign-in link must not be able to lead to a foreign host, nor into signing in again.
pub fn own_or_home(next: &str) -> String {
    let is_own = next.starts_with('/')
        && !next.starts_with("//")
        && !next.contains('\\')
        && next.chars().all(|sign| sign.is_ascii_graphic())
        && !next.starts_with("/login")
        && !next.starts_with("/session");
    if is_own {
        next.to_owned()
    } else {
        "/".to_owned()
    }
}

/// Percent-encodes a value of a query string.
pub fn encoded(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~') {
            encoded.push(char::from(byte));
        } else {
            encoded.push_str(&format!("%{byte:02X}"));
        }
    }
    encoded
}

/// Returns the address at which the constructor opens with a state.
pub fn constructor_address(state: &Value) -> String {
    format!("/constructor?q={}", encoded(&state.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn foreign_addresses_lead_home() {
        for foreign in [
            "",
            "https://evil.example",
            "//evil.example",
            "/\\evil.example",
            "/a\r\nb",
            "/login?next=/",
            "/session/oidc?next=/",
        ] {
            assert_eq!(own_or_home(foreign), "/", "{foreign:?}");
        }
        assert_eq!(own_or_home("/loads?school=12"), "/loads?school=12");
    }
}
