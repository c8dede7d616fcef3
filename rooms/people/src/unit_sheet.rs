use std::collections::HashMap;

use clock::CivilDate;
use sheets::{CellError, Column, Entry, Heading, Limits, Row, Sheet, SheetError, Table, read_table};

use crate::credit_code::CreditCode;
use crate::login::name;
use crate::more::{More, Person, Standing, set_names, yes_or_no};
use crate::planned::{Misfit, Planned};
use crate::responsible::{Duty, Responsible};
use crate::roster::{Brings, Roster, plain};
use crate::store::unit_list::Listed;
use crate::unit::{Particulars, field, shortened};
use crate::wish::Wish;
use crate::{NodeKind, NodePath, UnitId};

const NAME: Column = Column::required("单位名称", &["单位", "机构名称", "名称"]);
const SHORT_NAME: Column = Column::optional("简称", &["单位简称", "机构简称"]);
const CREDIT_CODE: Column = Column::optional("统一社会信用代码", &["信用代码", "社会信用代码"]);
const CLASS: Column = Column::required("类别", &["单位类别", "机构类别", "单位类型", "机构类型"]);
const TOWNSHIP: Column =
    Column::optional("街道（乡镇）", &["街道", "乡镇", "乡镇（街道）", "镇街", "所在街道"]);
const HEADCOUNT: Column = Column::optional("在职人数", &["职工人数", "在岗人数", "人数"]);
const BEDS: Column = Column::optional("床位数", &["床位", "编制床位", "实有床位", "开放床位"]);
const LIAISON_NAME: Column = Column::optional("联络员", &["联络员姓名", "联系人", "姓名"]);
const LIAISON_POST: Column = Column::optional("联络员职务", &["职务"]);
const LIAISON_PHONE: Column = Column::optional("联络员电话", &["联系电话", "手机", "手机号", "电话"]);

const PARENT: Column = Column::optional("上级单位", &["上级", "主管单位"]);
const MICRO: Column = Column::optional("微型机构", &["是否微型机构"]);
const SERVER: Column = Column::optional("代报单位", &["由谁代报", "代报"]);
const SETS: Column = Column::optional("挂片", &["所属挂片", "片区"]);

/// Name, post and phone of whoever answers for each duty.
const PEOPLE: [[Column; 3]; 4] = [
    [
        Column::optional("主要负责人", &["主要负责人姓名"]),
        Column::optional("主要负责人职务", &[]),
        Column::optional("主要负责人电话", &[]),
    ],
    [
        Column::optional("分管领导", &["分管领导姓名"]),
        Column::optional("分管领导职务", &[]),
        Column::optional("分管领导电话", &[]),
    ],
    [
        Column::optional("安全管理A岗", &["安全管理A岗姓名", "A岗"]),
        Column::optional("安全管理A岗职务", &["A岗职务"]),
        Column::optional("安全管理A岗电话", &["A岗电话"]),
    ],
    [
        Column::optional("安全管理B岗", &["安全管理B岗姓名", "B岗"]),
        Column::optional("安全管理B岗职务", &["B岗职务"]),
        Column::optional("安全管理B岗电话", &["B岗电话"]),
    ],
];

fn columns() -> Vec<Column<'static>> {
    let known = [
        NAME,
        SHORT_NAME,
        CREDIT_CODE,
        CLASS,
        TOWNSHIP,
        HEADCOUNT,
        BEDS,
        LIAISON_NAME,
        LIAISON_POST,
        LIAISON_PHONE,
        PARENT,
        MICRO,
        SERVER,
        SETS,
    ];
    known.into_iter().chain(PEOPLE.into_iter().flatten()).collect()
}

/// Why a sheet of units is refused: the file as a whole, or every wrong cell.
#[derive(Debug)]
pub(crate) enum Refused {
    File(SheetError),
    /// The wrong cells, and what the rows without one would do.
    Cells(Vec<CellError>, Vec<Planned>),
}

