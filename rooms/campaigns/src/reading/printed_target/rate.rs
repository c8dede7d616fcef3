//! What a quantity is counted on: each unit, its staff or beds, a time, or what no target is kept on.

use std::sync::LazyLock;

use regex::Regex;

use crate::Basis;
use crate::reading::model::{Every, OpenTarget};
use crate::reading::pattern::pattern;
use crate::reading::printed_class::begins_with_class;

/// 每张床位, 每百名职工.
static BASIS: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        "(?P<bed>每(?:[1１一])?(?:张|个)?(?:编制|开放|实有)?(?:床位|病床|床))|(?P<staff>每(?:一?百|100|１００)(?:名|位|个)?(?:在职|在岗)?(?:干部职工|职工|员工|医务人员|医护人员|工作人员|人员|人))",
    )
});
/// 每 with what it is of.
static EACH: LazyLock<Regex> = LazyLock::new(|| pattern("每(?P<of>[^，,；;。、：:（）()“”每]{1,12})"));
/// A time that a plan counts, or a unit; all else that 每 is of is a rate: 每天, 每场, 每名患者, 每学期, 每逢节假日, 每10天.
static KEPT: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        "^个?(?:周|月|季|半年|年)(?:[^级]|$)|^家|^(?:个|所|间)?(?:[^天日晚次场期人名张]{0,6}?(?:单位|机构)|(?:医|分)?院(?:[^区内长]|$)|[校站园]|诊所|门诊部)",
    )
});
/// A part of a unit, or what is none, unless the notice goes to it.
static PART: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        "^(?:个|所|处)?(?P<part>科室|病区|班组|车间|楼层|岗位|村|社区|学校|企业|家庭|小组|路口|点位?|乡镇|街道|镇|乡|片区|县)",
    )
});
/// Each time, place or person, without 每.
static DISTRIBUTES: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        "人手|[人户床]均|逢年过节|(?:^|[，,；;。：:、在于每])(?:重大|重要|法定|传统|关键|敏感|特殊)*(?:节假日|节日|时间节点|节点|时段)(?:[和、及与][^，,；;。]{1,8})?(?:前|期间|当[天日])|(?:分别|各)(?:组织|开展|举办|召开|进行|安排|播放|发放|张贴|悬挂|设置|设立|摆放|制作)[^，,；;。]{0,12}$",
    )
});
/// 各单位分别举办: each of the units.
static UNITS_EACH: LazyLock<Regex> = LazyLock::new(|| {
    pattern("(?:单位|机构|医院|卫生院|学校)(?:[要应须]|应当)?(?:分别|各)[^，,；;。各]{0,20}$")
});
static CYCLE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        "每(?:个)?(周|月|季|半年|年)|按(月|季)|(?:^|[^0-9第一二三四五六七八九十])一个?(周|月|季|年)度?[^，,；;]{0,4}$",
    )
});
/// 1次/月, 2张/科室.
static BEHIND: LazyLock<Regex> = LazyLock::new(|| {
    pattern("^[/／]每?个?(?:(?P<every>周|月|季|半年|年)|(?P<unit>家|单位|机构|[院校站])|[^，,；;。、])")
});

/// What a quantity is counted on, and in which time, by the words before and behind it; `everybody`: whom the notice goes to.
pub(super) fn counted_on(
    before: &str,
    behind: &str,
    everybody: &str,
) -> Result<(Basis, Option<Every>), OpenTarget> {
    let suffix = BEHIND.captures(behind);
    if suffix.as_ref().is_some_and(|one| one.name("every").or(one.name("unit")).is_none()) {
        return Err(OpenTarget::Rate);
    }
    let of_suffix = suffix.and_then(|one| one.name("every")).map(|word| Every::named(word.as_str()));
    let basis = match BASIS.captures_iter(before).last() {
        Some(found) if found.name("bed").is_some() => Basis::Beds,
        Some(_) => Basis::Staff,
        None if is_rate(before, everybody) => return Err(OpenTarget::Rate),
        None => Basis::Unit,
    };
    Ok((basis, of_suffix.or_else(|| every(before))))
}

/// The words without those that only say what a quantity is counted on.
pub(super) fn without_basis(words: &str) -> String {
    BASIS.replace_all(words, "").into_owned()
}

fn is_rate(words: &str, everybody: &str) -> bool {
    let is_each_of = |of: &str| {
        let part = PART.captures(of).and_then(|found| found.name("part"));
        // 每个科室 is each unit, where the notice goes to 各科室.
        let is_addressed = || {
            let noun: String = of.trim_start_matches(['个', '所', '名']).chars().take(2).collect();
            noun.chars().count() == 2 && everybody.contains(&noun)
        };
        match part {
            _ if begins_with_class(of.trim_start_matches(['个', '家', '所'])) => false,
            Some(part) => !everybody.contains(part.as_str()),
            None => !KEPT.is_match(of) && !is_addressed(),
        }
    };
    let is_each = EACH
        .captures_iter(words)
        .filter_map(|found| Some(is_each_of(found.name("of")?.as_str())))
        .any(|is_rate| is_rate);
    is_each || (DISTRIBUTES.is_match(words) && !UNITS_EACH.is_match(words))
}

fn every(before: &str) -> Option<Every> {
    let found = CYCLE.captures_iter(before).last()?;
    found.iter().skip(1).flatten().next().map(|word| Every::named(word.as_str()))
}
