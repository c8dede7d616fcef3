//! A file that comes in pieces: how much of it is here, and which piece may come next.

use clock::Moment;
use people::{Actor, NodePath, PersonId, Target, UnitId};
use photos::{Limits, PhotoError};

ids::id_of!(
    /// A file on its way.
    pub(crate) ParcelId, ParcelMark
);

db::coded! {
    /// What the file is to become.
    pub(crate) enum ParcelKind {
        Photo = "photo" / "照片",
        Paper = "paper" / "材料",
    }
}

/// The largest piece, in bytes.
pub(crate) const MOST_PIECE: i64 = 4 << 20;
/// The smallest piece but the last, in bytes: it bounds how many pieces a file has.
pub(crate) const LEAST_PIECE: i64 = 64 << 10;
/// How many files of one person may be on their way at a time.
pub(crate) const MOST_OPEN: usize = 20;
/// How many bytes of one person's files may be on their way at a time.
pub(crate) const MOST_OPEN_BYTES: i64 = 600 << 20;
/// Days after which a file that was begun is forgotten, whole or not.
pub(crate) const LIFE_DAYS: i32 = 3;

db::record! {
    /// A file on its way; its sender's own affair until it is whole.
    #[derive(Clone, Debug)]
    pub(crate) struct Parcel {
        pub(crate) id: ParcelId,
        pub(crate) unit: UnitId,
        pub(crate) path: NodePath,
        pub(crate) person: PersonId,
        pub(crate) kind: ParcelKind,
        /// The idempotency key of what it becomes.
        pub(crate) key: String,
        pub(crate) file_name: String,
        /// How long the whole file is.
        pub(crate) bytes: i64,
        /// SHA-256 of the whole file, 64 lower-case hex digits.
        pub(crate) sha256: String,
        /// How many bytes are here, from the first one on without a gap.
        pub(crate) received: i64,
        /// The id of the photo or paper that it became.
        pub(crate) stored: Option<String>,
        pub(crate) begun_at: Moment,
        /// When the last piece came.
        pub(crate) touched_at: Moment,
        pub(crate) version: i64,
    }
}

db::record! {
    /// A piece that is here.
    #[derive(Clone, Debug)]
    pub(crate) struct Piece {
        pub(crate) starts_at: i64,
        pub(crate) bytes: i64,
        pub(crate) sha256: String,
        /// Where its bytes lie, behind [`Parcel::seal`].
        pub(crate) blob: String,
    }
}

/// A piece as it was sent.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Sent<'a> {
    pub(crate) starts_at: i64,
    pub(crate) bytes: i64,
    /// The SHA-256 of the bytes that came.
    pub(crate) sha256: &'a str,
}

/// What to do with a piece.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Slot {
    /// It is the next one.
    Next,
    /// It is here already, or there is nothing in it.
    Known,
}

/// Why a piece is refused: what is wrong, and from where to go on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum BadPiece {
    #[error("前面还有内容没有收到，请从第 {received} 字节继续发送。")]
    Ahead { received: i64 },
    #[error(
        "第 {starts_at} 字节起已经收到过不同的内容，这一段没有保存。请从第 {received} 字节继续；如果文件换过，请重新选择文件。"
    )]
    Differs { starts_at: i64, received: i64 },
    #[error("这一段超出了文件开始上传时的大小（{bytes} 字节），没有保存。如果文件换过，请重新选择文件。")]
    Beyond { bytes: i64 },
    #[error("除最后一段外，每段应为 64 KB 到 4 MB，这一段没有保存。")]
    Size,
}

impl Parcel {
    /// What stands before the bytes of a piece in the store: so it has an address that no other file has, whatever it holds, and
    /// may be removed as soon as nobody needs it.
    pub(crate) fn seal(&self, starts_at: i64) -> String {
        format!("parcel {} {starts_at}\n", self.id)
    }

    /// Whether it must be a film: nothing else may be so large.
    pub(crate) fn is_film(&self) -> bool {
        self.kind == ParcelKind::Paper && self.bytes > papers::MAX_BYTES as i64
    }

    /// Whether all of it is here.
    pub(crate) fn is_whole(&self) -> bool {
        self.received == self.bytes
    }

    /// Where a piece belongs beside those that are here.
    pub(crate) fn slot(&self, known: &[Piece], sent: Sent<'_>) -> Result<Slot, BadPiece> {
        let ends_at = sent.starts_at.saturating_add(sent.bytes);
        if sent.starts_at > self.received {
            return Err(BadPiece::Ahead { received: self.received });
        }
        if ends_at > self.bytes {
            return Err(BadPiece::Beyond { bytes: self.bytes });
        }
        if sent.starts_at < self.received {
            let same = |piece: &Piece| {
                (piece.starts_at, piece.bytes, piece.sha256.as_str())
                    == (sent.starts_at, sent.bytes, sent.sha256)
            };
            let differs = BadPiece::Differs { starts_at: sent.starts_at, received: self.received };
            return if known.iter().any(same) { Ok(Slot::Known) } else { Err(differs) };
        }
        if self.is_whole() {
            return Ok(Slot::Known);
        }
        let is_last = ends_at == self.bytes;
        let fits = sent.bytes > 0 && sent.bytes <= MOST_PIECE && (is_last || sent.bytes >= LEAST_PIECE);
        if fits { Ok(Slot::Next) } else { Err(BadPiece::Size) }
    }
}

