//! How often a changed picture is found again, and how often another is taken for it. The seeds are not those that the
//! rules were tuned with.

mod changes;
mod drawn;

use std::thread;

use image::RgbImage;
use looks::{Fingerprint, Index};

use crate::changes::{Change, jpeg, opened};
use crate::drawn::{Camera, Dice, close_up, meeting, outdoors};

const SEED: u64 = 90_001;
/// Pictures of one room, half of the rooms with a camera that stands still.
const A_ROOM: u64 = 72;
const ROOMS: u64 = 6;
/// Pictures of each other kind.
const VARIED: u64 = 90;
/// Every so many-th picture is changed in every way.
const CHANGED: usize = 3;

/// With the least share that is found again.
const CHANGES: [(Change, f64); 14] = [
    (Change::Quality(25), 0.95),
    (Change::Quality(50), 0.95),
    (Change::Quality(75), 0.95),
    (Change::Sized(0.25), 0.95),
    (Change::Sized(0.5), 0.95),
    (Change::Sized(1.5), 0.95),
    (Change::Lit(0.7, 0.0), 0.95),
    (Change::Lit(1.3, 0.0), 0.95),
    (Change::Lit(1.0, 25.0), 0.95),
    (Change::Lit(1.0, -25.0), 0.95),
    (Change::CutAtOneEnd(0.05), 0.85),
    (Change::CutAround(0.025), 0.85),
    (Change::Cut(0.05), 0.85),
    (Change::CutAround(0.05), 0.85),
];
const FALSE_ALARMS: f64 = 1e-4;

/// A picture, what it was drawn as, and its fingerprint.
struct Sample {
    scene: u64,
    image: RgbImage,
    print: Fingerprint,
}

fn print(file: &[u8]) -> Fingerprint {
    Fingerprint::of(&opened(file)).expect("a picture")
}

fn sample(number: u64) -> Sample {
    let in_rooms = ROOMS * A_ROOM;
    let (scene, image) = match number.checked_sub(in_rooms) {
        None => {
            let room = number / A_ROOM;
            let camera = room.is_multiple_of(2).then_some(Camera::STILL);
            (room, meeting(SEED + room, number, camera))
        }
        Some(other) if other < VARIED => (number, outdoors(SEED + other)),
        Some(other) => (number, close_up(SEED + other)),
    };
    Sample { scene, print: print(&jpeg(&image, 90)), image }
}

/// `work` over all items on two threads, in their order.
fn all<T: Sync, R: Send>(items: &[T], work: impl Fn(&T) -> R + Sync) -> Vec<R> {
    let (first, second) = items.split_at(items.len() / 2);
    thread::scope(|scope| {
        let other = scope.spawn(|| second.iter().map(&work).collect::<Vec<R>>());
        let mut done: Vec<R> = first.iter().map(&work).collect();
        done.extend(other.join().expect("the other half"));
        done
    })
}

#[test]
fn copies_are_found_among_all_and_strangers_are_not_taken_for_them() {
    let numbers: Vec<u64> = (0..ROOMS * A_ROOM + 2 * VARIED).collect();
    let samples = all(&numbers, |number| sample(*number));
    let index: Index<usize> = samples.iter().map(|sample| sample.print).enumerate().collect();

    let changed: Vec<usize> = (0..samples.len()).step_by(CHANGED).collect();
    for (change, goal) in CHANGES {
        let is_found = all(&changed, |&number| {
            let mut dice = Dice::new(&[SEED, number as u64]);
            let copy = print(&change.of(&samples[number].image, &mut dice));
            index.find(&copy).contains(&&number)
        });
        let found = is_found.iter().filter(|found| **found).count() as f64 / changed.len() as f64;
        println!("{change:?}: {found:.3} found again, at least {goal}");
        assert!(found >= goal, "{change:?}: only {found:.3} of {} are found again", changed.len());
    }

    let pairs = |number: &usize| {
        let one = &samples[*number];
        let same_scene = |other: &&Sample| other.scene == one.scene;
        let alarm = |other: &&Sample| one.print.is_same(&other.print);
        let others = || samples[..*number].iter();
        let in_room = others().filter(same_scene);
        (in_room.clone().count(), in_room.filter(alarm).count(), *number, others().filter(alarm).count())
    };
    let numbers: Vec<usize> = (0..samples.len()).collect();
    let sum = all(&numbers, pairs)
        .into_iter()
        .fold((0, 0, 0, 0), |sum, part| (sum.0 + part.0, sum.1 + part.1, sum.2 + part.2, sum.3 + part.3));
    for (what, pairs, alarms) in [("of one room", sum.0, sum.1), ("of all", sum.2, sum.3)] {
        println!("{pairs} pairs {what}: {alarms} false alarms");
        assert!(pairs > 10_000, "too few pairs to tell");
        assert!(
            alarms as f64 <= pairs as f64 * FALSE_ALARMS,
            "{alarms} false alarms in {pairs} pairs {what}"
        );
    }
}
