//! What other rooms may know of units and people. In SQL they join the view `facts_unit` instead.

mod particulars;
mod sets;

use clock::{CivilDate, Moment};
use db::{DbError, Reads, params};

use crate::responsible::Duty;
use crate::session::{self, Seat};
use crate::settings::{DefaultReckoning, SiteSettings};
use crate::store::handovers::{self, Passed};
use crate::store::{responsible, seats, settings};
use crate::{Actor, Merger, NodeKind, NodePath, PersonId, UnitId};
pub use particulars::{AbsorbedFact, ParticularsFact, ResponsibleFact, particulars};
pub use sets::{SetChoice, UnitSetFact, sets_kept_by};

db::record! {
    /// A unit as other rooms see it.
    #[derive(Clone, Debug)]
    pub struct UnitFact {
        pub id: UnitId,
        pub path: NodePath,
        pub name: String,
        pub short_name: String,
        /// The class as a word: `公立医院`; empty for the bureau.
        pub class: String,
        /// The street or township; may be empty.
        pub township: String,
        pub liaison_name: String,
        /// What the liaison is at the unit; may be empty.
        pub liaison_post: String,
        pub liaison_phone: String,
        /// Persons employed, as the unit says.
        pub headcount: Option<i64>,
        /// Beds, as the unit says; `Some(0)` for one that has none.
        pub beds: Option<i64>,
        /// A practice so small that it has a name and a telephone only.
        pub is_micro: bool,
        /// The unit that reports for this one (代报), because this one has nobody.
        pub served_by: Option<UnitId>,
        /// The three are there together: see [`UnitFact::merger`].
        pub merged_into: Option<UnitId>,
        pub merged_into_name: Option<String>,
        pub merged_on: Option<CivilDate>,
    }
}

impl UnitFact {
    /// Where the unit went, if it was merged into another one.
    pub fn merger(&self) -> Option<Merger> {
        Merger::of(self.merged_into, self.merged_into_name.as_ref(), self.merged_on)
    }
}

/// One node, the bureau or a unit.
pub async fn unit(reads: &impl Reads, id: UnitId) -> Result<Option<UnitFact>, DbError> {
    reads
        .optional(
            "SELECT id, path, name, short_name, class, township, liaison_name, liaison_post, \
             liaison_phone, headcount, beds, is_micro, served_by, merged_into, merged_into_name, merged_on \
             FROM facts_unit WHERE id = $1",
            params![id],
        )
        .await
}

db::record! {
    /// A node of the tree of whatever kind.
    #[derive(Clone, Debug)]
    pub struct NodeFact {
        pub id: UnitId,
        pub path: NodePath,
        pub name: String,
    }
}

/// Every node from one down, the bureaus first, then by name.
pub async fn nodes_below(reads: &impl Reads, node: &NodePath) -> Result<Vec<NodeFact>, DbError> {
    let sql = "SELECT id, path, name FROM unit WHERE path LIKE $1 ORDER BY kind, name";
    reads.all(sql, params![node.like_below()]).await
}

/// The name of a person; `None` when there is no such one.
pub async fn person_name(reads: &impl Reads, person: PersonId) -> Result<Option<String>, DbError> {
    reads.value("SELECT name AS value FROM person WHERE id = $1", params![person]).await
}

/// The units below a node by class, then name, packed: a bureau's pages read a thousand.
macro_rules! units_below {
    ($which:literal) => {
        concat!(
            "SELECT ",
            db::packed!(
                "id" = "id",
                "path" = "path",
                "name" = "name",
                "short_name" = "short_name",
                "class" = "class",
                "township" = "township",
                "liaison_name" = "liaison_name",
                "liaison_post" = "liaison_post",
                "liaison_phone" = "liaison_phone",
                "headcount" = "headcount",
                "beds" = "beds",
                "is_micro" = "is_micro",
                "served_by" = "served_by",
                "merged_into" = "merged_into",
                "merged_into_name" = "merged_into_name",
                "merged_on" = "merged_on";
                "class, name"
            ),
            " FROM facts_unit WHERE path LIKE $1 AND kind = $2",
            $which
        )
    };
}

/// The units below a node that something new may be asked of: those that closed or were merged into another one are not
/// among them.
pub async fn living_units_below(reads: &impl Reads, node: &NodePath) -> Result<Vec<UnitFact>, DbError> {
    let sql = units_below!(" AND merged_on IS NULL AND closed_on IS NULL");
    reads.packed(sql, params![node.like_below(), NodeKind::Unit]).await
}

/// Every unit below a node (not the bureau itself), also those that closed or went into another one, by class, then name.
pub async fn units_below(reads: &impl Reads, node: &NodePath) -> Result<Vec<UnitFact>, DbError> {
    reads.packed(units_below!(""), params![node.like_below(), NodeKind::Unit]).await
}

/// Who answers for a unit, each by name and post: `陈志明院长`; blank where nobody was named.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AnsweringFact {
    /// 主要负责人.
    pub head: String,
    /// 分管领导.
    pub deputy: String,
    /// 安全管理人员, else the liaison.
    pub officer: String,
}

