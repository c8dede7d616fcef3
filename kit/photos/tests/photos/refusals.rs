use image::ImageFormat;
use photos::{Limits, PhotoError, intake};

use crate::camera::{claiming, encoded, jpeg, notes, png_claiming, scene, with_exif};

fn refused(bytes: &[u8]) -> PhotoError {
    intake(bytes, &Limits::default()).expect_err("this is no photo")
}

fn refused_as(name: &str, bytes: &[u8]) {
    let sentence = refused(bytes).to_string();
    assert!(sentence.contains(name) && sentence.contains("JPEG"), "{name}: {sentence}");
}

#[test]
fn an_empty_file_and_a_heavy_one() {
    assert!(matches!(refused(b""), PhotoError::Empty));
    let heavy = vec![0xFF; 30_000_001];
    assert!(matches!(refused(&heavy), PhotoError::TooManyBytes { bytes: 30_000_001, limit: 30_000_000 }));
    let strict = Limits { max_bytes: 100, ..Limits::default() };
    let file = jpeg(&scene(64, 48, 1), 85, false);
    assert!(matches!(intake(&file, &strict), Err(PhotoError::TooManyBytes { limit: 100, .. })));
}

#[test]
fn sixty_one_megapixels_are_refused_by_the_header() {
    let small = jpeg(&scene(64, 48, 1), 85, false);
    let refusal = refused(&claiming(small, 7813, 7808));
    assert!(matches!(refusal, PhotoError::TooManyPixels { width: 7813, height: 7808, .. }), "{refusal:?}");
    assert_eq!(refusal.to_string(), "照片为 7813×7808 像素，超过 6000 万像素的上限，请缩小尺寸后再上传。");
}

#[test]
fn exactly_the_limit_is_let_in() {
    let limits = Limits { max_pixels: 64 * 48, ..Limits::default() };
    intake(&jpeg(&scene(64, 48, 1), 85, false), &limits).unwrap();
    assert!(matches!(
        intake(&jpeg(&scene(65, 48, 1), 85, false), &limits),
        Err(PhotoError::TooManyPixels { .. })
    ));
}

#[test]
fn a_png_bomb_is_refused_by_its_header() {
    let refusal = refused(&png_claiming(60_000, 60_000));
    assert!(matches!(refusal, PhotoError::TooManyPixels { width: 60_000, .. }), "{refusal:?}");
    let refusal = refused(&png_claiming(u32::MAX / 2, u32::MAX / 2));
    assert!(matches!(refusal, PhotoError::TooManyPixels { .. } | PhotoError::Damaged(_)), "{refusal:?}");
    assert!(matches!(refused(&png_claiming(0, 10)), PhotoError::Damaged(_)));
}

#[test]
fn a_picture_without_its_pixels_is_refused() {
    let refusal = refused(&png_claiming(400, 300));
    assert!(matches!(refusal, PhotoError::Damaged(_) | PhotoError::Truncated), "{refusal:?}");
}

#[test]
fn a_cut_file_is_refused_wherever_it_was_cut() {
    let scene = scene(320, 240, 2);
    let thumbnail = jpeg(&scene, 30, false);
    let files = [
        jpeg(&scene, 85, false),
        jpeg(&scene, 85, true),
        with_exif(&jpeg(&scene, 85, false), &[&notes(1, "2021:10:28 09:30:00")[..], &thumbnail].concat()),
        encoded(scene.clone(), ImageFormat::Png),
        encoded(scene, ImageFormat::WebP),
    ];
    for file in files {
        intake(&file, &Limits::default()).unwrap();
        for keep in (16..file.len()).step_by(file.len() / 40).chain([file.len() - 1]) {
            let refusal = refused(&file[..keep]);
            assert!(matches!(refusal, PhotoError::Truncated), "{keep} of {}: {refusal:?}", file.len());
        }
    }
}

#[test]
fn other_formats_are_called_by_their_name() {
    assert!(matches!(refused(b"%PDF-1.7\n1 0 obj"), PhotoError::Pdf));
    assert!(matches!(refused(b"\xEF\xBB\xBF\r\n%PDF-1.4"), PhotoError::Pdf));
    assert!(matches!(refused(b"plain text, no picture"), PhotoError::Unknown));
    assert!(matches!(refused(b"\0\0\0\x18ftypheic\0\0\0\0mif1heic"), PhotoError::Heic));
    refused_as("PDF", b"%PDF-1.7\n");
    refused_as("HEIC", b"\0\0\0\x18ftypmif1\0\0\0\0");
    refused_as("AVIF", b"\0\0\0\x18ftypavif\0\0\0\0");
    refused_as("视频", b"\0\0\0\x18ftypisom\0\0\0\0");
    refused_as("GIF", b"GIF89a\x01\0\x01\0");
    refused_as("BMP", b"BM\x36\0\0\0");
    refused_as("TIFF", b"II*\0\x08\0\0\0");
    refused_as("压缩包", b"PK\x03\x04\x14\0");
    refused_as("旧版 Office", b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1");
    refused_as("网页", b"<svg xmlns=\"http://www.w3.org/2000/svg\"/>");
    refused_as("无法识别", b"\0\0\0\0");
}

#[test]
fn a_heic_owner_learns_how_to_switch_the_phone() {
    let sentence = PhotoError::Heic.to_string();
    assert!(sentence.contains("兼容性最佳") && !sentence.contains("  "), "{sentence}");
}
