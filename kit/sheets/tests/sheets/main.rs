//! Tables as people send them, and what comes out when they are read and written.

mod files;
mod headers;
mod hostile;
mod reading;
mod round_trip;
