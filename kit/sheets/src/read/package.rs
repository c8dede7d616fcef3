use std::io::{Cursor, Read, copy, sink};

use calamine::{Reader, Xlsx};
use zip::ZipArchive;

use super::{Limits, SheetError};

pub(crate) type Book<'b> = Xlsx<Cursor<&'b [u8]>>;

/// Opens the workbook after everything in it was unpacked once within the limit: a ZIP need not state sizes,
/// and those that it states may lie.
pub(crate) fn open<'b>(bytes: &'b [u8], limits: &Limits) -> Result<Book<'b>, SheetError> {
    if bytes.len() as u64 > limits.max_bytes {
        return Err(SheetError::TooManyBytes { limit: limits.max_bytes });
    }
    if !bytes.starts_with(b"PK\x03\x04") {
        return Err(foreign(bytes));
    }
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(SheetError::damaged)?;
    let names: Vec<_> = archive.file_names_raw().map(<[u8]>::to_vec).collect();
    if let Some(name) = other_package(&names) {
        return Err(SheetError::Foreign { name });
    }
    unpack_within(&mut archive, limits.max_unpacked)?;
    Xlsx::new(Cursor::new(bytes)).map_err(SheetError::damaged)
}

fn unpack_within(archive: &mut ZipArchive<Cursor<&[u8]>>, limit: u64) -> Result<(), SheetError> {
    let mut left = limit;
    for index in 0..archive.len() {
        let entry = archive.by_index(index).map_err(SheetError::damaged)?;
        let unpacked = copy(&mut entry.take(left + 1), &mut sink()).map_err(SheetError::damaged)?;
        left = left.checked_sub(unpacked).ok_or(SheetError::TooManyUnpacked { limit })?;
    }
    Ok(())
}

/// The Chinese name of a ZIP that is no XLSX.
fn other_package(names: &[Vec<u8>]) -> Option<&'static str> {
    let has = |prefix: &[u8]| names.iter().any(|name| name.starts_with(prefix));
    match () {
        () if has(b"xl/workbook.bin") => Some("二进制 Excel 文件（.xlsb）"),
        () if has(b"xl/") => None,
        () if has(b"word/") => Some(" Word 文档"),
        () if has(b"ppt/") => Some("演示文稿"),
        () if has(b"content.xml") => Some(" OpenDocument 文件"),
        () => Some("压缩包"),
    }
}

fn foreign(bytes: &[u8]) -> SheetError {
    let utf16 = |text: &str| text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>();
    let holds = |needle: &[u8]| bytes.windows(needle.len()).any(|window| window == needle);
    match bytes {
        [] => SheetError::Empty,
        [0xD0, 0xCF, 0x11, 0xE0, ..] if holds(&utf16("EncryptedPackage")) => SheetError::Encrypted,
        [0xD0, 0xCF, 0x11, 0xE0, ..] if holds(&utf16("WordDocument")) => {
            SheetError::Foreign { name: "旧版 Word 文档" }
        }
        [0xD0, 0xCF, 0x11, 0xE0, ..] => SheetError::Legacy,
        [b'%', b'P', b'D', b'F', ..] => SheetError::Foreign { name: " PDF 文件" },
        [0xFF, 0xD8, 0xFF, ..] | [0x89, b'P', b'N', b'G', ..] => SheetError::Foreign { name: "图片" },
        // Many systems export a web page and call it .xls.
        [b'<', ..] | [0xEF, 0xBB, 0xBF, b'<', ..] => SheetError::Foreign { name: "网页或 XML 文件" },
        _ if bytes.contains(&0) => SheetError::Unknown,
        _ => SheetError::Csv,
    }
}
