//! Edit rules: every rule on every record, in one pass over the frame for each kind of record.

use anyhow::{Context as _, Result, bail};
use polars::prelude::{
    BooleanChunked, DataFrame, DataType, Expr, Float64Chunked, IntoLazy, NULL, PolarsResult,
    Schema, col, lit, when,
};

use super::in_force::InForce;
use super::locate::{self, Outcomes, Placed};
use super::messages::{self, Words, fill};
use super::records::Records;
use crate::definitions::{Definitions, Language, Rule};
use crate::expressions::{Blank, RecordColumns};
use crate::tables::{FindingRow, Outcome};

/// Names at most this many blank fields in the message of a rule that is unknown.
const NAMED_BLANKS: usize = 5;

/// The findings of all edit rules: about enterprises, and about the rows of list forms.
pub(super) fn findings(
    definitions: &Definitions,
    enterprises: &Records,
    items: &Records,
    in_force: &InForce<'_>,
) -> Result<Vec<FindingRow>> {
    let columns = RecordColumns::of(definitions);
    let about_enterprises = definitions.rules.iter().filter(|rule| rule.rows.is_none());
    let mut findings = evaluate(
        definitions,
        &about_enterprises.collect::<Vec<_>>(),
        enterprises,
        &columns.enterprise,
        in_force,
    )?;
    for (form, schema) in &columns.items {
        let about_rows = definitions
            .rules
            .iter()
            .filter(|rule| rule.rows.as_ref() == Some(form));
        let about_rows: Vec<&Rule> = about_rows.collect();
        findings.extend(evaluate(definitions, &about_rows, items, schema, in_force)?);
    }
    Ok(findings)
}

/// A rule's results for every record.
struct Results<'a> {
    passed: &'a BooleanChunked,
    sides: Option<(&'a Float64Chunked, &'a Float64Chunked)>,
}

fn evaluate(
    definitions: &Definitions,
    rules: &[&Rule],
    records: &Records,
    schema: &Schema,
    in_force: &InForce<'_>,
) -> Result<Vec<FindingRow>> {
    if rules.is_empty() || records.len() == 0 {
        return Ok(Vec::new());
    }
    let results =
        select(rules, records.frame(), schema).context("the rules cannot be evaluated")?;
    let results = in_force.pass_unjudged(definitions, rules, records, results)?;
    let mut findings: Vec<Placed> = Vec::new();
    for (number, rule) in rules.iter().enumerate() {
        let column = |part: &str| results.column(&format!("{number}:{part}"));
        let results = Results {
            passed: column("passed")?.bool()?,
            sides: match (column("value"), column("expected")) {
                (Ok(value), Ok(expected)) => Some((value.f64()?, expected.f64()?)),
                _ => None,
            },
        };
        if results.passed.len() != records.len() {
            bail!("rule `{}` reads no column of a record", rule.id);
        }
        let codes = codes(definitions, rule);
        for (place, passed) in results.passed.iter().enumerate() {
            let outcome = match passed {
                Some(true) => continue,
                Some(false) => Outcome::Failed,
                None => Outcome::Unknown,
            };
            findings.push(Placed {
                place,
                rule: number,
                finding: finding(definitions, rule, &codes, records, place, outcome, &results),
            });
        }
    }
    let outcomes = (0..rules.len())
        .map(|number| Ok(results.column(&format!("{number}:passed"))?.bool()?))
        .collect::<Result<Outcomes<'_>>>()?;
    locate::suggest(
        definitions,
        rules,
        records,
        schema,
        &outcomes,
        &mut findings,
    )
    .context("what would mend the rules cannot be found")?;
    Ok(findings.into_iter().map(|placed| placed.finding).collect())
}

/// One boolean column per rule, and the two sides of those that compare numbers.
fn select(rules: &[&Rule], frame: &DataFrame, schema: &Schema) -> PolarsResult<DataFrame> {
    // A column of the frame keeps the height, whatever the rules read.
    let mut results: Vec<Expr> = vec![col("credit_code")];
    for (number, rule) in rules.iter().enumerate() {
        results.push(passes(rule, schema).alias(format!("{number}:passed")));
        if let Some(comparison) = rule.check.comparison(schema) {
            let sides = [("value", comparison.left), ("expected", comparison.right)];
            results.extend(sides.map(|(part, side)| {
                side.cast(DataType::Float64)
                    .alias(format!("{number}:{part}"))
            }));
        }
    }
    frame.clone().lazy().select(results).collect()
}

/// Whether each rule passes for each row of a frame, behind the column `credit_code`.
pub(super) fn passed(
    rules: &[&Rule],
    frame: &DataFrame,
    schema: &Schema,
) -> PolarsResult<DataFrame> {
    let rules = rules.iter().enumerate();
    let judged = rules.map(|(number, rule)| passes(rule, schema).alias(format!("{number}:passed")));
    let results: Vec<Expr> = std::iter::once(col("credit_code")).chain(judged).collect();
    frame.clone().lazy().select(results).collect()
}

