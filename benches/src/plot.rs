//! The plot of a batch over more and more connections.

use std::path::Path;
use std::time::Duration;

use anyhow::{Result, anyhow};
use plotters::prelude::*;

/// Calls per second of one caller for each number of connections.
#[derive(Debug)]
pub struct Growth {
    pub title: &'static str,
    pub points: Vec<(u32, f64)>,
}

impl Growth {
    pub fn new(title: &'static str) -> Self {
        Self {
            title,
            points: Vec::new(),
        }
    }
}

const SIZE: (u32, u32) = (720, 440);

/// A sheet of its own, so that it can be read on a dark page as well.
const PAPER: RGBColor = RGBColor(252, 252, 250);
const INK: RGBColor = RGBColor(40, 40, 40);
const FAINT: RGBColor = RGBColor(222, 222, 218);
const IDEAL: RGBColor = RGBColor(140, 140, 140);

/// A colour and a width for each line. People who do not see red or green can tell
/// the colours apart. The last line is drawn first and is seen beside the others.
const LINES: [(RGBColor, u32); 2] = [(RGBColor(0, 92, 171), 2), (RGBColor(240, 160, 80), 7)];

pub fn draw(path: &Path, growth: &[Growth], latency: Duration) -> Result<()> {
    // plotters' failures name what cannot be shared between threads.
    try_draw(path, growth, latency).map_err(|reason| anyhow!("The plot failed: {reason}"))
}

fn try_draw(
    path: &Path,
    growth: &[Growth],
    latency: Duration,
) -> Result<(), Box<dyn std::error::Error>> {
    let connections: Vec<f64> = growth[0]
        .points
        .iter()
        .map(|&(n, _)| f64::from(n))
        .collect();
    let (fewest, most) = (connections[0], connections[connections.len() - 1]);
    // No connection can bring more than one answer in each such time.
    let ideal = |connections: f64| connections / latency.as_secs_f64();

    let sheet = SVGBackend::new(path, SIZE).into_drawing_area();
    sheet.fill(&PAPER)?;
    let title = format!(
        "Calls per second if each answer takes {} ms",
        latency.as_millis()
    );
    let mut chart = ChartBuilder::on(&sheet)
        .caption(title, ("sans-serif", 20).into_font().color(&INK))
        .margin(16)
        .x_label_area_size(44)
        .y_label_area_size(64)
        .build_cartesian_2d(
            (fewest..most).log_scale().base(2.0),
            (ideal(fewest) / 2.0..ideal(most) * 1.25).log_scale(),
        )?;
    let text = ("sans-serif", 15).into_font().color(&INK);
    chart
        .configure_mesh()
        .axis_style(INK)
        .bold_line_style(FAINT)
        .light_line_style(TRANSPARENT)
        .label_style(text.clone())
        .axis_desc_style(text.clone())
        .x_desc("connections")
        .y_desc("calls per second")
        .x_label_formatter(&|connections| format!("{connections:.0}"))
        .y_label_formatter(&|calls| format!("{calls:.0}"))
        .draw()?;
    chart
        .draw_series(DashedLineSeries::new(
            connections.iter().map(|&n| (n, ideal(n))),
            5,
            5,
            IDEAL.stroke_width(2),
        ))?
        .label("as many as the latency allows")
        .legend(|(x, y)| PathElement::new([(x, y), (x + 22, y)], IDEAL.stroke_width(2)));
    for (growth, (colour, width)) in growth.iter().zip(LINES).rev() {
        let points = || {
            growth
                .points
                .iter()
                .map(|&(n, calls)| (f64::from(n), calls))
        };
        chart
            .draw_series(LineSeries::new(points(), colour.stroke_width(width)).point_size(4))?
            .label(growth.title)
            .legend(move |(x, y)| {
                PathElement::new([(x, y), (x + 22, y)], colour.stroke_width(width))
            });
    }
    chart
        .configure_series_labels()
        .position(SeriesLabelPosition::UpperLeft)
        .background_style(PAPER)
        .border_style(FAINT)
        .label_font(text)
        .draw()?;
    sheet.present()?;
    Ok(())
}
