//! Where the values of a record stand: the cells that a finding points at.

use std::collections::{BTreeMap, HashMap, HashSet};

use crate::definitions::Definitions;
use crate::tables::{FileKind, FileRow, FindingRow, Value, Values};

/// The values in use, by enterprise.
pub(super) struct Cells<'a> {
    values: &'a Values,
    by_enterprise: HashMap<&'a str, Vec<usize>>,
    submissions: HashSet<&'a str>,
}

impl<'a> Cells<'a> {
    /// Looks over the values that were read.
    pub(super) fn of(values: &'a Values, files: &'a [FileRow]) -> Cells<'a> {
        let mut by_enterprise: HashMap<&str, Vec<usize>> = HashMap::new();
        for (place, value) in values.iter().enumerate() {
            by_enterprise
                .entry(value.credit_code)
                .or_default()
                .push(place);
        }
        Cells {
            values,
            by_enterprise,
            submissions: files
                .iter()
                .filter(|file| file.kind == FileKind::Submission)
                .map(|file| file.path.as_str())
                .collect(),
        }
    }

    fn of_enterprise(&self, credit_code: &str) -> impl Iterator<Item = Value<'a>> {
        let places = self.by_enterprise.get(credit_code).map(Vec::as_slice);
        let values = self.values;
        places
            .unwrap_or_default()
            .iter()
            .filter_map(move |&place| values.get(place))
    }

    /// Whether the form that a field stands on was replaced by another file's: nothing that this file says of
    /// the form is in the record, and something that another one says is.
    pub(super) fn is_superseded(
        &self,
        definitions: &Definitions,
        credit_code: &str,
        code: &str,
        file: &str,
    ) -> bool {
        let form_of = |code: &str| {
            let field = definitions.survey.field(code);
            field.map(|(form, _)| form.number.as_str())
        };
        let form = form_of(code);
        let mut elsewhere = false;
        for value in self.of_enterprise(credit_code).filter(|value| value.used) {
            if form_of(value.code) == form {
                if value.file == file {
                    return false;
                }
                // What the register fills replaces no submission.
                elsewhere |= self.submissions.contains(value.file);
            }
        }
        elsewhere
    }

    /// Gives file, sheet and cell to the findings of one enterprise that have none. A field of a list form in a
    /// finding about the whole enterprise stands for the cells of all its rows. Where no field concerned has a
    /// cell (it is blank), the finding names the file and sheet of the form that the field belongs to.
    pub(super) fn locate<'f>(
        &self,
        definitions: &Definitions,
        credit_code: &str,
        findings: impl Iterator<Item = &'f mut FindingRow>,
    ) {
        let findings: Vec<&mut FindingRow> =
            findings.filter(|finding| finding.file.is_empty()).collect();
        let wanted: Vec<String> = findings
            .iter()
            .flat_map(|finding| finding.codes.split(','))
            .map(str::to_owned)
            .collect();
        let mut by_field: HashMap<&str, Vec<Value>> = wanted
            .iter()
            .map(|code| (code.as_str(), Vec::new()))
            .collect();
        if by_field.is_empty() {
            return;
        }
        for value in self.of_enterprise(credit_code).filter(|value| value.used) {
            if let Some(of_field) = by_field.get_mut(value.code) {
                of_field.push(value);
            }
        }
        for finding in findings {
            let concerned: Vec<Value> = finding
                .codes
                .split(',')
                .flat_map(|code| by_field.get(code).into_iter().flatten())
                .filter(|value| finding.row.is_none() || value.row == finding.row)
                .copied()
                .collect();
            let first = concerned.iter().find(|value| !value.cell.is_empty());
            if let Some(first) = first {
                first.file.clone_into(&mut finding.file);
                first.sheet.clone_into(&mut finding.sheet);
                finding.cell = first.cell.to_string();
            } else if let Some(neighbour) = self.neighbour(definitions, credit_code, &finding.codes)
            {
                neighbour.file.clone_into(&mut finding.file);
                neighbour.sheet.clone_into(&mut finding.sheet);
            }
            let cells: Vec<String> = concerned
                .iter()
                .filter(|value| !value.cell.is_empty())
                .map(|value| format!("{}={}!{}", value.code, value.sheet, value.cell))
                .collect();
            finding.cells = cells.join(";");
        }
    }

    /// A value of the form that holds the first of the fields, on the sheet that most of its values in use stand
    /// on (the register fills a few, from another file).
    fn neighbour(
        &self,
        definitions: &Definitions,
        credit_code: &str,
        codes: &str,
    ) -> Option<Value<'a>> {
        let (form, _) = definitions.survey.field(codes.split(',').next()?)?;
        let mut sheets: BTreeMap<(&str, &str), (usize, Value)> = BTreeMap::new();
        let of_form = self
            .of_enterprise(credit_code)
            .filter(|value| value.used && form.fields.iter().any(|field| field.code == value.code));
        for value in of_form {
            sheets
                .entry((value.file, value.sheet))
                .or_insert((0, value))
                .0 += 1;
        }
        let most = sheets.into_values().max_by_key(|(count, _)| *count)?;
        Some(most.1)
    }
}
