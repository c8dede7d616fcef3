use std::io::Cursor;

use image::{
    DynamicImage, ImageDecoder, ImageError, ImageReader, Limits as DecoderLimits, Rgb, RgbImage, RgbaImage,
};

use crate::exif::Notes;
use crate::{Kind, Limits, PhotoError, jpeg};

/// A picture as it lies in the file, not yet turned upright.
pub(crate) struct Decoded {
    /// Width and height in the file.
    pub(crate) stored: (u32, u32),
    /// Perhaps reduced, but at least `edge` pixels on the long side if the file has them.
    pub(crate) pixels: RgbImage,
    pub(crate) notes: Notes,
}

/// Reads the header, holds it against the limits, and only then decodes.
pub(crate) fn decode(kind: Kind, bytes: &[u8], edge: u32, limits: &Limits) -> Result<Decoded, PhotoError> {
    let mut reader = ImageReader::with_format(Cursor::new(bytes), kind.format());
    let mut memory = DecoderLimits::no_limits();
    memory.max_alloc = Some(limits.max_memory());
    reader.limits(memory);
    let mut decoder = reader.into_decoder().map_err(refused)?;
    let stored = decoder.dimensions();
    limits.check_pixels(stored.0, stored.1)?;
    // A decoder that stumbles over the notes may still read the picture.
    let notes = decoder.exif_metadata().ok().flatten().map_or(Notes::NONE, |chunk| Notes::read(&chunk));
    let fast = if kind == Kind::Jpeg { jpeg::decode(bytes, stored, edge).ok() } else { None };
    let pixels = match fast {
        Some(pixels) => pixels,
        // CMYK, and cameras that bend the rules a little: the slower decoder is the more forgiving one.
        None => opaque(DynamicImage::from_decoder(decoder).map_err(refused)?),
    };
    Ok(Decoded { stored, pixels, notes })
}

/// Transparent parts become white, as on paper: a JPEG has no transparency.
fn opaque(image: DynamicImage) -> RgbImage {
    if image.color().has_alpha() { on_white(&image.into_rgba8()) } else { image.into_rgb8() }
}

fn on_white(image: &RgbaImage) -> RgbImage {
    RgbImage::from_fn(image.width(), image.height(), |x, y| {
        let [red, green, blue, alpha] = image.get_pixel(x, y).0.map(u32::from);
        let blend = |channel: u32| ((channel * alpha + 255 * (255 - alpha) + 127) / 255) as u8;
        Rgb([blend(red), blend(green), blend(blue)])
    })
}

fn refused(error: ImageError) -> PhotoError {
    match &error {
        ImageError::IoError(io) if io.kind() == std::io::ErrorKind::UnexpectedEof => PhotoError::Truncated,
        _ => PhotoError::damaged(error),
    }
}
