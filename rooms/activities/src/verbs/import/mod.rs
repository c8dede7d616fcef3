//! 台账导入: a workbook with pictures is uploaded, looked at, and logged.

pub(crate) mod confirm;
pub(crate) mod show;
pub(crate) mod template;
pub(crate) mod upload;
