use anyhow::{Result, bail};

use super::plan::Plan;
use super::{Year, deeds};
use crate::demo::{paint, tell};

impl Year<'_> {
    /// What units do with each other: one hosts a drill that others are named for, of whom the first has confirmed; and a
    /// picture of one comes back, through a chat, in another's activity.
    pub(super) async fn together(&mut self, plan: &Plan, index: usize) -> Result<()> {
        let units: Vec<usize> =
            (0..self.cast.units.len()).filter(|unit| self.merged != Some(*unit)).take(3).collect();
        let (&[host, guest, ..], phase) = (units.as_slice(), &plan.phases[index]) else { return Ok(()) };
        let Some(deed) = deeds::fitting(phase).into_iter().next() else { return Ok(()) };
        let today = self.calendar.last;
        self.set_day(today);
        for unit in [host, guest] {
            self.cast.units[unit].hand.sign_in().await?;
        }

        let mut drill = self.told(plan, phase, host, deed, today);
        drill[0].1 = "医疗机构联合疏散演练".to_owned();
        for unit in &units[1..] {
            drill.push(("cohosts[]".to_owned(), self.cast.units[*unit].id.clone()));
        }
        let picture = paint::photo(&self.mint, 1280, 960)?;
        if self.photos > 0 {
            drill.push(("photos[]".to_owned(), self.take(host, &picture).await?));
        }
        let page = self.send(host, &drill).await?;
        let answer = [("answer", "confirmed")];
        self.cast.units[guest].hand.post(&format!("{page}/cohost"), &answer).await?;

        if self.photos > 0 {
            let first = paint::photo(&self.mint, 1280, 960)?;
            let copies = [(host, first.clone()), (guest, paint::through_a_chat(&first)?)];
            for (unit, photo) in copies {
                let mut fields = self.told(plan, phase, unit, deed, today);
                fields.push(("photos[]".to_owned(), self.take(unit, &photo).await?));
                self.send(unit, &fields).await?;
            }
            if let Err(cause) = jobs::run_until_idle(&self.worker).await {
                bail!("照片没有比对完：{cause}");
            }
        }
        tell(today, "联合开展 1 项活动，1 张照片在两家单位出现");
        Ok(())
    }
}
