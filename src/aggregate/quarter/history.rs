//! What a quarter is compared with: other periods, summed.

use anyhow::Result;

use crate::aggregate::indicators::{self, Values};
use crate::aggregate::measures::RecordMeasures;
use crate::aggregate::used_records;
use crate::definitions::Definitions;
use crate::period::Period;
use crate::tables::{Edited, MeasureRow};

/// The measures of parks and zone in another period (of a year the enterprises' too, which say who moved what since),
/// and the indicators of its zone form.
#[derive(Clone, Debug)]
pub struct Past {
    /// The period.
    pub period: Period,
    pub(super) measures: Vec<MeasureRow>,
    pub(super) zone_form: Values,
}

impl Past {
    /// Sums the used records of a period, by the definitions of that period.
    ///
    /// # Errors
    /// When the tables do not fit the definitions.
    pub fn of(definitions: &Definitions, edited: &Edited) -> Result<Past> {
        let records = used_records(definitions, edited, None)?;
        let measures = RecordMeasures::of(definitions, &records)?;
        let mut rows = match edited.period.quarter {
            Some(_) => Vec::new(),
            None => measures.enterprise_rows(definitions, edited.period),
        };
        rows.extend(measures.sum_rows(definitions, edited.period));
        Ok(Past {
            period: edited.period,
            measures: rows,
            zone_form: indicators::from_zone_form(definitions, &edited.zone_form),
        })
    }
}

/// The periods that a quarter is compared with: those that are known of the quarters before it in its year, the
/// quarters up to it a year before, and that year as a whole.
#[derive(Clone, Debug, Default)]
pub struct History {
    /// The periods, in any order.
    pub periods: Vec<Past>,
}

impl History {
    /// The periods that a quarter is compared with; none for a year.
    pub fn wanted(period: Period) -> Vec<Period> {
        let Some(quarter) = period.quarter else {
            return Vec::new();
        };
        let of = |year: i32, quarter: Option<u8>| Period { year, quarter };
        let before = period.year - 1;
        let mut wanted: Vec<Period> = (1..quarter).map(|q| of(period.year, Some(q))).collect();
        wanted.extend((1..=quarter).map(|q| of(before, Some(q))));
        wanted.push(of(before, None));
        wanted
    }

    /// A period, if it is known.
    pub(super) fn get(&self, period: Period) -> Option<&Past> {
        self.periods.iter().find(|past| past.period == period)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quarter_is_compared_with_its_year_so_far_and_the_year_before() {
        let wanted = |period: &str| -> Vec<String> {
            History::wanted(period.parse().unwrap())
                .iter()
                .map(Period::to_string)
                .collect()
        };
        assert_eq!(wanted("2023Q2"), ["2023Q1", "2022Q1", "2022Q2", "2022"]);
        assert!(wanted("2023").is_empty());
    }
}
