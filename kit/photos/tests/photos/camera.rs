//! Makes files as cameras write them.

use std::io::Cursor;

use exif::experimental::Writer;
use exif::{Field, In, Rational, Tag, Value};
use image::imageops::FilterType;
use image::{DynamicImage, ImageFormat, Rgb, RgbImage};
use turbojpeg::{Compressor, PixelFormat, Subsamp};

pub(crate) const RED: [u8; 3] = [220, 30, 30];
pub(crate) const GREEN: [u8; 3] = [30, 180, 60];
pub(crate) const BLUE: [u8; 3] = [40, 60, 210];
pub(crate) const GREY: [u8; 3] = [128, 128, 128];

/// Quarters of the upright picture: red, green / blue, grey. No turn or mirror of it looks like another.
pub(crate) fn quarters(width: u32, height: u32) -> RgbImage {
    RgbImage::from_fn(width, height, |x, y| match (x < width / 2, y < height / 2) {
        (true, true) => Rgb(RED),
        (false, true) => Rgb(GREEN),
        (true, false) => Rgb(BLUE),
        (false, false) => Rgb(GREY),
    })
}

/// Clouds of light in every size, as a photo has them; another `seed` is another scene.
pub(crate) fn scene(width: u32, height: u32, seed: u32) -> RgbImage {
    const OCTAVES: u32 = 6;
    let octaves = (1..=OCTAVES).map(|octave| {
        let cells = 1 << octave;
        let lattice = RgbImage::from_fn(cells + 1, cells + 1, |x, y| Rgb(dice([seed, octave, x, y])));
        (octave, stretched(lattice, 256, 256))
    });
    let mut light = vec![128.0f32; 256 * 256 * 3];
    for (octave, layer) in octaves {
        let strength = 1.3 / octave as f32;
        for (sum, value) in light.iter_mut().zip(layer.as_raw()) {
            *sum += (f32::from(*value) - 128.0) * strength;
        }
    }
    let bytes = light.into_iter().map(|value| value.clamp(0.0, 255.0) as u8).collect();
    let square = RgbImage::from_raw(256, 256, bytes).expect("as many bytes as pixels");
    stretched(square, width, height)
}

fn stretched(image: RgbImage, width: u32, height: u32) -> RgbImage {
    DynamicImage::from(image).resize_exact(width, height, FilterType::CatmullRom).into_rgb8()
}

/// Three bytes that look random and are always the same for the same place.
fn dice(place: [u32; 4]) -> [u8; 3] {
    let mixed = place.into_iter().fold(0x9E37_79B9u32, |sum, part| {
        let sum = (sum ^ part).wrapping_mul(0x85EB_CA6B);
        (sum ^ (sum >> 13)).wrapping_mul(0xC2B2_AE35) ^ (sum >> 16)
    });
    let [red, green, blue, _] = mixed.to_le_bytes();
    [red, green, blue]
}

pub(crate) fn jpeg(image: &RgbImage, quality: i32, progressive: bool) -> Vec<u8> {
    let mut compressor = Compressor::new().expect("a compressor");
    compressor.set_quality(quality).expect("a quality of 1–100");
    compressor.set_subsamp(Subsamp::Sub2x2).expect("4:2:0");
    compressor.set_progressive(progressive).expect("either way");
    let (width, height) = (image.width() as usize, image.height() as usize);
    compressor
        .compress_to_vec(turbojpeg::Image {
            pixels: image.as_raw().as_slice(),
            width,
            pitch: width * 3,
            height,
            format: PixelFormat::RGB,
        })
        .expect("a picture compresses")
}

pub(crate) fn encoded(image: impl Into<DynamicImage>, format: ImageFormat) -> Vec<u8> {
    let mut bytes = Vec::new();
    image.into().write_to(&mut Cursor::new(&mut bytes), format).expect("a picture encodes");
    bytes
}

/// The notes of a phone: how it was held, when, and where it stood.
pub(crate) fn notes(orientation: u16, taken: &str) -> Vec<u8> {
    let text = |s: &str| Value::Ascii(vec![s.as_bytes().to_vec()]);
    let degrees = Value::Rational(vec![
        Rational { num: 25, denom: 1 },
        Rational { num: 26, denom: 1 },
        Rational { num: 0, denom: 1 },
    ]);
    let fields = [
        (Tag::Make, text("SECRETPHONE")),
        (Tag::Orientation, Value::Short(vec![orientation])),
        (Tag::DateTimeOriginal, text(taken)),
        (Tag::GPSLatitudeRef, text("N")),
        (Tag::GPSLatitude, degrees),
    ]
    .map(|(tag, value)| Field { tag, ifd_num: In::PRIMARY, value });
    let mut writer = Writer::new();
    fields.iter().for_each(|field| writer.push_field(field));
    let mut tiff = Cursor::new(Vec::new());
    writer.write(&mut tiff, false).expect("notes are written");
    tiff.into_inner()
}

/// Puts an APP1 segment with `body` right behind the start of a JPEG, where Exif has to stand.
pub(crate) fn with_exif(jpeg: &[u8], body: &[u8]) -> Vec<u8> {
    let length = u16::try_from(body.len() + 8).expect("notes fit a segment").to_be_bytes();
    [&jpeg[..2], b"\xFF\xE1", &length, b"Exif\0\0", body, &jpeg[2..]].concat()
}

/// The JPEG with another width and height written into its frame header.
pub(crate) fn claiming(mut jpeg: Vec<u8>, width: u16, height: u16) -> Vec<u8> {
    let frame = jpeg.windows(2).position(|w| w == b"\xFF\xC0").expect("a baseline frame");
    jpeg[frame + 5..frame + 7].copy_from_slice(&height.to_be_bytes());
    jpeg[frame + 7..frame + 9].copy_from_slice(&width.to_be_bytes());
    jpeg
}

/// A PNG whose header claims a size, with next to nothing behind it.
pub(crate) fn png_claiming(width: u32, height: u32) -> Vec<u8> {
    let header = [&width.to_be_bytes()[..], &height.to_be_bytes(), &[8, 2, 0, 0, 0]].concat();
    let pixels = b"\x78\x9c\x63\x60\x18\x05\xa3\x00\x00";
    [b"\x89PNG\r\n\x1A\n".to_vec(), chunk(b"IHDR", &header), chunk(b"IDAT", pixels), chunk(b"IEND", b"")]
        .concat()
}

fn chunk(name: &[u8; 4], body: &[u8]) -> Vec<u8> {
    let length = u32::try_from(body.len()).expect("a small chunk").to_be_bytes();
    let named = [&name[..], body].concat();
    let checksum = !named.iter().fold(!0u32, |sum, &byte| {
        (0..8).fold(sum ^ u32::from(byte), |s, _| (s >> 1) ^ (0xEDB8_8320 * (s & 1)))
    });
    [&length[..], &named, &checksum.to_be_bytes()].concat()
}
