//! 含患者画面: a photo that shows patients leaves the unit in no way until the unit has confirmed that it may (decision 79).

use db::{DbError, Tx};
use people::{Actor, Permit, UnitId, Verb};
use serde_json::json;
use web::Fault;

use crate::PhotoId;
use crate::photo::StoredPhoto;
use crate::policy::{ClearPatients, MarkPatients};
use crate::store::photos;

db::coded! {
    /// What was said of the people on a photo.
    pub enum Patients {
        None = "none" / "",
        Pending = "pending" / "含患者画面·待确认",
        Cleared = "cleared" / "含患者画面·已确认可用",
    }
}

impl Patients {
    /// Whether it stays within its unit for now.
    pub(crate) fn is_withheld(self) -> bool {
        self == Self::Pending
    }

    /// Whether somebody at this place may look at a photo of `unit`.
    pub(crate) fn is_shown_to(self, actor: &Actor, unit: UnitId) -> bool {
        !self.is_withheld() || actor.at.id == unit
    }
}

/// What is shown in the place of a withheld photo: why, and not the photo.
pub(crate) const PLACEHOLDER: &str = concat!(
    r##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 320 240" width="320" height="240" role="img">"##,
    r##"<rect width="320" height="240" fill="#eef1f5"/>"##,
    r##"<text x="160" y="112" font-size="22" text-anchor="middle" fill="#3c4858">含患者画面</text>"##,
    r##"<text x="160" y="144" font-size="16" text-anchor="middle" fill="#5b6776">待单位确认后显示</text></svg>"##,
);

/// A word about a photo with patients.
pub(crate) trait Word: Verb<On = StoredPhoto> + Sized {
    /// What was done, for whoever said it.
    const DONE: &'static str;

    /// Writes it down.
    fn write(
        tx: &mut Tx,
        permit: &Permit<Self>,
        id: PhotoId,
    ) -> impl Future<Output = Result<(), DbError>> + Send;
}

/// It stays within its unit from now on.
impl Word for MarkPatients {
    const DONE: &'static str = "已标记含患者画面：确认可用之前，不会出现在任何报告、导出和上级页面里。";

    async fn write(tx: &mut Tx, permit: &Permit<Self>, id: PhotoId) -> Result<(), DbError> {
        photos::mark_patients(tx, permit, id).await
    }
}

/// It may be used although it shows patients.
impl Word for ClearPatients {
    const DONE: &'static str = "已确认可用，这张照片可以用于报告和导出。";

    async fn write(tx: &mut Tx, permit: &Permit<Self>, id: PhotoId) -> Result<(), DbError> {
        photos::clear_patients(tx, permit, id).await
    }
}

/// Says it of a photo, and notes that in the ledger.
pub(crate) async fn say<W: Word>(tx: &mut Tx, actor: &Actor, photo: &StoredPhoto) -> Result<(), Fault> {
    let permit = Permit::<W>::ask(actor, photo)?;
    W::write(tx, &permit, photo.id).await?;
    permit.record(tx, json!({ "file": photo.file_name, "sha256": photo.sha256 })).await?;
    Ok(())
}

/// Marks photos that a form says to show patients; those that wait for a word already are left alone.
pub(crate) async fn mark_all(tx: &mut Tx, actor: &Actor, ids: &[PhotoId]) -> Result<(), Fault> {
    for id in ids {
        let photo = photos::find(&*tx, *id).await?.ok_or_else(Fault::not_found)?;
        if !photo.patients.is_withheld() {
            say::<MarkPatients>(tx, actor, &photo).await?;
        }
    }
    Ok(())
}
