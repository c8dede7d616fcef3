use exif::{In, Reader, Tag, Value};
use image::metadata::Orientation;
use jiff::civil::DateTime;

/// What the camera noted and we keep. Damaged notes are as good as none: silence, not an error.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Notes {
    pub(crate) orientation: Orientation,
    pub(crate) taken_at: Option<DateTime>,
}

impl Notes {
    pub(crate) const NONE: Self = Self { orientation: Orientation::NoTransforms, taken_at: None };

    /// Reads a raw Exif chunk, with or without the `Exif\0\0` that some WebP writers put before it.
    pub(crate) fn read(chunk: &[u8]) -> Self {
        let tiff = chunk.strip_prefix(b"Exif\0\0").unwrap_or(chunk);
        Self {
            orientation: Orientation::from_exif_chunk(tiff).unwrap_or(Orientation::NoTransforms),
            taken_at: taken_at(tiff),
        }
    }
}

fn taken_at(tiff: &[u8]) -> Option<DateTime> {
    let exif = Reader::new()
        .continue_on_error(true)
        .read_raw(tiff.to_vec())
        .or_else(|error| error.distill_partial_result(|_| {}))
        .ok()?;
    match &exif.get_field(Tag::DateTimeOriginal, In::PRIMARY)?.value {
        Value::Ascii(lines) => civil(lines.first()?),
        _ => None,
    }
}

/// `2021:10:28 09:30:00` as the camera's clock stood, without a zone. A camera that was never set says 1980 or
/// zeros: no consumer camera wrote Exif before 1996.
fn civil(ascii: &[u8]) -> Option<DateTime> {
    let at = exif::DateTime::from_ascii(ascii).ok()?;
    let number = |part: u8| i8::try_from(part).ok();
    let year = i16::try_from(at.year).ok().filter(|year| (1996..2100).contains(year))?;
    let (month, day) = (number(at.month)?, number(at.day)?);
    let (hour, minute, second) = (number(at.hour)?, number(at.minute)?, number(at.second)?);
    DateTime::new(year, month, day, hour, minute, second, 0).ok()
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_sane_time_is_read_and_a_foolish_one_is_silence() {
        assert_eq!(civil(b"2021:10:28 09:30:05"), Some(date(2021, 10, 28).at(9, 30, 5, 0)));
        let foolish: [&[u8]; 7] = [
            b"",
            b"    :  :     :  :  ",
            b"0000:00:00 00:00:00",
            b"1980:01:01 00:00:00",
            b"2021:02:30 09:30:05",
            b"2021:10:28 25:30:05",
            b"2021-10-28",
        ];
        for ascii in foolish {
            assert_eq!(civil(ascii), None, "{}", String::from_utf8_lossy(ascii));
        }
    }

    proptest! {
        #[test]
        fn damaged_notes_never_panic(tail in proptest::collection::vec(any::<u8>(), 0..200), big: bool) {
            let head: &[u8] = if big { b"MM\0*\0\0\0\x08" } else { b"II*\0\x08\0\0\0" };
            Notes::read(&[head, &tail].concat());
        }
    }
}
