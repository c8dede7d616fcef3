//! How long it takes to find a picture among a million, and how long to make a fingerprint.

use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use image::codecs::jpeg::JpegEncoder;
use image::imageops::{FilterType, resize};
use image::{RgbImage, imageops};
use image_hasher::{HashAlg, HasherConfig};
use looks::{Fingerprint, Index};
use photos::{Limits, intake};

use crate::drawn::{Camera, Dice, close_up, meeting, outdoors};
use crate::goal::{Report, Times};

const PICTURES: usize = 1_000_000;
/// Drawn pictures; the million are made of two of them each, laid over one another.
const DRAWN: u64 = 1200;
const LOOK_UPS: usize = 300;
const GOAL_MS: f64 = 5.0;

pub(crate) fn measure(report: &mut Report) -> Result<()> {
    let drawn = (0..DRAWN).map(|number| print(&picture(number), 90)).collect::<Result<Vec<_>>>()?;
    let mut dice = Dice::new(&[1]);
    let start = Instant::now();
    let mut index: Index<usize> = drawn.iter().copied().enumerate().collect();
    while index.len() < PICTURES {
        let [one, other] = [(); 2].map(|()| &drawn[dice.count(0, drawn.len())]);
        index.add(index.len(), over_one_another(one, other)?);
    }
    report.part(&format!("a look-up among {PICTURES} pictures, one core"));
    report.note("filling the index", &format!("{:>9.1} s", start.elapsed().as_secs_f64()));

    let copies = (0..LOOK_UPS).map(|at| {
        let id = at * drawn.len() / LOOK_UPS;
        let image = picture(id as u64);
        Ok((id, print(&imageops::crop_imm(&image, 8, 4, 460, 350).to_image(), 60)?))
    });
    let copies = copies.collect::<Result<Vec<_>>>()?;
    let strangers = (0..LOOK_UPS).map(|at| print(&picture(DRAWN + at as u64), 60));
    let strangers = strangers.collect::<Result<Vec<_>>>()?;

    let (times, found) = timed(copies.iter(), |(id, copy)| index.find(copy).contains(&id));
    report.note(&format!("copies with a rim cut off: found of {LOOK_UPS}"), &format!("{found:>9}"));
    ensure!(found * 10 >= LOOK_UPS * 8, "too few copies are found for their time to count");
    hold(report, "a copy", &times)?;
    let (times, found) = timed(strangers.iter(), |stranger| !index.find(stranger).is_empty());
    report.note(&format!("strangers: taken for another, of {LOOK_UPS}"), &format!("{found:>9}"));
    hold(report, "a stranger", &times)?;
    libraries(report)
}

fn hold(report: &mut Report, what: &str, times: &[Duration]) -> Result<()> {
    let times = Times::of(times).context("nothing measured")?;
    report.at_most(&format!("{what}: median of {}", times.count()), times.percentile(50), GOAL_MS, "ms");
    report.at_most(&format!("{what}: 95 of 100"), times.percentile(95), GOAL_MS, "ms");
    report.note("slowest", &format!("{:>9.2} ms", times.percentile(100)));
    Ok(())
}

/// What each took, and how many were true.
fn timed<T>(items: impl Iterator<Item = T>, work: impl Fn(T) -> bool) -> (Vec<Duration>, usize) {
    let (mut times, mut found) = (Vec::new(), 0);
    for item in items {
        let start = Instant::now();
        found += usize::from(work(item));
        times.push(start.elapsed());
    }
    (times, found)
}

fn picture(number: u64) -> RgbImage {
    match number % 4 {
        0 => meeting(number / 40, number, Some(Camera::STILL)),
        1 => meeting(number / 40, number, None),
        2 => outdoors(number),
        _ => close_up(number),
    }
}

fn print(image: &RgbImage, quality: u8) -> Result<Fingerprint> {
    let mut file = Vec::new();
    JpegEncoder::new_with_quality(&mut file, quality).encode_image(image)?;
    Ok(intake(&file, &Limits::default())?.fingerprint)
}

/// The mean of two pictures' cells, moved away from the middle as far as the mean of two strangers moves towards it.
fn over_one_another(one: &Fingerprint, other: &Fingerprint) -> Result<Fingerprint> {
    let mean = |one: u8, other: u8| {
        let sum = f32::from(one) - 8.0 + f32::from(other) - 8.0;
        (sum * std::f32::consts::FRAC_1_SQRT_2 + 8.0).round().clamp(0.0, 15.0) as u8
    };
    const LEVELS: usize = 512;
    let pairs = || one.as_bytes().iter().zip(other.as_bytes());
    let levels =
        pairs().take(LEVELS).map(|(one, other)| mean(one >> 4, other >> 4) << 4 | mean(one & 15, other & 15));
    let burnt = pairs().skip(LEVELS).map(|(one, other)| one & other);
    let bytes: Vec<u8> = levels.chain(burnt).collect();
    Fingerprint::from_bytes(&bytes).context("as long as any")
}

/// The fingerprint of a copy of 320 pixels beside what libraries make of it.
fn libraries(report: &mut Report) -> Result<()> {
    report.part("the fingerprint of a picture of 320 × 240 pixels, median of 200");
    let small = resize(&picture(3), 320, 240, FilterType::Triangle);
    let configured = |alg: HashAlg, side: u32| HasherConfig::new().hash_size(side, side).hash_alg(alg);
    let gradient = configured(HashAlg::DoubleGradient, 16).to_hasher();
    let cosine = configured(HashAlg::Median, 8).preproc_dct().to_hasher();
    let block = configured(HashAlg::Blockhash, 16).to_hasher();
    let time = |work: &dyn Fn() -> bool| -> Result<f64> {
        let (times, _) = timed(0..200, |_| work());
        Ok(Times::of(&times).context("nothing measured")?.percentile(50))
    };
    let lines: [(&str, &dyn Fn() -> bool); 4] = [
        ("here", &|| Fingerprint::of(&small).is_some()),
        ("image_hasher, DoubleGradient", &|| !gradient.hash_image(&small).as_bytes().is_empty()),
        ("image_hasher, Median of the cosine transform", &|| {
            !cosine.hash_image(&small).as_bytes().is_empty()
        }),
        ("image_hasher, Blockhash", &|| !block.hash_image(&small).as_bytes().is_empty()),
    ];
    for (what, work) in lines {
        report.note(what, &format!("{:>9.3} ms", time(work)?));
    }
    Ok(())
}
