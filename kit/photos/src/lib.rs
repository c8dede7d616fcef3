//! Photos from strangers' phones: what a file is, is decided by its content; what is too big is refused before
//! it is decoded; what comes out is upright and carries nothing about where or by whom it was taken.
//!
//! [`intake`] does the work and blocks; [`Darkroom`] runs it off the async threads, a few at a time.

mod container;
mod darkroom;
mod decode;
mod derivative;
mod error;
mod exif;
mod intake;
mod jpeg;
mod kind;
mod limits;
mod look;
mod stowaway;

pub use darkroom::Darkroom;
pub use derivative::Derivative;
pub use error::PhotoError;
pub use intake::{Photo, intake};
pub use kind::Kind;
pub use limits::Limits;
pub use look::look_of_copy;
pub use looks::{Fingerprint, Index};
