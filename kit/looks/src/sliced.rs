//! The keys of many pictures side by side, so that one instruction counts for 64 of them at once.

use crate::key::{Key, Query, SIGNS};

/// Keys in one block: as many as an integer has bits.
const WIDTH: usize = 64;
/// Binary digits of a distance, which is at most [`SIGNS`].
const DIGITS: usize = 8;
const _: () = assert!(SIGNS < 1 << DIGITS);

/// 64 keys: of each sign, in which of them it is set.
type Block = [u64; SIGNS];

/// Keys in the order in which they came; 16 bytes each.
#[derive(Debug, Clone, Default)]
pub(crate) struct Keys {
    blocks: Vec<Block>,
    len: usize,
}

impl Keys {
    pub(crate) fn push(&mut self, key: &Key) {
        let place = self.len % WIDTH;
        if place == 0 {
            self.blocks.push([0; SIGNS]);
        }
        if let Some(block) = self.blocks.last_mut() {
            for (sign, places) in block.iter_mut().enumerate() {
                *places |= u64::from(key.has(sign)) << place;
            }
        }
        self.len += 1;
    }

    /// The keys that are at most so far from what is looked for: distance and place.
    pub(crate) fn within(&self, query: &Query, most: u32) -> Vec<(u32, usize)> {
        let asked: Vec<_> = query.sure().collect();
        let mut near = Vec::new();
        for (number, block) in self.blocks.iter().enumerate() {
            let digits = distances(block, &asked);
            let mut left = !above(&digits, most) & self.filled(number);
            while left != 0 {
                let place = left.trailing_zeros() as usize;
                near.push((distance(&digits, place), number * WIDTH + place));
                left &= left - 1;
            }
        }
        near
    }

    /// Which places of a block have a key.
    fn filled(&self, block: usize) -> u64 {
        let keys = self.len - block * WIDTH;
        if keys >= WIDTH { u64::MAX } else { (1 << keys) - 1 }
    }
}

/// How many of the asked signs differ, place by place: the ones of all 64 distances, their twos, their fours …
fn distances(block: &Block, asked: &[(usize, bool)]) -> [u64; DIGITS] {
    let mut digits = [0; DIGITS];
    let differ = |(sign, is_set): &(usize, bool)| block[*sign] ^ if *is_set { u64::MAX } else { 0 };
    // Two signs at a time cost one walk through the digits.
    for pair in asked.chunks(2) {
        let (one, other) = (differ(&pair[0]), pair.get(1).map_or(0, differ));
        let half = digits[0] ^ one;
        let mut carry = (digits[0] & one) | (half & other);
        digits[0] = half ^ other;
        for digit in &mut digits[1..] {
            (*digit, carry) = (*digit ^ carry, *digit & carry);
        }
    }
    digits
}

/// In which places the distance is above `most`.
fn above(digits: &[u64; DIGITS], most: u32) -> u64 {
    let (mut above, mut equal) = (0, u64::MAX);
    for (at, digit) in digits.iter().enumerate().rev() {
        let wanted = if most >> at & 1 == 1 { u64::MAX } else { 0 };
        above |= equal & digit & !wanted;
        equal &= !(digit ^ wanted);
    }
    above
}

fn distance(digits: &[u64; DIGITS], place: usize) -> u32 {
    digits.iter().enumerate().fold(0, |sum, (at, digit)| sum | u32::from(digit >> place & 1 == 1) << at)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn key() -> impl Strategy<Value = Key> {
        any::<[u64; 2]>().prop_map(Key)
    }

    /// Some far from what is looked for, some that differ from it in a few signs.
    fn keys(from: Key) -> impl Strategy<Value = Vec<Key>> {
        let few = prop::collection::vec(0..SIGNS, 0..40).prop_map(move |signs| {
            let mut halves = from.0;
            signs.into_iter().for_each(|at| halves[at / 64] ^= 1 << (at % 64));
            Key(halves)
        });
        prop::collection::vec(prop_oneof![key(), few], 0..150)
    }

    proptest! {
        #[test]
        fn side_by_side_they_are_as_far_as_one_by_one(
            (looked_for, keys) in key().prop_flat_map(|from| (Just(from), keys(from))),
            (sure, most) in (any::<[u64; 2]>(), 0u32..=128),
        ) {
            let query = Query { key: looked_for, sure };
            let mut all = Keys::default();
            keys.iter().for_each(|key| all.push(key));
            let one_by_one = keys.iter().enumerate().map(|(at, key)| (query.distance(key), at));
            let wanted: Vec<_> = one_by_one.filter(|(distance, _)| *distance <= most).collect();
            prop_assert_eq!(all.within(&query, most), wanted);
        }
    }
}
