//! What a quarter carries from the last annual survey, because no quarterly form asks for it: such a value is none of the
//! period, and wherever it is shown the sheet says so.

use super::sheet::{Cell, SheetWriter};
use super::style::CARRIED;
use super::view::View;
use crate::definitions::{Indicator, Language};
use crate::tables::{Basis, IndicatorRow};

/// Whether a value is carried.
pub(super) fn is_carried(row: Option<&IndicatorRow>) -> bool {
    row.is_some_and(|row| row.basis == Basis::Carried && row.value.is_some())
}

/// Whether a unit's value of an indicator is carried.
pub(super) fn carries(view: &View, unit: &str, indicator: &str) -> bool {
    is_carried(view.indicator(unit, indicator))
}

/// What stands behind the name of an indicator whose value is carried; nothing behind others.
pub(super) fn suffix(language: Language, carried: bool) -> &'static str {
    match (carried, language) {
        (false, _) => "",
        (true, Language::Zh) => "（沿用上年）",
        (true, Language::En) => " (carried)",
    }
}

/// An indicator's name; it says where the value of the zone or of some park is carried.
pub(super) fn name(view: &View, indicator: &Indicator) -> String {
    let parks = view.parks();
    let mut units = parks.iter().map(|(park, _)| *park);
    let some = carries(view, view.zone_id(), &indicator.id)
        || units.any(|park| carries(view, park, &indicator.id));
    let label = indicator.label.get(view.language);
    format!("{label}{}", suffix(view.language, some))
}

/// A unit's value of an indicator, marked where it is carried.
pub(super) fn value_cell(view: &View, unit: &str, indicator: &Indicator) -> Cell {
    let row = view.indicator(unit, &indicator.id);
    Cell::number(row.and_then(|row| row.value), indicator.decimals).carried_if(is_carried(row))
}

/// What the mark means, where anything of the period is carried.
pub(super) fn note(view: &View, sheet: &mut SheetWriter) {
    let rows = &view.results.aggregated.indicators;
    if !rows.iter().any(|row| is_carried(Some(row))) {
        return;
    }
    let text = match view.language {
        Language::Zh => format!(
            "带“{CARRIED}”或“沿用上年”的是上年年报数：季报没有这一项。它不是本期数，不计增减，也不评判本期进展。"
        ),
        Language::En => format!(
            "{CARRIED} or \"carried\": the value of the last annual survey, for no quarterly form asks for it. It is none of this period: no change is counted and no progress judged."
        ),
    };
    sheet.note(&text);
}
