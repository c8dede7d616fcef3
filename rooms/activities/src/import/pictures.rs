//! Which picture a name in a cell means: one of the ZIP, or one that was uploaded before and waits.

use super::file::Picture;
use crate::PhotoId;
use crate::photo::StoredPhoto;

/// Where a picture is.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Source {
    /// Its path in the ZIP.
    Bundle(String),
    /// Uploaded, in no activity yet.
    Waiting(PhotoId),
}

/// A picture that a row may take.
#[derive(Clone, Debug)]
pub(crate) struct Candidate {
    /// Folders and name.
    pub(crate) path: String,
    pub(crate) source: Source,
    pub(crate) sha256: String,
    /// Why it cannot be taken in.
    pub(crate) fault: Option<String>,
}

/// What a name means.
#[derive(Debug)]
pub(crate) enum Meant<'s> {
    Nothing,
    One(&'s Candidate),
    /// The paths of all that it may mean.
    Several(Vec<&'s str>),
}

/// Everything that may be named.
#[derive(Debug, Default)]
pub(crate) struct Shelf {
    bundle: Vec<Candidate>,
    waiting: Vec<Candidate>,
}

impl Shelf {
    pub(crate) fn of(pictures: &[Picture], waiting: Vec<StoredPhoto>) -> Self {
        let bundle = pictures.iter().map(|picture| Candidate {
            path: picture.path.clone(),
            source: Source::Bundle(picture.path.clone()),
            sha256: picture.sha256.clone(),
            fault: picture.fault.clone(),
        });
        let waiting = waiting.into_iter().map(|photo| Candidate {
            path: photo.file_name,
            source: Source::Waiting(photo.id),
            sha256: photo.sha256,
            fault: None,
        });
        Self { bundle: bundle.collect(), waiting: waiting.collect() }
    }

    /// Finds by the whole path, else by its end, else by the name without ending; small and capital letters are the same. What came with
    /// the ledger goes before what waits.
    pub(crate) fn find(&self, typed: &str) -> Meant<'_> {
        let typed = plain(typed);
        match among(&self.bundle, &typed) {
            Meant::Nothing => among(&self.waiting, &typed),
            meant => meant,
        }
    }

    /// The pictures of the ZIP.
    pub(crate) fn brought(&self) -> &[Candidate] {
        &self.bundle
    }
}

fn plain(path: &str) -> String {
    path.trim().replace('\\', "/").to_lowercase()
}

fn among<'s>(candidates: &'s [Candidate], typed: &str) -> Meant<'s> {
    let stem =
        |path: &str| path.rsplit_once('.').map_or_else(|| path.to_owned(), |(stem, _)| stem.to_owned());
    let ways: [&dyn Fn(&str) -> bool; 3] = [
        &|path| path == typed,
        &|path| path.strip_suffix(typed).is_some_and(|rest| rest.ends_with('/')),
        &|path| {
            let stem = stem(path);
            stem == typed || stem.strip_suffix(typed).is_some_and(|rest| rest.ends_with('/'))
        },
    ];
    for fits in ways {
        let found: Vec<&Candidate> = candidates.iter().filter(|one| fits(&plain(&one.path))).collect();
        match found.as_slice() {
            [] => {}
            [one] => return Meant::One(one),
            several => return Meant::Several(several.iter().map(|one| one.path.as_str()).collect()),
        }
    }
    Meant::Nothing
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shelf(paths: &[&str]) -> Shelf {
        let picture = |path: &&str| Picture { path: (*path).to_owned(), sha256: String::new(), fault: None };
        Shelf::of(&paths.iter().map(picture).collect::<Vec<_>>(), Vec::new())
    }

    fn meant(shelf: &Shelf, typed: &str) -> String {
        match shelf.find(typed) {
            Meant::Nothing => "nothing".to_owned(),
            Meant::One(one) => one.path.clone(),
            Meant::Several(paths) => paths.join("|"),
        }
    }

    #[test]
    fn a_name_finds_its_picture() {
        let shelf = shelf(&["台账/IMG_1.JPG", "台账/IMG_11.jpg", "一/现场.jpg", "二/现场.jpg", "现场.png"]);
        for (typed, path) in [
            ("img_1.jpg", "台账/IMG_1.JPG"),
            ("IMG_1", "台账/IMG_1.JPG"),
            (" 台账\\img_11.JPG ", "台账/IMG_11.jpg"),
            ("一/现场.jpg", "一/现场.jpg"),
            ("现场.jpg", "一/现场.jpg|二/现场.jpg"),
            ("现场.png", "现场.png"),
            ("G_1.jpg", "nothing"),
            ("IMG_2.jpg", "nothing"),
        ] {
            assert_eq!(meant(&shelf, typed), path, "{typed}");
        }
    }
}
