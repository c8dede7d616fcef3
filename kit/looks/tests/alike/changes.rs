//! What becomes of a picture on its way through chat programs and editors.

use image::imageops::{FilterType, crop_imm, resize};
use image::{Rgb, RgbImage};
use turbojpeg::{Image, PixelFormat, Subsamp};

use crate::drawn::Dice;

/// A change that leaves a picture the same to whoever looks at it.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Change {
    Quality(i32),
    Sized(f32),
    /// Every brightness times the first plus the second; what is too bright or too dark stays at the end.
    Lit(f32, f32),
    /// This share of the width or height cut off at one end.
    CutAtOneEnd(f32),
    /// This share of width and height cut off, as much of it at one end as the dice say.
    Cut(f32),
    /// This share of width and height cut off at every end.
    CutAround(f32),
}

impl Change {
    /// The file that comes out.
    pub(crate) fn of(self, image: &RgbImage, dice: &mut Dice) -> Vec<u8> {
        match self {
            Self::Quality(quality) => jpeg(image, quality),
            Self::Sized(factor) => jpeg(&sized(image, factor), 80),
            Self::Lit(factor, shift) => jpeg(&lit(image, factor, shift), 85),
            Self::CutAtOneEnd(share) => {
                let mut shares = [0.0; 4];
                shares[dice.count(0, 4)] = share;
                jpeg(&cut(image, shares), 80)
            }
            Self::Cut(share) => {
                let (left, top) = (dice.part() * share, dice.part() * share);
                jpeg(&cut(image, [left, share - left, top, share - top]), 80)
            }
            Self::CutAround(share) => jpeg(&cut(image, [share; 4]), 80),
        }
    }
}

/// 4:2:0, as phones and chat programs write it.
pub(crate) fn jpeg(image: &RgbImage, quality: i32) -> Vec<u8> {
    let (width, height) = (image.width() as usize, image.height() as usize);
    let image = Image {
        pixels: image.as_raw().as_slice(),
        width,
        pitch: width * 3,
        height,
        format: PixelFormat::RGB,
    };
    turbojpeg::compress(image, quality, Subsamp::Sub2x2).expect("a picture compresses").to_vec()
}

pub(crate) fn opened(file: &[u8]) -> RgbImage {
    let image = turbojpeg::decompress(file, PixelFormat::RGB).expect("a JPEG");
    RgbImage::from_raw(image.width as u32, image.height as u32, image.pixels)
        .expect("as many bytes as pixels")
}

fn sized(image: &RgbImage, factor: f32) -> RgbImage {
    let scaled = |side: u32| (side as f32 * factor).round() as u32;
    resize(image, scaled(image.width()), scaled(image.height()), FilterType::Triangle)
}

fn lit(image: &RgbImage, factor: f32, shift: f32) -> RgbImage {
    let mut lit = image.clone();
    for Rgb(parts) in lit.pixels_mut() {
        *parts = parts.map(|part| (f32::from(part) * factor + shift).round().clamp(0.0, 255.0) as u8);
    }
    lit
}

/// Less these shares at the left, right, top and bottom.
fn cut(image: &RgbImage, [left, right, top, bottom]: [f32; 4]) -> RgbImage {
    let (width, height) = (image.width() as f32, image.height() as f32);
    let part = |side: f32, share: f32| (side * share).round() as u32;
    let (wide, high) = (part(width, 1.0 - left - right), part(height, 1.0 - top - bottom));
    crop_imm(image, part(width, left), part(height, top), wide, high).to_image()
}
