//! The queue's story on both engines.

#[cfg(test)]
mod desk;

use std::time::Duration;

use db::{Db, DbError, Engine, Reads, params};
use jobs::{Filter, Job, JobError, JobId, NewJob, State, Worker, run_until_idle};
use serde_json::{Value, json};
use testing_db::{NINE_O_CLOCK, Stage, TestDb, story};

use desk::Desk;

const LEASE_SECONDS: i64 = 60;

struct Queue(TestDb);

impl Stage for Queue {
    async fn set(engine: Engine) -> Self {
        Self(TestDb::migrated(engine, jobs::MIGRATIONS).await)
    }
}

fn job<'a>(key: &'a str, payload: Value) -> NewJob<'a> {
    NewJob { kind: "desk.work", key, payload, place: Some("/1/2/"), created_by: Some("lin") }
}

#[cfg(test)]
async fn enqueue(db: &Db, job: NewJob<'_>) -> JobId {
    let mut tx = db.begin().await.unwrap();
    let id = jobs::enqueue(&mut tx, job).await.unwrap();
    tx.commit().await.unwrap();
    id
}

#[cfg(test)]
async fn cancel(db: &Db, id: JobId) -> State {
    let mut tx = db.begin().await.unwrap();
    let state = jobs::cancel(&mut tx, id).await.unwrap();
    tx.commit().await.unwrap();
    state
}

#[cfg(test)]
async fn get(db: &Db, id: JobId) -> Job {
    jobs::get(db, id).await.unwrap().unwrap()
}

story! {
    async fn a_job_exists_only_if_its_transaction_does(queue: Queue) {
        let db = &queue.0.db;
        let mut tx = db.begin().await.unwrap();
        jobs::enqueue(&mut tx, job("a", json!({}))).await.unwrap();
        drop(tx);
        assert!(jobs::page(db, &Filter::default(), None, 10).await.unwrap().is_empty());
    }
}

story! {
    async fn a_job_is_done_and_leaves_its_result(queue: Queue) {
        let db = &queue.0.db;
        let id = enqueue(db, job("a", json!({"do": "work"}))).await;
        assert_eq!(get(db, id).await.state, State::Queued);

        assert_eq!(run_until_idle(&Desk::new().worker(db)).await.unwrap(), 1);
        let done = get(db, id).await;
        assert_eq!((done.state, done.result), (State::Done, Some(json!({"did": "work"}))));
        assert_eq!((done.attempts, done.error, done.lease_until), (1, None, None));
        assert_eq!((done.started_at, done.finished_at), (Some(NINE_O_CLOCK), Some(NINE_O_CLOCK)));
    }
}

story! {
    async fn two_workers_never_do_one_job_twice(queue: Queue) {
        let (db, other) = (queue.0.db.clone(), queue.0.another_handle().await);
        for i in 0..30 {
            enqueue(&db, job(&i.to_string(), json!({"do": i.to_string()}))).await;
        }
        let desk = Desk::new();
        let (first, second) = (desk.worker(&db), desk.worker(&other));
        let (a, b) = tokio::join!(run_until_idle(&first), run_until_idle(&second));
        assert_eq!(a.unwrap() + b.unwrap(), 30);
        let mut done = desk.done();
        done.sort_by_key(|what| what.parse::<u32>().ok());
        assert_eq!(done, (0..30).map(|i: u32| i.to_string()).collect::<Vec<_>>());
    }
}

story! {
    async fn a_key_has_one_live_job_at_a_time(queue: Queue) {
        let db = &queue.0.db;
        let first = enqueue(db, job("phase 1", json!({"do": "first"}))).await;
        assert_eq!(enqueue(db, job("phase 1", json!({"do": "second"}))).await, first);
        assert_ne!(enqueue(db, job("phase 2", json!({"do": "other"}))).await, first);
        let other_kind = NewJob { kind: "desk.rest", ..job("phase 1", json!({})) };
        assert_ne!(enqueue(db, other_kind).await, first);

        run_until_idle(&Desk::new().worker(db)).await.unwrap();
        assert_eq!(get(db, first).await.result, Some(json!({"did": "first"})));
        assert_ne!(enqueue(db, job("phase 1", json!({}))).await, first);
    }
}

