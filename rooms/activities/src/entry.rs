//! What is typed about an activity, and its judgement.

use std::collections::BTreeSet;

use campaigns::{CampaignId, Dimension, Measure, MeasureKind, Measures, Split, SplitInput};
use clock::CivilDate;
use people::Merger;
use serde::{Deserialize, Serialize};
use web::{Fault, Invalid, Raw};

use crate::activity::{Days, Deed, Description, Line, Speaker, Title, Venue};
use crate::link::Link;
use crate::openings::{Opening, find};
use crate::quantity::{Quantity, counts_as};
use crate::{ActivityView, Amount, PaperId, PhotoId, QuantityView, early};

/// What a form or a call says about an activity.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(default)]
pub struct ActivityInput {
    /// At most 100 characters.
    pub name: Raw,
    /// `YYYY-MM-DD`, not in the future.
    pub starts_on: Raw,
    /// `YYYY-MM-DD`; blank: the same day. In the future only for what is standing.
    pub ends_on: Raw,
    /// At most 100 characters; may be blank.
    pub place: Raw,
    /// `leader`, `expert`, `frontline` or blank.
    pub speaker: Raw,
    /// What it was about; each at most 60 characters.
    pub subjects: Vec<Raw>,
    /// At most 2,000 characters; may be blank.
    pub description: Raw,
    /// The address of a media report, `https://…`; may be blank.
    pub link: Raw,
    /// What the report is called, at most 200 characters; may be blank.
    pub link_title: Raw,
    /// Each measure once; one without an amount is passed over.
    pub quantities: Vec<QuantityInput>,
    /// Ids of the campaigns that it counts for.
    pub campaigns: Vec<Raw>,
    /// Ids of uploaded photos, in their order.
    pub photos: Vec<Raw>,
    /// Ids of those photos that show patients: they stay within the unit until it confirms them.
    pub patients: Vec<Raw>,
    /// Ids of photos that a masked copy takes the place of: a correction that lets go of one removes it.
    pub masked: Vec<Raw>,
    /// Ids of uploaded papers, in their order.
    pub papers: Vec<Raw>,
    /// The units that did it together with the host: full names, short names or ids.
    pub cohosts: Vec<Raw>,
    /// Whether it stands from the first day to the last (a banner).
    pub is_standing: Raw,
    /// Whether it is to be reported as 重大活动或突出成效.
    pub is_major: Raw,
    /// Why a day before a campaign's notice is meant; at most 200 characters, and of no matter where none is.
    pub early_reason: Raw,
    /// The version that a correction was made from; a new activity has none.
    pub version: Raw,
}

/// How many of what.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(default)]
pub struct QuantityInput {
    /// Code in the catalogue of measures.
    pub measure: Raw,
    /// A whole number from 1 to 100,000,000.
    pub amount: Raw,
    /// What the number was, by the code of the dimension; what is left out is 未分: `{"channel": "wechat"}`.
    #[schema(value_type = std::collections::BTreeMap<String, String>)]
    pub split: SplitInput,
}

/// What the judgement depends on beside the input.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Setting<'a> {
    pub(crate) today: CivilDate,
    pub(crate) openings: &'a [Opening],
    pub(crate) measures: &'a Measures,
    /// What the campaigns are about, where a number was said to be of a subject.
    pub(crate) subjects: &'a [String],
    /// Where the unit went, if it was merged into another one.
    pub(crate) merger: Option<&'a Merger>,
}

/// What an activity as a whole says of its numbers.
struct Whole<'a> {
    speaker: Option<Speaker>,
    subjects: &'a [String],
    /// Subjects of the campaigns.
    known: &'a [String],
}

impl Whole<'_> {
    fn quantity(
        &self,
        measure: &Measure,
        amount: Amount,
        (field, typed): (&str, &SplitInput),
        invalid: &mut Invalid,
    ) -> Quantity {
        let may_be_said = [self.subjects, self.known].concat();
        let split = Split::judge(invalid, field, typed, (measure, &may_be_said));
        let counts_as = counts_as(&split, measure, self.speaker, self.subjects);
        Quantity { measure: measure.code.clone(), amount, split, counts_as }
    }
}

