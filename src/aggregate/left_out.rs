//! Who answered, and who is missing from the sums: the one definition behind the table `left_out`, the gates, the
//! summary and the note in every workbook that sums.
//!
//! How large the missing are is told by last year: the pipeline's measure of size (`[overview] size`) in the period
//! before, as a share of all used records then. What they report now cannot be trusted, or is not there.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::Result;

use super::measures::RecordMeasures;
use super::used_records::used_records;
use crate::definitions::{Definitions, RecordPolicy, Use};
use crate::period::Period;
use crate::tables::{
    Edited, Enterprise, LeftOutReason, LeftOutRow, Level, MeasureRow, RecordStatus, RegisterRow,
};

/// Enterprises by credit code with their size in the period before, in the unit of the measure of size. One that
/// was not used then has none.
pub type Sizes = BTreeMap<String, f64>;

/// The sizes among the measures of the period before; none where the pipeline names no measure of size.
pub fn sizes(definitions: &Definitions, previous_measures: &[MeasureRow]) -> Sizes {
    let Some(size) = &definitions.pipeline.overview.size else {
        return Sizes::new();
    };
    previous_measures
        .iter()
        .filter(|row| row.level == Level::Enterprise && row.measure == *size)
        .filter_map(|row| Some((row.unit.clone(), row.value?)))
        .collect()
}

/// The same from the records of the period before, for who has no measures of it yet.
///
/// # Errors
/// When the tables do not fit the definitions.
pub fn sizes_of_records(definitions: &Definitions, previous: Option<&Edited>) -> Result<Sizes> {
    let Some(previous) = previous else {
        return Ok(Sizes::new());
    };
    let records = used_records(definitions, previous, None)?;
    let measures = RecordMeasures::of(definitions, &records)?;
    Ok(sizes(
        definitions,
        &measures.enterprise_rows(definitions, previous.period),
    ))
}

/// Why an enterprise does not count in sums; none for one that does, and for one that is closed and silent, which
/// is no loss.
pub fn reason(enterprise: &Enterprise) -> Option<LeftOutReason> {
    if enterprise.used {
        return None;
    }
    match enterprise.status {
        RecordStatus::Rejected => Some(LeftOutReason::Rejected),
        RecordStatus::Unregistered => Some(LeftOutReason::Unregistered),
        RecordStatus::Missing => Some(LeftOutReason::NonRespondent),
        RecordStatus::Withdrawn => Some(LeftOutReason::Withdrawn),
        RecordStatus::Accepted | RecordStatus::Closed => None,
    }
}

/// Some enterprises, and how large they were in the period before.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Part {
    /// How many.
    pub enterprises: usize,
    /// Their size in the period before.
    pub size: f64,
}

impl Part {
    fn add(&mut self, other: Part) {
        self.enterprises += other.enterprises;
        self.size += other.size;
    }
}

/// What the sums of a park, of the enterprises without a park, or of the zone lack.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct LeftOut {
    /// The enterprises that are left out, by reason; a reason that nobody has is absent.
    pub reasons: BTreeMap<LeftOutReason, Part>,
    /// Enterprises for which the record of the period before stands in.
    pub stands_in: Part,
    /// Records that are used as they were reported, though they have errors or are not in the register.
    pub as_reported: Part,
    /// Size of all used records in the period before.
    pub size: f64,
}

impl LeftOut {
    /// All who are left out, summed in the order of the reasons.
    pub fn total(&self) -> Part {
        let mut total = Part::default();
        for part in self.reasons.values() {
            total.add(*part);
        }
        total
    }

    /// A part's share of the period before, in per cent; none where that is not known.
    pub fn share(&self, part: Part) -> Option<f64> {
        (self.size != 0.0).then(|| part.size / self.size * 100.0)
    }

    fn add(&mut self, other: &LeftOut) {
        for (reason, part) in &other.reasons {
            self.reasons.entry(*reason).or_default().add(*part);
        }
        self.stands_in.add(other.stands_in);
        self.as_reported.add(other.as_reported);
        self.size += other.size;
    }

    fn count(&mut self, enterprise: &Enterprise, size: f64, policy: RecordPolicy) {
        let one = Part {
            enterprises: 1,
            size,
        };
        if let Some(reason) = reason(enterprise) {
            self.reasons.entry(reason).or_default().add(one);
            return;
        }
        match enterprise.counts(policy) {
            Use::Previous => self.stands_in.add(one),
            Use::AsReported if enterprise.status != RecordStatus::Accepted => {
                self.as_reported.add(one);
            }
            Use::AsReported | Use::Exclude => {}
        }
    }
}

/// Response of a park, of the enterprises without a park, or of the zone.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Response {
    /// Park id; none for the enterprises of the register without a park, and for the zone.
    pub park: Option<String>,
    /// Enterprises of the register that must report.
    pub expected: Part,
    /// Of these, with a record.
    pub answered: Part,
    /// Of these records, accepted.
    pub accepted: usize,
    /// Of these records, rejected.
    pub rejected: Part,
    /// Expected and without a record (silent or withdrawn).
    pub missing: Part,
    /// What the sums lack.
    pub left_out: LeftOut,
}

