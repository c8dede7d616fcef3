//! A notice as it was handed in, and its reading.

use gongwen::open::Desk;
use gongwen::read::{Decoded, ReadError};
use web::Fault;

use super::secret;
use crate::Measures;
use crate::reading::{Catalogue, Plans, Reading, read_with};

/// What was handed in: a file, or text.
#[derive(Debug)]
pub(super) enum Handed<'a, B> {
    File { name: &'a str, bytes: B },
    Text { name: &'a str, text: &'a str },
}

impl<B: AsRef<[u8]> + Clone + Send + 'static> Handed<'_, B> {
    pub(super) fn name(&self) -> &str {
        match self {
            Self::File { name, .. } | Self::Text { name, .. } => name,
        }
    }

    /// The field of the form that it came in.
    fn field(&self) -> &'static str {
        match self {
            Self::File { .. } => "file",
            Self::Text { .. } => "text",
        }
    }

    /// Reads it with the words of the bureau's own catalogue.
    pub(super) async fn read(&self, desk: &Desk, measures: Measures) -> Result<(Decoded, Reading), Fault> {
        let decoded = self.decoded(desk).await.map_err(|error| secret::refusal(&error, self.field()))?;
        // Its words are compiled first: nothing for a thread that others wait for.
        let work = tokio::task::spawn_blocking(move || {
            let own = measures.catalogue();
            let catalogue = own.as_ref().unwrap_or(Catalogue::built_in());
            let reading = read_with(&decoded, catalogue, Plans::One(0));
            reading.map(|reading| (decoded, reading))
        });
        work.await.map_err(Fault::internal)?.map_err(|error| secret::refusal(&error, self.field()))
    }

    async fn decoded(&self, desk: &Desk) -> Result<Decoded, ReadError> {
        match self {
            Self::File { name, bytes } => desk.open(bytes.clone(), name).await,
            Self::Text { text, .. } => Decoded::from_text(text),
        }
    }
}
