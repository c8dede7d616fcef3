//! Whom a printed quantity is of, where it is not every unit: 二级医院不少于4次，诊所不少于1次.

use std::sync::LazyLock;

use regex::{Captures, Regex};

use super::model::Every;
use super::pattern::pattern;

/// Some of the units, or the bureau itself, where a clause begins with them.
static SOME_UNITS: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        "(?:^|[，,；;、。：:和及与（(）).．]|第[一二三四五六七八九十百]{1,4}条)(?:请|要求|其中|对|由|委托)?(?:(?:(?:区|县|市|局|委)[属直管]|直属|辖区内?)?(?:各|每(?:家|个|所)?)?(?:区属|县属|市属|局属|直属|辖区)?(?P<class>(?:(?:编制|开放|实有|核定)?(?:床位|病床)数?(?:在|达到?)?)?(?:[0-9０-９]{1,4}|[一二三四五六七八九十百]{1,5})张(?:编制|开放|实有)?(?:床位|病床|床)?(?:及)?(?:以上|以下)的?(?:综合|专科|公立|民营)?(?:医院|医疗机构|医疗卫生机构|机构|单位)|[一二三](?:级|甲|乙)(?:及)?(?:以上|以下)?(?:公立|综合|专科)?(?:医院|医疗机构|机构|单位|卫生院|诊所)|(?:公立|民营|社会办|综合|专科|中医|口腔|精神专科|妇幼|校)?(?:医院|诊所|门诊部)|(?:公立|民营|社会办|私营|非公立?|基层)(?:医疗(?:卫生)?)?(?:机构|单位)|(?:公共卫生|疾控)机构|个体诊所|(?:乡镇|中心|街道)?卫生院|社区卫生服务(?:中心|站)|村卫生[室所]|卫生室|妇幼保健院|疾控中心|疾病预防控制中心|养老机构|托育机构)|各(?P<other>学校|中小学|幼儿园|村|社区|街道|乡镇|镇|企业|科室|病区)|(?P<part>[^，,；;。：、（）()各每本]{2,16}的(?:(?:医疗(?:卫生)?)?(?:机构|单位)|医院|诊所|学校|场所|部门|(?:要|应|须|每|至少|不少于|，)))|(?P<body>我[局委办]|[省市县区]级(?:层面)?(?:统一|集中|负责)?(?:举办|组织|开展|安排)|[省市县区旗]局|[省市县区旗镇乡][^，。；：、各每要应须请举单]{2,12}(?:局|委|委员会|[安委控治]办|办公室|中心|政府|大队|支队))|(?P<name>[^，,；;。：:、（）().．各每本其该有在到向赴对为与和及深走按要应须请由共派至少并0-9]{1,14}?(?:医院|卫生院|保健院|疾控中心|控制中心|急救中心|服务中心|服务站|血站|监督所|管理所|大队|支队|卫健[局委]|健康[局委]|消防救援站)))",
    )
});
/// Behind the name of one unit, where it acts: 区中医院各派1名. Of 邀请区中医院专家 the expert acts.
static ACTS: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        "^(?:$|[、和及与各均每要应须派设负牵承举开组制完至不（(0-9一二两三四五六七八九十]|分别|选派|张贴|悬挂|发放|配备|牵头)",
    )
});
/// Words that are no part of a name.
static NO_NAME: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        "开展|组织|举办|建设|推进|加强|做好|落实|要求|结合|通过|利用|邀请|联合|配合|聘请|进入|所有|全[体部区市县]|依托|参观|前往|覆盖",
    )
});
/// Who does it, behind a quantity: 讲座2场由区卫健局组织, （区局组织）.
static DONE_BY: LazyLock<Regex> = LazyLock::new(|| {
    let by = "(?P<by>[^，,；;。、：:（）()由]{1,24}?)(?:负责|统一|集中|具体|牵头)*";
    let does = "(?:组织|举办|开展|承办|主办|实施|召开|举行|承担|安排|完成)(?:实施|开展)?";
    pattern(&format!(
        "^[^，,；;。（(]{{0,12}}[，,]?[（(]?(?:均|统一|全部)?由{by}(?:{does}|负责|牵头)|^[（(]{}{does}[）)]|^[，,]{}{does}(?:[，,；;。]|$)",
        by.replace("<by>", "<bracket>"),
        by.replace("<by>", "<clause>"),
    ))
});
/// A body that is no unit's own: 区卫健局, 区中心医院. 院办 is in each house, 各单位 are all of them.
static BODY: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        "^[^各每本].*(?:局|[安委控治健]办|委|委员会|政府|指挥部|协会|学会|疾控|中心|大队|支队|医院|保健院|卫生院|街道|[镇乡])$|^[我区市县旗省州]局$|^(?:上级|主管)部门$",
    )
});
static EACH_UNIT: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        "各单位|每(?:家|个)?单位|其[他它余](?:各类)?(?:单位|机构|医疗|[0-9０-９一二两三四五六七八九十各均不至每]|$)|各(?:级|类)?医疗(?:卫生)?(?:机构|单位)",
    )
});
static CLOSED: LazyLock<Regex> = LazyLock::new(|| pattern("[（(][^（）()]*[）)]"));
/// Where words name some of the units.
fn mentions(words: &str) -> impl Iterator<Item = Captures<'_>> {
    SOME_UNITS.captures_iter(words).filter(|found| {
        let Some(name) = found.name("name") else { return true };
        ACTS.is_match(&words[name.end()..]) && !NO_NAME.is_match(name.as_str())
    })
}

