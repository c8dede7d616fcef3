//! The pictures of a document: which, in what order, and what is known of each once it is stored.

use std::collections::HashMap;

use super::picture::PixelSize;
use crate::document::{Block, Document, PictureId};

/// What the text needs to know of stored pictures; the bytes are gone by then.
#[derive(Debug, Default)]
pub(super) struct Media {
    stored: HashMap<PictureId, (usize, PixelSize)>,
}

impl Media {
    /// Notes that the picture is the `number`th of the package.
    pub(super) fn note(&mut self, id: &PictureId, number: usize, size: PixelSize) {
        self.stored.insert(id.clone(), (number, size));
    }

    pub(super) fn contains(&self, id: &PictureId) -> bool {
        self.stored.contains_key(id)
    }

    /// How many different pictures there are.
    pub(super) fn count(&self) -> usize {
        self.stored.len()
    }

    pub(super) fn size(&self, id: &PictureId) -> Option<PixelSize> {
        self.stored.get(id).map(|(_, size)| *size)
    }

    /// The relationship id by which the text refers to the picture.
    pub(super) fn relationship(&self, id: &PictureId) -> Option<String> {
        self.stored.get(id).map(|(number, _)| relationship(*number))
    }
}

/// The relationship id of the `number`th picture.
pub(super) fn relationship(number: usize) -> String {
    format!("picture{number}")
}

/// The file of the `number`th picture, relative to the text's folder.
pub(super) fn file(number: usize) -> String {
    format!("media/picture{number}.jpeg")
}

/// Every picture of a document, in order, with repetitions.
pub(super) fn pictures(document: &Document) -> impl Iterator<Item = &PictureId> {
    let attached = document.attachments.iter().flat_map(|attachment| &attachment.body);
    document
        .body
        .iter()
        .chain(attached)
        .flat_map(|block| match block {
            Block::Pictures { pictures } => pictures.as_slice(),
            _ => &[],
        })
        .map(|picture| &picture.id)
}
