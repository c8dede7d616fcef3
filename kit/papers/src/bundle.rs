//! A ZIP of files from a stranger: unpacked in memory, one file after the other, and never written under the names in it.

use std::io::{Cursor, Read};

use encoding_rs::GB18030;
use zip::ZipArchive;
use zip::read::ZipFile;

/// What a bundle may cost.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BundleLimits {
    /// Files and folders in it.
    pub max_members: usize,
    /// One file, unpacked, in bytes.
    pub max_file: u64,
    /// All files together, unpacked, in bytes.
    pub max_unpacked: u64,
}

impl Default for BundleLimits {
    /// 2,000 members, 30 MB a file, 256 MB in all.
    fn default() -> Self {
        Self { max_members: 2_000, max_file: 30_000_000, max_unpacked: 256_000_000 }
    }
}

/// A file of a bundle.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    /// Folders and name, with `/` between them.
    pub path: String,
    pub bytes: Vec<u8>,
}

impl Member {
    /// The name without folders.
    pub fn name(&self) -> &str {
        self.path.rsplit('/').next().unwrap_or(&self.path)
    }
}

/// Why a file is no bundle that is opened, each with what to do.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadBundle {
    #[error("这是{0}压缩包，请解压后重新压缩成 ZIP 再上传。")]
    OtherPacker(&'static str),
    #[error("这不是 ZIP 压缩包（以文件内容为准，与文件名无关）。")]
    NoZip,
    #[error("压缩包不完整或已损坏，请重新压缩成 ZIP 后再上传。")]
    Broken,
    #[error("压缩包设有密码，无法读取。请去掉密码重新压缩后再上传。")]
    Locked,
    #[error("压缩包里有 {found} 个文件和文件夹，超过 {limit} 个的上限，请分成几个压缩包。")]
    TooMany { found: usize, limit: usize },
    #[error("压缩包里的“{path}”解压后超过 {} MB 的上限，请缩小或去掉后重新压缩。", .limit / 1_000_000)]
    LargeFile { path: String, limit: u64 },
    #[error("压缩包解压后超过 {} MB 的上限，请分成几个压缩包。", .limit / 1_000_000)]
    TooLarge { limit: u64 },
    #[error("压缩包里还有压缩包“{path}”，请把里面的文件解压出来，重新压缩成一层后再上传。")]
    Nested { path: String },
    #[error("压缩包里的文件名“{path}”指向压缩包以外的位置，为安全起见没有打开。请重新压缩后再上传。")]
    Astray { path: String },
}

/// Unpacks the files of a ZIP and hands each to `take`. What a system leaves behind (`__MACOSX`, `Thumbs.db`) is passed over. Sizes
/// are counted while unpacking, for those that a ZIP states may lie.
///
/// # Errors
/// Every [`BadBundle`]; files that were handed over before then count for nothing.
pub fn unpack(bytes: &[u8], limits: BundleLimits, mut take: impl FnMut(Member)) -> Result<(), BadBundle> {
    if !bytes.starts_with(b"PK") {
        return Err(packer(bytes).map_or(BadBundle::NoZip, BadBundle::OtherPacker));
    }
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|_| BadBundle::Broken)?;
    if archive.len() > limits.max_members {
        return Err(BadBundle::TooMany { found: archive.len(), limit: limits.max_members });
    }
    let mut left = limits.max_unpacked;
    for index in 0..archive.len() {
        // The name is read first: without the password there is no file to read.
        let raw = archive.by_index_raw(index).map_err(|_| BadBundle::Broken)?;
        let (path, is_locked, is_folder) = (path_of(raw.name_raw()), raw.encrypted(), raw.is_dir());
        drop(raw);
        let path = safe(path)?;
        if is_folder || path.ends_with('/') || is_litter(&path) {
            continue;
        }
        if is_locked {
            return Err(BadBundle::Locked);
        }
        let file = archive.by_index(index).map_err(|_| BadBundle::Broken)?;
        let content = content(file, (&path, limits.max_file), left)?;
        left = left
            .checked_sub(content.len() as u64)
            .ok_or(BadBundle::TooLarge { limit: limits.max_unpacked })?;
        if is_bundle(&content) {
            return Err(BadBundle::Nested { path });
        }
        take(Member { path, bytes: content });
    }
    Ok(())
}

