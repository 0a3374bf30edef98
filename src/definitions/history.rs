//! What a field was before a year: `[[history]]` of a survey file keeps series comparable when forms change.
//!
//! Files of a year are read under the codes of that year, and the tables keep what was reported. Where records are
//! compared and summed, a field (or a derived field) that a year did not ask yet has the value that its history
//! tells: a field renamed, several merged into it, or, for a derived field, the one that was split into its parts.

use serde::Deserialize;

use super::Definitions;
use super::survey::Survey;
use crate::expressions::Expression;

/// What a field was before a year.
#[derive(Clone, Debug, Deserialize)]
#[serde(try_from = "Written")]
pub struct Former {
    /// The first year in which it is asked as it is now; before, it was what `sql` says.
    pub from: i32,
    /// Code of the field, or id of the derived field.
    pub field: String,
    /// Its value, over the fields of the same form or record that were asked before.
    pub sql: Expression,
    /// Where the change is written down, or why it is taken to be so.
    pub note: String,
}

/// A former field as it stands in the file.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    from: i32,
    field: String,
    /// The one field that it was.
    #[serde(default)]
    was: Option<String>,
    /// What a value of that field is multiplied by (another unit); 1, if left out.
    #[serde(default)]
    factor: Option<f64>,
    /// In the place of `was`: an expression.
    #[serde(default)]
    sql: Option<String>,
    #[serde(default)]
    note: String,
}

impl TryFrom<Written> for Former {
    type Error = String;

    fn try_from(written: Written) -> Result<Former, String> {
        let field = &written.field;
        let sql = match (written.was, written.factor, written.sql) {
            (Some(was), None, None) => was,
            (Some(was), Some(factor), None) if factor.is_finite() && factor != 0.0 => {
                format!("{was} * {factor:?}")
            }
            (Some(_), Some(factor), None) => {
                return Err(format!(
                    "history of {field}: `factor = {factor}` makes nothing comparable; a finite number other than 0 is expected"
                ));
            }
            (None, None, Some(sql)) => sql,
            (None, Some(_), Some(_)) => {
                return Err(format!(
                    "history of {field}: `factor` goes with `was`; multiply within `sql`"
                ));
            }
            _ => {
                return Err(format!(
                    "history of {field}: either `was` (the field that it was) or `sql` (an expression over former fields) is expected"
                ));
            }
        };
        Ok(Former {
            from: written.from,
            sql: Expression::try_from(sql)?,
            field: written.field,
            note: written.note,
        })
    }
}

impl Survey {
    /// What fields of a later year were in a year, in the order in which later ones build on earlier ones.
    pub fn formers(&self, year: i32) -> Vec<&Former> {
        let mut formers: Vec<&Former> = self
            .history
            .iter()
            .filter(|former| year < former.from)
            .collect();
        formers.sort_by_key(|former| former.from);
        formers
    }
}

impl Definitions {
    /// Whether everything behind a name of an expression (field, tag, item sum, derived field, measure; `prev_` or not)
    /// was asked in a year, under its own code or as its history tells. A sum over something that was not asked would
    /// be too small, and nobody could see it.
    pub fn is_asked(&self, name: &str, year: i32) -> bool {
        // No chain of definitions is longer than there are definitions: expressions only build on earlier ones.
        self.is_asked_within(name, year, 64)
    }

    fn is_asked_within(&self, name: &str, year: i32, depth: u32) -> bool {
        let Some(depth) = depth.checked_sub(1) else {
            return true;
        };
        if let Some(last_year) = name.strip_prefix("prev_") {
            return self.is_asked_within(last_year, year - 1, depth);
        }
        let all = |columns: std::collections::BTreeSet<String>| {
            // An expression that looks at the year knows what it does.
            columns.contains("year")
                || columns
                    .iter()
                    .all(|column| self.is_asked_within(column, year, depth))
        };
        let former = self.survey.formers(year).into_iter();
        if former
            .filter(|former| former.field == name)
            .any(|former| all(former.sql.columns()))
        {
            return true;
        }
        if let Some((_, field)) = self.survey.field(name) {
            return field.in_year(year);
        }
        if let Some(derived) = self.derived.iter().find(|derived| derived.id == name) {
            return all(derived.sql.columns());
        }
        if let Some(sum) = self.item_sums.iter().find(|sum| sum.id == name) {
            // What a filter asks of rows is for the filter to say by years.
            return all(sum.sum.columns());
        }
        if let Some(measure) = self.measure(name) {
            return all(measure.sql.columns());
        }
        if let Some(tag) = self.tags.iter().find(|tag| tag.id == name) {
            return self.is_asked_within(&tag.field, year, depth);
        }
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(text: &str) -> Result<Former, String> {
        toml::from_str(text).map_err(|error: toml::de::Error| error.to_string())
    }

    #[test]
    fn a_former_field_is_one_field_with_a_factor_or_an_expression() {
        let renamed = parsed("from = 2021\nfield = \"new\"\nwas = \"old\"").unwrap();
        assert_eq!(renamed.sql.text(), "old");
        let other_unit =
            parsed("from = 2021\nfield = \"new\"\nwas = \"old\"\nfactor = 10").unwrap();
        assert_eq!(other_unit.sql.text(), "old * 10.0");
        let merged = parsed("from = 2021\nfield = \"new\"\nsql = \"a + b\"").unwrap();
        assert_eq!(merged.sql.text(), "a + b");
    }

    #[test]
    fn what_tells_nothing_or_two_things_is_refused() {
        for (keys, expected) in [
            ("", "either `was`"),
            ("was = \"a\"\nsql = \"b\"", "either `was`"),
            ("sql = \"b\"\nfactor = 2.0", "multiply within"),
            ("was = \"a\"\nfactor = 0.0", "makes nothing comparable"),
            ("was = \"a\"\nwhen = 1", "when"),
            ("sql = \"a +\"", "not an SQL expression"),
        ] {
            let error = parsed(&format!("from = 2021\nfield = \"new\"\n{keys}")).unwrap_err();
            assert!(error.contains(expected), "{keys}: {error}");
        }
    }
}
