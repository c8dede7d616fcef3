use clock::{CivilDate, Moment};
use people::{Actor, NodePath, PersonId, Target, UnitId};
use photos::{Fingerprint, Index};

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
        /// The fingerprint; None: uploaded before there was one.
        pub(crate) look: Option<String>,
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
        pub(crate) look: Option<String>,
    }
}

/// Advice that a picture seems to have been used before; never an accusation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Reuse {
    /// `与 9 月 28 日“消防演练”相同`.
    pub(crate) text: String,
    pub(crate) activity: ActivityId,
}

/// What a unit used before, latest first, to be asked for one photo after the other.
#[derive(Debug)]
pub(crate) struct UsedPhotos {
    photos: Vec<UsedPhoto>,
    /// By their place among `photos`.
    looks: Index<usize>,
}

impl UsedPhotos {
    pub(crate) fn new(photos: Vec<UsedPhoto>) -> Self {
        let looks = photos.iter().enumerate();
        let looks = looks.filter_map(|(at, photo)| Some((at, look(photo.look.as_deref())?))).collect();
        Self { photos, looks }
    }

    /// The earlier activity with this picture: the same file before a similar one, and of several the latest.
    pub(crate) fn reuse(&self, photo: &StoredPhoto) -> Option<Reuse> {
        self.find(&photo.sha256, look(photo.look.as_deref()).as_ref())
    }

    fn find(&self, sha256: &str, look: Option<&Fingerprint>) -> Option<Reuse> {
        let same = self.photos.iter().find(|photo| photo.sha256 == sha256).map(|photo| (photo, "相同"));
        let similar = || {
            let latest = self.looks.find(look?).into_iter().min()?;
            Some((&self.photos[*latest], "相似"))
        };
        let (photo, word) = same.or_else(similar)?;
        let text = format!("与 {}“{}”{word}", photo.starts_on.chinese_short(), photo.name);
        Some(Reuse { text, activity: photo.activity })
    }
}

fn look(stored: Option<&str>) -> Option<Fingerprint> {
    stored?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn used(sha256: &str, name: &str, look: Option<&Fingerprint>) -> UsedPhoto {
        UsedPhoto {
            activity: ActivityId::parse("00000000000000000000000000000001").unwrap(),
            name: name.to_owned(),
            starts_on: CivilDate::parse("2026-09-28").unwrap(),
            sha256: sha256.to_owned(),
            look: look.map(ToString::to_string),
        }
    }

    /// A picture of speckles; another seed is another picture.
    fn speckles(seed: u32) -> Fingerprint {
        let speck = |at: u32| ((at + seed).wrapping_mul(0x9E37_79B9) >> 13).to_le_bytes()[0];
        let mut bytes: Vec<u8> = (0..).take(Fingerprint::BYTES).map(speck).collect();
        // The last fifth says where it is burnt out: nowhere.
        bytes[Fingerprint::BYTES / 5 * 4..].fill(0);
        Fingerprint::from_bytes(&bytes).unwrap()
    }

    #[test]
    fn the_same_file_is_told_from_a_similar_picture() {
        let (one, other) = (speckles(1), speckles(9000));
        let before =
            [used("aa", "消防演练", Some(&one)), used("cc", "旧活动", Some(&one)), used("dd", "更早", None)];
        let before = UsedPhotos::new(before.into());
        let text = |sha256: &str, look| before.find(sha256, look).map(|reuse| reuse.text);
        assert_eq!(text("aa", Some(&other)), Some("与 9月28日“消防演练”相同".to_owned()));
        assert_eq!(text("dd", None), Some("与 9月28日“更早”相同".to_owned()));
        assert_eq!(text("bb", Some(&one)), Some("与 9月28日“消防演练”相似".to_owned()), "the latest of two");
        assert_eq!(text("bb", Some(&other)), None);
        assert_eq!(text("bb", None), None);
    }
}