/// One byte more than may be is enough to know.
fn content(
    file: ZipFile<'_, Cursor<&[u8]>>,
    (path, limit): (&str, u64),
    left: u64,
) -> Result<Vec<u8>, BadBundle> {
    let mut content = Vec::new();
    let most = limit.min(left) + 1;
    file.take(most).read_to_end(&mut content).map_err(|_| BadBundle::Broken)?;
    if content.len() as u64 > limit {
        return Err(BadBundle::LargeFile { path: path.to_owned(), limit });
    }
    Ok(content)
}

/// The other packers' files by their first bytes.
fn packer(bytes: &[u8]) -> Option<&'static str> {
    [(&b"Rar!"[..], " RAR "), (b"7z\xBC\xAF\x27\x1C", " 7z "), (b"\x1F\x8B", " gzip ")]
        .into_iter()
        .find_map(|(mark, name)| bytes.starts_with(mark).then_some(name))
}

/// Whether a file is a package and no office document.
fn is_bundle(bytes: &[u8]) -> bool {
    const OFFICE: [&str; 3] = ["[Content_Types].xml", "OFD.xml", "content.xml"];
    if !bytes.starts_with(b"PK\x03\x04") {
        return packer(bytes).is_some();
    }
    let Ok(archive) = ZipArchive::new(Cursor::new(bytes)) else { return true };
    !archive.file_names().flatten().any(|name| OFFICE.iter().any(|one| name == *one))
}

/// Older Chinese systems write GBK and say nothing of it; text that is UTF-8 is taken as such, whatever is said.
fn path_of(raw: &[u8]) -> String {
    let text = match std::str::from_utf8(raw) {
        Ok(text) => text.to_owned(),
        Err(_) => GB18030.decode_without_bom_handling(raw).0.into_owned(),
    };
    text.replace('\\', "/")
}

/// Refuses a path that would lead elsewhere if somebody wrote it down.
fn safe(path: String) -> Result<String, BadBundle> {
    let has_drive = path.as_bytes().get(1) == Some(&b':');
    let is_astray = path.starts_with('/') || has_drive || path.split('/').any(|part| part == "..");
    let shown: String = path.chars().filter(|one| !one.is_control()).take(80).collect();
    if is_astray || path.contains('\0') { Err(BadBundle::Astray { path: shown }) } else { Ok(path) }
}

