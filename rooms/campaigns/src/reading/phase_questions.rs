//! What the times of the phases leave open: days that cannot be read, years that are not printed, plans that overlap when they are made one.

use clock::CivilDate;
use gongwen::read::Outline;

use super::model::{Period, Phase, PhaseDate, Question};
use super::phases::{Disorder, FoundPhase};
use super::questions::question;

/// What is not clear about the time of a phase that `next` follows.
pub(super) fn dates(found: &FoundPhase<'_>, next: Option<&FoundPhase<'_>>, asked: &mut Vec<Question>) {
    let phase = &found.phase;
    let named = label(phase);
    if found.is_unclear {
        let text = format!("{named}的时间无法确认，是哪一天？");
        asked.push(question(format!("phases[{}].dates", phase.ordinal), text, &["由我填写", "暂不设日期"]));
    } else if let Some(disorder) = found.disorder {
        let printed = [phase.starts_on, phase.ends_on].into_iter().flatten().map(CivilDate::chinese);
        let printed = printed.collect::<Vec<_>>().join("至");
        let wrong = match disorder {
            Disorder::Reversed => "结束早于开始",
            Disorder::Backwards => "早于前一阶段",
        };
        let text = format!("{named}读作{printed}，{wrong}，应为哪一天？");
        asked.push(question(format!("phases[{}].dates", phase.ordinal), text, &["由我填写", "照印出的登记"]));
    } else if phase.starts_on.is_none() && phase.ends_on.is_none() {
        let text = format!("{named}没有印明时间，如何安排？");
        let choices = ["接在上一阶段之后、下一阶段之前", "由我填写"];
        asked.push(question(format!("phases[{}].dates", phase.ordinal), text, &choices));
    } else if let Some(next) = next.filter(|next| goes_on(phase, &next.phase)) {
        let text = format!("{named}没有印明到哪一天为止，{}随后开始，怎么登记？", label(&next.phase));
        asked.push(question(format!("phases[{}].dates", phase.ordinal), text, &["由我填写", "不设截止日期"]));
    }
}

/// Whether a phase has no last day although another one begins behind it; the last phase may go on for good.
fn goes_on(phase: &Phase, next: &Phase) -> bool {
    let follows =
        next.starts_on.or(next.ends_on).is_some_and(|day| phase.starts_on.is_some_and(|start| day >= start));
    phase.ends_on.is_none() && follows
}

