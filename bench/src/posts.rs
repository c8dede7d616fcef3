//! Requests that write, as many as come.

use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use ureq::http::Response;
use ureq::{Agent, Body};

use crate::goal::Times;

const SECONDS: u64 = 8;
/// How many connections write at once.
pub(crate) const CONNECTIONS: usize = 16;

/// What came back for one of them.
type Answer = Result<Response<Body>, ureq::Error>;

/// What came of it.
#[derive(Debug, Default)]
pub(crate) struct Posted {
    times: Vec<Duration>,
    /// What was said of those that were not accepted.
    pub(crate) failed: Vec<String>,
    seconds: f64,
}

impl Posted {
    pub(crate) fn count(&self) -> usize {
        self.times.len()
    }

    pub(crate) fn a_second(&self) -> Result<f64> {
        Ok(f64::from(u32::try_from(self.times.len())?) / self.seconds)
    }

    pub(crate) fn times(&self) -> Result<Times> {
        Times::of(&self.times).with_context(|| format!("nothing was accepted: {:?}", self.failed.first()))
    }
}

/// The connections that write.
pub(crate) struct Posts;

impl Posts {
    /// Lets every connection send what `post` makes of its number and of how many it sent before, one after the other, until the time is
    /// over or `post` has no more for it.
    pub(crate) fn as_many_as_come(
        post: impl Fn(&Agent, usize, usize) -> Option<Answer> + Sync,
    ) -> Result<Posted> {
        let started = Instant::now();
        let all = Mutex::new(Posted::default());
        std::thread::scope(|scope| {
            for connection in 0..CONNECTIONS {
                let (post, all) = (&post, &all);
                scope.spawn(move || {
                    let one = by_one(|agent, turn| post(agent, connection, turn), started);
                    let mut all = all.lock().unwrap_or_else(PoisonError::into_inner);
                    all.times.extend(one.times);
                    all.failed.extend(one.failed);
                });
            }
        });
        let mut all = all.into_inner().unwrap_or_else(PoisonError::into_inner);
        all.seconds = started.elapsed().as_secs_f64();
        Ok(all)
    }
}

fn by_one(post: impl Fn(&Agent, usize) -> Option<Answer>, started: Instant) -> Posted {
    let agent: Agent = Agent::config_builder().http_status_as_error(false).build().into();
    let mut posted = Posted::default();
    for turn in 0.. {
        if started.elapsed() >= Duration::from_secs(SECONDS) {
            break;
        }
        let began = Instant::now();
        let Some(answer) = post(&agent, turn) else { break };
        let said = answer.and_then(|mut answer| {
            let said = answer.body_mut().read_to_string()?;
            Ok((answer.status() == 200, said))
        });
        match said {
            Ok((true, _)) => posted.times.push(began.elapsed()),
            Ok((false, said)) => posted.failed.push(said),
            Err(error) => posted.failed.push(error.to_string()),
        }
    }
    posted
}
