use std::io::Cursor;

use image::{ImageFormat, Rgb, RgbImage};
use sheets::{Entry, Heading, Sheet, Workbook};

/// A small photo that is another one for every seed.
pub(crate) fn jpeg(seed: u8) -> Vec<u8> {
    let picture = RgbImage::from_fn(320, 240, |x, y| {
        let cell = ((x / 40) * 5 + (y / 40) * 11 + u32::from(seed) * 37) % 8;
        Rgb([30 * cell as u8, (20 * cell as u8) ^ (seed << 5), 255 - 30 * cell as u8])
    });
    let mut bytes = Cursor::new(Vec::new());
    picture.write_to(&mut bytes, ImageFormat::Jpeg).unwrap();
    bytes.into_inner()
}

/// A sheet with one unit that is new.
pub(crate) fn sheet() -> Vec<u8> {
    let titles =
        ["单位名称", "简称", "统一社会信用代码", "类别", "街道（乡镇）", "在职人数", "联络员", "联络员电话"];
    let mut sheet = Sheet::new("单位", titles.map(|title| Heading::new(title, 20.0)));
    let cells = [
        "青禾区妇幼保健院",
        "区妇幼",
        "9144030071526726XG",
        "妇幼保健机构",
        "西街街道",
        "80",
        "何联络",
        "0595-22345678",
    ];
    sheet.push(cells.map(Entry::from));
    let mut book = Workbook::new();
    book.push(sheet);
    book.to_bytes().unwrap()
}

/// A ledger of activities with one row.
pub(crate) fn ledger() -> Vec<u8> {
    let titles = ["名称", "日期", "宣传手册（册）"];
    let mut sheet = Sheet::new("活动台账", titles.map(|title| Heading::new(title, 20.0)));
    sheet.push(["从台账导入的讲座", "2026-03-05", "30"].map(Entry::from));
    let mut book = Workbook::new();
    book.push(sheet);
    book.to_bytes().unwrap()
}