story! {
    async fn requests_for_one_key_at_once_get_one_job(queue: Queue) {
        let db = queue.0.db.clone();
        let requests: Vec<_> = (0..10)
            .map(|_| {
                let db = db.clone();
                tokio::spawn(async move { enqueue(&db, job("phase 1", json!({}))).await })
            })
            .collect();
        let mut ids = Vec::new();
        for request in requests {
            ids.push(request.await.unwrap());
        }
        ids.dedup();
        assert_eq!(ids.len(), 1);
        assert_eq!(db.count("SELECT COUNT(*) AS value FROM job", params![]).await.unwrap(), 1);
    }
}

story! {
    async fn a_passing_failure_is_tried_again_ever_more_slowly(queue: Queue) {
        let db = &queue.0.db;
        let id = enqueue(db, job("a", json!({"do": "stumble"}))).await;
        let worker = Desk::new().worker(db);
        for (attempt, pause) in [(1, 10), (2, 20), (3, 40), (4, 80)] {
            assert_eq!(run_until_idle(&worker).await.unwrap(), 1);
            let waiting = get(db, id).await;
            assert_eq!((waiting.state, waiting.attempts), (State::Queued, attempt));
            assert_eq!(waiting.run_at, db.clock().now().plus_seconds(pause));
            assert_eq!(waiting.error.as_deref(), Some("打印机没有应答"));

            db.clock().set(waiting.run_at.plus_micros(-1));
            assert_eq!(run_until_idle(&worker).await.unwrap(), 0);
            db.clock().set(waiting.run_at);
        }
        assert_eq!(run_until_idle(&worker).await.unwrap(), 1);
        let failed = get(db, id).await;
        assert_eq!((failed.state, failed.attempts), (State::Failed, 5));
        assert_eq!(failed.error.as_deref(), Some("打印机没有应答"));
        assert!(failed.finished_at.is_some());
    }
}

story! {
    async fn a_lasting_failure_and_a_panic_end_the_job_with_a_sentence(queue: Queue) {
        let db = &queue.0.db;
        let refused = enqueue(db, job("a", json!({"do": "refuse"}))).await;
        let broken = enqueue(db, job("b", json!({"do": "panic"}))).await;
        assert_eq!(run_until_idle(&Desk::new().worker(db)).await.unwrap(), 2);
        let refused = get(db, refused).await;
        assert_eq!((refused.state, refused.error.as_deref()), (State::Failed, Some("文件无法读取")));
        let broken = get(db, broken).await;
        assert_eq!(broken.state, State::Failed);
        assert!(broken.error.unwrap().contains("程序内部出错"));
    }
}

story! {
    async fn a_job_whose_worker_was_killed_is_taken_again(queue: Queue) {
        let db = queue.0.db.clone();
        let desk = Desk::new();
        let id = enqueue(&db, job("a", json!({"do": "wait"}))).await;
        let victim = desk.worker(&db);
        let victim = tokio::spawn(async move { victim.step().await });
        desk.started().await;
        victim.abort();
        assert!(victim.await.unwrap_err().is_cancelled());
        assert_eq!(get(&db, id).await.state, State::Running);

        desk.open();
        let worker = desk.worker(&db);
        assert_eq!(run_until_idle(&worker).await.unwrap(), 0, "the lease still runs");
        db.clock().set(NINE_O_CLOCK.plus_seconds(LEASE_SECONDS + 1));
        assert_eq!(run_until_idle(&worker).await.unwrap(), 1);
        let done = get(&db, id).await;
        assert_eq!((done.state, done.attempts), (State::Done, 2));
    }
}

