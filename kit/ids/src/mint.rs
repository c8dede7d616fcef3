use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use clock::Clock;
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use uuid::Builder;

use crate::{Id, Secret};

/// Makes ids and secrets. Clones share one sequence.
#[derive(Clone)]
pub struct Mint {
    clock: Clock,
    sequence: Arc<Mutex<Sequence>>,
}

struct Sequence {
    rng: StdRng,
    millis: u64,
    count: u16,
}

impl Mint {
    /// Ids that nobody can foretell.
    pub fn random(clock: Clock) -> Self {
        Self::from_rng(clock, StdRng::from_rng(&mut operating_system()))
    }

    /// The same ids for the same seed and clock: demonstrations and tests. Secrets stay random.
    pub fn seeded(clock: Clock, seed: u64) -> Self {
        Self::from_rng(clock, StdRng::seed_from_u64(seed))
    }

    fn from_rng(clock: Clock, rng: StdRng) -> Self {
        Self { clock, sequence: Arc::new(Mutex::new(Sequence { rng, millis: 0, count: 0 })) }
    }

    /// The clock whose time the ids carry.
    pub fn clock(&self) -> &Clock {
        &self.clock
    }

    /// A new id: UUIDv7 whose 12 bits after the time count up within a millisecond, so ids sort as made.
    pub fn id<T>(&self) -> Id<T> {
        let mut sequence = self.sequence.lock().unwrap_or_else(PoisonError::into_inner);
        let now = self.clock.now().as_millis();
        if now > sequence.millis {
            sequence.millis = now;
            sequence.count = 0;
        } else if sequence.count == 0xfff {
            sequence.millis += 1;
            sequence.count = 0;
        } else {
            sequence.count += 1;
        }
        let mut random: [u8; 10] = sequence.rng.random();
        let [high, low] = sequence.count.to_be_bytes();
        random[0] = high;
        random[1] = low;
        Id::from_uuid(Builder::from_unix_timestamp_millis(sequence.millis, &random).into_uuid())
    }

    /// 32 bytes from the operating system, whatever the mint's seed.
    pub fn secret(&self) -> Secret {
        Secret::new(operating_system().random())
    }

    /// A number below `bound` of the mint's own (seedable) sequence; 0 for a bound of 0.
    pub fn below(&self, bound: u64) -> u64 {
        let mut sequence = self.sequence.lock().unwrap_or_else(PoisonError::into_inner);
        if bound == 0 { 0 } else { sequence.rng.random_range(0..bound) }
    }
}

#[expect(clippy::disallowed_methods, reason = "the one place where the machine is asked for randomness")]
fn operating_system() -> rand::rngs::ThreadRng {
    rand::rng()
}

impl fmt::Debug for Mint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Mint").field("clock", &self.clock).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clock::Moment;

    fn still() -> Clock {
        Clock::fixed(Moment::from_micros(1_772_760_720_000_000))
    }

    #[test]
    fn ids_sort_as_made_even_when_time_stands_still() {
        let mint = Mint::random(still());
        let made: Vec<Id<()>> = (0..10_000).map(|_| mint.id()).collect();
        assert!(made.is_sorted());
    }

    #[test]
    fn a_seed_repeats_ids_but_never_secrets() {
        let (a, b) = (Mint::seeded(still(), 7), Mint::seeded(still(), 7));
        assert_eq!(a.id::<()>(), b.id::<()>());
        assert_ne!(a.secret().reveal(), b.secret().reveal());
        assert_ne!(Mint::seeded(still(), 8).id::<()>(), b.id::<()>());
    }
}
