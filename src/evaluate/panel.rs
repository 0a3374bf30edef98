//! The units that are compared (the zone first, then the zones of the reference panel) and their values.

use std::collections::BTreeMap;

use super::normalise::Bounds;
use crate::definitions::Pipeline;
use crate::period::Period;
use crate::tables::{Basis, IndicatorRow, Level, ReferenceRow};

/// Units × indicators, and the bounds that the reference gives.
#[derive(Clone, Debug)]
pub(super) struct Panel {
    /// The zone's id, then the panel's zones in the order of the file.
    pub units: Vec<String>,
    values: BTreeMap<String, Vec<Option<f64>>>,
    given: BTreeMap<String, Bounds>,
}

fn finite(value: Option<f64>) -> Option<f64> {
    value.filter(|value| value.is_finite())
}

impl Panel {
    /// Gathers the zone's own values and the reference.
    ///
    /// Where the panel holds the zone itself, its own values replace all of the panel's. In an annual evaluation
    /// a value that was carried forward is none. Of two rows for the same value the later counts.
    pub(super) fn new(
        pipeline: &Pipeline,
        period: Period,
        indicators: &[IndicatorRow],
        reference: &[ReferenceRow],
    ) -> Panel {
        let mut panel = Panel {
            units: vec![pipeline.id.clone()],
            values: BTreeMap::new(),
            given: BTreeMap::new(),
        };
        let mut places: BTreeMap<&str, usize> = BTreeMap::new();
        for row in reference {
            let bounds = match (finite(row.min), finite(row.max)) {
                (Some(min), Some(max)) => Some(Bounds { min, max }),
                _ => None,
            };
            if let Some(bounds) = bounds {
                panel.given.insert(row.indicator.clone(), bounds);
            }
            let zone = row.zone.trim();
            let only_bounds = row.value.is_none() && (row.min.is_some() || row.max.is_some());
            if zone.is_empty() || only_bounds || pipeline.is_own_zone(zone) {
                continue;
            }
            let place = *places.entry(zone).or_insert_with(|| {
                panel.units.push(zone.to_owned());
                panel.units.len() - 1
            });
            panel.set(place, &row.indicator, finite(row.value));
        }
        let own = indicators
            .iter()
            .filter(|row| row.level == Level::Zone && row.unit == pipeline.id)
            .filter(|row| row.basis != Basis::Carried || period.quarter.is_some());
        for row in own {
            panel.set(0, &row.indicator, finite(row.value));
        }
        panel
    }

    fn set(&mut self, unit: usize, indicator: &str, value: Option<f64>) {
        let column = self.values.entry(indicator.to_owned()).or_default();
        if column.len() <= unit {
            column.resize(unit + 1, None);
        }
        if let Some(cell) = column.get_mut(unit) {
            *cell = value;
        }
    }

    /// Gives the zone another value of an indicator.
    pub(super) fn set_own(&mut self, indicator: &str, value: f64) {
        self.set(0, indicator, finite(Some(value)));
    }

    /// The values of an indicator, one per unit.
    pub(super) fn column(&self, indicator: &str) -> Vec<Option<f64>> {
        let mut column = self.values.get(indicator).cloned().unwrap_or_default();
        column.resize(self.units.len(), None);
        column
    }

    /// The bounds of an indicator that the reference gives. Half a pair is none.
    pub(super) fn given(&self, indicator: &str) -> Option<Bounds> {
        self.given.get(indicator).copied()
    }
}
