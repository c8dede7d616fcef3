use testing::Answer;

use super::cast::Part;
use super::table::Entry;
use crate::whole::Stage;

/// Opens the page of a GET entry as everybody who may. How many pages were seen; a redirect and a file are none.
pub(crate) async fn look(house: &Stage, entry: &Entry) -> usize {
    let callers: &[Part] = entry.may.unwrap_or(&[Part::Officer]);
    let mut seen = 0;
    for part in callers {
        let answer = house.visitor(part.who(&house.cast)).get(&entry.path).await;
        if answer.status == 200 && header(&answer, "content-type").starts_with("text/html") {
            is_fit_to_be_shown(&format!("{} as {part:?}", entry.path), &answer);
            seen += 1;
        }
    }
    seen
}

/// Nothing in a page runs or styles but the program's own files, and every page says what may not be uploaded.
pub(crate) fn is_fit_to_be_shown(name: &str, answer: &Answer) {
    let policy = header(answer, "content-security-policy");
    assert!(policy.contains("default-src 'self'") && !policy.contains("unsafe"), "{name}: {policy}");
    let html = answer.text();
    let is_whole = html.contains("</html>");
    assert_eq!(
        is_whole,
        !["/units/choices", "/activities/partners", "/activities/units"]
            .iter()
            .any(|list| name.starts_with(list)),
        "{name}: only a list of options is no page"
    );
    assert!(!is_whole || html.contains("非涉密系统，禁止上传涉密及工作秘密信息"), "{name} does not say it");
    for tag in html.split('<').skip(1).filter_map(|rest| rest.split('>').next()) {
        let (element, attributes) = tag.split_once(char::is_whitespace).unwrap_or((tag, ""));
        let has = |wanted: &str| attribute_names(attributes).any(|name| name == wanted);
        assert!(element != "style" && !has("style"), "{name}: a style in <{tag}>");
        assert!(element != "script" || has("src"), "{name}: a script in the page: <{tag}>");
        let handler =
            attribute_names(attributes).find(|name| name.starts_with("on") || name.starts_with("hx-on"));
        assert_eq!(handler, None, "{name}: <{tag}>");
        assert!(!attributes.contains("javascript:"), "{name}: <{tag}>");
    }
}

/// The names of a tag's attributes, without what stands in their quoted values.
fn attribute_names(attributes: &str) -> impl Iterator<Item = &str> {
    let outside = attributes.split('"').step_by(2);
    outside.flat_map(str::split_whitespace).map(|part| part.trim_end_matches(['=', '/']))
}

fn header<'a>(answer: &'a Answer, name: &str) -> &'a str {
    answer.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or("")
}
