use std::path::Path;
use std::sync::Arc;

use anyhow::{Context, Result};
use blobs::BlobId;
use campaigns::facts::CampaignFact;
use campaigns::{CampaignId, Reckoning};
use db::Db;
use ids::Mint;

use crate::Failure;
use crate::cli::Consolidate;
use crate::folder::Folder;
use crate::house::House;

/// `anbiao consolidate`: the files that the browser's job makes, without keeping a version of them.
pub(crate) async fn consolidate(options: Consolidate) -> Result<(), Failure> {
    let folder = Folder::held(&options.storage)?;
    let clock = folder.clock()?;
    let house = folder.open(Mint::random(clock.clone())).await?;
    let campaign = chosen(&house.db, options.campaign.as_deref()).await?;
    let phases = campaigns::facts::phases(&house.db, campaign.id).await.context("无法读取阶段")?;
    let phase = phases.iter().find(|phase| phase.ordinal == options.phase);
    let phase = phase.ok_or_else(|| {
        Failure::Input(format!(
            "“{}”没有第 {} 阶段，共 {} 个阶段",
            campaign.name,
            options.phase,
            phases.len()
        ))
    })?;
    let rendered = reports::consolidate::render(
        &house.db,
        &house.blobs,
        campaign.id,
        phase.id,
        Reckoning::Approved,
        clock.now(),
        Arc::new(|_, _| true),
    );
    let rendered = rendered.await.context("汇总没有完成")?;
    std::fs::create_dir_all(&options.out)
        .with_context(|| format!("无法建立输出文件夹“{}”", options.out.display()))?;
    write(&house, &options.out, "draft.docx", rendered.docx).await?;
    write(&house, &options.out, "ledger.xlsx", rendered.xlsx).await?;
    Ok(())
}

/// The campaign named, or the only one that has been launched.
async fn chosen(db: &Db, id: Option<&str>) -> Result<CampaignFact, Failure> {
    if let Some(id) = id {
        let unknown = || Failure::Input(format!("没有编号为“{id}”的专项行动"));
        let id = CampaignId::parse(id).map_err(|_| unknown())?;
        let found = campaigns::facts::campaign(db, id).await.context("无法读取专项行动")?;
        return found.ok_or_else(unknown);
    }
    let mut launched = campaigns::facts::launched(db).await.context("无法读取专项行动")?;
    match (launched.pop(), launched.is_empty()) {
        (Some(only), true) => Ok(only),
        (None, _) => Err(Failure::Input("还没有下发的专项行动".to_owned())),
        (Some(last), false) => {
            launched.push(last);
            let list: Vec<String> = launched.iter().map(|c| format!("{} {}", c.id, c.name)).collect();
            Err(Failure::Input(format!(
                "有多个专项行动，请用 --campaign 指明其中一个：\n{}",
                list.join("\n")
            )))
        }
    }
}

async fn write(house: &House, out: &Path, name: &str, blob: BlobId) -> Result<()> {
    let bytes = house.blobs.get(blob).await.with_context(|| format!("无法读取“{name}”"))?;
    let file = out.join(name);
    std::fs::write(&file, bytes).with_context(|| format!("无法写入“{}”", file.display()))?;
    println!("{}", file.display());
    Ok(())
}
