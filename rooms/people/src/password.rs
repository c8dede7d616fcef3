use std::sync::Arc;

use argon2::password_hash::phc::PasswordHash;
use argon2::{Algorithm, Argon2, Params, PasswordHasher, PasswordVerifier, Version};
use tokio::sync::Semaphore;
use web::Fault;

/// A password that may be set; never shown, never logged.
pub(crate) struct Password(String);

/// Why a password is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum BadPassword {
    #[error("密码至少需要 10 个字符，可以用一句好记的话")]
    TooShort,
    #[error("密码最多 200 个字符")]
    TooLong,
    #[error("密码不能与登录名或姓名相同，也不能只是在后面加几位数字")]
    SameAsName,
    #[error("这个密码太常见，容易被猜到，请换一个")]
    Common,
}

/// What guessers try first, without the digits and signs that people hang on to it.
const COMMON: &[&str] = &[
    "password",
    "passw0rd",
    "p@ssw0rd",
    "qwerty",
    "qwertyuiop",
    "asdfghjkl",
    "zxcvbnm",
    "abc",
    "abcd",
    "abcdef",
    "admin",
    "administrator",
    "root",
    "welcome",
    "letmein",
    "iloveyou",
    "woaini",
    "monkey",
    "dragon",
    "anbiao",
    "1qaz2wsx",
    "1q2w3e4r",
    "qazwsx",
    "qazwsxedc",
    "zaq12wsx",
    "test",
    "guest",
    "user",
    "system",
];

impl Password {
    /// Judges a new password for the person of this login and name.
    pub(crate) fn parse(text: &str, login: &str, name: &str) -> Result<Self, BadPassword> {
        const SHORTEST: usize = 10;
        const LONGEST: usize = 200;
        let length = text.chars().count();
        if length < SHORTEST {
            return Err(BadPassword::TooShort);
        }
        if length > LONGEST {
            return Err(BadPassword::TooLong);
        }
        let folded = text.to_lowercase();
        let core = folded.trim_matches(is_hung_on);
        if is_only(&folded, login) || is_only(&folded, name) {
            return Err(BadPassword::SameAsName);
        }
        let is_common = COMMON.iter().any(|common| folded == *common || core == *common);
        if is_common || core.is_empty() || is_monotonous(&folded) {
            return Err(BadPassword::Common);
        }
        Ok(Self(text.to_owned()))
    }
}

/// What people hang on to a word to make a password of it.
fn is_hung_on(c: char) -> bool {
    c.is_ascii_digit() || c.is_ascii_punctuation() || c.is_whitespace()
}

/// Whether nothing else is in a password than this login or name, once or more, and what is hung on to it. It may end in
/// digits itself, so it is taken out whole before the digits are looked at.
fn is_only(folded: &str, own: &str) -> bool {
    let own = own.to_lowercase();
    !own.is_empty() && folded.contains(&own) && folded.split(&own).all(|rest| rest.chars().all(is_hung_on))
}

/// Up to three different characters, or a run such as `abcdefghij`.
fn is_monotonous(text: &str) -> bool {
    let mut different: Vec<char> = text.chars().collect();
    let steps = different.windows(2).all(|pair| u32::from(pair[1]) == u32::from(pair[0]) + 1);
    different.sort_unstable();
    different.dedup();
    steps || different.len() <= 3
}

impl std::fmt::Debug for Password {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Password(…)")
    }
}

/// Argon2id with the parameters that OWASP names (19 MiB, 2 passes, 1 lane); at most two hashes run at a time, so that
/// guessers cannot take all memory and all cores.
#[derive(Clone, Debug)]
pub(crate) struct Hasher {
    argon2: Argon2<'static>,
    turns: Arc<Semaphore>,
}

impl Hasher {
    pub(crate) fn new() -> Self {
        const MEMORY_KIB: u32 = 19 * 1024;
        const PASSES: u32 = 2;
        const LANES: u32 = 1;
        const AT_A_TIME: usize = 2;
        let params = Params::new(MEMORY_KIB, PASSES, LANES, None).unwrap_or_default();
        let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
        Self { argon2, turns: Arc::new(Semaphore::new(AT_A_TIME)) }
    }

    /// The text to store.
    pub(crate) async fn hash(&self, password: Password) -> Result<String, Fault> {
        self.run(move |argon2| argon2.hash_password(password.0.as_bytes()).map(|hash| hash.to_string()))
            .await?
            .map_err(Fault::internal)
    }

    /// Whether `presented` is the password behind `stored`. Without a stored one the work is done all the same, so that
    /// the time does not tell which logins exist.
    pub(crate) async fn is_right(&self, presented: &str, stored: Option<String>) -> Result<bool, Fault> {
        let presented = presented.to_owned();
        self.run(move |argon2| match stored {
            Some(stored) => PasswordHash::new(&stored)
                .is_ok_and(|hash| argon2.verify_password(presented.as_bytes(), &hash).is_ok()),
            None => {
                let spent: Result<PasswordHash, _> = argon2.hash_password(presented.as_bytes());
                drop(spent);
                false
            }
        })
        .await
    }

    async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Argon2<'static>) -> T + Send + 'static,
    ) -> Result<T, Fault> {
        let _turn = self.turns.acquire().await.map_err(Fault::internal)?;
        let argon2 = self.argon2.clone();
        tokio::task::spawn_blocking(move || work(&argon2)).await.map_err(Fault::internal)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn refuses_what_is_guessed_first() {
        let judge = |text: &str| Password::parse(text, "zhenglianluo", "郑联络员本人的全名").map(drop);
        assert_eq!(judge("short-pw"), Err(BadPassword::TooShort));
        assert_eq!(judge(&"长".repeat(201)), Err(BadPassword::TooLong));
        assert_eq!(judge("ZhengLianLuo"), Err(BadPassword::SameAsName));
        assert_eq!(judge("zhenglianluo2026"), Err(BadPassword::SameAsName));
        assert_eq!(judge("郑联络员本人的全名1"), Err(BadPassword::SameAsName));
        for common in [
            "1234567890",
            "Password123!",
            "qwertyuiop",
            "aaaaaaaaaaaa",
            "abababababab",
            "abcdefghij",
            "admin@123456",
        ] {
            assert_eq!(judge(common), Err(BadPassword::Common), "{common}");
        }
        assert_eq!(judge("门诊三楼的绿植很好看"), Ok(()));
        assert_eq!(judge("correct horse battery"), Ok(()));
    }

    #[test]
    fn a_login_that_ends_in_digits_is_no_password_either() {
        let refused = Err(BadPassword::SameAsName);
        for (login, text, expected) in [
            ("unit002", "unit0022026", refused),
            ("unit002", "unit002unit002", refused),
            ("unit002", "Unit002-UNIT002!", refused),
            ("Unit002", "2026unit002", refused),
            ("unit002", "unit002 unit002 1", refused),
            ("13800138000", "13800138000", refused),
            ("13800138000", "138001380002026", refused),
            ("13800138000", "1380013800013800138000", refused),
            ("13800138000", "郑联络13800138000", refused),
            ("13800138000", "92750164385", Err(BadPassword::Common)),
            ("13800138000", "绿植13800138000很好看", Ok(())),
            ("unit002", "unit002 门诊三楼", Ok(())),
        ] {
            assert_eq!(Password::parse(text, login, "郑联络").map(drop), expected, "{login}: {text}");
        }
    }
}
