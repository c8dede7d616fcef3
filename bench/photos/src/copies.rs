//! A phone's photo until its copies are ready, against `sharp`, in turn on the same machine.

use std::path::Path;
use std::thread;
use std::time::Instant;

use anyhow::{Context, Result, ensure};
use fast_image_resize::{ResizeOptions, Resizer};
use image::codecs::jpeg::JpegEncoder;
use image::imageops::FilterType;
use image::{DynamicImage, ImageFormat, Rgb, RgbImage, load_from_memory_with_format};
use photos::{Limits, intake};

use crate::goal::{Report, Times, millis};
use crate::sharp::Sharp;

const WIDTH: u32 = 4032;
const HEIGHT: u32 = 3024;
/// Photos a round and a worker; the quickest of the rounds counts, as what else runs only makes it slower.
const PHOTOS: usize = 8;
const ROUNDS: usize = 7;
/// Time of theirs over ours.
const GOAL: f64 = 1.0;

pub(crate) fn measure(report: &mut Report, peers: &Path) -> Result<()> {
    let file = photo()?;
    let sharp = Sharp::find(peers, &file)?;
    report.part(&format!(
        "a JPEG of {WIDTH} × {HEIGHT} ({} KB) → 1600 + 320 pixels + fingerprint, {ROUNDS} rounds of {PHOTOS} in turn; {}",
        file.len() / 1000,
        sharp.version()
    ));
    for cores in [1, 2] {
        let (mut ours, mut theirs) = (Vec::new(), Vec::new());
        for _ in 0..ROUNDS {
            ours.push(round(&file, cores)?);
            theirs.push(sharp.round(cores, PHOTOS)?);
        }
        let (ours, theirs) = (best(ours)?, best(theirs)?);
        report.note(&format!("{cores} core(s), a photo: here"), &format!("{ours:>9.1} ms"));
        report.note(
            &format!("{cores} core(s), a photo: sharp, its quickest way"),
            &format!("{theirs:>9.1} ms"),
        );
        report.at_least(&format!("{cores} core(s): as fast as sharp, times"), theirs / ours, GOAL, "×");
    }
    let times = (0..ROUNDS).map(|_| pure_rust(&file)).collect::<Result<_>>()?;
    report.note(
        "1 core, a photo: image + fast_image_resize, no fingerprint",
        &format!("{:>9.1} ms", best(times)?),
    );
    Ok(())
}

/// Milliseconds for decoding, both copies and encoding without C code.
fn pure_rust(file: &[u8]) -> Result<f64> {
    let start = Instant::now();
    let mut image = load_from_memory_with_format(file, ImageFormat::Jpeg)?;
    for (width, height) in [(1600, 1200), (320, 240)] {
        let mut copy = DynamicImage::new(width, height, image.color());
        Resizer::new().resize(&image, &mut copy, &ResizeOptions::new())?;
        JpegEncoder::new_with_quality(Vec::new(), 82).encode_image(&copy)?;
        image = copy;
    }
    Ok(millis(start.elapsed()))
}

fn best(rounds: Vec<f64>) -> Result<f64> {
    Ok(Times::of_millis(rounds).context("nothing measured")?.percentile(1))
}

/// Milliseconds a photo with so many workers.
fn round(file: &[u8], workers: usize) -> Result<f64> {
    let worker = || -> Result<()> {
        for _ in 0..PHOTOS {
            let photo = intake(file, &Limits::default())?;
            ensure!((photo.large.width, photo.small.width) == (1600, 320), "not the copies that were wanted");
        }
        Ok(())
    };
    let start = Instant::now();
    thread::scope(|scope| -> Result<()> {
        let others: Vec<_> = (1..workers).map(|_| scope.spawn(worker)).collect();
        worker()?;
        for other in others {
            other.join().map_err(|_| anyhow::anyhow!("a worker stopped"))??;
        }
        Ok(())
    })?;
    Ok(millis(start.elapsed()) / (PHOTOS * workers) as f64)
}

/// Noise of every size with the strength falling as the size does, as in photographs.
fn photo() -> Result<Vec<u8>> {
    let mut dice = 12_345u32;
    let mut light = vec![128.0f32; (WIDTH * HEIGHT * 3) as usize];
    for octave in 1..=10u32 {
        let lattice = RgbImage::from_fn(4 << octave, 3 << octave, |_, _| {
            dice = dice.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            let [_, red, green, blue] = dice.to_le_bytes();
            Rgb([red, green, blue])
        });
        let layer =
            DynamicImage::from(lattice).resize_exact(WIDTH, HEIGHT, FilterType::CatmullRom).into_rgb8();
        let strength = 0.6 / 1.6f32.powi(octave.cast_signed());
        for (sum, value) in light.iter_mut().zip(layer.as_raw()) {
            *sum += (f32::from(*value) - 128.0) * strength;
        }
    }
    let bytes = light.into_iter().map(|value| value.clamp(0.0, 255.0) as u8).collect();
    let image = RgbImage::from_raw(WIDTH, HEIGHT, bytes).context("as many bytes as pixels")?;
    let mut file = Vec::new();
    JpegEncoder::new_with_quality(&mut file, 90).encode_image(&image)?;
    Ok(file)
}
