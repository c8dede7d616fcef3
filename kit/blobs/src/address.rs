use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// The address of a blob: which hash, and its value. As text `sha256-` and 64 lower-case hex digits, safe in a
/// URL, a file name and a database column; a later algorithm gets its own prefix beside this one.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct BlobId {
    sha256: [u8; 32],
}

/// The text is not an address of this store.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("文件编号格式不正确。")]
pub struct NotAnAddress;

const PREFIX: &str = "sha256-";

impl BlobId {
    /// The address that these bytes have, stored or not.
    pub fn of(bytes: &[u8]) -> Self {
        Self::from_hasher(Sha256::new_with_prefix(bytes))
    }

    pub(crate) fn from_hasher(hasher: Sha256) -> Self {
        Self { sha256: hasher.finalize().into() }
    }

    /// The plain SHA-256 as 64 lower-case hex digits, as `sha256sum` prints it.
    pub fn hex(&self) -> String {
        hex::encode(self.sha256)
    }

    /// Where the blob lies below the store: two levels of fan-out keep every folder small.
    pub(crate) fn relative_path(&self) -> String {
        let hex = self.hex();
        format!("{}/{}/{hex}", shelf_path(self.shelf()), &hex[2..4])
    }

    /// The address of which this is the file name, as [`BlobId::hex`] gives it.
    pub(crate) fn from_file_name(name: &str) -> Option<Self> {
        format!("{PREFIX}{name}").parse().ok()
    }

    /// The shelf on which the blob lies: the first byte of the hash.
    pub fn shelf(&self) -> u8 {
        self.sha256[0]
    }
}

/// Where a shelf lies below the store.
pub(crate) fn shelf_path(shelf: u8) -> String {
    format!("sha256/{shelf:02x}")
}

impl fmt::Display for BlobId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{PREFIX}{}", self.hex())
    }
}

impl fmt::Debug for BlobId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "BlobId({self})")
    }
}

impl FromStr for BlobId {
    type Err = NotAnAddress;

    fn from_str(text: &str) -> Result<Self, NotAnAddress> {
        let digits = text.strip_prefix(PREFIX).ok_or(NotAnAddress)?;
        // One blob, one text: upper-case digits would be a second spelling of the same address.
        if digits.bytes().any(|b| b.is_ascii_uppercase()) {
            return Err(NotAnAddress);
        }
        let mut sha256 = [0; 32];
        hex::decode_to_slice(digits, &mut sha256).map_err(|_| NotAnAddress)?;
        Ok(Self { sha256 })
    }
}

impl TryFrom<String> for BlobId {
    type Error = NotAnAddress;

    fn try_from(text: String) -> Result<Self, NotAnAddress> {
        text.parse()
    }
}

impl From<BlobId> for String {
    fn from(id: BlobId) -> Self {
        id.to_string()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const ABC: &str = "sha256-ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

    #[test]
    fn the_address_is_the_published_test_vector() {
        assert_eq!(BlobId::of(b"abc").to_string(), ABC);
        assert_eq!(serde_json::to_string(&BlobId::of(b"abc")).unwrap(), format!("\"{ABC}\""));
    }

    #[test]
    fn foreign_spellings_are_refused() {
        let upper = ABC.to_uppercase();
        let upper_digits = ABC.replace("ba7816", "BA7816");
        for text in
            ["", "sha256-", "md5-00", &ABC[7..], &ABC[..70], &upper, &upper_digits, "sha256-../../etc"]
        {
            assert_eq!(text.parse::<BlobId>(), Err(NotAnAddress), "{text}");
        }
    }

    #[test]
    fn a_blob_lies_on_the_shelf_of_its_first_byte_under_its_hash() {
        let id = BlobId::of(b"abc");
        assert_eq!(id.shelf(), 0xba);
        assert_eq!(id.relative_path(), format!("sha256/ba/78/{}", &ABC[7..]));
        assert_eq!(BlobId::from_file_name(&ABC[7..]), Some(id));
        assert_eq!(BlobId::from_file_name(".tmpCrash"), None);
    }

    proptest! {
        #[test]
        fn text_and_address_are_one_to_one(bytes: Vec<u8>) {
            let id = BlobId::of(&bytes);
            prop_assert_eq!(id.to_string().parse(), Ok(id));
        }

        #[test]
        fn hostile_text_never_panics(text: String) {
            let _: Result<BlobId, _> = format!("{PREFIX}{text}").parse();
        }
    }
}