impl Response {
    /// Answered in per cent of expected; none where nobody must report.
    pub fn rate(&self) -> Option<f64> {
        (self.expected.enterprises > 0)
            .then(|| self.answered.enterprises as f64 / self.expected.enterprises as f64 * 100.0)
    }

    fn add(&mut self, other: &Response) {
        self.expected.add(other.expected);
        self.answered.add(other.answered);
        self.accepted += other.accepted;
        self.rejected.add(other.rejected);
        self.missing.add(other.missing);
        self.left_out.add(&other.left_out);
    }
}

/// Response and what is left out, by park and for the zone.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Responses {
    /// The parks, in the order of the pipeline.
    pub parks: Vec<Response>,
    /// The enterprises without a park, where there are any.
    pub without_park: Option<Response>,
    /// The zone: all of them.
    pub zone: Response,
}

impl Responses {
    /// That of a park, or of the zone.
    pub fn of(&self, park: Option<&str>) -> &Response {
        self.parks
            .iter()
            .find(|response| park.is_some() && response.park.as_deref() == park)
            .unwrap_or(&self.zone)
    }
}

/// Response and what is left out.
///
/// `current` and `previous` are the enterprises of the two periods ([`Edited::statuses`]). An enterprise counts to
/// the park of the register, in what is left out to that of its record.
pub fn responses(
    definitions: &Definitions,
    register: &[RegisterRow],
    current: &[Enterprise],
    previous: &[Enterprise],
    sizes: &Sizes,
) -> Responses {
    let statuses: BTreeMap<&str, RecordStatus> = current
        .iter()
        .map(|enterprise| (enterprise.credit_code.as_str(), enterprise.status))
        .collect();
    let mut by_park: BTreeMap<Option<String>, Response> = BTreeMap::new();
    let mut seen = BTreeSet::new();
    for entry in register {
        // An enterprise that stands in the register twice must report once.
        if !entry.expected || !seen.insert(entry.credit_code.as_str()) {
            continue;
        }
        let response = by_park.entry(entry.park.clone()).or_default();
        let one = Part {
            enterprises: 1,
            size: sizes.get(&entry.credit_code).copied().unwrap_or(0.0),
        };
        response.expected.add(one);
        match statuses.get(entry.credit_code.as_str()) {
            Some(RecordStatus::Accepted | RecordStatus::Unregistered) => {
                response.answered.add(one);
                response.accepted += 1;
            }
            Some(RecordStatus::Rejected) => {
                response.answered.add(one);
                response.rejected.add(one);
            }
            _ => response.missing.add(one),
        }
    }
    for (park, left_out) in left_out_by_park(definitions, current, previous, sizes) {
        by_park.entry(park).or_default().left_out = left_out;
    }

    let mut all = Responses::default();
    for park in &definitions.pipeline.parks {
        let id = Some(park.id.clone());
        let mut response = by_park.remove(&id).unwrap_or_default();
        response.park = id;
        all.parks.push(response);
    }
    let mut without = Response::default();
    for rest in by_park.values() {
        without.add(rest);
    }
    for response in all.parks.iter().chain([&without]) {
        all.zone.add(response);
    }
    all.without_park = (without != Response::default()).then_some(without);
    all
}

fn left_out_by_park(
    definitions: &Definitions,
    current: &[Enterprise],
    previous: &[Enterprise],
    sizes: &Sizes,
) -> BTreeMap<Option<String>, LeftOut> {
    let size = |enterprise: &Enterprise| sizes.get(&enterprise.credit_code).copied().unwrap_or(0.0);
    let mut by_park: BTreeMap<Option<String>, LeftOut> = BTreeMap::new();
    for enterprise in current {
        let left_out = by_park.entry(enterprise.park.clone()).or_default();
        left_out.count(enterprise, size(enterprise), definitions.pipeline.records);
    }
    for enterprise in previous.iter().filter(|enterprise| enterprise.used) {
        let left_out = by_park.entry(enterprise.park.clone()).or_default();
        left_out.size += size(enterprise);
    }
    by_park
}

/// The table `left_out`: for every park in the order of the pipeline, then the zone, one row per reason that
/// somebody is left out for. Enterprises without a park are in the zone's rows only.
pub fn left_out_rows(
    definitions: &Definitions,
    period: Period,
    current: &[Enterprise],
    previous: &[Enterprise],
    sizes: &Sizes,
) -> Vec<LeftOutRow> {
    let pipeline = &definitions.pipeline;
    let all = responses(definitions, &[], current, previous, sizes);
    let parks = pipeline.parks.iter().map(|park| (Level::Park, &park.id));
    let zone = [(Level::Zone, &pipeline.id)];
    let responses = all.parks.iter().chain([&all.zone]);
    parks
        .chain(zone)
        .zip(responses)
        .flat_map(|((level, unit), response)| {
            let left_out = &response.left_out;
            let known = left_out.size != 0.0;
            left_out
                .reasons
                .iter()
                .map(move |(reason, part)| LeftOutRow {
                    period: period.to_string(),
                    level,
                    unit: unit.clone(),
                    reason: *reason,
                    enterprises: i64::try_from(part.enterprises).unwrap_or(i64::MAX),
                    size: known.then_some(part.size),
                    share: left_out.share(*part),
                })
        })
        .collect()
}
