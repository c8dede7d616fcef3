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
    /// A bucket: the key is unknown, its secret is wrong, or it may not do this.
    #[error("文件存储拒绝访问。请联系系统管理员核对对象存储的密钥和权限。")]
    Refused(#[source] io::Error),
    /// A bucket: there is none of this name.
    #[error("对象存储里没有这个存储桶。请联系系统管理员核对存储桶的名称和地域。")]
    NoBucket(#[source] io::Error),
    /// A bucket: an `AWS_…` variable is missing or makes no sense.
    #[error("对象存储的设置不正确（{0}）。请核对 AWS_ 开头的环境变量。")]
    Settings(String),
}

impl From<io::Error> for BlobError {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Self::NoSpace,
            _ => Self::Io(error),
        }
    }
}

/// What a store answers when it has no room: the status of a full disk, and the codes of MinIO and others for a full disk
/// or quota.
const NO_SPACE: &[&str] =
    &["status code: 507", "QuotaExceeded", "XMinioStorageFull", "XMinioAdminBucketQuotaExceeded"];
/// What it answers to a key that is wrong or may not do this.
const REFUSED: &[&str] = &["status code: 401", "status code: 403"];

impl From<object_store::Error> for BlobError {
    /// The library tells most answers by their text only.
    fn from(error: object_store::Error) -> Self {
        let text = error.to_string();
        let says = |words: &[&str]| words.iter().any(|word| text.contains(word));
        let cause = io::Error::other(said(&text).unwrap_or(text.clone()));
        if says(NO_SPACE) {
            Self::NoSpace
        } else if says(&["NoSuchBucket"]) {
            Self::NoBucket(cause)
        } else if says(REFUSED) {
            Self::Refused(cause)
        } else {
            Self::Io(cause)
        }
    }
}

/// `InvalidAccessKeyId: The key …`, when the store gave its reason as S3 does.
fn said(answer: &str) -> Option<String> {
    let between = |tag: &str| {
        let (_, rest) = answer.split_once(&format!("<{tag}>"))?;
        rest.split_once(&format!("</{tag}>")).map(|(inner, _)| inner)
    };
    Some(format!("{}: {}", between("Code")?, between("Message")?))
}

#[cfg(test)]
mod tests {
    use std::fs::OpenOptions;
    use std::io::Write;

    use super::*;

    #[test]
    fn the_reason_that_a_store_gives_is_taken_out_of_its_answer() {
        let answer =
            "status code: 403: <Error><Code>SignatureDoesNotMatch</Code><Message>Wrong.</Message></Error>";
        assert_eq!(said(answer).as_deref(), Some("SignatureDoesNotMatch: Wrong."));
        assert_eq!(said("connection refused"), None);
    }

    #[test]
    #[cfg(target_os = "linux")]
    fn what_the_kernel_says_on_a_full_device_is_no_space() {
        let mut full = OpenOptions::new().write(true).open("/dev/full").unwrap();
        let error = full.write_all(b"x").unwrap_err();
        assert!(matches!(BlobError::from(error), BlobError::NoSpace));
    }
}
