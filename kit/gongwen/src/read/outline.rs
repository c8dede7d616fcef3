use std::sync::LazyLock;

use clock::CivilDate;
use regex::Regex;

use super::annex::{Listed, MOST_LISTED, bare_name, file_kind};
use super::chat::Chat;
use super::closing::Closing;
use super::dated_line::dated_line;
use super::dates::{DateMention, Years, scan};
use super::genre::other_genre;
use super::head::Head;
use super::issue::{Issue, Told};
use super::lines::{Line, is_blank, lines, single_spaced};
use super::paragraph::{paragraphs, wrap_column};
use super::parts::{Cut, Draft, PartKind, cut};
use super::pattern::pattern;
use super::salutation::Salutation;
use super::section::{Section, sections};
use super::table::{Table, tables};
use super::title::{is_covering, is_plan, issued_name};
use super::{Decoded, Excerpt, Passage, ReadError, recipients};

/// An official document's skeleton; every passage knows where it stands in the decoded text.
#[derive(Clone, Debug)]
pub struct Outline {
    /// The covering notice's own title if it is printed, else the plan's.
    pub title: Option<Passage>,
    pub document_number: Option<String>,
    /// A part of the number is missing: a bracket, or 号.
    pub number_is_damaged: bool,
    /// Who signed (several joined by 、), else a head of its own.
    pub issuer: Option<String>,
    pub recipients: Vec<Passage>,
    /// The date under the signature.
    pub issued_on: Option<CivilDate>,
    /// A part of that date is not printed there: its year, or the whole, which is that of the message.
    pub issued_on_is_inferred: bool,
    /// Signature and date where both stand; with `issued_on` absent, the date is damaged.
    pub signature: Option<Excerpt>,
    /// The notice or plan itself, issued plans, annexes; in the order of the text.
    pub parts: Vec<Part>,
    /// The annexes by name: those listed under the body, then those that are only there.
    pub attachments: Vec<Passage>,
    /// 抄送, 印发, notes such as （此件公开发布） and what a page put into the head, line by line.
    pub imprint: Vec<Excerpt>,
    /// What others wrote in the chat that the message was copied from, line by line, receipts left out.
    pub others: Vec<Excerpt>,
    years: Years,
}

/// One of the papers in the file.
#[derive(Clone, Debug)]
pub struct Part {
    pub kind: PartKind,
    pub title: Option<Passage>,
    /// The paragraphs before the first numbered heading.
    pub opening: Vec<Passage>,
    pub sections: Vec<Section>,
    /// The lines below the title.
    lines: Vec<Line>,
}

impl Part {
    /// The tables in this part whose head, a line cut into cells without blanks, is one that `is_head` knows.
    pub fn tables(&self, decoded: &Decoded, is_head: &dyn Fn(&[String]) -> bool) -> Vec<Table> {
        tables(decoded, &self.lines, is_head)
    }

    /// How many lines stand below the title.
    pub fn line_count(&self) -> usize {
        self.lines.len()
    }

    /// An annex that is a plan, not a form or a list.
    fn is_annexed_plan(&self) -> bool {
        let title = self.title.as_ref().map(Passage::text).unwrap_or_default();
        self.kind == PartKind::Annex && !self.sections.is_empty() && is_plan(title)
    }

    /// A plan that the notice issues, which may have plans behind its signature.
    fn is_issued(&self, has_own: bool) -> bool {
        let is_plan = if has_own { self.kind == PartKind::Plan } else { self.is_annexed_plan() };
        is_plan && self.title.is_some()
    }

    /// Calls `visit` with every passage in the order of the text.
    pub fn each_passage<'a>(&'a self, visit: &mut impl FnMut(&'a Passage)) {
        self.opening.iter().for_each(&mut *visit);
        for section in &self.sections {
            section.each_passage(visit);
        }
    }
}

