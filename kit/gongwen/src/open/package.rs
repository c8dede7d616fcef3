//! The ZIP that a DOCX or an OFD is, unpacked within limits.

use std::collections::HashMap;
use std::io::{Cursor, Read};

use zip::ZipArchive;
use zip::result::ZipError;

use super::limits;
use crate::read::ReadError;

/// Files by their names in lower case, without a leading slash; only what is asked for is unpacked.
#[derive(Debug)]
pub(super) struct Package<'a> {
    archive: ZipArchive<Cursor<&'a [u8]>>,
    members: HashMap<String, usize>,
    /// Bytes that may still be unpacked.
    left: u64,
}

impl<'a> Package<'a> {
    pub(super) fn open(bytes: &'a [u8]) -> Result<Self, ReadError> {
        let archive = ZipArchive::new(Cursor::new(bytes)).map_err(|error| refusal(&error))?;
        if archive.len() > limits::MEMBERS {
            return Err(ReadError::Swollen);
        }
        let members = (0..archive.len())
            .filter_map(|index| Some((key(&archive.name_for_index(index)?.ok()?), index)))
            .collect();
        Ok(Self { archive, members, left: limits::UNPACKED_BYTES })
    }

    /// The names, as [`Package::has`] takes them.
    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.members.keys().map(String::as_str)
    }

    pub(super) fn has(&self, name: &str) -> bool {
        self.members.contains_key(&key(name))
    }

    /// The content of a file; `None` when there is none of this name.
    pub(super) fn part(&mut self, name: &str) -> Result<Option<Vec<u8>>, ReadError> {
        let Some(index) = self.members.get(&key(name)).copied() else { return Ok(None) };
        let file = self.archive.by_index(index).map_err(|error| refusal(&error))?;
        // Stated sizes may lie: the limit counts what really comes out.
        if file.size() > self.left {
            return Err(ReadError::Swollen);
        }
        let mut content = Vec::new();
        file.take(self.left + 1).read_to_end(&mut content).map_err(|_| ReadError::Damaged)?;
        self.left = self.left.checked_sub(content.len() as u64).ok_or(ReadError::Swollen)?;
        Ok(Some(content))
    }
}

fn key(name: &str) -> String {
    name.replace('\\', "/").trim_start_matches('/').to_lowercase()
}

fn refusal(error: &ZipError) -> ReadError {
    match error {
        ZipError::UnsupportedArchive(ZipError::PASSWORD_REQUIRED) | ZipError::InvalidPassword => {
            ReadError::Locked
        }
        _ => ReadError::Damaged,
    }
}
