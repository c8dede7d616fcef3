use axum::body::Body;
use axum::extract::State;
use axum::http::HeaderValue;
use axum::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use people::{Actor, Permit};
use sheets::{Entry, Heading, Sheet, Workbook};
use web::{Fault, Query};

use super::list::{ListInput, ListItem, items};
use crate::Activities;
use crate::policy::{List, Logbook};
use crate::store::lists;

const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// The list as a ledger (台账), one row for each number of each activity.
pub(crate) async fn xlsx(
    State(room): State<Activities>,
    actor: Actor,
    Query(input): Query<ListInput>,
) -> Result<Response, Fault> {
    Permit::<List>::ask(&actor, &Logbook::of(&actor))?;
    let filter = input.filter(&room.db, &actor).await?;
    let stretch = lists::stretch(&room.db, &filter, input.order(), (0, i64::MAX)).await?;
    let as_of = room.db.clock().now().to_string();
    let measures = campaigns::facts::measures(&room.db).await?;
    let (place, items) = (actor.at.name, items(stretch, &measures));
    // Writing takes time of the processor, and other requests wait for this thread.
    let bytes = tokio::task::spawn_blocking(move || workbook(&place, &as_of, &items).to_bytes())
        .await
        .map_err(Fault::internal)?
        .map_err(|error| Fault::refused("too_many_rows", error.to_string()))?;
    let mut response = Body::from(bytes).into_response();
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(XLSX));
    headers.insert(CONTENT_DISPOSITION, HeaderValue::from_static("attachment; filename=\"activities.xlsx\""));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("private, no-store"));
    Ok(response)
}

fn workbook(place: &str, as_of: &str, items: &[ListItem]) -> Workbook {
    let headings = [
        ("单位", 24.0),
        ("活动名称", 30.0),
        ("开始日期", 12.0),
        ("结束日期", 12.0),
        ("地点", 18.0),
        ("项目", 18.0),
        ("数量", 10.0),
        ("计量单位", 10.0),
        ("计入", 36.0),
        ("照片（张）", 10.0),
        ("状态", 10.0),
        ("登记人", 12.0),
    ];
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

fn rows(item: &ListItem) -> Vec<Vec<Entry>> {
    let row = |number: [Entry; 3]| {
        let [name, amount, unit] = number;
        let state = if item.is_void() { "已作废" } else { "已登记" };
        vec![
            item.unit_name.as_str().into(),
            item.name.as_str().into(),
            item.starts_on.as_str().into(),
            item.ends_on.as_str().into(),
            item.place.as_str().into(),
            name,
            amount,
            unit,
            item.campaigns.join("、").into(),
            item.photos.into(),
            state.into(),
            item.logged_by.as_str().into(),
        ]
    };
    if item.quantities.is_empty() {
        return vec![row([Entry::Blank, Entry::Blank, Entry::Blank])];
    }
    let numbers = item.quantities.iter();
    numbers
        .map(|number| row([number.name.as_str().into(), number.amount.into(), number.unit.as_str().into()]))
        .collect()
}
