use std::sync::{Arc, Mutex};

use db::Db;
use jobs::{Handler, JobContext, JobError, Running, Worker};
use serde_json::{Value, json};
use tokio::sync::{Semaphore, watch};

/// A handler that does what the payload's `do` says, and tells what it did.
#[derive(Clone)]
pub(crate) struct Desk {
    done: Arc<Mutex<Vec<String>>>,
    waiting: Arc<Semaphore>,
    open: watch::Sender<bool>,
}

impl Desk {
    pub(crate) fn new() -> Self {
        let open = watch::Sender::new(false);
        Self { done: Arc::default(), waiting: Arc::new(Semaphore::new(0)), open }
    }

    pub(crate) fn worker(&self, db: &Db) -> Worker {
        Worker::new(db.clone(), vec![Arc::new(self.clone())])
    }

    /// What was done so far.
    pub(crate) fn done(&self) -> Vec<String> {
        self.done.lock().unwrap().clone()
    }

    /// Waits until one more job with `"do": "wait"` has begun to wait.
    pub(crate) async fn started(&self) {
        self.waiting.acquire().await.unwrap().forget();
    }

    /// Lets those that wait, and will wait, go on.
    pub(crate) fn open(&self) {
        self.open.send_replace(true);
    }

    async fn wait(&self, context: &JobContext) -> Result<(), JobError> {
        assert!(!context.cancelled().await?);
        context.progress(1, 3, "正在等待").await?;
        self.waiting.add_permits(1);
        self.open
            .subscribe()
            .wait_for(|open| *open)
            .await
            .map_err(|gone| JobError::failed("门坏了").because(gone))?;
        context.progress(3, 3, "等到了").await
    }
}

impl Handler for Desk {
    fn kind(&self) -> &'static str {
        "desk.work"
    }

    fn run(&self, context: JobContext, payload: Value) -> Running<'_> {
        Box::pin(async move {
            let what = payload["do"].as_str().unwrap_or("nothing");
            match what {
                "wait" => self.wait(&context).await?,
                "stumble" => return Err(JobError::transient("打印机没有应答").because("timed out")),
                "refuse" => return Err(JobError::failed("文件无法读取")),
                "panic" => panic!("the desk breaks"),
                _ => {}
            }
            self.done.lock().unwrap().push(what.to_owned());
            Ok(json!({"did": what}))
        })
    }
}
