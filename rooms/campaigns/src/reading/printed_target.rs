//! A quantity that stands beside a measure: 讲座不少于2场, 至少开展1次应急演练, 每季度组织一次演练, 每床位1册.
//!
//! A number that is for a day, for one event, for some of the units, or in another unit is no target of every unit: it is asked.

mod clause;

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::amount::{Amount, amounts, counts, is_thing};
use super::model::{ClassTarget, Every, OpenTarget, PrintedTarget};
use super::pattern::pattern;
use super::printed_class::{Whom, whom, without_units};
use crate::Basis;
use clause::{REACH, clause_around};

/// What a sentence says of a measure's quantity, and where (bytes of the sentence).
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Said {
    pub(super) at: Range<usize>,
    pub(super) what: Result<PrintedTarget, OpenTarget>,
    /// What units of some classes are to reach.
    pub(super) classes: Vec<ClassTarget>,
}

/// A measure that a sentence names.
#[derive(Clone, Debug)]
pub(super) struct Named<'c> {
    pub(super) at: Range<usize>,
    /// What it is counted in.
    pub(super) unit: &'c str,
}

/// What leads a quantity of which at least so many are wanted; the measure may stand some words away from it.
static AT_LEAST: LazyLock<Regex> =
    LazyLock::new(|| pattern("(?:不少于|不得少于|不低于|不得低于|至少|最少)[^，,；;]{0,6}$"));
/// What the whole district reaches together, or what was reached before.
static NOT_OF_A_UNIT: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        "(?:全[区市县省镇乡州系]|街道全)[^各每，]*$|(?:合计|总计)(?:[^不至达]|$)|累计(?:[已共了完发排检整]|$)|共[^同产青性享]|以来|去年|已[经开组]",
    )
});
/// 每张床位, 每百名职工: what the quantity behind it is counted on.
static BASIS: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        "(?P<bed>每(?:[1１一])?(?:张|个)?(?:编制|开放|实有)?(?:床位|病床|床))|(?P<staff>每(?:一?百|100|１００)(?:名|位|个)?(?:在职|在岗)?(?:干部职工|职工|员工|医务人员|医护人员|工作人员|人员|人))",
    )
});
/// Counted on something that no target is kept on: 每天, 每场, 每名患者, 每个科室, 每半月.
static RATE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        "每(?:[0-9０-９一二两三四五六七八九十百]+[张名人位户家个]|[天日晚次场期堂节篇批类条人户车楼]|班次|[名位][^，,；;。]{1,10}|半个?月|旬|[两2双二三3][个]?[天日周月年]|隔|个?(?P<part>科室|病区|班组|车间|楼层|岗位|村|社区|学校|企业|家庭|小组|路口|点位?|乡镇|街道|镇|乡|片区|县))|人手|人均|(?:分别|各)(?:组织|开展|举办|召开|进行|安排|播放|发放)[^，,；;。]{0,12}$",
    )
});
static CYCLE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        "每(?:个)?(周|月|季|半年|年)|按(月|季)|(?:^|[^0-9第一二三四五六七八九十])一个?(周|月|季|年)度?[^，,；;]{0,4}$",
    )
});
/// A quantity that is not to be exceeded is none to be reached: 控制在2次以内, 不超过3篇.
static AT_MOST: LazyLock<Regex> =
    LazyLock::new(|| pattern("(?:不超过|不得超过|不多于|不得多于|最多|至多|不高于|控制在)[^，,；;]{0,4}$"));
/// Nouns that a quantity behind them counts, and no measure: （附图片不少于5张）.
static OF_ELSE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        "(?:图片|照片|相片|影像|截图|签到表|佐证|视频|附件)(?:资料|材料)?(?:等|各|均|要|应|须|数量)*(?:不少于|不得少于|至少|不低于)?$",
    )
});
/// Words between a measure and its quantity that part them not.
static LEADS: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        "每(?:家|个|所)?(?:单位|医疗机构|机构|学校|医院|校|院)|每(?:个)?(?:周|月|季度?|半年|年度?)|各单位|其[他它余](?:各类)?(?:单位|机构|医疗机构|医疗卫生机构)?|不少于|不得少于|不低于|不得低于|至少|最少|开展|组织|举办|进行|举行|安排|达到|各|均|约|的|了|[（(“”：:]",
    )
});
/// The same words, where a bracket holds nothing else before a quantity: 横幅（每家不少于2条）.
static ONLY_LEADS: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        "^(?:每(?:家|个|所)?(?:单位|学校|医疗机构|机构|医院|校|院|周|月|季度?|半年|年度?)?|各单位|各|不少于|不得少于|不低于|至少|最少|原则上|要|应|数量)*$",
    )
});

