//! Secrecy marks (密级) where official documents print them, as opposed to the same words in running text.

use std::sync::LazyLock;

use regex::Regex;

use super::brackets::{CLOSE, OPEN};
use super::lines::compact;
use super::pattern::pattern;

const MARK: &str = "(?:绝密|机密|機密|密件|涉密(?:文件|资料)?|(?:警务)?工作秘密|国家秘密|秘密|内部工作(?:秘密|文件|资料)|内部(?:资料|文件|使用|参考|参阅|明电|刊物|材料|传阅|掌握|发行)?)级?";
/// What is asked of the reader beside a mark.
const CARE: &str = "(?:[,，。;；]?(?:请)?(?:注意(?:保存|保密|保管|存放)|专人保管|(?:请勿|严禁|不得|禁止|切勿)(?:外传|公开|翻印|扩散|转载|复制|上网)|妥善保管|用后收回|阅后(?:收回|退回|即焚|销毁)))*";

/// A line that is nothing but a mark: `机密★1年`, `秘密 长期`, `（内部资料）`, `密级：秘密`, `工作秘密 特急`, also beside a serial number,
/// the document's number or its issuer's head.
static MARK_LINE: LazyLock<Regex> = LazyLock::new(|| {
    let term = "(?:(?:[★☆✭✮*＊·:：]*)[（(]?(?:[0-9０-９一二三四五六七八九十]{1,3}(?:年|个月|月|天|日)|长期|启用前)?[）)]?)";
    let urgency = "(?:特急|加急|特提|平急|急件)?";
    let serial = "(?:(?:份号|编号)?[:：]?(?:[Nn][Oo][.:：]?)?[0-9]{2,8})?";
    let page = "(?:第[0-9]{1,4}页(?:[,，/]?共[0-9]{1,4}页)?|[-—–－―─]+[0-9]{1,4}[-—–－―─]+)?";
    let label = "(?:密级|保密等级|文件密级|秘密等级|密级(?:和|及|与)保密期限|保密期限(?:和|及|与)密级)?";
    pattern(&format!(
        "^[★☆✭✮*＊▲△●◆■]*{serial}(?:{urgency}[·•・、,，/／|｜]?)?{label}[:：]?[（(【〔\\[［〖《<‹]?(?:仅供)?{MARK}(?:[）)】〕\\]］〗》>›]{term}|{term}{CARE}{urgency}[）)】〕\\]］〗》>›]?)[·•・、,，/／|｜]?{urgency}(?:{serial}|{page})[。★☆✭✮*＊▲△●◆■]*$"
    ))
});

/// A mark behind or before the document's number or the issuer's head on one line, parted from it by blanks or a cell's edge.
static BESIDE: LazyLock<Regex> = LazyLock::new(|| {
    let gap = "(?:[ \\u{3000}\\t]+|[ \\u{3000}\\t]*[|｜][ \\u{3000}\\t]*)";
    let term = "(?:[ \\u{3000}]*[0-9一二三五十]{1,3}年|[ \\u{3000}]*长期)?";
    let care = format!("(?:[ \\u{{3000}}]*{CARE})");
    let number =
        &format!("[^ \\u{{3000}}\\t。，|｜]{{1,24}}[{OPEN}][0-9]{{4}}[{CLOSE}][ ]?第?[ ]?[0-9]{{1,5}}[ ]?号");
    let body = "[^ \\u{3000}\\t。，；：、|｜]{2,30}(?:局|委员会|委|办公室|厅|中心|文件|政府|文号|发文字号)";
    pattern(&format!(
        "^[ \\u{{3000}}\\t|｜]*(?:(?:{number}|{body}){gap}{MARK}{term}{care}|{MARK}{term}{care}{gap}(?:{number}|{body}))[ \\u{{3000}}\\t|｜]*$"
    ))
});

/// A mark right beside the document's number, blanks removed: `（秘密）云青卫健函〔2026〕5号`, `云青卫健函〔2026〕5号机密*10年`.
static NUMBERED: LazyLock<Regex> = LazyLock::new(|| {
    let number = &format!("[^。;；|｜]{{1,24}}[{OPEN}][0-9]{{4}}[{CLOSE}]第?[0-9]{{1,5}}号");
    let term = "(?:[★☆✭✮*＊·:：]*(?:[0-9一二三四五六七八九十]{1,3}(?:年|个月|月|天|日)|长期|启用前)?)";
    let (open, close) = ("[（(【〔\\[［]?", "[）)】〕\\]］]?");
    pattern(&format!("^(?:{open}{MARK}{term}{close}{number}|{number}{open}{MARK}{term}{CARE}{close}{term})$"))
});

