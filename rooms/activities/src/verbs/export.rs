use std::collections::HashMap;

use axum::body::Body;
use axum::extract::State;
use axum::http::HeaderValue;
use axum::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use campaigns::Dimension;
use db::Db;
use people::{Actor, Permit};
use sheets::{Entry, Heading, Sheet, Workbook};
use web::{Fault, Query};

use super::list::{ListItem, items};
use crate::policy::{List, Logbook};
use crate::sieve::ListInput;
use crate::store::lists::{self, Filter, Line, Written};
use crate::{Activities, QuantityView};

const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// The list as a ledger (台账), one row for each number of each activity.
pub(crate) async fn xlsx(
    State(room): State<Activities>,
    actor: Actor,
    Query(input): Query<ListInput>,
) -> Result<Response, Fault> {
    Permit::<List>::ask(&actor, &Logbook::of(&actor))?;
    let bytes = ledger(&room, &actor, &input).await?;
    let mut response = Body::from(bytes).into_response();
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(XLSX));
    headers.insert(CONTENT_DISPOSITION, HeaderValue::from_static("attachment; filename=\"activities.xlsx\""));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("private, no-store"));
    Ok(response)
}

/// The bytes of the ledger.
pub(super) async fn ledger(room: &Activities, actor: &Actor, input: &ListInput) -> Result<Vec<u8>, Fault> {
    let filter = input.sifted(&room.db, actor).await?.filter;
    let lines = lists::lines(&room.db, &filter, input.order(), (0, i64::MAX)).await?;
    written(&room.db, (lines, &filter), &actor.at.name).await
}

/// These activities of a place as a workbook; `filter` is what they passed.
pub(crate) async fn written(
    db: &Db,
    (lines, filter): (Vec<Line>, &Filter),
    place: &str,
) -> Result<Vec<u8>, Fault> {
    let as_of = db.clock().now().to_string();
    let measures = campaigns::facts::measures(db).await?;
    let speakers: HashMap<String, &str> =
        lines.iter().filter_map(|line| Some((line.id.to_string(), line.speaker?.label()))).collect();
    let written = lists::written(db, filter).await?;
    let mut written: HashMap<String, Written> =
        written.into_iter().map(|one| (one.id.to_string(), one)).collect();
    let place = place.to_owned();
    let told = |item: ListItem| {
        let speaker = speakers.get(&item.id).copied().unwrap_or_default();
        Told { speaker, written: written.remove(&item.id), item }
    };
    let items: Vec<Told> = items(db, lines, &measures).await?.into_iter().map(told).collect();
    // Writing takes time of the processor, and other requests wait for this thread.
    tokio::task::spawn_blocking(move || workbook(&place, &as_of, &items).to_bytes())
        .await
        .map_err(Fault::internal)?
        .map_err(|error| Fault::refused("too_many_rows", error.to_string()))
}

/// An activity with all that the ledger says of it.
struct Told {
    item: ListItem,
    speaker: &'static str,
    written: Option<Written>,
}

fn workbook(place: &str, as_of: &str, items: &[Told]) -> Workbook {
    let headings = [
        ("单位", 24.0),
        ("活动名称", 30.0),
        ("开始日期", 12.0),
        ("结束日期", 12.0),
        ("地点", 18.0),
        ("项目", 18.0),
        ("数量", 10.0),
        ("计量单位", 10.0),
    ];
    let ways = Dimension::ALL.iter().map(|one| (one.label(), 12.0));
    let rest = [
        ("核减", 10.0),
        ("核减原因", 30.0),
        ("活动主讲", 10.0),
        ("活动内容", 24.0),
        ("说明", 40.0),
        ("协办单位", 24.0),
        ("长期展示", 10.0),
        ("重大活动", 10.0),
        ("媒体报道", 30.0),
        ("计入", 36.0),
        ("照片（张）", 10.0),
        ("状态", 10.0),
        ("登记人", 12.0),
    ];
    let headings = headings.into_iter().chain(ways).chain(rest);
    let mut sheet = Sheet::new("活动台账", headings.map(|(text, width)| Heading::new(text, width)))
        .title(format!("{place}活动台账"))
        .note(format!("截至 {as_of}，共 {} 项活动", items.len()));
    for item in items {
        for row in rows(item) {
            sheet.push(row);
        }
    }
    let mut book = Workbook::new();
    book.push(sheet);
    book
}

fn rows(told: &Told) -> Vec<Vec<Entry>> {
    let item = &told.item;
    let row = |number: Option<&QuantityView>| {
        let entries = number.map_or_else(blank, entries);
        let state = if item.is_void() { "已作废" } else { "已登记" };
        let before: [Entry; 5] = [
            item.unit_name.as_str().into(),
            item.name.as_str().into(),
            item.starts_on.as_str().into(),
            item.ends_on.as_str().into(),
            item.place.as_str().into(),
        ];
        let yes = |is: bool| if is { Entry::from("是") } else { Entry::Blank };
        let text = |of: fn(&Written) -> Option<&str>| {
            told.written
                .as_ref()
                .and_then(of)
                .filter(|text| !text.is_empty())
                .map_or(Entry::Blank, Entry::from)
        };
        let after: [Entry; 11] = [
            told.speaker.into(),
            text(|one| one.subjects.as_deref()),
            text(|one| Some(&one.description)),
            text(|one| one.cohosts.as_deref()),
            yes(item.is_standing),
            yes(item.is_major),
            text(|one| if one.link_title.is_empty() { Some(&one.link) } else { Some(&one.link_title) }),
            item.campaigns.join("、").into(),
            item.photos.into(),
            state.into(),
            item.logged_by.as_str().into(),
        ];
        before.into_iter().chain(entries).chain(after).collect()
    };
    if item.quantities.is_empty() {
        return vec![row(None)];
    }
    item.quantities.iter().map(|number| row(Some(number))).collect()
}

/// A number with its unit, a cell for each dimension, then what was taken off it and why.
fn entries(number: &QuantityView) -> Vec<Entry> {
    let ways = Dimension::ALL.iter().map(|one| match number.counts_as.get(*one) {
        Some(value) => one.value_label(value).into(),
        None => Entry::Blank,
    });
    let plain: [Entry; 3] = [number.name.as_str().into(), number.amount.into(), number.unit.as_str().into()];
    let off: [Entry; 2] = match &number.deduction {
        Some(off) => [off.amount.into(), off.reason.as_str().into()],
        None => [Entry::Blank, Entry::Blank],
    };
    plain.into_iter().chain(ways).chain(off).collect()
}

fn blank() -> Vec<Entry> {
    std::iter::repeat_with(|| Entry::Blank).take(5 + Dimension::ALL.len()).collect()
}
