use activities::facts::ActivityFact;
use clock::CivilDate;
use gongwen::document::{Level, Numbering};

use super::{Figure, Paragraph, Piece, SectionKey, Telling, Theme, theme_of, themes};

/// Everything that a report is assembled from.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Material<'a> {
    pub(crate) campaign: &'a str,
    /// None: the report is of the whole campaign.
    pub(crate) period: Option<&'a Period>,
    /// As they are asked for.
    pub(crate) figures: &'a [Figure],
    /// One a measure, to be told.
    pub(crate) wholes: &'a [Figure],
    pub(crate) activities: &'a [ActivityFact],
    /// Whether the last day that it tells of has passed.
    pub(crate) is_over: bool,
}

/// The phase that a report is about.
#[derive(Clone, Debug)]
pub(crate) struct Period {
    /// From 1.
    pub(crate) ordinal: i64,
    pub(crate) name: String,
    pub(crate) starts_on: Option<CivilDate>,
    pub(crate) ends_on: Option<CivilDate>,
}

impl Period {
    /// `第一阶段“造强宣传声势”`.
    pub(crate) fn title(&self) -> String {
        const NUMERALS: [&str; 10] = ["一", "二", "三", "四", "五", "六", "七", "八", "九", "十"];
        let place = usize::try_from(self.ordinal - 1).ok().and_then(|index| NUMERALS.get(index));
        let ordinal = place.map_or_else(|| self.ordinal.to_string(), ToString::to_string);
        format!("第{ordinal}阶段“{}”", self.name)
    }

    /// The same phase, told of only up to a day within it.
    pub(crate) fn up_to(self, day: Option<CivilDate>) -> Self {
        let begins_by = |end: &CivilDate| self.starts_on.is_none_or(|start| start <= *end);
        Self { ends_on: day.filter(begins_by).or(self.ends_on), ..self }
    }

    fn days(&self) -> Option<String> {
        let (start, end) = (self.starts_on?, self.ends_on?);
        let end = if start.year() == end.year() { end.chinese_short() } else { end.chinese() };
        Some(format!("{}至{end}", start.chinese()))
    }
}

/// The assembled paragraphs of a section.
pub(crate) fn compose(key: SectionKey, material: &Material<'_>) -> Vec<Paragraph> {
    match key {
        SectionKey::Overview => overview(material).into_iter().collect(),
        SectionKey::Practice => practice(material),
        // The unit's own: what was learnt cannot be assembled.
        SectionKey::Data | SectionKey::Experience | SectionKey::Problems => Vec::new(),
    }
}

fn overview(material: &Material<'_>) -> Option<Paragraph> {
    if material.activities.is_empty() && counted(material.wholes).next().is_none() {
        return None;
    }
    let part = material.period.map_or_else(|| "各项".to_owned(), Period::title);
    let days = material.period.and_then(Period::days);
    let mut pieces = vec![
        Piece::text(format!("根据《{}》部署，我单位认真组织开展{part}工作。", material.campaign)),
        Piece::text(days.map_or_else(|| "截至目前，".to_owned(), |days| format!("{days}，"))),
        Piece::text("共开展活动"),
        Piece::activities(i64::try_from(material.activities.len()).unwrap_or(i64::MAX)),
    ];
    let mut lead = "，主要有";
    for figure in counted(material.wholes).filter(|figure| !figure.is_task).take(4) {
        pieces.push(Piece::text(format!("{lead}{}", figure.name)));
        pieces.push(Piece::figure(&figure.measure, figure.done, &figure.unit));
        lead = "、";
    }
    pieces.push(Piece::text("。"));
    let asked: Vec<&Figure> = material.figures.iter().filter(|figure| figure.target.is_some()).collect();
    if !asked.is_empty() {
        let met = asked.iter().filter(|figure| figure.is_met()).count();
        let rest = asked.len() - met;
        pieces.push(Piece::text(match rest {
            0 => format!("{}项指标全部完成。", asked.len()),
            rest => {
                let how = if material.is_over { "尚未完成" } else { "正在推进" };
                format!("{}项指标中，已完成{met}项，其余{rest}项{how}。", asked.len())
            }
        }));
    }
    Some(Paragraph::assembled("overview", pieces))
}

