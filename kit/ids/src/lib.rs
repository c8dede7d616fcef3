//! Typed ids (UUIDv7), one-time secrets, and the mint that makes both: randomness as a parameter.

mod mint;
mod secret;

use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::marker::PhantomData;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use uuid::Uuid;

pub use mint::Mint;
pub use secret::{Secret, SecretHash};

/// The id of one kind of thing: 32 lower-case hex digits. `Id<Unit>` and `Id<Report>` do not mix.
///
/// Ids of one [`Mint`] sort in the order in which they were made.
pub struct Id<T>(Uuid, PhantomData<fn() -> T>);

/// The text is no id.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("编号应为 32 位十六进制数")]
pub struct BadId;

impl<T> Id<T> {
    pub(crate) const fn from_uuid(uuid: Uuid) -> Self {
        Self(uuid, PhantomData)
    }

    /// Reads 32 lower-case hex digits; other spellings of a UUID are refused so that one thing has one address.
    pub fn parse(text: &str) -> Result<Self, BadId> {
        let plain = text.len() == 32 && text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
        if !plain {
            return Err(BadId);
        }
        Uuid::try_parse(text).map(Self::from_uuid).map_err(|_| BadId)
    }
}

impl<T> Clone for Id<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Id<T> {}

impl<T> PartialEq for Id<T> {
    fn eq(&self, other: &Self) -> bool {
        self.0 == other.0
    }
}

impl<T> Eq for Id<T> {}

impl<T> PartialOrd for Id<T> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl<T> Ord for Id<T> {
    fn cmp(&self, other: &Self) -> Ordering {
        self.0.cmp(&other.0)
    }
}

impl<T> Hash for Id<T> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.0.hash(state);
    }
}

impl<T> fmt::Debug for Id<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Id({self})")
    }
}

impl<T> fmt::Display for Id<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.simple().fmt(f)
    }
}

impl<T> FromStr for Id<T> {
    type Err = BadId;

    fn from_str(text: &str) -> Result<Self, BadId> {
        Self::parse(text)
    }
}

impl<T> Serialize for Id<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de, T> Deserialize<'de> for Id<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).map_err(serde::de::Error::custom)
    }
}

/// Names the id of a kind of thing: `ids::id_of!(pub UnitId, Unit)`.
#[macro_export]
macro_rules! id_of {
    ($(#[$meta:meta])* $vis:vis $id:ident, $kind:ident) => {
        /// Marks ids of this kind; has no value.
        #[derive(Debug)]
        $vis enum $kind {}
        $(#[$meta])*
        $vis type $id = $crate::Id<$kind>;
    };
}

#[cfg(test)]
mod tests {
    use super::*;

    id_of!(SeatId, Seat);

    #[test]
    fn one_thing_has_one_address() {
        let plain = "019570f0aa007000800000000000000a";
        assert_eq!(SeatId::parse(plain).unwrap().to_string(), plain);
        for other in
            ["019570F0AA007000800000000000000A", "019570f0-aa00-7000-8000-00000000000a", "", "' OR 1=1 --"]
        {
            assert_eq!(SeatId::parse(other), Err(BadId), "{other}");
        }
    }
}
