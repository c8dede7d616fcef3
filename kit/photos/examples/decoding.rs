//! Measures docs/decisions/0003: `cargo run --release -p photos --example decoding`.

use std::error::Error;
use std::time::Instant;

use fast_image_resize::{ResizeOptions, Resizer};
use image::codecs::jpeg::JpegEncoder;
use image::imageops::FilterType;
use image::{DynamicImage, ImageFormat, RgbImage, load_from_memory_with_format};
use photos::{Limits, intake};

const RUNS: usize = 25;

fn main() -> Result<(), Box<dyn Error>> {
    let mut file = Vec::new();
    JpegEncoder::new_with_quality(&mut file, 90).encode_image(&scene(4032, 3024))?;
    println!("4032x3024 JPEG of {} bytes, best of {RUNS} runs in turn:", file.len());
    let (mut pure, mut house) = (f64::MAX, f64::MAX);
    for _ in 0..RUNS {
        pure = pure.min(milliseconds(|| pure_rust(&file))?);
        house = house.min(milliseconds(|| intake(&file, &Limits::default()).map(drop).map_err(Into::into))?);
    }
    println!("image + fast_image_resize, no fingerprint: {pure:.0} ms");
    println!("photos::intake, all it does:               {house:.0} ms ({:.1} times as fast)", pure / house);
    Ok(())
}

/// Noise of every size with the strength falling as 1/f, as in photographs.
fn scene(width: u32, height: u32) -> DynamicImage {
    let mut dice = 12_345u32;
    let mut light = vec![128.0f32; (width * height * 3) as usize];
    for octave in 1..=10u32 {
        let lattice = RgbImage::from_fn(4 << octave, 3 << octave, |_, _| {
            dice = dice.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            let [_, red, green, blue] = dice.to_le_bytes();
            image::Rgb([red, green, blue])
        });
        let layer =
            DynamicImage::from(lattice).resize_exact(width, height, FilterType::CatmullRom).into_rgb8();
        let strength = 0.6 / 1.6f32.powi(octave.cast_signed());
        for (sum, value) in light.iter_mut().zip(layer.as_raw()) {
            *sum += (f32::from(*value) - 128.0) * strength;
        }
    }
    let bytes = light.into_iter().map(|value| value.clamp(0.0, 255.0) as u8).collect();
    RgbImage::from_raw(width, height, bytes).map(DynamicImage::from).unwrap_or_default()
}

/// Decoding, both copies and encoding without C code.
fn pure_rust(file: &[u8]) -> Result<(), Box<dyn Error>> {
    let mut image = load_from_memory_with_format(file, ImageFormat::Jpeg)?;
    for (width, height) in [(1600, 1200), (320, 240)] {
        let mut copy = DynamicImage::new(width, height, image.color());
        Resizer::new().resize(&image, &mut copy, &ResizeOptions::new())?;
        JpegEncoder::new_with_quality(Vec::new(), 82).encode_image(&copy)?;
        image = copy;
    }
    Ok(())
}

fn milliseconds(work: impl FnOnce() -> Result<(), Box<dyn Error>>) -> Result<f64, Box<dyn Error>> {
    let start = Instant::now();
    work()?;
    Ok(start.elapsed().as_secs_f64() * 1000.0)
}
