//! Files that are a photo and something else at once.

/// Marks of a web page or a script, in any case. Long enough never to occur by chance in 30 MB of a picture.
const MARKUP: &[&[u8]] =
    &[b"<script", b"<!doctype", b"<html>", b"<html ", b"<iframe", b"<?php ", b"<?php\n", b"<?php\r"];
/// A PDF's mark counts for its readers when it stands in the first bytes of a file.
const PDF_HEAD: usize = 1024;
/// An archive's index is looked for in the last bytes: its own 22 and a comment.
const ZIP_TAIL: usize = 22 + 65_535;

/// The Chinese name of what else a photo is, whose own bytes are the first `picture`. A film, another picture or
/// padding behind it is nothing: phones write those.
pub(crate) fn stowaway(bytes: &[u8], picture: usize) -> Option<&'static str> {
    let (head, tail) = (&bytes[..bytes.len().min(PDF_HEAD)], &bytes[picture..]);
    if holds(head, b"%PDF-") || holds(tail, b"%PDF-") {
        return Some("PDF 文件");
    }
    if is_archive(bytes) {
        return Some("压缩包");
    }
    (is_script(bytes) || has_markup(bytes)).then_some("网页或脚本")
}

/// A ZIP is read from its end, 7z and RAR wherever their mark stands.
fn is_archive(bytes: &[u8]) -> bool {
    let end = &bytes[bytes.len().saturating_sub(ZIP_TAIL)..];
    // No disk numbers, and as many entries on this disk as in all: four bytes alone occur by chance.
    let is_index = |w: &[u8]| w.starts_with(b"PK\x05\x06\0\0\0\0") && w[8..10] == w[10..12];
    end.windows(12).any(is_index) || holds(bytes, b"7z\xBC\xAF\x27\x1C") || holds(bytes, b"Rar!\x1A\x07")
}

/// `FF D8 FF E0 /*` and `RIFF/*` begin a comment for a script engine; the two bytes are a length to a picture's reader,
/// which one photo in 65,536 may have too.
fn is_script(bytes: &[u8]) -> bool {
    bytes.get(4..6) == Some(b"/*")
}

fn has_markup(bytes: &[u8]) -> bool {
    let begins = |after: &[u8], mark: &[u8]| {
        after.get(..mark.len() - 1).is_some_and(|found| found.eq_ignore_ascii_case(&mark[1..]))
    };
    bytes.split(|byte| *byte == b'<').skip(1).any(|after| MARKUP.iter().any(|mark| begins(after, mark)))
}

fn holds(bytes: &[u8], mark: &[u8]) -> bool {
    let Some((first, rest)) = mark.split_first() else { return true };
    let mut left = bytes;
    while let Some(at) = left.iter().position(|byte| byte == first) {
        left = &left[at + 1..];
        if left.starts_with(rest) {
            return true;
        }
    }
    false
}
