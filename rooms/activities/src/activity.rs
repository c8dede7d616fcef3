use campaigns::CampaignId;
use clock::{CivilDate, Moment};
use people::{Actor, NodePath, PersonId, Target, UnitId};

use crate::link::Link;
use crate::quantity::Quantity;

ids::id_of!(
    /// An activity that a unit logged.
    pub ActivityId, ActivityKind
);

db::coded! {
    /// Whether an activity counts.
    pub enum ActivityState {
        Logged = "logged" / "已登记",
        Void = "void" / "已作废",
    }
}

db::coded! {
    /// What holds an activity's numbers: a report, or a campaign that is over.
    pub(crate) enum Held {
        Nowhere = "nowhere" / "未报送",
        Reported = "reported" / "已报送",
        Approved = "approved" / "已审核",
        Closed = "closed" / "已办结",
    }
}

db::coded! {
    /// Who spoke, as the notice's reports split it.
    pub enum Speaker {
        Leader = "leader" / "领导",
        Expert = "expert" / "专家",
        Frontline = "frontline" / "一线",
    }
}

/// Who spoke, where a message says so: 由院长授课, 邀请消防专家讲解.
pub(crate) fn speaker_told(text: &str) -> Option<Speaker> {
    const SPEAKS: [&str; 6] = ["主讲", "授课", "讲授", "讲解", "讲课", "宣讲"];
    const WORDS: [(Speaker, &[&str]); 3] = [
        (Speaker::Expert, &["专家", "教授", "律师", "讲师", "消防员", "工程师"]),
        (Speaker::Leader, &["院长", "书记", "主任", "领导", "站长", "负责人", "所长"]),
        (Speaker::Frontline, &["护士", "一线", "班组", "医生", "保安", "电工"]),
    ];
    let clauses = text.split(['，', '。', '；', ',', '\n']);
    clauses.filter(|clause| SPEAKS.iter().any(|verb| clause.contains(verb))).find_map(|clause| {
        let said = WORDS.iter().find(|(_, words)| words.iter().any(|word| clause.contains(word)));
        said.map(|(speaker, _)| *speaker)
    })
}

/// One line of text of at most `MAX` characters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Line<const MAX: usize>(String);

/// The text does not fit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum BadLine {
    #[error("请填写这一项。")]
    Blank,
    #[error("共 {length} 个字，超过 {max} 个字的上限，请精简到 {max} 个字以内。")]
    TooLong { length: usize, max: usize },
}

impl<const MAX: usize> Line<MAX> {
    /// Joins lines and blanks to one line; an empty one is refused.
    pub(crate) fn parse(text: &str) -> Result<Self, BadLine> {
        match Self::maybe(text)? {
            line if line.0.is_empty() => Err(BadLine::Blank),
            line => Ok(line),
        }
    }

