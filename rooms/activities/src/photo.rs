use clock::{CivilDate, Moment};
use people::{Actor, NodePath, PersonId, Target, UnitId};

use crate::ActivityId;

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
        pub(crate) fingerprint: i64,
        pub(crate) taken_at: Option<String>,
        pub(crate) original: String,
        pub(crate) large: String,
        pub(crate) small: String,
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

db::record! {
    /// A photo that the same unit used before.
    #[derive(Clone, Debug)]
    pub(crate) struct UsedPhoto {
        pub(crate) activity: ActivityId,
        pub(crate) name: String,
        pub(crate) starts_on: CivilDate,
        pub(crate) sha256: String,
        pub(crate) fingerprint: i64,
    }
}

/// Advice that a picture seems to have been used before; never an accusation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Reuse {
    /// `与 9 月 28 日“消防演练”相同`.
    pub(crate) text: String,
    pub(crate) activity: ActivityId,
}

impl Reuse {
    /// Bits of the fingerprint within which two pictures most likely are one.
    const NEAR: u32 = 6;

    /// The earlier activity with this picture: the same file before a similar one.
    pub(crate) fn of(sha256: &str, fingerprint: i64, used: &[UsedPhoto]) -> Option<Self> {
        let mine = bits(fingerprint);
        let similar = |photo: &&UsedPhoto| mine.distance(bits(photo.fingerprint)) <= Self::NEAR;
        let same = used.iter().find(|photo| photo.sha256 == sha256);
        let (photo, word) = same
            .map(|photo| (photo, "相同"))
            .or_else(|| used.iter().find(similar).map(|photo| (photo, "相似")))?;
        let text = format!("与 {}“{}”{word}", photo.starts_on.chinese_short(), photo.name);
        Some(Self { text, activity: photo.activity })
    }
}

fn bits(stored: i64) -> photos::Fingerprint {
    photos::Fingerprint::from_bits(stored.cast_unsigned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn used(sha256: &str, fingerprint: u64) -> UsedPhoto {
        UsedPhoto {
            activity: ActivityId::parse("00000000000000000000000000000001").unwrap(),
            name: "消防演练".to_owned(),
            starts_on: CivilDate::parse("2026-09-28").unwrap(),
            sha256: sha256.to_owned(),
            fingerprint: fingerprint.cast_signed(),
        }
    }

    #[test]
    fn the_same_file_is_told_from_a_similar_picture() {
        let before = [used("aa", 0xffff_0000_ffff_0000)];
        let text = |sha256: &str, fingerprint: u64| {
            Reuse::of(sha256, fingerprint.cast_signed(), &before).map(|reuse| reuse.text)
        };
        assert_eq!(text("aa", 0), Some("与 9月28日“消防演练”相同".to_owned()));
        assert_eq!(text("bb", 0xffff_0000_ffff_003f), Some("与 9月28日“消防演练”相似".to_owned()));
        assert_eq!(text("bb", 0xffff_0000_ffff_007f), None);
    }
}