static AGAIN: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        "^[，,、（(]?(?:全年|全程|总数|共计|原则上|每(?:家|个|所)?(?:单位|医疗机构|机构|学校|医院|校|院)|每(?:个)?(?:周|月|季度?|半年|年度?)|各单位|其[他它余](?:各类)?(?:单位|机构|医疗机构|医疗卫生机构)?|不少于|不得少于|不低于|至少|最少|或|和)*$",
    )
});

/// What stands between the measures of a list: 班会、演练.
static SEPARATES: LazyLock<Regex> =
    LazyLock::new(|| pattern("^(?:[、和及与]|以及|开展|组织|举办|应急|消防|安全|活动|各?类|等)*$"));
/// What follows on a case: …的要, …的，.
const CASE: [char; 6] = ['要', '应', '须', '，', '单', '科'];
/// Marks that part clauses.
const STOPS: [char; 4] = ['，', ',', '；', ';'];

/// 培训和演练各1次: the number holds for each of them.
static EACH_OF_THEM: LazyLock<Regex> = LazyLock::new(|| pattern("各(?:不少于|至少)?$"));

/// Words between a measure and its quantity where nothing says that it is a minimum.
const NEAR: usize = 4;

/// The quantity of the measure `named` in a sentence; `others` are all measures in it. `everybody`: whom the notice goes to.
pub(super) fn target(
    sentence: &str,
    named: &Named<'_>,
    others: &[Named<'_>],
    everybody: &str,
) -> Option<Said> {
    let reader = Reader { sentence, named, others, everybody, clause: clause_around(sentence, &named.at) };
    let mut found: Vec<Candidate> = reader.candidates();
    found.sort_by_key(|one| one.distance);
    let start = found.first()?.at.start;
    let end = found.iter().map(|one| one.at.end).max()?;
    let Some(classes) = classes(&found) else {
        return Some(Said { at: start..end, what: Err(OpenTarget::Several), classes: Vec::new() });
    };
    let mut rest = found.iter().filter(|one| one.classes.is_empty());
    let what = rest.next().map_or(Err(OpenTarget::SomeUnits), |nearest| {
        let is_rival = |one: &Candidate| one.is_beside == nearest.is_beside && one.what != nearest.what;
        if rest.any(is_rival) { Err(OpenTarget::Several) } else { nearest.what }
    });
    Some(Said { at: start..end, what, classes })
}

/// What each class is to reach; `None` where one of them has two numbers.
fn classes(found: &[Candidate]) -> Option<Vec<ClassTarget>> {
    let mut all: Vec<ClassTarget> = Vec::new();
    let mut in_order: Vec<&Candidate> = found.iter().collect();
    in_order.sort_by_key(|one| one.at.start);
    for one in in_order.into_iter().flat_map(|candidate| &candidate.classes) {
        match all.iter().find(|known| known.class == one.class) {
            Some(known) if known.target != one.target => return None,
            Some(_) => {}
            None => all.push(one.clone()),
        }
    }
    Some(all)
}

/// A quantity that may be the measure's.
struct Candidate {
    at: Range<usize>,
    /// Characters between them, words that only lead left out.
    distance: usize,
    is_beside: bool,
    what: Result<PrintedTarget, OpenTarget>,
    /// The classes of units that it is of, where it is not of all.
    classes: Vec<ClassTarget>,
}

struct Reader<'t> {
    sentence: &'t str,
    named: &'t Named<'t>,
    others: &'t [Named<'t>],
    everybody: &'t str,
    clause: Range<usize>,
}

