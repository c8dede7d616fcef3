pub(crate) mod desk;
pub(crate) mod export;
pub(crate) mod figures;
pub(crate) mod workbench;
