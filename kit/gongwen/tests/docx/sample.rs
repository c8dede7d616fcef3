//! A report of several pages with everything that a document can have, and drawn pictures.

use std::io;

use clock::CivilDate;
use gongwen::document::{
    Attachment, Block, Column, Document, Imprint, Letterhead, Level, Picture, PictureId, Sheet, Signature,
    Table,
};
use gongwen::docx::{Jpeg, PictureSource};
use image::{Rgb, RgbImage, codecs::jpeg::JpegEncoder};

/// Draws the picture whose id is `WIDTHxHEIGHT-SEED`.
pub(crate) struct Drawn;

impl PictureSource for Drawn {
    fn jpeg(&self, id: &PictureId) -> io::Result<Jpeg> {
        let unknown = || io::Error::from(io::ErrorKind::NotFound);
        let (size, seed) = id.0.split_once('-').ok_or_else(unknown)?;
        let (width, height) = size.split_once('x').ok_or_else(unknown)?;
        let (width, height) = (width.parse().map_err(|_| unknown())?, height.parse().map_err(|_| unknown())?);
        let bytes = draw(width, height, seed.parse().map_err(|_| unknown())?).map_err(io::Error::other)?;
        Jpeg::new(bytes, width, height).map_err(io::Error::other)
    }
}

/// A room with a window, a floor and a round table: a distorted circle would show.
fn draw(width: u32, height: u32, seed: u32) -> image::ImageResult<Vec<u8>> {
    let tint = (seed * 37 % 90) as u8;
    let radius = width.min(height) as f32 / 5.0;
    let picture = RgbImage::from_fn(width, height, |x, y| {
        let (dx, dy) = (x as f32 - width as f32 * 0.55, y as f32 - height as f32 * 0.62);
        if dx.hypot(dy) < radius {
            Rgb([150, 90 + tint, 60])
        } else if y > height * 2 / 3 {
            Rgb([190, 180, 165 - tint])
        } else if x > width / 10 && x < width * 2 / 5 && y > height / 8 && y < height / 2 {
            Rgb([170 + tint / 2, 215, 240])
        } else {
            Rgb([235, 232 - tint / 3, 220])
        }
    });
    let mut bytes = Vec::new();
    JpegEncoder::new_with_quality(&mut bytes, 80).encode_image(&picture)?;
    Ok(bytes)
}

pub(crate) fn date(text: &str) -> CivilDate {
    CivilDate::parse(text).expect("a date of the sample")
}

/// The whole report.
pub(crate) fn report() -> Document {
    Document {
        letterhead: Some(Letterhead {
            issuer: "临江市图书馆文件".into(),
            number: Some("临图〔2025〕7号".into()),
            signatory: None,
        }),
        title: "临江市图书馆关于公共阅读空间开放服务专项行动第一阶段工作情况的报告".into(),
        recipients: vec!["临江市文化和旅游局".into()],
        body: body(),
        attachments: attachments(),
        signature: Some(Signature { signer: "临江市图书馆".into(), date: Some(date("2025-07-09")) }),
        footer_note: Some("校验码 3F7A-92C1-0B5E　第 2 版（已锁定）".into()),
        imprint: Some(Imprint {
            copies_to: vec![
                "市财政局".into(),
                "市教育局".into(),
                "各县（区）文化体育和旅游局".into(),
                "市总工会".into(),
            ],
            printed_by: "临江市图书馆办公室".into(),
            printed_on: date("2025-07-09"),
        }),
    }
}

