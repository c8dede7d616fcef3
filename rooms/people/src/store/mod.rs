pub(crate) mod links;
pub(crate) mod persons;
pub(crate) mod seats;
pub(crate) mod sessions;
pub(crate) mod sign_in;
pub(crate) mod tokens;
pub(crate) mod units;
