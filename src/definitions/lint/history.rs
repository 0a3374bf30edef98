//! Histories whose years do not fit the fields that they are about.

use crate::definitions::{Definitions, Label};

/// Says where a field is asked together with what it was, or where nobody asked either.
pub(super) fn lint(definitions: &Definitions, warnings: &mut Vec<Label>) {
    let survey = &definitions.survey;
    for former in &survey.history {
        let (code, from) = (&former.field, former.from);
        if let Some((_, field)) = survey.field(code)
            && field.from != Some(from)
        {
            warnings.push(match field.from {
                Some(first) => Label::new(
                    format!("{code} 的沿革：说的是 {from} 年以前，而该项从 {first} 年起才填报"),
                    format!(
                        "history of {code}: it tells the years before {from}, but the field is asked from {first} on"
                    ),
                ),
                None => Label::new(
                    format!("{code} 的沿革：该项没有 `from = {from}`，会被当作一直填报"),
                    format!(
                        "history of {code}: the field has no `from = {from}`: it passes for one that was always asked"
                    ),
                ),
            });
        }
        for old in former.sql.columns() {
            let Some((_, field)) = survey.field(&old) else {
                continue;
            };
            if field.in_year(from) {
                let to = from - 1;
                warnings.push(Label::new(
                    format!(
                        "{code} 的沿革：{from} 年以前的 {old} 在 {from} 年仍在填报：请为它写 `to = {to}`"
                    ),
                    format!(
                        "history of {code}: {old}, which it was before {from}, is asked in {from} still: give it `to = {to}`"
                    ),
                ));
            }
        }
    }
}
