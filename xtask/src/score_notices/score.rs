use std::collections::BTreeMap;

use unicode_normalization::UnicodeNormalization;

use super::answers::{Answers, Deadline};

/// A field of the answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Field {
    Title,
    DocumentNumber,
    Issuer,
    Recipients,
    IssuedOn,
    Phases,
    ReportDeadlines,
    Level1,
    Level2,
    Attachments,
    Slogans,
}

impl Field {
    pub(crate) const ALL: [Self; 11] = [
        Self::Title,
        Self::DocumentNumber,
        Self::Issuer,
        Self::Recipients,
        Self::IssuedOn,
        Self::Phases,
        Self::ReportDeadlines,
        Self::Level1,
        Self::Level2,
        Self::Attachments,
        Self::Slogans,
    ];

    /// The field's name in the answers.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Title => "title",
            Self::DocumentNumber => "document_number",
            Self::Issuer => "issuer",
            Self::Recipients => "recipients",
            Self::IssuedOn => "issued_on",
            Self::Phases => "phases",
            Self::ReportDeadlines => "report_deadlines",
            Self::Level1 => "level1",
            Self::Level2 => "level2",
            Self::Attachments => "attachments",
            Self::Slogans => "slogans",
        }
    }

    /// The values of the field, ready to be compared.
    fn values(self, answers: &Answers) -> Vec<String> {
        let one = |value: &Option<String>| value.iter().map(|text| plain(text)).collect();
        let many = |values: &[String]| values.iter().map(|text| plain(text)).collect();
        match self {
            Self::Title => one(&answers.title),
            Self::DocumentNumber => one(&answers.document_number),
            Self::Issuer => one(&answers.issuer),
            Self::IssuedOn => one(&answers.issued_on),
            Self::Recipients => many(&answers.recipients),
            Self::Level1 => many(&answers.level1),
            Self::Level2 => answers.level2.iter().map(|text| without_time(&plain(text))).collect(),
            Self::Attachments => many(&answers.attachments),
            Self::Slogans => many(&answers.slogans),
            Self::Phases => answers
                .phases
                .iter()
                .map(|phase| {
                    let day = |day: &Option<String>| day.clone().unwrap_or_default();
                    format!(
                        "{}|{}|{}|{}",
                        phase.ordinal,
                        plain(&phase.name),
                        day(&phase.starts_on),
                        day(&phase.ends_on)
                    )
                })
                .collect(),
            Self::ReportDeadlines => answers
                .report_deadlines
                .iter()
                .map(|deadline| {
                    let mut due = deadline.due_on.clone();
                    due.sort();
                    format!("{:?}|{}|{}", deadline.kind, due.join(","), deadline.with_pictures)
                })
                .collect(),
        }
    }
}

/// NFKC, blanks removed.
fn plain(text: &str) -> String {
    text.nfkc().filter(|c| !c.is_whitespace()).collect()
}

/// A heading without a time in brackets at its end, which may be kept or not.
fn without_time(heading: &str) -> String {
    let bracket = heading.strip_suffix(')').and_then(|rest| rest.rfind('('));
    match bracket {
        Some(open) if is_time(&heading[open + 1..heading.len() - 1]) => heading[..open].to_owned(),
        _ => heading.to_owned(),
    }
}

/// 2026年5月底前, 2026.3.1—2026.4.30.
fn is_time(bracket: &str) -> bool {
    bracket.contains(['年', '月', '日', '季'])
        || bracket.chars().all(|c| c.is_ascii_digit() || "./-—~至".contains(c))
}

/// How many values were expected, given, and right.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Tally {
    pub(crate) expected: usize,
    pub(crate) given: usize,
    pub(crate) right: usize,
}

impl Tally {
    /// The harmonic mean of precision and recall over all values; 1 where there is nothing to find and nothing given.
    #[expect(clippy::cast_precision_loss, reason = "counts of values in a few notices")]
    pub(crate) fn f1(self) -> f64 {
        let total = self.expected + self.given;
        if total == 0 { 1.0 } else { 2.0 * self.right as f64 / total as f64 }
    }
}

/// Tallies by field over all notices.
#[derive(Debug, Default)]
pub(crate) struct Score {
    tallies: BTreeMap<Field, Tally>,
}

impl Score {
    /// Adds a notice; fields that the answers call doubtful are skipped. Returns what differs, a line each.
    pub(crate) fn add(&mut self, gold: &Answers, given: &Answers) -> Vec<String> {
        let mut differences = Vec::new();
        for field in Field::ALL {
            if gold.doubtful.iter().any(|name| name == field.name()) {
                continue;
            }
            let expected = field.values(gold);
            let mut extra = field.values(given);
            let tally = self.tallies.entry(field).or_default();
            tally.expected += expected.len();
            tally.given += extra.len();
            for value in expected {
                match extra.iter().position(|one| *one == value) {
                    Some(at) => {
                        extra.remove(at);
                        tally.right += 1;
                    }
                    None => differences.push(format!("{}: missing {value}", field.name())),
                }
            }
            differences.extend(extra.into_iter().map(|value| format!("{}: not there {value}", field.name())));
        }
        differences
    }

    pub(crate) fn tally(&self, field: Field) -> Tally {
        self.tallies.get(&field).copied().unwrap_or_default()
    }
}

