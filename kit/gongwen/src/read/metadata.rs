//! The rows that a web page prints above a document (发文机关：…, 成文日期：…): used, then set aside.

use std::sync::LazyLock;

use clock::CivilDate;
use regex::Regex;

use super::dates::whole_date;
use super::lines::{Line, compact, is_blank};
use super::number::document_number;
use super::organisation::is_name;
use super::pattern::pattern;
use super::title::title_at;

const KEYS: &str = concat!(
    "发布|颁发部门|颁布机构|颁布日期|颁布部门|有效地区|适用地区|适用领域|所属类型|生效状态|正文内容|本文来源|简介|摘要|法规类别|效力级别|批准部门|索引号|索取号|信息索引号|信息名称|法定主动公开分类|统一编号|主题分类|信息分类|体裁分类|文件分类|公文种类|分类|组配分类|服务对象|主题词|关键词|内容概述|概述|发文机关|发文机构|",
    "发布机构|发布单位|发文单位|制发机关|公开机构|责任部门|主办单位|承办单位|信息来源|稿件来源|文章来源|来源|作者|编辑|责任编辑|发布人|审核|审核人|",
    "成文日期|成文时间|发表日期|发表时间|上传日期|上传时间|文章编辑|文章作者|生成日期|形成日期|签发日期|发文日期|发文时间|发布日期|发布时间|添加时间|公开日期|公布日期|归档时间|日期|时间|更新时间|生效日期|",
    "实施日期|失效日期|废止日期|标题|名称|文件名称|发文字号|发布文号|文件编号|文号|有效性|是否有效|文件有效性|公文时效|时效性|效力状态|公开方式|公开形式|",
    "发文编号|发文部门|发布部门|拟稿人|拟稿部门|密级|缓急|紧急程度|发件人|收件人|发送时间|主题|正文|发布人|发布者|公开范围|公开属性|公开类别|浏览次数|查看次数|浏览量|浏览|点击数|点击量|点击次数|点击|阅读次数|阅读量|阅读|访问量|字号|字体|字体大小|当前位置|您的位置|",
    "您现在的位置|您当前的位置|您当前所在位置|所在位置|今天|打印本页|打印|分享到|分享|扫一扫|保护视力色|视力保护色|政策解读|文字解读|相关解读"
);
static ROW: LazyLock<Regex> =
    LazyLock::new(|| pattern(&format!("^(?:[•·【\\[]?({KEYS})[】\\]]?[:：]|【({KEYS})】)")));
/// A key and perhaps its colon among others on one line, cut at blanks.
static WORD: LazyLock<Regex> =
    LazyLock::new(|| pattern(&format!("^[•·【\\[]?({KEYS})[】\\]]?(?:([:：])(.*))?$")));
static CHROME: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        "^[•·]?(?:[|:-]*-[|:-]*|字[大中小][-+]?|(?:网站|本站)?首页.*|.{0,60}[·>＞»›].{0,20}(?:正文|详细内容)|文章|设为首页.{0,20}|加入收藏|(?:政府|政务|公文)?信息(?:公开)?(?:索引|目录|专栏)?|原创.*|点击(?:上方|下方)?(?:蓝字|关注).*|第[一二三四五六七八九十]{1,3}篇[:：].{0,60}|www\\..*|[^。，；]{1,12}(?:--|——|_|\\|)[^。]{0,30}网站?|返回顶部|返回首页|无障碍.{0,30}|(?:发布|发表|更新)(?:于|时间|日期)?[:：]?[12][0-9]{3}[-/.年][0-9]{1,2}[-/.月][0-9]{1,2}日?[^。；]{0,30}(?:点击|浏览|阅读|编辑|作者|来源)[^。；]{0,30}|长者模式.*|适老版.*|收藏|【?(?:打印|关闭|大中小|字体|返回|收藏|分享).{0,20}】?|[【\\[](?:大|中|小|打印|关闭).{0,30}|[12][0-9]{3}[-/.][0-9]{1,2}[-/.][0-9]{1,2}(?:[0-9]{1,2}[:：][0-9]{2}(?:[:：][0-9]{2})?)?(?:(?:来源|作者|编辑|发布人|发布者|点击|浏览|阅读|查看)[:：]?.{0,60})?)$",
    )
});

/// Keys that only a web page prints, whatever stands around them.
static OF_A_PAGE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        "^[•·【\\[]?(?:索引号|索取号|信息索引号|统一编号|法定主动公开分类|主题分类|信息分类|组配分类|公文种类|发文机关|发文机构|发布机构|发文单位|制发机关|公开机构|发文字号|发布文号|文号|成文日期|生成日期|发文日期|发布日期|发布时间|颁发部门|颁布机构|颁布日期|有效地区|适用地区|适用领域|所属类型|生效状态|正文内容|公开日期|公开方式|公开形式|公开属性|公开范围|有效性|信息来源|信息名称)[】\\]]?(?:[:：]|$)",
    )
});

