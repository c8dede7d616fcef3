//! Who has signed (签收), edition by edition: the list on the campaign's page, and the table.

use axum::extract::{Path, State};
use axum::response::Response;
use clock::CivilDate;
use db::Reads;
use people::Actor;
use serde::Deserialize;
use sheets::{Entry, Workbook};
use web::{Fault, Paging, Query, Raw};

use super::export::{allowed, send, sheet};
use super::show::Asked;
use super::words::Words;
use crate::Campaigns;
use crate::store::enrol::{self, Enrolled};
use crate::store::plan::{self, Plan};
use crate::store::signed::{self, Counts};

const PAGE: u64 = 50;

/// The signatures of one edition, a page of them.
pub(crate) struct Signatures {
    pub(crate) units: Vec<Enrolled>,
    /// The edition, and the one in force.
    pub(crate) edition: i64,
    pub(crate) latest: i64,
    pub(crate) counts: Counts,
    /// `no`, `yes`, or nothing for all.
    pub(crate) filter: String,
    pub(crate) paging: Paging,
}

/// The number of an edition that was asked for; the one in force where it is no such number.
fn chosen(asked: &Raw, latest: i64) -> i64 {
    asked.text().parse().ok().filter(|number| (1..=latest).contains(number)).unwrap_or(latest)
}

impl Signatures {
    /// `in_force`: the counts of the latest edition, as of `today`.
    pub(super) async fn load(
        reads: &impl Reads,
        plan: &Plan,
        asked: &Asked,
        (in_force, today): (Counts, CivilDate),
    ) -> Result<Self, Fault> {
        let (campaign, latest) = (plan.campaign.id, plan.campaign.edition);
        let edition = chosen(&asked.edition, latest);
        let filter = asked.signed.text().to_owned();
        let has_signed = match filter.as_str() {
            "no" => Some(false),
            "yes" => Some(true),
            _ => None,
        };
        let earlier = match edition == latest {
            true => None,
            false => Some(enrol::enrolled_at(reads, campaign, edition).await?),
        };
        let counts = earlier.as_deref().map_or(in_force, Counts::of);
        let paging = Paging::new(&asked.page, PAGE, counts.only(has_signed));
        let units = match earlier {
            None => signed::page(reads, (campaign, today), has_signed, &paging).await?,
            Some(all) => on_page(all, has_signed, &paging),
        };
        Ok(Self { units, edition, latest, counts, filter, paging })
    }

    /// Every edition, the first one first.
    pub(crate) fn editions(&self) -> std::ops::RangeInclusive<i64> {
        1..=self.latest
    }

    /// The address of the list with another filter.
    pub(crate) fn href(&self, edition: &i64, filter: &str) -> String {
        format!("?edition={edition}&signed={}", web::encoded(filter))
    }

    /// The address of a page of the list up to its number.
    pub(crate) fn pages(&self) -> String {
        format!("{}&page=", self.href(&self.edition, &self.filter))
    }
}

fn on_page(all: Vec<Enrolled>, has_signed: Option<bool>, paging: &Paging) -> Vec<Enrolled> {
    let is_asked = |unit: &Enrolled| has_signed.is_none_or(|wanted| unit.signed_at.is_some() == wanted);
    let skip = usize::try_from(paging.offset()).unwrap_or(0);
    all.into_iter().filter(is_asked).skip(skip).take(PAGE as usize).collect()
}

/// Which edition.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Of {
    /// Its number; empty: the one in force.
    edition: Raw,
}

/// GET /campaigns/{id}/signatures.xlsx
pub(crate) async fn xlsx(
    State(room): State<Campaigns>,
    actor: Actor,
    Path(id): Path<String>,
    Query(of): Query<Of>,
) -> Result<Response, Fault> {
    let head = allowed(&room, &actor, &id).await?;
    let latest = plan::campaign(&room.db, head.id).await?.edition;
    let edition = chosen(&of.edition, latest);
    // Who left stands in the table with the day, in the list of the edition in force not at all.
    let units = match edition == latest {
        true => enrol::enrolled(&room.db, head.id).await?,
        false => enrol::enrolled_at(&room.db, head.id, edition).await?,
    };
    let columns = [
        ("单位", 30.0),
        ("类别", 14.0),
        ("乡镇街道", 14.0),
        ("联络员", 10.0),
        ("职务", 14.0),
        ("电话", 16.0),
        ("签收", 8.0),
        ("签收时间", 18.0),
        ("签收人", 10.0),
        ("加入日期", 12.0),
        ("退出日期", 12.0),
    ];
    let title = match latest {
        1 => format!("{}签收情况", head.name),
        _ => format!("{}签收情况（第 {edition} 版）", head.name),
    };
    let as_of = room.db.clock().now();
    let mut sheet = sheet("签收情况", &columns).title(title).note(format!("截至 {as_of}"));
    for unit in units {
        let signed = match unit.signed_at {
            Some(_) => "已签收",
            None if unit.is_to_come(as_of.date()) => "未到参加日期",
            None => "未签收",
        };
        sheet.push([
            Entry::from(unit.name),
            unit.class.into(),
            unit.township.into(),
            unit.liaison_name.into(),
            unit.liaison_post.into(),
            unit.liaison_phone.into(),
            signed.into(),
            unit.signed_at.words().into(),
            unit.signed_by.words().into(),
            unit.joined_on.words().into(),
            unit.left_on.words().into(),
        ]);
    }
    let mut book = Workbook::new();
    book.push(sheet);
    let name = if latest == 1 { String::new() } else { format!("第{edition}版") };
    send(book, &format!("{}-{name}签收情况.xlsx", head.name)).await
}