/// What a document says about itself: `（此件不公开，按工作秘密管理）`, `此件为工作秘密，请妥善保管。`, `信息公开属性：内部`.
static OF_ITSELF: LazyLock<Regex> = LazyLock::new(|| {
    let kind = "(?:国家秘密|绝密|机密|秘密|内部工作秘密|工作秘密|内部(?:资料|文件|材料|掌握|使用))";
    pattern(&format!(
        "^(?:注[:：])?[（(【]?(?:此件|本件|此文件?|本文件)[^。；]{{0,24}}(?:[为属系是按]于?|作为|列为){kind}(?:级|件|文件)?(?:管理|掌握|处理|对待|使用|[,，。;；）)】]|$)|^[（(【]?(?:此件|本件|此文件?|本文件|本资料)(?:仅供|仅限|限)?内部(?:使用|传阅|掌握|参考|参阅)|^(?:信息)?公开(?:属性|方式|形式|类别)[:：]内部(?:$|资料|文件|使用|掌握)"
    ))
});

/// A mark with its star anywhere in the text: nothing else is written so.
static STARRED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        "(?:绝密|机密|秘密|内部)级?[ \\u{3000}]*[★☆✭✮]|[★☆✭✮][ \\u{3000}]*(?:绝密|机密|秘密)级?(?:[ \\u{3000}\\t\\n]|$)",
    )
});

/// `密级：机密` as a row among others on one line.
static LABELLED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        "(?:密级|保密等级|秘密等级|密级[和及与]保密期限)[ \\u{3000}]*[:：][ \\u{3000}]*(?:绝密|机密|秘密|工作秘密|内部)",
    )
});

/// A line that begins with the mark in brackets: 【机密】关于….
static LEADING: LazyLock<Regex> = LazyLock::new(|| {
    let term = "(?:[★☆✭✮*＊·:：]*(?:[0-9０-９一二三四五六七八九十]{1,3}(?:年|个月|月|天|日)|长期|启用前)?)";
    pattern(&format!("^[（(【〔\\[［〖]{MARK}{term}{CARE}[）)】〕\\]］〗](.*)$"))
});
/// A title behind the bare mark: 秘密：关于…, 机密　关于….
static BEFORE_TITLE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(&format!(
        "^[ \\u{{3000}}\\t]*{MARK}(?:[ \\u{{3000}}\\t]*[:：—-]+[ \\u{{3000}}\\t]*|[ \\u{{3000}}\\t]+)关于"
    ))
});
static TITLE: LazyLock<Regex> =
    LazyLock::new(|| pattern("^关于|(?:通知|方案|意见|通报|计划|报告|函|纪要|预案|办法|公告|通告)》?$"));

/// What a paper, or a paper that comes with it, is called at the end of its title.
const PAPER: &str = "(?:通知|方案|意见|通报|计划|报告|函|纪要|预案|办法|细则|规定|清单|名单|台账|花名册|分布图|位置图|手册|目录|表)";
/// A title, head or annex that ends with the mark in brackets.
static BRACKETED: LazyLock<Regex> = LazyLock::new(|| {
    let term = "(?:[★☆✭✮*＊·:：]*(?:[0-9０-９一二三四五六七八九十]{1,3}(?:年|个月|月|天|日)|长期|启用前)?)";
    pattern(&format!(
        "{PAPER}》?[（(【〔\\[［〖](?:绝密|机密|秘密|工作秘密|内部(?:资料|文件|使用|参考|材料)?){term}[）)】〕\\]］〗]{term}$"
    ))
});
/// A title, or that of a list, with the bare mark behind it: 关于…的通知　机密.
static BEHIND_TITLE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(&format!(
        "^[ \\u{{3000}}\\t]*[^。；，：|｜\\t]{{4,120}}{PAPER}》?[ \\u{{3000}}]+(?:绝密|机密|秘密|工作秘密|内部(?:资料|文件|使用))[ \\u{{3000}}]*(?:[0-9]{{1,2}}年)?{CARE}[ \\u{{3000}}]*$"
    ))
});

/// What stands in front of a mark in the head of an annex: 附件2（秘密）, 附件2　机密.
static ANNEX: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        "^附(?:[件表录图]|[0-9０-９一二三四五六七八九十:：])[ \\u{3000}\\t]*[0-9０-９一二三四五六七八九十]{0,3}(?:[-—－][0-9]{1,2})?[ \\u{3000}\\t]*[:：]?[ \\u{3000}\\t]*",
    )
});
/// A cell that is nothing but a mark.
static MARK_CELL: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        "^[（(【〔\\[［〖]?(?:绝密|机密|秘密|工作秘密|内部(?:资料|文件|使用|掌握))级?(?:[★☆*＊·:：]*(?:[0-9０-９一二三四五六七八九十]{1,3}(?:年|个月)|长期))?[）)】〕\\]］〗]?$",
    )
});

