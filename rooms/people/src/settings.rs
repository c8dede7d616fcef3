use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

/// What is decided as a whole, a version at a time.
pub(crate) trait Topic: DeserializeOwned + Default {
    /// The key under which it is kept.
    const TOPIC: &'static str;

    /// Each point of it with what holds, in the words of its page.
    fn points(&self) -> Vec<(&'static str, String)>;

    /// What another version of it changed: `默认口径：已审核 → 已报送`.
    fn changed_to(&self, after: &Self) -> String {
        let pairs = self.points().into_iter().zip(after.points());
        let changed = pairs.filter(|((_, before), (_, after))| before != after);
        let words: Vec<String> =
            changed.map(|((point, before), (_, after))| format!("{point}：{before} → {after}")).collect();
        words.join("；")
    }
}

fn yes(is_so: bool) -> String {
    if is_so { "是" } else { "否" }.to_owned()
}

/// How sign-ins are guarded: the security administrator's decision.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct SignInPolicy {
    /// Whether the three administrators must confirm each sign-in by a code of their phone.
    pub(crate) second_step_for_administrators: bool,
    /// Whether the bureau's officers may invite the officers and leaders of units themselves.
    pub(crate) officers_invite: bool,
}

impl Default for SignInPolicy {
    fn default() -> Self {
        Self { second_step_for_administrators: false, officers_invite: true }
    }
}

impl Topic for SignInPolicy {
    const TOPIC: &'static str = "sign_in";

    fn points(&self) -> Vec<(&'static str, String)> {
        vec![
            ("管理员须启用登录验证", yes(self.second_step_for_administrators)),
            ("主管部门经办人可以邀请单位人员", yes(self.officers_invite)),
        ]
    }
}

db::coded! {
    /// In which reckoning (口径) numbers are shown unless somebody chooses another; the words of `campaigns::Reckoning`.
    pub enum DefaultReckoning {
        Logged = "logged" / "已登记",
        Reported = "reported" / "已报送",
        Approved = "approved" / "已审核",
    }
}

/// What the body calls its office and how it counts: the system administrator's decision. The body's own names stand at
/// the root of the tree.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct SiteSettings {
    /// What the office is called on screen: `局安办`.
    pub(crate) office_name: String,
    /// The code of a [`DefaultReckoning`].
    pub(crate) reckoning: String,
    /// `17:30`, or `24:00` for the end of the day: when a due date ends whose notice names no hour.
    pub(crate) due_time: String,
    /// Whether the program may ask pages of the internet for their titles; a closed network leaves it off.
    pub(crate) reads_titles: bool,
}

impl Default for SiteSettings {
    fn default() -> Self {
        Self {
            office_name: "局安办".to_owned(),
            reckoning: DefaultReckoning::Approved.code().to_owned(),
            due_time: "24:00".to_owned(),
            reads_titles: false,
        }
    }
}

impl Topic for SiteSettings {
    const TOPIC: &'static str = "site";

    fn points(&self) -> Vec<(&'static str, String)> {
        vec![
            ("办公室名称", self.office_name.clone()),
            ("默认口径", self.default_reckoning().label().to_owned()),
            ("截止时刻", self.due_time.clone()),
            ("读取网页标题", yes(self.reads_titles)),
        ]
    }
}

impl SiteSettings {
    /// The reckoning behind the code.
    pub(crate) fn default_reckoning(&self) -> DefaultReckoning {
        DefaultReckoning::parse(&self.reckoning).unwrap_or(DefaultReckoning::Approved)
    }
}

/// Reads `17:30`; `24:00` is the end of the day.
pub(crate) fn due_time(text: &str) -> Result<String, &'static str> {
    const SENTENCE: &str = "截止时刻应写成 17:30 的形式，当天结束写 24:00";
    let text = text.trim().replace('：', ":");
    let (hour, minute) = text.split_once(':').ok_or(SENTENCE)?;
    let number = |part: &str| -> Option<u8> {
        let is_plain = matches!(part.len(), 1 | 2) && part.bytes().all(|byte| byte.is_ascii_digit());
        if is_plain { part.parse().ok() } else { None }
    };
    match (number(hour), number(minute)) {
        (Some(hour @ 0..=23), Some(minute @ 0..=59)) => Ok(format!("{hour:02}:{minute:02}")),
        (Some(24), Some(0)) => Ok("24:00".to_owned()),
        _ => Err(SENTENCE),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_due_time_is_an_hour_of_the_day() {
        assert_eq!(due_time(" 9：05 "), Ok("09:05".to_owned()));
        assert_eq!(due_time("24:00"), Ok("24:00".to_owned()));
        for text in ["", "24:01", "25:00", "12:60", "12", "-1:00", "+1:00", "12:00:00", "下班前"] {
            assert!(due_time(text).is_err(), "{text}");
        }
    }

    #[test]
    fn what_was_kept_before_a_field_was_known_is_still_read() {
        let kept: SiteSettings = serde_json::from_str("{\"due_time\":\"17:30\",\"gone\":1}").unwrap();
        assert_eq!(kept, SiteSettings { due_time: "17:30".to_owned(), ..SiteSettings::default() });
        assert!(SignInPolicy::default().officers_invite);
    }
}
