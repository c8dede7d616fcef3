use qrcode::{Color, EcLevel, QrCode};

use crate::Fault;

/// A QR code of `text` as an `<svg>` for a page: black squares on white with the four light modules around it that the
/// standard (ISO/IEC 18004) asks for. It has no style of its own, so the content policy lets it stand; `label` is what
/// it says to somebody who cannot see it. Fails for texts longer than a code holds (about 2,300 bytes).
pub fn qr_svg(text: &str, label: &str) -> Result<String, Fault> {
    const QUIET: usize = 4;
    let code = QrCode::with_error_correction_level(text, EcLevel::M).map_err(Fault::internal)?;
    let (width, colors) = (code.width(), code.to_colors());
    let side = width + 2 * QUIET;
    let mut squares = String::new();
    for (row, modules) in colors.chunks(width).enumerate() {
        for (column, _) in modules.iter().enumerate().filter(|(_, color)| **color == Color::Dark) {
            squares.push_str(&format!("M{} {}h1v1h-1z", column + QUIET, row + QUIET));
        }
    }
    let label = askama::filters::escape(label, askama::filters::Html).map_err(Fault::internal)?;
    Ok(format!(
        "<svg class=\"qr\" viewBox=\"0 0 {side} {side}\" role=\"img\" aria-label=\"{label}\" shape-rendering=\"crispEdges\">\
         <path fill=\"#fff\" d=\"M0 0h{side}v{side}H0z\"/><path d=\"{squares}\"/></svg>"
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Reads the drawn squares back into rows of `#` and ` `.
    fn drawn(svg: &str) -> Vec<String> {
        let side: usize =
            svg.split("viewBox=\"0 0 ").nth(1).unwrap().split(' ').next().unwrap().parse().unwrap();
        let mut rows = vec![vec![' '; side]; side];
        let path = svg.rsplit("<path d=\"").next().unwrap().split('"').next().unwrap();
        for square in path.split('M').filter(|square| !square.is_empty()) {
            let (x, y) = square.split('h').next().unwrap().split_once(' ').unwrap();
            rows[y.parse::<usize>().unwrap()][x.parse::<usize>().unwrap()] = '#';
        }
        rows.into_iter().map(|row| row.into_iter().collect()).collect()
    }

    #[test]
    fn three_finders_stand_in_the_corners_behind_a_quiet_zone() {
        let rows = drawn(&qr_svg("http://localhost/welcome/abc", "x").unwrap());
        let side = rows.len();
        assert!(rows[..4].iter().chain(&rows[side - 4..]).all(|row| row.trim().is_empty()));
        let corner = |x: usize, y: usize| -> Vec<String> {
            rows[y..y + 7].iter().map(|row| row[x..x + 7].to_owned()).collect()
        };
        let finder = ["#######", "#     #", "# ### #", "# ### #", "# ### #", "#     #", "#######"];
        for (x, y) in [(4, 4), (side - 11, 4), (4, side - 11)] {
            assert_eq!(corner(x, y), finder);
        }
    }

    #[test]
    fn the_label_stays_text_and_too_much_is_refused() {
        assert!(!qr_svg("a", "\"><script>").unwrap().contains("<script>"));
        assert!(qr_svg(&"长".repeat(2000), "x").is_err());
    }
}
