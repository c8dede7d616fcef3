//! A day before a campaign's notice: somebody says why it is meant.

use campaigns::CampaignId;
use web::{Invalid, Raw};

use crate::activity::{Days, Reason};
use crate::entry::Setting;
use crate::openings::find;

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
    let early = chosen
        .map(|opening| &opening.campaign)
        .find(|campaign| campaign.issued_on.is_some_and(|issued| start < issued))?;
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