type Subject = Line<60>;

impl ActivityInput {
    /// Judges the whole input; every sentence stands under its field.
    pub(crate) fn judge(&self, setting: Setting<'_>) -> Result<Deed, Fault> {
        let mut invalid = Invalid::default();
        let title = invalid.take("name", Title::parse(self.name.text()));
        let days = self.days(setting, &mut invalid);
        let venue = invalid.take("place", Venue::maybe(self.place.text()));
        let speaker = self.speaker(&mut invalid);
        let subjects = self.subjects(&mut invalid);
        let description = invalid.take("description", Description::parse(self.description.text()));
        let link = Link::parse(self.link.text(), self.link_title.text());
        let link = link.map_err(|(field, sentence)| invalid.add(field, sentence)).ok().flatten();
        let whole = Whole { speaker, subjects: &subjects, known: setting.subjects };
        let quantities = self.quantities(setting.measures, &whole, &mut invalid);
        let campaigns = self.campaigns(setting, &mut invalid);
        let early_reason = early::reason(setting, &self.early_reason, (&campaigns, days), &mut invalid);
        let (Some(title), Some(days), Some(venue), Some(description), false) =
            (title, days, venue, description, invalid.any())
        else {
            return Err(invalid.into());
        };
        let (is_standing, is_major) = (self.is_standing.is_ticked(), self.is_major.is_ticked());
        Ok(Deed {
            title,
            days,
            venue,
            speaker,
            subjects,
            description,
            link,
            is_standing,
            is_major,
            quantities,
            campaigns,
            early_reason,
        })
    }

    /// Whether a number is said to be of a subject, so that it matters which subjects there are.
    pub(crate) fn names_subject(&self) -> bool {
        let of_subject = |row: &QuantityInput| {
            row.split.get(Dimension::Subject.code()).is_some_and(|subject| !subject.is_blank())
        };
        self.quantities.iter().any(of_subject)
    }

    /// The days that were typed, where they can be read.
    pub(crate) fn days_said(&self) -> Option<(CivilDate, CivilDate)> {
        let start = CivilDate::parse(self.starts_on.text()).ok()?;
        let end = CivilDate::parse(self.ends_on.text()).unwrap_or(start);
        Some((start, end.max(start)))
    }

    /// The photos, each once, in their order.
    pub(crate) fn photo_ids(&self) -> Result<Vec<PhotoId>, Fault> {
        let unknown = || Fault::field("photos", "有一张照片的编号不正确，请移除后重新选择照片。");
        each_once(&self.photos, |text| PhotoId::parse(text).ok()).ok_or_else(unknown)
    }

    /// Those of the photos that are said to show patients.
    pub(crate) fn patient_ids(&self) -> Result<Vec<PhotoId>, Fault> {
        let is_said = |id: &PhotoId| self.patients.iter().any(|said| said.text() == id.to_string());
        Ok(self.photo_ids()?.into_iter().filter(is_said).collect())
    }

    /// The papers, each once, in their order.
    pub(crate) fn paper_ids(&self) -> Result<Vec<PaperId>, Fault> {
        let unknown = || Fault::field("papers", "有一份材料的编号不正确，请移除后重新选择文件。");
        each_once(&self.papers, |text| PaperId::parse(text).ok()).ok_or_else(unknown)
    }

    fn days(&self, setting: Setting<'_>, invalid: &mut Invalid) -> Option<Days> {
        let today = setting.today;
        let start = invalid.take("starts_on", CivilDate::parse(self.starts_on.text()))?;
        let end = match self.ends_on.given() {
            Some(text) => invalid.take("ends_on", CivilDate::parse(text))?,
            None => start,
        };
        if let Some(sentence) = setting.merger.and_then(|merger| merger.refusal(start)) {
            invalid.add("starts_on", sentence);
        }
        let field = if start > today { "starts_on" } else { "ends_on" };
        invalid.take(field, Days::new(start, end, self.is_standing.is_ticked(), today))
    }