/// Whether a rule passes: it does where `when` does not hold, and is unknown where `when` is. An expression over
/// the columns of its records ([`RecordColumns`]).
pub fn passes(rule: &Rule, schema: &Schema) -> Expr {
    let check = rule
        .check
        .to_check(schema, rule.tolerance.unwrap_or_default())
        .cast(DataType::Boolean);
    match &rule.when {
        Some(condition) => {
            let applies = condition.to_expr(Blank::Unknown, schema);
            when(applies.clone())
                .then(check)
                .when(applies.not())
                .then(lit(true))
                .otherwise(lit(NULL))
        }
        None => check,
    }
}

/// The fields whose cells a finding marks, joined by `,`: the rule's own, or those that its check reads in the
/// order of the forms. Where it reads no field of the year, those behind what it reads.
fn codes(definitions: &Definitions, rule: &Rule) -> String {
    if !rule.marks.is_empty() {
        return rule.marks.join(",");
    }
    let read = rule.check.columns();
    let in_form_order = |wanted: &dyn Fn(&str) -> bool| -> Vec<&str> {
        let fields = definitions
            .survey
            .forms
            .iter()
            .flat_map(|form| &form.fields);
        fields
            .map(|field| field.code.as_str())
            .filter(|code| wanted(code))
            .collect()
    };
    let mut codes = in_form_order(&|code| read.contains(code));
    if codes.is_empty() {
        let behind = fields_behind(definitions, read.into_iter().collect());
        codes = in_form_order(&|code| behind.iter().any(|name| name == code));
    }
    codes.join(",")
}

/// The columns, with `prev_` taken off, and everything that derived fields, item sums and tags among them read.
fn fields_behind(definitions: &Definitions, mut names: Vec<String>) -> Vec<String> {
    let mut place = 0;
    while let Some(name) = names.get(place).cloned() {
        let name = name.strip_prefix("prev_").unwrap_or(&name);
        let mut further: Vec<String> = vec![name.to_owned()];
        if let Some(derived) = definitions
            .derived
            .iter()
            .find(|derived| derived.id == name)
        {
            further.extend(derived.sql.columns());
        }
        if let Some(sum) = definitions.item_sums.iter().find(|sum| sum.id == name) {
            further.extend(sum.sum.columns());
        }
        if let Some(tag) = definitions.tags.iter().find(|tag| tag.id == name) {
            further.push(tag.field.clone());
        }
        for name in further {
            if !names.contains(&name) {
                names.push(name);
            }
        }
        place += 1;
    }
    names
}

fn finding(
    definitions: &Definitions,
    rule: &Rule,
    codes: &str,
    records: &Records,
    place: usize,
    outcome: Outcome,
    results: &Results<'_>,
) -> FindingRow {
    let finite = |side: &Float64Chunked| side.get(place).filter(|value| value.is_finite());
    let (value, expected) = match results.sides {
        Some((value, expected)) => (finite(value), finite(expected)),
        None => (None, None),
    };
    let difference = value
        .zip(expected)
        .map(|(value, expected)| value - expected);
    let words = Words::each(|language| match outcome {
        Outcome::Failed => {
            let shown = |number: Option<f64>| Some(messages::number_or_blank(number, language));
            let share = |number: Option<f64>| Some(messages::per_cent_or_blank(number, language));
            let message = rule.message.as_ref().unwrap_or(&rule.label);
            let message = fill(message.get(language), |name| match name {
                "value" => shown(value),
                "expected" => shown(expected),
                "difference" => shown(difference),
                "value%" => share(value),
                "expected%" => share(expected),
                "difference%" => share(difference),
                column => records.shown(column, place, language),
            });
            let action = rule.action.as_ref().map(|action| action.get(language));
            messages::with_action(message, action, language)
        }
        Outcome::Unknown => unknown(definitions, rule, records, place, language),
    });
    FindingRow {
        severity: rule.severity,
        outcome,
        message: words.zh,
        message_en: words.en,
        codes: codes.to_owned(),
        value,
        expected,
        difference,
        ..records.finding(place, &rule.id)
    }
}

/// What keeps a rule from being judged: the blank columns that it reads, or a division by zero.
fn unknown(
    definitions: &Definitions,
    rule: &Rule,
    records: &Records,
    place: usize,
    language: Language,
) -> String {
    let when = rule.when.iter().flat_map(|when| when.columns());
    let mut columns: Vec<String> = rule.check.columns().into_iter().collect();
    columns.extend(when.filter(|column| !rule.check.columns().contains(column)));
    let blanks: Vec<String> = columns
        .iter()
        .filter(|column| records.is_blank(column, place))
        .map(|column| messages::column_name(definitions, column, language))
        .collect();
    let label = rule.label.get(language);
    let listed = messages::listed(&blanks, NAMED_BLANKS, language);
    match (language, blanks.is_empty()) {
        (Language::Zh, false) => format!("无法判断“{label}”：缺少{listed}"),
        (Language::Zh, true) => format!("无法判断“{label}”：除数为零"),
        (Language::En, false) => format!("Cannot be judged: {label}: {listed} missing"),
        (Language::En, true) => format!("Cannot be judged: {label}: a division by zero"),
    }
}
