use std::collections::BTreeMap;
use std::io::{Cursor, Read, Write};

use zip::result::ZipResult;
use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

/// A ZIP of files, each a name and its bytes.
///
/// # Panics
/// When a name is none that a ZIP can hold.
pub fn zipped(files: &[(&str, &[u8])]) -> Vec<u8> {
    packed(files).unwrap_or_else(|cause| panic!("no ZIP: {cause}"))
}

fn packed(files: &[(&str, &[u8])]) -> ZipResult<Vec<u8>> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in files {
        zip.start_file(*name, SimpleFileOptions::default())?;
        zip.write_all(bytes)?;
    }
    Ok(zip.finish()?.into_inner())
}

/// The files of a ZIP by their names.
///
/// # Panics
/// When it is none.
pub fn unzipped(package: &[u8]) -> BTreeMap<String, Vec<u8>> {
    unpacked(package).unwrap_or_else(|cause| panic!("no ZIP: {cause}"))
}

fn unpacked(package: &[u8]) -> ZipResult<BTreeMap<String, Vec<u8>>> {
    let mut archive = ZipArchive::new(Cursor::new(package))?;
    let mut files = BTreeMap::new();
    for at in 0..archive.len() {
        let mut file = archive.by_index(at)?;
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes)?;
        files.insert(file.name()?.into_owned(), bytes);
    }
    Ok(files)
}
