//! The notice as it is shown beside the plan: its lines, with every stretch lit that a row of the plan came from.

use std::collections::BTreeSet;

/// A stretch of the notice that a row came from; offsets count Unicode scalars.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Span {
    pub(crate) start: usize,
    pub(crate) end: usize,
    pub(crate) kind: SpanKind,
}

/// What the stretch says; decides its colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum SpanKind {
    Phase,
    Rule,
    Task,
    Measure,
    Slogan,
}

impl SpanKind {
    /// The class of its mark.
    pub(crate) const fn class(self) -> &'static str {
        match self {
            Self::Phase => "m-phase",
            Self::Rule => "m-rule",
            Self::Task => "m-task",
            Self::Measure => "m-measure",
            Self::Slogan => "m-slogan",
        }
    }
}

/// One line of the notice.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Line {
    /// `center`, `right`, `flush`, or nothing for an indented paragraph.
    pub(crate) class: &'static str,
    pub(crate) pieces: Vec<Piece>,
}

/// Text under the same marks; the shortest stretch stands innermost.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Piece {
    pub(crate) text: String,
    pub(crate) marks: Vec<Mark>,
}

/// One lit stretch over one piece.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Mark {
    /// Only where the stretch begins: what a row's link leads to.
    pub(crate) id: Option<String>,
    pub(crate) class: &'static str,
    /// What the row names, too: `s-120-134`.
    pub(crate) of: String,
}

/// The name of a stretch: the id of its mark, and what its row points at.
pub(crate) fn anchor(start: usize, end: usize) -> String {
    format!("s-{start}-{end}")
}

/// What tells a title and a signature from the body.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Frame<'a> {
    pub(crate) titles: [Option<&'a str>; 2],
    pub(crate) document_number: Option<&'a str>,
    pub(crate) issuer: Option<&'a str>,
}

/// Cuts the text into lines and lights the spans. Spans outside of the text are left out.
pub(crate) fn lines(text: &str, spans: &[Span], frame: Frame<'_>) -> Vec<Line> {
    let mut spans: Vec<Span> = spans.iter().filter(|span| span.start < span.end).cloned().collect();
    spans.sort();
    spans.dedup_by_key(|span| (span.start, span.end));
    let mut sweep = Sweep { spans: &spans, next: 0, open: Vec::new() };
    let mut start = 0;
    let mut found = Vec::new();
    for line in text.split('\n') {
        found.push(Line { class: frame.class(line), pieces: sweep.pieces(line, start) });
        start += line.chars().count() + 1;
    }
    found
}

/// Walks over the text once; `open` are the spans that cover the place reached.
struct Sweep<'a> {
    spans: &'a [Span],
    next: usize,
    open: Vec<&'a Span>,
}

impl Sweep<'_> {
    fn pieces(&mut self, line: &str, start: usize) -> Vec<Piece> {
        let length = line.chars().count();
        let blanks = line.chars().take_while(|c| is_blank(*c)).count();
        let cuts = self.cuts(start, start + length);
        let mut chars = line.chars();
        let mut pieces = Vec::new();
        for (from, to) in cuts.iter().zip(cuts.iter().skip(1)) {
            let text: String = chars.by_ref().take(to - from).collect();
            let shown = text.chars().skip((start + blanks).saturating_sub(*from)).collect();
            pieces.push(Piece { text: shown, marks: self.marks_at(*from) });
        }
        pieces.retain(|piece| !piece.text.is_empty());
        pieces
    }

    /// Where spans begin or end within `from..to`, with both ends.
    fn cuts(&mut self, from: usize, to: usize) -> Vec<usize> {
        self.open.retain(|span| span.end > from);
        while let Some(span) = self.spans.get(self.next).filter(|span| span.start < to) {
            self.open.push(span);
            self.next += 1;
        }
        let ends = self.open.iter().flat_map(|span| [span.start, span.end]);
        let inside = ends.filter(|cut| (from..to).contains(cut));
        inside.chain([from, to]).collect::<BTreeSet<_>>().into_iter().collect()
    }

    fn marks_at(&self, at: usize) -> Vec<Mark> {
        let mut covering: Vec<_> =
            self.open.iter().filter(|span| span.start <= at && at < span.end).collect();
        covering.sort_by_key(|span| std::cmp::Reverse(span.end - span.start));
        let mark = |span: &&&Span| {
            let of = anchor(span.start, span.end);
            Mark { id: (span.start == at).then(|| of.clone()), class: span.kind.class(), of }
        };
        covering.iter().map(mark).collect()
    }
}

