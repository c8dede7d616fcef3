use std::io;

use crate::BlobId;

/// Why the store could not do it. `Display` is a Chinese sentence fit for the user; the cause, where there is
/// one, is the `source()` and belongs in the log.
#[derive(Debug, thiserror::Error)]
pub enum BlobError {
    #[error("存储空间已满，文件没有保存。请联系系统管理员清理磁盘后重试。")]
    NoSpace,
    #[error("文件不存在或已被清理。")]
    NotFound(BlobId),
    /// The bytes on disk no longer match their address: a failing disk or a foreign hand.
    #[error("文件已损坏，无法读取。请联系系统管理员从备份恢复。")]
    Damaged(BlobId),
    #[error("文件存储暂时不可用，请稍后重试。")]
    Io(#[source] io::Error),
}

impl From<io::Error> for BlobError {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Self::NoSpace,
            _ => Self::Io(error),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::fs::OpenOptions;
    use std::io::Write;

    use super::*;

    #[test]
    #[cfg(target_os = "linux")]
    fn what_the_kernel_says_on_a_full_device_is_no_space() {
        let mut full = OpenOptions::new().write(true).open("/dev/full").unwrap();
        let error = full.write_all(b"x").unwrap_err();
        assert!(matches!(BlobError::from(error), BlobError::NoSpace));
    }
}
