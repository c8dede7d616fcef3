use axum::extract::State;
use axum::response::Response;
use people::Actor;
use sheets::{Entry, Heading, Sheet, Workbook, WriteError};
use web::{Fault, Query};

use super::desk::{Asked, Seen, see};
use crate::Overview;
use crate::desk::DeskRow;

/// `GET /desk/export.xlsx`: the rows that the filter shows.
pub(crate) async fn download(
    State(overview): State<Overview>,
    actor: Actor,
    Query(asked): Query<Asked>,
) -> Result<Response, Fault> {
    let seen = see(&overview.db, &actor, &asked).await?.ok_or_else(Fault::not_found)?;
    let name = format!("报送情况-{}.xlsx", overview.db.clock().today());
    let bytes = tokio::task::spawn_blocking(move || workbook(&seen)).await.map_err(Fault::internal)?;
    Ok(web::download(&name, web::XLSX, bytes.map_err(Fault::internal)?))
}

fn workbook(seen: &Seen) -> Result<Vec<u8>, WriteError> {
    let fixed = [("单位", 32.0), ("类别", 16.0), ("街道（乡镇）", 16.0)];
    let after = [
        ("最近活动", 14.0),
        ("无活动天数", 12.0),
        ("联络员", 12.0),
        ("联络员职务", 14.0),
        ("联络员电话", 16.0),
        ("说明", 30.0),
    ];
    let heading = |(text, width): (&str, f64)| Heading::new(text, width);
    let dues = seen.desk.dues.iter().map(|due| Heading::new(&due.title, 16.0));
    let headings: Vec<Heading> =
        fixed.into_iter().map(heading).chain(dues).chain(after.into_iter().map(heading)).collect();
    let mut sheet = Sheet::new("报送情况", headings)
        .title(format!("{}报送情况", seen.campaign.name))
        .note(format!("截至 {}{}", seen.as_of, if seen.is_merged { " · 按合并后单位" } else { "" }));
    for row in seen.rows() {
        let text = |text: &str| Entry::from(text);
        let mut cells = vec![text(&row.unit.name), text(&row.unit.class), text(&row.unit.township)];
        cells.extend((0..row.states.len()).map(|index| Entry::from(state(row, index))));
        cells.push(Entry::from(row.last_activity));
        cells.push(Entry::from(row.silent_days.map(i64::from)));
        cells.extend(
            [&row.unit.liaison_name, &row.unit.liaison_post, &row.unit.liaison_phone].map(|word| text(word)),
        );
        cells.push(row.footnote().into());
        sheet.push(cells);
    }
    let mut workbook = Workbook::new();
    workbook.push(sheet);
    workbook.to_bytes()
}

/// `审核通过；第一医院：未报`: the unit's own state, then those of the units within it.
fn state(row: &DeskRow, index: usize) -> String {
    let label = |row: &DeskRow| row.states.get(index).and_then(Option::as_ref).map(|fact| fact.state.label());
    let within = row.within.iter().filter_map(|one| Some(format!("{}：{}", one.unit.name, label(one)?)));
    let own = label(row).unwrap_or("—").to_owned();
    std::iter::once(own).chain(within).collect::<Vec<_>>().join("；")
}
