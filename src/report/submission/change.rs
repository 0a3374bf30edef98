//! The change against the year before, as people write it, and whether it needs a reason.

use crate::definitions::{Indicator, Language};
use crate::report::sheet::Cell;
use crate::report::style::Tone;
use crate::report::view::View;

/// The change with its sign: of per cents in points, of all else in the unit with the growth behind it.
pub(super) fn change(
    view: &View,
    indicator: &Indicator,
    value: Option<f64>,
    previous: Option<f64>,
) -> Cell {
    let Some((value, previous)) = value.zip(previous) else {
        return Cell::blank();
    };
    let change = value - previous;
    let decimals = usize::from(indicator.decimals);
    let size = format!("{change:+.decimals$}");
    let zero = format!("{:.decimals$}", 0.0);
    let size = if size.trim_start_matches(['+', '-']) == zero {
        zero
    } else {
        size.replace('-', "−")
    };
    if indicator.unit == "%" {
        return Cell::text(match view.language {
            Language::Zh => format!("{size} 个百分点"),
            Language::En => format!("{size} percentage points"),
        });
    }
    if previous <= 0.0 {
        return Cell::text(size);
    }
    let growth = format!("{:+.1}%", change / previous * 100.0).replace('-', "−");
    Cell::text(match view.language {
        Language::Zh => format!("{size}（{growth}）"),
        Language::En => format!("{size} ({growth})"),
    })
}

/// The cell for the reason: one to fill in, where the change passes the limit of the pipeline file.
pub(super) fn reason(view: &View, value: Option<f64>, previous: Option<f64>) -> Cell {
    let rules = &view.results.definitions.pipeline.submission;
    match value.zip(previous) {
        Some((value, previous)) if rules.needs_reason(value, previous) => {
            Cell::text(view.say("请填写原因：", "please give the reason:")).tone(Tone::Query)
        }
        _ => Cell::blank(),
    }
}
