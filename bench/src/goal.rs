use std::process::ExitCode;
use std::time::Duration;

/// What was measured, printed as it comes.
#[derive(Debug, Default)]
pub(crate) struct Report {
    missed: Vec<String>,
}

impl Report {
    /// A heading with what a reader must know of the measurement.
    pub(crate) fn part(&self, text: &str) {
        println!("\n== {text}");
    }

    /// A figure without a goal.
    pub(crate) fn note(&self, what: &str, value: &str) {
        println!("   {what:<58} {value}");
    }

    /// A figure that may not be above its goal; both in `unit`.
    pub(crate) fn at_most(&mut self, what: &str, value: f64, goal: f64, unit: &str) {
        self.judge(what, value, ("≤", goal), unit, value <= goal);
    }

    /// A figure that may not be below its goal; both in `unit`.
    pub(crate) fn at_least(&mut self, what: &str, value: f64, goal: f64, unit: &str) {
        self.judge(what, value, ("≥", goal), unit, value >= goal);
    }

    fn judge(&mut self, what: &str, value: f64, (sign, goal): (&str, f64), unit: &str, is_met: bool) {
        let word = if is_met { "ok" } else { "MISSED" };
        println!("   {what:<58} {value:>9.2} {unit:<3} {sign} {goal} {unit}  {word}");
        if !is_met {
            self.missed.push(what.to_owned());
        }
    }

    /// The last line, and how the program ends.
    pub(crate) fn close(self) -> ExitCode {
        if self.missed.is_empty() {
            println!("\nevery goal is met");
            return ExitCode::SUCCESS;
        }
        println!("\nmissed: {}", self.missed.join("; "));
        ExitCode::FAILURE
    }
}

/// Times of one thing that was done often.
#[derive(Debug)]
pub(crate) struct Times(Vec<f64>);

impl Times {
    /// From milliseconds; `None` when there are none.
    pub(crate) fn of_millis(mut millis: Vec<f64>) -> Option<Self> {
        millis.sort_by(f64::total_cmp);
        (!millis.is_empty()).then_some(Self(millis))
    }

    pub(crate) fn of(times: &[Duration]) -> Option<Self> {
        Self::of_millis(times.iter().copied().map(millis).collect())
    }

    pub(crate) fn count(&self) -> usize {
        self.0.len()
    }

    /// In milliseconds, by the nearest rank; `percent` from 1 to 100.
    pub(crate) fn percentile(&self, percent: usize) -> f64 {
        let rank = (self.0.len() * percent).div_ceil(100).max(1);
        self.0[rank.min(self.0.len()) - 1]
    }
}

pub(crate) fn millis(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_are_measured_values() {
        let times = Times::of_millis((1..=200).rev().map(f64::from).collect()).unwrap();
        assert_eq!([50, 99, 100].map(|percent| times.percentile(percent)), [100.0, 198.0, 200.0]);
        let one = Times::of_millis(vec![7.0]).unwrap();
        assert_eq!((one.percentile(1), one.percentile(99), one.count()), (7.0, 7.0, 1));
        assert!(Times::of_millis(Vec::new()).is_none());
    }

    #[test]
    fn a_missed_goal_fails_the_run() {
        let mut report = Report::default();
        report.at_most("met", 1.0, 1.0, "s");
        assert!(report.missed.is_empty());
        report.at_most("not met", 1.1, 1.0, "s");
        report.at_least("reached", 2.0, 2.0, "/s");
        report.at_least("not reached", 1.9, 2.0, "/s");
        assert_eq!(report.missed, ["not met", "not reached"]);
    }
}