/// No mark line is longer than this, in bytes.
const LONGEST_MARK: usize = 240;
/// Lines in which the head of a document stands: there a line that begins with a mark bears it, whatever follows.
const HEAD_LINES: usize = 8;

/// Whether the text bears a secrecy mark in one of the usual places.
///
/// 此件不公开, 不予公开, 依申请公开 say who may read a paper on the web, not that it is secret: they are no marks.
pub(super) fn is_marked(text: &str) -> bool {
    if STARRED.is_match(text) || LABELLED.is_match(text) {
        return true;
    }
    let mut before = "";
    let mut at = 0;
    for line in text.lines().filter(|line| !line.trim().is_empty()) {
        let own = ANNEX.find(line.trim_start()).map_or(line, |label| &line.trim_start()[label.end()..]);
        // The head of an annex is a head as well.
        at = if own.len() < line.trim_start().len() { 0 } else { at + 1 };
        let is_short = line.len() <= LONGEST_MARK;
        if is_short
            && (is_marked_line(own, at) || bears_mark_in_corner(line, before) || is_split(before, line))
        {
            return true;
        }
        before = line;
    }
    false
}

/// Whether a line is a mark, or bears one at its edge; `at` counts the lines from the head of its paper.
fn is_marked_line(line: &str, at: usize) -> bool {
    let bare = compact(line);
    MARK_LINE.is_match(&bare)
        || BRACKETED.is_match(&bare)
        || OF_ITSELF.is_match(&bare)
        || BESIDE.is_match(line)
        || NUMBERED.is_match(&bare)
        || is_leading(&bare, at)
        || BEFORE_TITLE.is_match(line)
        || BEHIND_TITLE.is_match(line)
}

/// Whether the first or the last cell of a table's first row is a mark. In the rows below it says what they are about.
fn bears_mark_in_corner(line: &str, before: &str) -> bool {
    let is_edge = |c: char| matches!(c, '\t' | '|' | '｜');
    if !line.contains(is_edge) || before.contains(is_edge) {
        return false;
    }
    let cells = || line.split(is_edge).map(compact).filter(|cell| !cell.is_empty());
    cells().next().into_iter().chain(cells().next_back()).any(|cell| MARK_CELL.is_match(&cell))
}

/// Whether a line begins with the mark: in the head whatever follows, farther down where a title follows.
fn is_leading(bare: &str, at: usize) -> bool {
    let rest = LEADING.captures(bare).and_then(|found| found.get(1));
    rest.is_some_and(|rest| at <= HEAD_LINES || TITLE.is_match(rest.as_str()))
}

/// 机 and 密, 秘 and 密, 绝 and 密 each on a line of its own.
fn is_split(before: &str, line: &str) -> bool {
    before.len() <= LONGEST_SPLIT
        && line.len() <= LONGEST_SPLIT
        && matches!(compact(before).as_str(), "机" | "秘" | "绝" | "機")
        && compact(line).trim_end_matches('级') == "密"
}

