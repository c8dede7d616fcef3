use gongwen::read::ReadError;

use super::pdf::{line, one_page};
use crate::{refusal, text};

/// Strokes over the whole width or height of a table with these borders, from the lower left corner, in points.
fn strokes(levels: &[f32], uprights: &[f32]) -> String {
    let (low, high) = (levels[levels.len() - 1], levels[0]);
    let (left, right) = (uprights[0], uprights[uprights.len() - 1]);
    let level = |y: &f32| format!("{left} {y} m {right} {y} l S\n");
    let upright = |x: &f32| format!("{x} {low} m {x} {high} l S\n");
    levels.iter().map(level).chain(uprights.iter().map(upright)).collect()
}

/// Two rows of two cells; the second one's cells have two lines each.
fn cells() -> String {
    [
        line(74.0, 680.0, "阶段"),
        line(174.0, 680.0, "任务"),
        line(74.0, 640.0, "宣传发动"),
        line(174.0, 640.0, "制定方案，"),
        line(74.0, 620.0, "阶段"),
        line(174.0, 620.0, "召开会议。"),
    ]
    .concat()
}

const ROWS: &str = "阶段\t任务\n宣传发动阶段\t制定方案，召开会议。\n";

#[test]
fn a_ruled_row_is_one_line_whatever_its_cells_break_into() {
    let stroked = strokes(&[700.0, 660.0, 600.0], &[70.0, 170.0, 500.0]);
    assert_eq!(text(&one_page(&(stroked + &cells()), "", &[])), ROWS);
    let thin: String = [
        "70 699.5 430 1 re 70 659.5 430 1 re 70 599.5 430 1 re f\n",
        "69.5 600 1 100 re 169.5 600 1 100 re 499.5 600 1 100 re f\n",
    ]
    .concat();
    assert_eq!(text(&one_page(&(thin + &cells()), "", &[])), ROWS, "thin shapes, as other programs draw");
    let each: String = [700.0, 660.0]
        .iter()
        .zip([660.0, 600.0])
        .flat_map(|(top, low)| {
            [(70.0, 170.0), (170.0, 500.0)].map(|(left, right)| strokes(&[*top, low], &[left, right]))
        })
        .collect();
    assert_eq!(text(&one_page(&(each + &cells()), "", &[])), ROWS, "a border for each cell");
}

#[test]
fn a_cell_over_two_rows_belongs_to_the_first() {
    let levels = "70 700 m 500 700 l 170 660 m 500 660 l 70 600 m 500 600 l S\n";
    let uprights = "70 600 m 70 700 l 170 600 m 170 700 l 500 600 m 500 700 l S\n";
    let content = [
        levels.to_owned(),
        uprights.to_owned(),
        line(74.0, 645.0, "各单位"),
        line(174.0, 680.0, "自查"),
        line(174.0, 630.0, "整改"),
    ];
    assert_eq!(text(&one_page(&content.concat(), "", &[])), "各单位\t自查\n\t整改\n");
}

#[test]
fn frames_and_clips_make_no_rows() {
    let frame = "70 600 m 500 600 l 500 700 l 70 700 l 70 600 l S\n";
    let plain = "阶段　　　　任务\n宣传发动　　制定方案，\n阶段　　　　召开会议。\n";
    let read = |drawn: &str| text(&one_page(&(drawn.to_owned() + &cells()), "", &[]));
    let lines =
        |text: &str| text.lines().filter(|line| !line.is_empty()).map(str::to_owned).collect::<Vec<_>>();
    assert_eq!(lines(&read("")), lines(plain), "without rules print does not tell");
    assert_eq!(lines(&read(frame)), lines(plain));
    let clips = "70 600 100 60 re 170 600 330 60 re 70 660 100 40 re 170 660 330 40 re W n\n";
    assert_eq!(lines(&read(clips)), lines(plain));
    let shaded = "70 600 100 60 re 170 600 330 60 re f\n";
    assert_eq!(lines(&read(shaded)), lines(plain), "a ground is no rule");
    let hatched: String =
        (0..1_200).map(|at| format!("{at} 0 m {at} 800 l S 0 {at} m 590 {at} l S\n")).collect();
    assert_eq!(lines(&read(&hatched)), lines(plain), "so many lines are a picture");
}

#[test]
fn a_mark_in_a_cell_is_seen() {
    let ruled = strokes(&[700.0, 660.0, 600.0], &[70.0, 170.0, 500.0]);
    let content =
        ruled + &line(74.0, 680.0, "机密★1年") + &line(174.0, 680.0, "特急") + &line(174.0, 620.0, "任务");
    assert_eq!(refusal(&one_page(&content, "", &[])), Some(ReadError::Secret));
}
