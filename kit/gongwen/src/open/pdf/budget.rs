//! What the streams of a PDF unpack to, before a library unpacks them: it has no limit of its own.

use std::io::Read;

use flate2::read::ZlibDecoder;
use hayro_syntax::Pdf;
use hayro_syntax::object::Object;

use crate::open::limits;
use crate::read::ReadError;

/// How far before the word `stream` its dictionary is looked for.
const DICTIONARY_BYTES: usize = 4096;
/// The most that one byte can become by the compressions other than deflate, rounded up.
const MOST_GROWTH: u64 = 1_400;

/// Refuses a PDF whose streams grow beyond the limit. Pictures are left out: nobody unpacks them.
pub(super) fn check(bytes: &[u8]) -> Result<(), ReadError> {
    let is_encrypted = is_encrypted(bytes);
    let mut left = limits::UNPACKED_BYTES;
    let mut at = 0;
    let mut dictionary_from = 0;
    while let Some(found) = next(bytes, at) {
        let dictionary = &bytes[dictionary_from.max(found.saturating_sub(DICTIONARY_BYTES))..found];
        let start = data_start(bytes, found);
        let cost = cost(dictionary, &bytes[start..], left);
        // Encrypted data does not unpack; it is counted when it can be read.
        let bytes_out = if is_encrypted { cost.inflated } else { cost.inflated.max(cost.at_worst) };
        left = left.checked_sub(bytes_out).ok_or(ReadError::Swollen)?;
        at = start + cost.length;
        dictionary_from = at;
    }
    Ok(())
}

/// The same for the streams of an encrypted file that opens without a password.
pub(super) fn check_decrypted(bytes: &[u8], pdf: &Pdf) -> Result<(), ReadError> {
    let mut left = limits::UNPACKED_BYTES;
    for object in pdf.objects().into_iter().filter(|_| is_encrypted(bytes)) {
        if let Object::Stream(stream) = object {
            let cost = cost(stream.dict().data(), &stream.raw_data(), left);
            left = left.checked_sub(cost.inflated.max(cost.at_worst)).ok_or(ReadError::Swollen)?;
        }
    }
    Ok(())
}

fn is_encrypted(bytes: &[u8]) -> bool {
    find(bytes, b"/Encrypt").is_some()
}

/// The next word `stream` that begins one.
fn next(bytes: &[u8], from: usize) -> Option<usize> {
    let mut at = from;
    loop {
        at += find(bytes.get(at..)?, b"stream")?;
        if !bytes[..at].ends_with(b"end") {
            return Some(at);
        }
        at += b"stream".len();
    }
}

fn find(bytes: &[u8], word: &[u8]) -> Option<usize> {
    bytes.windows(word.len()).position(|window| window == word)
}

fn data_start(bytes: &[u8], word: usize) -> usize {
    let start = word + b"stream".len();
    match &bytes[start..] {
        [b'\r', b'\n', ..] => start + 2,
        [b'\r' | b'\n', ..] => start + 1,
        _ => start,
    }
}

/// What a stream costs.
#[derive(Debug, Default)]
struct Cost {
    /// Bytes that it unpacked to.
    inflated: u64,
    /// Bytes that it could become where it did not unpack by itself.
    at_worst: u64,
    /// How many of its own bytes were looked at.
    length: usize,
}

fn cost(dictionary: &[u8], data: &[u8], left: u64) -> Cost {
    let has = |word: &str| find(dictionary, word.as_bytes()).is_some();
    let is_of_structure = has("/ObjStm") || has("/XRef") || has("#");
    if has("/Image") && !is_of_structure {
        return Cost::default();
    }
    let (inflated, used) = inflated(data, left);
    let odd = ["LZW", "RunLength", "/RL", "#"].iter().filter(|word| has(word)).count() + repeats(dictionary);
    match used {
        Some(length) if odd == 0 => Cost { inflated, at_worst: 0, length },
        // Damaged data, or packed in another way or twice: what it could become at most.
        _ if odd > 0 || has("/Fl") => {
            let length = find(data, b"endstream").unwrap_or(data.len());
            let growth = MOST_GROWTH.saturating_pow(u32::try_from(odd.max(1)).unwrap_or(u32::MAX));
            Cost { inflated, at_worst: (length as u64).saturating_mul(growth), length }
        }
        _ => Cost { inflated, at_worst: 0, length: 0 },
    }
}

/// How many bytes came out, up to one beyond `left`, and how many went in when the data was whole.
fn inflated(data: &[u8], left: u64) -> (u64, Option<usize>) {
    let mut inflating = ZlibDecoder::new(data);
    let mut buffer = [0; 16 * 1024];
    let mut count = 0;
    loop {
        match inflating.read(&mut buffer) {
            Ok(0) => return (count, usize::try_from(inflating.total_in()).ok()),
            Ok(read) => count += read as u64,
            Err(_) => return (count, None),
        }
        if count > left {
            return (count, None);
        }
    }
}

/// How often deflate is named again.
fn repeats(dictionary: &[u8]) -> usize {
    let named = dictionary.windows(3).filter(|window| *window == b"/Fl").count();
    // `/Flags` and the like are not in the dictionary of a stream of text, fonts or objects.
    named.saturating_sub(1)
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use flate2::Compression;
    use flate2::write::ZlibEncoder;

    use super::*;

    fn deflated(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = ZlibEncoder::new(Vec::new(), Compression::best());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    }

    fn pdf(dictionary: &str, data: &[u8]) -> Vec<u8> {
        let head = format!("%PDF-1.7\n1 0 obj\n<< {dictionary} >>\nstream\r\n");
        [head.as_bytes(), data, b"\nendstream\nendobj\n"].concat()
    }

    #[test]
    fn streams_are_counted_and_pictures_are_not() {
        let bomb = deflated(&vec![0; 130 * 1024 * 1024]);
        assert_eq!(check(&pdf("/Filter /FlateDecode", &deflated(b"BT ET"))), Ok(()));
        assert_eq!(check(&pdf("/Filter /FlateDecode", &bomb)), Err(ReadError::Swollen));
        assert_eq!(check(&pdf("", &bomb)), Err(ReadError::Swollen), "whatever it says of itself");
        assert_eq!(check(&pdf("/Subtype /Image /Filter /FlateDecode", &bomb)), Ok(()));
        assert_eq!(check(&pdf("/Type /ObjStm /Subtype /Image", &bomb)), Err(ReadError::Swollen));
    }

    #[test]
    fn what_was_packed_twice_or_oddly_is_taken_at_its_worst() {
        let nested = deflated(&deflated(&vec![0; 60 * 1024 * 1024]));
        assert_eq!(check(&pdf("/Filter [/FlateDecode /FlateDecode]", &nested)), Ok(()), "a few bytes");
        let random: Vec<u8> = (0..200_000_u32).map(|n| (n.wrapping_mul(2_654_435_761) >> 24) as u8).collect();
        for filter in ["/Filter /LZWDecode", "/Filter [/FlateDecode /FlateDecode]", "/Filter /Fl"] {
            assert_eq!(check(&pdf(filter, &random)), Err(ReadError::Swollen), "{filter}");
        }
    }

    #[test]
    fn many_small_streams_add_up() {
        let one = pdf("/Filter /FlateDecode", &deflated(&vec![0; 10 * 1024 * 1024]));
        assert_eq!(check(&one.repeat(12)), Ok(()));
        assert_eq!(check(&one.repeat(13)), Err(ReadError::Swollen));
    }
}
