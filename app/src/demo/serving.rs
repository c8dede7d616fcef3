use anyhow::{Context, Result};
use web::Visitor;
use web::axum::Router;

use super::cast::Player;
use super::district::ENOUGH;
use super::hand::Hand;

/// The unit that also reports for another one.
pub(super) const SERVER: usize = 1;

/// The unit that has nobody to report: the last but one, for the last is merged.
pub(super) fn served(units: usize) -> Option<usize> {
    (units >= ENOUGH).then(|| units - 2)
}

/// The bureau lets the server report for a unit; whoever acts for it from now on is the server's officer.
pub(super) async fn serve(officer: &mut Hand, router: &Router, server: &Player, unit: &str) -> Result<Hand> {
    let page = officer.open(&format!("/units/{unit}")).await?.text();
    let form = page.split(&format!("/units/{unit}/service")).nth(1).context("单位页上没有代报")?;
    let version = form.split("name=\"version\" value=\"").nth(1).and_then(|rest| rest.split('"').next());
    let fields = [("served_by", server.id.as_str()), ("version", version.unwrap_or_default())];
    officer.post(&format!("/units/{unit}/service"), &fields).await?;
    server.hand.acting_for(Visitor::new(router.clone()), unit).await
}
