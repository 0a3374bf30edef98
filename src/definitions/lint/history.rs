//! Histories whose years do not fit the fields that they are about.

use crate::definitions::Definitions;

/// Says where a field is asked together with what it was, or where nobody asked either.
pub(super) fn lint(definitions: &Definitions, warnings: &mut Vec<String>) {
    let survey = &definitions.survey;
    for former in &survey.history {
        let (code, from) = (&former.field, former.from);
        if let Some((_, field)) = survey.field(code)
            && field.from != Some(from)
        {
            warnings.push(match field.from {
                Some(first) => format!(
                    "history of {code}: it tells the years before {from}, but the field is asked from {first} on"
                ),
                None => format!(
                    "history of {code}: the field has no `from = {from}`: it passes for one that was always asked"
                ),
            });
        }
        for old in former.sql.columns() {
            let Some((_, field)) = survey.field(&old) else {
                continue;
            };
            if field.in_year(from) {
                warnings.push(format!(
                    "history of {code}: {old}, which it was before {from}, is asked in {from} still: give it `to = {}`",
                    from - 1
                ));
            }
        }
    }
}
