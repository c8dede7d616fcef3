//! Papers that people hand in beside pictures, and films: judged by their content, never opened or executed.

mod bundle;

use std::io::Cursor;

use zip::ZipArchive;

pub use bundle::{BadBundle, BundleLimits, Member, unpack};

/// Largest paper, in bytes.
pub const MAX_BYTES: usize = 30 * 1024 * 1024;
/// Largest film, in bytes; one that is larger than a paper is told by its beginning, and never whole in memory.
pub const MAX_FILM_BYTES: u64 = 200 * 1024 * 1024;
/// A package with more members than any office program writes is not looked at.
const MAX_MEMBERS: usize = 10_000;
/// The longest stem of a file name that is kept, in characters.
const STEM: usize = 120;
/// The major brands of MP4 films; the same container also holds HEIC photos.
const MP4_BRANDS: [&[u8]; 8] = [b"isom", b"iso2", b"iso4", b"iso5", b"iso6", b"mp41", b"mp42", b"avc1"];
/// The major brand of QuickTime films.
const MOV_BRAND: &[u8] = b"qt  ";
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
    Mp4,
    Mov,
    Zip,
}

/// Why a file is no paper, each with what to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadPaper {
    #[error("文件是空的，请重新选择。")]
    Empty,
    #[error("文件超过 30 MB，请压缩后再上传；MP4、MOV 视频可以到 200 MB，分段上传。")]
    TooLarge,
    #[error("视频超过 200 MB，请压缩或截取后再上传。")]
    FilmTooLarge,
    #[error("这种文件不能上传。请上传 PDF、OFD、Word、Excel、PowerPoint、MP4 或 MOV 视频、ZIP 压缩包。")]
    Unknown,
    #[error("这种文件不能上传。请上传 PDF、OFD 或 Word、Excel、PowerPoint 文件。")]
    NoDocument,
    #[error("这是照片，请从“拍照/选图”上传。")]
    Picture,
    #[error("文件不完整或已损坏，请打开原文件另存后再上传。")]
    Broken,
}

