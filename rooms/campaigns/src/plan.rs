//! The plan of a campaign before it goes down: pure rules over what a notice says.

mod answer;
mod class_targets;
mod correction;
mod cycle;
mod draft;
mod edition;
mod laid_out;
mod merging;
mod owed;
mod paper;
mod past;
mod proposal;
mod proposing;
mod quote;
mod renumber;
mod series;
mod shift;
mod stray;
mod sum;
mod told;
mod unsure;

pub(crate) use answer::{Answered, Effect, Ground, Topic, relative_day};
pub(crate) use correction::Correction;

pub(crate) use cycle::Cycle;
pub(crate) use draft::{Draft, NewDue, NewIndicator};
pub(crate) use edition::{
    AnnexItem, Change, Changes, DueItem, Edition, HeadItem, IndicatorItem, Item, PhaseItem, RulingItem,
    TaskItem,
};
pub(crate) use laid_out::{OpenTurn, asked_from, last_turns};
pub(crate) use merging::{joined, parted};
pub(crate) use owed::{PhaseEndDay, later, moved_phase_end};
pub(crate) use paper::{Frame, Line, Span, SpanKind, anchor, lines};
pub(crate) use past::PastDays;
pub(crate) use proposal::Proposal;
pub(crate) use proposing::{InForce, propose};
pub(crate) use quote::{Quoted, quoted};
pub(crate) use renumber::renumbered;
pub(crate) use series::{BadSeries, Series, Turn};
pub(crate) use shift::{answer_in_next_year, in_next_year, is_weekly, next_year, next_year_weekday};
pub(crate) use stray::{Stray, Timed, strays};
pub(crate) use sum::Sum;
pub(crate) use told::{Told, tell};
pub(crate) use unsure::{counts_workdays, offered, unsure};