/// The words without those that name some of the units.
pub(super) fn without_units(words: &str) -> String {
    let mut rest = String::new();
    let mut from = 0;
    for at in mentions(words).filter_map(|found| Some(found.get(0)?.range())) {
        rest.push_str(&words[from..at.start]);
        from = at.end;
    }
    rest + &words[from..]
}

/// Whether the words behind a quantity say that a body does it which is none of the units, or only one.
pub(super) fn is_of_others(behind: &str) -> bool {
    let Some(found) = DONE_BY.captures(behind) else { return false };
    let by = ["by", "bracket", "clause"].iter().find_map(|name| found.name(name));
    by.is_some_and(|by| BODY.is_match(by.as_str()))
}

/// Whether words begin with the name of a class, a mark before it left out.
pub(super) fn begins_with_class(words: &str) -> bool {
    let words = words.trim_start_matches(['，', ',', '；', ';', '、']);
    SOME_UNITS.captures(words).is_some_and(|found| {
        found.name("class").is_some() && found.get(0).is_some_and(|all| all.start() == 0)
    })
}

/// Whom the words before a quantity name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Whom {
    Everybody,
    /// The classes of units that it is of, in the notice's words, each with the cycle of its own where one is printed between
    /// them: 卫生院每月、卫生室每季度….
    Classes(Vec<(String, Option<Every>)>),
    /// The bureau itself, or what is no class of units.
    Others,
}

/// Whom the words before a quantity name; `everybody`: whom the notice goes to, one a line.
pub(super) fn whom(words: &str, everybody: &str) -> Whom {
    // 海报10张（由区局统一印制），横幅2条: what a closed bracket says is of what stands before it.
    let words = &CLOSED.replace_all(words, "");
    let named: Vec<Captures<'_>> = mentions(words)
        // Where no addressees are printed, a plan speaks to the departments of its own house.
        .filter(|one| !(everybody.is_empty() && matches!(who(one), "科室" | "病区")))
        .collect();
    let addressed = addressed(words, everybody);
    let Some(last) = named.last().and_then(|one| one.get(0)) else {
        return addressed.map_or(Whom::Everybody, |(_, name)| Whom::Classes(vec![(name, None)]));
    };
    if let Some((_, name)) = addressed.filter(|(at, _)| *at >= last.end()) {
        return Whom::Classes(vec![(name, None)]);
    }
    // 卫生院已建成，各单位举办讲座2场: the last one named acts.
    if EACH_UNIT.is_match(&words[last.end()..]) {
        return Whom::Everybody;
    }
    let addressees = everybody.split('\n').filter(|name| !name.is_empty()).count();
    if named.len() >= addressees && named.iter().all(|one| everybody.contains(who(one))) {
        return Whom::Everybody;
    }
    match joined(words, &named) {
        classes if classes.is_empty() => Whom::Others,
        classes => Whom::Classes(classes),
    }
}

