//! Makes hostile text fit for XML and for a printed page.

/// The lines of a text, each without what no page can show; blank lines and indents typed by hand are dropped.
pub(super) fn lines(text: &str) -> impl Iterator<Item = String> {
    text.split(['\n', '\r', '\u{b}', '\u{c}', '\u{85}', '\u{2028}', '\u{2029}'])
        .map(clean)
        .filter(|line| !line.is_empty())
}

/// A text as one line.
pub(super) fn line(text: &str) -> String {
    lines(text).collect::<Vec<_>>().join(" ")
}

fn clean(line: &str) -> String {
    let printable: String =
        line.chars().map(|c| if c == '\t' { ' ' } else { c }).filter(|c| is_printable(*c)).collect();
    printable.trim().to_owned()
}

/// Neither a control character, nor a non-character (XML forbids both), nor one that turns the reading direction around.
fn is_printable(c: char) -> bool {
    let non_character = u32::from(c) & 0xFFFE == 0xFFFE || matches!(c, '\u{FDD0}'..='\u{FDEF}');
    let reorders = matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}');
    let mark = matches!(c, '\u{FEFF}' | '\u{FFF9}'..='\u{FFFB}');
    !(c.is_control() || non_character || reorders || mark)
}

/// Width in half characters: what is not ASCII counts as full.
pub(super) fn half_widths(text: &str) -> usize {
    text.chars().map(|c| if c.is_ascii() { 1 } else { 2 }).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_no_page_can_show_is_dropped() {
        assert_eq!(line("a\0b\u{1b}[31mc\u{202e}d\u{FFFE}e\u{1F}f\u{1FFFF}g"), "ab[31mcdefg");
    }

    #[test]
    fn indents_and_blank_lines_typed_by_hand_are_dropped() {
        let typed = "\u{3000}\u{3000}第一段\r\n\r\n\t第二\t段  \u{2028}第三段";
        assert_eq!(lines(typed).collect::<Vec<_>>(), ["第一段", "第二 段", "第三段"]);
    }
}
