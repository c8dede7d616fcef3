//! The plan and the list of campaigns as tables.

use axum::extract::{Path, State};
use axum::http::HeaderValue;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use clock::Moment;
use people::{Actor, Permit};
use sheets::{Entry, Heading, Sheet, Workbook};
use web::Fault;

use super::beside::{self, Beside, beside};
use super::words::Words;
use crate::campaign::Head;
use crate::plan::Told;
use crate::policy::Export;
use crate::store::heads;
use crate::store::list::Listed;
use crate::store::plan::{IndicatorRow, Plan, load};
use crate::{Campaigns, PhaseId};

const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// GET /campaigns/{id}/plan.xlsx
pub(crate) async fn plan(
    State(room): State<Campaigns>,
    actor: Actor,
    Path(id): Path<String>,
) -> Result<Response, Fault> {
    let head = allowed(&room, &actor, &id).await?;
    let plan = load(&room.db, head.id).await?;
    let mut book = Workbook::new();
    let beside = beside(&room.db, &plan).await?;
    for sheet in [
        particulars(&plan),
        phases(&plan),
        indicators(&plan),
        dues(&plan),
        tasks(&plan, &beside),
        annexes(&plan),
    ] {
        book.push(sheet);
    }
    send(book, &format!("{}-方案.xlsx", head.name)).await
}

/// The list of campaigns.
pub(super) async fn campaigns(rows: &[Listed], is_bureau: bool, as_of: Moment) -> Result<Response, Fault> {
    let mut columns = vec![
        ("名称", 40.0),
        ("状态", 10.0),
        ("发文字号", 20.0),
        ("发文日期", 12.0),
        ("阶段数", 8.0),
        ("下发时间", 18.0),
    ];
    if is_bureau {
        columns.extend([("参加单位", 10.0), ("已签收", 10.0)]);
    }
    let mut sheet = sheet("专项行动", &columns).title("专项行动").note(format!("截至 {as_of}"));
    for row in rows {
        let mut entries: Vec<Entry> = vec![
            row.name.as_str().into(),
            row.state.label().into(),
            row.document_number.words().into(),
            row.issued_on.words().into(),
            row.phases.into(),
            row.launched_at.words().into(),
        ];
        if is_bureau {
            entries.extend([row.units.into(), row.signed.into()]);
        }
        sheet.push(entries);
    }
    let mut book = Workbook::new();
    book.push(sheet);
    send(book, "专项行动.xlsx").await
}

pub(super) async fn allowed(room: &Campaigns, actor: &Actor, id: &str) -> Result<Head, Fault> {
    let head = heads::head(&room.db, id).await?;
    Permit::<Export>::ask(actor, &head)?;
    Ok(head)
}

pub(super) fn sheet(name: &str, columns: &[(&str, f64)]) -> Sheet {
    Sheet::new(name, columns.iter().map(|(text, width)| Heading::new(*text, *width)))
}

fn phase_name(plan: &Plan, id: Option<PhaseId>) -> Entry {
    plan.phase(id).map_or("全程".into(), |phase| phase.name.as_str().into())
}

/// What the campaign is and follows.
fn particulars(plan: &Plan) -> Sheet {
    let campaign = &plan.campaign;
    let mut sheet = sheet("基本情况", &[("项目", 16.0), ("内容", 80.0)]);
    let named = [
        ("方案名称", campaign.name.clone()),
        ("发文机关", campaign.issuer.clone().unwrap_or_default()),
        ("发文日期", campaign.issued_on.words()),
    ];
    let named = named.into_iter().filter(|(_, text)| !text.is_empty());
    for (label, text) in named.chain(campaign.ground_and_upward()) {
        sheet.push([label.into(), text.into()]);
    }
    sheet
}

fn phases(plan: &Plan) -> Sheet {
    let mut sheet =
        sheet("阶段", &[("序号", 6.0), ("阶段", 24.0), ("开始", 12.0), ("结束", 12.0), ("文件依据", 60.0)]);
    for (row, chained) in plan.phases.iter().zip(&plan.chained) {
        let basis = row.source_text.words().into();
        let ends_on = row.ends_on.map_or("长期".to_owned(), |day| day.to_string());
        sheet.push([
            row.ordinal.into(),
            row.name.as_str().into(),
            chained.starts_on.words().into(),
            ends_on.into(),
            basis,
        ]);
    }
    sheet
}

