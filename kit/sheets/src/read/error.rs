use std::error::Error;
use std::fmt;

use super::{Address, Region};

/// Why a file is no table that can be read. `Display` is a Chinese sentence fit for the user; a parser's own
/// words are the `source()` and belong in the log.
#[derive(Debug, thiserror::Error)]
pub enum SheetError {
    #[error("这是一个空文件（0 字节），请重新选择表格。")]
    Empty,
    #[error("表格文件超过 {} MB 的上限，请删去图片和无关的工作表后再上传。", .limit / 1_000_000)]
    TooManyBytes { limit: u64 },
    #[error("表格解压后超过 {} MB 的上限，无法读取。请把需要的内容复制到新表格后再上传。", .limit / 1_000_000)]
    TooManyUnpacked { limit: u64 },
    #[error("表格超过 {limit} 行的上限，请分成几个文件上传。")]
    TooManyRows { limit: usize },
    #[error("表格超过 {limit} 列的上限，请删去无关的列后再上传。")]
    TooManyColumns { limit: u32 },
    #[error("这是旧版 Excel 文件（.xls）。请用 Excel 或 WPS 打开，另存为“Excel 工作簿（*.xlsx）”后再上传。")]
    Legacy,
    #[error("表格设有打开密码，无法读取。请取消密码后再上传。")]
    Encrypted,
    #[error("这是 CSV 或纯文本文件。请用 Excel 或 WPS 打开，另存为“Excel 工作簿（*.xlsx）”后再上传。")]
    Csv,
    /// A known format that is no XLSX; `name` is its Chinese name.
    #[error("这是{name}，不是 Excel 表格（以文件内容为准，与文件名无关）。请上传 .xlsx 格式的表格。")]
    Foreign { name: &'static str },
    #[error("无法识别这个文件的格式（以文件内容为准，与文件名无关）。请上传 .xlsx 格式的表格。")]
    Unknown,
    #[error("表格已损坏，无法读取。请用 Excel 或 WPS 打开并另存一次后再上传。")]
    Damaged(#[source] Box<dyn Error + Send + Sync>),
    #[error("没有找到表头。请在前 {rows} 行内写一行表头，包含：{}。", .columns.join("、"))]
    NoHeader { rows: u32, columns: Vec<String> },
    #[error("{}", sentences(.0))]
    Header(Vec<HeaderFault>),
    #[error("表头下面没有数据，请填写后再上传。")]
    NoRows,
}

impl SheetError {
    pub(crate) fn damaged(cause: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self::Damaged(cause.into())
    }
}

/// What is wrong with the header row.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum HeaderFault {
    #[error("表头“{text}”所在的 {region} 是合并单元格，请取消合并，使表头只占一行、每列一个名称。")]
    Merged { region: Region, text: String },
    /// `row` as the program shows it, from one.
    #[error("表头（第 {row} 行）缺少“{title}”一列。")]
    Missing { row: u32, title: String },
    #[error("“{title}”在表头中出现了两次（{first} 和 {second}），请只保留一列。")]
    Twice { title: String, first: Address, second: Address },
}

/// A cell that cannot be taken as it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CellError {
    /// The row as the program shows it, from one.
    pub row: u32,
    /// The heading that stands in the file, or the column's title if it has no such column.
    pub column: String,
    /// None if the file has no such column.
    pub address: Option<Address>,
    /// What is wrong and what to do, in Chinese, without a full stop.
    pub sentence: String,
}

impl fmt::Display for CellError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "第 {} 行“{}”", self.row, self.column)?;
        if let Some(address) = self.address {
            write!(f, "({address})")?;
        }
        write!(f, "：{}", self.sentence)
    }
}

impl Error for CellError {}

fn sentences(faults: &[HeaderFault]) -> String {
    faults.iter().map(HeaderFault::to_string).collect()
}
