use std::collections::HashMap;

use super::CampaignFact;

/// Campaigns to choose from, those of one name told apart: by their number, else the day of their notice or of their launch;
/// those that have nothing else by their place among them.
pub(super) fn told_apart(mut campaigns: Vec<CampaignFact>) -> Vec<CampaignFact> {
    for tell in [by_paper, by_launch, by_place] {
        let mut met: HashMap<String, usize> = HashMap::new();
        for campaign in &campaigns {
            *met.entry(campaign.name.clone()).or_default() += 1;
        }
        met.retain(|_, times| *times > 1);
        // From the oldest on, which stand last.
        let mut passed: HashMap<String, usize> = HashMap::new();
        for campaign in campaigns.iter_mut().rev().filter(|campaign| met.contains_key(&campaign.name)) {
            let place = passed.entry(campaign.name.clone()).or_default();
            *place += 1;
            if let Some(told) = tell(campaign, *place) {
                campaign.name = format!("{}（{told}）", campaign.name);
            }
        }
    }
    campaigns
}

fn by_paper(campaign: &CampaignFact, _: usize) -> Option<String> {
    let day = campaign.issued_on.map(|day| day.to_string());
    campaign.document_number.clone().filter(|number| !number.is_empty()).or(day)
}

fn by_launch(campaign: &CampaignFact, _: usize) -> Option<String> {
    campaign.launched_at.map(|at| format!("{}下发", at.date()))
}

fn by_place(_: &CampaignFact, place: usize) -> Option<String> {
    Some(place.to_string())
}

#[cfg(test)]
mod tests {
    use clock::CivilDate;

    use super::*;
    use crate::{CampaignId, CampaignState};

    fn campaign(name: &str, number: Option<&str>, issued_on: Option<&str>) -> CampaignFact {
        CampaignFact {
            id: CampaignId::parse(&format!("{:032}", 1)).unwrap(),
            name: name.to_owned(),
            state: CampaignState::Launched,
            place: people::NodePath::root(people::UnitId::parse(&format!("{:032}", 1)).unwrap()),
            document_number: number.map(str::to_owned),
            issuer: None,
            issued_on: issued_on.map(|day| CivilDate::parse(day).unwrap()),
            superior_basis: String::new(),
            report_to: String::new(),
            launched_at: None,
        }
    }

    #[test]
    fn campaigns_of_one_name_are_told_apart() {
        let told = told_apart(vec![
            campaign("控烟", None, None),
            campaign("冬防", Some("青卫〔2026〕9号"), None),
            campaign("冬防", None, Some("2025-11-03")),
            campaign("培训", None, None),
            campaign("培训", None, None),
        ]);
        let names: Vec<&str> = told.iter().map(|campaign| campaign.name.as_str()).collect();
        assert_eq!(
            names,
            ["控烟", "冬防（青卫〔2026〕9号）", "冬防（2025-11-03）", "培训（2）", "培训（1）"]
        );
    }
}
