//! What a file is, by what is in it; its name only says what kind of text a text is.

use super::package::Package;
use crate::read::ReadError;

/// The formats that can be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Text,
    Html,
    Docx,
    Ofd,
    Pdf,
    /// What LibreOffice turns into DOCX; the extension that it goes by.
    Office(&'static str),
}

/// Signatures of files that hold no text that could be read, with the words for them.
const FOREIGN: &[(&[u8], &str)] = &[
    (b"Rar!\x1a\x07", "压缩包"),
    (b"7z\xbc\xaf\x27\x1c", "压缩包"),
    (b"\x1f\x8b", "压缩包"),
    (b"MZ", "程序文件"),
    (b"\x7fELF", "程序文件"),
    (b"SQLite format 3\0", "数据库文件"),
];

/// Decides by the content first, by the name second.
pub(super) fn kind(bytes: &[u8], file_name: &str) -> Result<Kind, ReadError> {
    if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06") {
        return packed(bytes);
    }
    if bytes.starts_with(&[0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]) {
        return compound(bytes, file_name);
    }
    if is_pdf(bytes) {
        return Ok(Kind::Pdf);
    }
    if bytes.starts_with(b"{\\rtf") {
        return Ok(Kind::Office("rtf"));
    }
    if is_picture(bytes) {
        return Err(ReadError::Picture);
    }
    if let Some((_, name)) = FOREIGN.iter().find(|(signature, _)| bytes.starts_with(signature)) {
        return Err(ReadError::Foreign(name));
    }
    if is_html(bytes, file_name) {
        return Ok(Kind::Html);
    }
    // UTF-16 has zero bytes, and says so by its mark.
    if bytes.contains(&0) && encoding_rs::Encoding::for_bom(bytes).is_none() {
        return Err(ReadError::UnsupportedType);
    }
    Ok(Kind::Text)
}

fn packed(bytes: &[u8]) -> Result<Kind, ReadError> {
    let package = Package::open(bytes)?;
    let has = |prefix: &str| package.names().any(|name| name.starts_with(prefix));
    match () {
        () if has("word/") => Ok(Kind::Docx),
        () if package.has("ofd.xml") => Ok(Kind::Ofd),
        () if has("xl/") => Err(ReadError::Foreign("电子表格")),
        () if has("ppt/") => Err(ReadError::Foreign("演示文稿")),
        () if package.has("content.xml") && package.has("mimetype") => Ok(Kind::Office("odt")),
        () => Err(ReadError::Foreign("压缩包")),
    }
}

/// An OLE compound file: which program wrote it is told by the names of its streams.
fn compound(bytes: &[u8], file_name: &str) -> Result<Kind, ReadError> {
    let holds = |name: &str| {
        let name: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
        bytes.windows(name.len()).any(|window| window == name)
    };
    match () {
        () if holds("EncryptedPackage") => Err(ReadError::Locked),
        () if holds("WordDocument") && extension(file_name) == "wps" => Ok(Kind::Office("wps")),
        () if holds("WordDocument") => Ok(Kind::Office("doc")),
        () if holds("Workbook") => Err(ReadError::Foreign("电子表格")),
        () if holds("PowerPoint Document") => Err(ReadError::Foreign("演示文稿")),
        () => Err(ReadError::UnsupportedType),
    }
}

/// The header may stand behind a few bytes that a mail program put there.
fn is_pdf(bytes: &[u8]) -> bool {
    bytes[..bytes.len().min(1024)].windows(5).any(|window| window == b"%PDF-")
}

