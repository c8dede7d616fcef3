//! Time as a parameter: instants in microseconds UTC, civil dates in Asia/Shanghai.
//!
//! Nothing else in the house may ask the machine for the time (clippy forbids it), so every
//! deadline can be tested and a demonstration can have its own "today".

mod civil;
mod moment;

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

pub use civil::{BadDate, CivilDate};
pub use moment::Moment;

/// Where "now" comes from. Cheap to clone; clones share the same time.
#[derive(Clone, Debug)]
pub struct Clock(Source);

#[derive(Clone, Debug)]
enum Source {
    System { ahead_micros: i64 },
    Fixed(Arc<AtomicI64>),
}

impl Clock {
    /// The machine's clock.
    pub fn system() -> Self {
        Self(Source::System { ahead_micros: 0 })
    }

    /// A clock that runs, but whose calendar shows `today` at the moment of this call: demonstrations only.
    pub fn system_showing(today: CivilDate) -> Self {
        let real = machine_now();
        let days = real.date().days_until(today);
        Self(Source::System { ahead_micros: i64::from(days) * Moment::DAY_MICROS })
    }

    /// A clock that stands still until [`Clock::set`] moves it.
    pub fn fixed(at: Moment) -> Self {
        Self(Source::Fixed(Arc::new(AtomicI64::new(at.as_micros()))))
    }

    /// The current instant.
    pub fn now(&self) -> Moment {
        match &self.0 {
            Source::System { ahead_micros } => machine_now().plus_micros(*ahead_micros),
            Source::Fixed(micros) => Moment::from_micros(micros.load(Ordering::SeqCst)),
        }
    }

    /// The instant that other devices show: a demonstration's own date is no business of the codes that a phone makes.
    pub fn shared_now(&self) -> Moment {
        match &self.0 {
            Source::System { .. } => machine_now(),
            Source::Fixed(_) => self.now(),
        }
    }

    /// The current civil date in Asia/Shanghai.
    pub fn today(&self) -> CivilDate {
        self.now().date()
    }

    /// Moves a fixed clock (and all its clones); a running clock is left alone and `false` comes back.
    pub fn set(&self, at: Moment) -> bool {
        match &self.0 {
            Source::Fixed(micros) => {
                micros.store(at.as_micros(), Ordering::SeqCst);
                true
            }
            Source::System { .. } => false,
        }
    }

    /// Whether this clock shows the machine's own date: when not, every page must say so.
    pub fn is_real(&self) -> bool {
        matches!(self.0, Source::System { ahead_micros: 0 })
    }
}

#[expect(clippy::disallowed_methods, reason = "the one place where the machine is asked for the time")]
fn machine_now() -> Moment {
    Moment::from_micros(jiff::Timestamp::now().as_microsecond())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fixed_clock_moves_for_all_its_clones() {
        let clock = Clock::fixed(Moment::from_micros(0));
        let other = clock.clone();
        assert!(clock.set(Moment::from_micros(5)));
        assert_eq!((other.now(), other.shared_now()), (Moment::from_micros(5), Moment::from_micros(5)));
        assert!(!clock.is_real());
    }

    #[test]
    fn a_shown_day_keeps_running_and_is_not_real() {
        let day = CivilDate::parse("2026-06-01").unwrap();
        let clock = Clock::system_showing(day);
        assert_eq!(clock.today(), day);
        assert!(!clock.is_real() || Clock::system().today() == day);
        assert_eq!(clock.shared_now().date(), Clock::system().today(), "a phone shows the real day");
        assert!(!Clock::system().set(Moment::from_micros(0)));
    }
}
