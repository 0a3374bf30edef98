//! Edit rules: one row per record and rule, passed, failed or unknown.

use anyhow::{Result, bail};
use polars::prelude::Schema;

use super::{Script, names, selected, table, values, view};
use crate::definitions::Rule;
use crate::validate::passes;

/// A column that editing changes: the rules saw it as the reader left it, the tables hold what became of it.
const EDITED: &str = "status";

impl Script<'_> {
    /// The views up to `rules`.
    pub(super) fn rules(&self) -> Result<String> {
        let mut text = String::new();
        if self.is_short() && self.stands_in() {
            text.push_str(&self.sent_forms("records"));
        }
        let mut parts = Vec::new();
        let rules = &self.definitions.rules;
        let of_enterprises: Vec<&Rule> = rules.iter().filter(|rule| rule.rows.is_none()).collect();
        if !of_enterprises.is_empty() {
            let select = self.outcomes(
                &of_enterprises,
                "CAST(NULL AS BIGINT)",
                "records r",
                &self.columns.enterprise,
            )?;
            text.push_str(&table(
                "rule_outcomes",
                "Whether each record passes each rule, unknown where the rule is.",
                &select,
            ));
            parts.push(self.long_outcomes(&of_enterprises, "rule_outcomes"));
        }
        for (form, schema) in &self.columns.items {
            let of_rows: Vec<&Rule> = rules
                .iter()
                .filter(|rule| rule.rows.as_ref() == Some(form))
                .collect();
            if of_rows.is_empty() {
                continue;
            }
            let name = format!("rule_outcomes_{}", names::part(form));
            let source = format!(
                "(\nSELECT i.*, CAST({} AS BIGINT) AS year\nFROM projects i\nWHERE i.credit_code IN (SELECT credit_code FROM records)\n) r",
                self.period.year
            );
            let select = self.outcomes(&of_rows, "r.\"row\"", &source, schema)?;
            let remark = format!("The same for the rows of {form}.");
            text.push_str(&table(&name, &remark, &select));
            parts.push(self.long_outcomes(&of_rows, &name));
        }
        if parts.is_empty() {
            bail!(
                "the definitions have no rules that are in force in {}",
                self.period
            );
        }
        text.push_str(&view(
            "rules",
            "Outcomes by record and rule. Equalities may be off by the larger of the absolute tolerance and the share of the larger side.",
            &parts.join("\nUNION ALL\n"),
        ));
        Ok(text)
    }

    fn outcomes(
        &self,
        rules: &[&Rule],
        row: &str,
        source: &str,
        schema: &Schema,
    ) -> Result<String> {
        let mut columns = vec!["r.credit_code".to_owned(), format!("{row} AS \"row\"")];
        for rule in rules {
            let what = format!("rule `{}`", rule.id);
            let expressions = std::iter::once(&rule.check).chain(&rule.when);
            for expression in expressions {
                if expression.columns().contains(EDITED) {
                    bail!(
                        "{what}: `{expression}` reads `{EDITED}`, which the rule itself changes: the tables hold the final one"
                    );
                }
            }
            let mut printed = self
                .print(&what, rule.check.text(), &passes(rule, schema), schema)?
                .text;
            if self.is_short() {
                printed = self.where_judged(printed, rule);
            }
            columns.push(format!("{printed} AS {}", names::column(&rule.id)));
        }
        let forms = if self.is_short() {
            "\nJOIN records_forms w ON w.sender = r.credit_code"
        } else {
            ""
        };
        Ok(format!("{}\nFROM {source}{forms}", selected(&columns)))
    }

    fn long_outcomes(&self, rules: &[&Rule], source: &str) -> String {
        let rows: Vec<String> = rules
            .iter()
            .map(|rule| {
                let tolerance = rule.tolerance.unwrap_or_default();
                format!(
                    "({}, {}, {}, {})",
                    names::text(&rule.id),
                    names::text(rule.severity.word()),
                    names::double(tolerance.absolute),
                    names::double(tolerance.relative)
                )
            })
            .collect();
        let cases: Vec<String> = rules
            .iter()
            .map(|rule| {
                format!(
                    "WHEN {} THEN {}",
                    names::text(&rule.id),
                    names::column(&rule.id)
                )
            })
            .collect();
        format!(
            "SELECT {period} AS period, credit_code, \"row\", rule, severity,\n    \
             CASE WHEN passed THEN 'passed' WHEN NOT passed THEN 'failed' ELSE 'unknown' END AS outcome,\n    \
             tolerance_absolute, tolerance_relative\n\
             FROM (\nSELECT o.credit_code, o.\"row\", i.rule, i.severity, i.tolerance_absolute, i.tolerance_relative,\n\
             CASE i.rule\n    {cases}\nEND AS passed\nFROM {source} o\nCROSS JOIN {rules}\n) p",
            period = names::text(&self.period.to_string()),
            cases = cases.join("\n    "),
            rules = values(
                &rows,
                "i(rule, severity, tolerance_absolute, tolerance_relative)"
            ),
        )
    }
}
