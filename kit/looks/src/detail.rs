use std::ops::Range;

/// Width and height of what is left of a picture, in cells.
pub(crate) const SIDE: usize = 32;
pub(crate) const CELLS: usize = SIDE * SIDE;
/// Cells to each side whose mean is taken away.
const AROUND: usize = 4;
/// One step of the 4 bits that keep a cell, in spreads: they reach from −3.2 to 2.8.
const STEP: f32 = 0.4;

/// Brightness less that around it, in spreads of the picture, row by row: light and exposure are gone, what stands in
/// the picture is left.
#[derive(Debug, Clone)]
pub(crate) struct Detail([f32; CELLS]);

impl Detail {
    /// Of `SIDE` × `SIDE` brightnesses.
    pub(crate) fn of(grey: &[u8; CELLS]) -> Self {
        let light = grey.map(f32::from);
        let sums = Sums::of(&light);
        let around = |at: usize| at.saturating_sub(AROUND)..(at + AROUND + 1).min(SIDE);
        let mut detail = Self::from_fn(|x, y| light[y * SIDE + x] - sums.mean(around(x), around(y)));
        // A blank picture has no spread: less than one grey level is the noise of its file.
        let spread = (detail.0.iter().map(|cell| cell * cell).sum::<f32>() / CELLS as f32).sqrt().max(1.0);
        detail.0.iter_mut().for_each(|cell| *cell /= spread);
        detail
    }

    fn from_fn(cell: impl Fn(usize, usize) -> f32) -> Self {
        let mut cells = [0.0; CELLS];
        for (at, value) in cells.iter_mut().enumerate() {
            *value = cell(at % SIDE, at / SIDE);
        }
        Self(cells)
    }

    pub(crate) fn packed(&self) -> [u8; CELLS / 2] {
        let level = |cell: f32| ((cell / STEP).round() + 8.0).clamp(0.0, 15.0) as u8;
        let mut bytes = [0; CELLS / 2];
        for (byte, pair) in bytes.iter_mut().zip(self.0.chunks_exact(2)) {
            *byte = level(pair[0]) << 4 | level(pair[1]);
        }
        bytes
    }

    pub(crate) fn unpacked(bytes: &[u8; CELLS / 2]) -> Self {
        let value = |level: u8| (f32::from(level) - 8.0) * STEP;
        Self::from_fn(|x, y| {
            let pair = bytes[(y * SIDE + x) / 2];
            value(if x % 2 == 0 { pair >> 4 } else { pair & 15 })
        })
    }

    pub(crate) fn at(&self, x: usize, y: usize) -> f32 {
        self.0[y * SIDE + x]
    }

    /// The value between four cells; `None` outside.
    pub(crate) fn between(&self, x: f32, y: f32) -> Option<f32> {
        let last = (SIDE - 1) as f32;
        if !(0.0..=last).contains(&x) || !(0.0..=last).contains(&y) {
            return None;
        }
        let (column, row) = ((x as usize).min(SIDE - 2), (y as usize).min(SIDE - 2));
        let (across, down) = (x - column as f32, y - row as f32);
        let mix = |one: f32, other: f32, part: f32| one + (other - one) * part;
        let top = mix(self.at(column, row), self.at(column + 1, row), across);
        let bottom = mix(self.at(column, row + 1), self.at(column + 1, row + 1), across);
        Some(mix(top, bottom, down))
    }

    /// Less sharp by a cell, so that what lies two cells off is still felt.
    pub(crate) fn softened(&self) -> Self {
        let (before, after) = (|at: usize| at.saturating_sub(1), |at: usize| (at + 1).min(SIDE - 1));
        let across = Self::from_fn(|x, y| {
            0.25 * self.at(before(x), y) + 0.5 * self.at(x, y) + 0.25 * self.at(after(x), y)
        });
        Self::from_fn(|x, y| {
            0.25 * across.at(x, before(y)) + 0.5 * across.at(x, y) + 0.25 * across.at(x, after(y))
        })
    }

    pub(crate) fn sums(&self) -> Sums {
        Sums::of(&self.0)
    }
}

/// Sums of everything above and to the left, from which comes the mean of any rectangle.
#[derive(Debug)]
pub(crate) struct Sums([[f32; SIDE + 1]; SIDE + 1]);

impl Sums {
    fn of(cells: &[f32; CELLS]) -> Self {
        let mut sums = [[0.0; SIDE + 1]; SIDE + 1];
        for y in 0..SIDE {
            for x in 0..SIDE {
                sums[y + 1][x + 1] = cells[y * SIDE + x] + sums[y][x + 1] + sums[y + 1][x] - sums[y][x];
            }
        }
        Self(sums)
    }

    pub(crate) fn mean(&self, columns: Range<usize>, rows: Range<usize>) -> f32 {
        let cells = (columns.len() * rows.len()).max(1) as f32;
        let [top, bottom] = [rows.start, rows.end].map(|row| &self.0[row]);
        let (left, right) = (columns.start, columns.end);
        (bottom[right] - top[right] - bottom[left] + top[left]) / cells
    }
}
