pub(crate) mod seats;
pub(crate) mod sessions;
pub(crate) mod tokens;
pub(crate) mod units;
