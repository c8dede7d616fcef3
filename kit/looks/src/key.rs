use crate::detail::{Detail, SIDE};

/// Which way it gets brighter at 8 × 8 places, across and down: 128 signs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Key(pub(crate) [u64; 2]);

/// A picture that is looked for: its signs, and those of them that a small change does not turn.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Query {
    pub(crate) key: Key,
    pub(crate) sure: [u64; 2],
}

pub(crate) const SIGNS: usize = 128;
/// Cells from one place to the next.
const STRIDE: usize = 4;
/// Width and height of the two areas whose brightness a sign compares.
const AREA: usize = 6;
/// How many signs are compared: where it hardly gets brighter, noise decides.
const SURE: usize = 80;
/// How many of them a copy may have turned.
pub(crate) const RADIUS: u32 = 16;

impl Key {
    pub(crate) fn of(detail: &Detail) -> Self {
        Self::from_slopes(&slopes(detail))
    }

    fn from_slopes(slopes: &[f32; SIGNS]) -> Self {
        Self(bits(|at| slopes[at] > 0.0))
    }

    pub(crate) fn has(&self, sign: usize) -> bool {
        has(&self.0, sign)
    }
}

impl Query {
    pub(crate) fn of(detail: &Detail) -> Self {
        let slopes = slopes(detail);
        let mut steepest: [usize; SIGNS] = std::array::from_fn(|at| at);
        steepest.sort_by(|&one, &other| slopes[other].abs().total_cmp(&slopes[one].abs()));
        let sure = &steepest[..SURE];
        Self { key: Key::from_slopes(&slopes), sure: bits(|at| sure.contains(&at)) }
    }

    /// Sure signs that differ: 0 to 80. Copies stay under 3, those with a twentieth cut off under 17, strangers have
    /// about 40, other pictures of the same room 10 to 30.
    pub(crate) fn distance(&self, other: &Key) -> u32 {
        let differ = |half: usize| ((self.key.0[half] ^ other.0[half]) & self.sure[half]).count_ones();
        differ(0) + differ(1)
    }

    /// The sure signs, and whether they are set.
    pub(crate) fn sure(&self) -> impl Iterator<Item = (usize, bool)> {
        (0..SIGNS).filter(|sign| has(&self.sure, *sign)).map(|sign| (sign, self.key.has(sign)))
    }
}

/// How much brighter the area to the right is than that to the left, and that below than that above, place by place.
fn slopes(detail: &Detail) -> [f32; SIGNS] {
    let sums = detail.sums();
    std::array::from_fn(|at| {
        let place = |count: usize| count * STRIDE + STRIDE / 2;
        let (x, y) = (place(at / 2 % (SIDE / STRIDE)), place(at / 2 / (SIDE / STRIDE)));
        let before = |at: usize| at.saturating_sub(AREA)..at;
        let after = |at: usize| at..(at + AREA).min(SIDE);
        let about = |at: usize| at.saturating_sub(AREA / 2)..(at + AREA / 2).min(SIDE);
        if at % 2 == 0 {
            sums.mean(after(x), about(y)) - sums.mean(before(x), about(y))
        } else {
            sums.mean(about(x), after(y)) - sums.mean(about(x), before(y))
        }
    })
}

fn has(halves: &[u64; 2], at: usize) -> bool {
    halves[at / 64] >> (at % 64) & 1 == 1
}

fn bits(is_set: impl Fn(usize) -> bool) -> [u64; 2] {
    let mut halves = [0; 2];
    for at in (0..SIGNS).filter(|at| is_set(*at)) {
        halves[at / 64] |= 1 << (at % 64);
    }
    halves
}
