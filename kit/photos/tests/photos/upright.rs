use image::{ImageFormat, Rgb, RgbImage, load_from_memory};
use jiff::civil::date;
use photos::{Limits, Photo, intake};

use crate::camera::{BLUE, GREEN, GREY, RED, encoded, jpeg, notes, quarters, with_exif};

const WIDTH: u32 = 96;
const HEIGHT: u32 = 64;

/// Where the stored pixel belongs in the upright picture, by the table of Exif 2.3 §4.6.4 (which side of the
/// picture the stored row 0 and column 0 are).
fn belongs(orientation: u16, x: u32, y: u32) -> (u32, u32) {
    let (right, bottom) = (WIDTH - 1, HEIGHT - 1);
    match orientation {
        1 => (x, y),
        2 => (right - x, y),
        3 => (right - x, bottom - y),
        4 => (x, bottom - y),
        5 => (y, x),
        6 => (right - y, x),
        7 => (right - y, bottom - x),
        8 => (y, bottom - x),
        _ => unreachable!("Exif knows eight"),
    }
}

fn stored(orientation: u16) -> RgbImage {
    let upright = quarters(WIDTH, HEIGHT);
    let (width, height) = if orientation < 5 { (WIDTH, HEIGHT) } else { (HEIGHT, WIDTH) };
    RgbImage::from_fn(width, height, |x, y| {
        let (column, row) = belongs(orientation, x, y);
        *upright.get_pixel(column, row)
    })
}

fn assert_upright(photo: &Photo) {
    assert_eq!((photo.width, photo.height), (WIDTH, HEIGHT));
    for copy in [&photo.large, &photo.small] {
        let copy = load_from_memory(&copy.jpeg).expect("a copy opens").into_rgb8();
        assert_eq!(copy.dimensions(), (WIDTH, HEIGHT));
        let corners = [(8, 8, RED), (88, 8, GREEN), (8, 56, BLUE), (88, 56, GREY)];
        for (x, y, colour) in corners {
            let Rgb(seen) = *copy.get_pixel(x, y);
            let near = seen.iter().zip(colour).all(|(a, b)| a.abs_diff(b) < 12);
            assert!(near, "at {x},{y}: {seen:?} instead of {colour:?}");
        }
    }
}

#[test]
fn all_eight_ways_to_hold_a_phone_end_upright() {
    for orientation in 1..=8 {
        let file =
            with_exif(&jpeg(&stored(orientation), 95, false), &notes(orientation, "2021:10:28 09:30:00"));
        assert_upright(&intake(&file, &Limits::default()).unwrap());
    }
}

#[test]
fn an_unknown_orientation_is_taken_as_upright() {
    for orientation in [0, 9, 255, 65535] {
        let file = with_exif(&jpeg(&stored(1), 95, false), &notes(orientation, "2021:10:28 09:30:00"));
        assert_upright(&intake(&file, &Limits::default()).unwrap());
    }
}

#[test]
fn a_progressive_jpeg_a_png_and_a_webp_are_read() {
    let upright = quarters(WIDTH, HEIGHT);
    let files = [
        jpeg(&upright, 95, true),
        encoded(upright.clone(), ImageFormat::Png),
        encoded(upright, ImageFormat::WebP),
    ];
    for file in files {
        let photo = intake(&file, &Limits::default()).unwrap();
        assert_upright(&photo);
        assert_eq!(photo.taken_at, None);
    }
}

#[test]
fn the_time_is_kept_when_it_is_credible() {
    let plain = jpeg(&quarters(WIDTH, HEIGHT), 90, false);
    let taken = |text: &str| {
        let file = with_exif(&plain, &notes(1, text));
        intake(&file, &Limits::default()).unwrap().taken_at
    };
    assert_eq!(taken("2021:10:28 09:30:05"), Some(date(2021, 10, 28).at(9, 30, 5, 0)));
    assert_eq!(taken("0000:00:00 00:00:00"), None);
    assert_eq!(taken("not a time"), None);
}
