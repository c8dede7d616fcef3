/// Numbers that look random and are always the same for the same seeds.
#[derive(Debug, Clone)]
pub(crate) struct Dice(u64);

impl Dice {
    pub(crate) fn new(seeds: &[u64]) -> Self {
        Self(seeds.iter().fold(0x6A09_E667_F3BC_C908, |state, seed| mixed(state ^ mixed(*seed))))
    }

    /// From 0 to 1.
    pub(crate) fn part(&mut self) -> f32 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        (mixed(self.0) >> 40) as f32 / (1u32 << 24) as f32
    }

    pub(crate) fn between(&mut self, low: f32, high: f32) -> f32 {
        low + (high - low) * self.part()
    }

    /// From `low` to below `high`.
    pub(crate) fn count(&mut self, low: usize, high: usize) -> usize {
        low + (self.part() * (high - low) as f32) as usize
    }

    pub(crate) fn colour(&mut self, low: f32, high: f32) -> [f32; 3] {
        [(); 3].map(|()| self.between(low, high))
    }

    /// A number below 2⁶⁴ that starts other dice.
    pub(crate) fn seed(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        mixed(self.0)
    }
}

fn mixed(value: u64) -> u64 {
    let value = (value ^ (value >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let value = (value ^ (value >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    value ^ (value >> 31)
}

/// Smooth noise of the plane, −1 to 1: about one hill a unit of length.
pub(crate) fn noise(seed: u64, x: f32, y: f32) -> f32 {
    let (column, row) = (x.floor(), y.floor());
    let soft = |part: f32| part * part * (3.0 - 2.0 * part);
    let (across, down) = (soft(x - column), soft(y - row));
    let corner = |right: i64, below: i64| {
        let (column, row) = (column as i64 + right, row as i64 + below);
        let place = (column as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ (row as u64).rotate_left(32) ^ seed;
        (mixed(place) >> 40) as f32 / (1u32 << 23) as f32 - 1.0
    };
    let (top, bottom) = (
        corner(0, 0) + (corner(1, 0) - corner(0, 0)) * across,
        corner(0, 1) + (corner(1, 1) - corner(0, 1)) * across,
    );
    top + (bottom - top) * down
}

/// Noise of every size, its strength falling as the size does, as in photographs.
pub(crate) fn cloud(seed: u64, x: f32, y: f32, octaves: u32) -> f32 {
    (0..octaves).fold(0.0, |sum, octave| {
        let scale = (1u32 << octave) as f32;
        sum + noise(seed ^ u64::from(octave), x * scale, y * scale) / scale
    })
}
