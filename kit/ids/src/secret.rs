use std::fmt;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};

/// 256 random bits shown once (a session, a link, a token). Only its [`SecretHash`] is ever stored.
#[derive(Clone)]
pub struct Secret([u8; 32]);

/// SHA-256 of a secret, in hex: enough to recognise it, useless to a thief of the database.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct SecretHash(String);

impl Secret {
    pub(crate) const fn new(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// 43 characters, safe in a URL and in a cookie.
    pub fn reveal(&self) -> String {
        URL_SAFE_NO_PAD.encode(self.0)
    }

    /// What may be stored.
    pub fn hash(&self) -> SecretHash {
        SecretHash::of(&self.reveal())
    }
}

impl SecretHash {
    /// The hash of whatever somebody presents as a secret.
    pub fn of(presented: &str) -> Self {
        let digest = Sha256::digest(presented.as_bytes());
        Self(digest.iter().map(|byte| format!("{byte:02x}")).collect())
    }

    /// 64 hex digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}