/// Whether a line without blanks is a row such as 索引号：….
pub(super) fn is_row(line: &str) -> bool {
    line.len() <= LONGEST && OF_A_PAGE.is_match(line) && line.contains([':', '：'])
}

/// Whether a line is one of those that a web page prints above a document.
pub(super) fn is_of_page(line: &str) -> bool {
    let row = if line.len() <= LONGEST { compact(line) } else { return false };
    ROW.is_match(&row) || CHROME.is_match(&row)
}

/// Whether a word without blanks is what a web page calls a row.
pub(super) fn is_key(word: &str) -> bool {
    WORD.captures(word).is_some_and(|found| found.get(1).is_some_and(|key| key.as_str() == word))
}

/// How many lines the row of a web page fills that stands above a paper farther down in the file (0: no row).
pub(super) fn row_at(text: &str, lines: &[Line], at: usize) -> usize {
    let Some(line) = lines.get(at).filter(|line| line.bytes.len() <= LONGEST) else { return 0 };
    let own = &text[line.bytes.clone()];
    let first = own.split(['|', '｜', '\t']).map(compact).find(|cell| !cell.is_empty()).unwrap_or_default();
    if OF_A_PAGE.is_match(&first) { Metadata::default().take(text, lines, at) } else { 0 }
}

/// What the rows say.
#[derive(Clone, Debug, Default)]
pub(super) struct Metadata {
    pub(super) issuer: Option<String>,
    pub(super) title: Option<String>,
    pub(super) number: Option<String>,
    pub(super) issued_on: Option<CivilDate>,
    /// The day on which the page was published: it tells a year, where nothing else does.
    pub(super) published: Option<CivilDate>,
    /// `issued_on` is the day on which the paper was made.
    is_day_of_paper: bool,
    /// A row was found.
    pub(super) is_there: bool,
    /// The rows are a table with a cell a line.
    is_column: bool,
}

static DAY: LazyLock<Regex> =
    LazyLock::new(|| pattern("^[12][0-9]{3}(?:年|[-/.])[0-9]{1,2}(?:月|[-/.])[0-9]{1,2}日?"));

/// Longest value that an empty line parts from its key, in bytes.
const LONGEST_APART: usize = 120;
/// Longest row, in bytes.
const LONGEST: usize = 600;
/// Longest key with blanks in it, in bytes.
const LONGEST_KEY: usize = 60;
/// Among so many lines stands a second key of a table with a cell a line.
const COLUMN: usize = 5;
/// Longest value in the last cell of such a table, in characters.
const SHORT_VALUE: usize = 16;
/// A key that is spaced out has no more parts: 有 效 性：.
const MOST_PARTS: usize = 6;

impl Metadata {
    /// Takes the row at `first`, if there is one; returns how many lines it fills (0: no row).
    pub(super) fn take(&mut self, text: &str, lines: &[Line], first: usize) -> usize {
        let Some(line) = lines.get(first).filter(|line| line.bytes.len() <= LONGEST) else { return 0 };
        let row = compact(&text[line.bytes.clone()]);
        if CHROME.is_match(&row) && !row.contains('。') {
            self.published = self.published.or(leading_date(&row));
            return 1;
        }
        if let Some(key) = self.begins_column(text, lines, first) {
            (self.is_there, self.is_column) = (true, true);
            return self.take_value_below(&key, text, lines, first + 1);
        }
        if self.take_words(&text[line.bytes.clone()]) {
            return 1;
        }
        let found = ROW.captures(&row).or_else(|| WORD.captures(&row).filter(|_| self.is_there));
        let Some(found) = found else { return 0 };
        let key = found.get(1).or(found.get(2)).map_or("", |key| key.as_str());
        // The subject of a mail stands among its other rows; that of a campaign does not.
        if key == "主题" && !self.is_there {
            return 0;
        }
        let value = &row[found.get(0).map_or(0, |all| all.end())..];
        self.is_there = true;
        if !value.is_empty() {
            self.note(key, value);
            return 1;
        }
        self.take_value_below(key, text, lines, first + 1)
    }

    /// A key without its colon, where others stand alone on the lines below it: the cells of a table, one a line.
    fn begins_column(&self, text: &str, lines: &[Line], first: usize) -> Option<String> {
        let mut own = lines.iter().skip(first).take(COLUMN);
        let key = own.next().and_then(|line| key_alone(text, line))?;
        (self.is_column || own.any(|line| key_alone(text, line).is_some())).then_some(key)
    }

