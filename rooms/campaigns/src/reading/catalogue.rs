//! The measure catalogue: reference data with the words by which each measure is recognised in a notice.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashSet};
use std::ops::Range;
use std::sync::LazyLock;

use regex::{Captures, Match, Regex};
use serde::{Deserialize, Serialize};

use super::pattern::pattern;

/// The catalogue that ships with the program: a sample for the bureau to settle.
static BUILT_IN: LazyLock<Catalogue> = LazyLock::new(|| {
    let json = include_str!("../../reference/measures.json");
    Catalogue::parse(json).expect("the shipped catalogue parses: a test reads it")
});

/// Every measure that figures may be kept under, with where the list comes from.
#[derive(Debug)]
pub struct Catalogue {
    pub version: String,
    pub source: String,
    /// How far the list was checked, in Chinese, for the screen.
    pub status: String,
    dimensions: BTreeMap<String, Vec<DimensionValue>>,
    groups: Vec<Group>,
    measures: Vec<Measure>,
    recognisers: Vec<Regex>,
}

/// Measures that are listed together.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Group {
    pub(crate) label: String,
    codes: Vec<String>,
}

impl Group {
    pub(crate) fn holds(&self, code: &str) -> bool {
        self.codes.iter().any(|own| own == code)
    }
}

/// A value of a dimension.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DimensionValue {
    /// English, snake case; never changes once figures stand under it.
    pub code: String,
    pub label: String,
}

/// One measure.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Measure {
    /// English, snake case; never changes once figures stand under it.
    pub code: String,
    pub name: String,
    /// The classifier it is counted in: 场, 人次, 份.
    pub unit: String,
    pub kind: MeasureKind,
    pub aggregate: Aggregate,
    /// Keys of the catalogue's dimensions by which it may be split.
    pub dimensions: Vec<String>,
    /// Regular expressions; any of them names the measure. A group marks the words, where more had to be looked at.
    pub patterns: Vec<String>,
}

/// Counted, or only done and not done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MeasureKind {
    Count,
    Task,
}

/// How figures of several units or days become one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Aggregate {
    Sum,
    Max,
    Distinct,
}

/// Why a catalogue was refused.
#[derive(Debug, thiserror::Error)]
pub enum CatalogueError {
    #[error("指标目录不是有效的 JSON：{0}")]
    Json(#[from] serde_json::Error),
    #[error("指标 {code} 的识别用语写法有误")]
    Pattern { code: String, source: regex::Error },
    #[error("指标代码 {0} 重复")]
    Duplicate(String),
    #[error("指标 {code} 用到了未列出的维度 {dimension}")]
    Dimension { code: String, dimension: String },
}

#[derive(Deserialize)]
struct File {
    version: String,
    source: String,
    status: String,
    dimensions: BTreeMap<String, Vec<DimensionValue>>,
    #[serde(default)]
    groups: Vec<Group>,
    measures: Vec<Measure>,
}

impl Catalogue {
    /// The catalogue that ships with the program.
    pub fn built_in() -> &'static Self {
        &BUILT_IN
    }

    /// Reads a catalogue from its JSON file.
    ///
    /// # Errors
    /// JSON of another shape, a pattern that does not compile, a code given twice, an unknown dimension.
    pub fn parse(json: &str) -> Result<Self, CatalogueError> {
        let File { version, source, status, dimensions, groups, measures } = serde_json::from_str(json)?;
        let mut codes = HashSet::new();
        let mut recognisers = Vec::with_capacity(measures.len());
        for measure in &measures {
            if !codes.insert(measure.code.as_str()) {
                return Err(CatalogueError::Duplicate(measure.code.clone()));
            }
            if let Some(dimension) = measure.dimensions.iter().find(|key| !dimensions.contains_key(*key)) {
                return Err(CatalogueError::Dimension {
                    code: measure.code.clone(),
                    dimension: dimension.clone(),
                });
            }
            let pattern = measure.patterns.join("|");
            recognisers.push(
                Regex::new(&pattern)
                    .map_err(|source| CatalogueError::Pattern { code: measure.code.clone(), source })?,
            );
        }
        Ok(Self { version, source, status, dimensions, groups, measures, recognisers })
    }

    /// Every measure, in the order of the file.
    pub fn measures(&self) -> &[Measure] {
        &self.measures
    }

    /// How the measures are listed: each stands in one group.
    pub(crate) fn groups(&self) -> &[Group] {
        &self.groups
    }

    /// The values of a dimension; none where the campaign lists its own.
    pub fn values(&self, dimension: &str) -> &[DimensionValue] {
        self.dimensions.get(dimension).map(Vec::as_slice).unwrap_or_default()
    }

    /// The measure with a code.
    pub fn get(&self, code: &str) -> Option<&Measure> {
        self.measures.iter().find(|measure| measure.code == code)
    }

