//! Files that are a photo and more: what phones hang behind a picture is let in and left behind, what another program
//! would run or unpack is refused.

use image::ImageFormat;
use photos::{Limits, Photo, PhotoError, intake};
use sha2::{Digest, Sha256};

use crate::camera::{encoded, jpeg, notes, scene, with_exif};

fn picture() -> Vec<u8> {
    with_exif(&jpeg(&scene(640, 480, 3), 85, false), &notes(1, "2021:10:28 09:30:00"))
}

fn with_tail(tail: &[u8]) -> Result<Photo, PhotoError> {
    intake(&[&picture()[..], tail].concat(), &Limits::default())
}

/// The JPEG with a comment segment in it.
fn with_comment(jpeg: &[u8], text: &[u8]) -> Vec<u8> {
    let length = u16::try_from(text.len() + 2).expect("a short comment").to_be_bytes();
    [&jpeg[..2], b"\xFF\xFE", &length, text, &jpeg[2..]].concat()
}

fn refused_for(name: &str, file: &[u8]) {
    match intake(file, &Limits::default()) {
        Err(error @ PhotoError::Stowaway { .. }) => {
            let sentence = error.to_string();
            assert!(sentence.contains(name) && sentence.contains("截图"), "{name}: {sentence}");
        }
        other => panic!("{name}: {:?}", other.map(|photo| photo.kept)),
    }
}

/// A film as the container of phones begins, with words that must not stay.
const FILM: &[u8] = b"\0\0\0\x18ftypmp42\0\0\0\0isommp42\0\0\0\x10moovMOTIONPHOTO";

#[test]
fn what_phones_hang_behind_a_picture_is_let_in_and_not_kept() {
    let clean = picture();
    let second = jpeg(&scene(320, 240, 4), 60, false);
    let tails: [(&str, Vec<u8>); 7] = [
        ("nothing", Vec::new()),
        ("padding", vec![0; 4096]),
        ("a film", FILM.to_vec()),
        ("a film and its maker's mark", [FILM, b"v2_f31  0:0         LIVE_1234567"].concat()),
        ("a film with the maker's directory", [FILM, b"\0\0\x30\x0AMotionPhoto_Data\x18\0\0\0SEFT"].concat()),
        ("a second picture", second.clone()),
        ("a depth map and a film", [&second[..], FILM].concat()),
    ];
    for (name, tail) in tails {
        let photo = with_tail(&tail).unwrap_or_else(|error| panic!("{name}: {error}"));
        assert_eq!(photo.kept, clean.len(), "{name}");
        assert_eq!(photo.sha256, hex::encode(Sha256::digest(&clean)), "{name}");
        for copy in [&photo.large.jpeg, &photo.small.jpeg] {
            assert!(!copy.windows(11).any(|window| window == b"MOTIONPHOTO"), "{name}");
        }
    }
}

#[test]
fn an_archive_behind_a_picture_is_refused() {
    // The index of an archive with one file: two disk numbers, two counts, size, place, and a comment's length.
    let index = b"PK\x05\x06\0\0\0\0\x01\0\x01\0\x2E\0\0\0\x10\0\0\0\0\0";
    let clean = picture();
    refused_for("压缩包", &[&clean[..], b"PK\x03\x04body", index].concat());
    refused_for("压缩包", &[&clean[..], index, &[b' '; 60_000]].concat());
    refused_for("压缩包", &with_comment(&clean[..], &[&b"PK\x03\x04body"[..], index].concat()));
    refused_for("压缩包", &[&clean[..], b"7z\xBC\xAF\x27\x1C\0\x04"].concat());
    refused_for("压缩包", &with_comment(&clean, b"Rar!\x1A\x07\0"));
    let webp = encoded(scene(64, 48, 1), ImageFormat::WebP);
    refused_for("压缩包", &[&webp[..], b"PK\x03\x04body", index].concat());
}

#[test]
fn a_page_or_a_script_inside_a_picture_is_refused() {
    let clean = picture();
    for page in [
        "<script>alert(1)</script>",
        "<SCRIPT SRC=x>",
        "<!DOCTYPE html>",
        "<html><body>",
        "<?php system($_GET[0]);",
    ] {
        refused_for("网页或脚本", &[&clean[..], page.as_bytes()].concat());
        refused_for("网页或脚本", &with_comment(&clean, page.as_bytes()));
    }
    let png = encoded(scene(64, 48, 1), ImageFormat::Png);
    refused_for("网页或脚本", &[&png[..], b"<script>"].concat());
    // The length of the first segment opens a comment of a script engine, which its content closes.
    let body = [&b"*/=1;alert(1);/*"[..], &[b' '; 0x2F2A - 18]].concat();
    refused_for("网页或脚本", &[b"\xFF\xD8\xFF\xE0/*", &body[..], &clean[2..]].concat());
}

#[test]
fn a_pdf_around_a_picture_is_refused() {
    let clean = picture();
    refused_for("PDF", &with_comment(&clean, b"%PDF-1.7\n1 0 obj"));
    refused_for("PDF", &[&clean[..], b"\n%PDF-1.4\n"].concat());
}

#[test]
fn ordinary_notes_are_no_stowaways() {
    let clean = picture();
    let packet = b"<?xpacket begin='' id='W5M0MpCehiHzreSzNTczkc9d'?><x:xmpmeta xmlns:x='adobe:ns:meta/'/>";
    let commented = with_comment(&clean, packet);
    assert_eq!(intake(&commented, &Limits::default()).unwrap().kept, commented.len());
}
