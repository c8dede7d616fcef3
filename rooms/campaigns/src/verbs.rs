//! One verb a file: input, action, the face for people, the face for programs.

pub(crate) mod add_due;
pub(crate) mod add_indicator;
pub(crate) mod add_phase;
pub(crate) mod add_task;
pub(crate) mod answer;
pub(crate) mod begin;
pub(crate) mod drop;
pub(crate) mod edit_due;
pub(crate) mod edit_head;
pub(crate) mod edit_indicator;
pub(crate) mod edit_phase;
pub(crate) mod export;
pub(crate) mod faces;
pub(crate) mod fields;
pub(crate) mod launch;
pub(crate) mod list;
pub(crate) mod once;
pub(crate) mod plan;
pub(crate) mod progress;
pub(crate) mod show;
pub(crate) mod sign;
pub(crate) mod units;
pub(crate) mod view;
pub(crate) mod words;