/// Longest line with one character of a mark and blanks around it, in bytes.
const LONGEST_SPLIT: usize = 60;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_in_their_places_are_seen() {
        for line in [
            "机密★1年",
            "  绝 密 ★ 启用前",
            "秘密★10年　　特急",
            "000012 机密★5年",
            "密级：秘密",
            "内部资料",
            "内部资料，注意保存",
            "（内部文件 不得外传）",
            "工作秘密",
            "工作秘密★3年",
            "内部★1年",
            "秘密 长期",
            "机密",
            "国家秘密",
            "[机密]5年",
            "【秘密】★长期",
            "特急·机密",
            "特急 秘密★1年",
            "机密、特急",
            "【内部】",
            "编号：0001　密级：机密　特急",
            "关于开展某项检查的通知（秘密）",
            "仅供内部使用",
            "秘密　　云青卫健函〔2026〕5号",
            "云青卫健函〔2026〕5号  机密",
            "云青卫健函〔2026〕5号　　秘密 3年",
            "云岭市青禾区卫生健康局　　　机密",
            "| 云青卫健函〔2026〕5号 | 内部文件 |",
            "云青卫健函〔2026〕5号\t内部文件",
            "（秘密）云青卫健函〔2026〕5号",
            "云青卫健函〔2026〕5号（秘密）",
            "云青卫健函〔2026〕5号　【机密】",
            "云青卫健函〔2026〕5号　秘　密",
            "云青卫健函〔2026〕5号　机密*10年",
            "云青卫健函〔2026〕5号　内部资料 注意保存",
            "云青卫健函〔2026〕5号　（内部明电）",
            "特急　★秘密",
            "★内部文件，注意保密★",
            "★ 内部资料 ★",
            "★内部文件★",
            "秘密（2年）",
            "秘密(1年)",
            "▲秘密",
            "*内部*",
            "（本件内部使用，不得外传）",
            "本件仅供内部参阅。",
            "（此件不公开，按工作秘密管理）",
            "此件为工作秘密，请妥善保管。",
            "注：本件属工作秘密，妥善保管",
            "（此件为内部工作秘密）",
            "本文件属于国家秘密",
            "密级和保密期限：机密5年",
            "信息公开属性：内部",
            "内部使用 不得公开",
            "仅供内部参阅",
            "内部工作文件",
            "000012\n机\n密",
            "機密",
            "（秘密）关于开展某项检查的通知",
            "【机密】关于开展某项检查的通知",
            "〔秘密★3年〕云岭市青禾区消防宣传工作方案",
            "（内部资料，注意保存）青禾区卫生健康局关于某事的通知",
            "【内部】青禾区卫生健康局",
            "（工作秘密）关于开展某项检查的通知",
            "秘密：关于开展某项检查的通知",
            "机密　关于开展某项检查的通知",
            "《关于开展某项检查的通知》（秘密）",
            "关于开展某项检查的通知[机密]",
            "关于开展某项检查的通知〔秘密〕",
            "关于开展某项检查的通知［机密★1年］",
            "关于开展某项检查的通知〖秘密〗",
            "关于开展某项检查的通知　机密",
            "附件：1.检查名单（秘密）",
            "检查台账（机密）",
            "密件",
            "涉密文件 严禁外传",
            "警务工作秘密",
            "〖机密〗",
            "《机密》",
            "‹机密›",
            "附件2（秘密）",
            "附件2　机密",
            "附件2　内部资料　注意保管",
            "附件1：秘密",
            "附件1\n秘密",
            "附件3\n（秘密）隐患单位分布情况",
            "附件3（内部使用）隐患单位分布情况",
            "附表一　机密★1年",
            "隐患单位名单　　机密",
            "重点部位一览表（秘密）",
            "序号\t单位\t地址\t秘密",
            "| 机密 | 单位 | 地址 |",
            "（内部资料）\t单位\t地址",
            "云岭市青禾区卫生健康局　　内部资料　注意保管",
            "内部资料　注意保管　　第 1 页 共 5 页",
            "机密　　— 2 —",
        ] {
            assert!(is_marked(&format!("某市某局文件\n{line}\n关于某事的通知\n")), "{line}");
        }
    }

    #[test]
    fn the_same_words_in_running_text_are_no_mark() {
        for line in [
            "各单位要严格保守秘密，加强内部管理。",
            "（一）内部管理",
            "涉及国家秘密、工作秘密的，按有关规定执行。",
            "密级：无",
            "非涉密系统，禁止上传涉密及工作秘密信息",
            "一、内部资料管理不规范的问题",
            "要建立内部控制制度，不得泄露机密",
            "内部培训",
            "一、加强保密工作",
            "《工作秘密管理规定》学习",
            "要学习工作秘密管理规定，做好保密工作。",
            "公开方式：依申请公开",
            "公开属性：主动公开",
            "公开属性：不予公开",
            "（此件不公开）",
            "（此件主动公开）",
            "本文件所称工作秘密，是指履行职责中产生的内部信息。",
            "此件涉及的工作秘密管理要求按有关规定执行。",
            "云岭市青禾区卫生健康局 内部审计办公室",
            "开展保守国家秘密、工作秘密宣传，现将有关事项通知如下：",
            "公开属性：内部审核后主动公开",
            "根据云青卫健函〔2026〕5号文件，开展保守秘密教育",
            "★秘密档案室要落实防火措施",
            "关于开展保密（秘密）载体清理的通知",
            "秘密载体管理专项检查工作方案",
            "内部审计工作方案",
            "机密设备检查通知",
            "（内部管理）要求",
            "涉密人员管理",
            "涉密文件管理制度学习",
            "填写检查登记表（见附件）",
            "各单位关于工作秘密的通知 秘密载体按规定保管",
            "附件2内部管理制度参考",
            "附件1　内部管理制度清单",
            "附件2　商业秘密保护指南",
            "附件2所列内部资料要注意保管。",
            "附近单位要保守秘密",
            "附件3　保密承诺书",
            "序号\t培训内容\t课时\n1\t国家秘密\t2\n秘密\t载体\t销毁",
            "商业秘密\t个人隐私\t其他",
            "要签订保密承诺书，登记表　内部留存",
        ] {
            assert!(!is_marked(line), "{line}");
        }
        let body = "一、检查内容\n".repeat(HEAD_LINES);
        assert!(!is_marked(&format!("{body}（秘密）载体由专人保管。\n")), "no title, and below the head");
        assert!(is_marked(&format!("{body}（秘密）关于开展检查的通知\n")), "another paper in the same file");
    }
}
