use clock::Moment;
use papers::PaperKind;
use people::{Actor, NodePath, PersonId, Target, UnitId};

use crate::ActivityId;

ids::id_of!(
    /// A paper that a unit uploaded.
    pub PaperId, PaperMark
);

db::record! {
    /// A paper as it stands, without its bytes.
    #[derive(Clone, Debug)]
    pub(crate) struct StoredPaper {
        pub(crate) id: PaperId,
        pub(crate) unit: UnitId,
        pub(crate) path: NodePath,
        /// None: uploaded, but not yet part of an activity.
        pub(crate) activity: Option<ActivityId>,
        pub(crate) file_name: String,
        /// The ending of its name, without the dot.
        pub(crate) kind: String,
        pub(crate) bytes: i64,
        pub(crate) sha256: String,
        /// Where its bytes lie.
        pub(crate) blob: String,
        pub(crate) uploaded_by: PersonId,
        pub(crate) uploaded_at: Moment,
        pub(crate) version: i64,
    }
}

impl StoredPaper {
    /// The media type with which it is served.
    pub(crate) fn media_type(&self) -> &'static str {
        PaperKind::with_extension(&self.kind).map_or("application/octet-stream", PaperKind::media_type)
    }
}

impl Target for StoredPaper {
    const KIND: &'static str = "paper";

    fn id(&self) -> String {
        self.id.to_string()
    }

    fn version(&self) -> i64 {
        self.version
    }

    fn place(&self) -> &NodePath {
        &self.path
    }

    /// As with a photo: what is not yet part of an activity is its own unit's affair.
    fn is_seen_by(&self, actor: &Actor) -> bool {
        match self.activity {
            Some(_) => actor.reaches(&self.path),
            None => actor.at.id == self.unit,
        }
    }
}