fn is_picture(bytes: &[u8]) -> bool {
    const SIGNATURES: &[&[u8]] =
        &[b"\xff\xd8\xff", b"\x89PNG", b"GIF8", b"II*\0", b"MM\0*", b"AT&TFORM", b"\0\0\0\x0cjP  "];
    let is_in_box =
        |at: usize, brands: &[&[u8]]| bytes.get(at..at + 4).is_some_and(|brand| brands.contains(&brand));
    SIGNATURES.iter().any(|signature| bytes.starts_with(signature))
        || (bytes.starts_with(b"RIFF") && is_in_box(8, &[b"WEBP"]))
        || (is_in_box(4, &[b"ftyp"]) && is_in_box(8, &[b"heic", b"heix", b"mif1", b"avif"]))
        // Two letters are little: a bitmap also has the size of its header.
        || (bytes.starts_with(b"BM") && is_in_box(14, &[b"\x28\0\0\0", b"\x6c\0\0\0", b"\x7c\0\0\0"]))
}

/// Markup from the first character on, or a web page by its name that has any.
fn is_html(bytes: &[u8], file_name: &str) -> bool {
    let head = &bytes[..bytes.len().min(4096)];
    let first =
        head.iter().find(|byte| !byte.is_ascii_whitespace() && !b"\xef\xbb\xbf\xff\xfe\0".contains(byte));
    let head: String = head
        .iter()
        .filter(|byte| byte.is_ascii() && **byte != 0)
        .map(|byte| char::from(byte.to_ascii_lowercase()))
        .collect();
    let named = matches!(extension(file_name).as_str(), "htm" | "html" | "xhtml" | "shtml");
    let tags = ["<!doctype html", "<html", "<head", "<body", "<meta", "<div", "<p>", "<p ", "<table"];
    (named || first == Some(&b'<')) && tags.iter().any(|tag| head.contains(tag))
}

fn extension(file_name: &str) -> String {
    file_name.rsplit_once('.').map(|(_, extension)| extension.to_ascii_lowercase()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_that_lies_is_not_believed() {
        for (bytes, name, found) in [
            (&b"%PDF-1.7\n"[..], "notice.txt", Ok(Kind::Pdf)),
            (b"\r\n%PDF-1.4\n", "notice.docx", Ok(Kind::Pdf)),
            (b"{\\rtf1\\ansi", "notice.doc", Ok(Kind::Office("rtf"))),
            ("关于某事的通知".as_bytes(), "notice.docx", Ok(Kind::Text)),
            ("关于某事的通知".as_bytes(), "notice", Ok(Kind::Text)),
            (b"<!DOCTYPE HTML><html>", "notice.doc", Ok(Kind::Html)),
            (b"\xef\xbb\xbf <html>", "notice.txt", Ok(Kind::Html)),
            ("通知<p>正文</p>".as_bytes(), "notice.htm", Ok(Kind::Html)),
            ("通知<p>正文</p>".as_bytes(), "notice.txt", Ok(Kind::Text)),
            (b"\xff\xd8\xff\xe0", "notice.pdf", Err(ReadError::Picture)),
            (b"\x89PNG\r\n", "notice.docx", Err(ReadError::Picture)),
            (b"Rar!\x1a\x07\0", "notice.docx", Err(ReadError::Foreign("压缩包"))),
            (b"MZ\x90\0", "notice.txt", Err(ReadError::Foreign("程序文件"))),
            (b"CEBX\0\x01\x02", "notice.ceb", Err(ReadError::UnsupportedType)),
        ] {
            assert_eq!(kind(bytes, name), found, "{name}");
        }
    }

    #[test]
    fn a_compound_file_is_told_by_its_streams() {
        let compound = |stream: &str| {
            let mut bytes = vec![0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];
            bytes.extend(stream.encode_utf16().flat_map(u16::to_le_bytes));
            bytes
        };
        for (stream, name, found) in [
            ("WordDocument", "notice.docx", Ok(Kind::Office("doc"))),
            ("WordDocument", "通知.WPS", Ok(Kind::Office("wps"))),
            ("EncryptedPackage", "notice.docx", Err(ReadError::Locked)),
            ("Workbook", "notice.doc", Err(ReadError::Foreign("电子表格"))),
            ("PowerPoint Document", "notice.doc", Err(ReadError::Foreign("演示文稿"))),
            ("Something", "notice.doc", Err(ReadError::UnsupportedType)),
        ] {
            assert_eq!(kind(&compound(stream), name), found, "{stream}");
        }
    }
}