story! {
    async fn a_worker_that_was_taken_for_dead_writes_nothing_more(queue: Queue) {
        let db = queue.0.db.clone();
        let desk = Desk::new();
        let id = enqueue(&db, job("a", json!({"do": "wait"}))).await;
        let slow = desk.worker(&db);
        let slow = tokio::spawn(async move { slow.step().await });
        desk.started().await;

        db.clock().set(NINE_O_CLOCK.plus_seconds(LEASE_SECONDS + 1));
        let quick = desk.worker(&db);
        let quick = tokio::spawn(async move { quick.step().await });
        desk.started().await;
        assert_eq!(get(&db, id).await.attempts, 2);
        db.clock().set(NINE_O_CLOCK.plus_seconds(LEASE_SECONDS + 2));
        desk.open();
        assert!(slow.await.unwrap().unwrap() && quick.await.unwrap().unwrap());

        // Both handlers ended; the row tells of one attempt, and that is the second.
        assert_eq!(desk.done(), ["wait"]);
        let done = get(&db, id).await;
        assert_eq!((done.state, done.attempts), (State::Done, 2));
    }
}

story! {
    async fn a_job_that_kills_every_worker_is_given_up(queue: Queue) {
        let db = queue.0.db.clone();
        let desk = Desk::new();
        let id = enqueue(&db, job("a", json!({"do": "wait"}))).await;
        for _ in 0..5 {
            let victim = desk.worker(&db);
            let victim = tokio::spawn(async move { victim.step().await });
            desk.started().await;
            victim.abort();
            assert!(victim.await.is_err());
            db.clock().set(db.clock().now().plus_seconds(LEASE_SECONDS + 1));
        }
        assert_eq!(run_until_idle(&desk.worker(&db)).await.unwrap(), 0);
        let failed = get(&db, id).await;
        assert_eq!((failed.state, failed.attempts), (State::Failed, 5));
        assert!(failed.error.unwrap().contains("中途中断"));
    }
}

story! {
    async fn progress_is_seen_while_the_job_runs(queue: Queue) {
        let db = queue.0.db.clone();
        let desk = Desk::new();
        let id = enqueue(&db, job("a", json!({"do": "wait"}))).await;
        let worker = desk.worker(&db);
        let run = tokio::spawn(async move { worker.step().await });
        desk.started().await;
        let running = get(&queue.0.another_handle().await, id).await;
        assert_eq!((running.state, running.message.as_str()), (State::Running, "正在等待"));
        assert_eq!((running.progress_done, running.progress_total, running.percent()), (1, 3, Some(33)));
        desk.open();
        run.await.unwrap().unwrap();
    }
}

story! {
    async fn a_waiting_job_is_cancelled_at_once(queue: Queue) {
        let db = &queue.0.db;
        let id = enqueue(db, job("a", json!({}))).await;
        assert_eq!(cancel(db, id).await, State::Cancelled);
        assert_eq!(run_until_idle(&Desk::new().worker(db)).await.unwrap(), 0);
        assert_eq!(cancel(db, id).await, State::Cancelled);
        let mut tx = db.begin().await.unwrap();
        assert!(matches!(jobs::cancel(&mut tx, db.mint().id()).await, Err(DbError::Missing)));
    }
}

story! {
    async fn a_running_job_is_cancelled_at_its_next_step(queue: Queue) {
        let db = queue.0.db.clone();
        let desk = Desk::new();
        let id = enqueue(&db, job("a", json!({"do": "wait"}))).await;
        let worker = desk.worker(&db);
        let run = tokio::spawn(async move { worker.step().await });
        desk.started().await;
        assert_eq!(cancel(&db, id).await, State::Running);
        desk.open();
        run.await.unwrap().unwrap();
        let cancelled = get(&db, id).await;
        assert_eq!((cancelled.state, cancelled.result), (State::Cancelled, None));
        assert!(desk.done().is_empty());
    }
}