    /// Several keys on one line, or one that is parted from its value by blanks.
    fn take_words(&mut self, line: &str) -> bool {
        let mut pairs: Vec<(String, String)> = Vec::new();
        // An empty cell behind its key, which may be spaced out: 索 引 号.
        if self.is_there && WORD.captures(&compact(line)).is_some_and(|found| found.get(2).is_none()) {
            return true;
        }
        // Cells of a table may hold blanks, words between blanks do not.
        let is_table = line.contains(['|', '｜', '\t']);
        let is_gap = |c: char| if is_table { matches!(c, '|' | '｜' | '\t') } else { is_blank(c) };
        let words =
            line.split(is_gap).map(compact).filter(|word| !word.is_empty() && word != "•" && word != "·");
        for word in with_whole_keys(words.collect()) {
            match (WORD.captures(&word), pairs.last_mut()) {
                (Some(found), _) => {
                    let rest = found.get(3).map_or("", |rest| rest.as_str());
                    let key = found.get(1).map_or("", |key| key.as_str());
                    pairs.push((key.to_owned(), rest.to_owned()));
                }
                (None, Some((_, value))) => value.push_str(&word),
                (None, None) => return false,
            }
        }
        let counts = pairs.len() >= 2 || pairs.iter().any(|(_, value)| !value.is_empty());
        if counts {
            self.is_there = true;
            pairs
                .iter()
                .filter(|(_, value)| !value.is_empty())
                .for_each(|(key, value)| self.note(key, value));
        }
        counts
    }

    /// The value that stands on the line below its key.
    fn take_value_below(&mut self, key: &str, text: &str, lines: &[Line], at: usize) -> usize {
        let Some(next) = lines.get(at).filter(|next| next.bytes.len() <= LONGEST) else { return 1 };
        let value = compact(&text[next.bytes.clone()]);
        let is_own = !next.after_blank
            || (value.len() <= LONGEST_APART && is_number(key) == document_number(&value).is_some());
        let is_between_keys = key_alone(text, next).is_none()
            && lines.get(at + 1).is_some_and(|below| key_alone(text, below).is_some());
        // The last cell stands right above the title, whose first line may be a name.
        let is_last = self.is_column
            && value.chars().count() <= SHORT_VALUE
            && !is_name(&value)
            && title_at(text, lines, at + 1).is_some_and(|(_, title)| title.contains("关于"))
            && !value.contains("关于");
        match title_at(text, lines, at) {
            _ if is_between_keys || is_last => {
                self.note(key, &value);
                2
            }
            _ if ROW.is_match(&value) || WORD.is_match(&value) || value.ends_with([':', '：']) || !is_own => {
                1
            }
            Some((count, title)) if is_title(key) => {
                self.note(key, &title);
                1 + count
            }
            // The row is empty, and the document begins below it.
            Some(_) => 1,
            None => {
                self.note(key, &value);
                2
            }
        }
    }

    fn note(&mut self, key: &str, value: &str) {
        match key {
            "发文机关" | "发文机构" | "发布机构" | "颁发部门" | "颁布机构" | "发文单位" | "制发机关" => {
                self.issuer = Some(value.to_owned())
            }
            key if is_title(key) => self.title = Some(value.to_owned()),
            key if is_number(key) => self.number = Some(value.to_owned()),
            "成文日期" | "成文时间" | "生成日期" | "形成日期" | "签发日期" => {
                self.issued_on = leading_date(value).or(self.issued_on);
                self.is_day_of_paper = true;
            }
            "发布日期" | "发布时间" | "时间" | "日期" | "添加时间" | "公开日期" => {
                self.published = leading_date(value).or(self.published);
            }
            // When it was sent out stands in for when it was made.
            "发文日期" if !self.is_day_of_paper => self.issued_on = leading_date(value),
            _ => {}
        }
    }
}

/// The words of a line, keys that were spaced out put together: 文 号：.
fn with_whole_keys(words: Vec<String>) -> Vec<String> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(word) = words.get(at) {
        let parts = (2..=MOST_PARTS).find(|parts| {
            let Some(own) = words.get(at..at + parts) else { return false };
            let is_spaced_out = own[..parts - 1].iter().all(|part| part.chars().count() <= 2);
            is_spaced_out && ROW.is_match(&own.concat())
        });
        found.push(parts.map_or_else(|| word.clone(), |parts| words[at..at + parts].concat()));
        at += parts.unwrap_or(1);
    }
    found
}

/// The key of a web page that fills a line, without its colon.
fn key_alone(text: &str, line: &Line) -> Option<String> {
    let key = (line.bytes.len() <= LONGEST_KEY).then(|| compact(&text[line.bytes.clone()]))?;
    let is_key = !key.contains([':', '：'])
        && (OF_A_PAGE.is_match(&key) || matches!(key.as_str(), "名称" | "标题" | "主题词" | "分类"));
    is_key.then_some(key)
}

fn is_number(key: &str) -> bool {
    matches!(key, "发文字号" | "发文编号" | "发布文号" | "文件编号" | "文号")
}

/// The date of a value, its hour left out.
fn leading_date(value: &str) -> Option<CivilDate> {
    let day = DAY.find(value)?;
    whole_date(day.as_str())
}

fn is_title(key: &str) -> bool {
    matches!(key, "标题" | "名称" | "文件名称" | "信息名称" | "主题")
}
