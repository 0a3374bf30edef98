//! A zone of two parks (and an empty third), a form of a few fields and a list form, for tests of the stages
//! between ingest and evaluation.

#![allow(
    dead_code,
    clippy::unwrap_used,
    reason = "each test file uses a part of it; a test that cannot be set up fails"
)]

use std::path::Path;

use huoju::definitions::{Definitions, OWN_CHECKS};
use huoju::ingest::Ingested;
use huoju::period::Period;
use huoju::tables::{Edited, FindingRow, ValueRow, Values};
use polars::prelude::*;

pub(crate) const ZONE: &str = r#"
id = "zone"
name = { zh = "高新区", en = "Zone" }
input = "input"
output = "out"
store = "store"
classifications = ["codes.toml"]
rules = ["rules.toml"]
indicators = ["indicators.toml"]
surveys = { annual = "survey.toml", quarterly = "survey.toml" }

[[parks]]
id = "east"
name = { zh = "东园", en = "East" }
attributes = { area = 10.0 }

[[parks]]
id = "west"
name = { zh = "西园", en = "West" }
attributes = { area = 30.0 }

[[parks]]
id = "empty"
name = { zh = "空园", en = "Empty" }
"#;

const SURVEY: &str = r#"
id = "small"
label = { zh = "小调查", en = "Small survey" }

[identity]
credit_code = "cc"
name = "nm"
filled = "filled"
industry = "industry"
credit_code_labels = ["代码"]
name_labels = ["名称"]
filled_labels = ["日期"]
period_labels = ["报告期"]

[export]
credit_code = ["cc"]
name = ["nm"]
state = ["state"]
withdrawn = "dis"
submitted = []
management = []

[[forms]]
number = "F-1"
label = { zh = "主表", en = "Main form" }
unit = "千元"
fields = [
  { code = "cc", zh = "代码", en = "Credit code", type = "text" },
  { code = "nm", zh = "名称", en = "Name", type = "text" },
  { code = "filled", zh = "日期", en = "Filled", type = "date" },
  { code = "industry", zh = "行业", en = "Industry", type = "code", codes = "industries" },
  { code = "kind", zh = "类型", en = "Kind", type = "code", codes = "kinds" },
  { code = "flag", zh = "是否高企", en = "High-tech", type = "bool" },
  { code = "rev", zh = "营业收入", en = "Revenue", type = "number", unit = "千元", required = true },
  { code = "part_a", zh = "其中：甲", en = "Part A", type = "number", unit = "千元", parent = "rev", level = 2 },
  { code = "part_b", zh = "乙", en = "Part B", type = "number", unit = "千元", parent = "rev", level = 2 },
  { code = "profit", zh = "利润", en = "Profit", type = "number", unit = "千元", negative = true },
  { code = "rnd", zh = "研发费用", en = "R&D expense", type = "number", unit = "千元" },
  { code = "staff", zh = "从业人员", en = "Staff", type = "integer", unit = "人", required = true },
  { code = "patents", zh = "专利", en = "Patents", type = "integer", unit = "件" },
  { code = "marks", zh = "商标", en = "Trade marks", type = "integer", unit = "件" },
]

[[forms]]
number = "L-1"
label = { zh = "项目表", en = "Projects" }
list = true
item = "title"
fields = [
  { code = "title", zh = "项目", en = "Title", type = "text" },
  { code = "fund", zh = "经费", en = "Funds", type = "number", unit = "千元" },
  { code = "months", zh = "人月", en = "Months", type = "number" },
  { code = "people", zh = "人数", en = "People", type = "integer" },
]
"#;

const CODES: &str = r#"
[[lists]]
id = "industries"
label = { zh = "行业", en = "Industries" }
open = true

[[lists]]
id = "kinds"
label = { zh = "类型目录", en = "Kinds" }
entries = [{ code = "1", zh = "一" }, { code = "2", zh = "二" }]
"#;

const RULES: &str = r#"
tolerance = { absolute = 1.0, relative = 0.001 }

[[rules]]
id = "SUM"
label = { zh = "营业收入等于两部分之和", en = "Revenue is the sum of its parts" }
message = { zh = "营业收入{rev}，两部分之和{expected}，相差{difference}", en = "Revenue {rev}, parts {expected}, off by {difference}" }
severity = "error"
scope = "in-form"
check = "rev = part_a + part_b"

