use axum::extract::State;
use axum::response::Response;
use clock::Moment;
use people::Actor;
use sheets::{Entry, Heading, Sheet, Workbook, WriteError};
use web::{Fault, Query};

use super::list::{Asked, Seen, see};
use crate::Reports;
use crate::standing::Punctuality;

/// `GET /reports/export.xlsx`: the rows that the filter shows.
pub(crate) async fn download(
    State(state): State<Reports>,
    actor: Actor,
    Query(asked): Query<Asked>,
) -> Result<Response, Fault> {
    let seen = see(&state, &actor, &asked).await?;
    let now = state.db.clock().now();
    let bytes = tokio::task::spawn_blocking(move || workbook(&seen, now)).await.map_err(Fault::internal)?;
    Ok(web::download(&format!("报送清单-{}.xlsx", now.date()), web::XLSX, bytes.map_err(Fault::internal)?))
}

fn workbook(seen: &Seen, now: Moment) -> Result<Vec<u8>, WriteError> {
    let headings = [
        ("专项行动", 34.0),
        ("报送事项", 28.0),
        ("截止", 18.0),
        ("单位", 28.0),
        ("类别", 14.0),
        ("街道（乡镇）", 14.0),
        ("状态", 12.0),
        ("首次报送", 18.0),
        ("按时情况", 10.0),
    ];
    let mut sheet = Sheet::new("报送清单", headings.map(|(text, width)| Heading::new(text, width)))
        .title("报送清单")
        .note(format!("截至 {now}"));
    for row in &seen.rows {
        sheet.push([
            Entry::from(row.campaign_name.as_str()),
            row.title.as_str().into(),
            row.due_in_words().into(),
            row.unit_name.as_str().into(),
            row.class.as_str().into(),
            row.township.as_str().into(),
            row.due_state(seen.today).label().into(),
            row.first_submitted_at.map(|at| at.to_string()).into(),
            row.punctuality().map(Punctuality::label).into(),
        ]);
    }
    let mut book = Workbook::new();
    book.push(sheet);
    book.to_bytes()
}
