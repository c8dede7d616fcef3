//! A quantity that stands beside a measure: 讲座不少于2场, 至少开展1次应急演练, 每季度组织一次演练, 每床位1册.
//!
//! A number that is for a day, for one event, for some of the units, or in another unit is no target of every unit: it is asked.

mod clause;
mod gap;
mod rate;

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::amount::{Amount, amounts, counts, is_plain, is_thing};
use super::model::{ClassTarget, Every, OpenTarget, PrintedTarget};
use super::pattern::pattern;
use super::printed_class::{Whom, is_of_others, whom};
use clause::{REACH, clause_around};
use gap::{again, distance, gap, is_attribute, is_in_bracket, only_leads, parts};
use rate::counted_on;

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
    pub(super) code: &'c str,
    /// What it is counted in.
    pub(super) unit: &'c str,
}

/// What leads a quantity of which at least so many are wanted; the measure may stand some words away from it.
static AT_LEAST: LazyLock<Regex> =
    LazyLock::new(|| pattern("(?:不少于|不得少于|不低于|不得低于|至少|最少)[^，,；;]{0,6}$"));
/// What the whole district reaches together, or what was reached before.
static NOT_OF_A_UNIT: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        "(?:全[区市县省镇乡州系]|街道全)[^各每，]*$|(?:合计|总计)(?:[^不至达]|$)|累计[已共]|共[^同产青性享]|以来|去年|已[经开组]",
    )
});
/// 累计发放200份 was done; 累计发放不少于200份 is to be done.
static WAS_DONE: LazyLock<Regex> = LazyLock::new(|| pattern("累计(?:[了完发排检整]|$)"));
/// A quantity that is not to be exceeded is none to be reached: 控制在2次以内, 不超过3篇.
static AT_MOST: LazyLock<Regex> =
    LazyLock::new(|| pattern("(?:不超过|不得超过|不多于|不得多于|最多|至多|不高于|控制在)[^，,；;]{0,4}$"));
/// Nouns that a quantity behind them counts, and no measure: （附图片不少于5张）.
static OF_ELSE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        "(?:图片|照片|相片|影像|截图|签到表|佐证|视频|附件)(?:资料|材料)?(?:等|各|均|要|应|须|数量)*(?:不少于|不得少于|至少|不低于)?$",
    )
});
/// What stands between the measures of a list: 班会、演练.
static SEPARATES: LazyLock<Regex> =
    LazyLock::new(|| pattern("^(?:[、和及与]|以及|开展|组织|举办|应急|消防|安全|活动|各?类|等)*$"));
