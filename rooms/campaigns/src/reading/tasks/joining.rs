//! What says more of what stands before it: a line of the task above, a class of the same measures.

use std::ops::Range;

use gongwen::read::Passage;

use super::WorkReader;
use crate::reading::amount::amounts;
use crate::reading::printed_class::begins_with_class;
use crate::reading::task_sentence::belongs_to_task_above;

/// No notice tells more classes apart than this.
const MOST_CLASSES: usize = 12;

impl WorkReader<'_> {
    /// A line that only says by when the task above is done, or by whom, is a part of it.
    pub(super) fn go_on(&mut self, passage: &Passage, line: &str) -> bool {
        let above = std::mem::take(&mut self.is_told_above);
        let Some(task) = self.work.tasks.last_mut().filter(|_| above && belongs_to_task_above(line)) else {
            return false;
        };
        task.text = format!("{}；{}", task.text.trim_end_matches(['；', '。']), line.trim_end_matches('。'));
        self.work.joined.push(passage.whole(self.decoded));
        self.is_told_above = true;
        true
    }

    /// 举办讲座，二级医院不少于4场；诊所不少于1场: what is told to further classes behind a semicolon is of the same measures.
    pub(super) fn with_classes(&self, text: &str, naming: Range<usize>, end: usize) -> Range<usize> {
        let mut whole = naming;
        for _ in 0..MOST_CLASSES {
            let Some(rest) = text[whole.end..end].strip_prefix(['；', ';']) else { break };
            let start = end - rest.len();
            let length = rest.find(['。', '；', ';', '！']).unwrap_or(rest.len());
            // What names no measure itself hands none on: then a long list of classes is gone over once.
            let is_further = begins_with_class(&rest[..length])
                && !amounts(&rest[..length]).is_empty()
                && !self.catalogue.named_in(&text[whole.clone()]).is_empty()
                && self.catalogue.named_in(&rest[..length]).is_empty();
            if !is_further {
                break;
            }
            whole.end = start + length;
        }
        whole
    }
}
