//! A day before a campaign's notice: somebody says why it is meant.

use campaigns::CampaignId;
use campaigns::facts::CampaignFact;
use clock::CivilDate;
use web::{Invalid, Raw};

use crate::activity::{Days, Reason};
use crate::entry::Setting;
use crate::openings::{Opening, find};

/// What is said of something that hung already when the notice came.
const HUNG: &str = "沿用：通知印发前已在展示";

/// The campaign whose notice is later than a day.
fn after<'a>(openings: impl Iterator<Item = &'a Opening>, day: CivilDate) -> Option<&'a CampaignFact> {
    let is_later = |campaign: &&CampaignFact| campaign.issued_on.is_some_and(|issued| day < issued);
    openings.map(|opening| &opening.campaign).find(is_later)
}

/// Going on is the reason itself, where what stands counts for a campaign whose notice came later; blank: none came.
pub(crate) fn of_standing<'a>(
    added: impl Iterator<Item = &'a Opening>,
    starts_on: CivilDate,
) -> &'static str {
    after(added, starts_on).map_or("", |_| HUNG)
}

/// Such a day is possible (a banner that hung already), but most often a slip of the finger. `None` where no day is early, and where
/// nothing is said.
pub(crate) fn reason(
    setting: Setting<'_>,
    typed: &Raw,
    (campaigns, days): (&[CampaignId], Option<Days>),
    invalid: &mut Invalid,
) -> Option<Reason> {
    let start = days?.starts_on;
    let chosen = campaigns.iter().filter_map(|id| find(setting.openings, *id));
    let early = after(chosen, start)?;
    let Some(reason) = typed.given() else {
        let (name, issued) = (&early.name, early.issued_on.map(|day| day.to_string()).unwrap_or_default());
        let sentence = format!(
            "开始日期 {start} 早于“{name}”的通知日期 {issued}。如日期无误，请写明原因后再次提交；如填错请改日期。"
        );
        invalid.add("early_reason", sentence);
        return None;
    };
    invalid.take("early_reason", Reason::parse(reason))
}
