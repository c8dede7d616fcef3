use encoding_rs::{Encoding, GB18030, GBK, UTF_8};

use crate::open::plain;
use crate::read::ReadError;

/// How far from the beginning a page declares its encoding.
const DECLARED_WITHIN: usize = 4096;

/// Decodes a page: by its mark, by what it declares, else as plain text.
pub(super) fn decode(bytes: &[u8]) -> Result<String, ReadError> {
    if Encoding::for_bom(bytes).is_some() || std::str::from_utf8(bytes).is_ok() {
        return plain::decode(bytes);
    }
    let declared = declared(&bytes[..bytes.len().min(DECLARED_WITHIN)]).filter(|encoding| *encoding != UTF_8);
    // GB 2312 and GBK are parts of GB 18030.
    let declared = declared.map(|encoding| if encoding == GBK { GB18030 } else { encoding });
    match declared.map(|encoding| encoding.decode_without_bom_handling(bytes)) {
        Some((text, false)) => Ok(text.into_owned()),
        _ => plain::decode(bytes),
    }
}

fn declared(head: &[u8]) -> Option<&'static Encoding> {
    let head: String = head.iter().map(|byte| char::from(byte.to_ascii_lowercase())).collect();
    let label = head.split("charset=").nth(1)?.trim_start_matches(['"', '\'', ' ']);
    let end = label.find(|c: char| !c.is_ascii_alphanumeric() && !"-_:".contains(c)).unwrap_or(label.len());
    Encoding::for_label(&label.as_bytes()[..end])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn encodings_are_found() {
        let page = |charset: &str| format!("<html><meta charset=\"{charset}\"><p>通知</p>");
        let (gbk, _, _) = GB18030.encode(
            "<html><meta http-equiv='Content-Type' content='text/html; charset=gb2312'><p>㐂通知</p>",
        );
        assert!(decode(&gbk).unwrap().contains("㐂通知"));
        let (big5, _, _) = encoding_rs::BIG5.encode("<meta charset=big5><p>通知</p>");
        assert!(decode(&big5).unwrap().contains("通知"));
        assert!(decode(page("gb2312").as_bytes()).unwrap().contains("通知"), "it says so and is not");
        let (lying, _, _) = GB18030.encode("<meta charset=utf-8><p>关于某事的通知</p>");
        assert!(decode(&lying).unwrap().contains("某事的通知"));
        assert_eq!(decode(b"<p>\xff\xff\xff</p>"), Err(ReadError::UnknownEncoding));
    }
}
