//! Whether time grows with the length of the text and not faster, also where the text is made to hurt.
//!
//! The longer text is as long as the reader takes one at all: a decoded text of 12 MB ([`MAX_TEXT_BYTES`], in the contract 12 MB of a
//! file of 20 MB). Every text is a notice and is read to a plan: a refusal, which may come early, ends the run.

use std::time::Instant;

use anyhow::{Context, Result, ensure};
use gongwen::read::{Decoded, MAX_TEXT_BYTES};

use crate::goal::{Report, millis};
use crate::notice;

/// A twelfth of the limit.
const SHORT: usize = MAX_TEXT_BYTES / 12;
/// Up to the limit, with room for the title and the signature around the body.
const LONG: usize = MAX_TEXT_BYTES - 4096;
/// Time for a byte at the limit over that at a twelfth: 1 is linear, 12 would be a square. The longer text leaves the
/// processor's caches, which costs a part of the way to 2.
const GOAL: f64 = 2.0;
const ROUNDS: usize = 4;

/// A name, and how to make a text of a length.
type Shape = (&'static str, fn(usize) -> String);

/// Texts whose every character is of one kind, for what a reader may go over twice.
const SHAPES: [Shape; 7] = [
    ("a notice's body, repeated", notice::grown),
    ("one paragraph without a break", |bytes| filled("各单位要悬挂标语", bytes)),
    ("dates only", |bytes| filled("2026年10月底前、", bytes)),
    ("report sentences only", |bytes| filled("请于每季度末前报送开展情况（附图片）。\n", bytes)),
    ("headings only", |bytes| filled("一、总体要求\n（一）广泛宣传\n1.悬挂标语\n", bytes)),
    ("opening brackets", |bytes| filled("（“《〔", bytes)),
    ("empty lines", |bytes| filled("\n　　\n", bytes)),
];

/// A notice whose body is one stretch again and again, up to a length.
fn filled(stretch: &str, bytes: usize) -> String {
    notice_of(&stretch.repeat(bytes / stretch.len()))
}

fn notice_of(body: &str) -> String {
    format!(
        "青禾区卫生健康局关于开展安全月活动的通知\n\n各医疗卫生单位：\n\n　　请各单位开展自查。\n　　{body}\n\n青禾区卫生健康局\n2026年3月6日\n"
    )
}

pub(crate) fn measure(report: &mut Report) -> Result<()> {
    let limit = MAX_TEXT_BYTES >> 20;
    report.part(&format!(
        "reading 1 MB of text and as much as is accepted ({limit} MB), one core: time for a byte, long over short"
    ));
    for (name, text) in SHAPES {
        let (short, long) = (text(SHORT), text(LONG));
        let factor = f64::from(u32::try_from(long.len())?) / f64::from(u32::try_from(short.len())?);
        let (short, long) = (time(&short).context(name)?, time(&long).context(name)?);
        report.note(name, &format!("{short:>9.0} ms, {long:.0} ms"));
        report.at_most(&format!("{name}: ratio"), long / short / factor, GOAL, "×");
    }
    beyond(report)
}

/// What is longer is refused before it is read.
fn beyond(report: &Report) -> Result<()> {
    let text = notice_of(&"各".repeat(MAX_TEXT_BYTES / 3 + 1));
    let start = Instant::now();
    ensure!(Decoded::from_text(&text).is_err(), "a text beyond the limit was taken");
    report.note("one character beyond the limit: refused", &format!("{:>9.2} ms", millis(start.elapsed())));
    Ok(())
}

/// Reads a notice to its end: the day under its signature was found.
fn is_read(decoded: &Decoded) -> Result<()> {
    let reading = campaigns::reading::read(decoded)?;
    ensure!(reading.title.is_some() && reading.issued_on.is_some(), "it was not read as a notice");
    Ok(())
}

/// The quickest of some: what else ran on the machine only makes it slower.
fn time(text: &str) -> Result<f64> {
    let mut best = f64::INFINITY;
    for _ in 0..ROUNDS {
        let start = Instant::now();
        let decoded = Decoded::from_text(text)?;
        is_read(&decoded)?;
        best = best.min(millis(start.elapsed()));
    }
    Ok(best)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_shape_is_a_notice_that_is_read() {
        for (name, text) in SHAPES {
            let text = text(60_000);
            assert!((40_000..70_000).contains(&text.len()), "{name}: {}", text.len());
            let read = is_read(&Decoded::from_text(&text).unwrap());
            assert!(read.is_ok(), "{name}: {read:?}");
        }
    }

    #[test]
    fn the_longer_text_is_accepted() {
        for (name, text) in SHAPES {
            let text = text(LONG);
            assert!(text.len() > LONG / 10 * 9, "{name}: {}", text.len());
            assert!(Decoded::from_text(&text).is_ok(), "{name}: {}", text.len());
        }
    }
}
