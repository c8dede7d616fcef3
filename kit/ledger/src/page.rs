use std::fmt;
use std::str::FromStr;

use clock::{CivilDate, Moment};
use ids::Id;
use serde::Serialize;

use crate::{EntryId, Outcome};

/// Which rows to show; a field that is `None` lets all pass.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// From 00:00 of this day.
    pub from: Option<CivilDate>,
    /// To 24:00 of this day.
    pub to: Option<CivilDate>,
    /// A part of the actor's name, a–z in either case.
    pub actor_name_contains: Option<String>,
    /// A part of the actor's name, the role, the target or any value told in the detail, a–z in either case.
    pub text: Option<String>,
    /// Exactly this act.
    pub verb: Option<String>,
    /// Exactly this kind of thing.
    pub target_kind: Option<String>,
    /// Exactly this thing.
    pub target: Option<String>,
    /// The node whose path this is, and all below it.
    pub place_path: Option<String>,
    /// The node of this id, wherever in the tree it stood then, and all below it.
    pub node: Option<String>,
    /// Done or refused only.
    pub outcome: Option<Outcome>,
    /// Exactly this request.
    pub request: Option<String>,
}

db::record! {
    /// One attempt, as it was recorded; the fields are those of [`Entry`](crate::Entry).
    #[derive(Clone, Debug, Serialize)]
    pub struct Row {
        pub id: EntryId,
        pub at: Moment,
        pub actor: Option<String>,
        pub actor_name: String,
        pub role: String,
        pub verb: String,
        pub target_kind: String,
        pub target: String,
        pub place: Option<String>,
        pub outcome: Outcome,
        pub detail: serde_json::Value,
        pub request: String,
        /// Names by id, as they were when the entry was written; `None` in one that is older than these notes.
        pub called: Option<serde_json::Value>,
    }
}

impl Row {
    /// The place after this row, from which the next page begins.
    pub fn cursor(&self) -> Cursor {
        Cursor { at: self.at, id: self.id }
    }
}

/// A place between two rows, for the address of the next page: `1772758800000000-019570f0…`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cursor {
    pub(crate) at: Moment,
    pub(crate) id: EntryId,
}

/// The text is no place in the ledger.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("页码有误，请从第一页重新打开")]
pub struct BadCursor;

impl FromStr for Cursor {
    type Err = BadCursor;

    fn from_str(text: &str) -> Result<Self, BadCursor> {
        let (at, id) = text.split_once('-').ok_or(BadCursor)?;
        let at = at.parse().map(Moment::from_micros).map_err(|_| BadCursor)?;
        Ok(Self { at, id: Id::parse(id).map_err(|_| BadCursor)? })
    }
}

impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}", self.at.as_micros(), self.id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_survives_the_address_and_nothing_else_passes() {
        let text = "1772758800000000-019570f0aa007000800000000000000a";
        assert_eq!(text.parse::<Cursor>().unwrap().to_string(), text);
        for other in ["", "-", "5", "x-019570f0aa007000800000000000000a", "5-' OR 1=1 --"] {
            assert_eq!(other.parse::<Cursor>(), Err(BadCursor), "{other}");
        }
    }
}
