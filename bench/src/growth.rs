//! Whether time grows with the length of the text and not faster, also where the text is made to hurt.

use std::time::Instant;

use anyhow::Result;
use gongwen::read::Decoded;

use crate::goal::{Report, millis};
use crate::notice;

/// Both lie under the limit of a decoded text (12 MB).
const SHORT: usize = 1_000_000;
const LONG: usize = 10_000_000;
/// Time for a byte at ten megabytes over that at one: 1 is linear, 10 would be a square. The longer text leaves the
/// processor's caches, which costs a part of the way to 2.
const GOAL: f64 = 2.0;
const ROUNDS: usize = 4;

/// A name, and how to make a text of a length.
type Shape = (&'static str, fn(usize) -> String);

/// Texts whose every character is of one kind, for what a reader may go over twice.
const SHAPES: [Shape; 7] = [
    ("a notice's body, repeated", notice::grown),
    ("one paragraph without a break", |bytes| notice_of(&"各单位要悬挂标语".repeat(bytes / 24))),
    ("dates only", |bytes| notice_of(&"2026年10月底前、".repeat(bytes / 21))),
    ("report sentences only", |bytes| {
        notice_of(&"请于每季度末前报送开展情况（附图片）。\n".repeat(bytes / 58))
    }),
    ("headings only", |bytes| notice_of(&"一、总体要求\n（一）广泛宣传\n1.悬挂标语\n".repeat(bytes / 55))),
    ("opening brackets", |bytes| notice_of(&"（“《〔".repeat(bytes / 12))),
    ("empty lines", |bytes| notice_of(&"\n　　\n".repeat(bytes / 8))),
];

fn notice_of(body: &str) -> String {
    format!(
        "青禾区卫生健康局关于开展安全月活动的通知\n\n各医疗卫生单位：\n\n　　{body}\n\n青禾区卫生健康局\n2026年3月6日\n"
    )
}

pub(crate) fn measure(report: &mut Report) -> Result<()> {
    report.part("reading 1 MB and 10 MB of text, one core: time for a byte, long over short");
    for (name, text) in SHAPES {
        let (short, long) = (time(&text(SHORT))?, time(&text(LONG))?);
        report.note(name, &format!("{short:>9.0} ms, {long:.0} ms"));
        let factor = f64::from(u32::try_from(LONG / SHORT)?);
        report.at_most(&format!("{name}: ratio"), long / short / factor, GOAL, "×");
    }
    Ok(())
}

/// The quickest of some: what else ran on the machine only makes it slower.
fn time(text: &str) -> Result<f64> {
    let mut best = f64::INFINITY;
    for _ in 0..ROUNDS {
        let start = Instant::now();
        let decoded = Decoded::from_text(text)?;
        // A refusal is an answer too; what counts is that it comes in time.
        let _answer = campaigns::reading::read(&decoded).map(drop);
        best = best.min(millis(start.elapsed()));
    }
    Ok(best)
}
