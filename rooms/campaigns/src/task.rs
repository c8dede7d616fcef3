//! What the units are told to do, what goes with it, and what the notice leaves open.

use serde::{Deserialize, Deserializer};

ids::id_of!(
    /// A task that a notice gives to the units.
    pub TaskId, Task
);

ids::id_of!(
    /// A slogan, a paper that goes with the notice, or what is to be made known.
    pub AnnexId, Annex
);

ids::id_of!(
    /// Something that the notice leaves open and the officer decides.
    pub QuestionId, Question
);

db::coded! {
    /// What a line of the annex is.
    pub(crate) enum SloganKind {
        Slogan = "slogan" / "标语",
        Attachment = "attachment" / "附件",
        /// What the campaign is about: the choices of 内容 wherever an activity is logged.
        Subject = "subject" / "宣传内容",
    }
}

impl<'de> Deserialize<'de> for SloganKind {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let code = String::deserialize(deserializer)?;
        Self::parse(&code)
            .ok_or_else(|| serde::de::Error::custom("neither a slogan nor an attachment nor a subject"))
    }
}
