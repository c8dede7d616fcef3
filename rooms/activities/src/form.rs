//! The form of an activity: what it offers beside what was typed.

mod progress;
mod subjects;
pub(crate) mod tiles;
mod ways;

use askama::Template;
use campaigns::{Measure, MeasureKind, Measures, SplitInput, facts};
use clock::CivilDate;
use db::{Db, DbError};
use people::{Actor, Target};
use web::{Invalid, Page, Raw};

use crate::activity::Activity;
use crate::draft::GoingOn;
use crate::openings::{self, Opening};
use crate::store::{drafts, parts};
use crate::{ActivityInput, QuantityInput, Speaker};

pub(crate) use self::progress::Line;
use self::progress::progress;
pub(crate) use self::tiles::{PaperTile, Tile};
pub(crate) use self::ways::Way;
use self::ways::ways;

/// What the form is for.
#[derive(Debug)]
pub(crate) enum Purpose<'a> {
    /// A new activity, perhaps begun in a draft.
    New(Option<GoingOn>),
    /// A correction; with what another changed meanwhile, perhaps kept in a draft.
    Correct(&'a Activity, Vec<Changed>, Option<GoingOn>),
}

impl Purpose<'_> {
    pub(super) fn draft(&self) -> Option<GoingOn> {
        match self {
            Self::New(draft) | Self::Correct(_, _, draft) => *draft,
        }
    }
}

/// A field that somebody else changed while this form was open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Changed {
    pub(crate) label: &'static str,
    pub(crate) now: String,
    pub(crate) typed: String,
}

/// `activities/form.html`.
#[derive(Debug, Template)]
#[template(path = "activities/form.html")]
pub(crate) struct FormPage {
    pub(crate) page: Page,
    pub(crate) typed: ActivityInput,
    pub(crate) errors: Invalid,
    pub(crate) key: String,
    pub(crate) offer: Offer,
    /// A message that was pasted and not read.
    pub(crate) pasted: Raw,
    /// What was read of a pasted message.
    pub(crate) read: Option<Vec<String>>,
}

/// What the form offers to choose from.
#[derive(Clone, Debug, Default)]
pub(crate) struct Offer {
    /// Where the form goes.
    pub(crate) action: String,
    /// Where cancelling leads.
    pub(crate) back: String,
    /// What follows the address of a verb that gives the form back: which draft or activity it is about.
    pub(crate) query: String,
    /// The draft that it is or will be kept in.
    pub(crate) draft: String,
    /// The version that the page goes on from; 0 where it was never kept.
    pub(crate) draft_version: i64,
    /// The activity that is corrected; blank for a new one.
    pub(crate) activity: String,
    /// The version that a correction was made from; 0 for a new activity.
    pub(crate) version: i64,
    pub(crate) can_copy: bool,
    /// Whether the campaigns follow what is typed until somebody ticks one.
    pub(crate) suggests: bool,
    pub(crate) tiles: Vec<Tile>,
    pub(crate) sheets: Vec<PaperTile>,
    pub(crate) rows: Vec<Row>,
    pub(crate) catalogue: Vec<Measure>,
    /// How the number of a measure that is still to be chosen may be split.
    pub(crate) ways: Vec<Way>,
    pub(crate) subjects: Vec<Choice>,
    pub(crate) campaigns: Vec<CampaignChoice>,
    pub(crate) progress: Vec<Line>,
    pub(crate) changed: Vec<Changed>,
}

impl Offer {
    /// What an address says of the version that the page goes on from.
    pub(crate) fn kept_version(&self) -> String {
        let version = Some(self.draft_version).filter(|version| *version > 0);
        version.map(|version| format!("&version={version}")).unwrap_or_default()
    }

    /// What the activity will hold.
    pub(crate) fn chosen_tiles(&self) -> Vec<&Tile> {
        self.tiles.iter().filter(|tile| tile.is_chosen).collect()
    }

    /// What waits from earlier: in nobody's way until somebody looks for it.
    pub(crate) fn left_tiles(&self) -> Vec<&Tile> {
        self.tiles.iter().filter(|tile| !tile.is_chosen).collect()
    }

    pub(crate) fn chosen_sheets(&self) -> Vec<&PaperTile> {
        self.sheets.iter().filter(|sheet| sheet.is_chosen).collect()
    }

    pub(crate) fn left_sheets(&self) -> Vec<&PaperTile> {
        self.sheets.iter().filter(|sheet| !sheet.is_chosen).collect()
    }

    /// The ids of those that may be deleted.
    pub(crate) fn free_photos(&self) -> Vec<&str> {
        let left = self.tiles.iter().filter(|tile| !tile.is_chosen && tile.is_free);
        left.map(|tile| tile.id.as_str()).collect()
    }

    pub(crate) fn free_papers(&self) -> Vec<&str> {
        let left = self.sheets.iter().filter(|sheet| !sheet.is_chosen && sheet.is_free);
        left.map(|sheet| sheet.paper.id.as_str()).collect()
    }
}

