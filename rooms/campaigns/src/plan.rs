//! The plan of a campaign before it goes down: pure rules over what a notice says.

mod answer;
mod cycle;
mod draft;
mod paper;

pub(crate) use answer::{Answered, Effect, Ground, Topic, relative_day};

pub(crate) use draft::{Draft, NewDue};
pub(crate) use paper::{Frame, Line, Span, SpanKind, anchor, lines};
