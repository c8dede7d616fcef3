//! Notices of any length, grown from the demonstration's own.

const SEED: &str = include_str!("../../app/demo/notice.txt");
/// Before this line the body may grow.
const ANNEX: &str = "　　附件：";

/// A notice of at least `bytes` bytes of UTF-8: its body's paragraphs repeated, each time under a heading of its own.
pub(crate) fn grown(bytes: usize) -> String {
    let (head, tail) = SEED.split_once(ANNEX).unwrap_or((SEED, ""));
    let body = head.split_once("三、实施步骤").map_or(head, |(_, body)| body);
    let mut text = head.to_owned();
    for round in 1.. {
        let missing = bytes.saturating_sub(text.len() + ANNEX.len() + tail.len());
        if missing == 0 {
            break;
        }
        let paragraphs = body.split_inclusive("\n\n");
        text.push_str(&format!("（{}）第 {round} 批工作安排\n\n", round % 40 + 5));
        let mut length = 0;
        text.extend(paragraphs.take_while(|paragraph| {
            let is_needed = length < missing;
            length += paragraph.len();
            is_needed
        }));
    }
    text + ANNEX + tail
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_grows_to_the_length_and_stays_a_notice() {
        for bytes in [8 << 10, 100 << 10] {
            let text = grown(bytes);
            assert!((bytes..bytes + 2000).contains(&text.len()), "{bytes}: {}", text.len());
            let reading =
                campaigns::reading::read(&gongwen::read::Decoded::from_text(&text).unwrap()).unwrap();
            assert_eq!((reading.phases.len(), reading.slogans.len()), (4, 10), "{bytes}");
        }
    }
}
