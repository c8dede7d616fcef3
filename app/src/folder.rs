use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use blobs::{Blobs, BucketAddress};
use clock::{CivilDate, Clock};
use db::Db;
use ids::Mint;

use crate::Failure;
use crate::cli::Storage;
use crate::house::House;

/// A data folder: `anbiao.db` and `blobs/` (unless they are elsewhere), and in a demonstration `demo-today.txt` and
/// `sign-ins.txt`.
#[derive(Clone, Debug)]
pub struct Folder {
    path: PathBuf,
    database_url: Option<String>,
    bucket: Option<BucketAddress>,
}

const DATABASE: &str = "anbiao.db";
const DEMO_TODAY: &str = "demo-today.txt";
const SIGN_INS: &str = "sign-ins.txt";

impl Folder {
    /// The folder that the options name; made when it is not there.
    pub fn of(storage: &Storage) -> Result<Self> {
        let folder = Self {
            path: storage.data.clone(),
            database_url: storage.database_url.clone(),
            bucket: storage.blobs.clone(),
        };
        std::fs::create_dir_all(&folder.path)
            .with_context(|| format!("无法建立数据文件夹“{}”", folder.path.display()))?;
        Ok(folder)
    }

    /// The folder that the options name, which must hold data already.
    pub fn held(storage: &Storage) -> Result<Self, Failure> {
        let is_there = storage.database_url.is_some() || storage.data.join(DATABASE).is_file();
        if !is_there {
            let sentence = format!("“{}”里没有数据，请核对数据文件夹", storage.data.display());
            return Err(Failure::Input(sentence));
        }
        Ok(Self::of(storage)?)
    }

    /// Whether anything lies in it.
    pub fn is_empty(&self) -> Result<bool> {
        let mut entries = std::fs::read_dir(&self.path)
            .with_context(|| format!("无法读取数据文件夹“{}”", self.path.display()))?;
        Ok(entries.next().is_none())
    }

    /// Opens database and blob store, and the rooms on them.
    pub async fn open(&self, mint: Mint) -> Result<House> {
        let db = self.database(mint).await?;
        House::open(db, self.blobs().await?).await
    }

    /// Opens the database as it is, without bringing its schema up to date.
    pub(crate) async fn database(&self, mint: Mint) -> Result<Db> {
        match &self.database_url {
            Some(url) => Db::postgres(url, mint).await.context("无法连接数据库"),
            None => {
                let file = self.path.join(DATABASE);
                let opened = Db::sqlite(&file, mint).await;
                opened.with_context(|| format!("无法打开数据库“{}”", file.display()))
            }
        }
    }

    /// Opens the blob store: the bucket, by what the environment says of it, or `blobs/`.
    pub(crate) async fn blobs(&self) -> Result<Blobs> {
        match &self.bucket {
            Some(bucket) => {
                // What is not UTF-8 is no setting of a bucket.
                let pairs = std::env::vars_os()
                    .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)));
                let opened = Blobs::open_bucket(bucket, pairs, Clock::system()).await;
                opened.with_context(|| format!("无法打开文件库“{bucket}”"))
            }
            None => {
                let blobs = self.path.join("blobs");
                Blobs::open(&blobs).await.with_context(|| format!("无法打开文件库“{}”", blobs.display()))
            }
        }
    }

    /// The clock of this folder: the machine's, or a demonstration's own.
    pub fn clock(&self) -> Result<Clock> {
        Ok(self.demo_today()?.map_or_else(Clock::system, Clock::system_showing))
    }

    /// The date of a demonstration; a real folder has none.
    pub fn demo_today(&self) -> Result<Option<CivilDate>> {
        let file = self.path.join(DEMO_TODAY);
        if !file.exists() {
            return Ok(None);
        }
        let text = std::fs::read_to_string(&file).with_context(|| format!("无法读取“{}”", file.display()))?;
        let date = CivilDate::parse(&text).with_context(|| format!("“{}”里没有日期", file.display()))?;
        Ok(Some(date))
    }

    /// Marks the folder as a demonstration.
    pub fn set_demo_today(&self, today: CivilDate) -> Result<()> {
        self.keep(DEMO_TODAY, &today.to_string()).map(drop)
    }

    /// Keeps the demonstration's sign-ins, readable by the owner only.
    pub fn keep_sign_ins(&self, text: &str) -> Result<PathBuf> {
        let file = self.keep(SIGN_INS, text)?;
        restrict(&file)?;
        Ok(file)
    }

    fn keep(&self, name: &str, text: &str) -> Result<PathBuf> {
        let file = self.path.join(name);
        std::fs::write(&file, text).with_context(|| format!("无法写入“{}”", file.display()))?;
        Ok(file)
    }
}

#[cfg(unix)]
fn restrict(file: &Path) -> Result<()> {
    use std::os::unix::fs::PermissionsExt;
    let owner_only = std::fs::Permissions::from_mode(0o600);
    std::fs::set_permissions(file, owner_only).with_context(|| format!("无法保护“{}”", file.display()))
}

#[cfg(not(unix))]
fn restrict(_file: &Path) -> Result<()> {
    Ok(())
}
