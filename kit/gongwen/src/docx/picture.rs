//! Pictures as a document needs them: JPEG bytes and their size.

use std::io;

use crate::document::PictureId;

/// Where a document's pictures come from.
pub trait PictureSource {
    /// The picture of this id. Called once for each id, in order of appearance; the writer drops it before it asks for the
    /// next, so only one is in memory.
    fn jpeg(&self, id: &PictureId) -> io::Result<Jpeg>;
}

/// Where a document without pictures has them from.
#[derive(Clone, Copy, Debug)]
pub struct NoPictures;

impl PictureSource for NoPictures {
    fn jpeg(&self, _: &PictureId) -> io::Result<Jpeg> {
        Err(io::ErrorKind::NotFound.into())
    }
}

/// A JPEG file and its size in pixels, upright (an EXIF orientation is not looked at).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Jpeg {
    bytes: Vec<u8>,
    size: PixelSize,
}

/// Width and height in pixels, neither of them 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct PixelSize {
    pub(super) width: u32,
    pub(super) height: u32,
}

/// The bytes are no JPEG file, or the picture has no area.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a JPEG picture with a width and a height")]
pub struct NotJpeg;

impl Jpeg {
    /// Takes the bytes of a JPEG file and the size that its decoder told, in pixels.
    pub fn new(bytes: Vec<u8>, width: u32, height: u32) -> Result<Self, NotJpeg> {
        let start_of_image = bytes.starts_with(&[0xFF, 0xD8, 0xFF]);
        if !start_of_image || width == 0 || height == 0 {
            return Err(NotJpeg);
        }
        Ok(Self { bytes, size: PixelSize { width, height } })
    }

    /// Width and height in pixels.
    pub fn pixel_size(&self) -> (u32, u32) {
        (self.size.width, self.size.height)
    }

    pub(super) fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    pub(super) fn size(&self) -> PixelSize {
        self.size
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_format_and_an_empty_area_are_refused() {
        let jpeg = vec![0xFF, 0xD8, 0xFF, 0xE0];
        assert_eq!(Jpeg::new(b"\x89PNG".to_vec(), 1, 1), Err(NotJpeg));
        assert_eq!(Jpeg::new(jpeg.clone(), 0, 1), Err(NotJpeg));
        assert_eq!(Jpeg::new(jpeg.clone(), 1, 0), Err(NotJpeg));
        assert!(Jpeg::new(jpeg, 1, 1).is_ok());
    }
}
