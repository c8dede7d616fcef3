use db::Tx;
use people::{Actor, Permit};
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;
use web::{Fault, Invalid, Raw};

use super::fields;
use crate::plan::{Answered, Effect, Ground, Topic};
use crate::policy::Answer;
use crate::store::plan::QuestionRow;
use crate::store::{self, answer, heads};
use crate::{QuestionId, facts};

/// What the officer decides.
#[derive(Debug, Default, Deserialize, Serialize, ToSchema)]
#[serde(default)]
#[schema(as = AnswerQuestion)]
pub(crate) struct Input {
    version: Raw,
    /// One of the question's choices, or 指定日期.
    choice: Raw,
    /// The day of 指定日期, `YYYY-MM-DD`.
    on: Raw,
}

/// The choice that stands beside every question about a day.
const OWN_DAY: &str = "指定日期";

impl Input {
    fn parse(&self, question: &QuestionRow) -> Result<Answered, Fault> {
        let mut invalid = Invalid::default();
        let choices: Vec<String> = serde_json::from_str(&question.choices).unwrap_or_default();
        let choice = self.choice.text().to_owned();
        let is_own = choice == OWN_DAY && Topic::of(&question.about).takes_a_day();
        if !is_own && !choices.contains(&choice) {
            invalid.add("choice", "请从给出的选项中选择一项。");
        }
        let on = fields::date(&mut invalid, "on", &self.on);
        invalid.into_result()?;
        Ok(Answered { choice, on })
    }
}

async fn action(tx: &mut Tx, actor: &Actor, id: &str, item: &str, input: &Input) -> Result<(), Fault> {
    let head = heads::head(tx, id).await?;
    let permit = Permit::<Answer>::ask(actor, &head)?;
    let question = QuestionId::parse(item).map_err(|_| Fault::not_found())?;
    let before = store::plan::question(tx, head.id, question).await?.ok_or_else(Fault::not_found)?;
    let answered = input.parse(&before)?;
    let ground = Ground { today: tx.now().date(), phases: facts::phases(tx, head.id).await? };
    let effect = Effect::of(Topic::of(&before.about), &answered, &ground)
        .map_err(|no_day| Fault::field("on", no_day.to_string()))?;
    let words = match answered.on.filter(|_| answered.choice == OWN_DAY) {
        Some(day) => day.to_string(),
        None => answered.choice,
    };
    answer::keep(tx, &permit, question, fields::version(&input.version)?, &words, &effect).await?;
    let detail = json!({ "question": before.text, "before": before.answer, "after": words });
    permit.record(tx, detail).await?;
    Ok(())
}

super::faces::correcting!(form: "question", done: "已记下，方案已按此调整");
