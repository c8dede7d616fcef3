//! A pasted message, as a form that is filled in: what was typed before stays, what is not told stays blank.

use campaigns::reading::{Message, message};
use campaigns::{CampaignId, Measures, PhaseFact};
use clock::CivilDate;
use web::Raw;

use crate::activity::{Speaker, Title, speaker_told};
use crate::link::Address;
use crate::openings::Opening;
use crate::{ActivityInput, QuantityInput};

/// The most characters of a pasted text that are read; as many as a description holds.
pub(crate) const MOST: usize = 2000;

/// A form with what a message told.
pub(crate) struct Filled {
    pub(crate) input: ActivityInput,
    /// What was read, in words: `讲座 1 场`; empty when the message told nothing.
    pub(crate) read: Vec<String>,
}

impl Filled {
    /// What the page is called to which the message links.
    pub(crate) fn take_title(&mut self, title: &str) {
        take(&mut self.input.link_title, Some(title), "报道标题", &mut self.read);
        let name = Title::parse(title).ok();
        take(&mut self.input.name, name.as_ref().map(Title::as_str), "名称", &mut self.read);
    }
}

/// What the message is read against.
pub(crate) struct Against<'a> {
    pub(crate) measures: &'a Measures,
    pub(crate) openings: &'a [Opening],
    /// What the campaigns are about.
    pub(crate) subjects: &'a [String],
    pub(crate) today: CivilDate,
}

/// Fills the blanks of a form with what the text tells.
pub(crate) fn fill(mut input: ActivityInput, text: &str, against: &Against<'_>) -> Filled {
    let catalogue = against.measures.catalogue();
    let (own, link) = without_link(text);
    let told = catalogue.map(|catalogue| message(&own, &catalogue, against.today)).unwrap_or_default();
    let mut read = Vec::new();
    take(&mut input.link, link, "媒体报道链接", &mut read);
    take(&mut input.name, told.name.as_deref(), "名称", &mut read);
    days(&mut input, &told, against, &mut read);
    take(&mut input.place, told.place.as_deref(), "地点", &mut read);
    let speaker = speaker_told(text);
    if input.speaker.is_blank()
        && let Some(speaker) = speaker
    {
        input.speaker = Speaker::code(speaker).into();
        read.push(format!("主讲 {}", speaker.label()));
    }
    for subject in against.subjects.iter().filter(|subject| text.contains(subject.as_str())) {
        if input.subjects.iter().all(|known| known.text() != subject) {
            input.subjects.push(subject.as_str().into());
            read.push(format!("内容 {subject}"));
        }
    }
    quantities(&mut input, &told, against.measures, &mut read);
    read.extend(told.about.iter().map(|words| format!("“{words}”不是确数，没有填入，请填写实际数量")));
    if !told.left.is_empty() {
        let left = told.left.iter().take(MOST_LEFT).cloned().collect::<Vec<_>>().join("、");
        read.push(format!("没有认出 {left} 属于哪一项，请自行填写"));
    }
    if input.description.is_blank() {
        input.description = own.trim().into();
    }
    Filled { input, read }
}

/// Numbers that are named though nobody can say what they count.
const MOST_LEFT: usize = 5;

/// A message without the first address in it, and the address: whatever stands in quotes or brackets is none.
fn without_link(text: &str) -> (String, Option<&str>) {
    let is_apart =
        |at: &usize| text[..*at].chars().next_back().is_none_or(|c| !c.is_ascii() || c == ' ' || c == '\n');
    let Some(start) = text.find("https://").or_else(|| text.find("http://")).filter(is_apart) else {
        return (text.to_owned(), None);
    };
    let is_of_address = |c: char| c.is_ascii_graphic();
    let length = text[start..].find(|c| !is_of_address(c)).unwrap_or(text.len() - start);
    let link = &text[start..start + length];
    if Address::parse(link).is_err() {
        return (text.to_owned(), None);
    }
    (format!("{}{}", &text[..start], &text[start + length..]), Some(link))
}

fn take(field: &mut Raw, told: Option<&str>, label: &str, read: &mut Vec<String>) {
    if let Some(told) = told.filter(|_| field.is_blank()) {
        *field = told.into();
        read.push(format!("{label} {told}"));
    }
}

