//! The one look of charts: titles, axis names, labels that can be read, the palette of the house.

use std::ops::{Deref, DerefMut};

use rust_xlsxwriter::{
    Chart, ChartAxis, ChartAxisCrossing, ChartDataLabel, ChartFont, ChartFormat,
    ChartLegendPosition, ChartLine, ChartPoint, ChartRange, ChartSolidFill, ChartType, Color,
};

use super::style::{FONT, INK, MUTED, RULE};

/// A chart in the look of the house.
pub(super) struct Look<'a> {
    /// Kind of chart.
    pub(super) kind: ChartType,
    /// What it shows.
    pub(super) title: &'a str,
    /// Name of the axis of categories; empty for none.
    pub(super) categories: &'a str,
    /// Name of the axis of values, with the unit.
    pub(super) values: &'a str,
    /// Width and height in pixels.
    pub(super) size: (u32, u32),
    /// Whether a legend names the series.
    pub(super) legend: bool,
}

fn font(size: u8, bold: bool) -> ChartFont {
    let mut font = ChartFont::new();
    font.set_name(FONT).set_size(size).set_color(INK);
    if bold {
        font.set_bold();
    } else {
        font.unset_bold();
    }
    font
}

fn line(colour: Color) -> ChartLine {
    let mut line = ChartLine::new();
    line.set_color(colour).set_width(0.75);
    line
}

/// A chart that knows which of its axes has the categories.
pub(super) struct Drawing {
    chart: Chart,
    horizontal: bool,
    /// Labels stand in the bars.
    stacked: bool,
    /// Width and height in pixels.
    pub(super) size: (u32, u32),
}

impl Deref for Drawing {
    type Target = Chart;

    fn deref(&self) -> &Chart {
        &self.chart
    }
}

impl DerefMut for Drawing {
    fn deref_mut(&mut self) -> &mut Chart {
        &mut self.chart
    }
}

impl Drawing {
    /// The axis of categories. The x axis is the horizontal one, which has the values where bars lie.
    pub(super) fn category_axis(&mut self) -> &mut ChartAxis {
        if self.horizontal {
            self.chart.y_axis()
        } else {
            self.chart.x_axis()
        }
    }

    /// The axis of values.
    pub(super) fn value_axis(&mut self) -> &mut ChartAxis {
        if self.horizontal {
            self.chart.x_axis()
        } else {
            self.chart.y_axis()
        }
    }
}

/// An empty chart in the look of the house.
pub(super) fn chart(look: &Look) -> Drawing {
    let mut chart = Chart::new(look.kind);
    chart.set_width(look.size.0).set_height(look.size.1);
    chart.title().set_name(look.title).set_font(&font(12, true));
    let mut border = ChartFormat::new();
    border.set_border(&line(RULE));
    chart.chart_area().set_format(&mut border);
    if look.legend {
        chart
            .legend()
            .set_position(ChartLegendPosition::Bottom)
            .set_font(&font(9, false));
    } else {
        chart.legend().set_hidden();
    }
    let horizontal = matches!(
        look.kind,
        ChartType::Bar | ChartType::BarStacked | ChartType::BarPercentStacked
    );
    let mut drawing = Drawing {
        chart,
        size: look.size,
        horizontal,
        stacked: matches!(
            look.kind,
            ChartType::BarStacked
                | ChartType::BarPercentStacked
                | ChartType::ColumnStacked
                | ChartType::ColumnPercentStacked
        ),
    };
    let categories = drawing.category_axis();
    categories
        .set_font(&font(9, false))
        .set_major_gridlines(false)
        .set_format(&mut line(RULE));
    if !look.categories.is_empty() {
        categories
            .set_name(look.categories)
            .set_name_font(&font(9, false));
    }
    if horizontal {
        // Excel draws the first category at the bottom; people read from the top. The values stay below.
        categories
            .set_label_interval(1)
            .set_reverse()
            .set_crossing(ChartAxisCrossing::Max);
    }
    let values = drawing.value_axis();
    values
        .set_font(&font(9, false))
        .set_major_gridlines(true)
        .set_major_gridlines_line(&line(RULE))
        .set_format(&mut line(RULE));
    if !look.values.is_empty() {
        values.set_name(look.values).set_name_font(&font(9, false));
    }
    drawing
}

/// Height in pixels of a chart of lying bars in which every category keeps its name and every bar its number: twelve
/// pixels for a bar, and room between the categories.
pub(super) fn height_of_bars(categories: usize, series: usize) -> u32 {
    let bars = categories.saturating_mul(12 * series + 14);
    u32::try_from(120 + bars).unwrap_or(u32::MAX)
}

/// A series of a chart.
pub(super) struct Series<'a> {
    /// The cell with its name.
    pub(super) name: &'a ChartRange,
    /// The cells with its categories.
    pub(super) categories: &'a ChartRange,
    /// The cells with its values.
    pub(super) values: &'a ChartRange,
    /// Its colour.
    pub(super) colour: Color,
    /// Number format of its data labels, if it has any.
    pub(super) labels: Option<&'a str>,
    /// How many bars it has, which of them is pointed out, and in which colour.
    pub(super) point_out: Option<(usize, usize, Color)>,
}

/// Adds a series in one colour; `labels` is the number format of its data labels, if it has any.
pub(super) fn add_series(
    chart: &mut Drawing,
    name: &ChartRange,
    categories: &ChartRange,
    values: &ChartRange,
    colour: Color,
    labels: Option<&str>,
) {
    add(
        chart,
        &Series {
            name,
            categories,
            values,
            colour,
            labels,
            point_out: None,
        },
    );
}

fn filled(colour: Color) -> ChartFormat {
    let mut fill = ChartSolidFill::new();
    fill.set_color(colour);
    let mut format = ChartFormat::new();
    format.set_solid_fill(&fill);
    format
}

/// Adds a series.
pub(super) fn add(chart: &mut Drawing, wanted: &Series) {
    let stacked = chart.stacked;
    let series = chart.add_series();
    series
        .set_name(wanted.name)
        .set_categories(wanted.categories)
        .set_values(wanted.values)
        .set_format(&mut filled(wanted.colour))
        .set_gap(60);
    if let Some(number_format) = wanted.labels {
        let mut label = ChartDataLabel::new();
        let mut small = ChartFont::new();
        small
            .set_name(FONT)
            .set_size(8)
            .set_color(if stacked { Color::White } else { MUTED });
        label
            .show_value()
            .set_num_format(number_format)
            .set_font(&small);
        series.set_data_label(&label);
    }
    if let Some((bars, place, colour)) = wanted.point_out {
        let points: Vec<ChartPoint> = (0..bars)
            .map(|bar| {
                let colour = if bar == place { colour } else { wanted.colour };
                ChartPoint::new().set_format(&mut filled(colour))
            })
            .collect();
        series.set_points(&points);
    }
}
