//! A site with as many activities as are wished, filled by the engine itself: what people log one by one would take days.

pub(crate) mod log;
pub(crate) mod progress;

use std::path::Path;
use std::time::Duration;

use anyhow::{Context, Result};
use clock::Clock;
use db::{Db, Reads, Tx, params};
use ids::Mint;
use people::NodePath;

/// The campaign and the measure by which a list is filtered.
pub(crate) const CAMPAIGN: &str = "00000000000000000000000000c00007";
pub(crate) const MEASURE: &str = "handbook";

/// The database of a data folder.
pub(crate) async fn open(folder: &Path) -> Result<Db> {
    Ok(Db::sqlite(&folder.join("anbiao.db"), Mint::random(Clock::system())).await?)
}

/// The node above all.
pub(crate) async fn root(db: &Db) -> Result<NodePath> {
    let root = "SELECT path AS value FROM unit WHERE parent IS NULL ORDER BY id LIMIT 1";
    db.value(root, params![]).await?.context("a site without a bureau")
}

/// Adds 1,000 units, 40 campaigns and `count` activities of four years, each with two numbers, in one to two campaigns.
/// They stand in no tally: only lists are measured.
pub(crate) async fn fill(db: &Db, count: i64) -> Result<()> {
    let mut tx = db.begin().await?;
    // Half a gigabyte: every index is written to all over.
    tx.run("PRAGMA cache_size = -500000", params![]).await?;
    places(&mut tx).await?;
    activities(&mut tx, count).await?;
    tx.commit().await?;
    Ok(())
}

async fn places(tx: &mut Tx) -> Result<()> {
    tx.run(
        "WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 999) \
         INSERT INTO unit (id, parent, path, kind, name, short_name, class, township, liaison_name, liaison_phone, made_at, version) \
         SELECT printf('%032x', 45056 + i), root.id, root.path || printf('%032x', 45056 + i) || '/', 'unit', \
         '青禾区第' || i || '社区卫生服务站', '第' || i || '服务站', 'community_station', '东街街道', '', '', 0, 1 \
         FROM n, (SELECT id, path FROM unit WHERE parent IS NULL ORDER BY id LIMIT 1) root",
        params![],
    )
    .await?;
    tx.run(
        "WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 39) \
         INSERT INTO campaign (id, bureau, place, state, name, issued_on, superior_basis, report_to, created_at, created_by, \
         launched_at, plan_version, version) \
         SELECT printf('%032x', 12582912 + i), root.id, root.path, 'launched', '第' || i || '次安全宣传行动', '2022-11-01', '', '', \
         0, '', 0, 1, 1 FROM n, (SELECT id, path FROM unit WHERE parent IS NULL ORDER BY id LIMIT 1) root",
        params![],
    )
    .await?;
    Ok(())
}

async fn activities(tx: &mut Tx, count: i64) -> Result<()> {
    // Odd factors modulo 2^32: every number once, none beside its neighbour.
    tx.run(
        "WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < $1 - 1), \
         d(i, day) AS (SELECT i, date('2022-11-26', '+' || ((i * 2654435761) % 4294967296 % 1460) || ' days') FROM n) \
         INSERT INTO activity (id, unit, name, starts_on, ends_on, place, speaker, description, is_standing, is_major, state, \
         void_reason, logged_by, logged_by_name, logged_at, changed_at, version) \
         SELECT printf('%016x%08x%08x', i, (i * 2654435761) % 4294967296, (i * 40503) % 4294967296), \
         printf('%032x', 45056 + i % 1000), \
         json_extract('[\"安全生产专题讲座\",\"消防演练\",\"防汛应急演练\",\"健康义诊\",\"心肺复苏培训\",\"宣传栏更新\",\"职业病防治咨询\",\
         \"用电安全检查\",\"手卫生培训\",\"医疗废物处置培训\",\"食品安全宣传\",\"急救技能比武\",\"安全知识竞赛\",\"警示教育片观看\",\"横幅悬挂\",\
         \"展板巡展\",\"入户宣传\",\"应急疏散演练\",\"特种设备培训\",\"案例剖析会\"]', '$[' || (i / 7 % 20) || ']') || '第' || (i % 997) || '期', \
         day, CASE WHEN i % 50 = 0 THEN date(day, '+30 days') ELSE day END, '门诊三楼会议室', NULL, \
         '组织职工和就诊群众参加，现场讲解并答疑，发放资料。', i % 50 = 0, i % 200 = 0, CASE WHEN i % 97 = 0 THEN 'void' ELSE 'logged' END, \
         CASE WHEN i % 97 = 0 THEN '重复登记' END, (SELECT MIN(id) FROM person), '郑联络', 0, 0, 1 FROM d",
        params![count],
    )
    .await?;
    tx.run(
        "INSERT INTO activity_quantity (activity, measure, ordinal, amount, starts_on) \
         SELECT id, json_extract('[\"lecture\",\"slogan\",\"handbook\",\"display_board\",\"drill\"]', '$[' || (rowid % 5) || ']'), 0, \
         1 + rowid % 200, starts_on FROM activity WHERE word_row IS NULL \
         UNION ALL SELECT id, 'trainee_visit', 1, 10 + rowid % 90, starts_on FROM activity WHERE word_row IS NULL",
        params![],
    )
    .await?;
    tx.run(
        "INSERT INTO activity_campaign (activity, campaign, starts_on) \
         SELECT id, printf('%032x', 12582912 + rowid % 40), starts_on FROM activity WHERE word_row IS NULL \
         UNION ALL SELECT id, printf('%032x', 12582912 + (rowid + 7) % 40), starts_on FROM activity \
         WHERE word_row IS NULL AND rowid % 3 = 0",
        params![],
    )
    .await?;
    activities::facts::pack(tx).await?;
    Ok(())
}

/// Waits until the program has put everything into the index of words.
pub(crate) async fn until_indexed(db: &Db) -> Result<()> {
    while activities::facts::unindexed(db).await? > 0 {
        tokio::time::sleep(Duration::from_secs(2)).await;
    }
    Ok(())
}
