//! The rule book: every edit rule, every check of huoju's own and every function, for people to read.
//!
//! [`rule_book`] is the door: Markdown made from the definitions, in both languages, so that it cannot differ from
//! what is done. Rules that are in force in other years are listed, too.

mod checks;
mod functions;

use std::fmt::Write as _;

use super::load::Definitions;
use super::rules::{Rule, Severity};
use super::{Form, lint};
use crate::expressions::{Operation, RecordColumns};

const HEAD: &str = "# 审核规则 · Rule book

由 `huoju check PIPELINE --rule-book docs/rules.md` 从定义文件生成，请勿手工修改。 Generated from the definitions by that
command: change the definitions, not this page.

规则的结果有三种：通过、不通过、无法判断。所需指标为空的，无法判断；但合计中的空项在另有分项时按0计。`when` 不成立的规则视为通过，
`when` 无法判断的，规则也无法判断。除数为零时没有值。error：记录退回，更正前不使用；query：须说明，不退回；hint：仅提示。

A rule passes, fails, or is unknown: unknown where a field that it needs is blank, except that a blank part of a sum
counts as 0 when another part is given. Where `when` does not hold the rule passes, where it is unknown the rule is
unknown. A division by zero has no value. An error rejects the record until it is corrected, a query must be explained,
a hint informs. An equality holds within its tolerance: the greater of the absolute one and the share of the larger
side. Behind every message stands what the reader should do.
";

/// The rule book of the definitions, as Markdown.
pub fn rule_book(definitions: &Definitions) -> String {
    let mut book = Book {
        definitions,
        columns: RecordColumns::of(definitions),
        text: HEAD.to_owned(),
    };
    book.rules();
    book.delegated();
    checks::write(definitions, &mut book.text);
    functions::write(&mut book.text);
    book.text
}

struct Book<'d> {
    definitions: &'d Definitions,
    columns: RecordColumns,
    text: String,
}

/// Under which heading a rule stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part<'d> {
    OfForm(&'d str),
    AcrossForms,
    AgainstLastYear,
}

