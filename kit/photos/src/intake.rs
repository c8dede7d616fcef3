use jiff::civil::DateTime;
use sha2::{Digest, Sha256};

use crate::decode::{Decoded, decode};
use crate::derivative::{fitted, turned, upright};
use crate::stowaway::stowaway;
use crate::{Derivative, Fingerprint, Kind, Limits, PhotoError, container};

/// Long edge of the copy to look at and to print, in pixels.
const LARGE_EDGE: u32 = 1600;
/// Long edge of the copy for lists, in pixels.
const SMALL_EDGE: u32 = 320;

/// A photo that was accepted, with what is worth keeping of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Photo {
    pub kind: Kind,
    /// How many of the file's bytes are the picture and what the camera noted in it; these are what is kept and served.
    /// A motion photo's film and whatever else hangs behind them is not.
    pub kept: usize,
    /// SHA-256 of the kept bytes, 64 lower-case hex digits.
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
}

/// Takes in a photo: checks it, decodes it, makes its copies. Blocks for about 50 ms on a 12-megapixel JPEG;
/// use [`crate::Darkroom`] from async code.
///
/// # Errors
/// Every refusal is a [`PhotoError`] whose text tells the user what to do.
pub fn intake(bytes: &[u8], limits: &Limits) -> Result<Photo, PhotoError> {
    limits.check_bytes(bytes.len() as u64)?;
    let kind = Kind::of(bytes)?;
    let kept = container::picture_len(kind, bytes)?;
    if let Some(name) = stowaway(bytes, kept) {
        return Err(PhotoError::Stowaway { name });
    }
    let picture = &bytes[..kept];
    let Decoded { stored, pixels, notes } = decode(kind, picture, LARGE_EDGE, limits)?;
    let (width, height) = turned(stored, notes.orientation);
    let large = upright(fitted(pixels, LARGE_EDGE)?, notes.orientation);
    let large_copy = Derivative::of(&large)?;
    let small = fitted(large, SMALL_EDGE)?;
    Ok(Photo {
        kind,
        kept,
        sha256: hex::encode(Sha256::digest(picture)),
        width,
        height,
        taken_at: notes.taken_at,
        fingerprint: Fingerprint::of(&small).ok_or_else(|| PhotoError::damaged("no pixels"))?,
        large: large_copy,
        small: Derivative::of(&small)?,
    })
}
