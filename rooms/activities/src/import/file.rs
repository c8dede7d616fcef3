//! The uploaded file: a workbook, or a ZIP with one workbook and pictures.

use std::collections::{HashMap, HashSet};

use blobs::BlobId;
use bytes::Bytes;
use papers::{BadBundle, BundleLimits, Member, PaperKind};
use photos::{Kind, PhotoError};
use web::Raw;

use super::MOST_PICTURES;

/// A file that was opened, without the bytes of its pictures.
#[derive(Clone, Debug, Default)]
pub(crate) struct Opened {
    pub(crate) workbook: Vec<u8>,
    pub(crate) pictures: Vec<Picture>,
    /// Files that are neither.
    pub(crate) strange: Vec<String>,
}

/// A picture of a ZIP.
#[derive(Clone, Debug)]
pub(crate) struct Picture {
    /// Folders and name.
    pub(crate) path: String,
    /// Of the whole file, as a stored photo has it.
    pub(crate) sha256: String,
    /// Why it cannot be taken in, as far as its first bytes say.
    pub(crate) fault: Option<String>,
}

/// Why a file cannot be opened; `Display` is a sentence for the user.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Unopened {
    #[error(transparent)]
    Bundle(#[from] BadBundle),
    #[error("压缩包里没有台账表格，请把填好的 .xlsx 文件和照片一起压缩成 ZIP 后再上传。")]
    NoWorkbook,
    #[error("压缩包里有 {} 份表格（{}），请只留一份台账后再上传。", .0.len(), .0.join("、"))]
    Workbooks(Vec<String>),
    #[error("压缩包里有 {0} 张照片，超过 {MOST_PICTURES} 张的上限，请分成几份台账导入。")]
    TooManyPictures(usize),
}

/// Opens what was uploaded. What is no package is taken for a workbook: its reader says best what it is instead.
pub(crate) fn open(bytes: &[u8]) -> Result<Opened, Unopened> {
    if !is_bundle(bytes) {
        return Ok(Opened { workbook: bytes.to_vec(), ..Opened::default() });
    }
    let mut opened = Opened::default();
    let mut workbooks: Vec<Member> = Vec::new();
    papers::unpack(bytes, BundleLimits::default(), |member| {
        if is_workbook(&member) {
            workbooks.push(member);
        } else {
            opened.sort_in(&member);
        }
    })?;
    if opened.pictures.len() > MOST_PICTURES {
        return Err(Unopened::TooManyPictures(opened.pictures.len()));
    }
    if workbooks.len() > 1 {
        return Err(Unopened::Workbooks(workbooks.iter().map(|member| shown(member.name())).collect()));
    }
    opened.workbook = workbooks.pop().ok_or(Unopened::NoWorkbook)?.bytes;
    Ok(opened)
}

/// The bytes of some pictures, by their paths.
pub(crate) fn taken_out(bytes: &[u8], wanted: &HashSet<String>) -> Result<HashMap<String, Bytes>, BadBundle> {
    let mut taken = HashMap::new();
    if wanted.is_empty() {
        return Ok(taken);
    }
    papers::unpack(bytes, BundleLimits::default(), |member| {
        let path = shown(&member.path);
        if wanted.contains(&path) {
            taken.insert(path, Bytes::from(member.bytes));
        }
    })?;
    Ok(taken)
}

impl Opened {
    fn sort_in(&mut self, member: &Member) {
        let path = shown(&member.path);
        match Kind::of(&member.bytes) {
            Ok(_) => self.pictures.push(Picture { path, sha256: sha256(member), fault: None }),
            Err(error) if is_called_picture(&path) || matches!(error, PhotoError::Heic) => {
                let fault = Some(error.to_string());
                self.pictures.push(Picture { path, sha256: sha256(member), fault });
            }
            Err(_) => self.strange.push(path),
        }
    }
}

fn sha256(member: &Member) -> String {
    BlobId::of(&member.bytes).hex()
}

/// A name as it may be shown: without what turns the words around it.
fn shown(path: &str) -> String {
    Raw::from(path).text().to_owned()
}

fn is_bundle(bytes: &[u8]) -> bool {
    match PaperKind::of(bytes) {
        Ok(kind) => kind == PaperKind::Zip,
        Err(_) => bytes.starts_with(b"PK") || bytes.starts_with(b"Rar!") || bytes.starts_with(b"7z"),
    }
}

fn ends_with(path: &str, endings: &[&str]) -> bool {
    let ending = path.rsplit_once('.').map(|(_, ending)| ending.to_lowercase());
    ending.is_some_and(|ending| endings.contains(&ending.as_str()))
}

/// Also what an old program calls a workbook: its reader says how to save it anew.
fn is_workbook(member: &Member) -> bool {
    ends_with(&member.path, &["xlsx", "xlsm", "xls", "et"])
}

fn is_called_picture(path: &str) -> bool {
    ends_with(path, &["jpg", "jpeg", "png", "webp", "heic", "heif", "gif", "bmp", "tif", "tiff", "avif"])
}

#[cfg(test)]
mod tests {
    use testing::zipped;

    use super::*;

    #[test]
    fn a_bundle_is_a_workbook_with_pictures() {
        let bytes = zipped(&[
            ("台账/台账.XLSX", b"book"),
            ("台账/1.jpg", b"\xFF\xD8\xFF\xE0"),
            ("台账/2.heic", b"\0\0\0\x18ftypheic"),
            ("台账/3.jpg", b"%PDF-1.7"),
            ("台账/说明.txt", b"text"),
        ]);
        let opened = open(&bytes).unwrap();
        assert_eq!(opened.workbook, b"book");
        assert_eq!(opened.strange, ["台账/说明.txt"]);
        let pictures: Vec<_> =
            opened.pictures.iter().map(|one| (one.path.as_str(), one.fault.is_some())).collect();
        assert_eq!(pictures, [("台账/1.jpg", false), ("台账/2.heic", true), ("台账/3.jpg", true)]);
        let taken = taken_out(&bytes, &["台账/1.jpg".to_owned()].into()).unwrap();
        assert_eq!(&taken["台账/1.jpg"][..], b"\xFF\xD8\xFF\xE0");
    }

    #[test]
    fn none_and_two_workbooks_are_refused() {
        assert_eq!(open(&zipped(&[("1.jpg", b"\xFF\xD8\xFF")])).unwrap_err(), Unopened::NoWorkbook);
        let two = open(&zipped(&[("a.xlsx", b"a"), ("b.xls", b"b")])).unwrap_err();
        assert_eq!(two.to_string(), "压缩包里有 2 份表格（a.xlsx、b.xls），请只留一份台账后再上传。");
        let rar = open(b"Rar!\x1A\x07\x00").unwrap_err();
        assert!(rar.to_string().contains("RAR"), "{rar}");
    }
}
