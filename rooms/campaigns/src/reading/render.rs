//! A reading as text for the terminal, in Chinese.

use std::fmt::{self, Display, Formatter};

use clock::CivilDate;

use super::model::{Every, FoundMeasure, OutlineNode, Phase, Reading, ReportKind, ReportRule};
use crate::Basis;

impl Display for Reading {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        head(self, f)?;
        section(f, "阶段", self.phases.iter().map(phase_line))?;
        section(f, "报送要求", self.report_rules.iter().map(rule_line))?;
        section(f, "宣传内容", numbered(&self.subjects))?;
        section(f, "任务", self.tasks.iter().map(|task| format!("{}{}", stage(task.phase), task.text)))?;
        let measures = self.measures.iter();
        section(f, "指标", measures.map(measure_line))?;
        section(f, "工作要求", numbered(&self.requirements))?;
        section(f, "附件", self.attachments.iter().map(|attachment| attachment.title.clone()))?;
        section(f, "标语", numbered(&self.slogans))?;
        let questions = self.questions.iter();
        section(f, "需要您决定", questions.map(|q| format!("{}【{}】", q.text, q.choices.join("／"))))?;
        writeln!(f, "\n目录")?;
        self.outline.iter().try_for_each(|node| tree(node, 1, f))
    }
}

fn head(reading: &Reading, f: &mut Formatter<'_>) -> fmt::Result {
    let day = |date: Option<CivilDate>| date.map(CivilDate::chinese);
    let recipients = (!reading.recipients.is_empty()).then(|| reading.recipients.join("；"));
    let rows = [
        ("标题", reading.title.clone()),
        ("文号", reading.document_number.clone()),
        ("发文机关", reading.issuer.clone()),
        ("主送", recipients),
        ("成文日期", day(reading.issued_on)),
        ("名称", reading.name.clone()),
        ("目的", reading.purpose.clone()),
        ("上级依据", reading.superior_basis.clone()),
    ];
    rows.iter()
        .try_for_each(|(label, value)| writeln!(f, "{label}：{}", value.as_deref().unwrap_or("未印明")))
}

fn section(f: &mut Formatter<'_>, title: &str, lines: impl ExactSizeIterator<Item = String>) -> fmt::Result {
    writeln!(f, "\n{title}（{}）", lines.len())?;
    lines.into_iter().try_for_each(|line| writeln!(f, "  {line}"))
}

fn numbered(items: &[String]) -> impl ExactSizeIterator<Item = String> {
    items.iter().enumerate().map(|(at, item)| format!("{}. {item}", at + 1))
}

fn stage(phase: Option<u32>) -> String {
    phase.map(|ordinal| format!("[{ordinal}] ")).unwrap_or_default()
}

fn measure_line(measure: &FoundMeasure) -> String {
    let FoundMeasure { name, unit, .. } = measure;
    let target = measure.target.map(|target| {
        let every = target.every.map(every_word).unwrap_or_default();
        let basis = if target.basis == Basis::Unit { "" } else { target.basis.label() };
        let most = target.most.map(|most| format!("、至多{most}")).unwrap_or_default();
        format!(" {every}{basis}至少{}{most}", target.count)
    });
    format!("{}{name}（{unit}）{}", stage(measure.phase), target.unwrap_or_default())
}

fn phase_line(phase: &Phase) -> String {
    let window = match (phase.starts_on, phase.ends_on) {
        (Some(start), Some(end)) => format!("{}至{}", start.chinese(), end.chinese()),
        (Some(start), None) => format!("{}起", start.chinese()),
        (None, Some(end)) => format!("至{}", end.chinese()),
        (None, None) => "未印明时间".to_owned(),
    };
    let note = if phase.inferred.is_empty() { "" } else { "（部分日期为推断）" };
    format!("{}. {}  {window}{note}", phase.ordinal, phase.name)
}

fn every_word(every: Every) -> &'static str {
    match every {
        Every::Week => "每周",
        Every::Month => "每月",
        Every::Quarter => "每季度",
        Every::HalfYear => "每半年",
        Every::Year => "每年",
    }
}

fn rule_line(rule: &ReportRule) -> String {
    let kind = match (rule.kind, rule.every) {
        (ReportKind::PhaseEnd, _) if rule.phase.is_some() => "本阶段结束",
        (ReportKind::PhaseEnd, _) => "每阶段结束",
        (ReportKind::Once, _) => "一次",
        (ReportKind::AnyTime, _) => "随时",
        (ReportKind::Periodic, Some(every)) => every_word(every),
        (ReportKind::Periodic, None) => "定期",
    };
    let days: Vec<String> = rule.due_on.iter().map(|day| day.chinese()).collect();
    let days = if days.is_empty() { String::new() } else { format!(" {}", days.join("、")) };
    let hour = rule.due_time.as_ref().map(|hour| format!(" {hour}")).unwrap_or_default();
    let pictures = if rule.with_pictures { " 含图片" } else { "" };
    format!("{kind}{days}{hour}{pictures}：{}", rule.what)
}

fn tree(node: &OutlineNode, depth: usize, f: &mut Formatter<'_>) -> fmt::Result {
    let heading: String = node.heading.chars().take(40).collect();
    writeln!(f, "{}{}{heading}", "  ".repeat(depth), node.marker)?;
    node.children.iter().try_for_each(|child| tree(child, depth + 1, f))
}