    /// Where a text names a measure, up to a few times; a group marks the words, as in [`Self::named_in`].
    pub(super) fn places_of(&self, code: &str, text: &str) -> Vec<Range<usize>> {
        let at = self.measures.iter().position(|measure| measure.code == code);
        let Some(recogniser) = at.and_then(|at| self.recognisers.get(at)) else { return Vec::new() };
        let text = with_plain_figures(text);
        let found = recogniser.captures_iter(&text).take(MOST_PLACES);
        let places = found.filter_map(|found| Some(named_by(&found)?.range()));
        places.filter(|at| !is_within_name(&text, at)).collect()
    }

    /// The measures that a text names, each with the bytes that first name it.
    pub fn named_in(&self, text: &str) -> Vec<(&Measure, Range<usize>)> {
        let text = &with_plain_figures(text);
        let found = self.measures.iter().zip(&self.recognisers);
        found
            .filter_map(|(measure, recogniser)| {
                recogniser.find(text)?;
                let mut places = recogniser.captures_iter(text).take(MOST_PLACES);
                let named = |found: Captures<'_>| Some(named_by(&found)?.range());
                let free = places.find_map(|found| named(found).filter(|at| !is_within_name(text, at)))?;
                Some((measure, free))
            })
            .collect()
    }
}

/// A sentence that names a measure more often is looked through no farther.
const MOST_PLACES: usize = 4;

/// 培训１次: for the patterns a wide figure is a number like any other; byte for byte.
fn with_plain_figures(text: &str) -> Cow<'_, str> {
    let is_wide = |c: char| ('０'..='９').contains(&c);
    if text.contains(is_wide) { text.replace(is_wide, "一").into() } else { text.into() }
}

/// 演练器材, 讲座厅, “安全讲座网”: a thing, a place, a paper that is only called after what a measure counts.
fn is_within_name(text: &str, at: &Range<usize>) -> bool {
    static TAIL: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            "^(?:器材|设备|设施|物资|装备|用具|厅|大厅|教室|场馆|场地|基地|网(?:$|[”》）)，。；、站页上])|平台|系统|软件|小程序|公众号|栏(?:$|[”》）)，。；、进内里目])|册?编写组|领导小组|工作组|指南|(?:方案|预案|计划|表|清单|规范|标准)》|规程|大纲|题库|(?:发放|签到|登记|领取|使用)(?:登记|签到|领取)?[表簿册]|月”|周”|日”|制度(?:$|[，。；、和及与]))",
        )
    });
    TAIL.is_match(&text[at.end..])
}

/// 召开联席会议: the longer words, of meetings in general, name no second measure.
pub(super) fn most_specific(named: Vec<(&Measure, Range<usize>)>) -> Vec<(&Measure, Range<usize>)> {
    let is_shadowed = |(measure, at): &(&Measure, Range<usize>)| {
        let is_within = |(other, own): &(&Measure, Range<usize>)| {
            own.end == at.end && own.start > at.start && other.unit == measure.unit
        };
        named.iter().any(is_within)
    };
    let kept: Vec<bool> = named.iter().map(|one| !is_shadowed(one)).collect();
    named.into_iter().zip(kept).filter_map(|(one, is_kept)| is_kept.then_some(one)).collect()
}