impl PaperKind {
    const ALL: [Self; 11] = [
        Self::Pdf,
        Self::Ofd,
        Self::Docx,
        Self::Xlsx,
        Self::Pptx,
        Self::Doc,
        Self::Xls,
        Self::Ppt,
        Self::Mp4,
        Self::Mov,
        Self::Zip,
    ];

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
            [_, _, _, _, b'f', b't', b'y', b'p', a, b, c, d, ..] => Self::of_brand(&[*a, *b, *c, *d]),
            [0xFF, 0xD8, 0xFF, ..] | [0x89, b'P', b'N', b'G', ..] => Err(BadPaper::Picture),
            _ => Err(BadPaper::Unknown),
        }
    }

    /// As [`PaperKind::of`], but only what can be read and printed: no films, no packages.
    ///
    /// # Errors
    /// Those of [`PaperKind::of`], and [`BadPaper::NoDocument`].
    pub fn of_document(bytes: &[u8]) -> Result<Self, BadPaper> {
        match Self::of(bytes) {
            Ok(Self::Mp4 | Self::Mov | Self::Zip) | Err(BadPaper::Unknown | BadPaper::Picture) => {
                Err(BadPaper::NoDocument)
            }
            judged => judged,
        }
    }

    /// The kind of film that begins with these bytes; none where it is no film.
    pub fn of_film(beginning: &[u8]) -> Option<Self> {
        match beginning {
            [_, _, _, _, b'f', b't', b'y', b'p', brand @ ..] => {
                Self::of_brand(brand.get(..4)?).ok().filter(|kind| kind.is_film())
            }
            _ => None,
        }
    }

    /// Whether it is looked at in the page.
    pub const fn is_film(self) -> bool {
        matches!(self, Self::Mp4 | Self::Mov)
    }

    fn of_brand(brand: &[u8]) -> Result<Self, BadPaper> {
        match brand {
            _ if brand == MOV_BRAND => Ok(Self::Mov),
            b"heic" | b"heix" | b"mif1" | b"msf1" | b"avif" => Err(BadPaper::Picture),
            _ if MP4_BRANDS.contains(&brand) => Ok(Self::Mp4),
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
        .map_or(Ok(Self::Zip), Ok)
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
            Self::Mp4 => "mp4",
            Self::Mov => "mov",
            Self::Zip => "zip",
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
            Self::Mp4 => "video/mp4",
            Self::Mov => "video/quicktime",
            Self::Zip => "application/zip",
        }
    }

    /// The kind whose [`PaperKind::extension`] this is.
    pub fn with_extension(extension: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.extension() == extension)
    }

    /// The name under which it is kept: as it was sent, without a path, with the ending of what the file is; `instead` where
    /// nothing is left of it.
    pub fn file_name(self, sent: &str, instead: &str) -> String {
        let last = sent.rsplit(['/', '\\']).next().unwrap_or_default();
        let stem = last.rsplit_once('.').map_or(last, |(stem, _)| stem).trim();
        let stem: String = stem.chars().filter(|one| !one.is_control()).take(STEM).collect();
        let stem = if stem.is_empty() { instead } else { &stem };
        format!("{stem}.{}", self.extension())
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
            (b"\0\0\0\x18ftypmp42....".to_vec(), PaperKind::Mp4),
            (b"\0\0\0\x14ftypqt  ....".to_vec(), PaperKind::Mov),
            (package("\u{7167}\u{7247}/1.jpg"), PaperKind::Zip),
        ] {
            assert_eq!(PaperKind::of(&bytes), Ok(kind));
            assert_eq!(PaperKind::with_extension(kind.extension()), Some(kind));
        }
    }

    #[test]
    fn a_film_or_a_package_is_no_document() {
        let (mp4, mov) = (b"\0\0\0\x18ftypisom....".to_vec(), b"\0\0\0\x14ftypqt  ....".to_vec());
        for bytes in [mp4, mov, package("1.jpg"), b"\x89PNG\r\n".to_vec()] {
            assert_eq!(PaperKind::of_document(&bytes), Err(BadPaper::NoDocument));
        }
        assert_eq!(PaperKind::of_document(b"%PDF-1.7"), Ok(PaperKind::Pdf));
    }

    #[test]
    fn a_film_is_told_by_its_beginning() {
        for (beginning, kind) in [
            (&b"\0\0\0\x18ftypmp42"[..], Some(PaperKind::Mp4)),
            (b"\0\0\0\x14ftypqt  \0\0", Some(PaperKind::Mov)),
            (b"\0\0\0\x18ftypheic", None),
            (b"\0\0\0\x18ftypevil", None),
            (b"\0\0\0\x18ftypm", None),
            (b"%PDF-1.7", None),
            (b"", None),
        ] {
            assert_eq!(PaperKind::of_film(beginning), kind, "{beginning:?}");
        }
    }

    #[test]
    fn a_name_loses_its_path_and_takes_the_ending_of_what_it_is() {
        for (sent, kept) in [
            ("C:\\方案\\工作方案.doc", "工作方案.docx"),
            ("../../etc/passwd", "passwd.docx"),
            ("", "方案.docx"),
            (".docx", "方案.docx"),
            ("签\r\n到表.docx", "签到表.docx"),
        ] {
            assert_eq!(PaperKind::Docx.file_name(sent, "方案"), kept);
        }
        assert_eq!(PaperKind::Pdf.file_name(&"长".repeat(500), "方案").chars().count(), STEM + 4);
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
            (b"\0\0\0\x18ftypheic....".to_vec(), BadPaper::Picture),
            (b"\xFF\xD8\xFF\xE0".to_vec(), BadPaper::Picture),
            (b"\0\0\0\x18ftypevil....".to_vec(), BadPaper::Unknown),
            (compound("Nothing"), BadPaper::Unknown),
            (cut, BadPaper::Broken),
        ] {
            assert_eq!(PaperKind::of(&bytes), Err(why));
        }
    }
}
