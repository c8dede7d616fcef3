use clock::Moment;
use db::Nested;

use crate::store::seats::Held;
use crate::{PersonId, UnitId};

ids::id_of!(
    /// A personal access token.
    pub AccessTokenId, AccessTokenMark
);

db::coded! {
    /// What a token may do in its person's name.
    pub enum Scope {
        Read = "read" / "只读",
        Write = "write" / "读写",
    }
}

db::record! {
    /// What a bearer token stands for.
    #[derive(Clone, Debug)]
    pub(crate) struct Bearer {
        pub(crate) id: AccessTokenId,
        pub(crate) person: PersonId,
        pub(crate) person_name: String,
        /// Whether the person's sign-ins ask for a code of the phone.
        pub(crate) has_second_step: bool,
        pub(crate) place: UnitId,
        pub(crate) scope: Scope,
        pub(crate) last_used: Option<Moment>,
        /// What the person holds today.
        pub(crate) seats: Nested<Held>,
    }
}

impl Bearer {
    /// Whether "last used" is so old that it must be written again.
    pub(crate) fn is_to_be_touched(&self, now: Moment) -> bool {
        const LAG: i64 = 60;
        self.last_used.is_none_or(|last| now >= last.plus_seconds(LAG))
    }
}
