pub(crate) mod consolidations;
pub(crate) mod names;
pub(crate) mod reports;
pub(crate) mod standings;
pub(crate) mod submissions;