/// What systems and office programs leave in a folder.
fn is_litter(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    let is_left_behind = ["thumbs.db", "desktop.ini", ".ds_store"].contains(&name.to_lowercase().as_str());
    path.split('/').any(|part| part == "__MACOSX")
        || name.starts_with("._")
        || name.starts_with("~$")
        || is_left_behind
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use zip::ZipWriter;
    use zip::write::SimpleFileOptions;

    use super::*;

    fn zipped(files: &[(&str, &[u8])]) -> Vec<u8> {
        let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
        for (name, bytes) in files {
            zip.start_file(*name, SimpleFileOptions::default()).unwrap();
            zip.write_all(bytes).unwrap();
        }
        zip.finish().unwrap().into_inner()
    }

    fn paths(bytes: &[u8]) -> Result<Vec<String>, BadBundle> {
        let mut paths = Vec::new();
        unpack(bytes, BundleLimits::default(), |member| paths.push(member.path)).map(|()| paths)
    }

    #[test]
    fn files_come_out_and_litter_stays() {
        let bytes = zipped(&[
            ("台账/台账.xlsx", b"x"),
            ("台账/照片/1.JPG", b"y"),
            ("__MACOSX/台账/._台账.xlsx", b"z"),
            ("台账/Thumbs.db", b"z"),
            ("台账/.DS_Store", b"z"),
            ("台账/~$台账.xlsx", b"z"),
            ("台账/._1.JPG", b"z"),
        ]);
        assert_eq!(paths(&bytes).unwrap(), ["台账/台账.xlsx", "台账/照片/1.JPG"]);
    }

    /// Names as an older Chinese Windows writes them: the bytes of a name are put in the place of an ASCII one of the same length.
    fn with_raw_name(bytes: &[u8], placeholder: &[u8], raw: &[u8]) -> Vec<u8> {
        assert_eq!(placeholder.len(), raw.len());
        let mut patched = bytes.to_vec();
        for at in 0..patched.len() - raw.len() {
            if patched[at..].starts_with(placeholder) {
                patched[at..at + raw.len()].copy_from_slice(raw);
            }
        }
        patched
    }

    #[test]
    fn a_name_in_gbk_is_read() {
        let raw = b"\xCF\xFB\xB7\xC0\xD1\xDD\xC1\xB7.jpg";
        let bytes = with_raw_name(&zipped(&[("12345678.jpg", b"y")]), b"12345678.jpg", raw);
        assert_eq!(paths(&bytes).unwrap(), ["消防演练.jpg"]);
    }

    #[test]
    fn paths_that_lead_elsewhere_are_refused() {
        for name in ["../a.jpg", "a/../../b.jpg", "/etc/a.jpg", "C:/a.jpg", "..\\a.jpg", "C:\\a.jpg"] {
            let placeholder = "x".repeat(name.len());
            let bytes =
                with_raw_name(&zipped(&[(&placeholder, b"y")]), placeholder.as_bytes(), name.as_bytes());
            assert!(matches!(paths(&bytes), Err(BadBundle::Astray { .. })), "{name}");
        }
        assert_eq!(paths(&zipped(&[("a\\b.jpg", b"y")])).unwrap(), ["a/b.jpg"], "a separator of Windows");
    }

    #[test]
    fn a_package_in_a_package_is_refused_and_an_office_file_is_none() {
        let inner = zipped(&[("a.jpg", b"y")]);
        let nested = paths(&zipped(&[("照片.zip", &inner)]));
        assert_eq!(nested, Err(BadBundle::Nested { path: "照片.zip".into() }));
        assert!(matches!(paths(&zipped(&[("照片.jpg", b"Rar!\x1A\x07")])), Err(BadBundle::Nested { .. })));
        let office = zipped(&[("[Content_Types].xml", b"<x/>"), ("xl/workbook.xml", b"<x/>")]);
        assert_eq!(paths(&zipped(&[("台账.xlsx", &office)])).unwrap(), ["台账.xlsx"]);
    }

    #[test]
    fn what_is_too_much_is_refused_by_what_comes_out() {
        let bomb = zipped(&[("a.jpg", &vec![0; 1_000_000]), ("b.jpg", &vec![0; 1_000_000])]);
        let tried = |limits: BundleLimits| unpack(&bomb, limits, |_| {});
        let (file, all) = (BundleLimits::default(), BundleLimits::default());
        let large = tried(BundleLimits { max_file: 999_999, ..file });
        assert!(matches!(large, Err(BadBundle::LargeFile { .. })));
        let together = tried(BundleLimits { max_unpacked: 1_999_999, ..all });
        assert_eq!(together, Err(BadBundle::TooLarge { limit: 1_999_999 }));
        let many = tried(BundleLimits { max_members: 1, ..all });
        assert_eq!(many, Err(BadBundle::TooMany { found: 2, limit: 1 }));
        assert_eq!(tried(BundleLimits::default()), Ok(()));
    }

    #[test]
    fn other_files_say_what_they_are() {
        for (bytes, bad) in [
            (&b"Rar!\x1A\x07\x00"[..], BadBundle::OtherPacker(" RAR ")),
            (b"\xFF\xD8\xFF", BadBundle::NoZip),
            (b"", BadBundle::NoZip),
            (b"PK\x03\x04 cut", BadBundle::Broken),
        ] {
            assert_eq!(paths(bytes), Err(bad));
        }
        let mut locked = zipped(&[("a.jpg", b"y")]);
        // The first bit of the general purpose flag, in the file's header and in the directory.
        locked[6] |= 1;
        let directory = locked.windows(4).position(|four| four == b"PK\x01\x02").unwrap();
        locked[directory + 8] |= 1;
        assert_eq!(paths(&locked), Err(BadBundle::Locked));
    }
}