impl ParcelKind {
    /// The most bytes that such a file may have.
    pub(crate) fn limit(self) -> u64 {
        match self {
            Self::Photo => Limits::default().max_bytes,
            Self::Paper => papers::MAX_FILM_BYTES,
        }
    }

    /// The sentence about a file of this many bytes, where it cannot be taken.
    pub(crate) fn refuses(self, bytes: u64) -> Option<String> {
        let limit = self.limit();
        match (self, bytes) {
            (Self::Photo, 0) => Some(PhotoError::Empty.to_string()),
            (Self::Paper, 0) => Some(papers::BadPaper::Empty.to_string()),
            (_, bytes) if bytes <= limit => None,
            (Self::Photo, bytes) => Some(PhotoError::TooManyBytes { bytes, limit }.to_string()),
            (Self::Paper, _) => Some(papers::BadPaper::FilmTooLarge.to_string()),
        }
    }
}

impl Target for Parcel {
    const KIND: &'static str = "parcel";

    fn id(&self) -> String {
        self.id.to_string()
    }

    fn version(&self) -> i64 {
        self.version
    }

    fn place(&self) -> &NodePath {
        &self.path
    }

    /// Only whoever began it goes on with it.
    fn is_seen_by(&self, actor: &Actor) -> bool {
        actor.person == self.person && actor.at.id == self.unit
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MB: i64 = 1 << 20;

    fn parcel(bytes: i64, received: i64) -> Parcel {
        let id = "000000000000000000000000000000aa";
        let unit = UnitId::parse(id).unwrap();
        Parcel {
            id: ParcelId::parse(id).unwrap(),
            unit,
            path: NodePath::root(unit),
            person: PersonId::parse(id).unwrap(),
            kind: ParcelKind::Photo,
            key: "photo-key-1".to_owned(),
            file_name: "IMG_1.jpg".to_owned(),
            bytes,
            sha256: String::new(),
            received,
            stored: None,
            begun_at: Moment::from_micros(0),
            touched_at: Moment::from_micros(0),
            version: 1,
        }
    }

    fn sent(starts_at: i64, bytes: i64, sha256: &str) -> Sent<'_> {
        Sent { starts_at, bytes, sha256 }
    }

    fn first() -> Piece {
        Piece { starts_at: 0, bytes: MB, sha256: "aa".to_owned(), blob: String::new() }
    }

    #[test]
    fn the_next_piece_follows_without_a_gap() {
        let parcel = parcel(3 * MB, MB);
        assert_eq!(parcel.slot(&[first()], sent(MB, MB, "bb")), Ok(Slot::Next));
        let ahead = Err(BadPiece::Ahead { received: MB });
        assert_eq!(parcel.slot(&[first()], sent(2 * MB, MB, "bb")), ahead);
        assert_eq!(parcel.slot(&[first()], sent(i64::MAX, i64::MAX, "bb")), ahead);
    }

    #[test]
    fn a_piece_that_is_here_is_known_by_offset_length_and_digest() {
        let parcel = parcel(3 * MB, MB);
        assert_eq!(parcel.slot(&[first()], sent(0, MB, "aa")), Ok(Slot::Known));
        for other in [sent(0, MB, "bb"), sent(0, 2 * MB, "aa"), sent(1, MB, "aa")] {
            let differs = BadPiece::Differs { starts_at: other.starts_at, received: MB };
            assert_eq!(parcel.slot(&[first()], other), Err(differs));
        }
    }

    #[test]
    fn only_the_last_piece_may_be_small_and_none_goes_beyond_the_end() {
        let parcel = parcel(MB + 10, MB);
        assert_eq!(parcel.slot(&[first()], sent(MB, 9, "bb")), Err(BadPiece::Size));
        assert_eq!(parcel.slot(&[first()], sent(MB, 0, "bb")), Err(BadPiece::Size));
        assert_eq!(parcel.slot(&[first()], sent(MB, 10, "bb")), Ok(Slot::Next));
        assert_eq!(parcel.slot(&[first()], sent(MB, 11, "bb")), Err(BadPiece::Beyond { bytes: MB + 10 }));
        let large = self::parcel(9 * MB, 0);
        assert_eq!(large.slot(&[], sent(0, MOST_PIECE + 1, "bb")), Err(BadPiece::Size));
    }

    #[test]
    fn nothing_at_the_end_of_a_whole_file_asks_for_what_it_became() {
        let parcel = parcel(MB, MB);
        assert!(parcel.is_whole());
        assert_eq!(parcel.slot(&[first()], sent(MB, 0, "")), Ok(Slot::Known));
        assert_eq!(parcel.slot(&[first()], sent(MB, 1, "")), Err(BadPiece::Beyond { bytes: MB }));
    }

    #[test]
    fn a_file_that_cannot_be_taken_is_refused_before_it_is_sent() {
        for kind in ParcelKind::ALL {
            assert_eq!(kind.refuses(kind.limit()), None);
            for bytes in [0, kind.limit() + 1, u64::MAX] {
                assert!(kind.refuses(bytes).is_some(), "{kind:?} {bytes}");
            }
        }
    }
}