/// Reads a sheet of units and holds it against the roster. Everything that is wrong comes back at once.
pub(crate) fn read(bytes: &[u8], roster: Roster, at: &NodePath) -> Result<Vec<Planned>, Refused> {
    let limits = Limits { max_rows: 5_000, ..Limits::default() };
    let table = read_table(bytes, &columns(), &limits).map_err(Refused::File)?;
    let roster = roster.bringing(brings(&table));
    let mut names = HashMap::new();
    let mut codes = HashMap::new();
    let mut units = HashMap::new();
    let mut right = Vec::new();
    let planned = table.collect(|row| {
        // What stands in a wrong cell is left out, and the rest of the row is judged: everything wrong with it is told at once.
        let (particulars, more, number) = (particulars(row), more(row), row.number());
        let is_named = !particulars.name.is_empty();
        if let Some(earlier) = is_named.then(|| names.insert(plain(&particulars.name), number)).flatten() {
            row.refuse(&NAME, format!("与第 {earlier} 行重名，请删去其中一行"));
        }
        let code = particulars.credit_code.value().map(CreditCode::as_str);
        if let Some(earlier) = code.and_then(|code| codes.insert(code.to_owned(), number)) {
            row.refuse(&CREDIT_CODE, format!("与第 {earlier} 行的信用代码相同，请核对"));
        }
        if let Some(earlier) = roster.meant(&particulars).and_then(|unit| units.insert(unit, number)) {
            row.refuse(&NAME, format!("与第 {earlier} 行说的是名册里的同一个单位，请合并成一行"));
        }
        match roster.plan(particulars, more, at) {
            Ok(planned) => row.is_right().then(|| right.push(planned)),
            Err(misfits) => {
                misfits.into_iter().for_each(|misfit| refuse(row, misfit));
                None
            }
        }
    });
    match planned {
        Ok(_) => Ok(right),
        Err(cells) => Err(Refused::Cells(cells, right)),
    }
}

/// Notes why a row fits no unit under the cell that says so.
fn refuse(row: &mut Row<'_>, misfit: Misfit) {
    let (column, sentence) = match misfit {
        Misfit::Name(sentence) => (&NAME, sentence),
        Misfit::Code(sentence) => (&CREDIT_CODE, sentence),
        Misfit::Parent(sentence) => (&PARENT, sentence),
        Misfit::Server(sentence) => (&SERVER, sentence),
        Misfit::Sets(sentence) => (&SETS, sentence),
        Misfit::People(sentence) => (&PEOPLE[0][0], sentence),
    };
    row.refuse(column, sentence);
}

/// What each row is called and what it names above it; whatever else is wrong with it is told when it is judged.
fn brings(table: &Table<'_>) -> Vec<Brings> {
    let named = table.collect(|row| {
        let name = row.cell(&NAME).parse(field::full_name).ok()?;
        let parent = row.cell(&PARENT).given().and_then(|cell| cell.parse(field::full_name).ok());
        let server = row
            .cell(&SERVER)
            .given()
            .map(|cell| cell.parse(|text| Wish::parse(Some(text.trim()), field::full_name)));
        let is_served = matches!(server, Some(Ok(Wish::Set(_))));
        Some(Brings { name, parent: parent.unwrap_or_default(), is_served })
    });
    named.unwrap_or_default()
}

/// What the right cells say of a unit.
fn particulars(row: &mut Row<'_>) -> Particulars {
    let name = row.read(&NAME, |cell| cell.parse(field::full_name)).unwrap_or_default();
    let short_name = wish(row, &SHORT_NAME, field::short_name);
    Particulars {
        short_name: short_name.value().cloned().unwrap_or_else(|| shortened(&name)),
        name,
        credit_code: wish(row, &CREDIT_CODE, field::credit_code),
        class: row.read(&CLASS, |cell| cell.parse(class_of_unit)).unwrap_or_default(),
        township: wish(row, &TOWNSHIP, field::township),
        headcount: wish(row, &HEADCOUNT, field::headcount),
        beds: wish(row, &BEDS, field::beds),
        liaison_name: wish(row, &LIAISON_NAME, field::liaison_name),
        liaison_post: wish(row, &LIAISON_POST, field::liaison_post),
        liaison_phone: wish(row, &LIAISON_PHONE, field::phone),
    }
}

/// Departments are not in a roster (decision 25).
fn class_of_unit(text: &str) -> Result<String, String> {
    let class = field::class(text)?;
    if class.ends_with(NodeKind::Department.label()) {
        return Err("名册里只列单位，科室不在这里导入：请删去这一行，导入后在“单位”的“组织架构”里找到所属单位，用“新增下级”添加科室".to_owned());
    }
    Ok(class)
}

fn more(row: &mut Row<'_>) -> More {
    let parent = row.read(&PARENT, |cell| cell.given().map(|cell| cell.parse(field::full_name)).transpose());
    let is_micro = row.read(&MICRO, |cell| cell.given().map(|cell| cell.parse(yes_or_no)).transpose());
    More {
        parent: parent.flatten(),
        is_micro: is_micro.flatten(),
        server: wish(row, &SERVER, field::full_name),
        sets: wish(row, &SETS, set_names),
        people: PEOPLE.each_ref().map(|columns| person(row, columns)),
    }
}

