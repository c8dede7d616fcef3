use image::{Rgb, RgbImage};

use super::dice::{Dice, noise};

pub(crate) type Colour = [f32; 3];

/// What is painted on: the world is 4 wide and 3 high, and the camera sees a part of it.
#[derive(Debug)]
pub(crate) struct Canvas {
    width: u32,
    height: u32,
    pixels: Vec<Colour>,
    camera: Camera,
}

/// Where the camera stands: the world's point in the middle of the picture, and how much larger things are.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Camera {
    pub(crate) x: f32,
    pub(crate) y: f32,
    pub(crate) zoom: f32,
}

impl Camera {
    pub(crate) const STILL: Self = Self { x: 2.0, y: 1.5, zoom: 1.0 };

    /// Somebody who does not stand quite where the last picture was taken.
    pub(crate) fn in_a_hand(dice: &mut Dice) -> Self {
        Self { x: dice.between(1.75, 2.25), y: dice.between(1.3, 1.7), zoom: dice.between(0.9, 1.25) }
    }
}

impl Canvas {
    pub(crate) fn new(width: u32, height: u32, camera: Camera) -> Self {
        Self { width, height, pixels: vec![[0.5; 3]; (width * height) as usize], camera }
    }

    fn unit(&self) -> f32 {
        self.width as f32 / 4.0 * self.camera.zoom
    }

    /// Gives every pixel of a rectangle of the world (left, top, right, bottom) what `colour` makes of its place in the
    /// world and of what was there.
    pub(crate) fn paint(
        &mut self,
        [left, top, right, bottom]: [f32; 4],
        colour: impl Fn(f32, f32, Colour) -> Colour,
    ) {
        let unit = self.unit();
        let (middle_x, middle_y) = (self.width as f32 / 2.0, self.height as f32 / 2.0);
        let column = |x: f32| ((x - self.camera.x) * unit + middle_x).clamp(0.0, self.width as f32) as usize;
        let row = |y: f32| ((y - self.camera.y) * unit + middle_y).clamp(0.0, self.height as f32) as usize;
        let (columns, rows) = (column(left)..column(right), row(top)..row(bottom));
        for row in rows {
            let y = (row as f32 - middle_y) / unit + self.camera.y;
            for column in columns.clone() {
                let x = (column as f32 - middle_x) / unit + self.camera.x;
                let pixel = &mut self.pixels[row * self.width as usize + column];
                *pixel = colour(x, y, *pixel);
            }
        }
    }

    pub(crate) fn fill(&mut self, rectangle: [f32; 4], colour: Colour) {
        self.paint(rectangle, |_, _, _| colour);
    }

    pub(crate) fn ellipse(&mut self, [x, y]: [f32; 2], [rx, ry]: [f32; 2], colour: Colour) {
        self.paint([x - rx, y - ry, x + rx, y + ry], |px, py, under| {
            let (dx, dy) = ((px - x) / rx, (py - y) / ry);
            // The rounder the body, the darker its rim.
            let inside = 1.0 - (dx * dx + dy * dy);
            if inside > 0.0 { colour.map(|part| part * (0.8 + 0.3 * inside)) } else { under }
        });
    }

    /// Everything that the camera can see, and a little beyond.
    pub(crate) const WORLD: [f32; 4] = [-2.0, -2.0, 6.0, 5.0];

    /// The light of the moment, the lens, and the grain of the sensor.
    pub(crate) fn developed(mut self, dice: &mut Dice) -> RgbImage {
        let (slope_x, slope_y) = (dice.between(-0.12, 0.12), dice.between(-0.1, 0.1));
        let (light, dim, grain) =
            (dice.between(0.85, 1.15), dice.between(0.0, 0.05), dice.between(0.01, 0.05));
        let tint = dice.colour(0.95, 1.05);
        self.paint(Self::WORLD, |x, y, [red, green, blue]| {
            let (dx, dy) = (x - 2.0, y - 1.5);
            let here = light * (1.0 + slope_x * dx + slope_y * dy) * (1.0 - dim * (dx * dx + dy * dy));
            [red * tint[0] * here, green * tint[1] * here, blue * tint[2] * here]
        });
        let seed = dice.seed();
        RgbImage::from_fn(self.width, self.height, |x, y| {
            let [red, green, blue] = self.pixels[(y * self.width + x) as usize];
            let speck = grain * noise(seed, x as f32 * 0.9, y as f32 * 0.9);
            Rgb([red, green, blue].map(|part| ((part + speck).clamp(0.0, 1.0) * 255.0) as u8))
        })
    }
}
