use std::collections::BTreeSet;

use anyhow::{Context, Result, bail};
use blobs::{BlobId, Blobs, GRACE, Stored, Unfinished};
use clock::Moment;
use db::Db;
use web::bytes_in_words as size;

use crate::house;

/// How the blob store stands with what the database names.
#[derive(Debug, Default)]
pub(super) struct Files {
    stored: u64,
    bytes: u64,
    named: usize,
    /// Named by a row, and not an address.
    damaged: Vec<String>,
    /// Named by a row, and not stored.
    missing: Vec<BlobId>,
    /// Stored for longer than the grace, and named by no row.
    orphans: Vec<Stored>,
    /// Uploads in pieces that were begun before the grace.
    unfinished: Vec<Unfinished>,
}

/// As many as are listed one by one.
const LISTED: usize = 20;

impl Files {
    /// Goes through the whole store. The shelf is read before the rows: what is put meanwhile is too young to be judged.
    pub(super) async fn examine(db: &Db, blobs: &Blobs, now: Moment) -> Result<Self> {
        let before = now.plus_micros(-i64::try_from(GRACE.as_micros()).unwrap_or(i64::MAX));
        let mut files = Self::default();
        let mut old = Vec::new();
        let mut there = BTreeSet::new();
        for shelf in 0..=u8::MAX {
            for stored in blobs.shelf(shelf).await.context("无法列出文件库")? {
                files.stored += 1;
                files.bytes += stored.len;
                there.insert(stored.id);
                if stored.since < before {
                    old.push(stored);
                }
            }
        }
        let named = files.named(db).await?;
        files.named = named.len();
        files.orphans = old.into_iter().filter(|stored| !named.contains(&stored.id)).collect();
        for id in named.difference(&there) {
            if !blobs.exists(*id).await.context("无法读取文件库")? {
                files.missing.push(*id);
            }
        }
        let unfinished = blobs.unfinished().await.context("无法列出未完成的上传")?;
        let is_old = |upload: &Unfinished| upload.since().is_some_and(|since| since < before);
        files.unfinished = unfinished.into_iter().filter(is_old).collect();
        Ok(files)
    }

    async fn named(&mut self, db: &Db) -> Result<BTreeSet<BlobId>> {
        let mut named = BTreeSet::new();
        for text in house::blobs_in_use(db).await.context("无法读取数据库")? {
            match text.parse() {
                Ok(id) => drop(named.insert(id)),
                Err(_) => self.damaged.push(text),
            }
        }
        Ok(named)
    }

    /// Prints what was found, and gives back what is wrong, a phrase each.
    pub(super) fn tell(&self) -> Vec<String> {
        println!("文件库：共 {} 个文件（{}），数据库引用 {} 个。", self.stored, size(self.bytes), self.named);
        list("地址无法识别", &self.damaged, String::clone);
        list("缺失（数据库引用、文件库里没有）", &self.missing, BlobId::to_string);
        list("无人引用（存放超过 24 小时）", &self.orphans, |stored| {
            format!("{}  {}  {}", stored.id, stored.since, size(stored.len))
        });
        list("中断的分片上传（超过 24 小时）", &self.unfinished, |upload| {
            upload.since().map_or_else(String::new, |since| since.to_string())
        });
        let mut wrong = self.missing();
        if !self.orphans.is_empty() {
            wrong.push(format!("{} 个文件无人引用（{}）", self.orphans.len(), size(self.orphan_bytes())));
        }
        if !self.unfinished.is_empty() {
            wrong.push(format!("{} 个上传中断后留下了分片", self.unfinished.len()));
        }
        wrong
    }

    /// What removing cannot mend, a phrase each.
    pub(super) fn missing(&self) -> Vec<String> {
        let mut wrong = Vec::new();
        if !self.damaged.is_empty() {
            wrong.push(format!("{} 个文件地址无法识别", self.damaged.len()));
        }
        if !self.missing.is_empty() {
            wrong.push(format!("缺失 {} 个文件，请从备份恢复", self.missing.len()));
        }
        wrong
    }

    pub(super) fn has_orphans(&self) -> bool {
        !self.orphans.is_empty() || !self.unfinished.is_empty()
    }

    fn orphan_bytes(&self) -> u64 {
        self.orphans.iter().map(|stored| stored.len).sum()
    }

    /// Removes what nobody names; not where database and store do not fit together, as then nearly everything is an orphan.
    pub(super) async fn remove_orphans(&self, blobs: &Blobs) -> Result<()> {
        if self.named == 0 {
            bail!("没有删除任何文件：数据库没有引用任何文件，请先核对数据库和文件库是否属于同一套系统");
        }
        if !self.missing().is_empty() {
            bail!(
                "没有删除任何文件：数据库引用的文件不全在文件库里，请先核对数据库和文件库是否属于同一套系统"
            );
        }
        println!("将删除 {} 个文件，共 {}。", self.orphans.len(), size(self.orphan_bytes()));
        let (mut removed, mut abandoned) = (0, 0);
        for stored in &self.orphans {
            removed += usize::from(blobs.remove(*stored).await.context("无法删除文件")?);
        }
        for upload in &self.unfinished {
            abandoned += usize::from(blobs.abandon(upload).await.context("无法清除中断的上传")?);
        }
        println!("已删除 {removed} 个文件，清除 {abandoned} 个中断的上传。");
        Ok(())
    }
}

/// Prints how many there are, and the first of them.
fn list<T>(what: &str, all: &[T], line: impl Fn(&T) -> String) {
    if all.is_empty() {
        return;
    }
    println!("{what}：{} 个", all.len());
    for one in all.iter().take(LISTED) {
        println!("  {}", line(one));
    }
    if all.len() > LISTED {
        println!("  ……其余 {} 个没有列出", all.len() - LISTED);
    }
}