impl Frame<'_> {
    fn class(&self, line: &str) -> &'static str {
        let words: String = line.chars().filter(|c| !is_blank(*c)).collect();
        let in_title = |title: Option<&str>| title.is_some_and(|title| title.contains(&words));
        if self.issuer == Some(words.as_str()) || is_date(&words) {
            return "right";
        }
        if self.issuer.is_some_and(|issuer| words.strip_prefix(issuer) == Some("文件")) {
            return "center";
        }
        let is_title = words.chars().count() > 2 && self.titles.into_iter().any(in_title);
        if is_title && !line.ends_with(['。', '，', '；']) || self.document_number == Some(words.as_str())
        {
            return "center";
        }
        if line.starts_with(is_blank) { "" } else { "flush" }
    }
}

fn is_blank(c: char) -> bool {
    c.is_whitespace() || c == '\u{3000}'
}

fn is_date(words: &str) -> bool {
    let parts = words.chars().all(|c| c.is_ascii_digit() || matches!(c, '年' | '月' | '日'));
    parts && words.ends_with('日') && words.contains('年') && words.contains('月')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn span(start: usize, end: usize, kind: SpanKind) -> Span {
        Span { start, end, kind }
    }

    fn shown(text: &str, spans: &[Span]) -> Vec<String> {
        let show = |piece: &Piece| {
            let marks: Vec<_> = piece
                .marks
                .iter()
                .map(|mark| format!("{}{}", mark.of, if mark.id.is_some() { "#" } else { "" }))
                .collect();
            format!("{}[{}]", piece.text, marks.join(" "))
        };
        lines(text, spans, Frame::default()).iter().flat_map(|line| &line.pieces).map(show).collect()
    }

    #[test]
    fn overlapping_stretches_are_cut_where_one_begins_or_ends() {
        let spans = [span(0, 4, SpanKind::Phase), span(2, 6, SpanKind::Measure)];
        assert_eq!(
            shown("甲乙丙丁戊己庚", &spans),
            ["甲乙[s-0-4#]", "丙丁[s-0-4 s-2-6#]", "戊己[s-2-6]", "庚[]"]
        );
    }

    #[test]
    fn a_stretch_inside_another_lies_on_top() {
        let spans = [span(0, 6, SpanKind::Task), span(2, 4, SpanKind::Measure)];
        assert_eq!(shown("甲乙丙丁戊己", &spans), ["甲乙[s-0-6#]", "丙丁[s-0-6 s-2-4#]", "戊己[s-0-6]"]);
    }

    #[test]
    fn a_stretch_may_run_over_lines_and_beyond_the_text() {
        let spans = [span(1, 4, SpanKind::Task), span(4, 99, SpanKind::Rule), span(90, 91, SpanKind::Rule)];
        assert_eq!(shown("甲乙\n丙丁", &spans), ["甲[]", "乙[s-1-4#]", "丙[s-1-4]", "丁[s-4-99#]"]);
    }

    #[test]
    fn leading_blanks_become_the_indent_and_keep_the_anchor() {
        let lines = lines("　　甲乙", &[span(0, 4, SpanKind::Phase)], Frame::default());
        assert_eq!(lines[0].class, "");
        assert_eq!(lines[0].pieces.len(), 1);
        assert_eq!(lines[0].pieces[0].text, "甲乙");
        assert_eq!(lines[0].pieces[0].marks[0].of, "s-0-4");
    }

    #[test]
    fn titles_stand_in_the_middle_and_signatures_at_the_right() {
        let frame = Frame {
            titles: [Some("关于印发平安医院方案的通知"), None],
            document_number: Some("青卫健〔2026〕18号"),
            issuer: Some("青禾区卫生健康局"),
        };
        let text = "青禾区卫生健康局文件\n青卫健〔2026〕18号\n关于印发\n平安医院方案的通知\n各单位：\n　　正文。\n青禾区卫生健康局\n2026年3月6日";
        let classes: Vec<_> = lines(text, &[], frame).iter().map(|line| line.class).collect();
        assert_eq!(classes, ["center", "center", "center", "center", "flush", "", "right", "right"]);
    }

    #[test]
    fn a_long_text_with_many_stretches_is_walked_once() {
        let text = "安全生产\n".repeat(20_000);
        let spans: Vec<_> = (0..20_000).map(|i| span(i * 5, i * 5 + 3, SpanKind::Task)).collect();
        assert_eq!(
            lines(&text, &spans, Frame::default()).iter().flat_map(|line| &line.pieces).count(),
            40_000
        );
    }
}
