//! Two pictures laid over each other: a copy of which a little was cut off fits when it is moved and stretched a
//! little, and then the two are the same everywhere. Another picture of the same room differs where people sit.

use crate::detail::{Detail, SIDE};

/// Rim of cells that is left out: what was around them may have been cut off.
const RIM: usize = 1;
const MIDDLE: f32 = (SIDE as f32 - 1.0) / 2.0;
/// Rounds of fitting, first without the finest detail, then with it.
const ROUNDS: usize = 4;
/// Cells that a side may be moved: a twentieth cut off at one end moves it 1.6.
const FARTHEST: f32 = 2.5;
/// Correlation below which the first rounds end the matter.
const HOPELESS: f32 = 0.7;
/// Correlation of two pictures that are one (decision 50).
const SAME: f32 = 0.93;
/// The same for the worst of 16 parts, as a concordance: where another person sits, one of them differs.
const SAME_EVERYWHERE: f32 = 0.76;
/// Cells of a side of the 16 parts.
const PART: usize = SIDE / 4;
/// What calms the concordance of a part in which there is little to see.
const CALM: f32 = 0.3 * (PART * PART) as f32;
/// Cells that must be known in both to tell anything.
const ENOUGH: f32 = 200.0;

/// Whether, laid over each other, the one is most likely a copy of the other, either way round.
pub(crate) fn is_same(one: &Detail, other: &Detail) -> bool {
    let (soft_one, soft_other) = (one.softened(), other.softened());
    let fit = Fit::default().improved(&soft_one, &soft_other);
    if Overlap::of(&soft_one, &soft_other, &fit).correlation() < HOPELESS {
        return false;
    }
    let overlap = Overlap::of(one, other, &fit.improved(one, other));
    overlap.cells() >= ENOUGH && overlap.correlation() >= SAME && overlap.worst() >= SAME_EVERYWHERE
}

/// Where a cell of the one lies in the other: by axis, cells that the middle is moved and that the ends are pulled apart.
#[derive(Debug, Clone, Copy, Default)]
struct Fit {
    across: [f32; 2],
    down: [f32; 2],
}

impl Fit {
    fn place(&self, x: usize, y: usize) -> (f32, f32) {
        let moved = |at: usize, [shift, pull]: [f32; 2]| at as f32 + shift + pull * from_middle(at);
        (moved(x, self.across), moved(y, self.down))
    }

    /// What lies over a cell of the one; `None` where either is burnt or the other has ended.
    fn value(&self, x: usize, y: usize, one: &Detail, other: &Detail) -> Option<f32> {
        let (there_x, there_y) = self.place(x, y);
        if one.is_burnt(x, y) { None } else { other.between(there_x, there_y) }
    }

    /// Least squares by Gauss and Newton; the slopes are those of the one, so that they are the same in every round.
    fn improved(mut self, one: &Detail, other: &Detail) -> Self {
        let slopes = Slopes::of(one);
        for _ in 0..ROUNDS {
            let mut pull = [0.0; 4];
            for (x, y, slope) in slopes.cells() {
                let Some(value) = self.value(x, y, one, other) else { continue };
                let error = one.at(x, y) - value;
                pull.iter_mut().zip(slope).for_each(|(sum, slope)| *sum += slope * error);
            }
            let [shift_x, pull_x, shift_y, pull_y] = solved(slopes.normal, pull);
            let add = |part: &mut f32, step: f32| *part = (*part + step).clamp(-FARTHEST, FARTHEST);
            add(&mut self.across[0], shift_x);
            add(&mut self.across[1], pull_x);
            add(&mut self.down[0], shift_y);
            add(&mut self.down[1], pull_y);
        }
        self
    }
}

/// −1 to 1 from end to end.
fn from_middle(at: usize) -> f32 {
    (at as f32 - MIDDLE) / MIDDLE
}

/// How each cell inside the rim changes with the four parts of a fit, and the sums of their products.
struct Slopes {
    cells: Vec<[f32; 4]>,
    normal: [[f32; 4]; 4],
}

impl Slopes {
    const INNER: usize = SIDE - 2 * RIM;

    fn of(detail: &Detail) -> Self {
        let slope = |at: usize| {
            let (x, y) = (RIM + at % Self::INNER, RIM + at / Self::INNER);
            let across = (detail.at(x + 1, y) - detail.at(x - 1, y)) / 2.0;
            let down = (detail.at(x, y + 1) - detail.at(x, y - 1)) / 2.0;
            [across, across * from_middle(x), down, down * from_middle(y)]
        };
        let cells: Vec<[f32; 4]> = (0..Self::INNER * Self::INNER).map(slope).collect();
        let mut normal = [[0.0; 4]; 4];
        for slope in &cells {
            for (sums, row) in normal.iter_mut().zip(slope) {
                sums.iter_mut().zip(slope).for_each(|(sum, column)| *sum += row * column);
            }
        }
        Self { cells, normal }
    }

    fn cells(&self) -> impl Iterator<Item = (usize, usize, &[f32; 4])> {
        self.cells
            .iter()
            .enumerate()
            .map(|(at, slope)| (RIM + at % Self::INNER, RIM + at / Self::INNER, slope))
    }
}

/// Four linear equations by elimination; a little on the diagonal, so that a picture of stripes has a solution too.
fn solved(mut rows: [[f32; 4]; 4], mut right: [f32; 4]) -> [f32; 4] {
    let trace: f32 = (0..4).map(|i| rows[i][i]).sum();
    for (i, row) in rows.iter_mut().enumerate() {
        row[i] += 1e-3 * trace + 1e-6;
    }
    for i in 0..4 {
        let pivot = rows[i];
        for j in i + 1..4 {
            let factor = rows[j][i] / pivot[i];
            rows[j].iter_mut().zip(pivot).for_each(|(cell, above)| *cell -= factor * above);
            right[j] -= factor * right[i];
        }
    }
    for i in (0..4).rev() {
        let known: f32 = (i + 1..4).map(|k| rows[i][k] * right[k]).sum();
        right[i] = (right[i] - known) / rows[i][i];
    }
    right
}

/// Sums over the cells of a part that both pictures have.
#[derive(Debug, Clone, Copy, Default)]
struct Part {
    one: f32,
    other: f32,
    both: f32,
    cells: f32,
}

/// What lies over each other, in 4 × 4 parts.
struct Overlap([Part; 16]);

impl Overlap {
    fn of(one: &Detail, other: &Detail, fit: &Fit) -> Self {
        let mut parts = [Part::default(); 16];
        for y in RIM..SIDE - RIM {
            for x in RIM..SIDE - RIM {
                let Some(value) = fit.value(x, y, one, other) else { continue };
                let (own, part) = (one.at(x, y), &mut parts[y / PART * 4 + x / PART]);
                part.one += own * own;
                part.other += value * value;
                part.both += own * value;
                part.cells += 1.0;
            }
        }
        Self(parts)
    }

    fn cells(&self) -> f32 {
        self.0.iter().map(|part| part.cells).sum()
    }

    /// −1 to 1 over all of it; 0 for a blank picture, which is like no other.
    fn correlation(&self) -> f32 {
        let sum = |part: fn(&Part) -> f32| self.0.iter().map(part).sum::<f32>();
        let (one, other, both) = (sum(|part| part.one), sum(|part| part.other), sum(|part| part.both));
        both / (one * other).sqrt().max(1.0)
    }

    /// −1 to 1 where they are least alike.
    fn worst(&self) -> f32 {
        let concordance = |part: &Part| (2.0 * part.both + CALM) / (part.one + part.other + CALM);
        self.0.iter().map(concordance).fold(1.0, f32::min)
    }
}
