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
    #[error("不支持这种文件，请上传 Word（.docx）、PDF、OFD、网页或纯文本格式的通知，或者直接粘贴通知正文")]
    UnsupportedType,
    /// A file or a paper of a known kind that holds no notice; the kind in Chinese.
    #[error("这是{0}，请上传通知正文本身（Word、PDF、OFD、网页或纯文本），或者直接粘贴通知正文")]
    Foreign(&'static str),
    #[error("这是图片，没有可以读取的文字，请向发文单位索取电子件，或者直接粘贴通知正文")]
    Picture,
    #[error(
        "这份 PDF 是扫描件，没有文字层，请向发文单位索取电子件，或用文字识别软件转成 Word 后上传，也可以直接粘贴通知正文"
    )]
    Scanned,
    #[error("文件里没有可以读取的文字，可能全是图片，请上传有文字的电子件，或者直接粘贴通知正文")]
    NoText,
    #[error(
        "这份 PDF 的字体没有附带文字对照表，读出来会是乱码，请上传原来的 Word 文件，或者直接粘贴通知正文"
    )]
    Unmapped,
    #[error("文件设有打开密码，请去掉密码另存后重新上传，或者直接粘贴通知正文")]
    Locked,
    #[error("文件已损坏或没有传完整，请用原软件打开检查，另存后重新上传")]
    Damaged,
    #[error("文件解开后过大，不像一份通知，请用原软件打开，只保留正文另存后重新上传")]
    Swollen,
    #[error("文件结构层层嵌套，超出正常文件，请用原软件另存为纯文本（.txt）后重新上传")]
    TooDeep,
    #[error("文件里夹带了 XML 实体定义，正常的办公软件不会这样保存，请用原软件另存后重新上传")]
    Entities,
    #[error("文件过于复杂，规定时间内没有读完，请用原软件另存为纯文本（.txt）后重新上传")]
    TooSlow,
    #[error(
        "旧版 Word、WPS 文件（.doc、.wps、.rtf）要先转换，而本机没有安装 LibreOffice，请用 Word 或 WPS 打开，点“文件—另存为”，类型选“Word 文档（.docx）”，再上传另存的文件"
    )]
    NoOffice,
    #[error(
        "旧版 Word、WPS 文件没有转换成功（可能设有密码或已损坏），请用 Word 或 WPS 打开，点“文件—另存为”，类型选“Word 文档（.docx）”，再上传另存的文件"
    )]
    NotConverted,
    #[error("文件内容不是文字，请用原软件打开后另存为“纯文本（.txt）”，或者直接粘贴通知正文")]
    Binary,
    #[error("文字编码无法识别，请另存为 UTF-8 或 GB18030 编码的纯文本后重新上传")]
    UnknownEncoding,
    #[error("文件带有密级或内部标志，本系统为非涉密系统，已停止读取且未保存任何内容，请按保密规定处理")]
    Secret,
    #[error(
        "没有找到公文标题、文号或分条正文，这不像一份通知或方案，请确认选对了文件；粘贴的消息请在最前面补一行标题，写明要做什么、报什么"
    )]
    NotOfficial,
}
