//! Which units a host means by what it typed.

use db::{DbError, Reads};
use people::UnitId;
use web::{Fault, Invalid, Raw};

use crate::cohost::MOST;
use crate::store::cohosts;

/// The units named by full name, short name or id, several in one text with a 顿号 between them; each once. What names
/// none, or more than one, is a sentence that says what was perhaps meant.
pub(crate) async fn named(reads: &impl Reads, typed: &[Raw], host: UnitId) -> Result<Vec<UnitId>, Fault> {
    let (mut units, mut invalid) = (Vec::new(), Invalid::default());
    let texts = typed.iter().flat_map(|raw| raw.text().split(['、', '；', ';', '\n']));
    for text in texts.map(str::trim).filter(|text| !text.is_empty()) {
        match one(reads, text, host).await? {
            Ok(unit) if !units.contains(&unit) => units.push(unit),
            Ok(_) => {}
            Err(sentence) => invalid.add("cohosts", sentence),
        }
    }
    if units.len() > MOST {
        let sentence = format!("协办单位共 {} 个，最多可以填写 {MOST} 个，请只保留主要的。", units.len());
        invalid.add("cohosts", sentence);
    }
    invalid.into_result()?;
    Ok(units)
}

async fn one(reads: &impl Reads, text: &str, host: UnitId) -> Result<Result<UnitId, String>, DbError> {
    let called = cohosts::called(reads, text).await?;
    let whole = called.iter().find(|unit| unit.name == text || unit.id.to_string() == text);
    let only = if called.len() == 1 { called.first() } else { None };
    match whole.or(only) {
        Some(unit) if unit.id == host => Ok(Err("协办单位不用填写本单位：本单位就是主办单位。".to_owned())),
        Some(unit) => Ok(Ok(unit.id)),
        None => Ok(Err(unknown(reads, text, host).await?)),
    }
}

async fn unknown(reads: &impl Reads, text: &str, host: UnitId) -> Result<String, DbError> {
    const NAMED: usize = 3;
    let near = cohosts::partners(reads, host, text, NAMED as i64).await?;
    let names: Vec<&str> = near.iter().map(|unit| unit.name.as_str()).collect();
    Ok(match names.len() {
        0 => format!(
            "没有找到协办单位“{text}”，请输入名称的一部分后从列表里选；本系统以外的单位请写在“说明”里。"
        ),
        _ => format!("协办单位“{text}”不明确，是不是“{}”？请填写全称。", names.join("”“")),
    })
}
