//! Every SQL statement of this room that is not a fact for others or the tally.

pub(crate) mod amend;
pub(crate) mod answer;
pub(crate) mod copy;
pub(crate) mod create;
pub(crate) mod days_off;
pub(crate) mod edit;
pub(crate) mod edition;
pub(crate) mod enrol;
pub(crate) mod heads;
pub(crate) mod items;
pub(crate) mod life;
pub(crate) mod list;
pub(crate) mod measures;
pub(crate) mod members;
pub(crate) mod names;
pub(crate) mod notice;
pub(crate) mod outlook;
pub(crate) mod phases;
pub(crate) mod plan;
pub(crate) mod proposals;
pub(crate) mod recall;
pub(crate) mod replan;
mod retargeted;
pub(crate) mod signed;
pub(crate) mod sums;
pub(crate) mod targets;
