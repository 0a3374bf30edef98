//! The units that are compared (the zone first, then the zones of the reference panel) and their values.

use std::collections::BTreeMap;

use super::scale::Bounds;
use crate::definitions::Pipeline;
use crate::period::Period;
use crate::tables::{Basis, IndicatorRow, Level, ReferenceRow};

/// Units × indicators, and the bounds that the reference gives.
#[derive(Clone, Debug)]
pub(super) struct Panel {
    /// The zone's id, then the panel's zones in the order of the file.
    pub units: Vec<String>,
    /// The group of each unit.
    pub groups: Vec<Option<String>>,
    values: BTreeMap<String, Vec<Option<f64>>>,
    previous: BTreeMap<String, Vec<Option<f64>>>,
    given: BTreeMap<String, Bounds>,
    /// Published pairs: index (empty for all), rank and score.
    published: Vec<(String, i64, f64)>,
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
            groups: vec![None],
            values: BTreeMap::new(),
            previous: BTreeMap::new(),
            given: BTreeMap::new(),
            published: Vec::new(),
        };
        let mut places: BTreeMap<&str, usize> = BTreeMap::new();
        for row in reference {
            if let (Some(rank), Some(score)) = (row.rank, finite(row.score)) {
                panel.published.push((row.index.clone(), rank, score));
                continue;
            }
            let bounds = match (finite(row.min), finite(row.max)) {
                (Some(min), Some(max)) => Some(Bounds { min, max }),
                _ => None,
            };
            if let Some(bounds) = bounds {
                panel.given.insert(row.indicator.clone(), bounds);
            }
            let zone = row.zone.trim();
            let only_bounds = row.value.is_none() && (row.min.is_some() || row.max.is_some());
            if zone.is_empty() || only_bounds {
                continue;
            }
            let group = Some(row.group.trim()).filter(|group| !group.is_empty());
            if pipeline.is_own_zone(zone) {
                // What the panel knows of the zone itself is its group only.
                if let (Some(own), Some(group)) = (panel.groups.first_mut(), group) {
                    *own = Some(group.to_owned());
                }
                continue;
            }
            let place = *places.entry(zone).or_insert_with(|| {
                panel.add_unit(zone);
                panel.units.len() - 1
            });
            if let (Some(own), Some(group)) = (panel.groups.get_mut(place), group) {
                *own = Some(group.to_owned());
            }
            panel.set(place, &row.indicator, finite(row.value));
            panel.set_previous(place, &row.indicator, finite(row.previous));
        }
        let own = indicators
            .iter()
            .filter(|row| row.level == Level::Zone && row.unit == pipeline.id)
            .filter(|row| row.basis != Basis::Carried || period.quarter.is_some());
        for row in own {
            panel.set(0, &row.indicator, finite(row.value));
            panel.set_previous(0, &row.indicator, finite(row.previous));
        }
        panel
    }

    /// A panel of units that are all alike: no zone of its own among them.
    pub(super) fn of_units(units: Vec<String>, groups: Vec<Option<String>>) -> Panel {
        Panel {
            units,
            groups,
            values: BTreeMap::new(),
            previous: BTreeMap::new(),
            given: BTreeMap::new(),
            published: Vec::new(),
        }
    }

    fn add_unit(&mut self, name: &str) {
        self.units.push(name.to_owned());
        self.groups.push(None);
    }

    /// Gives a unit a value of an indicator.
    pub(super) fn set(&mut self, unit: usize, indicator: &str, value: Option<f64>) {
        set(&mut self.values, unit, indicator, value);
    }

    /// Gives a unit a value of the period before.
    pub(super) fn set_previous(&mut self, unit: usize, indicator: &str, value: Option<f64>) {
        set(&mut self.previous, unit, indicator, value);
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

    /// The values of an indicator in the period before, one per unit.
    pub(super) fn previous(&self, indicator: &str) -> Vec<Option<f64>> {
        let mut column = self.previous.get(indicator).cloned().unwrap_or_default();
        column.resize(self.units.len(), None);
        column
    }

    /// Published pairs of rank and score of an index.
    pub(super) fn published(&self, index: &str) -> Vec<(i64, f64)> {
        self.published
            .iter()
            .filter(|(of, ..)| of.is_empty() || of == index)
            .map(|(_, rank, score)| (*rank, *score))
            .collect()
    }

    /// The bounds of an indicator that the reference gives. Half a pair is none.
    pub(super) fn given(&self, indicator: &str) -> Option<Bounds> {
        self.given.get(indicator).copied()
    }
}

fn set(
    columns: &mut BTreeMap<String, Vec<Option<f64>>>,
    unit: usize,
    indicator: &str,
    value: Option<f64>,
) {
    let column = columns.entry(indicator.to_owned()).or_default();
    if column.len() <= unit {
        column.resize(unit + 1, None);
    }
    if let Some(cell) = column.get_mut(unit) {
        *cell = value;
    }
}
