use bytes::Bytes;
use fast_image_resize::images::{TypedImage, TypedImageRef};
use fast_image_resize::pixels::U8x3;
use fast_image_resize::{ResizeOptions, Resizer};
use image::metadata::Orientation;
use image::{DynamicImage, RgbImage};

use crate::{PhotoError, jpeg};

/// A smaller, upright JPEG of the photo without any note of the camera.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Derivative {
    pub jpeg: Bytes,
    pub width: u32,
    pub height: u32,
}

/// Good enough for print at two pictures a row.
const QUALITY: i32 = 82;

impl Derivative {
    pub(crate) fn of(image: &RgbImage) -> Result<Self, PhotoError> {
        let jpeg = jpeg::encode(image, QUALITY).map_err(PhotoError::damaged)?.into();
        Ok(Self { jpeg, width: image.width(), height: image.height() })
    }
}

/// The picture made to fit `edge` pixels on its long side; a smaller one keeps its size.
pub(crate) fn fitted(image: RgbImage, edge: u32) -> Result<RgbImage, PhotoError> {
    let long = image.width().max(image.height());
    if long <= edge {
        return Ok(image);
    }
    let scaled = |side: u32| {
        let rounded = (u64::from(side) * u64::from(edge) + u64::from(long) / 2) / u64::from(long);
        // A strip of 1 × 60 000 pixels still has a width.
        u32::try_from(rounded).unwrap_or(edge).max(1)
    };
    let mut small = RgbImage::new(scaled(image.width()), scaled(image.height()));
    let (width, height) = small.dimensions();
    let from = TypedImageRef::<U8x3>::from_buffer(image.width(), image.height(), image.as_raw());
    // Of one type of pixel, or the compiler makes the code for all of them.
    let to = TypedImage::<U8x3>::from_buffer(width, height, &mut small);
    let (from, mut to) = (from.map_err(PhotoError::damaged)?, to.map_err(PhotoError::damaged)?);
    Resizer::new().resize_typed(&from, &mut to, &ResizeOptions::new()).map_err(PhotoError::damaged)?;
    Ok(small)
}

pub(crate) fn upright(image: RgbImage, orientation: Orientation) -> RgbImage {
    let mut image = DynamicImage::from(image);
    image.apply_orientation(orientation);
    image.into_rgb8()
}

/// Width and height after turning upright.
pub(crate) fn turned((width, height): (u32, u32), orientation: Orientation) -> (u32, u32) {
    match orientation {
        Orientation::Rotate90
        | Orientation::Rotate270
        | Orientation::Rotate90FlipH
        | Orientation::Rotate270FlipH => (height, width),
        Orientation::NoTransforms
        | Orientation::Rotate180
        | Orientation::FlipHorizontal
        | Orientation::FlipVertical => (width, height),
    }
}