/// A row for a number.
#[derive(Clone, Debug)]
pub(crate) struct Row {
    pub(crate) measure: String,
    pub(crate) name: String,
    pub(crate) unit: String,
    pub(crate) amount: String,
    /// Done or not done: a box to tick in place of the number.
    pub(crate) is_task: bool,
    /// Whether the row stands open at first; otherwise it waits as a chip where the island runs.
    pub(crate) is_open: bool,
    /// How the number may be split; none: not at all.
    pub(crate) ways: Vec<Way>,
    /// The sentence about measure, amount or split.
    pub(crate) fault: Option<String>,
}

impl Row {
    /// Whether something was said of the number, so that it must be seen.
    pub(crate) fn is_split(&self) -> bool {
        self.ways.iter().any(|way| way.values.iter().any(|value| value.is_chosen))
    }
}

/// A box to tick.
#[derive(Clone, Debug)]
pub(crate) struct Choice {
    pub(crate) value: String,
    pub(crate) is_ticked: bool,
}

/// A campaign that the activity may count for.
#[derive(Clone, Debug)]
pub(crate) struct CampaignChoice {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) is_ticked: bool,
    /// The phase in which the typed day falls.
    pub(crate) phase: String,
    pub(crate) phases: Vec<PhaseSpan>,
}

/// A phase with its days; a blank day bounds nothing.
#[derive(Clone, Debug)]
pub(crate) struct PhaseSpan {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) starts_on: String,
    pub(crate) ends_on: String,
}

impl FormPage {
    pub(crate) fn new(page: Page, typed: ActivityInput, errors: Invalid, key: String, offer: Offer) -> Self {
        Self { page, typed, errors, key, offer, pasted: Raw::default(), read: None }
    }

    /// Where the page keeps what is typed.
    pub(crate) fn kept_at(&self) -> String {
        format!("/activities/drafts{}", self.offer.query)
    }

    /// Who may have spoken.
    pub(crate) fn speakers(&self) -> &'static [Speaker] {
        Speaker::ALL
    }

    /// What was typed as co-hosts, with room for two more.
    pub(crate) fn cohosts(&self) -> Vec<&str> {
        self.typed.cohosts.iter().filter_map(Raw::given).chain(["", ""]).collect()
    }

    pub(crate) fn is_correction(&self) -> bool {
        self.offer.version > 0
    }

    /// Whether somebody has to say why a day before the notice is meant.
    pub(crate) fn asks_early(&self) -> bool {
        self.errors.of("early_reason").is_some() || !self.typed.early_reason.is_blank()
    }
}

/// What a fresh form holds: today, and the campaigns that are running.
pub(crate) async fn fresh(db: &Db, actor: &Actor) -> Result<ActivityInput, DbError> {
    let today = db.clock().today();
    let openings = openings::openings(db, actor).await?;
    Ok(ActivityInput {
        starts_on: today.to_string().into(),
        campaigns: running_on(&openings, today),
        ..ActivityInput::default()
    })
}

fn running_on(openings: &[Opening], day: CivilDate) -> Vec<Raw> {
    let running = openings.iter().filter(|opening| opening.phase_on(day).is_some());
    running.map(|opening| opening.campaign.id.to_string().into()).collect()
}

/// Gathers what the form offers.
pub(crate) async fn offer(
    db: &Db,
    actor: &Actor,
    typed: &ActivityInput,
    errors: &Invalid,
    purpose: Purpose<'_>,
) -> Result<Offer, DbError> {
    let openings = openings::openings(db, actor).await?;
    let today = db.clock().today();
    let day = CivilDate::parse(typed.starts_on.text()).unwrap_or(today);
    let counted = match &purpose {
        Purpose::Correct(activity, ..) => parts::quantities(db, activity.id).await?,
        Purpose::New(_) => Vec::new(),
    };
    // The page says under which number it will be kept: sent twice, be it by the page, by the phone's queue or because an answer was
    // lost, it is one draft.
    let draft = purpose.draft();
    let own = draft.map_or_else(|| db.mint().id(), |draft| draft.id);
    let version = match draft {
        Some(GoingOn { version: Some(known), .. }) => Some(known),
        Some(GoingOn { id, .. }) => {
            let known = drafts::find(db, id, today).await?.filter(|known| known.is_seen_by(actor));
            known.map(|known| known.version)
        }
        None => None,
    };
    let measures = facts::measures(db).await?;
    let about = openings::subjects(db, &openings).await?;
    let mut offer = Offer {
        tiles: tiles::photos(db, actor, typed, &purpose).await?,
        sheets: tiles::papers(db, actor, typed, &purpose).await?,
        rows: rows(db, actor, (typed, errors), (&openings, &measures, &about), day).await?,
        ways: ways(None, &SplitInput::default(), &about),
        subjects: subjects::offered(db, actor, typed, &openings, day).await?,
        progress: progress(db, actor, (&openings, &measures), today, &counted).await?,
        campaigns: openings.iter().map(|opening| choice(opening, typed, day)).collect(),
        catalogue: measures.offered().cloned().collect(),
        draft: own.to_string(),
        draft_version: version.unwrap_or(0),
        ..Offer::default()
    };
    let kept = offer.kept_version();
    match purpose {
        Purpose::New(_) => {
            offer.query = format!("?draft={own}{kept}");
            offer.action = "/activities".to_owned();
            offer.back = "/activities".to_owned();
            offer.can_copy = true;
        }
        Purpose::Correct(activity, changed, _) => {
            offer.action = format!("/activities/{}/edit", activity.id);
            offer.back = format!("/activities/{}", activity.id);
            offer.query = format!("?draft={own}{kept}&activity={}", activity.id);
            offer.activity = activity.id.to_string();
            offer.version = activity.version;
            offer.changed = changed;
        }
    }
    Ok(offer)
}

