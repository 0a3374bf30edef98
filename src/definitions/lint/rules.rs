//! Edit rules that are sound but can never fail, pass or apply, and labels that are missing.

use std::collections::{BTreeMap, BTreeSet};

use polars::prelude::Schema;

use super::trial::{self, Given};
use crate::definitions::{Definitions, Label, Rule};
use crate::expressions::{Expression, RecordColumns};

/// What made-up records say against a rule.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RuleDoubts {
    /// It is for none of them.
    pub never_applies: bool,
    /// It failed on none of them.
    pub never_fails: bool,
    /// It held on none that it is for.
    pub never_passes: bool,
    /// It reads personal data, which is dropped when a workbook is read.
    pub reads_personal: bool,
}

/// What speaks against a rule, tried on many made-up records.
pub fn doubts(definitions: &Definitions, columns: &RecordColumns, rule: &Rule) -> RuleDoubts {
    let given = given(definitions);
    let Some(schema) = schema_of(columns, rule) else {
        return RuleDoubts::default();
    };
    let Ok(verdict) = trial::try_rule(rule, schema, &given) else {
        return RuleDoubts::default();
    };
    RuleDoubts {
        never_applies: !verdict.can_apply,
        never_fails: !verdict.can_fail,
        never_passes: verdict.can_apply && !verdict.can_pass,
        reads_personal: rule
            .check
            .columns()
            .iter()
            .any(|column| given.never.contains(column)),
    }
}

/// The columns that a rule may read.
pub(super) fn schema_of<'a>(columns: &'a RecordColumns, rule: &Rule) -> Option<&'a Schema> {
    match &rule.rows {
        Some(form) => columns.items.get(form).map(AsRef::as_ref),
        None => Some(&columns.enterprise),
    }
}

/// What every record has, and what none can have.
pub(super) fn given(definitions: &Definitions) -> Given {
    let personal = definitions
        .survey
        .forms
        .iter()
        .flat_map(|form| &form.fields)
        .filter(|field| field.personal);
    Given {
        always: BTreeSet::from(["credit_code", "name"].map(str::to_owned)),
        never: personal.map(|field| field.code.clone()).collect(),
    }
}

pub(super) fn lint(definitions: &Definitions, warnings: &mut Vec<Label>) {
    let columns = RecordColumns::of(definitions);
    for rule in &definitions.rules {
        let doubts = doubts(definitions, &columns, rule);
        let (id, check) = (&rule.id, &rule.check);
        let mut warn = |zh: String, en: String| {
            warnings.push(Label::new(
                format!("规则 {id}：{zh}"),
                format!("rule {id}: {en}"),
            ));
        };
        if doubts.reads_personal {
            warn(
                format!("`{check}` 读取个人信息，而个人信息在读取时即被舍弃：永远不会不通过"),
                format!(
                    "`{check}` reads personal data, which is dropped when a workbook is read: it can never fail"
                ),
            );
        } else if doubts.never_applies {
            warn(
                "试造的许多记录中没有一条适用：很可能永远不适用".to_owned(),
                "it was for none of many made-up records: it can probably never apply".to_owned(),
            );
        } else if doubts.never_fails {
            warn(
                format!("`{check}` 在试造的许多记录中没有一条不通过：很可能永远不会不通过"),
                format!(
                    "`{check}` failed on none of many made-up records: it can probably never fail"
                ),
            );
        }
        if doubts.never_passes && !doubts.reads_personal {
            warn(
                format!("`{check}` 在所适用的试造记录中没有一条通过：很可能永远不能通过"),
                format!(
                    "`{check}` held on none of many made-up records that it applies to: it can probably never pass"
                ),
            );
        }
        if is_missing(&rule.label) {
            warn(
                "名称缺一种语言".to_owned(),
                "the label is missing in a language".to_owned(),
            );
        }
        if rule.message.as_ref().is_some_and(is_missing) {
            warn(
                "提示语缺一种语言".to_owned(),
                "the message is missing in a language".to_owned(),
            );
        }
        if rule.action.is_none() {
            warn(
                "没有说明填报人应当怎么做：请写 `action`，或在文件的 [actions] 中写".to_owned(),
                "nothing says what the reader should do: give `action`, or [actions] of the file"
                    .to_owned(),
            );
        }
    }
    for check in &definitions.checks {
        if is_missing(&check.label) || is_missing(&check.message) {
            warnings.push(Label::new(
                format!("检查 {}：名称或提示语缺一种语言", check.id),
                format!(
                    "check {}: label or message is missing in a language",
                    check.id
                ),
            ));
        }
    }
    let mut seen = BTreeMap::new();
    for rule in &definitions.rules {
        let text = |expression: &Expression| expression.text().to_owned();
        let key = (
            rule.when.as_ref().map(text),
            text(&rule.check),
            rule.rows.clone(),
        );
        if let Some(other) = seen.insert(key, &rule.id) {
            let id = &rule.id;
            warnings.push(Label::new(
                format!("规则 {other} 与 {id} 要求相同：可以删去一条"),
                format!("rules {other} and {id} demand the same: leave one out"),
            ));
        }
    }
}

fn is_missing(label: &Label) -> bool {
    label.zh.trim().is_empty() || label.en.trim().is_empty()
}
