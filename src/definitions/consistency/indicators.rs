//! Indicators: ids and formulas over measures.

use std::collections::BTreeSet;

use super::Examination;
use crate::expressions::{Kind, MeasureFrame};

impl Examination<'_> {
    pub(super) fn indicators(&mut self) {
        let definitions = self.definitions;
        let origins = self.origins;
        let mut ids: BTreeSet<&str> = definitions.park_attributes();
        for (measure, file) in definitions.measures.iter().zip(&origins.measures) {
            if !ids.insert(&measure.id) || measure.id.starts_with("prev_") {
                self.problem(file, format!("measures.{}", measure.id), "a measure's id is unique, no park attribute's, and does not begin with `prev_`");
            }
        }
        let schema = MeasureFrame::schema(definitions);
        let mut ids = BTreeSet::new();
        for (indicator, file) in definitions.indicators.iter().zip(&origins.indicators) {
            let place = format!("indicators.{}", indicator.id);
            if !ids.insert(&indicator.id) {
                self.problem(file, &place, "this indicator id is used twice");
            }
            if let Some(formula) = &indicator.formula {
                self.expression(
                    file,
                    format!("{place}.formula"),
                    formula,
                    &schema,
                    Kind::Number,
                );
                if formula.columns().is_empty() {
                    self.problem(
                        file,
                        format!("{place}.formula"),
                        "the formula reads no measure",
                    );
                }
            }
        }
    }
}
