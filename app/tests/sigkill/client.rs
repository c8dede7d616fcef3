use std::time::Duration;

use serde_json::Value;
use ureq::http::Response;
use ureq::{Agent, Body, SendBody};

use super::pieces::Trickle;

/// What came of a call.
pub(crate) enum Outcome {
    /// Acknowledged, with the answer.
    Done(Value),
    /// 409: things do not stand as the caller thought.
    Overtaken,
    /// No answer came: it may have been done or not.
    CutOff,
}

/// A program with a personal access token.
#[derive(Clone)]
pub(crate) struct Client {
    agent: Agent,
    token: String,
}

impl Client {
    pub(crate) fn new(token: &str) -> Self {
        const PATIENCE: Duration = Duration::from_secs(30);
        let config = Agent::config_builder().http_status_as_error(false).timeout_global(Some(PATIENCE));
        Self { agent: config.build().into(), token: token.to_owned() }
    }

    /// Reads.
    pub(crate) fn get(&self, url: &str) -> Outcome {
        let request = self.agent.get(url).header("authorization", format!("Bearer {}", self.token));
        request.call().map_or(Outcome::CutOff, |response| read(response, url))
    }

    /// Sends `body` under a key. Any other refusal than 409 fails the test.
    pub(crate) fn send(&self, method: &str, url: &str, key: &str, kind: &str, body: &[u8]) -> Outcome {
        let request = match method {
            "PUT" => self.agent.put(url),
            _ => self.agent.post(url),
        };
        let request = request
            .header("authorization", format!("Bearer {}", self.token))
            .header("idempotency-key", key)
            .header("content-type", kind);
        match request.send(body) {
            Ok(response) => read(response, url),
            Err(_) => Outcome::CutOff,
        }
    }

    /// Sends a piece of a file, slowly.
    pub(crate) fn trickle(&self, url: &str, mut piece: Trickle<'_>) -> Outcome {
        let request = self
            .agent
            .post(url)
            .header("authorization", format!("Bearer {}", self.token))
            .header("content-type", "application/octet-stream")
            .header("content-length", piece.len().to_string());
        match request.send(SendBody::from_reader(&mut piece)) {
            Ok(response) => read(response, url),
            Err(_) => Outcome::CutOff,
        }
    }
}

/// An answer that breaks off in its body is none.
fn read(mut response: Response<Body>, url: &str) -> Outcome {
    let status = response.status();
    let Ok(text) = response.body_mut().read_to_string() else { return Outcome::CutOff };
    match status.as_u16() {
        200 => Outcome::Done(serde_json::from_str(&text).unwrap()),
        409 => Outcome::Overtaken,
        _ => panic!("{url}: {status} {text}"),
    }
}