story! {
    async fn a_stopped_worker_finishes_the_job_in_hand(queue: Queue) {
        let db = queue.0.db.clone();
        let desk = Desk::new();
        let id = enqueue(&db, job("a", json!({"do": "wait"}))).await;
        let later = enqueue(&db, job("b", json!({"do": "later"}))).await;
        let (run, stop) = start(desk.worker(&db));
        desk.started().await;
        stop.send(()).unwrap();
        desk.open();
        run.await.unwrap();
        assert_eq!(get(&db, id).await.state, State::Done);
        assert_eq!(get(&db, later).await.state, State::Queued);
    }
}

story! {
    async fn a_job_that_outlasts_the_stop_goes_back_to_the_queue(queue: Queue) {
        let db = queue.0.db.clone();
        let desk = Desk::new();
        let id = enqueue(&db, job("a", json!({"do": "wait"}))).await;
        let (run, stop) = start(desk.worker(&db).with_grace(Duration::from_millis(50)));
        desk.started().await;
        stop.send(()).unwrap();
        run.await.unwrap();
        assert_eq!(get(&db, id).await.state, State::Queued);
        desk.open();
        assert_eq!(run_until_idle(&desk.worker(&db)).await.unwrap(), 1);
        assert_eq!(get(&db, id).await.state, State::Done);
    }
}

story! {
    async fn jobs_of_unknown_kinds_are_left_to_others(queue: Queue) {
        let db = &queue.0.db;
        let id = enqueue(db, NewJob { kind: "desk_work", ..job("a", json!({})) }).await;
        assert_eq!(run_until_idle(&Desk::new().worker(db)).await.unwrap(), 0);
        assert_eq!(get(db, id).await.state, State::Queued);
    }
}

story! {
    async fn the_page_of_jobs_filters_and_goes_on(queue: Queue) {
        let db = &queue.0.db;
        let a = enqueue(db, job("a", json!({}))).await;
        let b = enqueue(db, NewJob { place: Some("/1/3/"), ..job("b", json!({})) }).await;
        let c = enqueue(db, NewJob { kind: "desk.rest", place: None, created_by: None, ..job("c", json!({})) }).await;
        cancel(db, b).await;

        let all = Filter::default;
        let text = |text: &str| Some(text.to_owned());
        let cases = [
            (all(), vec![c, b, a]),
            (Filter { kind: text("desk.work"), ..all() }, vec![b, a]),
            (Filter { key: text("c"), ..all() }, vec![c]),
            (Filter { state: Some(State::Cancelled), ..all() }, vec![b]),
            (Filter { created_by: text("lin"), ..all() }, vec![b, a]),
            (Filter { place_path: text("/1/2/"), ..all() }, vec![a]),
            (Filter { place_path: text("%"), ..all() }, vec![]),
        ];
        for (filter, expected) in cases {
            let page = jobs::page(db, &filter, None, 10).await.unwrap();
            assert_eq!(page.iter().map(|job| job.id).collect::<Vec<_>>(), expected, "{filter:?}");
        }
        let second = jobs::page(db, &all(), Some(c), 1).await.unwrap();
        assert_eq!(second.iter().map(|job| job.id).collect::<Vec<_>>(), [b]);
    }
}

fn start(worker: Worker) -> (tokio::task::JoinHandle<()>, tokio::sync::oneshot::Sender<()>) {
    let (stop, stopped) = tokio::sync::oneshot::channel();
    let run = tokio::spawn(async move { worker.run(async { drop(stopped.await) }).await });
    (run, stop)
}

#[test]
fn a_failure_keeps_its_cause_for_the_log_only() {
    let error = JobError::from(DbError::Full);
    assert!(!error.to_string().contains("no space"));
    assert!(std::error::Error::source(&error).unwrap().to_string().contains("no space"));
    assert!(matches!(JobError::from(DbError::Missing), JobError::Final { .. }));
}