/// What the score does not count: hours, cycles, measures and questions that the answers ask for and that are not there.
pub(crate) fn finer_differences(gold: &Answers, given: &Answers) -> Vec<String> {
    let is_answered = |wanted: &Deadline| {
        given.report_deadlines.iter().any(|found| {
            found.kind == wanted.kind
                && found.due_on == wanted.due_on
                && (wanted.due_time.is_none() || found.due_time == wanted.due_time)
                && (wanted.every.is_none() || found.every == wanted.every)
        })
    };
    let deadlines = gold.report_deadlines.iter().filter(|wanted| !is_answered(wanted));
    let mut missing: Vec<String> = deadlines.map(|wanted| format!("{wanted:?}")).collect();
    missing.extend(gold.measures.iter().filter(|code| !given.measures.contains(code)).cloned());
    missing.extend(gold.asks.iter().filter(|about| !given.asks.contains(about)).cloned());
    missing.extend(work_differences(gold, given));
    missing
}

/// Tasks and targets that the answers ask for, and tasks, measures and targets that they say the notice has not.
pub(crate) fn work_differences(gold: &Answers, given: &Answers) -> Vec<String> {
    let lost =
        gold.tasks.iter().filter(|task| !given.tasks.contains(task)).map(|task| format!("task {task}"));
    let is_told = |words: &&String| given.tasks.iter().any(|task| task.contains(*words));
    let told = gold.no_tasks.iter().filter(is_told).map(|words| format!("no task of {words}"));
    let named = gold.no_measures.iter().filter(|code| given.measures.contains(code));
    let unset = gold.targets.iter().filter(|target| !given.targets.contains(target));
    let has_target = |code: &&String| given.targets.iter().any(|target| target.code == **code);
    let set = gold.no_targets.iter().filter(has_target);
    lost.chain(told)
        .chain(named.map(|code| format!("no measure {code}")))
        .chain(unset.map(|target| format!("{target:?}")))
        .chain(set.map(|code| format!("no target of {code}")))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::super::answers::Target;
    use super::*;

    fn answers() -> Answers {
        serde_json::from_str(
            r#"{"title":"关于开展某项活动的通知","document_number":"某卫〔2026〕1号","issuer":"某局","recipients":["各单位"],
            "issued_on":"2026-03-06","phases":[{"ordinal":1,"name":"动员","starts_on":null,"ends_on":"2026-05-31"}],
            "report_deadlines":[{"kind":"once","due_on":["2026-05-31"],"with_pictures":true}],
            "level1":["总体要求"],"level2":["动员（2026年5月底前）"],"attachments":["标语"],"slogans":["安全第一。"]}"#,
        )
        .unwrap()
    }

    fn f1(gold: &Answers, given: &Answers, field: Field) -> f64 {
        let mut score = Score::default();
        score.add(gold, given);
        score.tally(field).f1()
    }

    #[test]
    fn answers_score_one_against_themselves() {
        for field in Field::ALL {
            assert_eq!(f1(&answers(), &answers(), field), 1.0, "{}", field.name());
        }
    }

    #[test]
    fn a_damaged_copy_scores_less_in_every_field() {
        let mut damaged = answers();
        damaged.title = None;
        damaged.document_number = Some("某卫〔2026〕2号".into());
        damaged.issuer = Some("某委".into());
        damaged.recipients.push("各科室".into());
        damaged.issued_on = Some("2026-03-07".into());
        damaged.phases[0].ends_on = None;
        damaged.report_deadlines[0].with_pictures = false;
        damaged.level1.clear();
        damaged.level2[0].push('二');
        damaged.attachments[0] = "口号".into();
        damaged.slogans[0] = "安全第二。".into();
        for field in Field::ALL {
            assert!(f1(&answers(), &damaged, field) < 1.0, "{}", field.name());
        }
    }

    #[test]
    fn width_blanks_and_bracketed_times_do_not_count() {
        let mut same = answers();
        same.title = Some("关于开展 某项活动\n的通知".into());
        same.document_number = Some("某卫〔２０２６〕1号".into());
        same.level2[0] = "动员".into();
        for field in [Field::Title, Field::DocumentNumber, Field::Level2] {
            assert_eq!(f1(&answers(), &same, field), 1.0, "{}", field.name());
        }
    }

    #[test]
    fn a_task_too_many_or_too_few_is_told() {
        let gold = Answers {
            tasks: vec!["各单位要组织宣讲".into()],
            no_tasks: vec!["报送工作".into()],
            no_measures: vec!["lecture".into()],
            ..answers()
        };
        let given = |tasks: &[&str], measures: &[&str]| Answers {
            tasks: tasks.iter().map(|task| (*task).to_owned()).collect(),
            measures: measures.iter().map(|code| (*code).to_owned()).collect(),
            ..answers()
        };
        assert!(work_differences(&gold, &given(&["各单位要组织宣讲"], &["drill"])).is_empty());
        let wrong = given(&["要重视材料报送工作"], &["lecture"]);
        assert_eq!(work_differences(&gold, &wrong).len(), 3);
    }

    #[test]
    fn a_target_too_many_or_another_one_is_told() {
        let target = |code: &str, count| Target { code: code.to_owned(), count, every: None };
        let gold = Answers {
            targets: vec![target("slogan", 2)],
            no_targets: vec!["lecture".into()],
            ..Answers::default()
        };
        let given = |targets: &[Target]| Answers { targets: targets.to_vec(), ..Answers::default() };
        assert!(work_differences(&gold, &given(&[target("slogan", 2), target("drill", 1)])).is_empty());
        assert_eq!(work_differences(&gold, &given(&[target("slogan", 3), target("lecture", 1)])).len(), 2);
    }

    #[test]
    fn doubtful_fields_are_skipped() {
        let mut gold = answers();
        gold.doubtful = vec!["phases".into()];
        let mut score = Score::default();
        score.add(&gold, &Answers::default());
        assert_eq!(score.tally(Field::Phases), Tally::default());
        assert_eq!(score.tally(Field::Title), Tally { expected: 1, given: 0, right: 0 });
    }
}
