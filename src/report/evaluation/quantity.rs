//! The change of the measure behind an indicator in words: so many patents, so much R&D expenditure.

use crate::definitions::{Definitions, Language};
use crate::ingest::unit_factor;
use crate::report::view::unit_words;

/// Amounts of money are shown in the largest of these units of which they hold one, as people say them.
const MONEY: [&str; 2] = ["亿元", "万元"];

/// The change of a measure in its unit; of the indicator itself where the zone form gives it. Empty where nothing is
/// known.
pub(crate) fn quantity_words(
    definitions: &Definitions,
    language: Language,
    indicator: &str,
    measure: Option<&str>,
    (measure_change, change): (Option<f64>, f64),
) -> String {
    let (name, unit, change) = match measure {
        Some(id) => {
            let measure = definitions.measures.iter().find(|one| one.id == id);
            let (Some(measure), Some(change)) = (measure, measure_change) else {
                return String::new();
            };
            let name = measure.label.get(language).to_owned();
            (name, measure.unit.as_str(), change)
        }
        None => match definitions.indicator(indicator) {
            Some(found) => (
                found.label.get(language).to_owned(),
                found.unit.as_str(),
                change,
            ),
            None => return String::new(),
        },
    };
    format!("{name} {}", amount(language, change, unit))
}

/// A change with its sign, in the unit that people use: amounts of money in 亿元 or 万元, per cents in points.
fn amount(language: Language, change: f64, unit: &str) -> String {
    let sign = if change < 0.0 { "−" } else { "+" };
    let size = change.abs();
    if unit == "%" {
        return match language {
            Language::Zh => format!("{sign}{size:.2} 个百分点"),
            Language::En => format!("{sign}{size:.2} percentage points"),
        };
    }
    let larger = MONEY.iter().find_map(|larger| {
        let each = unit_factor(larger, unit).filter(|each| *each > 1.0)?;
        (unit.contains('元') && !unit.contains('/') && size >= each).then(|| (size / each, *larger))
    });
    if let Some((size, larger)) = larger {
        return format!("{sign}{size:.2} {}", unit_words(larger, language));
    }
    // A part of a person or a patent is a whole one.
    let size = if size < 10.0 {
        format!("{size:.1}")
    } else {
        format!("{:.0}", size.ceil())
    };
    format!("{sign}{size} {}", unit_words(unit, language))
}
