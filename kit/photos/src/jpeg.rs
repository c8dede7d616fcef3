use image::RgbImage;
use turbojpeg::{Compressor, Decompressor, Image, PixelFormat, ScalingFactor, Subsamp};

/// A progressive JPEG may repeat its scans to burn hours of CPU; cameras and editors write about ten.
pub(crate) const MAX_SCANS: u32 = 100;

/// From the strongest reduction to none: libjpeg skips what a reduced picture does not need.
const REDUCTIONS: [ScalingFactor; 4] =
    [ScalingFactor::ONE_EIGHTH, ScalingFactor::ONE_QUARTER, ScalingFactor::ONE_HALF, ScalingFactor::ONE];

/// Decodes a JPEG of `stored` pixels, reduced as far as its long side stays at least `edge` pixels. Fails on CMYK, on
/// whatever libjpeg only warns of, and on a second frame header of another size, which nobody held against the limits.
pub(crate) fn decode(bytes: &[u8], stored: (u32, u32), edge: u32) -> turbojpeg::Result<RgbImage> {
    let mut decompressor = Decompressor::new()?;
    decompressor.set_scan_limit(MAX_SCANS)?;
    let header = decompressor.read_header(bytes)?;
    let side =
        |pixels: usize| u32::try_from(pixels).map_err(|_| turbojpeg::Error::IntegerOverflow("picture size"));
    if (side(header.width)?, side(header.height)?) != stored {
        return Err(turbojpeg::Error::IntegerOverflow("second frame"));
    }
    let enough = |factor: &ScalingFactor| {
        factor.scale(header.width.max(header.height)) >= usize::try_from(edge).unwrap_or(usize::MAX)
    };
    let factor = REDUCTIONS.into_iter().find(enough).unwrap_or(ScalingFactor::ONE);
    decompressor.set_scaling_factor(factor)?;
    let (width, height) = (factor.scale(header.width), factor.scale(header.height));
    let mut pixels = RgbImage::new(side(width)?, side(height)?);
    let pitch = width * PixelFormat::RGB.size();
    let output = Image { pixels: pixels.as_mut(), width, pitch, height, format: PixelFormat::RGB };
    decompressor.decompress(bytes, output)?;
    Ok(pixels)
}

/// Encodes as baseline 4:2:0 with nothing but the picture in it.
pub(crate) fn encode(image: &RgbImage, quality: i32) -> turbojpeg::Result<Vec<u8>> {
    let (width, height) = (image.width() as usize, image.height() as usize);
    let pitch = width * PixelFormat::RGB.size();
    let mut compressor = Compressor::new()?;
    compressor.set_quality(quality)?;
    compressor.set_subsamp(Subsamp::Sub2x2)?;
    compressor.compress_to_vec(Image {
        pixels: image.as_raw().as_slice(),
        width,
        pitch,
        height,
        format: PixelFormat::RGB,
    })
}
