use jiff::civil::DateTime;
use sha2::{Digest, Sha256};

use crate::decode::{Decoded, decode};
use crate::derivative::{fitted, turned, upright};
use crate::{Derivative, Fingerprint, Kind, Limits, PhotoError, container};

/// Long edge of the copy to look at and to print, in pixels.
const LARGE_EDGE: u32 = 1600;
/// Long edge of the copy for lists, in pixels.
const SMALL_EDGE: u32 = 320;

/// A photo that was accepted, with what is worth keeping of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Photo {
    pub kind: Kind,
    /// SHA-256 of the file as it came, 64 lower-case hex digits.
    pub sha256: String,
    /// Width of the upright original in pixels.
    pub width: u32,
    /// Height of the upright original in pixels.
    pub height: u32,
    /// When it was taken by the camera's clock (EXIF DateTimeOriginal), if the file says so credibly.
    pub taken_at: Option<DateTime>,
    pub fingerprint: Fingerprint,
    /// At most 1600 pixels on the long edge.
    pub large: Derivative,
    /// At most 320 pixels on the long edge.
    pub small: Derivative,
    /// Bytes behind the picture's own end: a motion photo's film, or something hidden. No copy holds them;
    /// whoever serves the original must send `nosniff` or cut them off.
    pub trailing_bytes: usize,
}

/// Takes in a photo: checks it, decodes it, makes its copies. Blocks for about 50 ms on a 12-megapixel JPEG;
/// use [`crate::Darkroom`] from async code.
///
/// # Errors
/// Every refusal is a [`PhotoError`] whose text tells the user what to do.
pub fn intake(bytes: &[u8], limits: &Limits) -> Result<Photo, PhotoError> {
    limits.check_bytes(bytes.len() as u64)?;
    let kind = Kind::of(bytes)?;
    let picture = container::picture_len(kind, bytes)?;
    let Decoded { stored, pixels, notes } = decode(kind, &bytes[..picture], LARGE_EDGE, limits)?;
    let (width, height) = turned(stored, notes.orientation);
    let large = upright(fitted(pixels, LARGE_EDGE)?, notes.orientation);
    let large_copy = Derivative::of(&large)?;
    let small = fitted(large, SMALL_EDGE)?;
    Ok(Photo {
        kind,
        sha256: hex::encode(Sha256::digest(bytes)),
        width,
        height,
        taken_at: notes.taken_at,
        fingerprint: Fingerprint::of(&small),
        large: large_copy,
        small: Derivative::of(&small)?,
        trailing_bytes: bytes.len() - picture,
    })
}
