use crate::key::{Key, Query, RADIUS};
use crate::sliced::Keys;
use crate::{Fingerprint, likeness};

/// Pictures by how they look, in memory: rebuilt from rows (`collect`), added to as photos come. 656 bytes a picture,
/// and what `Id` takes.
#[derive(Debug, Clone)]
pub struct Index<Id> {
    keys: Keys,
    prints: Vec<Fingerprint>,
    ids: Vec<Id>,
}

/// How many of the nearest are laid over the picture: bounds the time of a look-up, whatever is in the index.
const COMPARED: usize = 48;

impl<Id> Index<Id> {
    pub fn new() -> Self {
        Self { keys: Keys::default(), prints: Vec::new(), ids: Vec::new() }
    }

    /// Takes a picture in; an id may have several.
    pub fn add(&mut self, id: Id, print: Fingerprint) {
        self.keys.push(&Key::of(&print.detail()));
        self.prints.push(print);
        self.ids.push(id);
    }

    /// How many pictures it holds.
    pub fn len(&self) -> usize {
        self.ids.len()
    }

    pub fn is_empty(&self) -> bool {
        self.ids.is_empty()
    }

    /// The pictures that are most likely copies of this one, or this of them, the likest key first. At most 48 are
    /// looked at, whatever is in the index; `bench-photos fingerprints` prints the time among a million.
    pub fn find(&self, print: &Fingerprint) -> Vec<&Id> {
        let detail = print.detail();
        let near = self.nearest(&Query::of(&detail));
        let same = |at: &usize| likeness::is_same(&detail, &self.prints[*at].detail());
        near.into_iter().filter(same).map(|at| &self.ids[at]).collect()
    }

    fn nearest(&self, query: &Query) -> Vec<usize> {
        let mut near = self.keys.within(query, RADIUS);
        if near.len() > COMPARED {
            near.select_nth_unstable(COMPARED);
            near.truncate(COMPARED);
        }
        near.sort_unstable();
        near.into_iter().map(|(_, at)| at).collect()
    }
}

impl<Id> Default for Index<Id> {
    fn default() -> Self {
        Self::new()
    }
}

impl<Id> Extend<(Id, Fingerprint)> for Index<Id> {
    fn extend<T: IntoIterator<Item = (Id, Fingerprint)>>(&mut self, pictures: T) {
        pictures.into_iter().for_each(|(id, print)| self.add(id, print));
    }
}

impl<Id> FromIterator<(Id, Fingerprint)> for Index<Id> {
    fn from_iter<T: IntoIterator<Item = (Id, Fingerprint)>>(pictures: T) -> Self {
        let mut index = Self::new();
        index.extend(pictures);
        index
    }
}
