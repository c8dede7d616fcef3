use serde::{Deserialize, Serialize};

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

impl SignInPolicy {
    /// The key under which it is kept.
    pub(crate) const TOPIC: &'static str = "sign_in";
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

impl SiteSettings {
    /// The key under which it is kept.
    pub(crate) const TOPIC: &'static str = "site";

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
