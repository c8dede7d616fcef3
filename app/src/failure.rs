use std::fmt;

/// Why a command did not do what it was asked: one sentence for stderr, and the exit code.
#[derive(Debug)]
pub enum Failure {
    /// The input or the usage is wrong: exit 2.
    Input(String),
    /// Anything else: exit 1.
    Other(String),
}

impl Failure {
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
        Self::Other(format!("{error:#}"))
    }
}
