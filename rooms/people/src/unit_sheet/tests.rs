use super::*;
use crate::planned::Change;
use crate::roster::tests::unit;
use crate::unit::Unit;
use sheets::Workbook;

fn read_rows(rows: &[[&str; 10]]) -> Result<Vec<Planned>, Refused> {
    read_into(Vec::new(), rows)
}

fn read_into(known: Vec<Unit>, rows: &[[&str; 10]]) -> Result<Vec<Planned>, Refused> {
    let mut sheet = Sheet::new("单位名册", headings().into_iter().take(10)).title("名册");
    for row in rows {
        sheet.push(row.map(Entry::from));
    }
    let mut book = Workbook::new();
    book.push(sheet);
    let at = NodePath::root(UnitId::parse("00000000000000000000000000000001").unwrap());
    read(&book.to_bytes().unwrap(), Roster::new(known), &at)
}

#[test]
fn two_rows_about_one_unit_are_refused() {
    let code = "91350100M000100Y43";
    let known = unit("00000000000000000000000000000002", "第一医院", Some(code));
    let refused = read_into(
        vec![known],
        &[
            ["第一医院", "", "", "公立医院", "", "", "", "", "", ""],
            ["中心医院", "", code, "公立医院", "", "", "", "", "", ""],
        ],
    );
    let Err(Refused::Cells(cells, _)) = refused else { panic!("the second would rename the first") };
    assert_eq!(cells[0].address.unwrap().to_string(), "A4");
    assert!(cells[0].sentence.contains("同一个单位"), "{:?}", cells[0]);
}

#[test]
fn names_every_wrong_cell() {
    let refused = read_rows(&[
        ["第一医院", "", "91350100M000100Y44", "公立医院", "", "5000余", "许多", "", "", "12345"],
        ["", "", "", "", "", "", "", "王", "", ""],
        ["第二医院", "", "91350100M000100Y43", "公立医院", "", "", "", "", "", ""],
        ["第二医院", "", "91350100M000100Y43", "公立医院", "", "", "", "", "", ""],
    ]);
    let Err(Refused::Cells(cells, right)) = refused else { panic!("the cells are wrong") };
    let addresses: Vec<String> = cells.iter().map(|cell| cell.address.unwrap().to_string()).collect();
    assert_eq!(addresses, ["C3", "F3", "G3", "J3", "A4", "D4", "A6", "C6"]);
    let right: Vec<&str> = right.iter().map(|row| row.particulars.name.as_str()).collect();
    assert_eq!(right, ["第二医院"], "a refused row is none of the right ones");
}

#[test]
fn a_row_with_errors_of_two_kinds_names_both() {
    let titles = [NAME, CLASS, LIAISON_PHONE, PARENT, SERVER, SETS, PEOPLE[0][0], PEOPLE[0][1]];
    let mut sheet = Sheet::new("单位名册", titles.map(|column| Heading::new(column.title(), 16.0)));
    sheet.push(["第一医院", "公立医院", "12345", "", "没有的医院", "西片", "", ""].map(Entry::from));
    sheet.push(["第一医院", "", "", "没有的医院", "没有的医院", "", "", "科长"].map(Entry::from));
    let mut book = Workbook::new();
    book.push(sheet);
    let at = NodePath::root(UnitId::parse("00000000000000000000000000000001").unwrap());
    let refused = read(&book.to_bytes().unwrap(), Roster::new(Vec::new()), &at);
    let Err(Refused::Cells(cells, right)) = refused else { panic!("the cells are wrong") };
    let mut addresses: Vec<String> = cells.iter().map(|cell| cell.address.unwrap().to_string()).collect();
    addresses.sort();
    assert_eq!(addresses, ["A3", "B3", "C2", "D3", "E2", "E3", "F2", "G3"], "{cells:?}");
    assert!(right.is_empty());
}

#[test]
fn a_list_of_right_rows_is_taken() {
    let planned = read_rows(&[[
        "第一医院",
        "一院",
        "91350100m000100y43",
        "公立医院",
        "东街",
        "1200",
        "清空",
        "王",
        "办公室主任",
        "13800138000",
    ]]);
    let planned = planned.unwrap();
    assert!(matches!(planned[0].change, Change::New));
    assert_eq!(planned[0].particulars.short_name, "一院");
    assert_eq!(planned[0].particulars.beds, Wish::Clear);
    assert_eq!(planned[0].particulars.liaison_post, Wish::Set("办公室主任".into()));
}

#[test]
fn the_template_can_be_read() {
    let mut book = Workbook::new();
    book.push(template());
    let at = NodePath::root(UnitId::parse("00000000000000000000000000000001").unwrap());
    assert_eq!(read(&book.to_bytes().unwrap(), Roster::new(Vec::new()), &at).unwrap().len(), 1);
}