/// Reads the outline of an official document.
///
/// # Errors
/// [`ReadError::NotOfficial`] when there is neither title, number nor salutation of the genre; [`ReadError::Foreign`] for
/// minutes, requests, reports and the like.
pub fn outline(decoded: &Decoded) -> Result<Outline, ReadError> {
    let text = decoded.text();
    let mut lines = lines(text);
    let chat = Chat::take(text, &mut lines);
    begin_behind_call(text, &mut lines);
    let mut head = Head::read(text, &single_spaced(&lines, 0));
    begin_behind_colon(&head, &mut lines);
    let title_text = head.title.map(|(first, end)| head.bare_title(Passage::of(text, &lines[first..end])));
    let title_text = title_text.or_else(|| head.title_in_row(text, &lines));
    let name = title_text.as_ref().and_then(|title| issued_name(title.text()));
    let is_notice = title_text.as_ref().is_some_and(|title| is_covering(title.text()));
    let cut = cut(text, &lines, head.body, name.as_deref(), is_notice);
    let wrap = wrap_column(text, &lines);
    let parts: Vec<Part> = cut.drafts.iter().map(|draft| part(decoded, draft, wrap)).collect();
    let titled = parts.iter().filter(|part| part.kind != PartKind::Annex || part.is_annexed_plan());
    let title = title_text.or_else(|| titled.filter_map(|part| part.title.clone()).next());
    let is_signed = cut.closings.iter().any(|closing| closing.signer.is_some() && closing.date.is_some());
    if !is_official(&head, title.as_ref(), &parts, is_signed || speaks_as_notice(text)) {
        return Err(ReadError::NotOfficial);
    }
    if let Some(genre) = other_genre(text, &lines, title.as_ref().map(Passage::text)) {
        return Err(ReadError::Foreign(genre));
    }
    Ok(assemble(decoded, &lines, Found { head, cut, title, parts, chat }))
}

/// @所有人 in front of a title, or on a line of its own, is no part of it.
fn begin_behind_call(text: &str, lines: &mut Vec<Line>) {
    if let Some(first) = lines.first_mut() {
        first.bytes.start += recipients::call_length(&text[first.bytes.clone()]);
        let blank =
            text[first.bytes.clone()].len() - text[first.bytes.clone()].trim_start_matches(is_blank).len();
        first.bytes.start += blank;
        if first.bytes.is_empty() {
            lines.remove(0);
        }
    }
}

/// Text behind the salutation's colon is body.
fn begin_behind_colon(head: &Head, lines: &mut [Line]) {
    if let Some(salutation) = head.salutation.filter(|salutation| salutation.last == head.body)
        && let Some(line) = lines.get_mut(head.body)
    {
        line.bytes.start = salutation.after;
    }
}

fn part(decoded: &Decoded, draft: &Draft, wrap: Option<usize>) -> Part {
    let text = decoded.text();
    let (opening, sections) = sections(decoded, paragraphs(text, &draft.lines, wrap));
    let title = (!draft.title.is_empty()).then(|| Passage::of(text, &draft.title));
    Part { kind: draft.kind, title, opening, sections, lines: draft.lines.clone() }
}

/// Words with which a notice or plan announces itself, or tells many what to do and to report: for one whose head was not pasted.
fn speaks_as_notice(text: &str) -> bool {
    static ANNOUNCES: LazyLock<Regex> = LazyLock::new(|| {
        pattern("通知如下|特此通知|[印转]发给你们|制[定订](?:如下|本)[^。，；]{0,12}(?:方案|计划|办法|措施)")
    });
    static MANY: LazyLock<Regex> = LazyLock::new(|| {
        pattern("[各全有][^。，；]{0,10}(?:单位|机构|部门|科室|学校|医院|政府|乡镇|街道|企业|[省市县区镇村])")
    });
    static REPORTS: LazyLock<Regex> = LazyLock::new(|| pattern("报送|上报|前报[^名到]"));
    static STAGES: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            "阶段[(（:：]|(?:[（(][一二三四五六][）)]|第[一二三四五六]阶段)[^，。；\\n]{2,14}阶段(?:。|\\n)",
        )
    });
    ANNOUNCES.is_match(text) || STAGES.is_match(text) || (MANY.is_match(text) && REPORTS.is_match(text))
}

fn is_official(head: &Head, title: Option<&Passage>, parts: &[Part], is_known: bool) -> bool {
    let has_body = parts.iter().any(|part| !part.opening.is_empty() || !part.sections.is_empty());
    let is_headed = head.number.is_some() || head.salutation.is_some() || title.is_some();
    let is_numbered = parts.iter().any(|part| !part.sections.is_empty());
    has_body && (is_headed || (is_known && is_numbered))
}