fn practice(material: &Material<'_>) -> Vec<Paragraph> {
    let mut numbering = Numbering::default();
    let mut paragraphs = Vec::new();
    let mut open = |key: &str, title: &str, rest: Vec<Piece>| {
        if rest.is_empty() {
            return;
        }
        let head = Piece::text(format!("{}{title}。", numbering.next(Level::Second)));
        paragraphs.push(Paragraph::assembled(key, [vec![head], rest].concat()));
    };
    for theme in themes() {
        open(&theme.key, &theme.title, theme_pieces(theme, material));
    }
    open("other", "扎实开展其他工作", untold(material));
    open("major", "抓好重大活动，突出工作成效", major(material.activities));
    paragraphs
}

/// `举办讲座3场，参训160人次；开展典型案例剖析2次。` and the activities behind it.
fn theme_pieces(theme: &Theme, material: &Material<'_>) -> Vec<Piece> {
    let mut pieces = Vec::new();
    for telling in &theme.measures {
        if let Some(figure) = counted(material.wholes).find(|figure| figure.measure == telling.code) {
            let lead = match (pieces.is_empty(), telling.joins) {
                (true, _) => "",
                (false, true) => "，",
                (false, false) => "；",
            };
            pieces.extend(clause(lead, telling, figure));
        }
    }
    let of_theme = |activity: &&ActivityFact| main_theme(activity).is_some_and(|main| main.key == theme.key);
    close(pieces, material.activities.iter().filter(of_theme))
}

fn clause(lead: &str, telling: &Telling, figure: &Figure) -> Vec<Piece> {
    match telling.phrase.split_once("{}") {
        Some((before, after)) => vec![
            Piece::text(format!("{lead}{before}")),
            Piece::figure(&figure.measure, figure.done, &figure.unit),
            Piece::text(after),
        ],
        None => vec![Piece::text(format!("{lead}{}", telling.phrase))],
    }
}

/// Figures whose measure has left the catalogue's themes, and activities without numbers.
fn untold(material: &Material<'_>) -> Vec<Piece> {
    let mut pieces = Vec::new();
    for figure in counted(material.wholes).filter(|figure| theme_of(&figure.measure).is_none()) {
        let lead = if pieces.is_empty() { "" } else { "；" };
        pieces.push(Piece::text(format!("{lead}{}", figure.name)));
        pieces.push(Piece::figure(&figure.measure, figure.done, &figure.unit));
    }
    close(pieces, material.activities.iter().filter(|activity| main_theme(activity).is_none()))
}

/// Ends the clauses with a stop and names a few of the activities.
fn close<'a>(mut pieces: Vec<Piece>, activities: impl Iterator<Item = &'a ActivityFact>) -> Vec<Piece> {
    const NAMED: usize = 4;
    if !pieces.is_empty() {
        pieces.push(Piece::text("。"));
    }
    let activities: Vec<&ActivityFact> = activities.collect();
    if activities.is_empty() {
        return pieces;
    }
    let named: Vec<String> = activities.iter().take(NAMED).map(|activity| name(activity)).collect();
    let more = if activities.len() > NAMED { "等" } else { "" };
    pieces.push(Piece::text(format!("主要活动有：{}{more}。", named.join("、"))));
    pieces
}

/// 重大活动或突出成效 with what the unit says of it.
fn major(activities: &[ActivityFact]) -> Vec<Piece> {
    let told = activities.iter().filter(|activity| activity.is_major).map(|activity| {
        let description = activity.description.split_whitespace().collect::<String>();
        let description = description.trim_end_matches(['。', '；', '，']);
        match description.is_empty() {
            true => format!("{}开展“{}”。", activity.starts_on.chinese_short(), activity.name),
            false => {
                format!("{}开展“{}”：{description}。", activity.starts_on.chinese_short(), activity.name)
            }
        }
    });
    told.map(Piece::text).collect()
}

/// `10月21日在门诊大厅开展的“安全生产专题讲座”`.
fn name(activity: &ActivityFact) -> String {
    let at = if activity.place.is_empty() { String::new() } else { format!("在{}", activity.place) };
    format!("{}{at}开展的“{}”", activity.starts_on.chinese_short(), activity.name)
}

fn main_theme(activity: &ActivityFact) -> Option<&'static Theme> {
    activity.quantities.first().and_then(|quantity| theme_of(&quantity.measure))
}

fn counted(figures: &[Figure]) -> impl Iterator<Item = &Figure> {
    figures.iter().filter(|figure| figure.done > 0)
}

#[cfg(test)]
mod tests {
    use activities::ActivityId;
    use activities::facts::QuantityFact;
    use people::UnitId;

    use super::*;

    fn day(text: &str) -> CivilDate {
        CivilDate::parse(text).unwrap()
    }

