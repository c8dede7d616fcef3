use std::sync::LazyLock;

use image::ImageFormat;
use photos::{Limits, intake};
use proptest::prelude::*;
use proptest::sample::Index;

use crate::camera::{encoded, jpeg, notes, scene, with_exif};

static FILES: LazyLock<[Vec<u8>; 4]> = LazyLock::new(|| {
    let scene = scene(48, 40, 1);
    [
        with_exif(&jpeg(&scene, 85, false), &notes(6, "2021:10:28 09:30:00")),
        jpeg(&scene, 85, true),
        encoded(scene.clone(), ImageFormat::Png),
        encoded(scene, ImageFormat::WebP),
    ]
});

/// Small, so that a header that lies about the size is refused rather than waited for.
const LIMITS: Limits = Limits { max_bytes: 1_000_000, max_pixels: 1_000_000 };

proptest! {
    #![proptest_config(ProptestConfig::with_cases(600))]

    #[test]
    fn overwritten_bytes_never_panic(
        file in 0..4usize,
        hits in prop::collection::vec((any::<Index>(), any::<u8>()), 1..12),
    ) {
        let mut bytes = FILES[file].clone();
        for (at, byte) in hits {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        let _ = intake(&bytes, &LIMITS);
    }

    #[test]
    fn overwritten_headers_never_panic(
        file in 0..4usize,
        hits in prop::collection::vec((0..120usize, any::<u8>()), 1..6),
    ) {
        let mut bytes = FILES[file].clone();
        for (at, byte) in hits {
            bytes[at] = byte;
        }
        let _ = intake(&bytes, &LIMITS);
    }

    #[test]
    fn removed_pieces_never_panic(file in 0..4usize, from: Index, to: Index) {
        let mut bytes = FILES[file].clone();
        let (from, to) = (from.index(bytes.len()), to.index(bytes.len()));
        bytes.drain(from.min(to)..from.max(to));
        let _ = intake(&bytes, &LIMITS);
    }

    #[test]
    fn noise_behind_a_photo_mark_never_panics(
        mark in prop::sample::select(vec![&b"\xFF\xD8\xFF"[..], b"\x89PNG\r\n\x1A\n", b"RIFF\x20\0\0\0WEBP"]),
        noise in prop::collection::vec(any::<u8>(), 0..400),
    ) {
        let _ = intake(&[mark, &noise].concat(), &LIMITS);
    }
}
