//! How far a park leads the zone in an indicator, in a way that fits it: a level against the zone's level, a share
//! of the zone against the park's share of its size, growth against the zone's growth.

use std::collections::BTreeSet;

use super::figures::Figures;
use crate::definitions::{Definitions, Direction, Indicator, Method};

/// A park beside the zone. `lead` is relative (0.1 is ten per cent), above 0 where the park is better.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Comparison {
    /// The zone's value of an indicator that is no size.
    Level {
        /// The zone's value.
        zone: f64,
        /// (value − zone) / |zone|.
        lead: f64,
    },
    /// The park's share of a size, beside its share of the pipeline's measure of size.
    Share {
        /// The park's share of the zone's value, 0–1.
        share: f64,
        /// Its share of the zone's size, 0–1.
        of_size: f64,
        /// share / of_size − 1.
        lead: f64,
    },
    /// The growth of park and zone, in per cent.
    Growth {
        /// The park's growth.
        park: f64,
        /// The zone's.
        zone: f64,
        /// (1 + park) / (1 + zone) − 1.
        lead: f64,
    },
}

impl Comparison {
    pub(super) fn lead(self) -> f64 {
        match self {
            Comparison::Level { lead, .. }
            | Comparison::Share { lead, .. }
            | Comparison::Growth { lead, .. } => lead,
        }
    }
}

/// Compares parks with the zone.
pub(super) struct Comparer<'a> {
    figures: &'a Figures<'a>,
    /// Sizes that are spread over the parks otherwise than the pipeline's measure of size.
    shared: BTreeSet<&'a str>,
    /// All sizes.
    sizes: BTreeSet<&'a str>,
}

impl<'a> Comparer<'a> {
    /// # Errors
    /// When a formula does not fit the measures.
    pub(super) fn of(
        definitions: &'a Definitions,
        figures: &'a Figures<'a>,
    ) -> polars::prelude::PolarsResult<Comparer<'a>> {
        let sizes: BTreeSet<&str> = super::figures::sizes(definitions)?
            .into_iter()
            .filter_map(|(indicator, size)| size.then_some(indicator))
            .collect();
        let shares = |indicator: &str| {
            definitions.pipeline.parks.iter().any(|park| {
                share_of_zone(figures, &park.id, indicator)
                    .zip(figures.size_share(&park.id))
                    .is_some_and(|(share, size)| (share - size).abs() > 1e-9)
            })
        };
        let shared = sizes.iter().copied().filter(|id| shares(id)).collect();
        Ok(Comparer {
            figures,
            shared,
            sizes,
        })
    }

    /// How the park stands beside the zone; none where the zone or last year has no value.
    pub(super) fn compare(
        &self,
        park: &str,
        indicator: &Indicator,
        method: Method,
    ) -> Option<Comparison> {
        let own = self.figures.park(park, &indicator.id)?;
        let zone = self.figures.zone(&indicator.id)?;
        let id = indicator.id.as_str();
        let better = |lead: f64| match indicator.direction {
            Direction::More => lead,
            Direction::Less => -lead,
        };
        if method != Method::Growth && self.shared.contains(id) {
            let share = share_of_zone(self.figures, park, id)?;
            let of_size = self.figures.size_share(park).filter(|size| *size > 0.0)?;
            let lead = better(share / of_size - 1.0);
            return Some(Comparison::Share {
                share,
                of_size,
                lead,
            });
        }
        if method == Method::Growth || self.sizes.contains(id) {
            let (park, zone) = (own.growth?, zone.growth?);
            let lead = better((1.0 + park / 100.0) / (1.0 + zone / 100.0) - 1.0);
            return (zone > -100.0).then_some(Comparison::Growth { park, zone, lead });
        }
        let (value, zone) = (own.value?, zone.value?);
        let lead = better(distance(value, zone));
        Some(Comparison::Level { zone, lead })
    }
}

fn share_of_zone(figures: &Figures, park: &str, indicator: &str) -> Option<f64> {
    let share = figures.park(park, indicator)?.value? / figures.zone(indicator)?.value?;
    share.is_finite().then_some(share)
}

/// (value − zone) / |zone|; any distance from 0 is beyond every share of it.
fn distance(value: f64, zone: f64) -> f64 {
    if value == zone {
        0.0
    } else if zone == 0.0 {
        f64::INFINITY.copysign(value)
    } else {
        (value - zone) / zone.abs()
    }
}
