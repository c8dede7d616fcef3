use image::RgbImage;

use super::canvas::{Camera, Canvas, Colour};
use super::dice::{Dice, cloud, noise};

const WIDTH: u32 = 480;
const HEIGHT: u32 = 360;

/// A meeting in a room: wall, floor, window, banner and furniture are the room's; people, camera and light are the
/// picture's.
pub(crate) fn meeting(room: u64, picture: u64, camera: Option<Camera>) -> RgbImage {
    let mut dice = Dice::new(&[1, room, picture]);
    let camera = camera.unwrap_or_else(|| Camera::in_a_hand(&mut dice));
    let mut canvas = Canvas::new(WIDTH, HEIGHT, camera);
    let floor = furnished(&mut canvas, &mut Dice::new(&[2, room]));
    let rows = dice.count(1, 4);
    for row in 0..rows {
        let depth = (row as f32 + 1.0) / rows as f32;
        let size = 0.13 + 0.16 * depth;
        for place in 0..dice.count(2, 8) {
            let x = (place as f32 + dice.between(0.1, 0.9)) * (4.4 - size) / 7.0;
            let y = floor + depth * 0.8 + dice.between(-0.1, 0.1);
            person(&mut canvas, &mut dice, [x, y], size);
        }
    }
    if dice.part() < 0.7 {
        let x = dice.between(0.4, 3.6);
        person(&mut canvas, &mut dice, [x, floor - 0.35], 0.2);
    }
    canvas.developed(&mut dice)
}

/// Paints an empty room; gives the height at which its floor begins.
fn furnished(canvas: &mut Canvas, dice: &mut Dice) -> f32 {
    let (wall, ground) = (dice.colour(0.55, 0.92), dice.colour(0.25, 0.6));
    let (seed, floor) = (dice.seed(), dice.between(1.5, 2.0));
    canvas.paint([-2.0, -2.0, 6.0, floor], |x, y, _| {
        let stain = 0.06 * cloud(seed, x, y, 4);
        wall.map(|part| part + stain)
    });
    let (tile, seam) = (dice.between(0.25, 0.6), dice.between(0.0, 0.12));
    canvas.paint([-2.0, floor, 6.0, 5.0], |x, y, _| {
        let depth = 1.0 / (y - floor + 0.4);
        let (across, along) = ((x - 2.0) * depth / tile, depth * 3.0 / tile);
        let is_seam = across.rem_euclid(1.0) < 0.06 || along.rem_euclid(1.0) < 0.06;
        let shine = 0.08 * noise(seed, x * 2.0, y * 5.0) - if is_seam { seam } else { 0.0 };
        ground.map(|part| part + shine)
    });
    for _ in 0..dice.count(1, 4) {
        window(canvas, dice, floor);
    }
    if dice.part() < 0.8 {
        banner(canvas, dice);
    }
    for _ in 0..dice.count(1, 6) {
        let (x, y) = (dice.between(0.0, 3.7), dice.between(0.7, floor - 0.3));
        poster(canvas, dice, [x, y]);
    }
    for _ in 0..dice.count(1, 4) {
        let (x, width) = (dice.between(-0.2, 3.2), dice.between(0.5, 1.4));
        let wood = dice.colour(0.15, 0.5);
        canvas.fill([x, floor - 0.12, x + width, floor + 0.3], wood);
        canvas.fill([x, floor - 0.16, x + width, floor - 0.1], wood.map(|part| part * 1.5));
    }
    floor
}

fn window(canvas: &mut Canvas, dice: &mut Dice, floor: f32) {
    let (x, y) = (dice.between(0.1, 3.3), dice.between(0.35, 0.7));
    let (width, height, seed) = (dice.between(0.4, 0.8), dice.between(0.4, floor - 1.0), dice.seed());
    canvas.fill([x - 0.05, y - 0.05, x + width + 0.05, y + height + 0.05], [0.8, 0.8, 0.82]);
    canvas.paint([x, y, x + width, y + height], |px, py, _| {
        let outside = 0.85 + 0.25 * cloud(seed, px * 3.0, py * 3.0, 3);
        if (px - x - width / 2.0).abs() < 0.02 { [0.7; 3] } else { [outside * 0.95, outside, outside] }
    });
}

/// A red cloth with large characters.
fn banner(canvas: &mut Canvas, dice: &mut Dice) {
    let (left, right, y) = (dice.between(0.1, 0.9), dice.between(2.6, 3.9), dice.between(0.05, 0.25));
    canvas.fill([left, y, right, y + 0.26], [dice.between(0.6, 0.85), 0.1, 0.1]);
    let mut x = left + 0.1;
    while x < right - 0.25 {
        glyph(canvas, dice, [x, y + 0.05], 0.16, [0.98, 0.9, 0.5]);
        x += 0.22;
    }
}

fn glyph(canvas: &mut Canvas, dice: &mut Dice, [x, y]: [f32; 2], size: f32, ink: Colour) {
    for _ in 0..dice.count(3, 7) {
        let at = dice.between(0.0, 0.85) * size;
        let stroke = if dice.part() < 0.5 {
            [x, y + at, x + size, y + at + size * 0.12]
        } else {
            [x + at, y, x + at + size * 0.12, y + size]
        };
        canvas.fill(stroke, ink);
    }
}