/// What was read of a text, before it is put together.
struct Found {
    head: Head,
    cut: Cut,
    title: Option<Passage>,
    parts: Vec<Part>,
    chat: Option<Chat>,
}

fn assemble(decoded: &Decoded, lines: &[Line], found: Found) -> Outline {
    let Found { head, cut, title, parts, chat } = found;
    let text = decoded.text();
    let signed = cut.closings.iter().find(|closing| closing.signer.is_some());
    let dated = cut.closings.iter().find(|closing| closing.date.is_some());
    let date_on = |closing: &Closing| dated_line(&text[lines[closing.date_line].bytes.clone()]);
    let told = Told {
        of_head: head.date.or(head.metadata.issued_on),
        sent: chat.as_ref().and_then(|chat| chat.sent),
        number_year: head.number.as_ref().and_then(|number| number.year),
        title_year: title.as_ref().and_then(year_in),
    };
    let is_damaged = signed
        .and_then(date_on)
        .is_some_and(|found| found.date.or(told.of_head).is_none() && found.day_of_year.is_none());
    let issue = Issue::of(text, &cut.closings, is_damaged, told);
    let published = head.metadata.published.map(CivilDate::year);
    let fallback = told.number_year.or(told.title_year).or(published);
    let years = Years::of(text, issue.on, fallback);
    let of_head = head.masthead.text().or(head.metadata.issuer);
    let signer = signed.and_then(|closing| closing.signer.clone());
    let issuer = if signed.is_some_and(|closing| closing.is_printing) {
        of_head.or(signer)
    } else {
        signer.or(of_head)
    };
    let signature = signed.or(dated).filter(|closing| date_on(closing).is_some()).map(|closing| {
        decoded.excerpt(lines[closing.lines.start].bytes.start..lines[closing.date_line].bytes.end)
    });
    Outline {
        attachments: attachments(text, &head.listed, &cut, &parts),
        imprint: head
            .strange
            .iter()
            .chain(&cut.imprint)
            .map(|line| decoded.excerpt(line.bytes.clone()))
            .collect(),
        recipients: head.salutation.map(|salutation| names(text, lines, salutation)).unwrap_or_default(),
        number_is_damaged: head.number.as_ref().is_some_and(|number| number.is_damaged),
        document_number: head.number.map(|number| number.text).or(head.metadata.number),
        title,
        issuer,
        issued_on: issue.on,
        issued_on_is_inferred: issue.is_inferred,
        others: chat
            .map(|chat| chat.others.iter().map(|line| decoded.excerpt(line.bytes.clone())).collect())
            .unwrap_or_default(),
        signature,
        parts,
        years,
    }
}

fn year_in(title: &Passage) -> Option<i16> {
    static YEAR: LazyLock<Regex> = LazyLock::new(|| pattern("(20[0-9]{2})(?:年|[-—])"));
    // A school year is two.
    static SCHOOL_YEAR: LazyLock<Regex> = LazyLock::new(|| pattern("20[0-9]{2}年?[-—]+20[0-9]{2}学?年?学年"));
    let title = SCHOOL_YEAR.replace_all(title.text(), "");
    YEAR.captures(&title)?.get(1)?.as_str().parse().ok()
}

fn names(text: &str, lines: &[Line], salutation: Salutation) -> Vec<Passage> {
    let mut own = lines[salutation.first..=salutation.last].to_vec();
    if let Some(last) = own.last_mut() {
        // The line may have been shortened to the body behind the colon.
        last.bytes = salutation.last_start..salutation.end;
    }
    if let Some(first) = own.first_mut() {
        first.bytes.start = salutation.start;
    }
    let passage = Passage::of(text, &own);
    recipients::split(passage.text()).into_iter().map(|range| passage.slice(range)).collect()
}

