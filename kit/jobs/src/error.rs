use std::error::Error;

use db::DbError;

/// Why a run of a job ended without a result. The sentences are for people; the cause goes to the log.
#[derive(Debug, thiserror::Error)]
pub enum JobError {
    /// It may work later: the job is tried again, a few times and ever more slowly.
    #[error("{sentence}")]
    Transient { sentence: String, source: Option<Box<dyn Error + Send + Sync>> },
    /// It will not work, however often it is tried.
    #[error("{sentence}")]
    Final { sentence: String, source: Option<Box<dyn Error + Send + Sync>> },
    /// Somebody cancelled the job, or another worker has taken it over: pass it on, and do no more.
    #[error("任务已取消")]
    Stopped,
}

impl JobError {
    /// A failure that may pass, such as a service that does not answer.
    pub fn transient(sentence: impl Into<String>) -> Self {
        Self::Transient { sentence: sentence.into(), source: None }
    }

    /// A failure that stays, such as a file that cannot be read.
    pub fn failed(sentence: impl Into<String>) -> Self {
        Self::Final { sentence: sentence.into(), source: None }
    }

    /// This failure, with its cause for the log.
    #[must_use]
    pub fn because(self, cause: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        let source = Some(cause.into());
        match self {
            Self::Transient { sentence, .. } => Self::Transient { sentence, source },
            Self::Final { sentence, .. } => Self::Final { sentence, source },
            Self::Stopped => Self::Stopped,
        }
    }
}

impl From<DbError> for JobError {
    fn from(cause: DbError) -> Self {
        let error = match cause {
            DbError::Full => Self::transient("磁盘空间不足，清理后会自动重试"),
            DbError::Stale => Self::transient("数据刚被他人修改，稍后会自动重试"),
            DbError::Other(_) => Self::transient("数据库暂时不可用，稍后会自动重试"),
            DbError::Unique(_) | DbError::ForeignKey(_) | DbError::Missing | DbError::Damaged { .. } => {
                Self::failed("任务所需的数据不完整或已变动，请检查后重新发起")
            }
        };
        error.because(cause)
    }
}