[[rules]]
id = "RND"
label = { zh = "研发不超过收入", en = "R&D within revenue" }
severity = "query"
scope = "in-form"
check = "rnd <= rev"

[[rules]]
id = "SHARE"
label = { zh = "高企研发占比", en = "R&D share of high-tech enterprises" }
severity = "query"
scope = "in-form"
when = "flag = '1'"
check = "rnd / rev >= 0.03"
marks = ["rnd"]

[[rules]]
id = "STOCK"
label = { zh = "专利不减少", en = "Patents do not shrink" }
severity = "query"
scope = "year-on-year"
check = "patents >= prev_patents"

[[rules]]
id = "KIND"
label = { zh = "类型为一的有利润", en = "Kind one has a profit" }
message = { zh = "类型{kind}，利润{profit}", en = "Kind {kind}, profit {profit}" }
severity = "hint"
scope = "in-form"
check = "kind <> '1' OR profit > 0"

[[rules]]
id = "FUNDS"
label = { zh = "项目经费不超过研发费用", en = "Project funds within R&D expense" }
severity = "query"
scope = "cross-form"
check = "project_funds <= rnd"
marks = ["fund", "rnd"]

[[rules]]
id = "MONTHS"
label = { zh = "人月不超过人数的12倍", en = "At most 12 months a person" }
message = { zh = "{title}：{months}", en = "{title}: {months}" }
severity = "query"
scope = "in-form"
rows = "L-1"
check = "months <= people * 12"
"#;

const INDICATORS: &str = r#"
[[item_sums]]
id = "project_funds"
label = { zh = "项目经费合计", en = "Project funds" }
form = "L-1"
sum = "fund"

[[measures]]
id = "enterprises"
label = { zh = "企业数", en = "Enterprises" }
unit = "家"
sql = "1"

[[measures]]
id = "revenue"
label = { zh = "营业收入", en = "Revenue" }
unit = "千元"
sql = "rev"

[[measures]]
id = "rnd"
label = { zh = "研发", en = "R&D" }
unit = "千元"
sql = "rnd"

[[measures]]
id = "staff"
label = { zh = "人员", en = "Staff" }
unit = "人"
sql = "staff"

[[measures]]
id = "property"
label = { zh = "知识产权", en = "Intellectual property" }
unit = "件"
sql = "patents + marks"

[[measures]]
id = "funds"
label = { zh = "项目经费", en = "Funds" }
unit = "千元"
sql = "project_funds"

[[indicators]]
id = "intensity"
label = { zh = "研发强度", en = "R&D intensity" }
unit = "%"
formula = "100 * rnd / revenue"

[[indicators]]
id = "density"
label = { zh = "每平方公里收入", en = "Revenue per km2" }
unit = "千元"
formula = "revenue / area"

[[indicators]]
id = "new_staff"
label = { zh = "新增人员", en = "Net growth of staff" }
unit = "人"
formula = "staff - prev_staff"

[[indicators]]
id = "labs"
label = { zh = "实验室", en = "Laboratories" }
unit = "个"
additive = true

[[indicators]]
id = "mood"
label = { zh = "营商环境", en = "Business environment" }
unit = "分"

[[indicators]]
id = "place"
label = { zh = "位次", en = "Place" }
unit = "位"
parks = false
"#;

/// The period of the tests.
pub(crate) fn period() -> Period {
    "2023".parse().unwrap()
}

/// The definitions of the small zone.
pub(crate) fn definitions() -> Definitions {
    definitions_with("", "")
}

/// The same with more lines at the end of the pipeline file and of the rules file.
pub(crate) fn definitions_with(pipeline: &str, rules: &str) -> Definitions {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).unwrap();
    write("zone.toml", &format!("{ZONE}\n{pipeline}"));
    write("survey.toml", SURVEY);
    write("codes.toml", CODES);
    write("indicators.toml", INDICATORS);
    write("rules.toml", &format!("{RULES}\n{rules}\n{}", checks()));
    load(&folder.path().join("zone.toml"))
}

fn load(file: &Path) -> Definitions {
    Definitions::load(file, period()).unwrap_or_else(|problems| panic!("{problems}"))
}

