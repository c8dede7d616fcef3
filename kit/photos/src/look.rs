use image::ImageFormat;
use looks::Fingerprint;

/// How a photo looks by one of its copies ([`crate::Photo::small`]), for those that were taken in before looks were noted.
/// Blocks for about a millisecond; `None` for bytes that are no JPEG, as a copy always is.
pub fn look_of_copy(copy: &[u8]) -> Option<Fingerprint> {
    let image = image::load_from_memory_with_format(copy, ImageFormat::Jpeg).ok()?;
    Fingerprint::of(&image.into_rgb8())
}