    fn speaker(&self, invalid: &mut Invalid) -> Option<Speaker> {
        let code = self.speaker.given()?;
        let speaker = Speaker::parse(code);
        if speaker.is_none() {
            invalid.add("speaker", "主讲请在“领导、专家、一线”中选择。");
        }
        speaker
    }

    fn subjects(&self, invalid: &mut Invalid) -> Vec<String> {
        let mut subjects: Vec<String> = Vec::new();
        let split =
            |raw: &Raw| raw.text().split(['、', '；', ';', '\n']).map(str::to_owned).collect::<Vec<_>>();
        for text in self.subjects.iter().flat_map(split).filter(|text| !text.trim().is_empty()) {
            let Some(subject) = invalid.take("subjects", Subject::parse(&text)) else { continue };
            if !subjects.iter().any(|known| known == subject.as_str()) {
                subjects.push(subject.as_str().to_owned());
            }
        }
        subjects
    }

    fn quantities(&self, measures: &Measures, whole: &Whole<'_>, invalid: &mut Invalid) -> Vec<Quantity> {
        let mut quantities: Vec<Quantity> = Vec::new();
        for (index, typed) in self.quantities.iter().enumerate() {
            let Some(amount) = typed.amount.given() else { continue };
            let field = |name: &str| format!("quantities[{index}][{name}]");
            let Some(measure) = measures.get(typed.measure.text()) else {
                invalid.add(field("measure"), "请选择这个数量对应的项目，如“专题讲座”。");
                continue;
            };
            if quantities.iter().any(|one| one.measure == measure.code) {
                let sentence = format!(
                    "“{}”填了两次，请合并成一项；渠道、主讲等不同的，请分成两项活动登记。",
                    measure.name
                );
                invalid.add(field("amount"), sentence);
                continue;
            }
            if let Some(amount) = invalid.take(&field("amount"), Amount::parse(&web::half_width(amount))) {
                if measure.kind == MeasureKind::Task && amount.get() != 1 {
                    let sentence = format!(
                        "“{}”是定性任务，没有数量：完成了请勾选“已完成”（接口填 1），没有完成就不选。",
                        measure.name
                    );
                    invalid.add(field("amount"), sentence);
                    continue;
                }
                quantities.push(whole.quantity(measure, amount, (&field("split"), &typed.split), invalid));
            }
        }
        quantities
    }

    fn campaigns(&self, setting: Setting<'_>, invalid: &mut Invalid) -> Vec<CampaignId> {
        let mut chosen = BTreeSet::new();
        for text in self.campaigns.iter().filter_map(Raw::given) {
            let opening = CampaignId::parse(text).ok().and_then(|id| find(setting.openings, id));
            let Some(opening) = opening else {
                invalid.add("campaigns", "所选专项行动不存在、已经办结，或本单位没有参加，请重新选择。");
                continue;
            };
            chosen.insert(opening.campaign.id);
        }
        chosen.into_iter().collect()
    }
}

/// What the texts name, each once, in their order; `None` when one of them names nothing.
fn each_once<T: PartialEq>(texts: &[Raw], named: impl Fn(&str) -> Option<T>) -> Option<Vec<T>> {
    let mut all = Vec::new();
    for text in texts.iter().filter_map(Raw::given) {
        let one = named(text)?;
        if !all.contains(&one) {
            all.push(one);
        }
    }
    Some(all)
}