/// A fresh form says today; only another day was typed.
fn days(input: &mut ActivityInput, told: &Message, against: &Against<'_>, read: &mut Vec<String>) {
    let today = against.today.to_string();
    let is_fresh =
        input.ends_on.is_blank() && (input.starts_on.is_blank() || input.starts_on.text() == today);
    let Some((from, to)) = told.days.filter(|_| is_fresh) else { return };
    input.starts_on = from.to_string().into();
    input.ends_on = if from == to { Raw::default() } else { to.to_string().into() };
    let words = if from == to { from.to_string() } else { format!("{from} 至 {to}") };
    read.push(format!("日期 {words}"));
    let running =
        |day, opening: &&Opening| opening.phases.iter().any(|phase: &PhaseFact| phase.overlaps(day, day));
    let ids = |day| -> Vec<CampaignId> {
        against.openings.iter().filter(|one| running(day, one)).map(|one| one.campaign.id).collect()
    };
    // What a fresh form ticks is what runs today; what runs on the day that is told takes its place.
    let is_ticked = |id: &CampaignId| input.campaigns.iter().any(|chosen| chosen.text() == id.to_string());
    if ids(against.today).iter().all(is_ticked) {
        input.campaigns = ids(from).iter().map(|id| id.to_string().into()).collect();
    }
}

fn quantities(input: &mut ActivityInput, told: &Message, measures: &Measures, read: &mut Vec<String>) {
    input.quantities.retain(|row| !row.amount.is_blank());
    for (code, count) in &told.numbers {
        let is_typed = input.quantities.iter().any(|row| row.measure.text() == code);
        let Some(measure) = measures.get(code).filter(|_| !is_typed) else { continue };
        let (measure_code, amount) = (code.as_str().into(), count.to_string().into());
        input.quantities.push(QuantityInput { measure: measure_code, amount, ..QuantityInput::default() });
        read.push(format!("{} {count} {}", measure.name, measure.unit));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn filled(input: ActivityInput, text: &str) -> Filled {
        let measures = Measures::shipped();
        let subjects = ["消防安全".to_owned(), "用电安全".to_owned()];
        let today = CivilDate::parse("2026-11-26").unwrap();
        fill(input, text, &Against { measures: &measures, openings: &[], subjects: &subjects, today })
    }

    const TEXT: &str =
        "11月20日，我院在门诊大厅举办消防安全专题讲座1场，邀请消防专家授课，参加60人次，发放手册200份。";

    #[test]
    fn a_message_fills_the_form() {
        let filled =
            filled(ActivityInput { starts_on: "2026-11-26".into(), ..ActivityInput::default() }, TEXT);
        let input = &filled.input;
        let texts = [&input.name, &input.starts_on, &input.place, &input.speaker].map(Raw::text);
        assert_eq!(texts, ["消防安全专题讲座", "2026-11-20", "门诊大厅", "expert"]);
        let numbers: Vec<_> =
            input.quantities.iter().map(|row| (row.measure.text(), row.amount.text())).collect();
        assert_eq!(numbers, [("lecture", "1"), ("trainee_visit", "60"), ("handbook", "200")]);
        assert_eq!(input.subjects.iter().map(Raw::text).collect::<Vec<_>>(), ["消防安全"]);
        assert_eq!(input.description.text(), TEXT);
        assert_eq!(filled.read.len(), 8, "{:?}", filled.read);
    }

    #[test]
    fn a_link_goes_into_its_field_and_not_into_the_name() {
        let told =
            filled(ActivityInput::default(), "东街医院开展消防安全培训1场 https://mp.example.com/s/AbC?x=1");
        assert_eq!(told.input.link.text(), "https://mp.example.com/s/AbC?x=1");
        assert_eq!(told.input.name.text(), "消防安全培训");
        assert!(!told.input.description.text().contains("https"), "{:?}", told.input.description);
        let bare = filled(ActivityInput::default(), "https://mp.example.com/s/AbC");
        assert_eq!(bare.read, ["媒体报道链接 https://mp.example.com/s/AbC"]);
    }

    #[test]
    fn what_is_no_exact_number_is_said_and_not_filled_in() {
        let told = filled(ActivityInput::default(), "发放宣传手册200余份，整改隐患5处。");
        assert!(told.input.quantities.is_empty());
        let read = told.read.join("；");
        assert!(read.contains("“200余份”不是确数") && read.contains("没有认出 5处"), "{read}");
    }

    #[test]
    fn what_was_typed_stays() {
        let typed = ActivityInput {
            name: "我的名称".into(),
            starts_on: "2026-11-21".into(),
            place: "会议室".into(),
            speaker: "leader".into(),
            description: "我的说明".into(),
            quantities: vec![QuantityInput {
                measure: "lecture".into(),
                amount: "3".into(),
                ..QuantityInput::default()
            }],
            ..ActivityInput::default()
        };
        let filled = filled(typed.clone(), TEXT).input;
        assert_eq!(filled.quantities.len(), 3);
        let kept =
            ActivityInput { quantities: typed.quantities.clone(), subjects: Vec::new(), ..filled.clone() };
        assert_eq!(kept, typed);
        assert_eq!(filled.quantities[0], typed.quantities[0]);
    }

    #[test]
    fn a_text_that_tells_nothing_is_the_description() {
        let filled = filled(ActivityInput::default(), "收到");
        assert!(filled.read.is_empty());
        assert_eq!(filled.input, ActivityInput { description: "收到".into(), ..ActivityInput::default() });
    }
}
