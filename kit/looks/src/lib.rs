//! How pictures look: a [`Fingerprint`] that survives what chat programs do to a picture, and an [`Index`] that finds
//! the alike among a million. Apart from `photos`, so that the tests' arithmetic is optimised without the decoders.

mod detail;
mod fingerprint;
mod index;
mod key;
mod likeness;
mod sliced;

pub use fingerprint::{Fingerprint, NoFingerprint};
pub use index::Index;
