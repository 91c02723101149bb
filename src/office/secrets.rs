//! Secrets: random bytes, kept ones and those handed out as tokens.

use rand::TryRng;
use rand::rngs::SysRng;
use sha2::{Digest, Sha256};

use super::{Error, Office};

impl Office {
    /// Returns the secret of that name, made at the first asking.
    pub async fn secret(&self, name: &str) -> Result<[u8; 32], Error> {
        let select = "select secret from secrets where name = ?";
        let kept: Option<Vec<u8>> = sqlx::query_scalar(select)
            .bind(name)
            .fetch_optional(&self.pool)
            .await?;
        let kept = match kept {
            Some(kept) => kept,
            None => {
                // Of two processes that make it at once, the first wins and both read the same.
                sqlx::query(
                    "insert into secrets (name, secret) values (?, ?) on conflict do nothing",
                )
                .bind(name)
                .bind(random_bytes()?.to_vec())
                .execute(&self.pool)
                .await?;
                sqlx::query_scalar(select)
                    .bind(name)
                    .fetch_one(&self.pool)
                    .await?
            }
        };
        kept.try_into().map_err(|_| Error::Unreadable {
            what: "секрет",
            value: name.to_owned(),
        })
    }
}

/// A token to hand out once, and the hash to keep.
pub(super) struct Secret {
    pub text: String,
    pub hash: Vec<u8>,
}

pub(super) fn new_token() -> Result<Secret, Error> {
    let text = base64url(&random_bytes()?);
    let hash = token_hash(&text);
    Ok(Secret { text, hash })
}

/// Returns a number by which something is named where guessing it must tell nothing.
pub(super) fn random_id() -> Result<i64, Error> {
    let bytes = random_bytes()?;
    let [a, b, c, d, e, f, ..] = bytes;
    Ok(i64::from_be_bytes([0, 0, a, b, c, d, e, f]))
}

/// A plain hash is enough: the token itself is 256 random bits, which nobody guesses.
pub(super) fn token_hash(token: &str) -> Vec<u8> {
    Sha256::digest(token.as_bytes()).to_vec()
}

pub(super) fn random_bytes() -> Result<[u8; 32], Error> {
    let mut bytes = [0; 32];
    SysRng
        .try_fill_bytes(&mut bytes)
        .map_err(|_| Error::Random)?;
    Ok(bytes)
}

/// Writes bytes in the alphabet that needs no escapes in URLs and cookies (RFC 4648, section 5), unpadded.
fn base64url(bytes: &[u8]) -> String {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let mut text = String::new();
    for group in bytes.chunks(3) {
        let mut bits = [0; 4];
        bits[1..=group.len()].copy_from_slice(group);
        let bits = u32::from_be_bytes(bits);
        for position in 0..=group.len() {
            text.push(ALPHABET[(bits >> (18 - 6 * position)) as usize & 63] as char);
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::base64url;

    #[test]
    fn base64url_follows_the_rfc() {
        assert_eq!(base64url(b""), "");
        assert_eq!(base64url(b"f"), "Zg");
        assert_eq!(base64url(b"fo"), "Zm8");
        assert_eq!(base64url(b"foo"), "Zm9v");
        assert_eq!(base64url(&[0xfb, 0xff]), "-_8");
    }
}