fn poster(canvas: &mut Canvas, dice: &mut Dice, [x, y]: [f32; 2]) {
    let (width, height) = (dice.between(0.2, 0.5), dice.between(0.25, 0.5));
    canvas.fill([x, y, x + width, y + height], dice.colour(0.3, 1.0));
    for _ in 0..dice.count(2, 8) {
        let (px, py) = (x + dice.part() * width * 0.7, y + dice.part() * height * 0.8);
        canvas.fill([px, py, px + width * 0.3, py + height * dice.between(0.05, 0.3)], dice.colour(0.0, 0.9));
    }
}

/// A head with hair over shoulders; `size` is the head's height.
fn person(canvas: &mut Canvas, dice: &mut Dice, [x, y]: [f32; 2], size: f32) {
    let (skin, hair) = (dice.between(0.55, 0.85), dice.colour(0.03, 0.2));
    let cloth = if dice.part() < 0.3 { dice.colour(0.75, 0.98) } else { dice.colour(0.05, 0.6) };
    canvas.ellipse([x, y + size * 1.6], [size * 0.95, size * 1.2], cloth);
    canvas.ellipse([x, y], [size * 0.42, size * 0.55], [skin, skin * 0.8, skin * 0.68]);
    let fringe = dice.between(-0.35, -0.1);
    canvas.ellipse([x, y + size * fringe], [size * 0.46, size * dice.between(0.3, 0.5)], hair);
}

/// A yard, a street, a drill: sky, houses, trees, ground, people.
pub(crate) fn outdoors(seed: u64) -> RgbImage {
    let mut dice = Dice::new(&[3, seed]);
    let mut canvas = Canvas::new(WIDTH, HEIGHT, Camera::in_a_hand(&mut dice));
    let (sky, ground, horizon) = (dice.colour(0.6, 0.95), dice.colour(0.2, 0.6), dice.between(1.2, 2.1));
    let clouds = dice.seed();
    canvas.paint([-2.0, -2.0, 6.0, horizon], |x, y, _| {
        let white = 0.15 * cloud(clouds, x, y * 2.0, 5);
        sky.map(|part| part + white + 0.1 * (y - 1.0))
    });
    for _ in 0..dice.count(1, 6) {
        house(&mut canvas, &mut dice, horizon);
    }
    for _ in 0..dice.count(0, 7) {
        let (at, size, leaves) = (dice.between(0.0, 4.0), dice.between(0.2, 0.6), dice.seed());
        let green = [dice.between(0.1, 0.3), dice.between(0.25, 0.5), dice.between(0.05, 0.2)];
        canvas.fill([at - 0.03, horizon - size, at + 0.03, horizon + 0.1], [0.3, 0.2, 0.15]);
        canvas.paint([at - size, horizon - size * 2.2, at + size, horizon - 0.1], |x, y, under| {
            let away = ((x - at) / size).hypot((y - horizon + size * 1.2) / size);
            let leaf = cloud(leaves, x * 6.0, y * 6.0, 3);
            if away + leaf * 0.3 < 0.9 { green.map(|part| part * (1.0 + leaf * 0.6)) } else { under }
        });
    }
    canvas.paint([-2.0, horizon, 6.0, 5.0], |x, y, _| {
        let rough = 0.15 * cloud(clouds ^ 1, x * 3.0, y * 6.0, 4);
        ground.map(|part| part + rough)
    });
    for _ in 0..dice.count(0, 9) {
        let size = dice.between(0.12, 0.3);
        let place = [dice.between(0.2, 3.8), horizon + dice.between(-0.1, 0.9)];
        person(&mut canvas, &mut dice, place, size);
    }
    canvas.developed(&mut dice)
}

fn house(canvas: &mut Canvas, dice: &mut Dice, horizon: f32) {
    let (x, width, top) =
        (dice.between(-0.5, 3.5), dice.between(0.5, 1.8), dice.between(-0.2, horizon - 0.3));
    canvas.fill([x, top, x + width, horizon], dice.colour(0.3, 0.9));
    let (glass, step) = (dice.colour(0.1, 0.5), dice.between(0.18, 0.35));
    let mut y = top + 0.1;
    while y < horizon - 0.15 {
        let mut at = x + 0.08;
        while at < x + width - 0.12 {
            let shine = dice.between(0.7, 1.4);
            canvas.fill([at, y, at + step * 0.5, y + step * 0.6], glass.map(|part| part * shine));
            at += step;
        }
        y += step * 1.2;
    }
}

/// A thing from near by: texture, and shapes of every size upon it.
pub(crate) fn close_up(seed: u64) -> RgbImage {
    let mut dice = Dice::new(&[4, seed]);
    let mut canvas = Canvas::new(WIDTH, HEIGHT, Camera::STILL);
    let (ground, texture, rough) = (dice.colour(0.2, 0.8), dice.seed(), dice.between(0.1, 0.35));
    let scale = dice.between(0.5, 2.5);
    canvas.paint(Canvas::WORLD, |x, y, _| {
        let light = rough * cloud(texture, x * scale, y * scale, 6);
        ground.map(|part| part + light)
    });
    for _ in 0..dice.count(2, 12) {
        let (x, y, size) = (dice.between(0.0, 4.0), dice.between(0.0, 3.0), dice.between(0.1, 0.7));
        let colour = dice.colour(0.05, 0.95);
        if dice.part() < 0.5 {
            canvas.ellipse([x, y], [size, size * dice.between(0.4, 1.2)], colour);
        } else {
            canvas.fill([x, y, x + size, y + size * dice.between(0.3, 1.5)], colour);
        }
    }
    canvas.developed(&mut dice)
}
