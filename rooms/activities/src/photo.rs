use clock::Moment;
use people::{Actor, NodePath, PersonId, Target, UnitId};

use crate::ActivityId;
use crate::patients::Patients;

ids::id_of!(
    /// A photo that a unit uploaded.
    pub PhotoId, PhotoKind
);

db::record! {
    /// A photo as it stands, without its bytes.
    #[derive(Clone, Debug)]
    pub(crate) struct StoredPhoto {
        pub(crate) id: PhotoId,
        pub(crate) unit: UnitId,
        pub(crate) path: NodePath,
        /// None: uploaded, but not yet part of an activity.
        pub(crate) activity: Option<ActivityId>,
        pub(crate) file_name: String,
        pub(crate) kind: String,
        pub(crate) sha256: String,
        /// The fingerprint; None: uploaded before there was one.
        pub(crate) look: Option<String>,
        pub(crate) taken_at: Option<String>,
        pub(crate) original: String,
        pub(crate) large: String,
        pub(crate) small: String,
        pub(crate) patients: Patients,
        pub(crate) uploaded_by: PersonId,
        pub(crate) uploaded_at: Moment,
        pub(crate) version: i64,
    }
}

impl StoredPhoto {
    /// The suffix and media type of the original.
    pub(crate) fn file_kind(&self) -> (&'static str, &'static str) {
        let kinds = [photos::Kind::Jpeg, photos::Kind::Png, photos::Kind::WebP];
        let found = kinds.into_iter().find(|kind| kind.suffix() == self.kind);
        found.map_or(("bin", "application/octet-stream"), |kind| (kind.suffix(), kind.media_type()))
    }
}

impl Target for StoredPhoto {
    const KIND: &'static str = "photo";

    fn id(&self) -> String {
        self.id.to_string()
    }

    fn version(&self) -> i64 {
        self.version
    }

    fn place(&self) -> &NodePath {
        &self.path
    }

    /// What is not yet part of an activity is a draft: its own unit's affair.
    fn is_seen_by(&self, actor: &Actor) -> bool {
        match self.activity {
            Some(_) => actor.reaches(&self.path),
            None => actor.at.id == self.unit,
        }
    }
}

/// A photo as somebody looks at it who may be at a co-host of its activity.
#[derive(Clone, Debug)]
pub(crate) struct SeenPhoto {
    pub(crate) photo: StoredPhoto,
    pub(crate) guest: Option<UnitId>,
}

impl Target for SeenPhoto {
    const KIND: &'static str = StoredPhoto::KIND;

    fn id(&self) -> String {
        self.photo.id()
    }

    fn place(&self) -> &NodePath {
        &self.photo.path
    }

    fn is_seen_by(&self, actor: &Actor) -> bool {
        self.photo.is_seen_by(actor) || self.guest == Some(actor.at.id)
    }
}
