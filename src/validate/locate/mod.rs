//! Locating: which field of a record, if corrected, would mend the most broken rules at the least change.
//!
//! Two rules that share a field point at it (Fellegi and Holt, "A systematic approach to automatic edit and
//! imputation", JASA 71, 1976). For every failed rule each of its linear comparisons is solved for each of its
//! fields: the value that makes an equality hold, or the bound nearest to what was reported. A candidate counts where it
//! breaks no rule that passed and makes none fail that was unknown; every rule judges it with its own expression. Chosen
//! is the candidate that mends the most rules, then the one of the least relative change (a blank or zero that would
//! be filled comes last), then the first in the order of the forms.
//!
//! Where no single field mends all broken rules of a record, the least set of fields that must change is named beside.
//!
//! It is a suggestion in the findings and never a correction: what is right, only the respondent knows.

mod candidates;
mod sets;
mod trial;
mod words;

use std::collections::{BTreeMap, HashMap};

use polars::prelude::{BooleanChunked, PolarsResult, Schema};

use super::records::Records;
use crate::definitions::{Definitions, Rule};
use crate::tables::FindingRow;

use candidates::{Candidate, Fields, of_record};

/// How every rule came out for every record, in the order of the rules.
pub(super) type Outcomes<'a> = Vec<&'a BooleanChunked>;

/// A finding of a rule, with the place of its record and the rule's number.
pub(super) struct Placed {
    pub(super) place: usize,
    pub(super) rule: usize,
    pub(super) finding: FindingRow,
}

/// Adds a suggestion to the findings of failed rules for which some single field would do.
pub(super) fn suggest(
    definitions: &Definitions,
    rules: &[&Rule],
    records: &Records,
    schema: &Schema,
    outcomes: &Outcomes<'_>,
    findings: &mut [Placed],
) -> PolarsResult<()> {
    let fields = Fields::of(definitions, rules, records, schema);
    let mut failed: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for found in findings.iter() {
        if outcomes[found.rule].get(found.place) == Some(false) {
            failed.entry(found.place).or_default().push(found.rule);
        }
    }
    let candidates: Vec<Candidate> = failed
        .iter()
        .flat_map(|(place, rules)| of_record(&fields, records, *place, rules))
        .collect();
    let tried = trial::try_all(definitions, rules, records, schema, outcomes, candidates)?;
    let mut best: HashMap<(usize, usize), &trial::Tried> = HashMap::new();
    for tried in &tried {
        for rule in &tried.mends {
            let best = best.entry((tried.candidate.place, *rule)).or_insert(tried);
            if tried.is_better_than(best) {
                *best = tried;
            }
        }
    }
    let mut sets: BTreeMap<usize, Vec<String>> = BTreeMap::new();
    for (place, rules) in &failed {
        let one_mends_all = rules
            .first()
            .and_then(|rule| best.get(&(*place, *rule)))
            .is_some_and(|tried| tried.mends.len() == rules.len());
        if !one_mends_all && let Some(set) = sets::least_set(&fields, records, *place, outcomes) {
            sets.insert(*place, set);
        }
    }
    for found in findings {
        if outcomes[found.rule].get(found.place) != Some(false) {
            continue;
        }
        if let Some(tried) = best.get(&(found.place, found.rule)) {
            words::write(definitions, rules, tried, &mut found.finding);
        }
        if let Some(set) = sets.get(&found.place) {
            words::write_set(definitions, set, &mut found.finding);
        }
    }
    Ok(())
}