impl Reader<'_> {
    fn candidates(&self) -> Vec<Candidate> {
        let printed = amounts(&self.sentence[self.clause.clone()]);
        let moved = printed.into_iter().map(|amount| {
            let range = self.clause.start + amount.range.start..self.clause.start + amount.range.end;
            Amount { range, ..amount }
        });
        let mut places: Vec<Range<usize>> = Vec::new();
        let mut found = Vec::new();
        for amount in moved {
            found.extend(self.candidate(&amount, &places));
            places.push(amount.range);
        }
        found
    }

    /// An amount as the measure's; `before` are the amounts that stand before it.
    fn candidate(&self, amount: &Amount, before: &[Range<usize>]) -> Option<Candidate> {
        let at = amount.range.clone();
        let words = &self.sentence[self.clause.start..at.start];
        let gap = gap(&self.named.at, &at)?;
        let is_counted = counts(self.named.unit, &amount.classifier);
        let distance = distance(&self.sentence[gap.clone()]);
        let is_shared = self.is_of_list(&gap)
            || (EACH_OF_THEM.is_match(words) && !self.sentence[gap.clone()].contains(['，', ',']));
        // 竞赛每单位参赛不少于10人
        let is_near = || {
            distance <= NEAR
                && AT_LEAST.is_match(words)
                && self.sentence[gap.clone()].contains('每')
                && !self.sentence[gap.clone()].contains(['，', ',', '、', '（'])
        };
        let is_other_unit = !is_counted
            && at.start >= self.named.at.start
            && is_thing(amount)
            && (distance == 0 || is_near());
        let is_of_else =
            OF_ELSE.find(words).is_some_and(|noun| self.clause.start + noun.start() >= self.named.at.end);
        if (!is_counted && !is_other_unit)
            || NOT_OF_A_UNIT.is_match(words)
            || AT_MOST.is_match(words)
            || is_of_else
            || (!is_shared && self.is_taken(amount, distance))
        {
            return None;
        }
        // 每站整改隐患不少于1处的要上传照片: a case, no target.
        let is_case = self.sentence[at.end..].strip_prefix('的').is_some_and(|rest| rest.starts_with(CASE));
        if is_case {
            return None;
        }
        let is_minimum = AT_LEAST.is_match(words) || amount.is_minimum;
        if self.is_far(at.start) && !again(&self.sentence[self.own_clause(at.start)]) {
            return None;
        }
        let last = before.iter().rfind(|one| one.start >= gap.start && one.end <= gap.end);
        let is_beside = match last {
            // 讲座2场，全年不少于4场: the same thing counted again.
            Some(last) => again(&self.sentence[last.end..gap.end]),
            None => is_shared || distance <= NEAR,
        };
        // 三级医院每季度1次，其他单位2次: what leads the number before says nothing of this one.
        let own = last.map(|last| {
            let head = &self.sentence[self.clause.start..self.named.at.end.max(self.clause.start)];
            format!("{head}{}", &self.sentence[last.end..at.start])
        });
        let (what, classes) = match self.what(amount, own.as_deref().unwrap_or(words), is_counted) {
            Ok(target) => match self.whom(at.start) {
                Whom::Everybody => (Ok(target), Vec::new()),
                Whom::Others => (Err(OpenTarget::SomeUnits), Vec::new()),
                Whom::Classes(classes) => {
                    let of_class = |class| ClassTarget { class, target };
                    (Err(OpenTarget::SomeUnits), classes.into_iter().map(of_class).collect())
                }
            },
            Err(open) => (Err(open), Vec::new()),
        };
        let is_apart = is_in_bracket(&self.sentence[gap]) && what != Err(OpenTarget::SomeUnits);
        ((is_minimum || is_beside) && !is_apart).then_some(Candidate {
            at,
            distance,
            is_beside,
            what,
            classes,
        })
    }

    /// 主题班会、演练（每校不少于2次）: between them stand other measures of a list, and the bracket that is of all of it.
    fn is_of_list(&self, gap: &Range<usize>) -> bool {
        let words = &self.sentence[gap.clone()];
        let Some((list, bracket)) = words.split_once(['（', '(']) else { return false };
        let end = gap.start + list.len();
        let mut inner: Vec<&Named<'_>> =
            self.others.iter().filter(|one| one.at.start >= gap.start && one.at.end <= end).collect();
        inner.sort_by_key(|one| one.at.start);
        let (mut at, mut is_list) = (gap.start, !inner.is_empty());
        for one in inner {
            // Two measures may be named by the same words.
            is_list &= SEPARATES.is_match(&self.sentence[at.min(one.at.start)..one.at.start]);
            at = at.max(one.at.end);
        }
        is_list && SEPARATES.is_match(&self.sentence[at..end]) && ONLY_LEADS.is_match(bracket)
    }

    /// Whom the quantity at a byte is of.
    fn whom(&self, at: usize) -> Whom {
        let low = self.sentence.ceil_char_boundary(at.saturating_sub(REACH));
        whom(&self.sentence[low..at], self.everybody)
    }

    /// Whether a quantity stands behind the clause next to the measure's own.
    fn is_far(&self, at: usize) -> bool {
        let between = self.sentence.get(self.named.at.end..at).unwrap_or_default();
        between.chars().filter(|c| STOPS.contains(c)).count() > 1
    }

    /// The words of a quantity's clause in front of it.
    fn own_clause(&self, at: usize) -> Range<usize> {
        let words = &self.sentence[self.clause.start..at];
        let start = words.rfind(STOPS).map_or(self.clause.start, |stop| self.clause.start + stop);
        start..at
    }

    fn what(&self, amount: &Amount, words: &str, is_counted: bool) -> Result<PrintedTarget, OpenTarget> {
        let count = amount.least.ok_or(OpenTarget::Number)?;
        let basis = match BASIS.captures_iter(words).last() {
            Some(found) if found.name("bed").is_some() => Basis::Beds,
            Some(_) => Basis::Staff,
            None if self.is_rate(words) => return Err(OpenTarget::Rate),
            None => Basis::Unit,
        };
        if !is_counted {
            let is_of_all = self.whom(amount.range.start) == Whom::Everybody;
            return Err(if is_of_all { OpenTarget::OtherUnit } else { OpenTarget::SomeUnits });
        }
        Ok(PrintedTarget { count, most: amount.most, basis, every: every(words) })
    }

    /// 每个科室 is each unit, where the notice goes to 各科室.
    fn is_rate(&self, words: &str) -> bool {
        RATE.captures_iter(words)
            .any(|found| found.name("part").is_none_or(|part| !self.everybody.contains(part.as_str())))
    }

    /// Whether another measure stands nearer to the quantity than this one does.
    fn is_taken(&self, amount: &Amount, own: usize) -> bool {
        let at = &amount.range;
        self.others.iter().any(|other| {
            let overlaps = other.at.start < self.named.at.end && self.named.at.start < other.at.end;
            let between = gap(&self.named.at, at)
                .is_some_and(|gap| other.at.start >= gap.start && other.at.end <= gap.end);
            let nearer = || {
                let words = gap(&other.at, at).and_then(|gap| self.sentence.get(gap));
                counts(other.unit, &amount.classifier) && words.is_some_and(|words| distance(words) < own)
            };
            !overlaps && (between || nearer())
        })
    }
}

