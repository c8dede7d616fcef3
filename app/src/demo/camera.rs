//! What a camera notes in a photo: when it was taken, and for some where. The copies that the program serves must not have it.

/// Before the first byte of a value of a directory: the marks of byte order and version, and where the first directory begins.
const HEAD: &[u8] = b"MM\0*\0\0\0\x08";
const ASCII: u16 = 2;
const LONG: u16 = 4;
const RATIONAL: u16 = 5;

/// An entry of a directory: tag, kind, how many, and its bytes.
struct Entry(u16, u16, u32, Vec<u8>);

/// Puts the notes behind the first marker of a JPEG. `taken` is `2026:03:05 09:30:00`, `place` degrees north and east.
pub(crate) fn noted(jpeg: &[u8], taken: &str, place: Option<(f64, f64)>) -> Vec<u8> {
    let notes = notes(taken, place);
    let mut photo = jpeg[..2].to_vec();
    photo.extend_from_slice(b"\xFF\xE1");
    // Some hundred bytes: the length of a segment holds 65,533.
    let len = u16::try_from(notes.len() + 8).unwrap_or(u16::MAX);
    photo.extend_from_slice(&len.to_be_bytes());
    photo.extend_from_slice(b"Exif\0\0");
    photo.extend_from_slice(&notes);
    photo.extend_from_slice(&jpeg[2..]);
    photo
}

/// The first directory leads to the camera's and to that of the place; each lies behind the one before.
fn notes(taken: &str, place: Option<(f64, f64)>) -> Vec<u8> {
    let begins = HEAD.len();
    let leads = |exif: usize, gps: usize| {
        let to = |tag, at: usize| Entry(tag, LONG, 1, u32::try_from(at).unwrap_or(0).to_be_bytes().to_vec());
        let mut entries = vec![to(0x8769, exif)];
        if place.is_some() {
            entries.push(to(0x8825, gps));
        }
        entries
    };
    let camera = vec![Entry(0x9003, ASCII, 20, format!("{taken}\0").into_bytes())];
    let exif = begins + directory(begins, &leads(0, 0)).len();
    let camera = directory(exif, &camera);
    let gps = exif + camera.len();
    let mut notes = [HEAD, &directory(begins, &leads(exif, gps)), &camera].concat();
    if let Some((north, east)) = place {
        let entries = [
            Entry(1, ASCII, 2, b"N\0".to_vec()),
            Entry(2, RATIONAL, 3, degrees(north)),
            Entry(3, ASCII, 2, b"E\0".to_vec()),
            Entry(4, RATIONAL, 3, degrees(east)),
        ];
        notes.extend(directory(gps, &entries));
    }
    notes
}

/// A directory that begins `at`; what does not fit into an entry lies behind it.
fn directory(at: usize, entries: &[Entry]) -> Vec<u8> {
    let mut behind = at + 2 + entries.len() * 12 + 4;
    let mut bytes = u16::try_from(entries.len()).unwrap_or(0).to_be_bytes().to_vec();
    let mut values = Vec::new();
    for Entry(tag, kind, count, value) in entries {
        bytes.extend_from_slice(&tag.to_be_bytes());
        bytes.extend_from_slice(&kind.to_be_bytes());
        bytes.extend_from_slice(&count.to_be_bytes());
        if value.len() <= 4 {
            let mut inline = value.clone();
            inline.resize(4, 0);
            bytes.extend(inline);
        } else {
            bytes.extend_from_slice(&u32::try_from(behind).unwrap_or(0).to_be_bytes());
            behind += value.len();
            values.extend_from_slice(value);
        }
    }
    bytes.extend_from_slice(&[0; 4]);
    bytes.extend(values);
    bytes
}

/// Degrees, minutes and seconds, each a fraction.
fn degrees(angle: f64) -> Vec<u8> {
    let whole = angle.trunc();
    let minutes = (angle - whole) * 60.0;
    let seconds = (minutes - minutes.trunc()) * 60.0;
    let parts = [(whole, 1_u32), (minutes.trunc(), 1), ((seconds * 100.0).round(), 100)];
    parts.iter().flat_map(|(part, of)| [(*part as u32).to_be_bytes(), of.to_be_bytes()]).flatten().collect()
}

#[cfg(test)]
mod tests {
    use clock::{Clock, Moment};
    use ids::Mint;

    use super::*;
    use crate::demo::paint;

    #[test]
    fn the_notes_are_read_and_the_copies_lack_them() {
        let mint = Mint::seeded(Clock::fixed(Moment::from_micros(0)), 7);
        let plain = paint::photo(&mint, 640, 480).unwrap();
        let photo = noted(&plain, "2026:03:05 09:30:00", Some((24.9139, 118.5858)));
        let taken = photos::intake(&photo, &photos::Limits::default()).unwrap();
        assert_eq!(taken.taken_at.unwrap().to_string(), "2026-03-05T09:30:00");
        assert_eq!(taken.kept, photo.len());
        let holds = |bytes: &[u8], part: &[u8]| bytes.windows(part.len()).any(|window| window == part);
        assert!(holds(&photo, b"Exif\0\0") && holds(&photo, &degrees(24.9139)));
        for copy in [&taken.large.jpeg, &taken.small.jpeg] {
            assert!(!holds(copy, b"Exif") && !holds(copy, b"2026:03:05"));
        }
        let dated = noted(&plain, "2026:03:05 09:30:00", None);
        assert!(photos::intake(&dated, &photos::Limits::default()).unwrap().taken_at.is_some());
    }
}