pub(crate) fn choice(opening: &Opening, typed: &ActivityInput, day: CivilDate) -> CampaignChoice {
    let id = opening.campaign.id.to_string();
    let text = |day: Option<CivilDate>| day.map(|day| day.to_string()).unwrap_or_default();
    CampaignChoice {
        is_ticked: typed.campaigns.iter().any(|chosen| chosen.text() == id),
        id,
        name: opening.campaign.name.clone(),
        phase: opening.phase_on(day).map(|phase| phase.name.clone()).unwrap_or_default(),
        phases: opening
            .phases
            .iter()
            .map(|phase| PhaseSpan {
                id: phase.id.to_string(),
                name: phase.name.clone(),
                starts_on: text(phase.starts_on),
                ends_on: text(phase.ends_on),
            })
            .collect(),
    }
}

/// How many rows stand open on a fresh form.
const OPEN_ROWS: usize = 3;

/// What was typed, then the unit's open indicators: most used first, then those of the phase before those of no phase.
async fn rows(
    db: &Db,
    actor: &Actor,
    (typed, errors): (&ActivityInput, &Invalid),
    (openings, measures, about): (&[Opening], &Measures, &[String]),
    day: CivilDate,
) -> Result<Vec<Row>, DbError> {
    let typed_rows = typed.quantities.iter().enumerate();
    let mut rows: Vec<Row> =
        typed_rows.map(|(i, quantity)| typed_row((i, quantity), errors, measures, about)).collect();
    let is_fresh = rows.iter().all(|row| row.amount.is_empty());
    for measure in suggestions(db, actor, (openings, measures), day).await? {
        if rows.iter().all(|row| row.measure != measure.code) {
            rows.push(Row {
                measure: measure.code.clone(),
                name: measure.name.clone(),
                unit: measure.unit.clone(),
                amount: String::new(),
                is_task: measure.kind == MeasureKind::Task,
                is_open: is_fresh && rows.len() < OPEN_ROWS,
                ways: ways(Some(measure), &SplitInput::default(), about),
                fault: None,
            });
        }
    }
    Ok(rows)
}

fn typed_row(
    (index, quantity): (usize, &QuantityInput),
    errors: &Invalid,
    measures: &Measures,
    about: &[String],
) -> Row {
    let measure = measures.get(quantity.measure.text());
    let splits = quantity.split.keys().map(|key| format!("split][{key}"));
    let fault = ["measure", "amount"]
        .into_iter()
        .map(str::to_owned)
        .chain(splits)
        .find_map(|field| errors.of(&format!("quantities[{index}][{field}]")).map(str::to_owned));
    Row {
        measure: measure.map(|measure| measure.code.clone()).unwrap_or_default(),
        name: measure.map(|measure| measure.name.clone()).unwrap_or_default(),
        unit: measure.map(|measure| measure.unit.clone()).unwrap_or_default(),
        amount: quantity.amount.to_string(),
        is_task: measure.is_some_and(|measure| measure.kind == MeasureKind::Task),
        is_open: !quantity.amount.is_blank() || fault.is_some(),
        ways: ways(measure, &quantity.split, about),
        fault,
    }
}

/// The measures that the unit is asked for or used before, most used first.
pub(crate) async fn suggestions<'a>(
    db: &Db,
    actor: &Actor,
    (openings, measures): (&[Opening], &'a Measures),
    day: CivilDate,
) -> Result<Vec<&'a Measure>, DbError> {
    const SUGGESTED: usize = 12;
    let used = parts::measures_used(db, actor.at.id).await?;
    let mut asked: Vec<(String, bool)> = Vec::new();
    for opening in openings {
        let now = opening.phase_on(day).map(|phase| phase.id);
        for indicator in facts::indicators(db, opening.campaign.id).await? {
            let is_open = indicator.phase.is_none() || indicator.phase == now;
            if is_open && asked.iter().all(|(code, _)| *code != indicator.measure) {
                asked.push((indicator.measure, indicator.phase.is_none()));
            }
        }
    }
    let rank = |code: &String| used.iter().position(|known| known == code).unwrap_or(usize::MAX);
    asked.sort_by_key(|(code, is_of_no_phase)| (rank(code), *is_of_no_phase));
    let mut codes: Vec<String> = asked.into_iter().map(|(code, _)| code).collect();
    let unasked: Vec<String> = used.iter().filter(|code| !codes.contains(code)).cloned().collect();
    codes.extend(unasked);
    let offered = codes.iter().filter_map(|code| measures.offered().find(|measure| measure.code == *code));
    Ok(offered.take(SUGGESTED).collect())
}
