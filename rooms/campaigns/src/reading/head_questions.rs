//! What is not clear about the head of a notice: its title, day and number, and what else was said in the chat that it comes from.

use gongwen::read::{Excerpt, Outline};

use super::content::title_question;
use super::measure_questions::shortened;
use super::model::Question;
use super::questions::question;

/// What the head leaves open.
pub(super) fn head(outline: &Outline, asked: &mut Vec<Question>) {
    if outline.title.is_none() {
        asked.push(title_question(outline));
    }
    if outline.issued_on.is_none() {
        let printed =
            outline.signature.as_ref().map(|signature| signature.text.lines().last().unwrap_or_default());
        let text = match printed.map(str::trim) {
            Some(date) if !date.contains(['年', '-', '/', '.']) => {
                format!("成文日期印作“{date}”，没有年份，应为哪一天？")
            }
            Some(date) => format!("成文日期印作“{date}”，不是有效日期，应为哪一天？"),
            None => "没有找到成文日期，应为哪一天？".to_owned(),
        };
        asked.push(question("issued_on", text, &["由我填写", "暂不填写"]));
    }
    if let Some(day) = outline.issued_on.filter(|_| outline.issued_on_is_inferred) {
        let text = format!("成文日期没有印全，已按上下文推断为{}，是否正确？", day.chinese());
        asked.push(question("issued_on.inferred", text, &["推断正确", "由我更正"]));
    }
    if let Some(number) = outline.document_number.as_ref().filter(|_| outline.number_is_damaged) {
        let text = format!("发文字号“{number}”印得不全，是否照此登记？");
        asked.push(question("document_number", text, &["照印出的登记", "由我更正"]));
    }
    asked.extend(others_in_chat(&outline.others));
}

/// What was said in the chat besides the message is not read, and may still ask for something.
fn others_in_chat(others: &[Excerpt]) -> Option<Question> {
    others.first()?;
    let told: Vec<String> = others.iter().take(MOST_TOLD).map(|line| shortened(line.text.trim())).collect();
    let more = if others.len() > MOST_TOLD { "等" } else { "" };
    let text = format!("群里还有{}句话没有读入：“{}”{more}，其中有没有要求？", others.len(), told.join("”“"));
    Some(question("others", text, &["没有要求，不读入", "由我填写"]))
}

/// No question quotes more lines of a chat.
const MOST_TOLD: usize = 5;

#[cfg(test)]
mod tests {
    use crate::reading::{Decoded, read};

    fn asked(text: &str, about: &str) -> Vec<String> {
        let reading = read(&Decoded::from_text(text).unwrap()).unwrap();
        reading.questions.into_iter().filter(|one| one.about == about).map(|one| one.text).collect()
    }

    const BODY: &str = "关于开展消防检查的通知\n各单位：\n　　一、检查内容\n　　各单位要开展自查。\n　　二、报送\n　　8月5日前报送总结。\n";

    #[test]
    fn what_else_was_said_in_a_chat_is_asked() {
        let chat = |answer: &str| {
            format!("小陈 2026/7/1 16:02\n{BODY}某某局\n7月1日\n小林 2026/7/1 16:05\n{answer}\n")
        };
        let text = chat("收到，村卫生室也要报吗");
        let told = asked(&text, "others");
        assert!(told.len() == 1 && told[0].contains("“收到，村卫生室也要报吗”"), "{told:?}");
        assert!(asked(&chat("收到👌"), "others").is_empty(), "a receipt demands nothing");
        assert!(asked(&text, "issued_on.inferred").is_empty(), "message and signature tell the same day");
    }

    #[test]
    fn a_day_without_its_year_is_asked() {
        let inferred = asked(&format!("某卫〔2026〕3号\n{BODY}\n某某局\n7月1日\n"), "issued_on.inferred");
        assert!(inferred.len() == 1 && inferred[0].contains("2026年7月1日"), "{inferred:?}");
        let unknown = asked(&format!("{BODY}\n某某局\n7月1日\n"), "issued_on");
        assert!(unknown.len() == 1 && unknown[0].contains("“7月1日”，没有年份"), "{unknown:?}");
        let damaged = asked(&format!("{BODY}\n某某局\n2026年13月1日\n"), "issued_on");
        assert!(damaged.len() == 1 && damaged[0].contains("不是有效日期"), "{damaged:?}");
    }
}
