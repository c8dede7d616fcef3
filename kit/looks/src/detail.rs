use std::ops::Range;

/// Width and height of what is left of a picture, in cells.
pub(crate) const SIDE: usize = 32;
pub(crate) const CELLS: usize = SIDE * SIDE;
/// Cells to each side whose mean is taken away.
const AROUND: usize = 4;
/// One step of the 4 bits that keep a cell, in spreads: they reach from −3.2 to 2.8.
const STEP: f32 = 0.4;

/// A channel of a cell that is at least as bright has lost what was there.
const BURNT: u8 = 250;
/// Bytes that a picture is kept in: 4 bits a cell, then a bit for whether it is burnt.
pub(crate) const PACKED: usize = CELLS / 2 + CELLS / 8;

/// Brightness less that around it, in spreads of the picture, row by row: light and exposure are gone, what stands in
/// the picture is left. Where the picture is burnt out nothing is known.
#[derive(Debug, Clone)]
pub(crate) struct Detail {
    cells: [f32; CELLS],
    burnt: [bool; CELLS],
}

impl Detail {
    /// Of `SIDE` × `SIDE` cells of red, green and blue.
    pub(crate) fn of(colours: &[[u8; 3]; CELLS]) -> Self {
        // By the weights of Rec. 601, as in JPEG.
        let light = colours.map(|[red, green, blue]| {
            0.299 * f32::from(red) + 0.587 * f32::from(green) + 0.114 * f32::from(blue)
        });
        let sums = Sums::of(&light);
        let around = |at: usize| at.saturating_sub(AROUND)..(at + AROUND + 1).min(SIDE);
        let mut cells = filled(|x, y| light[y * SIDE + x] - sums.mean(around(x), around(y)));
        // A blank picture has no spread: less than one grey level is the noise of its file.
        let spread = (cells.iter().map(|cell| cell * cell).sum::<f32>() / CELLS as f32).sqrt().max(1.0);
        cells.iter_mut().for_each(|cell| *cell /= spread);
        Self { cells, burnt: colours.map(|colour| colour.iter().any(|part| *part >= BURNT)) }
    }

    pub(crate) fn packed(&self) -> [u8; PACKED] {
        let level = |cell: f32| ((cell / STEP).round() + 8.0).clamp(0.0, 15.0) as u8;
        let mut bytes = [0; PACKED];
        let (levels, burnt) = bytes.split_at_mut(CELLS / 2);
        for (byte, pair) in levels.iter_mut().zip(self.cells.chunks_exact(2)) {
            *byte = level(pair[0]) << 4 | level(pair[1]);
        }
        for (byte, eight) in burnt.iter_mut().zip(self.burnt.chunks_exact(8)) {
            *byte = eight.iter().fold(0, |byte, is_burnt| byte << 1 | u8::from(*is_burnt));
        }
        bytes
    }

    pub(crate) fn unpacked(bytes: &[u8; PACKED]) -> Self {
        let (levels, burnt) = bytes.split_at(CELLS / 2);
        let value = |level: u8| (f32::from(level) - 8.0) * STEP;
        let cells = filled(|x, y| {
            let pair = levels[(y * SIDE + x) / 2];
            value(if x % 2 == 0 { pair >> 4 } else { pair & 15 })
        });
        Self { cells, burnt: std::array::from_fn(|at| burnt[at / 8] >> (7 - at % 8) & 1 == 1) }
    }

    pub(crate) fn at(&self, x: usize, y: usize) -> f32 {
        self.cells[y * SIDE + x]
    }

    pub(crate) fn is_burnt(&self, x: usize, y: usize) -> bool {
        self.burnt[y * SIDE + x]
    }

    /// The value between four cells; `None` outside, and where one of them is burnt.
    pub(crate) fn between(&self, x: f32, y: f32) -> Option<f32> {
        let last = (SIDE - 1) as f32;
        if !(0.0..=last).contains(&x) || !(0.0..=last).contains(&y) {
            return None;
        }
        let (column, row) = ((x as usize).min(SIDE - 2), (y as usize).min(SIDE - 2));
        if [(0, 0), (1, 0), (0, 1), (1, 1)].iter().any(|(dx, dy)| self.is_burnt(column + dx, row + dy)) {
            return None;
        }
        let (across, down) = (x - column as f32, y - row as f32);
        let mix = |one: f32, other: f32, part: f32| one + (other - one) * part;
        let top = mix(self.at(column, row), self.at(column + 1, row), across);
        let bottom = mix(self.at(column, row + 1), self.at(column + 1, row + 1), across);
        Some(mix(top, bottom, down))
    }

    /// Less sharp by a cell, so that what lies two cells off is still felt.
    pub(crate) fn softened(&self) -> Self {
        let (before, after) = (|at: usize| at.saturating_sub(1), |at: usize| (at + 1).min(SIDE - 1));
        let mut soft = self.clone();
        soft.cells =
            filled(|x, y| 0.25 * self.at(before(x), y) + 0.5 * self.at(x, y) + 0.25 * self.at(after(x), y));
        let across = soft.clone();
        soft.cells = filled(|x, y| {
            0.25 * across.at(x, before(y)) + 0.5 * across.at(x, y) + 0.25 * across.at(x, after(y))
        });
        soft
    }

    pub(crate) fn sums(&self) -> Sums {
        Sums::of(&self.cells)
    }
}

fn filled(cell: impl Fn(usize, usize) -> f32) -> [f32; CELLS] {
    std::array::from_fn(|at| cell(at % SIDE, at / SIDE))
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
