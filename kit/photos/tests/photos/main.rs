//! What phones, chat programs and hostile hands send, and what becomes of it.

mod camera;
mod copies;
mod hostile;
mod polyglots;
mod refusals;
mod upright;
