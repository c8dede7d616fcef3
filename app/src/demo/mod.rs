//! The demonstration: a fictional district plays a notice from its first day, through the same doors as its people.

mod camera;
mod cast;
mod district;
mod hand;
mod paint;
mod serving;
mod year;

use std::path::Path;

use anyhow::{Context, Result, ensure};
use clock::{CivilDate, Clock};
use ids::Mint;

use crate::Failure;
use crate::cli;
use crate::folder::Folder;
use crate::house::Front;

/// A notice of our own writing, in the official form.
const SAMPLE: &str = include_str!("../../demo/notice.txt");

/// `anbiao demo`.
pub(crate) async fn play(options: cli::Demo) -> Result<(), Failure> {
    let notice = match &options.notice {
        Some(file) => read(file)?,
        None => ("示例通知.txt".to_owned(), SAMPLE.as_bytes().to_vec()),
    };
    let reading = judge(&notice)?;
    Ok(run(&options, notice, &reading).await?)
}

fn read(file: &Path) -> Result<(String, Vec<u8>), Failure> {
    let bytes = std::fs::read(file).map_err(|error| Failure::unreadable(file, &error))?;
    let name = file.file_name().map(|name| name.to_string_lossy().into_owned());
    Ok((name.unwrap_or_default(), bytes))
}

fn judge((name, bytes): &(String, Vec<u8>)) -> Result<campaigns::reading::Reading, Failure> {
    let decoded = gongwen::open::open(bytes, name).map_err(|error| Failure::Input(error.to_string()))?;
    campaigns::reading::read(&decoded).map_err(|error| Failure::Input(error.to_string()))
}

async fn run(
    options: &cli::Demo,
    notice: (String, Vec<u8>),
    reading: &campaigns::reading::Reading,
) -> Result<()> {
    let folder = Folder::of(&options.storage)?;
    ensure!(folder.is_empty()?, "数据文件夹“{}”里已有内容，请换一个空文件夹", options.storage.data.display());
    let calendar = year::Calendar::of(reading, options.now)?;
    let clock = Clock::fixed(calendar.first.start().plus_seconds(9 * 60 * 60));
    let mint = Mint::seeded(clock.clone(), options.seed);
    let house = folder.open(mint.clone()).await?;
    let worker = house.worker();
    let setup = people::setup_link(&house.db).await?.context("数据库里已有单位")?;
    let router = house.into_router(&Front::default());
    let issuer = options.notice.as_ref().and(reading.issuer.as_deref());
    let body = cast::Body::of(issuer);
    let cast = cast::hire(&router, &mint, &setup, usize::from(options.units), &body).await?;
    let sign_ins: String = cast.sign_ins.iter().map(|line| line.join("\t") + "\n").collect();
    let photos = usize::from(options.photos_per_unit);
    year::Year { clock, mint, cast, calendar: &calendar, photos, worker, merged: None }.play(&notice).await?;
    folder.set_demo_today(calendar.today)?;
    folder.keep_sign_ins(&sign_ins)?;
    Ok(())
}

/// The sheet (XLSX) by which a demonstration of `count` units brings them in; the same units each time.
pub fn roster(count: usize) -> Result<Vec<u8>> {
    let mint = Mint::seeded(Clock::fixed(clock::Moment::from_micros(0)), 1);
    cast::roster(&district::units(&mint, cast::Body::of(None).district, count))
}

/// A day of the demonstration, for the notes on the way.
pub(crate) fn tell(day: CivilDate, text: &str) {
    eprintln!("{day} {text}");
}
