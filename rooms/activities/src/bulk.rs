//! The two pages of 批量补录: the pictures are chosen, then stand in groups.

use askama::Template;
use campaigns::{Measure, facts};
use clock::CivilDate;
use db::{Db, DbError};
use people::Actor;
use web::{Invalid, Page, Raw};

use crate::form::{self, CampaignChoice, Purpose, Tile};
use crate::openings;
use crate::verbs::BulkInput;
use crate::{ActivityInput, QuantityInput};

/// `activities/pick.html`: the pictures are chosen and go up.
#[derive(Debug, Template)]
#[template(path = "activities/pick.html")]
pub(crate) struct PickPage {
    pub(crate) page: Page,
    pub(crate) key: String,
    pub(crate) errors: Invalid,
    pub(crate) tiles: Vec<Tile>,
}

impl PickPage {
    /// With the photos chosen so far; at first with those that the actor uploaded and did not use.
    pub(crate) async fn of(
        db: &Db,
        actor: &Actor,
        page: Page,
        chosen: Option<ActivityInput>,
        errors: Invalid,
    ) -> Result<Self, DbError> {
        let is_first = chosen.is_none();
        let typed = chosen.unwrap_or_default();
        let mut tiles = form::tiles::photos(db, actor, &typed, &Purpose::New(None)).await?;
        for tile in &mut tiles {
            tile.is_chosen |= is_first;
        }
        let key = db.mint().id::<()>().to_string();
        Ok(Self { page: page.titled("批量补录"), key, errors, tiles })
    }
}

/// `activities/bulk.html`: each group is to become an activity.
#[derive(Debug, Template)]
#[template(path = "activities/bulk.html")]
pub(crate) struct BulkPage {
    pub(crate) page: Page,
    pub(crate) key: String,
    pub(crate) errors: Invalid,
    pub(crate) groups: Vec<Group>,
    /// What every one of them may count for.
    pub(crate) campaigns: Vec<CampaignChoice>,
    /// Whether each group's campaigns follow what is typed until somebody ticks one.
    pub(crate) suggests: bool,
    /// Ids of photos that were said to show patients.
    pub(crate) patients: Vec<Raw>,
    /// What may be counted, what the unit is asked for first.
    pub(crate) measures: Vec<Measure>,
    /// What was typed as the reason for days before a notice.
    pub(crate) early_reason: Raw,
}

/// A group with what was typed about it.
#[derive(Debug)]
pub(crate) struct Group {
    /// Under which its fields are sent.
    pub(crate) number: usize,
    pub(crate) typed: ActivityInput,
    pub(crate) tiles: Vec<Tile>,
    /// What it alone may count for.
    pub(crate) campaigns: Vec<CampaignChoice>,
}

/// A row for a number of a group.
#[derive(Debug)]
pub(crate) struct Row {
    /// The name of its fields, up to `[measure]` and `[amount]`.
    pub(crate) field: String,
    /// `类型` of the first, which is most often what the activity was.
    pub(crate) label: &'static str,
    pub(crate) typed: QuantityInput,
    pub(crate) fault: Option<String>,
}

impl Group {
    /// The name of one of its fields.
    pub(crate) fn field(&self, name: &str) -> String {
        format!("groups[{}][{name}]", self.number)
    }

    /// The name of one of its fields that may be sent several times.
    pub(crate) fn list(&self, name: &str) -> String {
        format!("{}[]", self.field(name))
    }

    /// The day as people say it; blank for what is none.
    pub(crate) fn day_in_words(&self) -> String {
        CivilDate::parse(self.typed.starts_on.text()).map(CivilDate::chinese_short).unwrap_or_default()
    }
}

/// Rows for numbers that a group offers.
const ROWS: usize = 2;

impl BulkPage {
    pub(crate) async fn of(
        db: &Db,
        actor: &Actor,
        page: Page,
        input: BulkInput,
        errors: Invalid,
    ) -> Result<Self, DbError> {
        let openings = openings::openings(db, actor).await?;
        let (today, catalogue) = (db.clock().today(), facts::measures(db).await?);
        let suggested = form::suggestions(db, actor, (&openings, &catalogue), today).await?;
        let mut measures: Vec<Measure> = suggested.into_iter().cloned().collect();
        let rest: Vec<Measure> = catalogue
            .offered()
            .filter(|one| measures.iter().all(|known| known.code != one.code))
            .cloned()
            .collect();
        measures.extend(rest);
        let all = ActivityInput { campaigns: input.campaigns, ..ActivityInput::default() };
        let choices = |typed: &ActivityInput| {
            openings.iter().map(|opening| form::choice(opening, typed, today)).collect::<Vec<_>>()
        };
        let mut groups = Vec::new();
        for (number, typed) in input.groups.into_iter().enumerate() {
            groups.push(Group {
                number,
                tiles: form::tiles::waiting_photos(db, actor, &typed).await?,
                campaigns: choices(&typed),
                typed,
            });
        }
        Ok(Self {
            page: page.titled("批量补录：核对分组"),
            key: db.mint().id::<()>().to_string(),
            errors,
            groups,
            campaigns: choices(&all),
            suggests: false,
            patients: input.patients,
            measures,
            early_reason: input.early_reason,
        })
    }

    /// Whether somebody has to say why days before a notice are meant.
    pub(crate) fn asks_early(&self) -> bool {
        let is_early = |field: &str| field.ends_with("[early_reason]");
        !self.early_reason.is_blank() || self.errors.all().iter().any(|error| is_early(&error.field))
    }

    /// Sentences about a group that stand under no field of it.
    pub(crate) fn beside(&self, group: &Group) -> Vec<&str> {
        const SHOWN: [&str; 4] = ["[name]", "[starts_on]", "[measure]", "[amount]"];
        let prefix = format!("groups[{}]", group.number);
        let about = self.errors.all().iter().filter(|error| error.field.starts_with(&prefix));
        about
            .filter(|error| !SHOWN.iter().any(|end| error.field.ends_with(end)))
            .map(|error| error.sentence.as_str())
            .collect()
    }

    /// What was typed as numbers of a group, and room up to two.
    pub(crate) fn rows(&self, group: &Group) -> Vec<Row> {
        let typed =
            group.typed.quantities.iter().cloned().chain(std::iter::repeat_with(QuantityInput::default));
        let row = |(at, typed): (usize, QuantityInput)| {
            let field = format!("{}[{at}]", group.field("quantities"));
            let of = |name: &str| self.errors.of(&format!("{field}[{name}]")).map(str::to_owned);
            let fault = of("measure").or_else(|| of("amount"));
            Row { fault, label: if at == 0 { "类型" } else { "其他数量" }, typed, field }
        };
        typed.take(group.typed.quantities.len().max(ROWS)).enumerate().map(row).collect()
    }

    pub(crate) fn photos(&self) -> usize {
        self.groups.iter().map(|group| group.tiles.len()).sum()
    }
}