/// One entry per own check: errors as the contract has them.
fn checks() -> String {
    OWN_CHECKS
        .iter()
        .map(|id| {
            let severity = match *id {
                "negative" | "required" | "credit-code" | "conflicting-values" | "wrong-period" => {
                    "error"
                }
                "superseded" | "identical-copy" => "hint",
                _ => "query",
            };
            let in_indicators = if *id == "unreadable-value" {
                "severity_in_indicators = \"error\""
            } else {
                ""
            };
            format!(
                "[[checks]]\nid = \"{id}\"\nlabel = {{ zh = \"{id}\", en = \"{id}\" }}\n\
                 message = {{ zh = \"{{field}}：{{value}}，{{expected}}，{{detail}}\", en = \"{{field}}: {{value}}, {{expected}}, {{detail}}\" }}\n\
                 severity = \"{severity}\"\n{in_indicators}\n"
            )
        })
        .collect()
}

/// Title, funds, months and people of a project.
pub(crate) type Project = (&'static str, f64, f64, f64);

/// A record of an enterprise, as a test writes it.
#[derive(Clone)]
pub(crate) struct Record {
    pub(crate) credit_code: &'static str,
    pub(crate) park: Option<&'static str>,
    pub(crate) status: &'static str,
    pub(crate) numbers: Vec<(&'static str, f64)>,
    pub(crate) texts: Vec<(&'static str, &'static str)>,
    /// The projects; none for no list at all.
    pub(crate) projects: Option<Vec<Project>>,
}

impl Record {
    /// A record that passes every rule: revenue 1,000 of 600 and 400, R&D 50, staff 10.
    pub(crate) fn clean(credit_code: &'static str, park: &'static str) -> Record {
        Record {
            credit_code,
            park: Some(park),
            status: "accepted",
            numbers: vec![
                ("rev", 1000.0),
                ("part_a", 600.0),
                ("part_b", 400.0),
                ("profit", 90.0),
                ("rnd", 50.0),
                ("staff", 10.0),
                ("patents", 3.0),
                ("marks", 1.0),
            ],
            texts: vec![("flag", "1"), ("kind", "1")],
            projects: Some(vec![("新材料研究", 30.0, 12.0, 2.0)]),
        }
    }

    /// The record with numbers changed.
    pub(crate) fn with(mut self, numbers: &[(&'static str, f64)]) -> Record {
        for (code, value) in numbers {
            self.numbers.retain(|(other, _)| other != code);
            self.numbers.push((code, *value));
        }
        self
    }

    /// The record with texts changed.
    pub(crate) fn saying(mut self, code: &'static str, text: &'static str) -> Record {
        self.texts.retain(|(other, _)| *other != code);
        self.texts.push((code, text));
        self
    }

    /// The record with fields left blank.
    pub(crate) fn without(mut self, codes: &[&str]) -> Record {
        self.numbers.retain(|(code, _)| !codes.contains(code));
        self.texts.retain(|(code, _)| !codes.contains(code));
        self
    }

    /// The record with another status from the reader.
    pub(crate) fn status(mut self, status: &'static str) -> Record {
        self.status = status;
        self
    }
}

/// The tables `enterprises` and `projects` of records, which are given in the order of credit codes.
pub(crate) fn frames(definitions: &Definitions, records: &[Record]) -> (DataFrame, DataFrame) {
    let texts = |name: &str, value: &dyn Fn(&Record) -> Option<String>| {
        Series::new(name.into(), records.iter().map(value).collect::<Vec<_>>()).into_column()
    };
    let mut columns = vec![
        texts("period", &|_| Some(period().to_string())),
        texts("credit_code", &|record| Some(record.credit_code.to_owned())),
        texts("name", &|record| {
            Some(format!("企业{}", record.credit_code))
        }),
        texts("park", &|record| record.park.map(str::to_owned)),
        texts("status", &|record| Some(record.status.to_owned())),
    ];
    for field in definitions.survey.record_fields() {
        let code = field.code.as_str();
        columns.push(if field.kind.is_number() {
            let value = |record: &Record| {
                let mut numbers = record.numbers.iter();
                numbers.find(|(other, _)| *other == code).map(|pair| pair.1)
            };
            let values: Vec<Option<f64>> = records.iter().map(value).collect();
            Series::new(code.into(), values).into_column()
        } else {
            texts(code, &|record| {
                let mut texts = record.texts.iter();
                texts
                    .find(|(other, _)| *other == code)
                    .map(|pair| pair.1.to_owned())
            })
        });
    }
    columns.push(texts("lists", &|record| {
        let lists = record.projects.as_ref().map_or("", |_| "L-1");
        Some(lists.to_owned())
    }));
    columns.push(texts("leading_industry", &|_| None));
    let used: Vec<bool> = records.iter().map(|r| r.status == "accepted").collect();
    columns.push(Series::new("used".into(), used).into_column());
    let enterprises = DataFrame::new(records.len(), columns).unwrap();

    let rows: Vec<(&str, usize, Project)> = records
        .iter()
        .flat_map(|record| {
            let projects = record.projects.iter().flatten().enumerate();
            projects.map(|(row, project)| (record.credit_code, row + 1, *project))
        })
        .collect();
    let numbers =
        |value: fn(&Project) -> f64| -> Vec<f64> { rows.iter().map(|row| value(&row.2)).collect() };
    let projects = df![
        "period" => vec![period().to_string(); rows.len()],
        "credit_code" => rows.iter().map(|row| row.0).collect::<Vec<_>>(),
        "title" => rows.iter().map(|row| row.2.0).collect::<Vec<_>>(),
        "fund" => numbers(|project| project.1),
        "months" => numbers(|project| project.2),
        "people" => numbers(|project| project.3),
        "row" => rows.iter().map(|row| row.1 as i64).collect::<Vec<_>>(),
    ]
    .unwrap();
    (enterprises, projects)
}

/// What the reader would hand on: every number of a record stands in column D of its own workbook, in the order
/// of the record's numbers from row 5 on; projects' funds in column C of sheet L-1.
pub(crate) fn ingested(definitions: &Definitions, records: &[Record]) -> Ingested {
    let (enterprises, projects) = frames(definitions, records);
    let mut values = Values::default();
    for record in records {
        let value =
            |code: &str, row: Option<i64>, number: f64, sheet: &str, cell: String| ValueRow {
                period: period().to_string(),
                credit_code: record.credit_code.to_owned(),
                code: code.to_owned(),
                row,
                number: Some(number),
                file: format!("2023/submissions/{}.xlsx", record.credit_code),
                sheet: sheet.to_owned(),
                cell,
                used: true,
                ..ValueRow::default()
            };
        for (place, (code, number)) in record.numbers.iter().enumerate() {
            values.push(value(code, None, *number, "F-1", format!("D{}", place + 5)).as_value());
        }
        for (place, project) in record.projects.iter().flatten().enumerate() {
            let row = Some(place as i64 + 1);
            values.push(value("fund", row, project.1, "L-1", format!("C{}", place + 3)).as_value());
            values
                .push(value("months", row, project.2, "L-1", format!("D{}", place + 3)).as_value());
        }
    }
    Ingested {
        files: Vec::new(),
        values,
        notices: Vec::new(),
        register: Vec::new(),
        zone_form: Vec::new(),
        reference: Vec::new(),
        explanations: Vec::new(),
        enterprises,
        projects,
    }
}

/// Records that were edited before: all accepted ones are used.
pub(crate) fn edited(definitions: &Definitions, period: &str, records: &[Record]) -> Edited {
    let (enterprises, projects) = frames(definitions, records);
    Edited {
        period: period.parse().unwrap(),
        enterprises,
        projects,
        zone_form: Vec::new(),
    }
}

/// The findings of a rule or check.
pub(crate) fn of_rule<'a>(findings: &'a [FindingRow], rule: &str) -> Vec<&'a FindingRow> {
    findings
        .iter()
        .filter(|finding| finding.rule == rule)
        .collect()
}

/// A text column.
pub(crate) fn texts(frame: &DataFrame, name: &str) -> Vec<String> {
    let column = frame.column(name).unwrap().str().unwrap();
    column.iter().map(|text| text.unwrap().to_owned()).collect()
}

/// A boolean column.
pub(crate) fn flags(frame: &DataFrame, name: &str) -> Vec<bool> {
    let column = frame.column(name).unwrap().bool().unwrap();
    column.iter().map(Option::unwrap).collect()
}
