use serde::{Deserialize, Serialize};

/// A stretch of the decoded text. `start` and `end` count Unicode scalars; `text` is exactly that slice.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Excerpt {
    pub start: usize,
    pub end: usize,
    pub text: String,
}