    fn figure(code: &str, done: i64, target: Option<i64>) -> Figure {
        let measure = campaigns::measure(code).unwrap();
        Figure {
            measure: code.to_owned(),
            filter: campaigns::Filter::default(),
            name: measure.name.clone(),
            unit: measure.unit.clone(),
            done,
            target,
            is_task: measure.kind == campaigns::MeasureKind::Task,
        }
    }

    fn activity(name: &str, place: &str, measure: Option<&str>) -> ActivityFact {
        let id = "00000000000000000000000000000001";
        let quantity = |code: &str| QuantityFact {
            measure: code.to_owned(),
            name: String::new(),
            amount: 1,
            unit: String::new(),
            split: campaigns::Split::default(),
            counts_as: campaigns::Split::default(),
            deduction: None,
            is_task: false,
        };
        ActivityFact {
            early_reason: String::new(),
            id: ActivityId::parse(id).unwrap(),
            unit: UnitId::parse(id).unwrap(),
            name: name.to_owned(),
            starts_on: day("2026-10-21"),
            ends_on: day("2026-10-21"),
            place: place.to_owned(),
            description: String::new(),
            speaker: None,
            is_standing: false,
            is_major: false,
            quantities: measure.map(quantity).into_iter().collect(),
            photos: Vec::new(),
        }
    }

    fn period() -> Period {
        Period {
            ordinal: 2,
            name: "强化学习培训".to_owned(),
            starts_on: Some(day("2026-11-01")),
            ends_on: Some(day("2026-12-31")),
        }
    }

    fn told(key: SectionKey, figures: &[Figure], activities: &[ActivityFact]) -> Vec<String> {
        let period = period();
        let material = Material {
            campaign: "宣贯方案",
            period: Some(&period),
            figures,
            wholes: figures,
            activities,
            is_over: false,
        };
        compose(key, &material).iter().map(Paragraph::plain).collect()
    }

    #[test]
    fn numbers_are_told_by_theme_and_activities_named_after_them() {
        let figures = [
            figure("lecture", 3, Some(4)),
            figure("trainee_visit", 160, None),
            figure("case_analysis", 2, None),
            figure("leading_group", 1, Some(1)),
            figure("handbook", 0, Some(500)),
        ];
        let activities = [activity("安全讲座", "门诊大厅", Some("lecture"))];
        assert_eq!(
            told(SectionKey::Practice, &figures, &activities),
            [
                "（一）加强组织领导。成立工作领导小组。",
                "（二）强化学习培训。举办专题辅导讲座3场，参训160人次；开展典型案例剖析2次。\
                 主要活动有：10月21日在门诊大厅开展的“安全讲座”。",
            ]
        );
    }

    #[test]
    fn the_overview_counts_activities_and_what_is_left_to_do() {
        let figures = [figure("lecture", 3, Some(4)), figure("leading_group", 1, Some(1))];
        assert_eq!(
            told(SectionKey::Overview, &figures, &[activity("讲座", "", Some("lecture"))]),
            ["根据《宣贯方案》部署，我单位认真组织开展第二阶段“强化学习培训”工作。2026年11月1日至12月31日，\
              共开展活动1项，主要有专题辅导讲座3场。2项指标中，已完成1项，其余1项正在推进。"]
        );
        let all_met = [figure("lecture", 4, Some(4))];
        assert!(told(SectionKey::Overview, &all_met, &[])[0].ends_with("1项指标全部完成。"));
    }

    #[test]
    fn nothing_is_said_where_nothing_was_done() {
        let untouched = [figure("lecture", 0, Some(4))];
        for key in SectionKey::ALL {
            assert!(told(*key, &untouched, &[]).is_empty(), "{key:?}");
        }
    }

    #[test]
    fn an_activity_without_numbers_and_a_major_one_are_told_too() {
        let mut major = activity("区级现场会", "", None);
        major.is_major = true;
        major.description = "全区\n50家单位参加。".to_owned();
        assert_eq!(
            told(SectionKey::Practice, &[], &[major]),
            [
                "（一）扎实开展其他工作。主要活动有：10月21日开展的“区级现场会”。",
                "（二）抓好重大活动，突出工作成效。10月21日开展“区级现场会”：全区50家单位参加。",
            ]
        );
    }

    #[test]
    fn a_figure_in_the_text_knows_its_measure() {
        let figures = [figure("lecture", 3, None)];
        let material = Material {
            campaign: "",
            period: None,
            figures: &figures,
            wholes: &figures,
            activities: &[],
            is_over: false,
        };
        let practice = compose(SectionKey::Practice, &material);
        assert!(practice[0].pieces.contains(&Piece::figure("lecture", 3, "场")));
    }
}
