//! Which activities are asked for, whatever the way in which they are shown.

use campaigns::CampaignId;
use campaigns::facts;
use clock::CivilDate;
use db::{Reads, Sought};
use people::Actor;
use serde::Deserialize;
use utoipa::ToSchema;
use web::{Fault, Raw, encoded};

use crate::activity::ActivityState;
pub(crate) use crate::store::lists::WAITING;
use crate::store::lists::{Filter, Order};
use crate::store::nodes;
use crate::store::words as rows;
use crate::words::{self, Names, Narrow};

/// Which activities to list, and how.
#[derive(Clone, Debug, Default, Deserialize, ToSchema)]
#[serde(default)]
pub(crate) struct ListInput {
    /// Words that all have to be in what was written of it, or in the name of its unit, a campaign or a measure.
    pub(crate) q: Raw,
    /// The id of a campaign that they count for.
    pub(crate) campaign: Raw,
    /// The id of a phase of that campaign.
    pub(crate) phase: Raw,
    /// The code of a measure that they count.
    pub(crate) measure: Raw,
    /// `YYYY-MM-DD`: from this day on.
    pub(crate) from: Raw,
    /// `YYYY-MM-DD`: to this day.
    pub(crate) to: Raw,
    /// The id, name or short name of a unit.
    pub(crate) unit: Raw,
    /// `logged` (when blank), `void`, `all`, or `patients`: those of one's own place with a photo that shows patients and waits.
    pub(crate) state: Raw,
    /// `-date` (when blank), `date`, `name`, `-name`, `unit`, `-unit`.
    pub(crate) sort: Raw,
    /// From 1.
    pub(crate) page: Raw,
}

impl ListInput {
    /// The filters for people who read them later: `含：讲座；单位：…`; blank without any.
    pub(crate) fn in_words(&self) -> String {
        let fields = [
            ("查找", &self.q),
            ("专项行动", &self.campaign),
            ("阶段", &self.phase),
            ("项目", &self.measure),
            ("从", &self.from),
            ("到", &self.to),
            ("单位", &self.unit),
            ("状态", &self.state),
        ];
        let given = fields.iter().filter(|(_, value)| !value.is_blank());
        given.map(|(label, value)| format!("{label}：{value}")).collect::<Vec<_>>().join("；")
    }

    /// The filters as a query, sorted by `sort`.
    pub(crate) fn query(&self, sort: &str) -> String {
        let fields = [
            ("q", self.q.text()),
            ("campaign", self.campaign.text()),
            ("phase", self.phase.text()),
            ("measure", self.measure.text()),
            ("from", self.from.text()),
            ("to", self.to.text()),
            ("unit", self.unit.text()),
            ("state", self.state.text()),
            ("sort", sort),
        ];
        let given = fields.iter().filter(|(_, value)| !value.is_empty());
        given.map(|(name, value)| format!("{name}={}", encoded(value))).collect::<Vec<_>>().join("&")
    }

    /// How the list is sorted; a word that is none counts as not given.
    pub(crate) fn order(&self) -> Order {
        Order::parse(self.sort.text()).unwrap_or(Order::LatestFirst)
    }

    /// What passes for this actor. What is no date counts as not given; what is no id finds nothing.
    pub(crate) async fn sifted(&self, reads: &impl Reads, actor: &Actor) -> Result<Sifted, Fault> {
        let text = |raw: &Raw| raw.given().map(str::to_owned);
        let date = |raw: &Raw| raw.given().and_then(|text| CivilDate::parse(text).ok());
        let state = match self.state.text() {
            "" => Some(ActivityState::Logged.code().to_owned()),
            "all" => None,
            WAITING => Some(ActivityState::Logged.code().to_owned()),
            other => Some(other.to_owned()),
        };
        let filter = Filter {
            below: actor.at.path.clone(),
            reach: nodes::reach(reads, &actor.at.path).await?,
            asked: None,
            campaign: text(&self.campaign),
            measure: text(&self.measure),
            from: date(&self.from),
            to: date(&self.to),
            unit: None,
            state,
            waits: self.state.text() == WAITING,
        };
        let mut sifted = Sifted { filter, unit_name: None, note: None };
        self.sift_phase(reads, &mut sifted).await?;
        self.sift_unit(reads, &mut sifted).await?;
        if sifted.filter.waits {
            // Nobody else can confirm them, and only one place's are found without going through everything.
            sifted.filter.unit = Some(actor.at.id.to_string());
        }
        self.sift_words(reads, &mut sifted).await?;
        Ok(sifted)
    }

    async fn sift_phase(&self, reads: &impl Reads, sifted: &mut Sifted) -> Result<(), Fault> {
        let Some(phase) = self.phase.given() else { return Ok(()) };
        let phases = match CampaignId::parse(self.campaign.text()) {
            Ok(campaign) => facts::phases(reads, campaign).await?,
            Err(_) => Vec::new(),
        };
        let filter = &mut sifted.filter;
        match phases.into_iter().find(|known| known.id.to_string() == phase) {
            Some(known) => {
                filter.from = filter.from.max(known.starts_on);
                filter.to = [filter.to, known.ends_on].into_iter().flatten().min();
            }
            // No phase of that campaign: nothing is in it.
            None => filter.campaign = Some(String::new()),
        }
        Ok(())
    }

    async fn sift_unit(&self, reads: &impl Reads, sifted: &mut Sifted) -> Result<(), Fault> {
        let Some(text) = self.unit.given() else { return Ok(()) };
        match nodes::called(reads, &sifted.filter.below, text).await? {
            Some(unit) => {
                sifted.filter.unit = Some(unit.id.to_string());
                sifted.unit_name = Some(unit.name);
            }
            None => {
                sifted.nothing(format!("没有找到单位“{text}”，请输入名称的一部分后从列表里选，或填写全称。"))
            }
        }
        Ok(())
    }

    async fn sift_words(&self, reads: &impl Reads, sifted: &mut Sifted) -> Result<(), Fault> {
        let Some(text) = self.q.given() else { return Ok(()) };
        let sought = match Sought::parse(text) {
            Ok(sought) => sought,
            Err(cause) => {
                sifted.nothing(cause.to_string());
                return Ok(());
            }
        };
        let filter = &mut sifted.filter;
        let measures = facts::measures(reads).await?;
        let below = rows::nodes(reads, &filter.below).await?;
        let campaigns = rows::campaigns(reads).await?;
        let names = Names { nodes: &below, campaigns: &campaigns, measures: Some(&measures) };
        let narrow = Narrow {
            units: filter.unit.as_ref().map_or(filter.reach.units(), std::slice::from_ref),
            campaign: filter.campaign.as_deref(),
            measure: filter.measure.as_deref(),
            state: filter.state.as_deref(),
        };
        filter.asked = Some(words::ask(reads, &sought, &names, &narrow));
        Ok(())
    }
}

/// What passes, and what is to be said of it.
#[derive(Debug)]
pub(crate) struct Sifted {
    pub(crate) filter: Filter,
    /// The whole name of the unit that was asked for.
    pub(crate) unit_name: Option<String>,
    /// Why nothing can pass.
    pub(crate) note: Option<String>,
}

impl Sifted {
    fn nothing(&mut self, note: String) {
        self.filter.campaign = Some(String::new());
        self.note = Some(note);
    }
}
