use axum::http::HeaderValue;
use axum::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};

use crate::encoded;

/// The media type of a workbook.
pub const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
/// The media type of a document.
pub const DOCX: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";

/// A file that the browser saves under `name` (any characters) and never shows in place.
pub fn download(name: &str, media_type: &'static str, bytes: Vec<u8>) -> Response {
    let mut response = bytes.into_response();
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(media_type));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    // RFC 5987 for browsers; the plain name is for programs that know no better.
    let extension = name.rsplit_once('.').map_or("bin", |(_, extension)| extension);
    let plain = if extension.bytes().all(|byte| byte.is_ascii_alphanumeric()) { extension } else { "bin" };
    let disposition =
        format!("attachment; filename=\"download.{plain}\"; filename*=UTF-8''{}", encoded(name));
    if let Ok(value) = HeaderValue::from_str(&disposition) {
        headers.insert(CONTENT_DISPOSITION, value);
    }
    response
}

/// A name that is one on every system, and leads nowhere: at most 60 characters.
pub fn safe_name(text: &str) -> String {
    const RESERVED: &str = "/\\:*?\"<>|";
    let plain = |c: char| if c.is_control() || RESERVED.contains(c) { '_' } else { c };
    let name: String = text.chars().map(plain).take(60).collect();
    let name = name.trim_matches([' ', '.']);
    if name.is_empty() { "未命名".to_owned() } else { name.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hostile_name_stays_a_name() {
        let response = download("台账\"\r\nX: 1.xlsx", XLSX, Vec::new());
        let value = response.headers()[CONTENT_DISPOSITION].to_str().unwrap();
        assert!(value.ends_with("filename*=UTF-8''%E5%8F%B0%E8%B4%A6%22%0D%0AX%3A%201.xlsx"), "{value}");
        assert!(value.contains("filename=\"download.xlsx\""));
    }

    #[test]
    fn a_name_leads_nowhere() {
        assert_eq!(safe_name("安全讲座 第1场"), "安全讲座 第1场");
        assert_eq!(safe_name("../../etc/passwd"), "_.._etc_passwd");
        assert_eq!(safe_name("a\r\nb:c?"), "a__b_c_");
        assert_eq!(safe_name(" .. "), "未命名");
        assert_eq!(safe_name(&"讲".repeat(100)).chars().count(), 60);
    }
}
