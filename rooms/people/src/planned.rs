use crate::more::{More, Standing};
use crate::unit::{Difference, Particulars, Unit};

/// What a row would do.
#[derive(Debug)]
pub(crate) enum Change {
    New,
    Changed { unit: Box<Unit>, differences: Vec<Difference> },
    Unchanged,
}

/// A row with what it would do. Blanks of the sheet have been filled from the unit as it is.
#[derive(Debug)]
pub(crate) struct Planned {
    pub(crate) particulars: Particulars,
    pub(crate) more: More,
    /// What is so beside the particulars now, and what would be.
    pub(crate) now: Standing,
    pub(crate) after: Standing,
    pub(crate) change: Change,
    pub(crate) unheard: Unheard,
    /// How many units that the same sheet brings are above it, one below the other; they are added first.
    pub(crate) rank: usize,
}

/// What a row says that no unit has said before: often a slip of the pen, so the preview asks to look.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Unheard {
    pub(crate) class: bool,
    pub(crate) township: bool,
}

/// Why a row fits no unit: a sentence about its name, its code, or what it says beside the particulars.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Misfit {
    Name(String),
    Code(String),
    Parent(String),
    Server(String),
    Sets(String),
    People(String),
}
