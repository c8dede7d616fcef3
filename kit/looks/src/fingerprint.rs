use std::fmt;
use std::str::FromStr;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use fast_image_resize::images::{TypedImage, TypedImageRef};
use fast_image_resize::pixels::U8x3;
use fast_image_resize::{FilterType, ResizeAlg, ResizeOptions, Resizer};
use image::RgbImage;

use crate::detail::{CELLS, Detail, PACKED, SIDE};
use crate::key::{Key, Query, RADIUS};
use crate::likeness;

/// How a picture looks: 32 × 32 brightnesses less those around them, in 4 bits each, row by row, the left of two in the
/// upper half of a byte; then a bit for each, the left one uppermost, whether the picture is burnt out there. What a chat program does to a picture (recompression, another size or brightness, a twentieth
/// cut off) leaves it alike; see docs/decisions/0050. [`crate::Index`] finds the alike among many. As text it is 856
/// characters of base64.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Fingerprint([u8; Self::BYTES]);

impl Fingerprint {
    /// Its length, always.
    pub const BYTES: usize = PACKED;

    /// `image` upright, in any size; 320 pixels are as good as 1600. `None`
    /// for one without a pixel.
    pub fn of(image: &RgbImage) -> Option<Self> {
        if image.is_empty() {
            return None;
        }
        let side = u32::try_from(SIDE).ok()?;
        let from = TypedImageRef::<U8x3>::from_buffer(image.width(), image.height(), image.as_raw()).ok()?;
        let mut cells = [[0; 3]; CELLS];
        let mut to = TypedImage::<U8x3>::from_buffer(side, side, cells.as_flattened_mut()).ok()?;
        let options = ResizeOptions::new().resize_alg(ResizeAlg::Convolution(FilterType::Bilinear));
        Resizer::new().resize_typed(&from, &mut to, &options).ok()?;
        Some(Self(Detail::of(&cells).packed()))
    }

    /// From [`Self::as_bytes`] of another day; any bytes of that length are a fingerprint, `None` for another length.
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        bytes.try_into().ok().map(Self)
    }

    /// What to store; never changes for a picture.
    pub fn as_bytes(&self) -> &[u8; Self::BYTES] {
        &self.0
    }

    /// Whether one picture is most likely a copy of the other, perhaps with a little cut off. A blank picture is like no
    /// other, not even itself. Among many ask [`crate::Index`].
    pub fn is_same(&self, other: &Self) -> bool {
        let (mine, theirs) = (self.detail(), other.detail());
        Query::of(&mine).distance(&Key::of(&theirs)) <= RADIUS && likeness::is_same(&mine, &theirs)
    }

    pub(crate) fn detail(&self) -> Detail {
        Detail::unpacked(&self.0)
    }
}

impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&STANDARD.encode(self.0))
    }
}

impl fmt::Debug for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Fingerprint({self})")
    }
}

/// A text that is no fingerprint.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a fingerprint: 856 characters of base64 are")]
pub struct NoFingerprint;

impl FromStr for Fingerprint {
    type Err = NoFingerprint;

    fn from_str(text: &str) -> Result<Self, NoFingerprint> {
        STANDARD.decode(text).ok().and_then(|bytes| Self::from_bytes(&bytes)).ok_or(NoFingerprint)
    }
}

#[cfg(test)]
mod tests {
    use image::Rgb;

    use super::*;

    #[test]
    fn a_fingerprint_comes_back_from_its_text_and_from_nothing_else() {
        let print =
            Fingerprint::of(&RgbImage::from_fn(90, 60, |x, y| Rgb([(x * y % 251) as u8; 3]))).unwrap();
        let text = print.to_string();
        assert_eq!((text.len(), text.parse()), (856, Ok(print)));
        for wrong in ["", "AAAA", &text[4..], "很好"] {
            assert_eq!(wrong.parse::<Fingerprint>(), Err(NoFingerprint), "{wrong}");
        }
    }

    #[test]
    fn a_picture_without_a_pixel_has_none() {
        assert_eq!(Fingerprint::of(&RgbImage::new(0, 0)), None);
        assert_eq!(Fingerprint::of(&RgbImage::new(0, 9)), None);
    }

    #[test]
    fn a_blank_picture_is_like_no_other() {
        let blank = |shade| Fingerprint::of(&RgbImage::from_pixel(320, 240, Rgb([shade; 3]))).unwrap();
        assert!(!blank(250).is_same(&blank(250)) && !blank(250).is_same(&blank(3)));
    }
}
