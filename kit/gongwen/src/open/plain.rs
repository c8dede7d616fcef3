//! Text without any markup.

use encoding_rs::{Encoding, GB18030};

use crate::read::ReadError;

/// UTF-8 or GB18030 (UTF-16 with its mark too), the byte order mark dropped.
pub(super) fn decode(bytes: &[u8]) -> Result<String, ReadError> {
    if let Some((encoding, mark_bytes)) = Encoding::for_bom(bytes) {
        let (text, had_errors) = encoding.decode_without_bom_handling(&bytes[mark_bytes..]);
        return if had_errors { Err(ReadError::UnknownEncoding) } else { Ok(text.into_owned()) };
    }
    if bytes.contains(&0) {
        return Err(ReadError::Binary);
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Ok(text.to_owned());
    }
    let (text, had_errors) = GB18030.decode_without_bom_handling(bytes);
    if !had_errors {
        return Ok(text.into_owned());
    }
    let control_bytes =
        bytes.iter().filter(|byte| byte.is_ascii_control() && !byte.is_ascii_whitespace()).count();
    Err(if control_bytes * 100 > bytes.len() { ReadError::Binary } else { ReadError::UnknownEncoding })
}