/// The words that name a measure, of all that a pattern looked at.
fn named_by<'t>(found: &Captures<'t>) -> Option<Match<'t>> {
    found.iter().skip(1).flatten().next().or(found.get(0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_shipped_measure_stands_in_one_group() {
        let catalogue = Catalogue::built_in();
        for measure in catalogue.measures() {
            let holding = catalogue.groups().iter().filter(|group| group.holds(&measure.code));
            assert_eq!(holding.count(), 1, "{}", measure.code);
        }
        let listed: usize = catalogue.groups().iter().map(|group| group.codes.len()).sum();
        assert_eq!(listed, catalogue.measures().len());
    }

    #[test]
    fn the_shipped_catalogue_is_sound() {
        let catalogue = Catalogue::built_in();
        assert!(catalogue.measures().len() >= 18);
        for measure in catalogue.measures() {
            assert!(measure.code.chars().all(|c| c.is_ascii_lowercase() || c == '_'), "{}", measure.code);
            let words = &catalogue.recognisers[0];
            assert!(!words.is_match(""), "{}", measure.code);
            assert!(!measure.unit.is_empty() && !measure.name.is_empty());
        }
        assert!(catalogue.recognisers.iter().all(|words| !words.is_match("")), "an empty text names nothing");
    }

    #[test]
    fn a_talk_is_named_but_not_by_the_name_of_a_phase_or_a_paper() {
        let names = |text: &str| {
            let named = Catalogue::built_in().named_in(text);
            named
                .into_iter()
                .find(|(measure, _)| measure.code == "lecture")
                .map(|(_, at)| text[at].to_owned())
        };
        for (text, words) in [
            ("各单位要组织宣讲", "宣讲"),
            ("举办安全生产宣讲会不少于2场", "宣讲"),
            ("开展巡回宣讲3场", "巡回宣讲"),
            ("组织宣讲活动", "宣讲活动"),
            ("安排专人宣讲用电常识", "宣讲"),
            ("宣讲阶段要举办宣讲1场", "宣讲"),
            ("组建宣讲团", "宣讲团"),
        ] {
            assert_eq!(names(text).as_deref(), Some(words), "{text}");
        }
        for text in [
            "宣讲阶段",
            "专题宣讲阶段（9月30日前）",
            "宣讲活动阶段",
            "宣讲发动",
            "宣讲动员部署",
            "集中宣讲月",
            "抓好法规标准宣贯",
            "编写宣讲提纲和宣讲材料",
            "制定宣讲方案",
            "明确宣讲内容",
            "主要负责人带头宣讲",
        ] {
            assert_eq!(names(text), None, "{text}");
        }
    }

    #[test]
    fn a_bare_noun_is_its_measure_but_not_in_the_name_of_something_else() {
        let names = |text: &str, code: &str| {
            Catalogue::built_in().named_in(text).iter().any(|(measure, _)| measure.code == code)
        };
        for (text, code) in [
            ("举办培训2场", "training_session"),
            ("每季度１次，培训１次", "training_session"),
            ("组织培训1场、悬挂横幅2条", "training_session"),
            ("组织全体职工开展消防培训", "training_session"),
            ("开展培训、演练", "training_session"),
            ("悬挂横幅2条、培训1次", "training_session"),
            ("培训1名安全员", "trainee_visit"),
            ("开展检查3次", "hazard_check"),
            ("检查2次", "hazard_check"),
            ("组织排查", "hazard_check"),
            ("举办竞赛1场", "quiz"),
            ("举办技能竞赛1场", "skill_contest"),
            ("开展咨询2场", "consultation"),
            ("组织考核1次", "exam"),
            ("开展督导2次", "supervision"),
            ("召开会议2次", "special_meeting"),
            ("发放资料3000余份", "leaflet"),
            ("发放防火知识材料200份", "leaflet"),
            ("宣传入户五百户", "outreach"),
            ("入户走访200户", "outreach"),
        ] {
            assert!(names(text, code), "{text}");
        }
        for (text, code) in [
            ("举办培训班2期", "training_session"),
            ("制定培训方案", "training_session"),
            ("开展培训需求摸底", "training_session"),
            ("加强教育培训管理", "trainee_visit"),
            ("组织监督检查", "hazard_check"),
            ("开展督导检查2次", "hazard_check"),
            ("开展风险排查", "hazard_check"),
            ("举办技能竞赛1场", "quiz"),
            ("召开现场会议1次", "special_meeting"),
            ("组织年度考核评优", "exam"),
            ("发放会议材料", "leaflet"),
            ("分发培训资料", "leaflet"),
            ("上报资料", "leaflet"),
        ] {
            assert!(!names(text, code), "{text}");
        }
    }

    #[test]
    fn a_thing_that_is_called_after_a_measure_is_none() {
        let counts = |text: &str| !Catalogue::built_in().named_in(text).is_empty();
        for text in [
            "消防演练器材要配齐",
            "在讲座厅张贴疏散图",
            "登录“安全讲座网”学习",
            "对海报栏进行维护",
            "手册发放登记表是否齐全",
            "宣传画册编写组负责",
            "学习《消防演练指南》",
            "按《应急演练方案》要求配齐物资",
            "印发《安全检查表》",
            "完善培训制度、演练制度",
        ] {
            assert!(!counts(text), "{text}");
        }
        for text in
            ["组织演练、配齐演练器材", "手册发放200份", "开展应急演练1次", "张贴海报10张", "举办讲座2场"]
        {
            assert!(counts(text), "{text}");
        }
    }

    #[test]
    fn a_wrong_catalogue_is_refused() {
        let measure = |code: &str, dimension: &str, pattern: &str| {
            format!(
                r#"{{"code":"{code}","name":"讲座","unit":"场","kind":"count","aggregate":"sum","dimensions":["{dimension}"],"patterns":["{pattern}"]}}"#
            )
        };
        let file = |measures: &[String]| {
            let measures = measures.join(",");
            Catalogue::parse(&format!(
                r#"{{"version":"1","source":"","status":"","dimensions":{{"level":[]}},"measures":[{measures}]}}"#
            ))
        };
        assert!(file(&[measure("lecture", "level", "讲座")]).is_ok());
        let twice = [measure("lecture", "level", "讲座"), measure("lecture", "level", "讲课")];
        assert!(matches!(file(&twice), Err(CatalogueError::Duplicate(_))));
        assert!(matches!(file(&[measure("a", "colour", "讲座")]), Err(CatalogueError::Dimension { .. })));
        assert!(matches!(file(&[measure("a", "level", "(")]), Err(CatalogueError::Pattern { .. })));
        assert!(matches!(Catalogue::parse("[]"), Err(CatalogueError::Json(_))));
    }
}
