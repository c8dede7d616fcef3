use image::ImageFormat;

use crate::PhotoError;

/// What the file is by its content.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    Jpeg,
    Png,
    WebP,
}

/// First bytes of formats that people upload in place of a photo.
const FOREIGN: &[(&[u8], &str)] = &[
    (b"GIF8", " GIF 动图"),
    (b"BM", " BMP 图片"),
    (b"II*\0", " TIFF 图片"),
    (b"MM\0*", " TIFF 图片"),
    (b"PK\x03\x04", "压缩包或 Office 文档"),
    (b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", "旧版 Office 文档"),
    (b"Rar!", "压缩包"),
    (b"7z\xBC\xAF\x27\x1C", "压缩包"),
    (b"<", "网页或矢量图"),
    (b"\xEF\xBB\xBF<", "网页或矢量图"),
];

/// Brands of the ISO media container that are stills: HEIC and its relatives.
const HEIF_BRANDS: &[&[u8]] = &[b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"];

impl Kind {
    /// Tells the kind from the first bytes; the file's name is never asked. Whether the rest is a picture is not looked at.
    ///
    /// # Errors
    /// What it is instead, with what to do.
    pub fn of(bytes: &[u8]) -> Result<Self, PhotoError> {
        if bytes.starts_with(b"\xFF\xD8\xFF") {
            return Ok(Self::Jpeg);
        }
        if bytes.starts_with(b"\x89PNG\r\n\x1A\n") {
            return Ok(Self::Png);
        }
        if bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WEBP") {
            return Ok(Self::WebP);
        }
        Err(foreign(bytes))
    }

    pub(crate) fn format(self) -> ImageFormat {
        match self {
            Self::Jpeg => ImageFormat::Jpeg,
            Self::Png => ImageFormat::Png,
            Self::WebP => ImageFormat::WebP,
        }
    }

    /// The media type to serve the original with.
    pub fn media_type(self) -> &'static str {
        self.format().to_mime_type()
    }

    /// The usual suffix of a file name, without the dot.
    pub fn suffix(self) -> &'static str {
        match self {
            Self::Jpeg => "jpg",
            Self::Png => "png",
            Self::WebP => "webp",
        }
    }
}

fn foreign(bytes: &[u8]) -> PhotoError {
    // Readers look for the mark of a PDF in the first kilobyte, not only at the very start.
    if bytes[..bytes.len().min(1024)].windows(5).any(|w| w == b"%PDF-") {
        return PhotoError::Pdf;
    }
    if bytes.get(4..8) == Some(b"ftyp") {
        return match bytes.get(8..12) {
            Some(brand) if HEIF_BRANDS.contains(&brand) => PhotoError::Heic,
            Some(b"avif" | b"avis") => PhotoError::Foreign { name: " AVIF 图片" },
            _ => PhotoError::Foreign { name: "视频" },
        };
    }
    match FOREIGN.iter().find(|(mark, _)| bytes.starts_with(mark)) {
        Some((_, name)) => PhotoError::Foreign { name },
        None => PhotoError::Unknown,
    }
}
