use crate::PhotoError;

/// What a photo may cost, checked before anything is decoded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Size of the file in bytes.
    pub max_bytes: u64,
    /// Width × height as stored. Decoding one pixel takes at most 8 bytes of memory (16-bit RGBA PNG).
    pub max_pixels: u64,
}

impl Default for Limits {
    /// 30 MB and 60 megapixels.
    fn default() -> Self {
        Self { max_bytes: 30_000_000, max_pixels: 60_000_000 }
    }
}

impl Limits {
    pub(crate) fn check_bytes(&self, bytes: u64) -> Result<(), PhotoError> {
        match bytes {
            0 => Err(PhotoError::Empty),
            n if n > self.max_bytes => Err(PhotoError::TooManyBytes { bytes, limit: self.max_bytes }),
            _ => Ok(()),
        }
    }

    pub(crate) fn check_pixels(&self, width: u32, height: u32) -> Result<(), PhotoError> {
        match u64::from(width) * u64::from(height) {
            0 => Err(PhotoError::damaged("no pixels")),
            n if n > self.max_pixels => {
                Err(PhotoError::TooManyPixels { width, height, limit: self.max_pixels })
            }
            _ => Ok(()),
        }
    }

    /// Memory that a decoder may ask for, in bytes.
    pub(crate) fn max_memory(&self) -> u64 {
        self.max_pixels.saturating_mul(8)
    }
}
