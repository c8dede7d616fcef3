//! An official document as data: what stands in it, not how it is set. A writer (DOCX here, PDF elsewhere) gives it its form.
//!
//! Text is taken as typed: writers drop control characters, and a line break inside a paragraph starts a new one.

mod numbering;
mod table;
mod title;

use clock::CivilDate;
use serde::{Deserialize, Serialize};

pub use numbering::Numbering;
pub(crate) use numbering::chinese;
pub use table::{Align, Column, Table, TableShape};
pub use title::title_lines;

/// A whole document, from the red head to the imprint. Only the title is required.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Document {
    /// The red head (版头).
    pub letterhead: Option<Letterhead>,
    /// The title (标题). A line break in it is kept; without one a long title is broken evenly, see [`title_lines`].
    pub title: String,
    /// Whom it is sent to (主送机关), without the closing colon.
    pub recipients: Vec<String>,
    /// The text (正文).
    pub body: Vec<Block>,
    /// Listed under the text (附件说明); those that have a body follow the signature, each on a page of its own.
    pub attachments: Vec<Attachment>,
    /// Who signs, and when (署名、成文日期).
    pub signature: Option<Signature>,
    /// A small line under the page number of every page.
    pub footer_note: Option<String>,
    /// The lines at the foot of the last page (版记).
    pub imprint: Option<Imprint>,
}

/// The red head of a document (版头).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Letterhead {
    /// The name set large and red (发文机关标志), as it shall read.
    pub issuer: String,
    /// The document number (发文字号).
    pub number: Option<String>,
    /// The person who issues a document that goes upwards (签发人).
    pub signatory: Option<String>,
}

/// One block of the text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum Block {
    /// A heading without its number: [`Numbering`] gives it.
    Heading { level: Level, text: String },
    /// Running text, first line indented.
    Paragraph { text: String },
    /// A ruled table.
    Table(Table),
    /// Pictures, two a row, each with its caption.
    Pictures { pictures: Vec<Picture> },
    /// A remark set apart from the text: smaller and indented on both sides.
    Note { text: String },
    /// What follows starts a new page.
    PageBreak,
}

/// The four levels of headings: 一、 （一） 1. （1）
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    First,
    Second,
    Third,
    Fourth,
}

/// What a picture is found by in a writer's source of pictures.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct PictureId(pub String);

/// A picture and the line under it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Picture {
    pub id: PictureId,
    pub caption: String,
}

/// An attachment (附件): its name, and its pages if it is part of this document.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Attachment {
    /// The name without 附件 and number.
    pub name: String,
    /// Empty when the attachment is a file of its own.
    pub body: Vec<Block>,
    /// How its pages lie.
    pub sheet: Sheet,
}

/// How the A4 sheet lies.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Sheet {
    #[default]
    Portrait,
    /// For wide tables.
    Landscape,
}

/// Who signs, and the date of the document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Signature {
    pub signer: String,
    /// Absent in a draft.
    pub date: Option<CivilDate>,
}

/// The imprint (版记).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Imprint {
    /// Who gets a copy (抄送), without the closing stop.
    pub copies_to: Vec<String>,
    /// The office that prints and sends it (印发机关).
    pub printed_by: String,
    /// When it was printed and sent (印发日期).
    pub printed_on: CivilDate,
}

impl Document {
    /// An empty document with its title.
    pub fn new(title: impl Into<String>) -> Self {
        Self { title: title.into(), ..Self::default() }
    }
}

impl Block {
    /// A heading of the given level.
    pub fn heading(level: Level, text: impl Into<String>) -> Self {
        Self::Heading { level, text: text.into() }
    }

    /// A paragraph of running text.
    pub fn paragraph(text: impl Into<String>) -> Self {
        Self::Paragraph { text: text.into() }
    }

    /// A table of rows that have a cell for each column; `None` when there is nothing to show.
    pub fn table(columns: Vec<Column>, rows: Vec<Vec<String>>) -> Option<Self> {
        if rows.is_empty() { None } else { Table::new(columns, rows).ok().map(Self::Table) }
    }

    /// A remark set apart from the text.
    pub fn note(text: impl Into<String>) -> Self {
        Self::Note { text: text.into() }
    }
}
