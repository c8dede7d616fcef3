//! Whose work a sentence tells: that of the units which the notice goes to, the issuer's own, or that of somebody else.

use std::ops::Range;
use std::sync::LazyLock;

use gongwen::read::{Outline, Passage};
use regex::Regex;

use super::pattern::{pattern, wide};
use super::report_issuer::{is_issuers_own, is_short_for};
use super::sentence::clauses;

/// Whose work something is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Doer {
    /// What a named body announces that it will do: 我局将于9月组织抽查.
    Announced,
    /// A named body that the notice does not go to, told or said to do something.
    Perhaps,
    /// The issuer, said to do something: the units may have a part in it.
    Issuer,
}

/// The body at the head of a clause, and what it does: 将, or anything else.
static SUBJECT: LazyLock<Regex> = LazyLock::new(|| {
    let time = "(?:(?:在|于|自|从)?[^，。；：各]{0,12}(?:年|月|日|旬|季度|期间|后|前|中)[，]?)?";
    let adverb = "(?:下一步|届时|同时|随后|近期|此外|另外|[一二三四五六七八九十]是|[0-9]{1,2}[.、]|由)?[，]?";
    let body = "(?:我(?:局|委|厅|办|会|部|司|院|校|区|县|市|镇|街道)|本(?:局|委|厅|办)|[局委院区县市省镇校](?:里|机关)|[^，。；：（各本该请对将把要应须所有每“《]{0,24}?(?:局|委员会|卫健委|安委会|爱卫会|委|厅|[安卫爱创信]办|安委办|办公室|[^，。；：（各本该]处|[^，。；：（各本该]部|领导小组|领导组|工作组|检查组|督导组|督查组|考核组|专班|指挥部|联席会议|政府|学校|学院|医院|公司|中心|教导处|德育处|教育部|卫生部))";
    let verb = "(将(?:择机|与|于|在|对|从|以|会同|联合|组织|适时|不?定期|随时|按照?|根据|结合|继续|加大|进行|开展|成立|组成|派|抽|安排|采取|统一|予以|视|进一步|严肃|全县|全区|全市)|将|拟|要|应|须|负责|会同|联合|组织|牵头|定期|不定期|适时|按照|根据|依据|结合|于|在|对|统一|每|成立|制定|建立|加强|开展|做好|汇总|督促|指导)";
    pattern(&format!("^{adverb}{time}({body})(?:（[^）]{{1,16}}）)?(?:还|也|均|都|近期)?{verb}"))
});
/// 全区将组织…: said of the whole, by whoever leads it.
static WHOLE: LazyLock<Regex> = LazyLock::new(|| {
    pattern("^(?:下一步|届时)?[，]?(?:全[省市县区镇校院]|[省市县区](?:级|里))(?:层面)?(?:将|拟)")
});
/// 届时将组织专家对各单位开展抽查, 对先进单位将予以表彰, 评选结果将公布: whoever leads announces it, though nobody is named.
static UNNAMED: LazyLock<Regex> = LazyLock::new(|| {
    let time = "(?:届时|下一步|随后|此外|另外|同时)?[，]?(?:[^，。；：各]{0,12}(?:年|月|日|旬|季度|期间|后|前|中)[，]?)?";
    let looks = "抽查|检查|督查|督导|考核|验收|评估|评选|通报|表彰|暗访|复查|核查";
    pattern(&format!(
        "^{time}将(?:于[^，。；]{{1,12}}?)?(?:组织[^，。；自]{{0,16}}|抽调[^，。；]{{0,8}}|派|适时|不?定期|择机)?(?:对|到|赴)[^，。；]{{0,30}}(?:{looks})\
         |^(?:对|给予)[^，。；]{{2,24}}将[^，。；]{{0,14}}(?:予以|给予|进行|问责|追究|曝光)\
         |^[^，。；：各请]{{2,12}}(?:结果|名单|成绩)将[^，。；]{{0,14}}(?:公布|通报|公示|反馈|发布)"
    ))
});
/// Whom a clause behind turns to.
static TURNS: LazyLock<Regex> =
    LazyLock::new(|| pattern("^(?:请|要求|望)?(?:各|请|所有|全体|有关单位|相关单位|凡)"));
/// Bodies that lead: no notice goes to them, however wide its recipients.
static LEADS: LazyLock<Regex> =
    LazyLock::new(|| pattern("(?:领导小组|领导组|工作组|[检督考][查导核]组|专班|指挥部|联席会议)$"));
/// Recipients among whom every office may be.
static OFFICES: LazyLock<Regex> = LazyLock::new(|| {
    pattern("部门|成员单位|直属|直各|直有关|各局|委办局|各委|处室|科室|机关|股室|有关单位|相关单位|办公室")
});

