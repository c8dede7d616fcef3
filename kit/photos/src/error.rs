use std::error::Error;

/// Why a file is not accepted as a photo. `Display` is a Chinese sentence fit for the user: what is wrong and
/// what to do; a decoder's own words are the `source()` and belong in the log.
#[derive(Debug, thiserror::Error)]
pub enum PhotoError {
    #[error("这是一个空文件（0 字节），请重新选择照片。")]
    Empty,
    #[error("照片大小为 {}，超过 {} 的上限，请压缩后再上传。", megabytes(*.bytes), megabytes(*.limit))]
    TooManyBytes { bytes: u64, limit: u64 },
    #[error(
        "照片为 {width}×{height} 像素，超过 {} 万像素的上限，请缩小尺寸后再上传。",
        .limit / 10_000
    )]
    TooManyPixels { width: u32, height: u32, limit: u64 },
    #[error(
        "这是 HEIC/HEIF 格式的照片，暂不支持。苹果手机请在“设置—相机—格式”中选择“兼容性最佳”后重新拍摄，\
         或先把照片另存为 JPEG；其他手机请在相机设置中关闭“高效格式（HEIF）”。"
    )]
    Heic,
    #[error("这是 PDF 文件，不是照片（以文件内容为准，与文件名无关）。请改选 JPEG、PNG 或 WebP 照片。")]
    Pdf,
    /// A known format that is no photo; `name` is its Chinese name.
    #[error("这是{name}，不是可用的照片。请上传 JPEG、PNG 或 WebP 格式的照片。")]
    Foreign { name: &'static str },
    #[error("无法识别这个文件的格式（以文件内容为准，与文件名无关）。请上传 JPEG、PNG 或 WebP 格式的照片。")]
    Unknown,
    /// A photo that is something else too; `name` is its Chinese name.
    #[error(
        "这张照片的文件里还夹带着{name}，为安全起见没有接收。请从手机相册直接选择拍摄的原图，或把照片截图后上传截图。"
    )]
    Stowaway { name: &'static str },
    #[error("照片不完整，可能在传送或保存时被截断。请重新发送原图，或换一张照片。")]
    Truncated,
    /// Nothing is wrong with the file: too many others wait.
    #[error("同时上传的照片太多，这一张暂时没有接收。请等几秒钟再上传一次。")]
    Busy,
    #[error("照片已损坏，无法打开。请重新发送原图，或换一张照片。")]
    Damaged(#[source] Box<dyn Error + Send + Sync>),
}

impl PhotoError {
    pub(crate) fn damaged(cause: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self::Damaged(cause.into())
    }
}

/// Decimal megabytes, rounded up so that a file just over the limit is not shown as equal to it.
fn megabytes(bytes: u64) -> String {
    let tenths = bytes.div_ceil(100_000);
    if tenths.is_multiple_of(10) {
        format!("{} MB", tenths / 10)
    } else {
        format!("{}.{} MB", tenths / 10, tenths % 10)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences_carry_the_figures() {
        let text = PhotoError::TooManyBytes { bytes: 30_000_001, limit: 30_000_000 }.to_string();
        assert_eq!(text, "照片大小为 30.1 MB，超过 30 MB 的上限，请压缩后再上传。");
        let text = PhotoError::TooManyPixels { width: 61_000, height: 1000, limit: 60_000_000 }.to_string();
        assert_eq!(text, "照片为 61000×1000 像素，超过 6000 万像素的上限，请缩小尺寸后再上传。");
    }
}
