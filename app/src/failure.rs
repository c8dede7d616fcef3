use std::path::Path;
use std::{fmt, io};

use blobs::BlobError;

/// Why a command did not do what it was asked: one sentence for stderr, and the exit code.
#[derive(Debug)]
pub enum Failure {
    /// The input or the usage is wrong: exit 2.
    Input(String),
    /// Anything else: exit 1.
    Other(String),
}

impl Failure {
    /// A file that was named cannot be read.
    pub fn unreadable(file: &Path, error: &io::Error) -> Self {
        let why = match error.kind() {
            io::ErrorKind::NotFound => "没有这个文件",
            io::ErrorKind::PermissionDenied => "没有读取权限",
            io::ErrorKind::IsADirectory => "这是文件夹，不是文件",
            _ => "磁盘或文件系统出错",
        };
        Self::Input(format!("无法读取“{}”：{why}", file.display()))
    }

    /// 1 failed, 2 wrong input or usage.
    pub fn exit_code(&self) -> u8 {
        match self {
            Self::Input(_) => 2,
            Self::Other(_) => 1,
        }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (Self::Input(sentence) | Self::Other(sentence)) = self;
        f.write_str(sentence)
    }
}

impl From<anyhow::Error> for Failure {
    fn from(error: anyhow::Error) -> Self {
        let sentence = format!("{error:#}");
        match error.downcast_ref::<BlobError>() {
            // What was set wrong is the caller's to mend.
            Some(BlobError::Settings(_)) => Self::Input(sentence),
            _ => Self::Other(sentence),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::Storage;
    use crate::folder::Folder;

    #[test]
    fn what_was_named_wrong_is_told_in_chinese_and_is_the_callers_fault() {
        let missing = std::fs::read("no-such-file").expect_err("it is not there");
        let failure = Failure::unreadable(Path::new("通知.txt"), &missing);
        assert_eq!(
            (failure.to_string().as_str(), failure.exit_code()),
            ("无法读取“通知.txt”：没有这个文件", 2)
        );
        let data = std::env::temp_dir().join("anbiao-nobody-made-this-folder");
        let held = Folder::held(&Storage::folder(&data)).map(|_| ());
        let failure = held.expect_err("there is no data");
        assert!(failure.to_string().contains("没有数据") && failure.exit_code() == 2, "{failure}");
        assert!(!data.exists(), "a slip of the finger makes no folder");
    }
}
