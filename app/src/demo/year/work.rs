use anyhow::{Context, Result};
use clock::CivilDate;
use sheets::{Entry, Heading, Sheet, Workbook};

use super::Year;
use super::deeds::{self, Deed};
use super::plan::{Phase, Plan};
use crate::demo::{camera, district, paint};

const PLACES: [&str; 8] =
    ["门诊大厅", "三楼会议室", "住院部一楼", "培训教室", "院区广场", "后勤楼", "候诊区", "社区活动室"];
const PRACTICES: [&str; 6] = [
    "把安全检查要点做成口袋卡，值班人员交接时逐条核对并签字。",
    "每周一晨会用五分钟讲一个身边的安全小故事，由各科室轮流准备。",
    "在重点部位张贴“一看二查三确认”提示，新职工上岗先过提示关。",
    "用候诊区电子屏滚动播放安全知识，群众候诊时即可参与有奖问答。",
    "建立“隐患随手拍”群，发现问题当天登记、当天派单、当天回复。",
    "由分管领导带队到科室现场讲课，讲完即查、查完即改。",
];
const PROBLEMS: [&str; 5] = [
    "外包保洁、保安人员流动较大，培训覆盖还不够及时。下一步将把安全培训纳入外包人员进场首日内容。",
    "宣传形式以张贴、讲座为主，互动性有待加强。下一步计划增加情景演练和知识竞赛。",
    "个别科室对规范内容理解不深。下一步将开展一对一辅导，并在月度检查中抽问。",
    "老旧楼区标识更新不够及时。下一步将结合修缮统一更换。",
    "夜班人员参加集中培训较少。下一步将录制短课，方便错峰学习。",
];

/// How many lines of a sign-in sheet are filled.
const SIGNATURES: usize = 12;

const MEDIA: [&str; 4] = ["wechat", "website", "short_video", "press"];
const ORIGINS: [&str; 3] = ["own", "own", "reprint"];
const SPEAKERS: [&str; 3] = ["leader", "expert", "frontline"];

/// What a number is said to be, by the dimension: what was published by channel and origin, what was taught by who spoke.
fn said(measure: &str, unit: usize) -> Vec<(&'static str, &'static str)> {
    let dimensions = campaigns::measure(measure).map_or(&[][..], |measure| &measure.dimensions);
    let is_split = |way: &str| dimensions.iter().any(|one| one == way);
    let channel = if is_split("origin") { MEDIA[unit % MEDIA.len()] } else { "outdoor" };
    let all = [
        ("channel", channel),
        ("origin", ORIGINS[unit % ORIGINS.len()]),
        ("speaker", SPEAKERS[unit % SPEAKERS.len()]),
    ];
    all.into_iter().filter(|(way, _)| is_split(way)).collect()
}

/// A photo as it arrives: most with the camera's date, a few with the place, some through a chat program that left nothing, and now and
/// then one of another month.
fn shot(photo: Vec<u8>, day: CivilDate, unit: usize, number: usize) -> Vec<u8> {
    if number % 3 == 2 {
        return photo;
    }
    let taken_on = if unit % 7 == 3 && number == 1 { day.plus_days(-40) } else { day };
    let place = (unit.is_multiple_of(4) && number == 0).then_some((24.9, 118.58 + unit as f64 / 1000.0));
    let (date, minute) = (taken_on.to_string().replace('-', ":"), number * 7 % 60);
    camera::noted(&photo, &format!("{date} 09:{minute:02}:00"), place)
}

