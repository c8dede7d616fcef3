//! Pulls the plug on the real program twenty times while people work: nothing that was acknowledged is lost, and what is
//! sent again under its key is not done twice. On SQLite and a folder, the way one machine runs it.

#![expect(clippy::unwrap_used, reason = "a test stops at the first thing that is not as told")]

mod sigkill {
    pub(crate) mod audit;
    pub(crate) mod client;
    pub(crate) mod hands;
    pub(crate) mod program;
    pub(crate) mod scene;
}

use std::sync::atomic::Ordering;
use std::thread;
use std::time::{Duration, Instant};

use clock::Clock;
use ids::Mint;
use sigkill::audit::{Found, audit};
use sigkill::hands::{Floor, Hand};
use sigkill::program::Program;
use sigkill::scene;

const ROUNDS: usize = 20;
/// How many must be under way when the plug is pulled.
const IN_FLIGHT: usize = 20;
const SEED: u64 = 7;

#[test]
fn nothing_acknowledged_is_lost_and_nothing_is_doubled() {
    let folder = tempfile::tempdir().unwrap();
    let scene = scene::set(folder.path());
    let mut hands = Hand::all(&scene);
    assert!(hands.len() > IN_FLIGHT);
    let moments = Mint::seeded(Clock::system(), SEED);
    let mut fewest = usize::MAX;
    for _ in 0..ROUNDS {
        let program = Program::start(folder.path());
        let floor = Floor::default();
        thread::scope(|scope| {
            for hand in &mut hands {
                scope.spawn(|| hand.work(&program.address, &floor));
            }
            let late = Instant::now() + Duration::from_millis(500 + moments.below(2000));
            while Instant::now() < late || floor.under_way.load(Ordering::SeqCst) < IN_FLIGHT {
                thread::sleep(Duration::from_micros(200));
            }
            fewest = fewest.min(floor.under_way.load(Ordering::SeqCst));
            program.kill();
        });
    }
    let program = Program::start(folder.path());
    for hand in &mut hands {
        hand.send_again(&program.address);
    }
    program.kill();
    let acknowledged = hands.iter().map(|hand| hand.acknowledged.len()).sum::<usize>();
    let cut_off: usize = hands.iter().map(|hand| hand.cut_off).sum();
    let Found { found, doubled, lost, blobs } = audit(folder.path(), &hands);
    println!(
        "{ROUNDS} kills, at least {fewest} operations under way at each; {cut_off} cut off and sent again"
    );
    println!("acknowledged {acknowledged} / found {found} / doubled {} / lost {}", doubled.len(), lost.len());
    println!("{blobs} blobs, each with its own hash");
    assert!(fewest >= IN_FLIGHT && cut_off >= ROUNDS, "nothing was cut off: the test proves nothing");
    assert_eq!((found, doubled, lost), (acknowledged, Vec::new(), Vec::new()));
}