impl<'d> Book<'d> {
    fn rules(&mut self) {
        let definitions = self.definitions;
        let forms = definitions.survey.forms.iter();
        let mut parts: Vec<(Part<'d>, String)> = forms
            .map(|form| {
                let title = format!("{} {} · {}", form.number, form.label.zh, form.label.en);
                (Part::OfForm(&form.number), title.trim().to_owned())
            })
            .collect();
        parts.push((
            Part::AcrossForms,
            "跨表规则 · Rules across forms".to_owned(),
        ));
        parts.push((
            Part::AgainstLastYear,
            "与上年比较的规则 · Rules against last year".to_owned(),
        ));
        let rules: Vec<&Rule> = definitions
            .rules
            .iter()
            .chain(&definitions.rules_of_other_years)
            .collect();
        for (part, title) in parts {
            let of_part: Vec<&&Rule> = rules
                .iter()
                .filter(|rule| part_of(definitions, rule) == part)
                .collect();
            if of_part.is_empty() {
                continue;
            }
            // Writing to a string cannot fail.
            let _ = write!(self.text, "\n## {title}\n");
            for rule in of_part {
                self.rule(rule);
            }
        }
    }

    fn rule(&mut self, rule: &Rule) {
        let severity = severity(rule.severity);
        let text = &mut self.text;
        let _ = write!(text, "\n### {} · {severity}\n\n", rule.id);
        let _ = write!(text, "{}  \n{}\n\n", rule.label.zh, rule.label.en);
        if let Some(form) = &rule.rows {
            let _ = writeln!(text, "- 逐行 each row of {form}");
        }
        if let Some(when) = &rule.when {
            let _ = writeln!(text, "- when: {}", code(when.text()));
        }
        let _ = writeln!(text, "- check: {}", code(rule.check.text()));
        let schema = lint_schema(&self.columns, rule);
        let equality = schema.is_some_and(|schema| {
            let parts = rule.check.linear_parts(schema);
            let mut comparisons = parts.comparisons.iter();
            let at_the_top = rule.check.comparison(schema);
            at_the_top.is_some_and(|sides| sides.operation == Operation::Equal)
                || comparisons
                    .any(|linear| linear.operation == Operation::Equal && linear.terms.len() > 1)
        });
        if let (true, Some(tolerance)) = (equality, rule.tolerance) {
            let _ = writeln!(
                text,
                "- 容差 tolerance: {} absolute, {} of the larger side",
                tolerance.absolute, tolerance.relative
            );
        }
        if !rule.marks.is_empty() {
            let _ = writeln!(text, "- 标记 marks: {}", rule.marks.join(", "));
        }
        if let Some(message) = &rule.message {
            let _ = writeln!(text, "- {}\n- {}", message.zh, message.en);
        }
        if let Some(action) = &rule.action {
            let _ = writeln!(text, "- 处理 action: {} / {}", action.zh, action.en);
        }
        let certainty = if rule.verified {
            "已核实 confirmed"
        } else {
            "未经官方来源核实 not confirmed by an official source"
        };
        let _ = writeln!(text, "- 依据 reference: {}; {certainty}", rule.reference);
        let _ = writeln!(
            text,
            "- 有效期 valid: {}; {} {}",
            validity(rule),
            rule.owner,
            rule.created
        );
        let doubts = lint::doubts(self.definitions, &self.columns, rule);
        if doubts.reads_personal {
            let _ = writeln!(
                self.text,
                "- 不会不通过：个人信息在读取时即被舍弃。 It can never fail: personal data is dropped when a workbook is read."
            );
        } else if doubts.never_fails {
            let _ = writeln!(
                self.text,
                "- 不会不通过：所读的值总是存在。 It can never fail: what it reads is always there."
            );
        }
    }

    fn delegated(&mut self) {
        if self.definitions.delegated.is_empty() {
            return;
        }
        self.text
            .push_str("\n## 由其他检查或工作步骤承担的规则 · Rules that something else sees to\n");
        for rule in &self.definitions.delegated {
            let by = if rule.by.is_empty() {
                "—".to_owned()
            } else {
                rule.by.join(", ")
            };
            let _ = write!(
                self.text,
                "\n### {}\n\n{}  \n{}\n\n- 由 by: {by}\n- {}\n- {}\n- 依据 reference: {}\n",
                rule.id,
                rule.label.zh,
                rule.label.en,
                rule.reason.zh,
                rule.reason.en,
                rule.reference
            );
        }
    }
}

fn lint_schema<'a>(columns: &'a RecordColumns, rule: &Rule) -> Option<&'a polars::prelude::Schema> {
    match &rule.rows {
        Some(form) => columns.items.get(form).map(AsRef::as_ref),
        None => Some(&columns.enterprise),
    }
}

/// A rule of one form stands with the form of the first field that it marks or reads.
fn part_of<'d>(definitions: &'d Definitions, rule: &Rule) -> Part<'d> {
    match rule.scope.as_str() {
        "cross-form" => return Part::AcrossForms,
        "year-on-year" => return Part::AgainstLastYear,
        _ => {}
    }
    let columns = rule.check.columns();
    let holds = |form: &Form| {
        form.fields
            .iter()
            .any(|field| rule.marks.contains(&field.code) || columns.contains(&field.code))
    };
    definitions
        .survey
        .forms
        .iter()
        .find(|form| rule.rows.as_ref() == Some(&form.number) || holds(form))
        .map_or(Part::AcrossForms, |form| Part::OfForm(&form.number))
}

fn validity(rule: &Rule) -> String {
    match (rule.from, rule.to) {
        (None, None) => "各年 all years".to_owned(),
        (Some(from), None) => format!("{from} 年起 from {from}"),
        (None, Some(to)) => format!("至 {to} 年 until {to}"),
        (Some(from), Some(to)) => format!("{from}–{to}"),
    }
}

pub(super) fn severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error 错误",
        Severity::Query => "query 查询",
        Severity::Hint => "hint 提示",
    }
}

/// An expression on one line.
fn code(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    format!("`{}`", words.join(" "))
}
