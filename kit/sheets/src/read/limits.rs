/// What a sheet may cost.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Size of the file in bytes.
    pub max_bytes: u64,
    /// Size of everything in it after unpacking, in bytes.
    pub max_unpacked: u64,
    /// Filled rows below the header.
    pub max_rows: usize,
    /// Columns up to the last one with a heading.
    pub max_columns: u32,
}

impl Default for Limits {
    /// 10 MB, 64 MB unpacked, 10 000 rows, 256 columns.
    fn default() -> Self {
        Self { max_bytes: 10_000_000, max_unpacked: 64_000_000, max_rows: 10_000, max_columns: 256 }
    }
}
