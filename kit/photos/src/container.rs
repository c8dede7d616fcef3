use crate::{Kind, PhotoError, jpeg};

/// How many of the file's bytes are the picture; the rest hangs behind it. A lenient decoder fills what a cut
/// file lacks with grey, so a picture without its end is refused here.
pub(crate) fn picture_len(kind: Kind, bytes: &[u8]) -> Result<usize, PhotoError> {
    let end = match kind {
        Kind::Jpeg => jpeg_end(bytes)?,
        Kind::Png => png_end(bytes),
        Kind::WebP => webp_end(bytes),
    };
    end.filter(|&end| end <= bytes.len()).ok_or(PhotoError::Truncated)
}

/// Walks the segments to the end-of-image marker. A thumbnail has such a marker of its own, but inside a
/// segment, which is skipped by its length.
fn jpeg_end(bytes: &[u8]) -> Result<Option<usize>, PhotoError> {
    const SOS: u8 = 0xDA;
    const EOI: u8 = 0xD9;
    let (mut at, mut scans) = (0, 0);
    while let Some((marker, after)) = next_marker(bytes, at) {
        if marker == EOI {
            return Ok(Some(after));
        }
        scans += u32::from(marker == SOS);
        if scans > jpeg::MAX_SCANS {
            return Err(PhotoError::damaged("too many scans"));
        }
        let Some(body) = segment_len(bytes, marker, after) else { return Ok(None) };
        at = after + body;
    }
    Ok(None)
}

/// Bytes of a segment behind its marker: what its length says, which counts itself.
fn segment_len(bytes: &[u8], marker: u8, after: usize) -> Option<usize> {
    const TEM: u8 = 0x01;
    const SOI: u8 = 0xD8;
    match marker {
        SOI | TEM => Some(0),
        _ => array(bytes, after).map(|length| usize::from(u16::from_be_bytes(length))),
    }
}

/// The next marker from `at` on and where its body begins. Skips entropy-coded data, in which `FF 00` is a
/// byte and `FF D0`–`FF D7` are restart marks.
fn next_marker(bytes: &[u8], mut at: usize) -> Option<(u8, usize)> {
    loop {
        at += bytes.get(at..)?.iter().position(|&b| b == 0xFF)? + 1;
        match *bytes.get(at)? {
            0xFF => {}
            0x00 | 0xD0..=0xD7 => at += 1,
            marker => return Some((marker, at + 1)),
        }
    }
}

fn png_end(bytes: &[u8]) -> Option<usize> {
    const SIGNATURE: usize = 8;
    const LENGTH_TYPE_AND_CHECKSUM: usize = 12;
    let mut at = SIGNATURE;
    loop {
        let body = usize::try_from(u32::from_be_bytes(array(bytes, at)?)).ok()?;
        let name: [u8; 4] = array(bytes, at + 4)?;
        at = at.checked_add(body)?.checked_add(LENGTH_TYPE_AND_CHECKSUM)?;
        if &name == b"IEND" {
            return Some(at);
        }
    }
}

fn webp_end(bytes: &[u8]) -> Option<usize> {
    let riff = usize::try_from(u32::from_le_bytes(array(bytes, 4)?)).ok()?;
    riff.checked_add(8)
}

fn array<const N: usize>(bytes: &[u8], at: usize) -> Option<[u8; N]> {
    bytes.get(at..)?.first_chunk().copied()
}
