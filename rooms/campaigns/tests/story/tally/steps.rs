//! What happens to the tally, one thing after another.

use campaigns::TallyState;
use proptest::prelude::*;

#[derive(Clone, Debug)]
pub(super) enum Step {
    /// `audience`: for whom the drill was, by its place among the values; none: 未分.
    Write {
        unit: usize,
        starts: i32,
        lasts: i32,
        standing: bool,
        quantities: [i64; 3],
        audience: Option<usize>,
    },
    Void {
        source: usize,
    },
    /// What stands goes on for so many days more.
    Prolong {
        source: usize,
        further: i32,
    },
    Advance {
        unit: usize,
        phase: Option<usize>,
        to: TallyState,
    },
    Deduct {
        row: usize,
        quantity: i64,
    },
}

pub(super) fn step() -> impl Strategy<Value = Step> {
    let audience = prop::option::of(0..3_usize);
    let write =
        (0..2_usize, 0..420_i32, 0..300_i32, any::<bool>(), prop::array::uniform3(0..50_i64), audience);
    let states = prop::sample::select(TallyState::ALL);
    prop_oneof![
        5 => write.prop_map(|(unit, starts, lasts, standing, quantities, audience)| Step::Write { unit, starts, lasts, standing, quantities, audience }),
        1 => (0..20_usize).prop_map(|source| Step::Void { source }),
        2 => (0..20_usize, 0..300_i32).prop_map(|(source, further)| Step::Prolong { source, further }),
        3 => (0..2_usize, prop::option::of(0..4_usize), states)
            .prop_map(|(unit, phase, to)| Step::Advance { unit, phase, to }),
        1 => (0..60_usize, 0..50_i64).prop_map(|(row, quantity)| Step::Deduct { row, quantity }),
    ]
}
