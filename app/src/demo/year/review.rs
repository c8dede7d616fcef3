use anyhow::{Result, bail};

use super::{Plan, Year};
use crate::demo::tell;

/// How long after the date the bureau reads what has come.
const REVIEW_AFTER: i32 = 8;

impl Year<'_> {
    /// The reviewer reads what has come: most is approved, some goes back and comes again, in the last phase some still
    /// waits.
    pub(super) async fn review(&mut self, plan: &Plan, index: usize) -> Result<()> {
        let Some(due) = plan.due_of(index).filter(|due| due.due_on < self.calendar.last) else {
            return Ok(());
        };
        let day = due.due_on.plus_days(REVIEW_AFTER).min(self.calendar.last);
        self.set_day(day);
        self.cast.reviewer.sign_in().await?;
        let is_last = due.due_on.plus_days(2 * REVIEW_AFTER) > self.calendar.last;
        for unit in (0..self.cast.units.len()).filter(|unit| self.merged != Some(*unit)).collect::<Vec<_>>() {
            let path = format!("/reports/{}/{}", due.id, self.cast.units[unit].id);
            if !self.has_come(&path).await? || (is_last && unit % 3 == 1) {
                continue;
            }
            if unit % 9 == 4 {
                let reason = "图片与文字不对应，请在图片下写明时间、地点，并补充参加人数。";
                let fields = [("sections[]", "pictures"), ("reason", reason)];
                self.cast.reviewer.post(&format!("{path}/return"), &fields).await?;
                if is_last {
                    continue;
                }
                self.cast.units[unit].hand.sign_in().await?;
                self.cast.units[unit].hand.post(&format!("{path}/submit"), &[]).await?;
            }
            self.cast.reviewer.post(&format!("{path}/approve"), &[]).await?;
        }
        tell(day, &format!("审核第{}阶段报告", plan.phases[index].ordinal));
        Ok(())
    }

    async fn has_come(&mut self, path: &str) -> Result<bool> {
        let page = self.cast.reviewer.open(&format!("{path}/review")).await?;
        Ok(page.text().contains("/approve\""))
    }

    /// The officer has the reports of a phase joined into one draft.
    pub(super) async fn consolidate(&mut self, plan: &Plan, index: usize) -> Result<()> {
        if plan.due_of(index).is_none_or(|due| due.due_on >= self.calendar.last) {
            return Ok(());
        }
        self.cast.officer.sign_in().await?;
        let fields = [("campaign", plan.id.as_str()), ("phase", plan.phases[index].id.as_str())];
        let made = self.cast.officer.post("/consolidations", &fields).await?;
        if let Err(cause) = jobs::run_until_idle(&self.worker).await {
            bail!("汇总没有完成：{cause}");
        }
        let page = self.cast.officer.open(&made).await?;
        if !page.text().contains("draft.docx") {
            bail!("汇总没有完成：{made} 上没有可下载的文件");
        }
        tell(self.clock.today(), &format!("生成第{}阶段汇总稿", plan.phases[index].ordinal));
        Ok(())
    }
}
