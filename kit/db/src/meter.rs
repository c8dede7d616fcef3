use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// Counts what the database is asked. Each statement costs PostgreSQL a way there and back, whatever the machine has to do beside: so
/// their number can be held to a limit where a time cannot.
#[derive(Clone, Debug, Default)]
pub struct Meter(Arc<AtomicU64>);

impl Meter {
    pub(crate) fn count(&self) {
        self.0.fetch_add(1, Ordering::Relaxed);
    }

    pub(crate) fn counted(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }
}
