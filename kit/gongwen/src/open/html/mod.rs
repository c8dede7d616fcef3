//! HTML: a row of tokens, never a tree, so that no nesting is too deep. Blocks become lines, lists get their numbers back.

mod charset;
mod flow;
mod list;

use html5gum::{DefaultEmitter, Token, Tokenizer};

use self::flow::Flow;
use super::extract::Extract;
use crate::read::ReadError;

/// Reads a web page, or what an office program saved as one.
pub(super) fn read(bytes: &[u8]) -> Result<Extract, ReadError> {
    let text = charset::decode(bytes)?;
    let mut emitter = DefaultEmitter::default();
    // Scripts and styles hold no tags.
    emitter.naively_switch_states(true);
    let mut flow = Flow::default();
    for token in Tokenizer::new_with_emitter(text.as_str(), emitter) {
        let Ok(token) = token;
        match token {
            Token::StartTag(tag) => {
                let attributes: Vec<(String, String)> =
                    tag.attributes.iter().map(|(name, value)| (lossy(name), lossy(value))).collect();
                flow.start(&lossy(&tag.name), &attributes)?;
            }
            Token::EndTag(tag) => flow.end(&lossy(&tag.name))?,
            Token::String(text) => flow.text(&lossy(&text))?,
            Token::Comment(_) | Token::Doctype(_) | Token::Error(_) => {}
        }
    }
    flow.finish()
}

fn lossy(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(html: &str) -> String {
        let extract = read(html.as_bytes()).unwrap();
        extract.decoded(ReadError::NoText).unwrap().text().to_owned()
    }

    #[test]
    fn blocks_and_breaks_are_lines_and_other_blanks_are_none() {
        let html = "<html><head><title>站名</title><style>p{}</style></head><body>\n\
            <nav>首页</nav><h1>关于某事的\n通知</h1>\n<p>各单位：</p><p>&nbsp;</p>\
            <p>　　一是 做好 A&amp;B\n plan；<br>二是<b>完</b>成。</p><script>var p = '<p>不是正文</p>';</script></body>";
        assert_eq!(text(html), "关于某事的通知\n各单位：\n\n　　一是 做好 A&B plan；\n二是完成。\n");
    }

    #[test]
    fn lists_get_their_numbers_back() {
        let html = "<ol><li><p>甲</p></li><li>乙<ol type=a><li>子</li></ol></li></ol>\
            <ol start=5><li>丙<li value=9>丁<li>戊</ol><ul><li>己</li></ul>\
            <ol style='list-style-type: cjk-ideographic'><li>庚</li></ol><ol style='list-style:none'><li>1.辛</ol>";
        assert_eq!(text(html), "1. 甲\n2. 乙\na. 子\n5. 丙\n9. 丁\n10. 戊\n己\n一、庚\n1.辛\n");
    }

    #[test]
    fn a_row_of_a_table_is_a_line() {
        let html =
            "<table><tr><th>阶段<th>时间</tr><tr><td><p>第一</p><p>阶段</p></td><td>9月</td></tr></table>";
        assert_eq!(text(html), "阶段\t时间\n第一 阶段\t9月\n");
        // A table that only frames the page holds paragraphs.
        assert_eq!(text("<table><tr><td><p>一</p><p>二</p></td></tr></table>"), "一\n二\n");
    }

    #[test]
    fn an_indent_of_style_is_seen() {
        assert_eq!(
            text("<p style='text-indent: 0.74cm'>正文</p><p style='text-indent:0'>完</p>"),
            "　　正文\n完\n"
        );
    }

    #[test]
    fn heads_and_hidden_text_are_read_for_marks_alone() {
        let page =
            |more: &str| read(format!("<p>通知</p>{more}").as_bytes()).unwrap().decoded(ReadError::NoText);
        for more in [
            "<div title='header'><p>机密★1年</p></div>",
            "<div style='display: none'>秘密</div>",
            "<meta name=keywords content='内部资料'>",
        ] {
            assert_eq!(page(more).map(|_| ()), Err(ReadError::Secret), "{more}");
        }
        assert_eq!(page("<div title='footer'><p>— 1 —</p></div>").unwrap().text(), "通知\n");
    }

    #[test]
    fn nesting_without_end_is_only_long() {
        let deep = format!("{}正文{}", "<div>".repeat(100_000), "</div>".repeat(50_000));
        assert_eq!(text(&deep), "正文\n");
        let lists = format!("{}项", "<ol><li>".repeat(100_000));
        assert!(text(&lists).ends_with("项\n"));
    }
}
