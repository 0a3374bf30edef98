//! Sums over the rows of list forms.

use std::collections::BTreeSet;

use anyhow::{Result, bail};

use super::records::Frame;
use super::{Script, names, selected, view};
use crate::expressions::{Blank, finite};

impl Script<'_> {
    /// The views with the sums over each list form, and the form and name of each.
    ///
    /// A blank row counts as 0 where another row is given; rows that count and are all blank tell nothing; where no
    /// row counts the sum is 0.
    pub(super) fn item_sums(&self, frame: &Frame<'_>) -> Result<(String, Vec<(String, String)>)> {
        let sums = &self.definitions.item_sums;
        let forms: BTreeSet<&str> = sums.iter().map(|sum| sum.form.as_str()).collect();
        let mut text = String::new();
        let mut views = Vec::new();
        for form in forms {
            let Some(schema) = self.columns.items.get(form) else {
                bail!("item sums name the list form `{form}`, which the survey lacks");
            };
            let mut rows = vec!["credit_code AS item_of".to_owned()];
            let mut totals = vec!["item_of".to_owned()];
            for sum in sums.iter().filter(|sum| sum.form == form) {
                let what = format!("item sum `{}`", sum.id);
                let id = names::column(&sum.id);
                let counts = names::column(&format!("{}_counts", sum.id));
                let value = finite(sum.sum.to_expr(Blank::Unknown, schema));
                let value = self.print_number(&what, &sum.sum, value, schema)?;
                let (value, counted) = match &sum.filter {
                    Some(filter) => {
                        let expr = filter.to_expr(Blank::Unknown, schema);
                        let condition = self.print(&what, filter.text(), &expr, schema)?.text;
                        (
                            format!("CASE WHEN {condition} THEN {value} END"),
                            format!("CASE WHEN {condition} THEN 1 END"),
                        )
                    }
                    None => (value, "1".to_owned()),
                };
                rows.push(format!("{value} AS {id}"));
                rows.push(format!("{counted} AS {counts}"));
                totals.push(format!(
                    "CASE WHEN COUNT({id}) > 0 OR COUNT({counts}) = 0 THEN COALESCE(SUM({id}), 0.0E0) END AS {id}"
                ));
            }
            let name = format!("{}_items_{}", frame.name, names::part(form));
            let select = format!(
                "{}\nFROM (\n{}\nFROM (SELECT i.*, CAST({} AS BIGINT) AS year FROM {} i) r\n) r\nGROUP BY item_of",
                selected(&totals),
                selected(&rows),
                frame.year,
                frame.projects
            );
            let remark = format!("Sums over the rows of {form}.");
            text.push_str(&view(&name, &remark, &select));
            views.push((form.to_owned(), name));
        }
        Ok((text, views))
    }
}
