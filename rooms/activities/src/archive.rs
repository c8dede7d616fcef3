//! A ZIP that is written while it is sent: one picture is in memory at a time, however many there are.

use std::io::{self, Write};

use blobs::{BlobId, Blobs};
use tokio::io::{AsyncWriteExt, DuplexStream, duplex};
use tokio::runtime::Handle;
use tokio::task::spawn_blocking;
use zip::CompressionMethod;
use zip::result::ZipResult;
use zip::write::{SimpleFileOptions, ZipWriter};

/// Bytes that may wait for a slow reader.
const AHEAD: usize = 256 * 1024;

/// A file of the archive.
#[derive(Clone, Debug)]
pub(crate) struct Entry {
    /// Folders and name.
    pub(crate) name: String,
    /// Where its bytes lie, as the row has it.
    pub(crate) blob: String,
}

/// Begins to write the archive; what is read is what has been written. A picture whose bytes are gone is named in a list at the
/// end, the others come. A reader that goes away ends the work.
pub(crate) fn stream(blobs: Blobs, first: Vec<(&'static str, Vec<u8>)>, entries: Vec<Entry>) -> DuplexStream {
    let (reader, pipe) = duplex(AHEAD);
    let handle = Handle::current();
    // An error means that nobody reads any more.
    spawn_blocking(move || write(&blobs, Pipe { pipe, handle }, &first, &entries).is_ok());
    reader
}

fn write(blobs: &Blobs, pipe: Pipe, first: &[(&str, Vec<u8>)], entries: &[Entry]) -> ZipResult<()> {
    let handle = pipe.handle.clone();
    let mut archive = ZipWriter::new_stream(pipe);
    // Pictures and workbooks are packed already.
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    for (name, bytes) in first {
        archive.start_file(*name, options)?;
        archive.write_all(bytes)?;
    }
    let mut missing = Vec::new();
    for entry in entries {
        let address: Option<BlobId> = entry.blob.parse().ok();
        let found = address.and_then(|address| handle.block_on(blobs.get(address)).ok());
        let Some(bytes) = found else {
            missing.push(entry.name.as_str());
            continue;
        };
        archive.start_file(entry.name.as_str(), options)?;
        archive.write_all(&bytes)?;
    }
    if !missing.is_empty() {
        archive.start_file("没有取到的照片.txt", options)?;
        archive.write_all(missing.join("\r\n").as_bytes())?;
    }
    archive.finish()?.into_inner().close()
}

/// The blocking end of the pipe.
struct Pipe {
    pipe: DuplexStream,
    handle: Handle,
}

impl Pipe {
    fn close(mut self) -> ZipResult<()> {
        Ok(self.handle.block_on(self.pipe.shutdown())?)
    }
}

impl Write for Pipe {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.handle.block_on(self.pipe.write(bytes))
    }

    fn flush(&mut self) -> io::Result<()> {
        self.handle.block_on(self.pipe.flush())
    }
}
