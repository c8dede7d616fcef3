use ids::{Secret, SecretHash};
use totp_rs::{Algorithm, Builder, Secret as Shared, Totp};

/// The secret that an authenticator app and the site share (RFC 6238: SHA-1, six digits, 30 seconds, which every app
/// knows). Shown once, while it is enrolled.
#[derive(Clone)]
pub(crate) struct Authenticator(String);

/// Seconds of one step.
const STEP: i64 = 30;

impl Authenticator {
    /// A new one from 160 random bits.
    pub(crate) fn new(secret: &Secret) -> Self {
        // 256 random bits in hex; the first 40 digits are 160 of them.
        let digits = secret.hash().as_str()[..40].to_owned();
        Self(digits)
    }

    /// The one that was stored.
    pub(crate) fn stored(text: &str) -> Option<Self> {
        (text.len() == 40 && text.bytes().all(|byte| byte.is_ascii_hexdigit())).then(|| Self(text.to_owned()))
    }

    /// What is stored.
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }

    fn totp(&self) -> Option<Totp> {
        let byte = |at: usize| u8::from_str_radix(self.0.get(at..at + 2)?, 16).ok();
        let bytes: Option<Vec<u8>> = (0..self.0.len()).step_by(2).map(byte).collect();
        let builder = Builder::new().with_algorithm(Algorithm::SHA1).with_digits(6).with_skew(1);
        builder.with_step_duration(STEP.unsigned_abs()).with_secret(Shared::new(bytes?.into())).build().ok()
    }

    /// The secret as it is typed into an app: base32 in groups of four.
    pub(crate) fn words(&self) -> String {
        let text = self.totp().map(|totp| totp.secret().to_base32()).unwrap_or_default();
        let text: Vec<char> = text.trim_end_matches('=').chars().collect();
        text.chunks(4).map(|group| group.iter().collect::<String>()).collect::<Vec<_>>().join(" ")
    }

    /// What an app reads from the QR code: the entry is called after the site (percent-encoded) and the login.
    pub(crate) fn address(&self, login: &str, issuer: &str) -> String {
        let secret = self.words().replace(' ', "");
        format!("otpauth://totp/{issuer}:{login}?secret={secret}&issuer={issuer}")
    }

    /// The step whose code was typed, if it is the present one or a neighbour: clocks differ by some seconds.
    pub(crate) fn step_of(&self, typed: &str, seconds: i64) -> Option<i64> {
        let digits: String = typed.chars().filter(|c| !c.is_whitespace()).collect();
        let is_code = digits.len() == 6 && digits.bytes().all(|byte| byte.is_ascii_digit());
        let now = u64::try_from(seconds).ok().filter(|_| is_code)?;
        i64::try_from(self.totp()?.check(&digits, now)?).ok()
    }
}

impl std::fmt::Debug for Authenticator {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Authenticator(…)")
    }
}

/// What an authenticator app calls the site: `安标（区卫健局）`.
pub(crate) fn issuer(body_short_name: &str) -> String {
    format!("安标（{body_short_name}）")
}

/// How many recovery codes somebody is given.
pub(crate) const RECOVERY_CODES: usize = 8;

/// A code for the day on which the phone is lost: 64 random bits, `3f9a-07c2-…`, used once.
pub(crate) fn recovery_code(secret: &Secret) -> String {
    let hash = secret.hash();
    let digits: Vec<char> = hash.as_str().chars().take(16).collect();
    digits.chunks(4).map(|group| group.iter().collect::<String>()).collect::<Vec<_>>().join("-")
}

/// The hash of a recovery code as somebody typed it; capitals and blanks are forgiven.
pub(crate) fn recovery_hash(typed: &str) -> SecretHash {
    let plain: String = typed.chars().filter(char::is_ascii_hexdigit).collect();
    SecretHash::of(&plain.to_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The secret of RFC 6238, appendix B: "12345678901234567890".
    fn published() -> Authenticator {
        Authenticator::stored("3132333435363738393031323334353637383930").unwrap()
    }

    #[test]
    fn knows_the_published_codes() {
        // The last six digits of the eight that the RFC prints for SHA-1.
        for (seconds, code) in
            [(59, "287082"), (1_111_111_109, "081804"), (1_234_567_890, "005924"), (2_000_000_000, "279037")]
        {
            assert_eq!(published().step_of(code, seconds), Some(seconds / STEP), "{code}");
        }
        assert_eq!(published().words(), "GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ");
        assert_eq!(
            published().address("zheng", "%E5%AE%89%E6%A0%87"),
            "otpauth://totp/%E5%AE%89%E6%A0%87:zheng?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=%E5%AE%89%E6%A0%87"
        );
    }

    #[test]
    fn a_code_is_taken_in_its_step_and_the_neighbours_only() {
        let at = |seconds| published().step_of("287 082", seconds);
        assert_eq!((at(29), at(89)), (Some(1), Some(1)));
        assert_eq!((at(0), at(90)), (Some(1), None));
        for wrong in ["", "28708", "2870822", "28708x", "２８７０８２", "000000", "' OR 1=1 --"] {
            assert_eq!(published().step_of(wrong, 59), None, "{wrong}");
        }
        assert!(Authenticator::stored("no secret").is_none());
    }

    #[test]
    fn a_recovery_code_is_known_however_it_is_typed() {
        let code = "3f9a-07c2-11de-90ab";
        assert_eq!(recovery_hash(code), recovery_hash("3F9A 07C2 11DE 90AB"));
        assert_ne!(recovery_hash(code), recovery_hash("3f9a-07c2-11de-90ac"));
    }
}
