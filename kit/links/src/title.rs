use encoding_rs::{Encoding, UTF_8};

/// The longest title that is kept, in characters.
const LONGEST: usize = 200;

/// The text of the first `title` of a page, on one line; none where there is none, or it is blank. The encoding is that of the
/// answer's head, else that which the page names, else UTF-8.
pub(crate) fn title(bytes: &[u8], content_type: &str) -> Option<String> {
    let named = label(content_type).or_else(|| label(&ascii(&bytes[..bytes.len().min(4096)])));
    let encoding = named.and_then(|label| Encoding::for_label(label.as_bytes())).unwrap_or(UTF_8);
    let (text, ..) = encoding.decode(bytes);
    let lower = text.to_ascii_lowercase();
    let begin = opened(&lower)?;
    let end = lower[begin..].find("</title").map_or(lower.len(), |at| begin + at);
    let line: Vec<String> = plain(&text[begin..end]).split_whitespace().map(str::to_owned).collect();
    let line: String = line.join(" ").chars().filter(|one| !one.is_control()).take(LONGEST).collect();
    (!line.is_empty()).then_some(line)
}

/// Where the text of the first `<title>` begins.
fn opened(lower: &str) -> Option<usize> {
    lower.match_indices("<title").find_map(|(at, tag)| {
        let rest = &lower[at + tag.len()..];
        let is_whole = rest.starts_with(['>', ' ', '\n', '\r', '\t']);
        rest.find('>').filter(|_| is_whole).map(|end| at + tag.len() + end + 1)
    })
}

/// What stands behind `charset=`.
fn label(text: &str) -> Option<String> {
    let lower = text.to_ascii_lowercase();
    let rest = lower.split("charset=").nth(1)?.trim_start_matches(['"', '\'', ' ']);
    let end =
        rest.find(|one: char| !(one.is_ascii_alphanumeric() || "-_:".contains(one))).unwrap_or(rest.len());
    Some(rest[..end].to_owned()).filter(|label| !label.is_empty())
}

fn ascii(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| if byte.is_ascii() { char::from(*byte) } else { ' ' }).collect()
}

/// The entities that titles have; others stay as they are.
fn plain(text: &str) -> String {
    let named = [
        ("&nbsp;", " "),
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", "\""),
        ("&#39;", "'"),
        ("&#34;", "\""),
        ("&ldquo;", "“"),
        ("&rdquo;", "”"),
        ("&mdash;", "—"),
        ("&middot;", "·"),
        ("&amp;", "&"),
    ];
    named.iter().fold(text.to_owned(), |text, (entity, sign)| text.replace(entity, sign))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_is_found_in_its_encoding() {
        let read = |page: &str| title(page.as_bytes(), "text/html; charset=utf-8");
        assert_eq!(
            read("<html><TITLE lang=zh>\n 消防演练 &amp; \n 宣教 </Title>"),
            Some("消防演练 & 宣教".to_owned())
        );
        assert_eq!(read("<titles>x</titles><title>y"), Some("y".to_owned()));
        for none in ["", "<html>", "<title> </title>", "<title", "<title\n"] {
            assert_eq!(read(none), None, "{none}");
        }
        let gbk = b"<meta charset=\"gb2312\"><title>\xCF\xFB\xB7\xC0</title>";
        assert_eq!(title(gbk, "text/html"), Some("消防".to_owned()));
        assert_eq!(title(b"<title>\xCF\xFB</title>", "text/html; Charset=GBK"), Some("消".to_owned()));
        assert_eq!(
            title("<title>讲</title>".as_bytes(), "text/html; charset=nonsense"),
            Some("讲".to_owned())
        );
        assert_eq!(read(&format!("<title>{}</title>", "长".repeat(500))).unwrap().chars().count(), 200);
    }
}
