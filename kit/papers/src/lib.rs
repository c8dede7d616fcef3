//! Papers that people hand in beside pictures: judged by their content, never opened or executed.

use std::io::Cursor;

use zip::ZipArchive;

/// Largest paper, in bytes.
pub const MAX_BYTES: usize = 30 * 1024 * 1024;
/// A package with more members than any office program writes is not looked at.
const MAX_MEMBERS: usize = 10_000;
/// How far into a compound file the names of its streams are looked for, in bytes.
const DIRECTORY_SEARCH: usize = 4 * 1024 * 1024;

/// What a paper is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PaperKind {
    Pdf,
    Ofd,
    Docx,
    Xlsx,
    Pptx,
    Doc,
    Xls,
    Ppt,
}

/// Why a file is no paper, each with what to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadPaper {
    #[error("文件是空的，请重新选择。")]
    Empty,
    #[error("文件超过 30 MB，请压缩后再上传。")]
    TooLarge,
    #[error("这种文件不能上传。请上传 PDF、OFD 或 Word、Excel、PowerPoint 文件。")]
    Unknown,
    #[error("文件不完整或已损坏，请打开原文件另存后再上传。")]
    Broken,
}

impl PaperKind {
    /// Judges bytes by what they are, whatever the file is called.
    ///
    /// # Errors
    /// Files that are empty, too large, broken, or of a kind that is not taken.
    pub fn of(bytes: &[u8]) -> Result<Self, BadPaper> {
        if bytes.is_empty() {
            return Err(BadPaper::Empty);
        }
        if bytes.len() > MAX_BYTES {
            return Err(BadPaper::TooLarge);
        }
        match bytes {
            [b'%', b'P', b'D', b'F', b'-', ..] => Ok(Self::Pdf),
            [b'P', b'K', 3, 4, ..] => Self::of_package(bytes),
            [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1, ..] => Self::of_compound(bytes),
            _ => Err(BadPaper::Unknown),
        }
    }

    fn of_package(bytes: &[u8]) -> Result<Self, BadPaper> {
        let package = ZipArchive::new(Cursor::new(bytes)).map_err(|_| BadPaper::Broken)?;
        if package.len() > MAX_MEMBERS {
            return Err(BadPaper::Unknown);
        }
        let has = |name: &str| package.file_names().flatten().any(|member| member == name);
        [
            ("word/document.xml", Self::Docx),
            ("xl/workbook.xml", Self::Xlsx),
            ("ppt/presentation.xml", Self::Pptx),
            ("OFD.xml", Self::Ofd),
        ]
        .into_iter()
        .find_map(|(member, kind)| has(member).then_some(kind))
        .ok_or(BadPaper::Unknown)
    }

    /// The old office formats name their main stream in UTF-16.
    fn of_compound(bytes: &[u8]) -> Result<Self, BadPaper> {
        let searched = &bytes[..bytes.len().min(DIRECTORY_SEARCH)];
        let has = |name: &str| {
            let wide: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
            searched.windows(wide.len()).any(|window| window == wide)
        };
        [("WordDocument", Self::Doc), ("Workbook", Self::Xls), ("PowerPoint Document", Self::Ppt)]
            .into_iter()
            .find_map(|(stream, kind)| has(stream).then_some(kind))
            .ok_or(BadPaper::Unknown)
    }

    /// The ending of its file name, without the dot.
    pub const fn extension(self) -> &'static str {
        match self {
            Self::Pdf => "pdf",
            Self::Ofd => "ofd",
            Self::Docx => "docx",
            Self::Xlsx => "xlsx",
            Self::Pptx => "pptx",
            Self::Doc => "doc",
            Self::Xls => "xls",
            Self::Ppt => "ppt",
        }
    }

    /// The media type with which it is served.
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Pdf => "application/pdf",
            Self::Ofd => "application/ofd",
            Self::Docx => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            Self::Pptx => "application/vnd.openxmlformats-officedocument.presentationml.presentation",
            Self::Doc => "application/msword",
            Self::Xls => "application/vnd.ms-excel",
            Self::Ppt => "application/vnd.ms-powerpoint",
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use zip::ZipWriter;
    use zip::write::SimpleFileOptions;

    use super::*;

    fn package(member: &str) -> Vec<u8> {
        let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
        zip.start_file(member, SimpleFileOptions::default()).unwrap();
        zip.write_all(b"<x/>").unwrap();
        zip.finish().unwrap().into_inner()
    }

    fn compound(stream: &str) -> Vec<u8> {
        let mut bytes = vec![0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1];
        bytes.resize(512, 0);
        bytes.extend(stream.encode_utf16().flat_map(u16::to_le_bytes));
        bytes
    }

    #[test]
    fn content_says_what_a_paper_is() {
        for (bytes, kind) in [
            (b"%PDF-1.7 ...".to_vec(), PaperKind::Pdf),
            (package("OFD.xml"), PaperKind::Ofd),
            (package("word/document.xml"), PaperKind::Docx),
            (package("xl/workbook.xml"), PaperKind::Xlsx),
            (package("ppt/presentation.xml"), PaperKind::Pptx),
            (compound("WordDocument"), PaperKind::Doc),
            (compound("Workbook"), PaperKind::Xls),
            (compound("PowerPoint Document"), PaperKind::Ppt),
        ] {
            assert_eq!(PaperKind::of(&bytes), Ok(kind));
        }
    }

    #[test]
    fn everything_else_is_refused() {
        let mut cut = package("word/document.xml");
        cut.truncate(20);
        for (bytes, why) in [
            (Vec::new(), BadPaper::Empty),
            (vec![b'%'; MAX_BYTES + 1], BadPaper::TooLarge),
            (b"<html><script>".to_vec(), BadPaper::Unknown),
            (b"MZ\x90\0".to_vec(), BadPaper::Unknown),
            (package("evil.exe"), BadPaper::Unknown),
            (compound("Nothing"), BadPaper::Unknown),
            (cut, BadPaper::Broken),
        ] {
            assert_eq!(PaperKind::of(&bytes), Err(why));
        }
    }
}