/// The last of several addressees that words name, and where; what all of them are called by is none.
fn addressed(words: &str, everybody: &str) -> Option<(usize, String)> {
    let names: Vec<&str> = everybody
        .split('\n')
        .map(|name| name.trim_start_matches('各'))
        .filter(|name| !name.is_empty())
        .collect();
    let is_named = |name: &&str| name.chars().count() >= SHORTEST_NAME && words.contains(*name);
    let mut found: Vec<(usize, &str)> = names
        .iter()
        .filter(|name| is_named(name))
        .filter_map(|name| Some((words.rfind(name)?, *name)))
        .collect();
    found.sort_unstable();
    let is_some = names.len() > 1 && found.len() == 1;
    let (at, name) = found.first().filter(|_| is_some)?;
    let begins = words[..*at].trim_end_matches(['各', '每', '个', '家']).chars().next_back();
    let is_subject = begins.is_none_or(|c| "，,；;、。：:和及与（(".contains(c));
    (is_subject && !EACH_UNIT.is_match(&words[*at..])).then(|| (*at, (*name).to_owned()))
}

/// A shorter name, in characters, as 医院, is that of a class.
const SHORTEST_NAME: usize = 5;

/// Who a match names, without 各 and the like.
fn who<'w>(found: &Captures<'w>) -> &'w str {
    let part = ["class", "other", "part", "body", "name"].iter().find_map(|name| found.name(name));
    part.map_or("", |part| part.as_str())
}

/// A cycle between two classes.
static OWN_CYCLE: LazyLock<Regex> =
    LazyLock::new(|| pattern("^(?:原则上|至少)?每(?:个)?(?P<every>周|月|季|半年|年)度?$"));

/// The classes that stand together at the end; none where one of them is no class.
fn joined(words: &str, named: &[Captures<'_>]) -> Vec<(String, Option<Every>)> {
    let mut classes = Vec::new();
    let mut next: Option<usize> = None;
    for one in named.iter().rev() {
        let Some(all) = one.get(0) else { break };
        // 二级医院、三级医院不少于4次
        let between = next.and_then(|next| words.get(all.end()..next)).unwrap_or_default();
        let own = OWN_CYCLE.captures(between).and_then(|found| found.name("every"));
        let is_apart = !between.is_empty() && own.is_none();
        // A comma parts clauses, not classes; but 卫生院每月，卫生室每季度开展….
        let is_clause =
            own.is_none() && next.is_some_and(|next| words[next..].starts_with(['，', ',', '；', ';', '。']));
        if is_apart || is_clause {
            break;
        }
        let Some(class) = one.name("class") else { return Vec::new() };
        classes.push((class.as_str().to_owned(), own.map(|own| Every::named(own.as_str()))));
        next = Some(all.start());
    }
    classes.reverse();
    classes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_classes_before_a_quantity_are_named() {
        let classes = |words: &str| match whom(words, "各医疗卫生单位") {
            Whom::Classes(classes) => classes.into_iter().map(|(class, _)| class).collect::<Vec<_>>(),
            other => panic!("{words}: {other:?}"),
        };
        assert_eq!(classes("各医院"), ["医院"]);
        assert_eq!(classes("二级医院、民营医院不少于"), ["二级医院", "民营医院"]);
        assert_eq!(classes("医院不少于4次，社区卫生服务中心不少于"), ["社区卫生服务中心"]);
        assert_eq!(classes("举办讲座（区属医院2场，乡镇卫生院"), ["乡镇卫生院"]);
        assert_eq!(classes("各医院要做好准备，各诊所"), ["诊所"]);
    }

    #[test]
    fn what_is_no_class_is_told_apart() {
        for words in ["区疾控中心举办", "各学校", "医院和各社区", "区卫生健康局每季度"]
        {
            assert_eq!(whom(words, "各医疗卫生单位"), Whom::Others, "{words}");
        }
        for words in ["开展", "卫生院已建成，各单位举办", "各单位在医院"] {
            assert_eq!(whom(words, "各医疗卫生单位"), Whom::Everybody, "{words}");
        }
        assert_eq!(whom("卫生院举办", "各乡镇卫生院"), Whom::Everybody, "the notice goes to no others");
    }
}
