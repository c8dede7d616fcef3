use bytes::Bytes;
use image::{DynamicImage, ImageFormat, Rgb, Rgba, RgbaImage, load_from_memory};
use photos::{Kind, Limits, intake};

use crate::camera::{encoded, jpeg, notes, scene, with_exif};

fn holds(bytes: &[u8], needle: &[u8]) -> bool {
    bytes.windows(needle.len()).any(|w| w == needle)
}

#[test]
fn copies_fit_their_edge_and_keep_the_shape() {
    let photo = intake(&jpeg(&scene(4000, 3000, 1), 85, false), &Limits::default()).unwrap();
    assert_eq!((photo.width, photo.height), (4000, 3000));
    assert_eq!((photo.large.width, photo.large.height), (1600, 1200));
    assert_eq!((photo.small.width, photo.small.height), (320, 240));
    let opened = load_from_memory(&photo.large.jpeg).unwrap();
    assert_eq!((opened.width(), opened.height()), (1600, 1200));
}

#[test]
fn a_small_picture_is_never_enlarged_and_a_strip_keeps_a_width() {
    let photo = intake(&jpeg(&scene(300, 200, 1), 85, false), &Limits::default()).unwrap();
    assert_eq!((photo.large.width, photo.large.height), (300, 200));
    assert_eq!((photo.small.width, photo.small.height), (300, 200));
    let strip = intake(&encoded(scene(1, 9000, 1), ImageFormat::Png), &Limits::default()).unwrap();
    assert_eq!((strip.small.width, strip.small.height), (1, 320));
}

#[test]
fn no_copy_tells_where_or_with_what_it_was_taken() {
    let file = with_exif(&jpeg(&scene(2000, 1500, 2), 85, false), &notes(1, "2021:10:28 09:30:00"));
    assert!(holds(&file, b"Exif") && holds(&file, b"SECRETPHONE"));
    let photo = intake(&file, &Limits::default()).unwrap();
    for copy in [&photo.large.jpeg, &photo.small.jpeg] {
        for word in [&b"Exif"[..], b"SECRETPHONE", b"2021:10:28", b"GPS", b"http", b"\xFF\xE1", b"\xFF\xED"] {
            assert!(!holds(copy, word), "{}", String::from_utf8_lossy(word));
        }
    }
}

#[test]
fn transparent_parts_become_white() {
    let glass = RgbaImage::from_fn(64, 64, |x, _| if x < 32 { Rgba([0; 4]) } else { Rgba([0, 0, 0, 255]) });
    for format in [ImageFormat::Png, ImageFormat::WebP] {
        let photo = intake(&encoded(glass.clone(), format), &Limits::default()).unwrap();
        let copy = load_from_memory(&photo.large.jpeg).unwrap().into_rgb8();
        assert!(copy.get_pixel(8, 8).0.iter().all(|&c| c > 245), "{format:?}");
        assert!(copy.get_pixel(56, 8).0.iter().all(|&c| c < 10), "{format:?}");
    }
}

#[test]
fn grey_and_sixteen_bit_pictures_are_read() {
    let scene = DynamicImage::from(scene(200, 100, 4));
    let files = [
        encoded(scene.to_luma8(), ImageFormat::Jpeg),
        encoded(scene.to_luma16(), ImageFormat::Png),
        encoded(scene.to_rgba16(), ImageFormat::Png),
    ];
    for file in files {
        let photo = intake(&file, &Limits::default()).unwrap();
        let copy = load_from_memory(&photo.large.jpeg).unwrap().into_rgb8();
        let (Rgb(seen), Rgb(expected)) = (*copy.get_pixel(50, 50), *scene.to_rgb8().get_pixel(50, 50));
        assert!(seen[1].abs_diff(expected[1]) < 24, "{seen:?} {expected:?}");
    }
}

#[test]
fn the_kind_is_told_by_content() {
    let scene = scene(64, 48, 5);
    let files = [
        (encoded(scene.clone(), ImageFormat::Jpeg), Kind::Jpeg, "image/jpeg", "jpg"),
        (encoded(scene.clone(), ImageFormat::Png), Kind::Png, "image/png", "png"),
        (encoded(scene, ImageFormat::WebP), Kind::WebP, "image/webp", "webp"),
    ];
    for (file, kind, media_type, suffix) in files {
        let photo = intake(&file, &Limits::default()).unwrap();
        assert_eq!((photo.kind, kind.media_type(), kind.suffix()), (kind, media_type, suffix));
    }
}

#[test]
fn a_copy_looks_the_same_and_another_picture_does_not() {
    let print = |file: Vec<u8>| intake(&file, &Limits::default()).unwrap().fingerprint;
    let original = print(jpeg(&scene(1200, 900, 1), 92, false));
    let again = DynamicImage::from(scene(1200, 900, 1)).thumbnail(500, 500).into_rgb8();
    assert!(original.is_same(&print(jpeg(&again, 45, false))));
    assert!(!original.is_same(&print(jpeg(&scene(1200, 900, 2), 92, false))));
}

#[tokio::test]
async fn a_darkroom_gives_what_the_intake_gives() {
    let file = Bytes::from(jpeg(&scene(640, 480, 6), 85, false));
    let darkroom = photos::Darkroom::new(Limits::default());
    let photo = darkroom.intake(file.clone()).await.unwrap();
    assert_eq!(photo, intake(&file, &Limits::default()).unwrap());
}
