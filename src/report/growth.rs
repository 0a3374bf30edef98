//! How growth is shown: in per cent of what it grew from, but in percentage points where the value is a percentage
//! itself.

use super::sheet::Cell;
use super::style::Shape;
use super::view::View;
use crate::assess::Wording;
use crate::definitions::{Indicator, Language, is_percentage};
use crate::tables::IndicatorRow;

/// Growth of a quantity in per cent, with its sign. For an indicator there is [`grown`].
pub(super) fn growth_cell(growth: Option<f64>) -> Cell {
    Cell::shaped(growth, Shape::Growth)
}

/// Growth in the unit that fits a value of `unit`: `growth` in per cent, or `change` in points.
pub(super) fn growth_of(
    language: Language,
    (unit, decimals): (&str, u8),
    growth: Option<f64>,
    change: Option<f64>,
) -> Cell {
    if is_percentage(unit) {
        Cell::shaped(change, Shape::Points(decimals, language))
    } else {
        growth_cell(growth)
    }
}

/// How far an indicator has moved since the year before, in its unit.
pub(super) fn changed(view: &View, indicator: &Indicator, row: &IndicatorRow) -> Cell {
    let shape = if is_percentage(&indicator.unit) {
        Shape::Points(indicator.decimals, view.language)
    } else {
        Shape::Signed(indicator.decimals)
    };
    Cell::shaped(row.change, shape)
}

/// Growth of an indicator against the year before.
pub(super) fn grown(view: &View, indicator: &Indicator, row: Option<&IndicatorRow>) -> Cell {
    growth_of(
        view.language,
        (&indicator.unit, indicator.decimals),
        row.and_then(|row| row.growth),
        row.and_then(|row| row.change),
    )
}

/// Growth of an indicator with the enterprises of both years only.
pub(super) fn grown_matched(
    view: &View,
    indicator: &Indicator,
    row: Option<&IndicatorRow>,
) -> Cell {
    growth_of(
        view.language,
        (&indicator.unit, indicator.decimals),
        row.and_then(|row| row.matched_growth),
        row.and_then(|row| row.matched_change),
    )
}

/// Growth of an indicator in words, with its sign; none without a year before.
pub(super) fn grown_words(
    language: Language,
    indicator: &Indicator,
    row: &IndicatorRow,
) -> Option<String> {
    let (grown, decimals, unit) = if is_percentage(&indicator.unit) {
        let unit = language.choose("个百分点", " percentage points");
        (row.change?, indicator.decimals, unit)
    } else {
        (row.growth?, 1, "%")
    };
    let number = Wording::of(language).number(grown.abs(), decimals);
    let sign = if grown < 0.0 { '−' } else { '+' };
    Some(match language {
        Language::Zh => format!("比上年 {sign}{number}{unit}"),
        Language::En => format!("{sign}{number}{unit} on the year before"),
    })
}

/// What a heading says of the unit of growth.
pub(super) fn unit_note(language: Language) -> &'static str {
    language.choose(
        "增长：百分比指标为百分点之差，其余为%",
        "Growth: percentage points (pp) for percentages, per cent for the others",
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::fixture::fixture;

    #[test]
    fn a_percentage_grows_by_points_and_a_quantity_by_per_cent() {
        let fixture = fixture();
        let results = fixture.results();
        let words = |indicator: &str, language| {
            let indicator = results.definitions.indicator(indicator).unwrap();
            let row = IndicatorRow {
                growth: Some(25.0),
                change: Some(-1.25),
                ..IndicatorRow::default()
            };
            grown_words(language, indicator, &row).unwrap()
        };
        assert_eq!(words("revenue_total", Language::Zh), "比上年 +25.0%");
        assert_eq!(words("rd_intensity", Language::Zh), "比上年 −1.25个百分点");
        assert_eq!(
            words("rd_intensity", Language::En),
            "−1.25 percentage points on the year before"
        );
    }

    #[test]
    fn the_unit_stands_with_the_number() {
        let points = growth_of(Language::Zh, ("%", 2), Some(25.0), Some(1.25));
        assert_eq!(points, Cell::shaped(1.25, Shape::Points(2, Language::Zh)));
        let per_cent = growth_of(Language::Zh, ("亿元", 2), Some(25.0), Some(1.25));
        assert_eq!(per_cent, Cell::shaped(25.0, Shape::Growth));
    }
}
