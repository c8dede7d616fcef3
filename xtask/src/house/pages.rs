use std::sync::LazyLock;

use regex::Regex;

use super::Finding;
use super::tree::Tree;

/// `#[template(path = "room/page.html")]` and the name of the struct below it.
static TEMPLATE: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r#"#\[template\([^\]]*path = "([^"]+)"[^\]]*\)\][^{;]*?struct (\w+)"#).ok());

/// Templates of rooms that no struct fills, or that no test renders: none names the struct, and tests/samples.rs,
/// which asks for pages by their address, does not name the template. One that others extend, include or import
/// needs no struct of its own.
pub(super) fn samples(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for room in tree.rooms() {
        let folder = format!("rooms/{room}/templates/");
        let sources = format!("rooms/{room}/src/");
        let code: Vec<(&str, &str)> =
            tree.ending(".rs").filter(|(path, _)| path.starts_with(&sources)).collect();
        let tests = test_code(tree, room);
        for (path, _) in tree.ending(".html").filter(|(path, _)| path.starts_with(&folder)) {
            let name = &path[folder.len()..];
            match filled_by(&code, name) {
                Some(page) if is_rendered(&tests, page) || is_asked_for(tree, room, name) => {}
                Some(page) => {
                    findings.push(Finding::new(path, 1, format!("no test renders a sample of {page}")))
                }
                None if is_part(tree, &folder, name) => {}
                None => findings.push(Finding::new(path, 1, "no struct of the room fills this template")),
            }
        }
    }
    findings
}

fn filled_by<'a>(code: &[(&'a str, &'a str)], name: &str) -> Option<&'a str> {
    let pattern = TEMPLATE.as_ref()?;
    let mut pages = code.iter().flat_map(|(_, text)| pattern.captures_iter(text));
    let page = pages.find(|page| page.get(1).is_some_and(|path| path.as_str() == name))?;
    page.get(2).map(|page| page.as_str())
}

/// The test binary, samples.rs, and whatever follows `#[cfg(test)]` in a source.
fn test_code(tree: &Tree, room: &str) -> String {
    let own = format!("rooms/{room}/");
    let files = tree.ending(".rs").filter(|(path, _)| path.starts_with(&own));
    let tests = files.filter_map(|(path, text)| match path {
        path if path[own.len()..].starts_with("tests/") || path.ends_with("/samples.rs") => Some(text),
        _ => text.split_once("#[cfg(test)]").map(|(_, tests)| tests),
    });
    tests.collect::<Vec<_>>().join("\n")
}

fn is_rendered(tests: &str, page: &str) -> bool {
    let mut words = tests.split(|c: char| !c.is_alphanumeric() && c != '_');
    tests.contains("render") && words.any(|word| word == page)
}

fn is_asked_for(tree: &Tree, room: &str, name: &str) -> bool {
    let samples = tree.text(&format!("rooms/{room}/tests/samples.rs"));
    samples.is_some_and(|text| text.contains(&format!("\"{name}\"")))
}

fn is_part(tree: &Tree, folder: &str, name: &str) -> bool {
    let quoted = format!("\"{name}\"");
    tree.ending(".html").any(|(path, text)| path.starts_with(folder) && text.contains(&quoted))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tree(source: &str, page: &str) -> Tree {
        Tree::of(&[
            ("rooms/a/Cargo.toml", ""),
            ("rooms/a/src/verbs/show.rs", source),
            ("rooms/a/templates/a/show.html", page),
            ("rooms/a/templates/a/row.html", "<tr></tr>"),
        ])
    }

    #[test]
    fn a_template_without_a_sample_is_found() {
        let filled =
            "#[derive(Template)]\n#[template(path = \"a/show.html\")]\npub(crate) struct Show { x: u8 }\n";
        let page = "{% include \"a/row.html\" %}";
        let rendered =
            format!("{filled}\n#[cfg(test)]\nmod tests {{ fn t() {{ Show {{ x: 1 }}.render(); }} }}");
        assert_eq!(samples(&tree(&rendered, page)), []);

        let found = samples(&tree(filled, page));
        assert_eq!((found.len(), found[0].path.as_str()), (1, "rooms/a/templates/a/show.html"));
        let of_another =
            format!("{filled}\n#[cfg(test)]\nmod tests {{ fn t() {{ Shower {{ x: 1 }}.render(); }} }}");
        assert_eq!(samples(&tree(&of_another, page)).len(), 1);
        let by_address = Tree::of(&[
            ("rooms/a/Cargo.toml", ""),
            ("rooms/a/src/show.rs", filled),
            ("rooms/a/templates/a/show.html", ""),
            ("rooms/a/tests/samples.rs", "(\"a/show.html\", \"/a/1\")"),
        ]);
        assert_eq!(samples(&by_address), []);
        let orphans = samples(&tree("", "<p></p>"));
        assert_eq!(orphans.len(), 2, "{orphans:?}");
    }
}
