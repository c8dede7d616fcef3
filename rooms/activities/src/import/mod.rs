//! 台账导入: a workbook with a row for each activity, alone or in a ZIP with its pictures (decision 78).

pub(crate) mod columns;
pub(crate) mod file;
pub(crate) mod line;
pub(crate) mod pictures;
pub(crate) mod plan;
pub(crate) mod reading;
pub(crate) mod template;
pub(crate) mod view;
mod words;

use clock::Moment;
use people::{Actor, NodePath, PersonId, Target, UnitId};

ids::id_of!(
    /// A ledger that was uploaded.
    pub(crate) ImportId, ImportMark
);

/// The most rows of one ledger.
pub(crate) const MOST_ROWS: usize = 300;
/// The most pictures that one ledger brings along.
pub(crate) const MOST_PICTURES: usize = 300;

db::record! {
    /// A ledger that was uploaded, whether it was confirmed or not.
    #[derive(Clone, Debug)]
    pub(crate) struct Import {
        pub(crate) id: ImportId,
        pub(crate) unit: UnitId,
        pub(crate) path: NodePath,
        pub(crate) person: PersonId,
        pub(crate) file_name: String,
        /// Where the file lies; none once it was confirmed.
        pub(crate) blob: Option<String>,
        pub(crate) confirmed_at: Option<Moment>,
        /// The ids of the activities that were logged, as JSON.
        pub(crate) outcome: Option<String>,
        pub(crate) version: i64,
    }
}

impl Import {
    /// The actor's own, about to be kept.
    pub(crate) fn for_new(actor: &Actor, id: ImportId, file_name: String, blob: String) -> Self {
        Self {
            id,
            unit: actor.at.id,
            path: actor.at.path.clone(),
            person: actor.person,
            file_name,
            blob: Some(blob),
            confirmed_at: None,
            outcome: None,
            version: 0,
        }
    }

    /// What was logged.
    pub(crate) fn logged(&self) -> Vec<String> {
        let ids = self.outcome.as_deref().map(serde_json::from_str);
        ids.and_then(Result::ok).unwrap_or_default()
    }
}

impl Target for Import {
    const KIND: &'static str = "activity_import";

    fn id(&self) -> String {
        self.id.to_string()
    }

    fn version(&self) -> i64 {
        self.version
    }

    fn place(&self) -> &NodePath {
        &self.path
    }

    /// What is not confirmed yet is the affair of whoever uploaded it.
    fn is_seen_by(&self, actor: &Actor) -> bool {
        actor.person == self.person && actor.at.id == self.unit
    }
}
