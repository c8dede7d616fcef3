use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A part of a sentence.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub(crate) enum Piece {
    Text {
        text: String,
    },
    /// A number that opens the rows behind it.
    Figure {
        /// Code in the catalogue; none: the activities themselves.
        measure: Option<String>,
        value: i64,
        /// `场`, `人次`.
        unit: String,
    },
}

/// One paragraph.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub(crate) struct Paragraph {
    /// Which assembled paragraph it is; none: the unit wrote it.
    pub(crate) origin: Option<String>,
    pub(crate) pieces: Vec<Piece>,
}

impl Piece {
    pub(crate) fn text(text: impl Into<String>) -> Self {
        Self::Text { text: text.into() }
    }

    pub(crate) fn figure(measure: &str, value: i64, unit: &str) -> Self {
        Self::Figure { measure: Some(measure.to_owned()), value, unit: unit.to_owned() }
    }

    pub(crate) fn activities(value: i64) -> Self {
        Self::Figure { measure: None, value, unit: "项".to_owned() }
    }
}

impl Paragraph {
    /// An assembled paragraph.
    pub(crate) fn assembled(origin: &str, pieces: Vec<Piece>) -> Self {
        Self { origin: Some(origin.to_owned()), pieces }
    }

    /// A paragraph of the unit's own words.
    pub(crate) fn own(text: &str) -> Self {
        Self { origin: None, pieces: vec![Piece::text(text)] }
    }

    /// Whether the unit wrote it.
    pub(crate) fn is_own(&self) -> bool {
        self.origin.is_none()
    }

    /// As it reads in a document: `举办讲座3场。`
    pub(crate) fn plain(&self) -> String {
        let mut text = String::new();
        for piece in &self.pieces {
            match piece {
                Piece::Text { text: words } => text.push_str(words),
                Piece::Figure { value, unit, .. } => {
                    text.push_str(&value.to_string());
                    text.push_str(unit);
                }
            }
        }
        text
    }
}
