//! What stands around the activities, however they are shown: the filters and the ways to look at them.

use campaigns::Measures;
use campaigns::facts::{self, CampaignFact};
use people::{Actor, Permit};
use web::{Fault, Raw};

use crate::Activities;
use crate::policy::{Log, Logbook};
use crate::sieve::{ListInput, Sifted, WAITING};

/// A way to look at the activities.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Face {
    List,
    Calendar,
    Wall,
}

impl Face {
    const ALL: [Self; 3] = [Self::List, Self::Calendar, Self::Wall];

    /// The word on its chip.
    pub(crate) fn label(self) -> &'static str {
        match self {
            Self::List => "列表",
            Self::Calendar => "日历",
            Self::Wall => "照片",
        }
    }

    /// What it shows.
    pub(crate) fn things(self) -> &'static str {
        match self {
            Self::List | Self::Calendar => "活动",
            Self::Wall => "照片",
        }
    }

    /// What is said when nothing has the words that were looked for.
    pub(crate) fn advice(self) -> &'static str {
        match self {
            Self::List => {
                "名称、地点、说明、内容、登记人以及单位、专项行动、项目的名称里，没有一项活动同时有这些词。可以少输几个字，或换一个词。"
            }
            Self::Calendar => "这个月没有同时有这些词的活动。可以看看别的月份，或换一个词。",
            Self::Wall => "有照片的活动里，没有一项同时有这些词。可以少输几个字，或换一个词。",
        }
    }

    fn path(self) -> &'static str {
        match self {
            Self::List => "/activities",
            Self::Calendar => "/activities/calendar",
            Self::Wall => "/activities/photos",
        }
    }
}

/// The filters with what they offer.
#[derive(Clone, Debug)]
pub(crate) struct Frame {
    pub(crate) input: ListInput,
    pub(crate) face: Face,
    pub(crate) campaigns: Vec<(String, String)>,
    pub(crate) phases: Vec<(String, String)>,
    pub(crate) measures: Vec<(String, String)>,
    /// The unit that was asked for: its whole name, or what was typed.
    pub(crate) unit: String,
    /// Why nothing can be shown.
    pub(crate) note: Option<String>,
    pub(crate) is_bureau: bool,
    pub(crate) may_log: bool,
}

/// The last one is a unit's own: nobody else can confirm its photos.
const STATES: [(&str, &str); 4] =
    [("", "已登记"), ("void", "已作废"), ("all", "全部"), (WAITING, "含患者照片未确认")];

impl Frame {
    pub(super) async fn of(
        room: &Activities,
        actor: &Actor,
        face: Face,
        (input, sifted, measures): (ListInput, Sifted, &Measures),
    ) -> Result<Self, Fault> {
        let is_bureau = actor.is_bureau();
        let campaigns = if is_bureau {
            facts::campaigns_watched(&room.db, &actor.at.path).await?
        } else {
            facts::campaigns_of_unit(&room.db, actor.at.id).await?
        };
        let chosen = campaigns.iter().find(|campaign| campaign.id.to_string() == input.campaign.text());
        let phases = match chosen {
            Some(campaign) => facts::phases(&room.db, campaign.id).await?,
            None => Vec::new(),
        };
        let campaign = |fact: CampaignFact| (fact.id.to_string(), fact.name);
        Ok(Self {
            campaigns: campaigns.into_iter().map(campaign).collect(),
            phases: phases.into_iter().map(|phase| (phase.id.to_string(), phase.name)).collect(),
            measures: measures
                .offered()
                .map(|measure| (measure.code.clone(), measure.name.clone()))
                .collect(),
            unit: sifted.unit_name.unwrap_or_else(|| input.unit.text().to_owned()),
            note: sifted.note,
            is_bureau,
            may_log: Permit::<Log>::ask(actor, &Logbook::of(actor)).is_ok(),
            face,
            input,
        })
    }

    /// The ways to look at the same activities: address, word, whether it is this one.
    pub(crate) fn faces(&self) -> Vec<(String, &'static str, bool)> {
        let query = self.input.query("");
        let address = |face: Face| match query.as_str() {
            "" => face.path().to_owned(),
            query => format!("{}?{query}", face.path()),
        };
        Face::ALL.into_iter().map(|face| (address(face), face.label(), face == self.face)).collect()
    }

    pub(crate) fn states(&self) -> &'static [(&'static str, &'static str)] {
        if self.is_bureau { &STATES[..STATES.len() - 1] } else { &STATES }
    }

    /// Whether the reader narrowed the activities down.
    pub(crate) fn is_filtered(&self) -> bool {
        !self.input.query("").is_empty()
    }

    /// What was looked for in text.
    pub(crate) fn sought(&self) -> Option<&str> {
        self.input.q.given()
    }

    /// The same without it.
    pub(crate) fn unsought_href(&self) -> String {
        let rest = ListInput { q: Raw::default(), ..self.input.clone() };
        format!("{}?{}", self.face.path(), rest.query(rest.sort.text()))
    }

    /// Whether the filters that are folded away say something.
    pub(crate) fn is_narrow(&self) -> bool {
        [&self.input.measure, &self.input.from, &self.input.to].iter().any(|raw| !raw.is_blank())
    }

    /// Where all filters are cleared.
    pub(crate) fn cleared(&self) -> &'static str {
        self.face.path()
    }

    /// The address of a page up to its number.
    pub(crate) fn page_href(&self) -> String {
        let query = self.input.query(self.input.sort.text());
        if query.is_empty() { "?page=".to_owned() } else { format!("?{query}&page=") }
    }

    /// The address of the same activities as a file: `export.xlsx`, `export.zip` or `originals.zip`.
    pub(crate) fn file_href(&self, file: &str) -> String {
        format!("/activities/{file}?{}", self.input.query(self.input.sort.text()))
    }
}
