//! huoju's own checks of single values: below zero, a fraction of a person, a code that its list lacks, nothing where
//! a value must stand.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::Result;

use super::messages::Words;
use super::own_checks::{OwnChecks, Remark};
use super::records::Records;
use crate::definitions::{CodeList, FieldDefinition, FieldType};
use crate::tables::FindingRow;

/// Checks the given fields of every record. `blamed` says whether an error already tells why a field is blank
/// (what was typed could not be read): to ask for the value once is enough.
pub(super) fn findings<'d>(
    checks: &OwnChecks<'_>,
    records: &Records,
    fields: impl Iterator<Item = &'d FieldDefinition>,
    blamed: impl Fn(&FindingRow) -> bool,
) -> Result<Vec<FindingRow>> {
    let negative = checks.settings("negative")?;
    let whole_number = checks.settings("whole-number")?;
    let code_list = checks.settings("code-list")?;
    let required = checks.settings("required")?;
    let mut findings = Vec::new();
    for field in fields {
        let about = |place: usize, rule: &str| FindingRow {
            codes: field.code.clone(),
            ..records.finding(place, rule)
        };
        let mut blanks: Vec<usize> = Vec::new();
        if field.kind.is_number() {
            let Some(numbers) = records.numbers(&field.code) else {
                continue;
            };
            for (place, value) in numbers.iter().enumerate() {
                match value {
                    None => blanks.push(place),
                    Some(value) => {
                        let below_zero = value < 0.0 && !field.negative;
                        let fraction = field.kind == FieldType::Integer && value.fract() != 0.0;
                        let broken = [(below_zero, negative), (fraction, whole_number)];
                        for (_, check) in broken.into_iter().filter(|(broken, _)| *broken) {
                            let mut finding = about(place, &check.id);
                            finding.value = Some(value);
                            checks.word(check, &Remark::default(), &mut finding);
                            findings.push(finding);
                        }
                    }
                }
            }
        } else {
            let Some(texts) = records.texts(&field.code) else {
                continue;
            };
            let admitted = Admitted::of(checks, field);
            for (place, text) in texts.iter().enumerate() {
                match text.map(str::trim).filter(|text| !text.is_empty()) {
                    None => blanks.push(place),
                    Some(text) if !admitted.holds(text) => {
                        let mut finding = about(place, &code_list.id);
                        let remark = Remark {
                            text,
                            expected: admitted.words(),
                            ..Remark::default()
                        };
                        checks.word(code_list, &remark, &mut finding);
                        findings.push(finding);
                    }
                    Some(_) => {}
                }
            }
        }
        if field.required {
            for place in blanks {
                let mut finding = about(place, &required.id);
                if !blamed(&finding) {
                    checks.word(required, &Remark::default(), &mut finding);
                    findings.push(finding);
                }
            }
        }
    }
    Ok(findings)
}

/// Which texts a field may hold.
enum Admitted<'a> {
    Anything,
    Flag,
    Codes {
        list: &'a CodeList,
        codes: BTreeSet<&'a str>,
    },
}

impl<'a> Admitted<'a> {
    fn of(checks: &OwnChecks<'a>, field: &FieldDefinition) -> Admitted<'a> {
        let list = field
            .codes
            .as_deref()
            .and_then(|id| checks.definitions.list(id));
        match (field.kind, list) {
            (FieldType::Code, Some(list)) if !list.open => Admitted::Codes {
                list,
                codes: codes(list),
            },
            (FieldType::Bool, _) => Admitted::Flag,
            _ => Admitted::Anything,
        }
    }

    /// Whether the text is admitted; zeros in front of a code do not matter (`01` is `1`).
    fn holds(&self, text: &str) -> bool {
        match self {
            Admitted::Anything => true,
            Admitted::Flag => matches!(text, "1" | "2"),
            Admitted::Codes { codes, .. } => {
                codes.contains(text) || codes.contains(text.trim_start_matches('0'))
            }
        }
    }

    /// What is admitted, in words.
    fn words(&self) -> Words {
        match self {
            Admitted::Anything => Words::default(),
            Admitted::Flag => Words {
                zh: "1（是）、2（否）".to_owned(),
                en: "1 (yes) and 2 (no)".to_owned(),
            },
            Admitted::Codes { list, .. } => Words {
                zh: list.label.zh.clone(),
                en: list.label.en.clone(),
            },
        }
    }
}

fn codes(list: &CodeList) -> BTreeSet<&str> {
    list.entries
        .iter()
        .flat_map(|entry| [entry.code.as_str(), entry.code.trim_start_matches('0')])
        .collect()
}

/// Fields that an error of the reader was found in, by enterprise, field and row.
#[derive(Default)]
pub(super) struct Blame<'a> {
    fields: BTreeMap<&'a str, BTreeSet<(&'a str, Option<i64>)>>,
}

impl<'a> Blame<'a> {
    pub(super) fn of(errors: impl Iterator<Item = &'a FindingRow>) -> Blame<'a> {
        let mut blame = Blame::default();
        for error in errors {
            for code in error.codes.split(',') {
                blame
                    .fields
                    .entry(&error.credit_code)
                    .or_default()
                    .insert((code, error.row));
            }
        }
        blame
    }

    pub(super) fn covers(&self, finding: &FindingRow) -> bool {
        self.fields
            .get(finding.credit_code.as_str())
            .is_some_and(|fields| fields.contains(&(finding.codes.as_str(), finding.row)))
    }
}