impl Year<'_> {
    /// What one unit does in a phase up to now: it logs its activities, and where a report is due it completes and sends
    /// it.
    pub(super) async fn work(&mut self, plan: &Plan, index: usize, unit: usize, photos: usize) -> Result<()> {
        self.cast.units[unit].hand.sign_in().await?;
        let phase = &plan.phases[index];
        let today = self.clock.today();
        let deeds = deeds::fitting(phase);
        let wanted = (3 + self.below(2)).min(deeds.len());
        let mut left = photos;
        for i in 0..wanted {
            let share = left.min(if i == 0 { left.div_ceil(2) } else { 1 });
            left -= share;
            self.log(plan, phase, unit, deeds[(unit + i) % deeds.len()], today, share).await?;
        }
        match plan.due_of(index) {
            Some(due) if due.due_on < self.calendar.last => self.report(&due.id, unit).await,
            _ => Ok(()),
        }
    }

    async fn log(
        &mut self,
        plan: &Plan,
        phase: &Phase,
        unit: usize,
        deed: &Deed,
        today: CivilDate,
        photos: usize,
    ) -> Result<()> {
        let mut fields = self.told(plan, phase, unit, deed, today);
        let day = CivilDate::parse(&fields[1].1).unwrap_or(today);
        for number in 0..photos {
            let photo = shot(paint::photo(&self.mint, 1280, 960)?, day, unit, number);
            let id = self.take(unit, &photo).await?;
            fields.push(("photos[]".into(), id));
        }
        if deed.is_signed {
            fields.push(("papers[]".into(), self.file_sheet(unit, deed.name).await?));
        }
        self.send(unit, &fields).await.map(drop)
    }

    /// A unit uploads the sheet on which those who came have signed; its id.
    async fn file_sheet(&mut self, unit: usize, name: &str) -> Result<String> {
        let mut sheet = Sheet::new("签到表", [Heading::new("姓名", 12.0), Heading::new("活动", 30.0)]);
        for _ in 0..SIGNATURES {
            sheet.push([Entry::from(district::person(&self.mint).as_str()), Entry::from(name)]);
        }
        let mut book = Workbook::new();
        book.push(sheet);
        let file = [("paper", "签到表.xlsx", &*book.to_bytes()?)];
        let filed = self.cast.units[unit].hand.upload_json("/activities/papers", &[], &file).await?;
        Ok(filed["id"].as_str().context("材料没有编号")?.to_owned())
    }

    /// What a unit says of a deed on some day of a phase.
    pub(super) fn told(
        &self,
        plan: &Plan,
        phase: &Phase,
        unit: usize,
        deed: &Deed,
        today: CivilDate,
    ) -> Vec<(String, String)> {
        let day = self.day_in(phase, today);
        let place = PLACES[self.below(PLACES.len())];
        let mut fields: Vec<(String, String)> = vec![
            ("name".into(), deed.name.into()),
            ("starts_on".into(), day.to_string()),
            ("place".into(), place.into()),
            ("campaigns[]".into(), plan.id.clone()),
            ("early_reason".into(), "通知印发前已按计划开展".into()),
        ];
        fields.extend(deed.said.iter().map(|(field, value)| ((*field).to_owned(), (*value).to_owned())));
        if let Some(days) = deed.stands {
            fields.push(("is_standing".into(), "on".into()));
            fields.push(("ends_on".into(), day.plus_days(days).to_string()));
        }
        for (i, (measure, amount)) in deed.amounts(phase, &self.mint).into_iter().enumerate() {
            fields.push((format!("quantities[{i}][measure]"), measure.code.clone()));
            fields.push((format!("quantities[{i}][amount]"), amount.to_string()));
            for (way, value) in said(&measure.code, unit) {
                fields.push((format!("quantities[{i}][split][{way}]"), value.to_owned()));
            }
        }
        fields
    }

    /// A unit uploads a photo; its id.
    pub(super) async fn take(&mut self, unit: usize, photo: &[u8]) -> Result<String> {
        let hand = &mut self.cast.units[unit].hand;
        let taken = hand.upload_json("/activities/photos", &[], &[("photo", "现场.jpg", photo)]).await?;
        Ok(taken["id"].as_str().context("照片没有编号")?.to_owned())
    }

    /// A unit logs an activity; where the form led.
    pub(super) async fn send(&mut self, unit: usize, fields: &[(String, String)]) -> Result<String> {
        let fields: Vec<(&str, &str)> =
            fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        self.cast.units[unit].hand.post("/activities", &fields).await
    }

    fn day_in(&self, phase: &Phase, today: CivilDate) -> CivilDate {
        let last = phase.last_day(today);
        let days = phase.starts_on.days_until(last).max(0);
        let ahead = self.below(usize::try_from(days).unwrap_or(0) + 1);
        phase.starts_on.plus_days(i32::try_from(ahead).unwrap_or(0))
    }

    /// The unit adds what only it can say, and sends the report.
    async fn report(&mut self, due: &str, unit: usize) -> Result<()> {
        let practice = PRACTICES[self.below(PRACTICES.len())];
        let problem = PROBLEMS[self.below(PROBLEMS.len())];
        let place = self.cast.units[unit].id.clone();
        let hand = &mut self.cast.units[unit].hand;
        let path = format!("/reports/{due}/{place}");
        hand.open(&path).await?;
        hand.post(&format!("{path}/sections/experience"), &[("version", "0"), ("text", practice)]).await?;
        hand.post(&format!("{path}/sections/problems"), &[("version", "0"), ("text", problem)]).await?;
        hand.post(&format!("{path}/submit"), &[]).await.map(drop)
    }
}