/// Phases of several plans that lie in the same time, in one question.
pub(super) fn merged_phases(phases: &[FoundPhase<'_>]) -> Option<Question> {
    let days = |found: &FoundPhase<'_>| Some((found.phase.starts_on?, found.phase.ends_on?));
    let dated: Vec<(&Phase, CivilDate, CivilDate)> = phases
        .iter()
        .filter_map(|found| days(found).map(|(first, last)| (&found.phase, first, last)))
        .take(MOST_COMPARED)
        .collect();
    let mut pairs = Vec::new();
    for (at, (phase, first, last)) in dated.iter().enumerate() {
        let others = dated[at + 1..].iter().filter(|(_, from, to)| from <= last && first <= to);
        pairs.extend(others.map(|(other, ..)| (phase.ordinal, other.ordinal)));
    }
    let (_, second) = *pairs.first()?;
    let told: Vec<String> =
        pairs.iter().take(MOST_TOLD).map(|(one, other)| format!("第{one}与第{other}阶段")).collect();
    let more = if pairs.len() > MOST_TOLD { "等" } else { "" };
    let text = format!(
        "合并后{}{more}的时间重叠，重叠的日子里开展的活动在两个阶段都计数，是否照此安排？",
        told.join("、")
    );
    Some(question(format!("phases[{second}].dates"), text, &["由我填写", "照印出的登记"]))
}

/// No plan has more phases than are compared with each other.
const MOST_COMPARED: usize = 60;
/// Longest list in a question.
const MOST_TOLD: usize = 8;

/// The same for the time of a campaign without phases.
pub(super) fn year_of_whole(period: Option<&Period>) -> Option<Question> {
    let period = period.filter(|period| period.inferred)?;
    let days = [period.starts_on, period.ends_on].into_iter().flatten().map(CivilDate::chinese);
    let mut days: Vec<String> = days.collect();
    days.dedup();
    let days = days.join("至");
    let text = format!("活动时间没有印全，已按上下文推断为{days}，是否正确？");
    Some(question("phases.inferred", text, &["推断正确", "由我更正"]))
}

/// Years that are not printed, in one question for all phases.
pub(super) fn years(outline: &Outline, phases: &[FoundPhase<'_>]) -> Option<Question> {
    let inferred: Vec<&Phase> =
        phases.iter().map(|found| &found.phase).filter(|phase| !phase.inferred.is_empty()).collect();
    inferred.first()?;
    let ordinals: Vec<String> = inferred.iter().map(|phase| phase.ordinal.to_string()).collect();
    let is_before_issue = |day: CivilDate| outline.issued_on.is_some_and(|issued_on| day < issued_on);
    let is_early = inferred.iter().filter_map(|phase| phase.ends_on).any(is_before_issue);
    let hint = if is_early { "，其中有早于成文日期的" } else { "" };
    let told: Vec<String> =
        inferred.iter().take(MOST_TOLD).filter_map(|phase| inferred_days(phase)).collect();
    let more = if inferred.len() > MOST_TOLD { "……" } else { "" };
    let text = format!(
        "第{}阶段的日期没有印全，已按上下文推断（{}{more}）{hint}，是否正确？",
        ordinals.join("、"),
        told.join("；"),
    );
    Some(question("phases.inferred", text, &["推断正确", "由我更正"]))
}

/// 第2阶段：2026年5月1日至2026年7月31日: the dates of a phase that are not printed in full.
fn inferred_days(phase: &Phase) -> Option<String> {
    let of =
        |day: Option<CivilDate>, date| day.filter(|_| phase.inferred.contains(&date)).map(CivilDate::chinese);
    let days: Vec<String> = [of(phase.starts_on, PhaseDate::StartsOn), of(phase.ends_on, PhaseDate::EndsOn)]
        .into_iter()
        .flatten()
        .collect();
    (!days.is_empty()).then(|| format!("第{}阶段：{}", phase.ordinal, days.join("至")))
}

/// 第1阶段“动员部署”.
pub(super) fn label(phase: &Phase) -> String {
    format!("第{}阶段“{}”", phase.ordinal, phase.name)
}

#[cfg(test)]
mod tests {
    use crate::reading::{Catalogue, Decoded, Plans, Question, Reading, read, read_with};

    fn about(reading: Reading, about: &str) -> Vec<Question> {
        reading.questions.into_iter().filter(|question| question.about == about).collect()
    }

    #[test]
    fn every_inferred_date_is_told() {
        let text =
            |steps: &str| format!("关于开展消防检查的通知\n\n各单位：\n{steps}\n\n某某局\n2026年3月2日\n");
        let steps = text(
            "　　一、工作步骤\n　　（一）动员阶段（3月15日前）。召开会议。\n　　（二）排查阶段（3月16日至5月31日）。开展排查。\n　　（三）总结阶段（2026年6月）。总结。",
        );
        let whole = text("　　一、活动时间\n　　3月16日至5月31日。\n　　二、活动内容\n　　开展排查。");
        for (text, words) in [
            (steps, "（第1阶段：2026年3月15日；第2阶段：2026年3月16日至2026年5月31日）"),
            (whole, "推断为2026年3月16日至2026年5月31日"),
        ] {
            let asked = about(read(&Decoded::from_text(&text).unwrap()).unwrap(), "phases.inferred");
            assert!(asked.len() == 1 && asked[0].text.contains(words), "{asked:?}");
        }
    }

    #[test]
    fn a_phase_in_the_middle_that_does_not_end_is_asked_for() {
        let text = |first: &str, last: &str| {
            format!(
                "关于开展消防检查的通知\n\n各单位：\n　　一、工作步骤\n　　（一）动员阶段（{first}）。召开会议。\n　　（二）排查阶段（{last}）。开展排查。\n\n某某局\n2026年3月2日\n"
            )
        };
        let asked = |first, last| {
            let reading = read(&Decoded::from_text(&text(first, last)).unwrap()).unwrap();
            let starts: Vec<_> = reading.phases.iter().map(|one| one.starts_on.is_some()).collect();
            (about(reading.clone(), "phases[1].dates").len(), about(reading, "phases[2].dates").len(), starts)
        };
        let middle = asked("2026年3月5日至整治结束", "2026年5月1日至长期");
        assert_eq!(middle, (1, 0, vec![true, true]), "the last one may go on");
        let unread = asked("2026年3月5日至国庆节前", "2026年10月1日至31日");
        assert_eq!(unread, (1, 0, vec![true, true]), "its start is kept");
        assert_eq!(asked("2026年3月5日至4月1日", "2026年4月至6月").0, 0);
    }

    #[test]
    fn items_that_tell_everybody_to_report_are_no_phases() {
        let text = "关于报送材料的通知\n\n各单位：\n　　一、时间安排\n　　1.各单位6月5日前报送工作方案。\n　　2.各单位9月10日前报送小结。\n　　二、要求\n　　请抓好落实。\n\n某某局\n2026年3月2日\n";
        let reading = read(&Decoded::from_text(text).unwrap()).unwrap();
        assert!(reading.phases.is_empty(), "{:?}", reading.phases);
        assert_eq!(reading.report_rules.len(), 2);
    }

    #[test]
    fn plans_made_one_have_a_whole_name_and_ask_for_their_common_time() {
        let plan = |name: &str, first: &str, last: &str| {
            format!(
                "{name}\n\n　　一、工作目标\n　　防范事故。\n　　二、实施步骤\n　　（一）动员部署（2026年{first}前）。各单位要召开动员会。\n　　（二）集中整治（2026年{first}至2026年{last}）。各单位要组织应急演练。\n\n"
            )
        };
        let (gas, power) = ("青禾区燃气安全整治方案", "青禾区用电安全整治方案");
        let text = format!(
            "某某局关于印发《{gas}》和《{power}》的通知\n\n各单位：\n　　现将《{gas}》和《{power}》印发给你们。\n　　附件：1.{gas}\n　　　　　2.{power}\n\n某某局\n2026年3月2日\n\n附件1\n\n{}附件2\n\n{}",
            plan(gas, "4月30日", "7月31日"),
            plan(power, "5月15日", "8月31日"),
        );
        let decoded = Decoded::from_text(&text).unwrap();
        let of = |chosen| read_with(&decoded, Catalogue::built_in(), chosen).unwrap();
        let (one, all) = (of(Plans::One(1)), of(Plans::All));
        assert_eq!(one.name.as_deref(), Some(power));
        assert_eq!(all.name.as_deref(), Some(format!("{gas}、{power}").as_str()));
        assert!(about(one, "phases[4].dates").is_empty(), "one plan has its own time");
        // The first step of the second plan begins on the day of issue, not behind the first plan.
        let third = all.phases[2].starts_on.map(|day| day.to_string());
        assert_eq!(third.as_deref(), Some("2026-03-02"));
        let asked = about(all, "phases[3].dates");
        assert!(asked.len() == 1 && asked[0].text.contains("第2与第3阶段、第2与第4阶段"), "{asked:?}");
    }

    #[test]
    fn a_message_is_no_plan_without_its_name() {
        let read = |text: &str| read(&Decoded::from_text(text).unwrap());
        assert!(read("各单位：\n收到请回复。今天下午三点开会。\n").is_err());
        let message =
            read("各单位：近期天气炎热，请各单位开展防火检查，9月10日前将检查情况报局安办。\n林某\n")
                .unwrap();
        assert_eq!((message.title.clone(), message.report_rules.len()), (None, 1));
        assert_eq!(about(message, "title").len(), 1);
    }
}