/// What leads up to a body that is named for another reason: 按照市局部署.
const OF_A_GROUND: [&str; 12] =
    ["根据", "按", "为", "依据", "结合", "对", "遵照", "经", "配合", "接受", "联系", "会同"];

/// What may be a unit of those that the notice goes to: a hospital, and the offices of one.
const UNITS: [&str; 5] = ["医院", "公司", "中心", "处", "部"];

/// Who the notice is from and whom it goes to.
#[derive(Clone, Debug, Default)]
pub(super) struct Doers {
    issuer: Vec<String>,
    recipients: Vec<String>,
    goes_to_offices: bool,
}

impl Doers {
    pub(super) fn of(outline: &Outline) -> Self {
        let names = |text: &str| text.split(['、', '，', ',', '；']).map(str::to_owned).collect::<Vec<_>>();
        let recipients: Vec<String> = outline
            .recipients
            .iter()
            .map(Passage::text)
            .flat_map(names)
            .filter(|one| !one.is_empty())
            .collect();
        Self {
            issuer: outline.issuer.as_deref().map(names).unwrap_or_default(),
            goes_to_offices: recipients.iter().any(|one| OFFICES.is_match(one)),
            recipients,
        }
    }

    /// Whether a report is one that the issuer itself makes.
    pub(super) fn reports_itself(&self, words: &str) -> bool {
        is_issuers_own(
            words,
            Some(&self.issuer.join("、")).filter(|names| !names.is_empty()).map(String::as_str),
        )
    }

    /// What of a task is left for the units, and whose work stands before or behind that, if it is somebody else's.
    pub(super) fn part(&self, text: &str, task: Range<usize>) -> (Option<Range<usize>>, Option<Doer>) {
        let all = clauses(text, task.clone());
        let said = |clause: &Range<usize>| wide(&text[clause.clone()]).into_owned();
        let Some((at, doer)) =
            all.iter().enumerate().find_map(|(at, one)| Some((at, self.doer(&said(one))?)))
        else {
            return (Some(task), None);
        };
        let turned = all[at + 1..].iter().find(|clause| TURNS.is_match(&said(clause)));
        match (at, turned) {
            _ if doer == Doer::Issuer => (Some(task), (at == 0).then_some(doer)),
            // 市局将组织抽查，各单位要做好准备
            (_, Some(turned)) if at == 0 => (Some(turned.start..task.end), Some(doer)),
            (0, None) => (None, Some(doer)),
            // 为掌握情况，市局将组织抽查
            (_, None) if all[..at].iter().all(|clause| leads_up(&said(clause))) => (None, Some(doer)),
            // 建立通报制度，市局将组织抽查
            (at, _) if doer == Doer::Announced => (Some(task.start..all[at - 1].end), Some(doer)),
            _ => (Some(task), None),
        }
    }

    /// Who does what a clause says, where that is not the units.
    fn doer(&self, clause: &str) -> Option<Doer> {
        if WHOLE.is_match(clause) || UNNAMED.is_match(clause) {
            return Some(Doer::Announced);
        }
        let found = SUBJECT.captures(clause)?;
        let (body, verb) = (found.get(1)?.as_str(), found.get(2)?.as_str());
        if OF_A_GROUND.iter().any(|ground| body.starts_with(ground)) {
            return None;
        }
        // 将某事纳入考核 is no announcement.
        let announces = verb == "拟" || (verb.starts_with('将') && verb != "将");
        // A hospital is a unit, unless it announces what it does with all of its own.
        let is_ours = body.starts_with('我') || body.starts_with('本');
        let units = if is_ours { &UNITS[..3] } else { &UNITS };
        if !announces && units.iter().any(|unit| body.ends_with(unit)) {
            return None;
        }
        let is_issuer = self.issuer.iter().any(|name| is_short_for(body, name));
        if is_ours && !body.ends_with(['局', '委', '厅', '办', '会', '部', '司']) {
            return announces.then_some(Doer::Announced);
        }
        if announces || (is_ours && verb != "要") {
            return Some(Doer::Announced);
        }
        let is_addressed = self.recipients.iter().any(|name| name.contains(body) || is_short_for(body, name));
        if LEADS.is_match(body) {
            return Some(Doer::Perhaps);
        }
        if is_issuer {
            return Some(Doer::Issuer);
        }
        (!is_addressed && !self.goes_to_offices && !self.recipients.is_empty()).then_some(Doer::Perhaps)
    }
}

/// 为…, 根据…, 时间: what leads up to the clause behind.
fn leads_up(clause: &str) -> bool {
    static LEADS_UP: LazyLock<Regex> =
        LazyLock::new(|| pattern("^(?:为|根据|按照|依据|结合|下一步|届时|同时|经|在|于|自|[0-9])|的$"));
    LEADS_UP.is_match(clause)
}
