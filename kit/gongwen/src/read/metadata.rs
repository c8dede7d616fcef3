//! The rows that a web page prints above a document (发文机关：…, 成文日期：…): used, then set aside.

use std::sync::LazyLock;

use clock::CivilDate;
use regex::Regex;

use super::dates::whole_date;
use super::lines::{Line, compact};
use super::pattern::pattern;
use super::title::title_at;

static ROW: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        "^[【\\[]?(索引号|索取号|信息索引号|主题分类|信息分类|体裁分类|分类|组配分类|服务对象|主题词|关键词|内容概述|概述|发文机关|发布机构|发布单位|",
        "发文单位|制发机关|公开机构|信息来源|稿件来源|来源|作者|编辑|责任编辑|发布人|成文日期|生成日期|形成日期|签发日期|发文日期|发布日期|发布时间|",
        "公开日期|日期|时间|更新时间|生效日期|实施日期|失效日期|废止日期|标题|名称|文件名称|发文字号|发布文号|文件编号|文号|有效性|是否有效|效力状态|",
        "公开方式|公开形式|公开范围|公开属性|浏览次数|浏览量|浏览|点击数|点击|阅读次数|阅读|访问量|字号|字体|字体大小|当前位置|您的位置|您现在的位置|",
        "您当前的位置|打印本页|打印|分享到|分享|扫一扫|保护视力色)[】\\]]?[:：]"
    ))
});
static CHROME: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        "^(?:首页[>＞»].*|【?(?:打印|关闭|大中小|字体|返回|收藏|分享).{0,20}】?|[【\\[](?:大|中|小|打印|关闭).{0,30})$",
    )
});

/// What the rows say.
#[derive(Clone, Debug, Default)]
pub(super) struct Metadata {
    pub(super) issuer: Option<String>,
    pub(super) title: Option<String>,
    pub(super) number: Option<String>,
    pub(super) issued_on: Option<CivilDate>,
}

/// Longest row, in bytes.
const LONGEST: usize = 600;

impl Metadata {
    /// Takes the row at `first`, if there is one; returns how many lines it fills (0: no row).
    pub(super) fn take(&mut self, text: &str, lines: &[Line], first: usize) -> usize {
        let Some(line) = lines.get(first).filter(|line| line.bytes.len() <= LONGEST) else { return 0 };
        let row = compact(&text[line.bytes.clone()]);
        if CHROME.is_match(&row) {
            return 1;
        }
        let Some(found) = ROW.captures(&row) else { return 0 };
        let key = found.get(1).map_or("", |key| key.as_str());
        let value = &row[found.get(0).map_or(0, |all| all.end())..];
        if !value.is_empty() {
            self.note(key, value);
            return 1;
        }
        let next = lines.get(first + 1).filter(|next| !next.after_blank && next.bytes.len() <= LONGEST);
        let Some(value) = next.map(|next| compact(&text[next.bytes.clone()])) else { return 1 };
        match title_at(text, lines, first + 1) {
            _ if ROW.is_match(&value) => 1,
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
            "发文机关" | "发布机构" | "发文单位" | "制发机关" => {
                self.issuer = Some(value.to_owned())
            }
            key if is_title(key) => self.title = Some(value.to_owned()),
            "发文字号" | "发布文号" | "文件编号" | "文号" => {
                self.number = Some(value.to_owned())
            }
            "成文日期" | "生成日期" | "形成日期" | "签发日期" | "发文日期" => {
                self.issued_on = whole_date(value)
            }
            _ => {}
        }
    }
}

fn is_title(key: &str) -> bool {
    matches!(key, "标题" | "名称" | "文件名称")
}
