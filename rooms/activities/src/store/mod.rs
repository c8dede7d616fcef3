//! Every SQL statement of the room.

pub(crate) mod activities;
pub(crate) mod cohosts;
pub(crate) mod deductions;
pub(crate) mod drafts;
pub(crate) mod imports;
pub(crate) mod lists;
pub(crate) mod names;
pub(crate) mod nodes;
pub(crate) mod papers;
pub(crate) mod parcels;
pub(crate) mod parts;
pub(crate) mod photos;
pub(crate) mod twins;
pub(crate) mod walks;
pub(crate) mod words;