    /// As [`Line::parse`], but may be empty.
    pub(crate) fn maybe(text: &str) -> Result<Self, BadLine> {
        let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
        match line.chars().count() {
            length if length > MAX => Err(BadLine::TooLong { length, max: MAX }),
            _ => Ok(Self(line)),
        }
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

/// The name of an activity, as it stands in reports.
pub(crate) type Title = Line<100>;
/// Where it took place.
pub(crate) type Venue = Line<100>;
/// Why something is done: it no longer counts, a day before a notice is meant.
pub(crate) type Reason = Line<200>;

/// Several lines of at most 2,000 characters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Description(String);

impl Description {
    const MAX: usize = 2000;

    pub(crate) fn parse(text: &str) -> Result<Self, BadLine> {
        match text.chars().count() {
            length if length > Self::MAX => Err(BadLine::TooLong { length, max: Self::MAX }),
            _ => Ok(Self(text.to_owned())),
        }
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

/// The days of an activity, the last not before the first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Days {
    pub(crate) starts_on: CivilDate,
    pub(crate) ends_on: CivilDate,
}

/// Why the days cannot be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum BadDays {
    #[error("开始日期 {0} 还没有到，请在活动举行后登记；如填错请改为实际日期。")]
    NotYet(CivilDate),
    #[error("结束日期 {0} 还没有到，请填写到今天为止；长期展示的请勾选“长期展示”。")]
    NotOver(CivilDate),
    #[error("结束日期 {end} 早于开始日期 {start}，请把结束日期改为 {start} 或以后。")]
    Backwards { start: CivilDate, end: CivilDate },
}

impl Days {
    /// Nothing begins in the future; only a standing thing (a banner) may end there.
    pub(crate) fn new(
        start: CivilDate,
        end: CivilDate,
        is_standing: bool,
        today: CivilDate,
    ) -> Result<Self, BadDays> {
        if start > today {
            return Err(BadDays::NotYet(start));
        }
        if end < start {
            return Err(BadDays::Backwards { start, end });
        }
        if end > today && !is_standing {
            return Err(BadDays::NotOver(end));
        }
        Ok(Self { starts_on: start, ends_on: end })
    }
}

/// What was done, parsed: the same for a new activity and for a correction.
#[derive(Clone, Debug)]
pub(crate) struct Deed {
    pub(crate) title: Title,
    pub(crate) days: Days,
    pub(crate) venue: Venue,
    pub(crate) speaker: Option<Speaker>,
    pub(crate) subjects: Vec<String>,
    pub(crate) description: Description,
    /// A media report of it.
    pub(crate) link: Option<Link>,
    pub(crate) is_standing: bool,
    pub(crate) is_major: bool,
    /// Each measure once.
    pub(crate) quantities: Vec<Quantity>,
    pub(crate) campaigns: Vec<CampaignId>,
    /// Why it counts although it began before a notice.
    pub(crate) early_reason: Option<Reason>,
}

impl Deed {
    /// Blank where there is no report.
    pub(crate) fn link_address(&self) -> &str {
        self.link.as_ref().map_or("", |link| link.address.as_str())
    }

    /// Blank where it did not.
    pub(crate) fn early_reason(&self) -> &str {
        self.early_reason.as_ref().map_or("", Reason::as_str)
    }

    pub(crate) fn link_title(&self) -> &str {
        self.link.as_ref().map_or("", |link| link.title.as_str())
    }
}

/// How something that stands goes on.
#[derive(Clone, Debug)]
pub(crate) struct Further {
    /// With the new last day.
    pub(crate) days: Days,
    /// What it counts for from now on, besides.
    pub(crate) campaigns: Vec<CampaignId>,
    /// Why its first day is before a notice of those; blank where it is not.
    pub(crate) early_reason: &'static str,
}

db::record! {
    /// An activity as it stands.
    #[derive(Clone, Debug)]
    pub(crate) struct Activity {
        pub(crate) id: ActivityId,
        pub(crate) unit: UnitId,
        pub(crate) unit_name: String,
        pub(crate) path: NodePath,
        pub(crate) name: String,
        pub(crate) starts_on: CivilDate,
        pub(crate) ends_on: CivilDate,
        pub(crate) place: String,
        pub(crate) speaker: Option<Speaker>,
        pub(crate) description: String,
        /// The address of a media report, and its title; blank where there is none.
        pub(crate) link: String,
        pub(crate) link_title: String,
        pub(crate) is_standing: bool,
        pub(crate) is_major: bool,
        /// Why it counts although it began before a notice; blank where it did not.
        pub(crate) early_reason: String,
        pub(crate) state: ActivityState,
        pub(crate) void_reason: Option<String>,
        pub(crate) logged_by: PersonId,
        pub(crate) logged_by_name: String,
        pub(crate) logged_at: Moment,
        pub(crate) changed_at: Moment,
        /// Who looks on as a co-host, where somebody does.
        pub(crate) guest: Option<UnitId>,
        /// The firmest thing that holds one of its numbers.
        pub(crate) held: Held,
        pub(crate) version: i64,
    }
}

/// `2026-10-21` or `2026-10-21 至 2026-10-23`.
pub(crate) fn days_in_words<D: PartialEq + std::fmt::Display>(start: &D, end: &D) -> String {
    if start == end { start.to_string() } else { format!("{start} 至 {end}") }
}

impl Target for Activity {
    const KIND: &'static str = "activity";

    fn id(&self) -> String {
        self.id.to_string()
    }

    fn version(&self) -> i64 {
        self.version
    }

    fn place(&self) -> &NodePath {
        &self.path
    }

    fn is_seen_by(&self, actor: &Actor) -> bool {
        actor.reaches(&self.path) || self.guest == Some(actor.at.id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> CivilDate {
        CivilDate::parse(text).unwrap()
    }

    fn days(start: &str, end: &str, is_standing: bool) -> Result<Days, BadDays> {
        Days::new(day(start), day(end), is_standing, day("2026-11-24"))
    }

    #[test]
    fn nothing_is_logged_before_it_happened() {
        assert!(days("2026-11-24", "2026-11-24", false).is_ok());
        assert!(matches!(days("2026-11-25", "2026-11-25", true), Err(BadDays::NotYet(_))));
        assert!(matches!(days("2026-11-20", "2026-11-25", false), Err(BadDays::NotOver(_))));
        assert!(matches!(days("2026-11-20", "2026-11-19", false), Err(BadDays::Backwards { .. })));
    }

    #[test]
    fn a_banner_may_hang_on() {
        assert!(days("2026-10-01", "2026-12-31", true).is_ok());
    }

    #[test]
    fn a_title_is_one_line_of_a_hundred_characters() {
        assert_eq!(Title::parse("  安全\n生产　讲座 ").unwrap().as_str(), "安全 生产 讲座");
        assert_eq!(Title::parse(" \u{3000}"), Err(BadLine::Blank));
        assert!(Title::parse(&"讲".repeat(100)).is_ok());
        let long = Title::parse(&"讲".repeat(101)).unwrap_err();
        assert!(long.to_string().contains("共 101 个字"));
        assert_eq!(Venue::maybe("").unwrap().as_str(), "");
    }
}