fn indicators(plan: &Plan) -> Sheet {
    let columns = [
        ("阶段", 20.0),
        ("指标", 24.0),
        ("单位", 8.0),
        ("按什么算", 12.0),
        ("目标", 10.0),
        ("另定", 40.0),
        ("文件依据", 60.0),
    ];
    let mut sheet = sheet("指标", &columns).note("按职工人数、床位数算的目标，各单位的得数不足一个的进一");
    for row in plan.indicators.iter().filter(|row| !row.dropped) {
        let Some(measure) = plan.measure(row) else { continue };
        let own = plan.rulings.iter().filter(|one| one.indicator == row.id);
        let rulings = own.map(|one| format!("{} {}", one.name, one.ruled().words()));
        sheet.push([
            phase_name(plan, row.phase),
            plan.name(row).into(),
            measure.unit.as_str().into(),
            row.rate().map_or("", |_| row.basis.label()).into(),
            aim(row),
            rulings.collect::<Vec<_>>().join("；").into(),
            row.source_text.words().into(),
        ]);
    }
    sheet
}

/// A whole number as a number, a rate with a fraction as it is read.
fn aim(row: &IndicatorRow) -> Entry {
    match (row.target, row.hundredths) {
        (target, 0) => target.into(),
        _ => row.rate().words().into(),
    }
}

fn dues(plan: &Plan) -> Sheet {
    let columns = [
        ("报送内容", 30.0),
        ("类别", 12.0),
        ("阶段", 20.0),
        ("截止日期", 12.0),
        ("时间", 8.0),
        ("含图片", 8.0),
        ("文件依据", 60.0),
    ];
    let mut sheet = sheet("报送要求", &columns);
    for row in plan.dues.iter().filter(|row| !row.dropped) {
        let due_on = row.due_on.map_or("随时".to_owned(), |day| day.to_string());
        sheet.push([
            row.title.as_str().into(),
            row.kind.label().into(),
            phase_name(plan, row.phase),
            due_on.into(),
            row.due_time.words().into(),
            if row.with_pictures { "是" } else { "否" }.into(),
            row.source_text.words().into(),
        ]);
    }
    sheet
}

fn tasks(plan: &Plan, beside: &Beside) -> Sheet {
    let columns = [("阶段", 20.0), ("任务", 60.0), ("补充通知调整", 40.0), ("文件依据", 60.0)];
    let mut sheet = sheet("任务", &columns);
    for row in plan.tasks.iter().filter(|row| !row.dropped) {
        let changed: Vec<String> = beside::of(beside, &row.id).iter().map(Told::in_a_line).collect();
        sheet.push([
            phase_name(plan, row.phase),
            row.text.as_str().into(),
            changed.join("；").into(),
            row.source_text.words().into(),
        ]);
    }
    sheet
}

fn annexes(plan: &Plan) -> Sheet {
    let mut sheet = sheet("宣传内容附件标语", &[("类别", 10.0), ("内容", 60.0), ("文件依据", 60.0)]);
    for row in plan.annexes() {
        sheet.push([row.kind.label().into(), row.text.as_str().into(), row.source_text.words().into()]);
    }
    sheet
}

pub(super) async fn send(book: Workbook, name: &str) -> Result<Response, Fault> {
    let bytes = tokio::task::spawn_blocking(move || book.to_bytes())
        .await
        .map_err(Fault::internal)?
        .map_err(|error| Fault::refused("too_much", error.to_string()))?;
    let disposition = format!("attachment; filename*=UTF-8''{}", web::encoded(name));
    let mut response = bytes.into_response();
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(XLSX));
    headers.insert(CONTENT_DISPOSITION, HeaderValue::from_str(&disposition).map_err(Fault::internal)?);
    Ok(response)
}
