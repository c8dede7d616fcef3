//! The files of an XLSX → a table.
#![no_main]

use fuzz::{XLSX, package};
use libfuzzer_sys::fuzz_target;
use sheets::{Cell, Column, Limits, read_table};

const COLUMNS: [Column; 3] =
    [Column::required("名称", &["单位名称"]), Column::required("代码", &[]), Column::optional("床位数", &["床位"])];

fuzz_target!(
    // The parser's panics are caught where it is called; the fuzzer's hook would end the program before.
    init: std::panic::set_hook(Box::new(|_| {})),
    |data: &[u8]| {
        if let Ok(table) = read_table(&package(XLSX, data), &COLUMNS, &Limits::default()) {
            drop(table.collect(|row| Some((row.read(&COLUMNS[0], Cell::text)?, row.read(&COLUMNS[1], Cell::text)?))));
        }
    }
);