fn body() -> Vec<Block> {
    use Level::{First, Fourth, Second, Third};
    let running = "按照统一部署，我馆于三月启动专项行动，各分馆结合实际制定方案，明确责任科室和时限，逐月调度、逐项落实。\
                   截至六月底，共开放阅读空间38处，举办各类活动214场，参加读者1.6万余人次，“一馆一品牌”格局初步形成。";
    vec![
        Block::paragraph("现将第一阶段工作情况报告如下，请审阅。"),
        Block::heading(First, "总体情况"),
        Block::paragraph(running),
        Block::paragraph(format!("　　{running}\n\n　　{running}")),
        Block::heading(First, "主要做法"),
        Block::heading(Second, "加强组织领导，层层压实责任"),
        Block::paragraph(running),
        Block::heading(Third, "成立工作专班"),
        Block::heading(Fourth, "明确分工"),
        Block::paragraph(running),
        Block::heading(Fourth, "建立台账"),
        Block::paragraph(running),
        Block::heading(Second, "创新活动形式，扩大服务覆盖"),
        Block::paragraph(running),
        Block::Table(figures().captioned("表1　第一阶段主要指标完成情况")),
        Block::note(
            "注：表中数据取自各分馆登记并经审核的记录，截至2025年6月30日24时；“人次”按场次累计，不去重。",
        ),
        Block::heading(Second, "用好典型经验，带动整体提升"),
        Block::paragraph(running),
        Block::Pictures { pictures: pictures() },
        Block::heading(First, "存在问题和下步打算"),
        Block::paragraph(running),
        Block::PageBreak,
        Block::heading(Second, "存在问题"),
        Block::paragraph(running),
        Block::heading(Second, "下步打算"),
        Block::paragraph(running),
    ]
}

fn figures() -> Table {
    let columns = vec![
        Column::centre("序号", 2),
        Column::left("指标", 6),
        Column::centre("单位", 2),
        Column::number("目标", 3),
        Column::number("完成", 3),
        Column::number("完成率", 3),
    ];
    let rows = [
        ["1", "开放阅读空间", "处", "40", "38", "95.0%"],
        ["2", "举办阅读推广活动", "场", "200", "214", "107.0%"],
        ["3", "参加读者", "人次", "15,000", "16,208", "108.1%"],
        ["4", "发放《市民阅读手册》和各类宣传资料", "份", "20,000", "18,760", "93.8%"],
        ["5", "开展馆员业务培训", "场", "12", "12", "100.0%"],
    ];
    table(columns, rows.map(|row| row.map(String::from).to_vec()).to_vec())
}

fn pictures() -> Vec<Picture> {
    [
        ("640x480-1", "江滨分馆“阅读进社区”活动现场"),
        ("480x640-2", "少儿馆组织小读者参观"),
        ("480x640-3", "读者签到"),
        ("480x640-4", "志愿者整理图书"),
        ("640x360-5", "全市馆员业务培训班开班，来自三十八个阅读空间的一百二十余名馆员参加"),
    ]
    .into_iter()
    .map(|(id, caption)| Picture { id: PictureId(id.into()), caption: caption.into() })
    .collect()
}

fn attachments() -> Vec<Attachment> {
    let wide: Vec<Column> = [
        "序号",
        "阅读空间",
        "活动",
        "读者",
        "培训",
        "资料",
        "报道",
        "视频",
        "讲座",
        "展览",
        "走访",
        "咨询",
        "志愿者",
        "备注",
    ]
    .iter()
    .enumerate()
    .map(|(index, heading)| match index {
        0 => Column::centre(*heading, 2),
        1 => Column::left(*heading, 8),
        13 => Column::left(*heading, 4),
        _ => Column::number(*heading, 3),
    })
    .collect();
    let rows = (1..=60).map(|space| {
        (0..14)
            .map(|column| match column {
                0 => space.to_string(),
                1 => format!("第{space}阅读空间（城市书房）"),
                13 => String::new(),
                _ => (space * column * 7 % 1000).to_string(),
            })
            .collect()
    });
    vec![
        Attachment {
            name: "各阅读空间第一阶段指标完成情况一览表".into(),
            body: vec![Block::Table(table(wide, rows.collect()))],
            sheet: Sheet::Landscape,
        },
        Attachment {
            name: "未按时报送情况的阅读空间名单和下一阶段重点任务分工及完成时限安排表".into(),
            body: vec![
                Block::heading(Level::First, "未报送名单"),
                Block::paragraph("第十二阅读空间、第四十阅读空间。"),
            ],
            sheet: Sheet::Portrait,
        },
        Attachment { name: "活动图片集（另附）".into(), ..Attachment::default() },
    ]
}

fn table(columns: Vec<Column>, rows: Vec<Vec<String>>) -> Table {
    Table::new(columns, rows).expect("a table of the sample")
}
