pub(crate) mod cancel;
pub(crate) mod download;
pub(crate) mod export;
pub(crate) mod show;

use campaigns::Reckoning;
use db::Reads;
use people::facts::{ParticularsFact, UnitFact};
use people::{NodeKind, UnitId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use web::{Fault, Raw};

use crate::choice::Choice;
use crate::export::{Export, ExportId};
use crate::gather::Dossier;
use crate::policy::Subject;
use crate::store::exports;

/// Which part of a unit's file is wanted.
#[derive(Clone, Debug, Default, Deserialize, Serialize, ToSchema)]
#[serde(default)]
pub(crate) struct Asked {
    /// `2026`, or `all`; without it the latest year that there is something of.
    pub(crate) year: Raw,
    /// The id of a campaign; without it all of the year.
    pub(crate) campaign: Raw,
    /// `logged`, `reported` or `approved`; the site's without it.
    pub(crate) reckoning: Raw,
}

impl Asked {
    /// What asks for this choice.
    pub(crate) fn of(choice: &Choice) -> Self {
        Self {
            year: choice.year_text().into(),
            campaign: choice.campaign_text().into(),
            reckoning: choice.reckoning.code().into(),
        }
    }
}

impl Asked {
    /// Refuses what is no year of the file and no reckoning: a page shows something else instead, a ZIP of something else would be
    /// passed on.
    fn check(&self, dossier: &Dossier) -> Result<(), Fault> {
        let years: Vec<String> = dossier.years.iter().map(ToString::to_string).collect();
        let is_year = |text: &&str| *text == "all" || years.iter().any(|year| year == text);
        if let Some(odd) = self.year.given().filter(|text| !is_year(text)) {
            let sentence = format!("没有“{odd}”这一年的内容，可以选：{}，或 all（全部）。", years.join("、"));
            return Err(Fault::field("year", sentence));
        }
        match self.reckoning.given().filter(|code| Reckoning::parse(code).is_none()) {
            Some(_) => Err(Fault::field("reckoning", "口径应为已登记、已报送或已审核。")),
            None => Ok(()),
        }
    }
}

/// The unit of an address. What is no unit has no file.
pub(crate) async fn at(reads: &impl Reads, unit: &str) -> Result<(Subject, ParticularsFact), Fault> {
    let id = UnitId::parse(unit).map_err(|_| Fault::not_found())?;
    let unit: UnitFact = people::facts::unit(reads, id).await?.ok_or_else(Fault::not_found)?;
    let particulars = people::facts::particulars(reads, id).await?.ok_or_else(Fault::not_found)?;
    match particulars.kind {
        NodeKind::Unit => Ok((Subject(unit), particulars)),
        NodeKind::Bureau | NodeKind::Department => Err(Fault::not_found()),
    }
}

/// The ZIP of an address, which is of this unit.
pub(crate) async fn export_of(reads: &impl Reads, subject: &Subject, id: &str) -> Result<Export, Fault> {
    let id = ExportId::parse(id).map_err(|_| Fault::not_found())?;
    let found = exports::find(reads, id).await?;
    found.filter(|export| export.unit == subject.0.id).ok_or_else(Fault::not_found)
}
