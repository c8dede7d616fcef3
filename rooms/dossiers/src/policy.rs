//! Who may do what with a unit's file: its own people and the bureaus above it look at it and take it along.

use people::facts::UnitFact;
use people::{NodePath, Role, Target, verbs};

/// The unit that a file is of.
#[derive(Clone, Debug)]
pub(crate) struct Subject(pub(crate) UnitFact);

impl Target for Subject {
    const KIND: &'static str = "dossier";

    fn id(&self) -> String {
        self.0.id.to_string()
    }

    fn place(&self) -> &NodePath {
        &self.0.path
    }
}

verbs! {
    Show = "dossier.show" on Subject, Role::BUSINESS, writes false;
    /// To have the ZIP made.
    Export = "dossier.export" on Subject, Role::BUSINESS, writes true;
    /// To stop the making.
    Cancel = "dossier.cancel" on Subject, Role::BUSINESS, writes true;
    /// To take the ZIP.
    Download = "dossier.download" on Subject, Role::BUSINESS, writes false;
}
