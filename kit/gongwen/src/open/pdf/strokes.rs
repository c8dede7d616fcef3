//! The straight rules that a page draws: the borders of its tables.

use hayro_font::kurbo::{Affine, Point};
use hayro_syntax::content::ops::TypedInstruction;

use crate::open::page::Rule;

/// A filled shape that is thinner, in points, is a rule.
const THIN: f64 = 3.0;
/// Further off level or upright, in points, a line is none.
const SKEW: f64 = 0.5;
/// A page that draws more of them is a picture.
const MOST: usize = 1_000;

/// Follows the paths of a page, and keeps what is painted and straight.
#[derive(Debug, Default)]
pub(super) struct Strokes {
    at: Option<Point>,
    /// Of the open path, with whether it belongs to a thin shape.
    open: Vec<(Rule, bool)>,
    drawn: Vec<Rule>,
}

impl Strokes {
    /// Takes an operator that draws a path; others are nothing to it.
    pub(super) fn follow(&mut self, operator: &TypedInstruction<'_, '_>, transform: Affine) {
        let point = |x: f64, y: f64| transform * Point::new(x, y);
        match operator {
            TypedInstruction::MoveTo(to) => self.at = Some(point(to.0.as_f64(), to.1.as_f64())),
            TypedInstruction::LineTo(to) => {
                let to = point(to.0.as_f64(), to.1.as_f64());
                if let Some(from) = self.at.replace(to) {
                    self.edge(from, to, false);
                }
            }
            TypedInstruction::RectPath(rect) => {
                let (x, y) = (rect.0.as_f64(), rect.1.as_f64());
                let (right, top) = (x + rect.2.as_f64(), y + rect.3.as_f64());
                self.rectangle([point(x, y), point(right, y), point(right, top), point(x, top)]);
            }
            TypedInstruction::StrokePath(_)
            | TypedInstruction::CloseAndStrokePath(_)
            | TypedInstruction::FillAndStrokeNonZero(_)
            | TypedInstruction::FillAndStrokeEvenOdd(_)
            | TypedInstruction::CloseFillAndStrokeNonZero(_)
            | TypedInstruction::CloseFillAndStrokeEvenOdd(_) => self.paint(|_| true),
            TypedInstruction::FillPathNonZero(_)
            | TypedInstruction::FillPathNonZeroCompatibility(_)
            | TypedInstruction::FillPathEvenOdd(_) => self.paint(|is_thin| is_thin),
            TypedInstruction::EndPath(_) => self.paint(|_| false),
            _ => {}
        }
    }

    /// What was drawn; nothing of a page that draws too much.
    pub(super) fn rules(self) -> Vec<Rule> {
        if self.drawn.len() > MOST { Vec::new() } else { self.drawn }
    }

    fn rectangle(&mut self, corners: [Point; 4]) {
        let (width, height) = (corners[0].distance(corners[1]), corners[1].distance(corners[2]));
        let is_thin = width.min(height) < THIN;
        let next = corners.iter().cycle().skip(1);
        for (from, to) in corners.iter().zip(next) {
            self.edge(*from, *to, is_thin);
        }
    }

    fn edge(&mut self, from: Point, to: Point, is_thin: bool) {
        let is_straight = (from.x - to.x).abs() < SKEW || (from.y - to.y).abs() < SKEW;
        if is_straight && self.open.len() <= MOST {
            let rule = Rule {
                left: from.x.min(to.x) as f32,
                right: from.x.max(to.x) as f32,
                top: from.y.min(to.y) as f32,
                bottom: from.y.max(to.y) as f32,
            };
            self.open.push((rule, is_thin));
        }
    }

    fn paint(&mut self, is_painted: impl Fn(bool) -> bool) {
        self.at = None;
        for (rule, is_thin) in self.open.drain(..) {
            if is_painted(is_thin) && self.drawn.len() <= MOST {
                self.drawn.push(rule);
            }
        }
    }
}
