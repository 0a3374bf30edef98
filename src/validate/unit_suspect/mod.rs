//! Money typed in another unit than the form asks for: yuan for thousands of yuan, ten thousands for thousands.
//!
//! Against last year: where many money fields of a form changed by about the same power of ten (10 to 100,000, up
//! or down), or one field by about 1,000 or 10,000. For an enterprise without last year's values, against related
//! fields: where the money fields of a form, or a required one, are larger by a great factor than the
//! enterprise's fields that are no money (its staff, its patents) suggest, all measured by the median of all records.
//!
//! Parameters of the check: `thousand_low` and `thousand_high`, `ten_thousand_low` and `ten_thousand_high` say what
//! is about 1,000 and 10,000, `slack` by what factor a ratio may be off the other powers of ten; "many" are at
//! least `least_fields` fields and the share `least_share` of those that can be compared; a single field is not
//! judged where either year's value is below `least`; related fields need `related_records` records with a value, and
//! the great factor is `related_high`.

mod last_year;
mod related;

use std::collections::BTreeSet;

use anyhow::Result;

use super::messages::Words;
use super::own_checks::{OwnChecks, Remark, count, threshold};
use super::records::Records;
use crate::definitions::{FieldDefinition, OwnCheck};
use crate::period::Period;
use crate::tables::FindingRow;

use last_year::ratios;
use related::Related;

/// Fields of records that a finding covers: the record's place, and the field's code.
pub(super) type Covered<'d> = BTreeSet<(usize, &'d str)>;

/// A suspicion: the record, the fields, and what is said of them.
struct Suspicion<'d> {
    place: usize,
    fields: Vec<&'d str>,
    /// What the first field could be expected to be.
    expected: Option<f64>,
    detail: Words,
}

/// One finding per record and form (or single field) whose unit is suspect, and which fields of which records
/// they cover.
pub(super) fn findings<'d>(
    checks: &OwnChecks<'d>,
    period: Period,
    records: &Records,
) -> Result<(Vec<FindingRow>, Covered<'d>)> {
    let check = checks.settings("unit-suspect")?;
    let settings = Settings::of(check);
    let survey = &checks.definitions.survey;
    let forms: Vec<Vec<&FieldDefinition>> = survey
        .forms
        .iter()
        .filter(|form| !form.list)
        .map(|form| {
            let fields = form.fields.iter();
            fields
                .filter(|field| field.kind.is_number() && field.in_year(period.year))
                .collect()
        })
        .collect();
    let mut suspicions = Vec::new();
    let mut comparable = vec![false; records.len()];
    for fields in &forms {
        let money: Vec<&FieldDefinition> = fields.iter().copied().filter(is_money).collect();
        for (place, ratios) in ratios(records, &money).into_iter().enumerate() {
            comparable[place] |= ratios.len() >= settings.least_fields;
            suspicions.extend(settings.against_last_year(place, &ratios));
        }
    }
    let related = Related::of(records, forms.iter().flatten().copied(), &settings);
    for fields in &forms {
        for (place, _) in comparable.iter().enumerate().filter(|(_, known)| !**known) {
            suspicions.extend(related.suspicions(records, place, fields, &settings));
        }
    }

    let mut findings = Vec::new();
    let mut covered = Covered::new();
    for suspicion in suspicions {
        let first = suspicion.fields.first().copied().unwrap_or_default();
        let values = records.numbers(first);
        let mut finding = FindingRow {
            codes: suspicion.fields.join(","),
            value: values.and_then(|values| values.get(suspicion.place)),
            expected: suspicion.expected,
            ..records.finding(suspicion.place, &check.id)
        };
        let remark = Remark {
            detail: suspicion.detail,
            ..Remark::default()
        };
        checks.word(check, &remark, &mut finding);
        findings.push(finding);
        covered.extend(
            suspicion
                .fields
                .into_iter()
                .map(|field| (suspicion.place, field)),
        );
    }
    Ok((findings, covered))
}

/// Money is counted in yuan (元, 千元, 万元, 亿元) of whatever country.
fn is_money(field: &&FieldDefinition) -> bool {
    field.unit.ends_with('元')
}

struct Settings {
    thousand: (f64, f64),
    ten_thousand: (f64, f64),
    slack: f64,
    least_fields: usize,
    least_share: f64,
    least: f64,
    related_records: usize,
    related_high: f64,
}

impl Settings {
    fn of(check: &OwnCheck) -> Settings {
        let value = |name, default| threshold(check, name, default);
        Settings {
            thousand: (value("thousand_low", 500.0), value("thousand_high", 2000.0)),
            ten_thousand: (
                value("ten_thousand_low", 5000.0),
                value("ten_thousand_high", 20_000.0),
            ),
            slack: value("slack", 2.0),
            least_fields: count(check, "least_fields", 3.0),
            least_share: value("least_share", 0.6),
            least: value("least", 100.0),
            related_records: count(check, "related_records", 10.0),
            related_high: value("related_high", 500.0),
        }
    }
}
