//! Who may do what with photos.

use people::{Actor, Denied, Role, Verb};

use super::{Logbook, OFFICERS, is_own};
use crate::patients::Patients;
use crate::photo::{SeenPhoto, StoredPhoto};

/// To upload a photo.
#[derive(Debug)]
pub(crate) struct UploadPhoto;

impl Verb for UploadPhoto {
    const NAME: &'static str = "photo.upload";
    const CALLERS: &'static [Role] = OFFICERS;
    type On = Logbook;
}

/// To remove a photo that no activity holds.
#[derive(Debug)]
pub(crate) struct RemovePhoto;

impl Verb for RemovePhoto {
    const NAME: &'static str = "photo.remove";
    const CALLERS: &'static [Role] = OFFICERS;
    type On = StoredPhoto;

    fn rule(actor: &Actor, on: &StoredPhoto) -> Result<(), Denied> {
        is_own(actor, on.unit)?;
        match on.activity {
            None => Ok(()),
            Some(_) => Err(Denied::State("这张照片已用于活动，请打开该活动，在“修改”中去掉它。")),
        }
    }
}

/// To say that a photo shows patients, also again after it was confirmed.
#[derive(Debug)]
pub(crate) struct MarkPatients;

impl Verb for MarkPatients {
    const NAME: &'static str = "photo.mark_patients";
    const CALLERS: &'static [Role] = OFFICERS;
    type On = StoredPhoto;

    fn rule(actor: &Actor, on: &StoredPhoto) -> Result<(), Denied> {
        is_own(actor, on.unit)?;
        match on.patients {
            Patients::Pending => Err(Denied::State("这张照片已标记含患者画面，正待确认。")),
            Patients::None | Patients::Cleared => Ok(()),
        }
    }
}

/// To confirm that a photo may be used although it shows patients.
#[derive(Debug)]
pub(crate) struct ClearPatients;

impl Verb for ClearPatients {
    const NAME: &'static str = "photo.clear_patients";
    const CALLERS: &'static [Role] = &[Role::UnitLeader, Role::UnitOfficer, Role::BureauOfficer];
    type On = StoredPhoto;

    fn rule(actor: &Actor, on: &StoredPhoto) -> Result<(), Denied> {
        is_own(actor, on.unit)?;
        match on.patients {
            Patients::Pending => Ok(()),
            Patients::None | Patients::Cleared => Err(Denied::State("这张照片不需要确认。")),
        }
    }
}

/// To look at the copies of a photo.
#[derive(Debug)]
pub(crate) struct ViewPhoto;

impl Verb for ViewPhoto {
    const NAME: &'static str = "photo.view";
    const CALLERS: &'static [Role] = Role::BUSINESS;
    const WRITES: bool = false;
    type On = SeenPhoto;
}

/// To download the file as it was uploaded, with the camera's notes in it.
#[derive(Debug)]
pub(crate) struct DownloadOriginal;

impl Verb for DownloadOriginal {
    const NAME: &'static str = "photo.download";
    const CALLERS: &'static [Role] = &[Role::UnitOfficer, Role::BureauOfficer, Role::BureauReviewer];
    const WRITES: bool = false;
    type On = StoredPhoto;

    fn rule(actor: &Actor, on: &StoredPhoto) -> Result<(), Denied> {
        match on.patients.is_shown_to(actor, on.unit) {
            true => Ok(()),
            false => Err(Denied::State("这张照片含患者画面，待单位确认可用后才能下载。请联系该单位确认。")),
        }
    }
}

/// To download many files as they were uploaded.
#[derive(Debug)]
pub(crate) struct DownloadOriginals;

impl Verb for DownloadOriginals {
    const NAME: &'static str = "photo.download_all";
    const CALLERS: &'static [Role] = DownloadOriginal::CALLERS;
    const WRITES: bool = false;
    type On = Logbook;
}
