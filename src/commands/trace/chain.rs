//! The chain from what is traced down to the cells.

use std::collections::BTreeSet;

use anyhow::Result;
use polars::prelude::{AnyValue, DataFrame, IntoLazy, col, lit};

use super::Known;
use super::subject::Subject;
use super::target::Traced;
use super::words::Words;
use crate::commands::figures::optional;
use crate::commands::session::Session;
use crate::definitions::{FieldDefinition, Language};
use crate::expressions::record_frame;
use crate::ingest::unit_factor;
use crate::tables::{FileKind, FindingRow, Level, NoticeRow, Value};

/// What is printed, and from what.
pub(super) struct Chain<'a> {
    /// Definitions and period.
    pub(super) session: &'a Session,
    /// Values, remarks and findings.
    pub(super) known: &'a Known,
    /// The enterprise.
    pub(super) subject: &'a Subject<'a>,
    /// The words.
    pub(super) words: Words,
}

impl Chain<'_> {
    /// Prints the chain of one thing, or of every field that holds something.
    pub(super) fn print(&self, traced: Option<&Traced<'_>>) -> Result<()> {
        let words = self.words;
        let outside = match self.subject.entry {
            Some(_) => "",
            None => words.say("（不在名录库）", " (not in the register)"),
        };
        println!(
            "{} {}{outside}, {}",
            self.subject.code, self.subject.name, self.session.period
        );
        match traced {
            Some(Traced::Field(field)) => self.field(field),
            Some(traced) => {
                let record = self.record()?;
                let mut fields = Vec::new();
                self.computed(
                    traced,
                    record.as_ref(),
                    0,
                    &mut BTreeSet::new(),
                    &mut fields,
                );
                for field in fields {
                    self.field(field);
                }
            }
            None => self.every_field(),
        }
        Ok(())
    }

    /// The one record with its tags, sums and derived fields; none for who has no record.
    fn record(&self) -> Result<Option<DataFrame>> {
        let ingested = &self.known.ingested;
        let of_subject = col("credit_code").eq(lit(self.subject.code.as_str()));
        let only = |frame: &DataFrame| frame.clone().lazy().filter(of_subject.clone()).collect();
        let enterprises = only(&ingested.enterprises)?;
        if enterprises.height() != 1 {
            return Ok(None);
        }
        let projects = only(&ingested.projects)?;
        let definitions = &self.session.definitions;
        let period = self.session.period;
        Ok(Some(record_frame(
            definitions,
            period,
            &enterprises,
            &projects,
            None,
        )?))
    }

    /// Prints something computed with its formula, then the same for what it is computed from, and gathers the
    /// fields behind it in the order in which they are met.
    fn computed<'d>(
        &'d self,
        traced: &Traced<'d>,
        record: Option<&DataFrame>,
        depth: usize,
        seen: &mut BTreeSet<String>,
        fields: &mut Vec<&'d FieldDefinition>,
    ) {
        let words = self.words;
        let indent = 2 * depth;
        let value = self.computed_value(traced, record);
        println!(
            "{}{} {}{}",
            " ".repeat(indent),
            traced.id(),
            traced.label(words.0),
            value
                .map_or_else(String::new, |value| format!(" = {value} {}", traced.unit()))
                .trim_end()
        );
        match traced.formula() {
            Some(formula) => words.entry(indent + 2, "公式", "formula", &formula),
            None => {
                let text = words.say("园区、全区填报表中的值", "a value of the zone form");
                words.entry(indent + 2, "来源", "source", text);
            }
        }
        for part in traced.parts() {
            if !seen.insert(part.clone()) {
                continue;
            }
            // What an indicator reads are measures, even where a field has the same name.
            let measure = match traced {
                Traced::Indicator(_) => self.session.definitions.measure(&part),
                _ => None,
            };
            let part = match measure {
                Some(measure) => Some(Traced::Measure(measure)),
                None => Traced::with_id(&self.session.definitions, &part),
            };
            match part {
                Some(Traced::Field(field)) if fields.iter().any(|f| f.code == field.code) => {}
                Some(Traced::Field(field)) => fields.push(field),
                // Of a measure that is called like its only field, the name is met again.
                Some(Traced::Measure(measure)) => {
                    for column in measure.sql.columns() {
                        seen.remove(column.strip_prefix("prev_").unwrap_or(&column));
                    }
                    self.computed(&Traced::Measure(measure), record, depth + 1, seen, fields);
                }
                Some(part) => self.computed(&part, record, depth + 1, seen, fields),
                None => {}
            }
        }
    }

    /// The enterprise's value of something computed; an indicator has none.
    fn computed_value(&self, traced: &Traced<'_>, record: Option<&DataFrame>) -> Option<String> {
        if let Traced::Measure(measure) = traced {
            let row = self.known.measures.iter().find(|row| {
                row.level == Level::Enterprise
                    && row.unit == self.subject.code
                    && row.measure == measure.id
            });
            return row.map(|row| optional(row.value));
        }
        match record?.column(traced.id()).ok()?.get(0).ok()? {
            AnyValue::Float64(value) => Some(optional(Some(value))),
            AnyValue::String(text) => Some(text.to_owned()),
            AnyValue::StringOwned(text) => Some(text.to_string()),
            AnyValue::Boolean(value) => Some(
                match value {
                    true => self.words.say("是", "yes"),
                    false => self.words.say("否", "no"),
                }
                .to_owned(),
            ),
            _ => Some("—".to_owned()),
        }
    }

    /// Every field that some cell gives a value.
    fn every_field(&self) {
        let given: BTreeSet<&str> = self.values().map(|value| value.code).collect();
        let forms = self.session.definitions.survey.forms.iter();
        let fields = forms
            .flat_map(|form| &form.fields)
            .filter(|field| given.contains(field.code.as_str()));
        let mut any = false;
        for field in fields {
            self.field(field);
            any = true;
        }
        if !any {
            println!("  {}", self.blank());
        }
    }

    fn values(&self) -> impl Iterator<Item = Value<'_>> {
        let values = self.known.ingested.values.iter();
        values.filter(|value| value.credit_code == self.subject.code)
    }

    fn blank(&self) -> &'static str {
        let zh = "没有单元格填有数值：企业未填，或没有报送";
        let en = "no cell holds a value: the respondent left it blank or did not answer";
        match self.words.0 {
            Language::Zh => zh,
            Language::En => en,
        }
    }

    /// A field: the value in use, then every cell that gives it, in use or not, and what marks it.
    fn field(&self, field: &FieldDefinition) {
        let words = self.words;
        let label = field.label(words.0);
        if field.personal {
            println!("{} {label}", field.code);
            println!(
                "  {}",
                words.say(
                    "个人信息：读取时即舍弃，不保存",
                    "personal data: dropped when the workbook is read, kept nowhere"
                )
            );
            return;
        }
        let values: Vec<Value> = self
            .values()
            .filter(|value| value.code == field.code)
            .collect();
        let in_use: Vec<String> = values
            .iter()
            .filter(|value| value.used)
            .map(|value| result(value, field, words))
            .collect();
        let shown = match in_use.as_slice() {
            [] => words.say("空", "blank").to_owned(),
            [only] => only.clone(),
            several => format!("{} {}", several.len(), words.say("行", "rows")),
        };
        println!("{} {label} = {shown}", field.code);
        if values.is_empty() {
            println!("  {}", self.blank());
        }
        for value in &values {
            self.value(value, field);
        }
        let findings = self.known.findings.iter().filter(|finding| {
            finding.credit_code == self.subject.code
                && finding.codes.split(',').any(|code| code == field.code)
        });
        for finding in findings {
            self.finding(finding);
        }
    }

    /// One cell: where, as typed, how it became the value, and what became of it.
    fn value(&self, value: &Value, field: &FieldDefinition) {
        let words = self.words;
        let row = value.row.map_or(String::new(), |row| {
            format!(" {} {row}", words.say("行", "row"))
        });
        words.entry(2, "单元格", "cell", &format!("{}{row}", place(value)));
        words.entry(4, "原文", "as typed", &format!("{:?}", value.text));
        if !value.unit.is_empty() {
            let factor = unit_factor(value.unit, &field.unit);
            let text = match factor {
                Some(1.0) => value.unit.to_owned(),
                Some(factor) => format!("{} → {} (× {factor})", value.unit, field.unit),
                None => format!(
                    "{} ({} {})",
                    value.unit,
                    words.say("无法换算，按本指标单位：", "no unit of the field, taken as"),
                    field.unit
                ),
            };
            words.entry(4, "单位", "unit", &text);
        }
        words.entry(4, "数值", "value", &result(value, field, words));
        words.entry(4, "去向", "became", &self.became(value));
    }

    /// Whether the enterprise's record is in no sum; false where nothing was summed yet.
    fn is_left_out(&self) -> bool {
        let measures = &self.known.measures;
        !measures.is_empty() && measures.iter().all(|row| row.unit != self.subject.code)
    }

    /// What became of a value.
    fn became(&self, value: &Value) -> String {
        let words = self.words;
        let ingested = &self.known.ingested;
        let kind = ingested
            .files
            .iter()
            .find(|file| file.path == value.file)
            .map(|file| file.kind);
        if value.used {
            return match kind {
                Some(FileKind::Register) => words.say(
                    "采用：企业未填，由名录库补充",
                    "in the record: left blank by the respondent, filled by the register",
                ),
                _ if self.is_left_out() => words.say(
                    "在记录中，但本企业未计入汇总（被退回、不在名录库等，见状态和审核发现）",
                    "in the record, but no sum contains the enterprise (rejected, not in the register …: see its status and findings)",
                ),
                _ => words.say("采用", "in the record"),
            }
            .to_owned();
        }
        if value.period != self.session.period.to_string() {
            return format!(
                "{} {}",
                words.say(
                    "上年栏，不作本期值，所属期：",
                    "last year's column, never this period's value: it belongs to"
                ),
                value.period
            );
        }
        let notices = || {
            let own = ingested.notices.iter();
            own.filter(|notice| notice.credit_code == self.subject.code)
        };
        let detail = |notice: &NoticeRow| match words.0 {
            Language::Zh => notice.detail.clone(),
            Language::En => notice.detail_en.clone(),
        };
        let conflict = notices().find(|notice| {
            notice.check == "conflicting-values"
                && notice.code == value.code
                && notice.row == value.row
                && notice.file == value.file
        });
        if conflict.is_some() {
            return words
                .say(
                    "未采用：同一工作簿中有不同的值",
                    "not used: the workbook gives the field different values",
                )
                .to_owned();
        }
        let withdrawn =
            notices().find(|notice| notice.check == "withdrawn" && notice.file == value.file);
        let superseded: Vec<&NoticeRow> = notices()
            .filter(|notice| notice.check == "superseded" && notice.file == value.file)
            .collect();
        // Several rows of one export are told apart by the row that the remark points at.
        let line = |cell: &str| {
            cell.trim_start_matches(|c: char| c.is_alphabetic())
                .to_owned()
        };
        let of_row = superseded
            .iter()
            .find(|notice| {
                !notice.cell.is_empty() && line(&notice.cell) == line(&value.cell.to_string())
            })
            .or_else(|| superseded.iter().find(|notice| notice.cell.is_empty()))
            .or(superseded.first());
        match (of_row, withdrawn) {
            (Some(notice), _) => format!(
                "{}{}",
                words.say("未采用：被替代，", "not used: superseded by "),
                detail(notice)
            ),
            (None, Some(_)) => words
                .say("未采用：该行已撤回", "not used: the row is withdrawn")
                .to_owned(),
            (None, None) => words
                .say(
                    "未采用：记录采用了同一指标的另一个值，或没有记录",
                    "not used: another value of the field stands in the record, or there is no record",
                )
                .to_owned(),
        }
    }

    fn finding(&self, finding: &FindingRow) {
        let message = match self.words.0 {
            Language::Zh => &finding.message,
            Language::En => &finding.message_en,
        };
        let text = format!(
            "{} {} {}: {message}",
            finding.rule,
            finding.severity.word(),
            finding.state.word()
        );
        self.words.entry(2, "审核", "finding", &text);
    }
}

/// The value as it stands in the record.
fn result(value: &Value, field: &FieldDefinition, words: Words) -> String {
    match (value.number, value.coded) {
        (Some(number), _) => format!("{number} {}", field.unit).trim_end().to_owned(),
        (None, Some(text)) => text.to_owned(),
        (None, None) => words.say("空", "blank").to_owned(),
    }
}

fn place(value: &Value) -> String {
    if value.sheet.is_empty() {
        format!("{} {}", value.file, value.cell)
    } else {
        format!("{} [{}] {}", value.file, value.sheet, value.cell)
    }
}
