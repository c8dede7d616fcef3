use anyhow::{Context, Result};

use super::Year;
use crate::demo::{district, tell};

impl Year<'_> {
    /// After the first phase was read, the last unit goes into the first one: the draft shows it under both names.
    pub(super) async fn merge(&mut self) -> Result<()> {
        let [first, .., last] = self.cast.units.as_slice() else { return Ok(()) };
        if self.cast.units.len() < district::ENOUGH {
            return Ok(());
        }
        let (into, gone) = (first.id.clone(), last.id.clone());
        let officer = &mut self.cast.officer;
        officer.sign_in().await?;
        let (path, today) = (format!("/units/{gone}/merge"), self.clock.today().to_string());
        let reason = "区编办关于整合医疗机构的批复";
        let told = officer.open(&format!("{path}?successor={into}&last_day={today}&reason=x")).await?.text();
        let version = told.split("name=\"version\" value=\"").nth(1).and_then(|rest| rest.split('"').next());
        let version = version.context("合并没有可以确认的内容")?;
        let fields = [("successor", &*into), ("last_day", &*today), ("reason", reason), ("version", version)];
        officer.post(&path, &fields).await?;
        self.merged = Some(self.cast.units.len() - 1);
        tell(self.clock.today(), "一家单位并入另一家");
        Ok(())
    }
}
