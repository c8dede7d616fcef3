/// Why a text was not read. Each message is one sentence for the person who handed the file in, and repeats nothing of it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ReadError {
    #[error("文件是空的，请确认选对了文件，或者直接粘贴通知正文")]
    Empty,
    #[error("文件超过 20 MB，请只上传通知正文，附带的图片、视频另行保存")]
    FileTooLarge,
    #[error("文字超过 12 MB，不像一份通知，请只保留通知正文后重新上传")]
    TextTooLong,
    #[error("目前只读取纯文本（.txt）文件，请在文字处理软件中另存为“纯文本（.txt）”，或者直接粘贴通知正文")]
    UnsupportedType,
    #[error("文件内容不是文字，请用原软件打开后另存为“纯文本（.txt）”，或者直接粘贴通知正文")]
    Binary,
    #[error("文字编码无法识别，请另存为 UTF-8 或 GB18030 编码的纯文本后重新上传")]
    UnknownEncoding,
    #[error("文件带有密级或内部标志，本系统为非涉密系统，已停止读取且未保存任何内容，请按保密规定处理")]
    Secret,
    #[error("没有找到公文标题、文号或分条正文，这不像一份通知或方案，请确认选对了文件")]
    NotOfficial,
}
