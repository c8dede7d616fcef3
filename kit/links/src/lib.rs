//! The title of a page that somebody names: asked for without ever reaching into the network that the program stands in.

mod address;
mod fetch;
mod title;

pub use address::is_public;
pub use fetch::{Allowed, BadLink, Titles};
