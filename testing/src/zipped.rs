use std::io::{Cursor, Write};

use zip::ZipWriter;
use zip::result::ZipResult;
use zip::write::SimpleFileOptions;

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
