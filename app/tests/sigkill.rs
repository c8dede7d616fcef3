//! Pulls the plug on the real program twenty times while people work: nothing that was acknowledged is lost, and what is
//! sent again under its key is not done twice. On SQLite and a folder, the way one machine runs it.

#![expect(clippy::unwrap_used, reason = "a test stops at the first thing that is not as told")]

mod sigkill {
    pub(crate) mod audit;
    pub(crate) mod browser;
    pub(crate) mod client;
    pub(crate) mod hands;
    pub(crate) mod pieces;
    pub(crate) mod program;
    pub(crate) mod scene;
}

use std::sync::atomic::Ordering;
use std::thread;
use std::time::{Duration, Instant};

use clock::Clock;
use ids::Mint;
use sigkill::audit::{self, Found, audit};
use sigkill::hands::{Floor, Hand};
use sigkill::program::Program;
use sigkill::scene;

const ROUNDS: usize = 20;
/// How many must be under way when the plug is pulled.
const IN_FLIGHT: usize = 20;
/// How many of them must have sent a part of a piece and not all of it.
const IN_MID_PIECE: usize = 10;
const SEED: u64 = 7;

#[test]
fn nothing_acknowledged_is_lost_and_nothing_is_doubled() {
    let folder = tempfile::tempdir().unwrap();
    let scene = scene::set(folder.path());
    let mut hands = Hand::all(&scene);
    assert!(hands.len() > IN_FLIGHT);
    let moments = Mint::seeded(Clock::system(), SEED);
    let (mut fewest, mut fewest_in_mid_piece) = (usize::MAX, usize::MAX);
    for _ in 0..ROUNDS {
        let program = Program::start(folder.path());
        let floor = Floor::default();
        thread::scope(|scope| {
            for hand in &mut hands {
                scope.spawn(|| hand.work(&program.address, &floor));
            }
            let late = Instant::now() + Duration::from_millis(500 + moments.below(2000));
            while Instant::now() < late {
                thread::sleep(Duration::from_millis(1));
            }
            floor.is_ending.store(true, Ordering::SeqCst);
            let seen = loop {
                let seen =
                    (floor.under_way.load(Ordering::SeqCst), floor.in_mid_piece.load(Ordering::SeqCst));
                if seen.0 >= IN_FLIGHT && seen.1 >= IN_MID_PIECE {
                    break seen;
                }
                thread::sleep(Duration::from_micros(200));
            };
            program.kill();
            floor.is_ending.store(false, Ordering::SeqCst);
            fewest = fewest.min(seen.0);
            fewest_in_mid_piece = fewest_in_mid_piece.min(seen.1);
        });
    }
    let program = Program::start(folder.path());
    let unfinished = audit::unfinished(folder.path(), &program.address);
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
    let resumed: usize = hands.iter().map(|hand| hand.parcel.resumed).sum();
    println!(
        "at least {fewest_in_mid_piece} in the middle of a piece at each; {resumed} files went on from where they were, {unfinished} \
         of them after the last kill, and none of those was served"
    );
    println!("acknowledged {acknowledged} / found {found} / doubled {} / lost {}", doubled.len(), lost.len());
    println!("{blobs} blobs, each with its own hash");
    assert!(fewest >= IN_FLIGHT && cut_off >= ROUNDS, "nothing was cut off: the test proves nothing");
    assert!(
        unfinished > 0 && resumed >= ROUNDS,
        "no file was cut off between two pieces: the test proves nothing"
    );
    assert_eq!((found, doubled, lost), (acknowledged, Vec::new(), Vec::new()));
}
