//! `anbiao doctor`: whether the database is sound, and whether it and the blob store fit together.

mod files;

use anyhow::{Context, Result};
use clock::Clock;
use db::Db;
use ids::Mint;

use crate::Failure;
use crate::cli::Doctor;
use crate::folder::Folder;
use crate::house;
use files::Files;

/// Tells on stdout what it finds; exit 1 when something is wrong and stays so.
pub(crate) async fn doctor(options: Doctor) -> Result<(), Failure> {
    let folder = Folder::held(&options.storage)?;
    let db = folder.database(Mint::random(Clock::system())).await?;
    let blobs = folder.blobs().await?;
    let mut wrong = database(&db, &blobs).await?;
    if wrong.is_empty() {
        let files = Files::examine(&db, &blobs, Clock::system().now()).await?;
        wrong = files.tell();
        if options.remove_orphans && files.has_orphans() {
            files.remove_orphans(&blobs).await?;
            wrong.clear();
        }
        wrong.extend(index(&db).await?);
    } else {
        println!("请先处理数据库的问题，文件库没有核对。");
    }
    if wrong.is_empty() {
        println!("没有发现问题。");
        return Ok(());
    }
    Err(Failure::Other(format!("检查发现问题：{}。", wrong.join("；"))))
}

/// What is wrong with the database, a phrase each.
async fn database(db: &Db, blobs: &blobs::Blobs) -> Result<Vec<String>> {
    let steps = house::migrations(&house::rooms(db, blobs));
    let pending = db::pending(db, &steps).await.context("无法读取数据库的升级记录")?;
    if !pending.is_empty() {
        println!("数据库：有 {} 个升级步骤没有执行，用 anbiao serve 打开一次即可执行。", pending.len());
        return Ok(vec![format!("数据库有 {} 个升级步骤没有执行", pending.len())]);
    }
    let damage = db::integrity(db).await.context("无法检查数据库")?;
    for line in &damage {
        println!("数据库损坏：{line}");
    }
    if damage.is_empty() {
        println!("数据库：升级步骤 {} 个全部已执行，完整性检查通过。", steps.len());
        return Ok(Vec::new());
    }
    Ok(vec![format!("数据库有 {} 处损坏，请从备份恢复", damage.len())])
}

/// What does not fit together between the activities and the index by whose words they are found. What only waits is no fault.
async fn index(db: &Db) -> Result<Vec<String>> {
    let waiting = activities::facts::unindexed(db).await.context("无法核对活动检索")?;
    let unpaired = activities::facts::index_faults(db).await.context("无法核对活动检索")?;
    if waiting > 0 {
        println!("活动检索：有 {waiting} 项活动还没有编入，用 anbiao serve 打开后会自动编入。");
    }
    if unpaired == 0 {
        return Ok(Vec::new());
    }
    println!("活动检索：有 {unpaired} 处与活动不一致，用 anbiao serve 打开后会自动重新编入。");
    Ok(vec![format!("活动检索有 {unpaired} 处与活动不一致")])
}
