//! The reading of a notice: official text in, a draft of the campaign's plan out. Pure.

mod model;

pub use model::{
    Attachment, Every, FoundMeasure, OutlineNode, Phase, PhaseDate, Question, Reading, ReportKind,
    ReportRule, Task,
};