/// Of whom one cell is wrong nothing is said: the other cells alone would be wrong as well.
fn person(row: &mut Row<'_>, [who, post, phone]: &[Column<'static>; 3]) -> Person {
    let who = read_wish(row, who, |text| name(text, 50, "姓名"));
    let post = read_wish(row, post, |text| name(text, 50, "职务"));
    let phone = read_wish(row, phone, field::phone);
    match (who, post, phone) {
        (Some(who), Some(post), Some(phone)) => (who, post, phone),
        _ => (Wish::Keep, Wish::Keep, Wish::Keep),
    }
}

/// What a cell wishes; a wrong one nothing.
fn wish<T>(
    row: &mut Row<'_>,
    column: &Column<'static>,
    judge: impl FnOnce(&str) -> Result<T, String>,
) -> Wish<T> {
    read_wish(row, column, judge).unwrap_or(Wish::Keep)
}

/// `None` when the cell is wrong.
fn read_wish<T>(
    row: &mut Row<'_>,
    column: &Column<'static>,
    judge: impl FnOnce(&str) -> Result<T, String>,
) -> Option<Wish<T>> {
    row.read(column, |cell| match cell.given() {
        None => Ok(Wish::Keep),
        Some(cell) => cell.parse(|text| Wish::parse(Some(text.trim()), judge)),
    })
}

fn headings() -> Vec<Heading> {
    let known = [
        (NAME, 32.0),
        (SHORT_NAME, 16.0),
        (CREDIT_CODE, 24.0),
        (CLASS, 16.0),
        (TOWNSHIP, 14.0),
        (HEADCOUNT, 10.0),
        (BEDS, 10.0),
        (LIAISON_NAME, 12.0),
        (LIAISON_POST, 14.0),
        (LIAISON_PHONE, 16.0),
        (PARENT, 28.0),
        (MICRO, 10.0),
        (SERVER, 24.0),
        (SETS, 18.0),
    ];
    let people = PEOPLE.into_iter().flatten().map(|column| (column, 16.0));
    known.into_iter().chain(people).map(|(column, width)| Heading::new(column.title(), width)).collect()
}

/// The empty sheet to fill in, with one line as an example.
pub(crate) fn template() -> Sheet {
    let mut sheet = Sheet::new("单位名册", headings())
        .title("单位名册")
        .note("单位名称、类别必填；其余可以留空，已有单位的空白格不会改动原有内容，要清掉原有内容请填“清空”。上级、代报单位填全称，上级也可以是本表新增的单位；微型机构填是或否；多个挂片用顿号隔开。填写前请删去示例行。");
    let mut row: Vec<Entry> = vec![
        "示例区第一医院".into(),
        "示例一院".into(),
        Entry::Blank,
        "公立医院".into(),
        "东街街道".into(),
        120_i64.into(),
        60_i64.into(),
        "王联络".into(),
        "办公室主任".into(),
        "13800138000".into(),
        Entry::Blank,
        "否".into(),
        Entry::Blank,
        Entry::Blank,
        "陈院长".into(),
        "院长".into(),
        "13900139000".into(),
    ];
    row.resize_with(columns().len(), || Entry::Blank);
    sheet.push(row);
    sheet
}

/// The list as a sheet that can be imported again.
pub(crate) fn export(
    title: &str,
    today: CivilDate,
    units: &[Listed],
    standings: &HashMap<UnitId, Standing>,
) -> Sheet {
    let mut sheet =
        Sheet::new("单位名册", headings()).title(title).note(format!("截至 {today}，共 {} 家", units.len()));
    for unit in units {
        let standing = standings.get(&unit.id).cloned().unwrap_or_default();
        let mut row: Vec<Entry> = vec![
            unit.name.as_str().into(),
            unit.short_name.as_str().into(),
            unit.credit_code.clone().into(),
            unit.class.as_str().into(),
            unit.township.as_str().into(),
            unit.headcount.into(),
            unit.beds.into(),
            unit.liaison_name.as_str().into(),
            unit.liaison_post.as_str().into(),
            unit.liaison_phone.as_str().into(),
            standing.parent.as_str().into(),
            if standing.is_micro { "是" } else { "否" }.into(),
            standing.server.as_str().into(),
            standing.sets.join("、").into(),
        ];
        for duty in Duty::ALL {
            let one = standing.responsible.iter().find(|one| one.duty == *duty);
            let text = |of: fn(&Responsible) -> &String| one.map_or("", |one| of(one)).into();
            row.extend([text(|one| &one.name), text(|one| &one.post), text(|one| &one.phone)]);
        }
        sheet.push(row);
    }
    sheet
}

#[cfg(test)]
mod tests;
