use image::RgbImage;
use image_hasher::{HashAlg, HasherConfig};

/// How a picture looks, in 64 bits (perceptual hash: signs of the low frequencies of its cosine transform).
/// The same picture sent again through a chat program, which recompresses it, stays within a few bits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Fingerprint(u64);

impl Fingerprint {
    /// `image` upright, in any size; small is as good as large.
    pub(crate) fn of(image: &RgbImage) -> Self {
        let hasher = HasherConfig::with_bytes_type::<[u8; 8]>()
            .hash_size(8, 8)
            .hash_alg(HashAlg::Median)
            .preproc_dct()
            .to_hasher();
        Self(u64::from_be_bytes(hasher.hash_image(image).into_inner()))
    }

    pub fn from_bits(bits: u64) -> Self {
        Self(bits)
    }

    pub fn bits(self) -> u64 {
        self.0
    }

    /// Bits that differ, 0–64. Up to about 6 it is most likely the same picture; 32 is what strangers have.
    pub fn distance(self, other: Self) -> u32 {
        (self.0 ^ other.0).count_ones()
    }
}