/// What follows on a case: …的要, …的，.
const CASE: [char; 6] = ['要', '应', '须', '，', '单', '科'];
/// Behind an amount that is of no noun of its own.
const ENDS: &str = "，,；;。、：）)（(”/／";
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
    // 短视频时长不少于1分钟，数量不少于2部
    if found.iter().any(|one| one.is_counted) {
        found.retain(|one| one.is_counted);
    }
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
    /// In the measure's unit.
    is_counted: bool,
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
        let between = &self.sentence[gap.clone()];
        let is_counted = counts(self.named.unit, &amount.classifier);
        let distance = distance(between);
        let is_shared =
            self.is_of_list(&gap) || (EACH_OF_THEM.is_match(words) && !between.contains(['，', ',']));
        let is_minimum = AT_LEAST.is_match(words) || amount.is_minimum;
        if (!is_counted && !self.is_in_another_unit(amount, between))
            || NOT_OF_A_UNIT.is_match(words)
            || AT_MOST.is_match(words)
            || (!is_minimum && WAS_DONE.is_match(words))
            || self.is_of_else(words)
            || (!is_shared
                && (self.is_taken(amount, distance) || self.is_of_another_clause(amount, is_counted)))
            || self.is_case(&at)
            || (self.is_far(at.start) && !again(&self.sentence[self.own_clause(at.start)]))
        {
            return None;
        }
        let last = before.iter().rfind(|one| one.start >= gap.start && one.end <= gap.end);
        let is_beside = match last {
            // 讲座2场，全年不少于4场: the same thing counted again.
            Some(last) => again(&self.sentence[last.end..gap.end]),
            None if at.end <= self.named.at.start => is_shared || is_attribute(between),
            None => is_shared || distance <= NEAR,
        };
        // 三级医院每季度1次，其他单位2次: what leads the number before says nothing of this one.
        let own = last.map(|last| {
            let head = &self.sentence[self.clause.start..self.named.at.end.max(self.clause.start)];
            format!("{head}{}", &self.sentence[last.end..at.start])
        });
        let (what, classes) = self.of_whom(amount, own.as_deref().unwrap_or(words), is_counted);
        let is_apart = is_in_bracket(between) && what != Err(OpenTarget::SomeUnits);
        ((is_minimum || is_beside) && !is_apart).then_some(Candidate {
            at,
            distance,
            is_counted,
            is_beside,
            what,
            classes,
        })
    }

    /// Whether an amount beside the measure is in another unit than the measure's, and of no other noun.
    fn is_in_another_unit(&self, amount: &Amount, between: &str) -> bool {
        let at = &amount.range;
        if at.end <= self.named.at.start {
            return between.is_empty() && is_plain(amount);
        }
        // 竞赛每单位参赛不少于10人
        let is_near = || {
            distance(between) <= NEAR
                && AT_LEAST.is_match(&self.sentence[self.clause.start..at.start])
                && between.contains('每')
                && !between.contains(['，', ',', '、', '（'])
        };
        // 隐患排查三项行动 counts something else.
        let is_alone = || self.sentence[at.end..].chars().next().is_none_or(|next| ENDS.contains(next));
        // 隐患整改率100%, 责任书签订率100%
        let is_rate = amount.classifier.contains(['%', '％']) && between.ends_with('率');
        let is_beside = distance(between) == 0 || (is_rate && distance(between) <= NEAR);
        (is_thing(amount) && (is_beside || is_near())) || (is_plain(amount) && is_beside && is_alone())
    }

    /// （附图片不少于5张）
    fn is_of_else(&self, words: &str) -> bool {
        OF_ELSE.find(words).is_some_and(|noun| self.clause.start + noun.start() >= self.named.at.end)
    }

    /// 每站整改隐患不少于1处的要上传照片: a case, no target.
    fn is_case(&self, at: &Range<usize>) -> bool {
        self.sentence[at.end..].strip_prefix('的').is_some_and(|rest| rest.starts_with(CASE))
    }

    /// What an amount is, of every unit and of classes.
    fn of_whom(
        &self,
        amount: &Amount,
        words: &str,
        is_counted: bool,
    ) -> (Result<PrintedTarget, OpenTarget>, Vec<ClassTarget>) {
        match (self.what(amount, words, is_counted), self.whom(&amount.range)) {
            (Err(OpenTarget::Rate), Whom::Others) | (Ok(_), Whom::Others) => {
                (Err(OpenTarget::SomeUnits), Vec::new())
            }
            (Ok(target), Whom::Classes(classes)) => {
                let of_class = |(class, every): (String, Option<Every>)| {
                    let target = PrintedTarget { every: every.or(target.every), ..target };
                    ClassTarget { class, target }
                };
                (Err(OpenTarget::SomeUnits), classes.into_iter().map(of_class).collect())
            }
            (what, _) => (what, Vec::new()),
        }
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
        is_list && SEPARATES.is_match(&self.sentence[at..end]) && only_leads(bracket)
    }

    /// Whom a quantity is of.
    fn whom(&self, at: &Range<usize>) -> Whom {
        let low = self.sentence.ceil_char_boundary(at.start.saturating_sub(REACH));
        let high = self.sentence.floor_char_boundary(at.end.saturating_add(REACH));
        if is_of_others(&self.sentence[at.end..high]) {
            return Whom::Others;
        }
        whom(&self.sentence[low..at.start], self.everybody)
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
        let (basis, every) = counted_on(words, &self.sentence[amount.range.end..], self.everybody)?;
        if !is_counted {
            let is_of_all = self.whom(&amount.range) == Whom::Everybody;
            return Err(if is_of_all { OpenTarget::OtherUnit } else { OpenTarget::SomeUnits });
        }
        Ok(PrintedTarget { count, most: amount.most, basis, every })
    }

    /// 展板、海报等方式宣传，展板3块: a number is of the measure that its own clause names.
    fn is_of_another_clause(&self, amount: &Amount, is_counted: bool) -> bool {
        let at = &amount.range;
        let start = self.sentence[..at.start].rfind(STOPS).map_or(0, |stop| stop + 1);
        let end = self.sentence[at.end..].find(STOPS).map_or(self.sentence.len(), |stop| at.end + stop);
        let is_inside = |one: &Range<usize>| one.start < end && start < one.end;
        let is_its = |other: &Named<'_>| {
            is_inside(&other.at) && (!is_counted || counts(other.unit, &amount.classifier))
        };
        !is_inside(&self.named.at) && self.rivals().any(is_its)
    }

    /// Whether another measure stands nearer to the quantity than this one does.
    fn is_taken(&self, amount: &Amount, own: usize) -> bool {
        let at = &amount.range;
        let Some(own_gap) = gap(&self.named.at, at) else { return false };
        let between = &self.sentence[own_gap.clone()];
        // 组织全员培训，开展一次应急演练; 一次培训和一次演练
        let marks: &[char] = match () {
            () if at.end <= self.named.at.start && is_attribute(between) => {
                &['，', ',', '、', '和', '及', '与']
            }
            () if between.contains(STOPS) => &[],
            () => &STOPS,
        };
        self.rivals().any(|other| {
            let is_between = other.at.start >= own_gap.start && other.at.end <= own_gap.end;
            let nearer = || {
                let words = gap(&other.at, at).and_then(|gap| self.sentence.get(gap));
                counts(other.unit, &amount.classifier)
                    && !self.is_same_deed(other, at)
                    && words.is_some_and(|words| !words.contains(marks) && distance(words) < own)
            };
            is_between || nearer()
        })
    }

    /// 带队对隐患情况至少开展1次检查: the words that hold the number are the deed that this measure leads.
    fn is_same_deed(&self, other: &Named<'_>, at: &Range<usize>) -> bool {
        let holds = other.at.start <= at.start && at.end <= other.at.end;
        let before = self.sentence.get(self.named.at.end..other.at.start);
        holds && before.is_some_and(|words| !words.is_empty() && !parts(words))
    }

    /// Other measures, named by other words.
    fn rivals(&self) -> impl Iterator<Item = &Named<'_>> {
        self.others.iter().filter(|other| {
            let overlaps = other.at.start < self.named.at.end && self.named.at.start < other.at.end;
            !overlaps && other.code != self.named.code
        })
    }
}

#[cfg(test)]
mod tests;
