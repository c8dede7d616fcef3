use ids::Mint;
use image::{Rgb, RgbImage};

/// Draws a picture that looks like a photo from afar (light, a room, people, paper) so that a demonstration needs
/// nobody's pictures. The same mint gives the same pictures, and no two of one mint are alike.
pub(crate) fn photo(mint: &Mint, width: u32, height: u32) -> Result<Vec<u8>, image::ImageError> {
    let mut picture = RgbImage::new(width, height);
    let scene = Scene::new(mint);
    for (x, y, pixel) in picture.enumerate_pixels_mut() {
        *pixel = scene.at(f64::from(x) / f64::from(width), f64::from(y) / f64::from(height));
    }
    let mut bytes = Vec::new();
    image::codecs::jpeg::JpegEncoder::new_with_quality(&mut bytes, 82).encode_image(&picture)?;
    Ok(bytes)
}

/// A picture as a chat program passes it on: smaller and compressed anew.
pub(crate) fn through_a_chat(jpeg: &[u8]) -> Result<Vec<u8>, image::ImageError> {
    let picture = image::load_from_memory_with_format(jpeg, image::ImageFormat::Jpeg)?;
    let smaller = picture.resize(960, 960, image::imageops::FilterType::Triangle).into_rgb8();
    let mut bytes = Vec::new();
    image::codecs::jpeg::JpegEncoder::new_with_quality(&mut bytes, 60).encode_image(&smaller)?;
    Ok(bytes)
}

/// A wall with a window, a banner, rows of heads, and the grain of a small sensor.
struct Scene {
    wall: [f64; 3],
    floor: [f64; 3],
    banner: [f64; 3],
    horizon: f64,
    window: (f64, f64),
    heads: Vec<(f64, f64, f64, [f64; 3])>,
    grain: u64,
}

impl Scene {
    fn new(mint: &Mint) -> Self {
        let heads = 6 + mint.below(18);
        let heads = (0..heads).map(|_| {
            let shade = 0.15 + part(mint) * 0.5;
            let tint = [shade * (0.8 + part(mint) * 0.4), shade, shade * (0.8 + part(mint) * 0.5)];
            (part(mint), 0.62 + part(mint) * 0.34, 0.03 + part(mint) * 0.04, tint)
        });
        let heads = heads.collect();
        Self {
            wall: [0.72 + part(mint) * 0.2, 0.74 + part(mint) * 0.18, 0.72 + part(mint) * 0.2],
            floor: [0.42 + part(mint) * 0.2, 0.38 + part(mint) * 0.2, 0.32 + part(mint) * 0.2],
            banner: [0.62 + part(mint) * 0.25, 0.1 + part(mint) * 0.15, 0.1 + part(mint) * 0.12],
            horizon: 0.52 + part(mint) * 0.12,
            window: (0.08 + part(mint) * 0.6, 0.16 + part(mint) * 0.1),
            heads,
            grain: mint.below(u64::MAX),
        }
    }

    fn at(&self, x: f64, y: f64) -> Rgb<u8> {
        let light = 1.05 - 0.35 * ((x - self.window.0).abs() + y * 0.4);
        let colour = if let Some(head) = self.heads.iter().rev().find(|head| is_inside(head, x, y)) {
            head.3
        } else if (0.12..0.2).contains(&y) && (0.1..0.9).contains(&x) {
            self.banner
        } else if y < self.horizon {
            let is_window =
                (x - self.window.0).abs() < 0.08 && (self.window.1 + 0.08..self.window.1 + 0.3).contains(&y);
            if is_window { [0.95, 0.97, 1.0] } else { self.wall }
        } else {
            self.floor
        };
        Rgb(colour.map(|part| byte(part * light + self.noise(x, y))))
    }

    fn noise(&self, x: f64, y: f64) -> f64 {
        let cell = (x * 4096.0) as u64 ^ ((y * 4096.0) as u64).rotate_left(24) ^ self.grain;
        let mixed =
            cell.wrapping_mul(0x9E37_79B9_7F4A_7C15).rotate_left(31).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        ((mixed >> 40) as f64 / f64::from(1 << 24) - 0.5) * 0.05
    }
}

fn is_inside(&(cx, cy, radius, _): &(f64, f64, f64, [f64; 3]), x: f64, y: f64) -> bool {
    let head = (x - cx).hypot((y - cy) * 0.75) < radius;
    let shoulders = y > cy && (x - cx).abs() < radius * 1.7 - (y - cy) * 0.05 && y < cy + radius * 4.0;
    head || (shoulders && y > cy + radius)
}

fn part(mint: &Mint) -> f64 {
    mint.below(1_000_000) as f64 / 1_000_000.0
}

fn byte(part: f64) -> u8 {
    (part.clamp(0.0, 1.0) * 255.0).round() as u8
}

#[cfg(test)]
mod tests {
    use super::*;
    use clock::{Clock, Moment};

    #[test]
    fn a_seed_repeats_its_pictures_and_no_two_are_alike() {
        let mint = || Mint::seeded(Clock::fixed(Moment::from_micros(0)), 7);
        let (one, other) = (mint(), mint());
        let first = photo(&one, 160, 120).unwrap();
        assert_eq!(first, photo(&other, 160, 120).unwrap());
        assert_ne!(first, photo(&one, 160, 120).unwrap());
    }
}
