use encoding_rs::{Encoding, GB18030};

/// A string outside of the pages: UTF-16 or UTF-8 with its mark, else what Chinese programs write there.
pub(super) fn text(bytes: &[u8]) -> String {
    match Encoding::for_bom(bytes) {
        Some((encoding, mark_bytes)) => {
            encoding.decode_without_bom_handling(&bytes[mark_bytes..]).0.into_owned()
        }
        None => match std::str::from_utf8(bytes) {
            Ok(text) => text.to_owned(),
            Err(_) => GB18030.decode_without_bom_handling(bytes).0.into_owned(),
        },
    }
}