/// The bytes between a measure and a quantity; nothing where one holds the other.
fn gap(named: &Range<usize>, at: &Range<usize>) -> Option<Range<usize>> {
    if at.start >= named.end {
        Some(named.end..at.start)
    } else if at.end <= named.start {
        Some(at.end..named.start)
    } else if at.start >= named.start && at.end <= named.end {
        Some(at.start..at.start)
    } else {
        None
    }
}

fn distance(gap: &str) -> usize {
    LEADS.replace_all(&BASIS.replace_all(&without_units(gap), ""), "").chars().count()
}

/// Whether words only lead to the same thing counted again, for all units or for a class of them.
fn again(words: &str) -> bool {
    AGAIN.is_match(&without_units(words))
}

/// Whether a bracket begins or ends between them with more in it than words that lead to the quantity.
fn is_in_bracket(gap: &str) -> bool {
    let open = gap.rfind(['（', '(']);
    let close = gap.rfind(['）', ')']);
    match (open, close) {
        (Some(open), close) if close.is_none_or(|close| close < open) => {
            !ONLY_LEADS.is_match(gap[open..].trim_start_matches(['（', '(']))
        }
        (open, Some(close)) => !gap[..close].contains(['（', '(']) || open.is_some_and(|open| open > close),
        _ => false,
    }
}

fn every(before: &str) -> Option<Every> {
    let found = CYCLE.captures_iter(before).last()?;
    let word = found.iter().skip(1).flatten().next()?.as_str();
    Some(match word {
        "周" => Every::Week,
        "月" => Every::Month,
        "季" => Every::Quarter,
        "半年" => Every::HalfYear,
        _ => Every::Year,
    })
}

#[cfg(test)]
mod tests;