/// Listed names first; an annex that is only there is added by its title.
fn attachments(text: &str, above: &[Listed], cut: &Cut, parts: &[Part]) -> Vec<Passage> {
    let listed = above.iter().chain(&cut.listed);
    let listed = listed.map(|listed| without_marks(without_kind(Passage::of(text, &listed.lines))));
    let is_name = |name: &Passage| !matches!(name.text().trim_matches(['（', '）', '。']), "无" | "略" | "");
    let mut found: Vec<Passage> = listed.filter(is_name).collect();
    for part in parts.iter().filter(|part| part.kind == PartKind::Annex).take(MOST_LISTED) {
        let Some(title) = &part.title else { continue };
        let is_listed = found.iter().any(|known| bare_name(known.text()) == bare_name(title.text()));
        if !is_listed {
            found.push(title.clone());
        }
    }
    found
}

/// The name of a file that a page offers (自查表.docx) without its kind.
fn without_kind(name: Passage) -> Passage {
    file_kind(name.text()).map_or_else(|| name.clone(), |end| name.slice(0..end))
}

/// 《自查表》: the name within its marks, where they hold nothing else.
fn without_marks(name: Passage) -> Passage {
    let inner = name.text().strip_prefix('《').map(|rest| rest.trim_end_matches(['。', '；']));
    let inner = inner.and_then(|rest| rest.strip_suffix('》')).filter(|inner| !inner.contains(['《', '》']));
    let start = '《'.len_utf8();
    inner.map(|inner| start..start + inner.len()).map_or_else(|| name.clone(), |own| name.slice(own))
}

impl Outline {
    /// Takes the day of issue that the paper does not print: what it tells by it is completed from there.
    pub fn issue_on(&mut self, decoded: &Decoded, day: CivilDate) {
        (self.issued_on, self.issued_on_is_inferred) = (Some(day), false);
        self.years = Years::of(decoded.text(), Some(day), None);
    }

    /// The parts whose headings are the document's own: the notice with the plans it issues, be they behind its signature or
    /// its annexes; other annexes are left out.
    pub fn main_parts(&self) -> impl Iterator<Item = &Part> {
        let is_numbered = |part: &Part| part.sections.iter().any(Section::is_numbered);
        let has_own = self.parts.iter().any(|part| part.kind != PartKind::Annex && is_numbered(part));
        let has_plans = self.parts.iter().any(Part::is_annexed_plan);
        let many = |part: &Part| part.sections.iter().filter(|section| section.level == 1).count() > 1;
        let first_long = self.parts.iter().position(many);
        self.parts.iter().enumerate().filter_map(move |(at, part)| {
            let is_plan = if has_plans { part.is_annexed_plan() } else { first_long == Some(at) };
            (part.kind != PartKind::Annex || (!has_own && is_plan)).then_some(part)
        })
    }

    /// The main parts, and the plans that are annexed to a notice with headings of its own.
    pub fn working_parts(&self) -> impl Iterator<Item = &Part> {
        let main: Vec<*const Part> = self.main_parts().map(std::ptr::from_ref).collect();
        self.parts
            .iter()
            .filter(move |part| part.is_annexed_plan() || main.contains(&std::ptr::from_ref(*part)))
    }

    /// The plans that one notice issues, in the order of the text: those behind its signature, else those among its annexes.
    /// All of them have a title.
    pub fn plans(&self) -> impl Iterator<Item = &Part> {
        let has_own = self.has_own_plans();
        self.parts.iter().filter(move |part| part.is_issued(has_own))
    }

    /// Leaves out the paragraphs that were read otherwise, such as the rows of a table.
    pub fn leave_out(&mut self, is_read: &dyn Fn(&Passage) -> bool) {
        for part in &mut self.parts {
            part.opening.retain(|passage| !is_read(passage));
            part.sections.iter_mut().for_each(|section| section.leave_out(is_read));
            part.sections.retain(|section| !is_read(&section.heading));
        }
    }

    /// Leaves out the other plans than the one at `kept` among [`Self::plans`].
    pub fn keep_plan(&mut self, kept: usize) {
        let has_own = self.has_own_plans();
        let mut plans = 0..;
        self.parts.retain(|part| !part.is_issued(has_own) || plans.next() == Some(kept));
    }

    fn has_own_plans(&self) -> bool {
        self.parts.iter().any(|part| part.kind == PartKind::Plan)
    }

    /// Every time that a passage names; years that are not printed come from the text before, the number or the date.
    pub fn dates(&self, passage: &Passage) -> Vec<DateMention> {
        scan(passage.text(), |offset| self.years.base_at(passage.source_byte(offset)))
    }
}
