use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use campaigns::facts::SignedFact;
use campaigns::{CampaignId, Reckoning};
use people::{Actor, Permit, Role};
use web::{Fault, Page, Query, Reply};

use super::{Asked, at};
use crate::Dossiers;
use crate::choice::Choice;
use crate::export::{Export, LIFE_DAYS};
use crate::gather::{Chapter, Depth, Dossier, Line, Work, gather};
use crate::policy::{Show, Subject};
use crate::store::exports;
use crate::view::DossierView;

/// A unit's file.
#[derive(Template)]
#[template(path = "dossiers/show.html")]
struct ShowPage {
    page: Page,
    dossier: Dossier,
    exports: Vec<Export>,
    key: String,
    is_bureau: bool,
    /// Whether it is of the actor's own unit.
    is_own: bool,
    /// Whether the actor logs activities for it.
    may_log: bool,
}

impl ShowPage {
    fn of_year(&self, year: &i16) -> String {
        Choice { year: Some(*year), campaign: None, ..self.dossier.choice }.query()
    }

    fn of_all_years(&self) -> String {
        Choice { year: None, ..self.dossier.choice }.query()
    }

    fn is_campaign(&self, id: &CampaignId) -> bool {
        self.dossier.choice.campaign == Some(*id)
    }

    fn with_reckoning(&self, reckoning: &Reckoning) -> String {
        Choice { reckoning: *reckoning, ..self.dossier.choice }.query()
    }

    fn is_year(&self, year: &i16) -> bool {
        self.dossier.choice.year == Some(*year)
    }

    fn is_reckoning(&self, reckoning: &Reckoning) -> bool {
        self.dossier.choice.reckoning == *reckoning
    }

    /// The rows behind a figure.
    fn behind(&self, chapter: &Chapter, line: &Line) -> String {
        let (campaign, unit) = (chapter.part.campaign.id, self.dossier.unit.id);
        let reckoning = self.dossier.choice.reckoning.code();
        format!("/figures?campaign={campaign}&unit={unit}&{}&reckoning={reckoning}", line.fact.behind())
    }

    /// The list of activities, or the wall of their pictures, that a chapter shows the beginning of.
    fn all(&self, path: &str, chapter: Option<&Chapter>) -> String {
        let mut query = format!("{path}?unit={}", self.dossier.unit.id);
        if let Some(chapter) = chapter {
            query.push_str(&format!("&campaign={}", chapter.part.campaign.id));
        }
        if let (Some(from), Some(to)) = self.dossier.choice.days() {
            query.push_str(&format!("&from={from}&to={to}"));
        }
        query
    }

    fn list(&self, chapter: &Chapter) -> String {
        self.all("/activities", Some(chapter))
    }

    fn wall(&self, chapter: &Chapter) -> String {
        self.all("/activities/photos", Some(chapter))
    }
}

impl Chapter {
    /// Whether its indicators are few enough to stand open.
    fn is_short(&self) -> bool {
        const FEW: usize = 12;
        self.lines.len() <= FEW
    }

    /// `已达目标 17 / 36 项`.
    fn reached(&self) -> String {
        let aimed =
            self.lines.iter().filter_map(|line| line.fact.target.map(|target| line.fact.done >= target));
        let (all, reached) =
            aimed.fold((0, 0), |(all, reached), is_reached| (all + 1, reached + i32::from(is_reached)));
        if all == 0 { "没有定目标".to_owned() } else { format!("已达目标 {reached} / {all} 项") }
    }

    /// `安全月通知（青卫〔2026〕8号）`: what was signed.
    pub(crate) fn edition_name(&self, signed: &SignedFact) -> String {
        let what = if signed.edition == 1 {
            "通知".to_owned()
        } else {
            format!("补充通知（第 {} 版）", signed.edition)
        };
        let number = if signed.edition == 1 {
            self.part.campaign.document_number.as_deref().unwrap_or_default()
        } else {
            &signed.document_number
        };
        if number.is_empty() { what } else { format!("{what} {number}") }
    }
}

impl Work {
    fn is_cut(&self) -> bool {
        self.count > self.done.len()
    }
}

/// The page and its JSON read the same.
async fn see(
    state: &Dossiers,
    actor: &Actor,
    unit: &str,
    asked: &Asked,
) -> Result<(Subject, Dossier), Fault> {
    let (subject, particulars) = at(&state.db, unit).await?;
    Permit::<Show>::ask(actor, &subject)?;
    let dossier = gather(&state.db, (subject.0.clone(), particulars), asked, Depth::Page).await?;
    Ok((subject, dossier))
}

/// `GET /dossiers/{unit}`.
pub(crate) async fn html(
    State(state): State<Dossiers>,
    actor: Actor,
    page: Page,
    Path(unit): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Response, Fault> {
    const EXPORTS: i64 = 5;
    let (subject, dossier) = see(&state, &actor, &unit, &asked).await?;
    let is_own = actor.at.id == subject.0.id;
    let template = ShowPage {
        page: page.titled(subject.0.name.clone()),
        exports: exports::of_unit(&state.db, subject.0.id, EXPORTS).await?,
        key: state.db.mint().id::<()>().to_string(),
        is_bureau: actor.is_bureau(),
        may_log: is_own && actor.is_any(&[Role::UnitOfficer]) && subject.0.merged_on.is_none(),
        is_own,
        dossier,
    };
    template.page.show(&template)
}

/// `GET /api/v1/dossiers/{unit}`.
pub(crate) async fn call(
    State(state): State<Dossiers>,
    actor: Actor,
    Path(unit): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Reply<DossierView>, Fault> {
    let (_, dossier) = see(&state, &actor, &unit, &asked).await?;
    Ok(Reply(DossierView::of(&dossier)))
}
