//! Money fields against the enterprise's other fields, measured by what is usual among all records.

use std::collections::BTreeMap;

use super::super::medians::median;
use super::super::messages::{Words, number};
use super::super::records::Records;
use super::{Settings, Suspicion, is_money};
use crate::definitions::FieldDefinition;

/// How large every record's fields are beside the median of all records, in powers of ten.
pub(super) struct Related<'d> {
    money: BTreeMap<&'d str, Vec<Option<f64>>>,
    /// Median size of each record's fields that are no money.
    others: Vec<Option<f64>>,
}

impl<'d> Related<'d> {
    pub(super) fn of(
        records: &Records,
        fields: impl Iterator<Item = &'d FieldDefinition>,
        settings: &Settings,
    ) -> Related<'d> {
        let mut money = BTreeMap::new();
        let mut others: Vec<Vec<f64>> = vec![Vec::new(); records.len()];
        for field in fields {
            let Some(values) = records.numbers(&field.code) else {
                continue;
            };
            let logs: Vec<Option<f64>> = values
                .iter()
                .map(|value| value.filter(|value| *value > 0.0).map(f64::log10))
                .collect();
            let given: Vec<f64> = logs.iter().copied().flatten().collect();
            if given.len() < settings.related_records {
                continue;
            }
            let Some(usual) = median(given) else {
                continue;
            };
            let sizes: Vec<Option<f64>> =
                logs.iter().map(|log| log.map(|log| log - usual)).collect();
            if is_money(&field) {
                money.insert(field.code.as_str(), sizes);
            } else {
                for (of_record, size) in others.iter_mut().zip(&sizes) {
                    of_record.extend(*size);
                }
            }
        }
        let others = others
            .into_iter()
            .map(|sizes| (sizes.len() >= settings.least_fields).then_some(sizes))
            .map(|sizes| median(sizes?))
            .collect();
        Related { money, others }
    }

    /// The size of a money field of a record.
    fn size(&self, field: &FieldDefinition, place: usize) -> Option<f64> {
        *self.money.get(field.code.as_str())?.get(place)?
    }

    pub(super) fn suspicions(
        &self,
        records: &Records,
        place: usize,
        fields: &[&'d FieldDefinition],
        settings: &Settings,
    ) -> Vec<Suspicion<'d>> {
        let Some(expected) = self.others.get(place).copied().flatten() else {
            return Vec::new();
        };
        let excess = |size: f64| Some(10_f64.powf(size - expected));
        let too_large = |excess: &f64| *excess >= settings.related_high;
        let given: Vec<(&'d FieldDefinition, f64)> = fields
            .iter()
            .filter_map(|field| Some((*field, self.size(field, place)?)))
            .collect();
        let suspicion = |fields: Vec<&'d str>, times: f64| {
            let first = fields.first().and_then(|code| records.numbers(code));
            let own = fields.first().and_then(|code| {
                let size = self.money.get(code)?.get(place).copied().flatten()?;
                excess(size)
            });
            Suspicion {
                place,
                expected: first
                    .and_then(|values| values.get(place))
                    .zip(own)
                    .map(|(value, own)| one_digit(value / own)),
                detail: above_others(one_digit(times), fields.len()),
                fields,
            }
        };
        let sizes: Vec<f64> = given.iter().map(|(_, size)| *size).collect();
        if sizes.len() >= settings.least_fields
            && let Some(times) = median(sizes).and_then(excess).filter(too_large)
        {
            let codes = given.iter().map(|(field, _)| field.code.as_str()).collect();
            return vec![suspicion(codes, times)];
        }
        given
            .iter()
            .filter(|(field, _)| field.required)
            .filter_map(|(field, size)| {
                let times = excess(*size).filter(too_large)?;
                Some(suspicion(vec![&field.code], times))
            })
            .collect()
    }
}

/// One digit is all that such an estimate is worth.
fn one_digit(value: f64) -> f64 {
    let magnitude = 10_f64.powf(value.abs().log10().floor());
    (value / magnitude).round() * magnitude
}

fn above_others(times: f64, fields: usize) -> Words {
    let times = number(times);
    let (zh, en) = (
        format!("与人员等其他指标相比，约为其他企业的{times}倍"),
        format!(
            "about {times} times as much beside staff and other fields as other enterprises have"
        ),
    );
    if fields == 1 {
        return Words { zh, en };
    }
    Words {
        zh: format!("{fields}个金额指标{zh}"),
        en: format!("{fields} money fields are {en}"),
    }
}