/// Who answers for a unit.
pub async fn answering(reads: &impl Reads, id: UnitId) -> Result<AnsweringFact, DbError> {
    let all = responsible::of(reads, id).await?;
    let named = |duty: Duty| {
        let found = all.iter().find(|one| one.duty == duty);
        found.map_or_else(String::new, |one| format!("{}{}", one.name, one.post))
    };
    let mut fact =
        AnsweringFact { head: named(Duty::Head), deputy: named(Duty::Deputy), officer: named(Duty::SafetyA) };
    if fact.officer.is_empty()
        && let Some(unit) = unit(reads, id).await?
    {
        fact.officer = format!("{}{}", unit.liaison_name, unit.liaison_post);
    }
    Ok(fact)
}

/// The liaison of a unit as the unit itself has confirmed it; `None` before that.
pub async fn confirmed_liaison(reads: &impl Reads, id: UnitId) -> Result<Option<UnitFact>, DbError> {
    let confirmed =
        "SELECT liaison_confirmed_at AS value FROM unit WHERE id = $1 AND liaison_confirmed_at IS NOT NULL";
    match reads.value::<Moment>(confirmed, params![id]).await? {
        Some(_) => unit(reads, id).await,
        None => Ok(None),
    }
}

/// The actor at each other place of theirs on a day: the own ones, then the units that those report for (代报). What waits
/// there is counted with it, nothing more.
pub async fn elsewhere(reads: &impl Reads, actor: &Actor, today: CivilDate) -> Result<Vec<Actor>, DbError> {
    let held = seats::of(reads, actor.person, today).await?;
    let others = session::places(&held).into_iter().filter(|seat| seat.at.id != actor.at.id);
    let seated = |seat: &Seat| {
        session::seated(actor.person, &actor.name, &held, seat.at.id, actor.via, &actor.request)
    };
    Ok(others.filter_map(seated).collect())
}

/// Who works on what was begun at a unit: hand-overs pass it on.
#[derive(Clone, Debug, Default)]
pub struct Holders(Vec<Passed>);

/// The hand-overs of a unit that have come about by a day.
pub async fn holders(reads: &impl Reads, unit: UnitId, today: CivilDate) -> Result<Holders, DbError> {
    Ok(Holders(handovers::passed(reads, unit, today).await?))
}

impl Holders {
    /// Who works now on what `person` last touched on a day: what somebody begins after having handed over stays theirs.
    pub fn of(&self, person: PersonId, touched: CivilDate) -> PersonId {
        let later = self.0.iter().filter(|passed| passed.on_day >= touched);
        later.fold(person, |holder, passed| if passed.person == holder { passed.successor } else { holder })
    }
}

/// What the body decided about the whole site.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SiteFact {
    /// The full name of the body, for documents.
    pub body_name: String,
    /// Its short name, for screens.
    pub body_short_name: String,
    /// What its office is called on screen: `局安办`.
    pub office_name: String,
    /// The reckoning in which numbers are shown unless somebody chooses another.
    pub reckoning: DefaultReckoning,
    /// `17:30`, or `24:00` for the end of the day: when a due date ends whose notice names no hour.
    pub due_time: String,
    /// Whether pages of the internet may be asked for their titles.
    pub reads_titles: bool,
}

db::record! {
    struct Body {
        name: String,
        short_name: String,
    }
}

/// What the body decided about the whole site, or what holds before it did; empty names before the set-up.
pub async fn site(reads: &impl Reads) -> Result<SiteFact, DbError> {
    let (site, _): (SiteSettings, i64) = settings::current(reads).await?;
    let root = "SELECT name, short_name FROM unit WHERE parent IS NULL ORDER BY id LIMIT 1";
    let body: Option<Body> = reads.optional(root, params![]).await?;
    let (body_name, body_short_name) = body.map(|body| (body.name, body.short_name)).unwrap_or_default();
    let reckoning = site.default_reckoning();
    let SiteSettings { office_name, due_time, reads_titles, .. } = site;
    Ok(SiteFact { body_name, body_short_name, office_name, reckoning, due_time, reads_titles })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn work_goes_from_hand_to_hand() {
        let who = |number: u8| PersonId::parse(&format!("{number:032x}")).unwrap();
        let day = |text| CivilDate::parse(text).unwrap();
        let passed = |person, successor, on| Passed {
            person: who(person),
            successor: who(successor),
            on_day: day(on),
        };
        let holders = Holders(vec![passed(1, 2, "2026-03-10"), passed(2, 3, "2026-04-01")]);
        assert_eq!(holders.of(who(1), day("2026-03-01")), who(3));
        assert_eq!(holders.of(who(2), day("2026-03-20")), who(3));
        assert_eq!(holders.of(who(1), day("2026-03-20")), who(1), "begun after it was handed over");
        assert_eq!(holders.of(who(4), day("2026-03-01")), who(4));
    }
}