impl From<&ActivityView> for ActivityInput {
    /// What somebody would have typed to get this activity.
    fn from(view: &ActivityView) -> Self {
        let raws = |texts: &[String]| texts.iter().map(|text| text.as_str().into()).collect();
        let ticked = |is: bool| Raw::from(if is { "on" } else { "" });
        let quantity = |row: &QuantityView| QuantityInput {
            measure: row.measure.as_str().into(),
            amount: row.amount.to_string().into(),
            split: row.split.typed(),
        };
        Self {
            name: view.name.as_str().into(),
            starts_on: view.starts_on.as_str().into(),
            ends_on: if view.ends_on == view.starts_on { "" } else { view.ends_on.as_str() }.into(),
            place: view.place.as_str().into(),
            speaker: view.speaker.as_deref().unwrap_or_default().into(),
            subjects: raws(&view.subjects),
            description: view.description.as_str().into(),
            link: view.link.as_str().into(),
            link_title: view.link_title.as_str().into(),
            quantities: view.quantities.iter().map(quantity).collect(),
            campaigns: view.campaigns.iter().map(|campaign| campaign.id.as_str().into()).collect(),
            photos: view.photos.iter().map(|photo| photo.id.as_str().into()).collect(),
            papers: view.papers.iter().map(|paper| paper.id.as_str().into()).collect(),
            cohosts: view.cohosts.iter().map(|cohost| cohost.unit_name.as_str().into()).collect(),
            is_standing: ticked(view.is_standing),
            is_major: ticked(view.is_major),
            early_reason: view.early_reason.as_str().into(),
            version: view.version.to_string().into(),
            ..Self::default()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn input() -> ActivityInput {
        ActivityInput { name: "讲座".into(), starts_on: "2026-11-20".into(), ..ActivityInput::default() }
    }

    fn judge(input: &ActivityInput) -> Result<Deed, Fault> {
        let today = CivilDate::parse("2026-11-24").unwrap();
        let measures = Measures::shipped();
        input.judge(Setting { today, openings: &[], measures: &measures, subjects: &[], merger: None })
    }

    fn quantity(measure: &str, amount: &str) -> QuantityInput {
        QuantityInput { measure: measure.into(), amount: amount.into(), ..QuantityInput::default() }
    }

    fn fields(input: &ActivityInput) -> Vec<String> {
        judge(input).unwrap_err().fields().iter().map(|error| error.field.clone()).collect()
    }

    #[test]
    fn one_day_needs_no_end_and_blank_amounts_are_passed_over() {
        let known = &campaigns::measures()[0].code;
        let quantities = vec![quantity(known, "６0"), quantity("", ""), quantity(known, "")];
        let deed = judge(&ActivityInput { quantities, ..input() }).unwrap();
        assert_eq!(deed.days.ends_on, deed.days.starts_on);
        assert_eq!(deed.quantities.len(), 1);
        assert_eq!(deed.quantities[0].amount.get(), 60, "an input method's digits mean the same");
    }

    #[test]
    fn every_fault_stands_under_its_field() {
        let known = &campaigns::measures()[0].code;
        let quantities = vec![
            quantity(known, "1"),
            quantity(known, "2"),
            quantity("no_such", "3"),
            quantity(&campaigns::measures()[1].code, "5000余"),
        ];
        let bad = ActivityInput {
            name: "".into(),
            starts_on: "2026-11-25".into(),
            speaker: "x".into(),
            quantities,
            campaigns: vec!["' OR 1=1".into()],
            ..input()
        };
        assert_eq!(
            fields(&bad),
            [
                "name",
                "starts_on",
                "speaker",
                "quantities[1][amount]",
                "quantities[2][measure]",
                "quantities[3][amount]",
                "campaigns",
            ]
        );
    }

    #[test]
    fn subjects_are_split_and_kept_once() {
        let subjects = vec!["安全生产法、双重预防".into(), "安全生产法".into(), " ".into()];
        let deed = judge(&ActivityInput { subjects, ..input() }).unwrap();
        assert_eq!(deed.subjects, ["安全生产法", "双重预防"]);
    }

    #[test]
    fn a_photo_stands_once_and_a_foreign_id_is_refused() {
        let id = "00000000000000000000000000000001";
        let twice = ActivityInput { photos: vec![id.into(), id.into(), "".into()], ..input() };
        assert_eq!(twice.photo_ids().unwrap().len(), 1);
        let bad = ActivityInput { photos: vec!["../etc".into()], ..input() };
        assert_eq!(bad.photo_ids().unwrap_err().fields()[0].field, "photos");
    }
}
