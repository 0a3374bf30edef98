//! A small zone made in code: two parks, five fields, definitions and workbooks whose sums fit on a page.
//!
//! It is not Shenyang on purpose: what the tests run on comes from definitions alone.

#![allow(dead_code, missing_docs, unreachable_pub, clippy::unwrap_used)]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use polars::prelude::*;
use rust_xlsxwriter::{Workbook, Worksheet};
use tempfile::TempDir;

/// The zone's folder: definitions, inputs, outputs and store.
pub struct Zone {
    pub folder: TempDir,
}

/// An enterprise's answer.
#[derive(Clone, Copy)]
pub struct Answer {
    pub code: &'static str,
    pub name: &'static str,
    pub park: &'static str,
    /// revenue, employees, research, high_tech (1 or 2)
    pub values: [f64; 4],
}

/// Four enterprises with valid check digits.
pub const CODES: [&str; 4] = [
    "912101000000001000",
    "912101000000001013",
    "912101000000001026",
    "912101000000001039",
];

impl Zone {
    /// A zone with a register of four enterprises and answers of two years from all of them.
    pub fn new() -> Zone {
        let zone = Zone {
            folder: TempDir::new().unwrap(),
        };
        zone.definitions();
        zone.register(&zone.answers(2023));
        for year in [2022, 2023] {
            for answer in zone.answers(year) {
                zone.submit(year, &format!("{}.xlsx", answer.code), &answer);
            }
        }
        zone.reference("zone,indicator,value\nA,rd,1\nA,size,10\nB,rd,9\nB,size,50\n");
        zone
    }

    /// What the enterprises answer in a year. In 2022 everything is half of 2023.
    pub fn answers(&self, year: i32) -> Vec<Answer> {
        let half = if year == 2022 { 0.5 } else { 1.0 };
        let rows = [
            (CODES[0], "甲公司", "东园", [1000.0, 10.0, 100.0, 1.0]),
            (CODES[1], "乙公司", "东园", [3000.0, 20.0, 0.0, 2.0]),
            (CODES[2], "丙公司", "西园", [4000.0, 40.0, 300.0, 1.0]),
            (CODES[3], "丁公司", "西园", [2000.0, 30.0, 100.0, 2.0]),
        ];
        rows.map(
            |(code, name, park, [revenue, employees, research, high_tech])| Answer {
                code,
                name,
                park,
                values: [revenue * half, employees * half, research * half, high_tech],
            },
        )
        .to_vec()
    }

    pub fn path(&self, relative: &str) -> PathBuf {
        self.folder.path().join(relative)
    }

    pub fn write(&self, relative: &str, text: &str) {
        let path = self.path(relative);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    /// Replaces a text in a definition file.
    pub fn edit(&self, relative: &str, from: &str, to: &str) {
        let text = fs::read_to_string(self.path(relative)).unwrap();
        assert!(text.contains(from), "{relative} does not hold {from}");
        self.write(relative, &text.replace(from, to));
    }

    /// Runs the command in the zone's folder.
    pub fn huoju(&self, arguments: &[&str]) -> Output {
        Command::new(env!("CARGO_BIN_EXE_huoju"))
            .args(arguments)
            .current_dir(self.folder.path())
            .output()
            .unwrap()
    }

    /// `huoju run` of 2023.
    pub fn run(&self) -> Output {
        self.huoju(&["run", "pipelines/zone.toml", "--period", "2023"])
    }

    /// A table of the output folder.
    pub fn table(&self, name: &str) -> DataFrame {
        read_table(&self.path("out/2023/tables"), name)
    }

    /// A table of the store, as it holds now.
    pub fn stored(&self, year: i32, name: &str) -> DataFrame {
        let period = year.to_string().parse().unwrap();
        huoju::store::Store::read_only(&self.path("store"))
            .read_frame(period, name)
            .unwrap()
    }

    /// Forgets what was made of a period's files; what was read of each is still remembered.
    pub fn forget(&self, year: i32) {
        fs::remove_file(self.path(&format!("store/period={year}/manifest.json"))).unwrap();
    }

    fn definitions(&self) {
        for (file, text) in DEFINITIONS {
            self.write(&format!("pipelines/{file}"), text);
        }
        let mut checks = String::new();
        for id in huoju::definitions::OWN_CHECKS {
            let severity = match id {
                "negative" | "required" | "credit-code" | "conflicting-values" | "wrong-period" => {
                    "error"
                }
                _ => "query",
            };
            checks.push_str(&format!(
                "[[checks]]\nid = \"{id}\"\nlabel = {{ zh = \"{id}\", en = \"{id}\" }}\nmessage = {{ zh = \"{{field}} {{text}} {{detail}}\", en = \"{{field}} {{text}} {{detail}}\" }}\nseverity = \"{severity}\"\n"
            ));
        }
        self.write("pipelines/checks.toml", &checks);
    }

    pub fn register(&self, answers: &[Answer]) {
        let mut workbook = Workbook::new();
        let sheet = workbook.add_worksheet();
        let header = [
            "统一社会信用代码",
            "企业名称",
            "园区",
            "行业代码",
            "是否高新技术企业",
            "主导产业",
            "状态",
        ];
        write_row(sheet, 0, &header);
        for (row, answer) in answers.iter().enumerate() {
            let cells = [
                answer.code,
                answer.name,
                answer.park,
                "6513",
                "",
                "",
                "在册",
            ];
            write_row(sheet, row as u32 + 1, &cells);
        }
        fs::create_dir_all(self.path("input")).unwrap();
        workbook.save(self.path("input/register.xlsx")).unwrap();
    }

    /// Writes an answer as a form workbook.
    pub fn submit(&self, year: i32, file: &str, answer: &Answer) {
        self.submit_with(year, file, answer, &[]);
    }

    /// The same with further rows (code, value as typed) below.
    pub fn submit_with(&self, year: i32, file: &str, answer: &Answer, further: &[(&str, &str)]) {
        let mut workbook = Workbook::new();
        let sheet = workbook.add_worksheet();
        sheet.set_name("F-01").unwrap();
        write_row(sheet, 0, &["企业情况"]);
        write_row(sheet, 1, &["", "", "", "表    号：F-01"]);
        write_row(sheet, 2, &[&format!("统一社会信用代码：{}", answer.code)]);
        write_row(sheet, 3, &[&format!("企业名称：{}", answer.name)]);
        write_row(sheet, 4, &[&format!("{year}年")]);
        write_row(sheet, 5, &["指标名称", "计量单位", "代码", "数量"]);
        let rows = [
            ("营业收入", "千元", "revenue"),
            ("从业人员", "人", "employees"),
            ("研发费用", "千元", "research"),
            ("是否高企", "", "high_tech"),
        ];
        for (index, ((label, unit, code), value)) in rows.iter().zip(answer.values).enumerate() {
            let row = index as u32 + 6;
            write_row(sheet, row, &[label, unit, code]);
            sheet.write_number(row, 3, value).unwrap();
        }
        for (index, (code, value)) in further.iter().enumerate() {
            write_row(sheet, index as u32 + 10, &["", "", code, value]);
        }
        let path = self.path(&format!("input/{year}/submissions/{file}"));
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        workbook.save(path).unwrap();
    }

    pub fn reference(&self, csv: &str) {
        self.write("input/reference/2023.csv", csv);
    }
}

/// Reads `NAME.parquet` of a folder.
pub fn read_table(folder: &Path, name: &str) -> DataFrame {
    let path = folder.join(format!("{name}.parquet"));
    let file = fs::File::open(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    ParquetReader::new(file).finish().unwrap()
}

/// The number in `column` of the one row in which every `(column, text)` holds.
pub fn number(frame: &DataFrame, conditions: &[(&str, &str)], column: &str) -> Option<f64> {
    let row = one_row(frame, conditions);
    let value = row
        .column(column)
        .unwrap()
        .cast(&DataType::Float64)
        .unwrap();
    value.f64().unwrap().get(0)
}

/// The text in `column` of that row.
pub fn text(frame: &DataFrame, conditions: &[(&str, &str)], column: &str) -> Option<String> {
    let row = one_row(frame, conditions);
    row.column(column)
        .unwrap()
        .str()
        .unwrap()
        .get(0)
        .map(str::to_owned)
}

/// The rows in which every `(column, text)` holds.
pub fn rows(frame: &DataFrame, conditions: &[(&str, &str)]) -> DataFrame {
    let filter = conditions
        .iter()
        .map(|(name, value)| col(*name).eq(lit(*value)))
        .reduce(|a, b| a.and(b))
        .unwrap();
    frame.clone().lazy().filter(filter).collect().unwrap()
}

fn one_row(frame: &DataFrame, conditions: &[(&str, &str)]) -> DataFrame {
    let row = rows(frame, conditions);
    assert_eq!(row.height(), 1, "rows with {conditions:?}");
    row
}

pub fn write_row(sheet: &mut Worksheet, row: u32, cells: &[&str]) {
    for (column, cell) in cells
        .iter()
        .enumerate()
        .filter(|(_, cell)| !cell.is_empty())
    {
        sheet.write_string(row, column as u16, *cell).unwrap();
    }
}

const DEFINITIONS: [(&str, &str); 8] = [
    ("zone.toml", PIPELINE),
    ("survey.toml", SURVEY),
    ("rules.toml", RULES),
    ("indicators.toml", INDICATORS),
    ("index.toml", INDEX),
    ("east.toml", EAST),
    ("west.toml", WEST),
    ("ladder.toml", LADDER),
];

const PIPELINE: &str = r#"
id = "littlezone"
name = { zh = "小高新区", en = "Little Zone" }
input = "../input"
output = "../out"
store = "../store"
surveys = { annual = "survey.toml" }
rules = ["rules.toml", "checks.toml"]
indicators = ["indicators.toml"]
indexes = ["index.toml"]
assessments = ["east.toml", "west.toml"]
ladders = ["ladder.toml"]

[[parks]]
id = "east"
name = { zh = "东园", en = "East Park" }
attributes = { area_km2 = 10 }

[[parks]]
id = "west"
name = { zh = "西园", en = "West Park" }
attributes = { area_km2 = 40 }

[[goals]]
period = "2023"
indicator = "size"
target = 20
label = { zh = "收入", en = "Revenue" }

[gates]
response_rate = 0.7
error_rate = 0.3
"#;

const SURVEY: &str = r#"
id = "little"
label = { zh = "小调查", en = "Little survey" }

[identity]
credit_code = "c01"
name = "c02"
filled = "c03"
industry = "c04"
credit_code_labels = ["统一社会信用代码"]
name_labels = ["企业名称"]
filled_labels = ["填报时间"]
period_labels = ["报告期"]

[export]
credit_code = ["susername"]
name = ["sname"]
state = ["数据状态"]
withdrawn = "dis"
submitted = ["数据提交时间"]
management = ["序号"]

[[forms]]
label = { zh = "封面", en = "Cover" }
cover = true
fields = [
  { code = "c01", zh = "统一社会信用代码", en = "Credit code", type = "text" },
  { code = "c02", zh = "企业名称", en = "Name", type = "text" },
  { code = "c03", zh = "填报时间", en = "Filled on", type = "date" },
  { code = "c04", zh = "行业代码", en = "Industry", type = "code" },
]

[[forms]]
number = "F-01"
label = { zh = "企业情况", en = "Enterprise" }
fields = [
  { code = "revenue", zh = "营业收入", en = "Revenue", unit = "千元", type = "number", required = true },
  { code = "employees", zh = "从业人员", en = "Employees", unit = "人", type = "integer" },
  { code = "research", zh = "研发费用", en = "Research", unit = "千元", type = "number" },
  { code = "high_tech", zh = "是否高企", en = "High-tech", type = "bool" },
]
"#;

const RULES: &str = r#"
tolerance = { absolute = 1 }

[[rules]]
id = "R1"
label = { zh = "研发费用不大于营业收入", en = "Research is at most revenue" }
message = { zh = "研发费用{research}大于营业收入{revenue}", en = "Research {research} exceeds revenue {revenue}" }
severity = "error"
scope = "in-form"
check = "research <= revenue"

[[rules]]
id = "R2"
label = { zh = "高企应有研发费用", en = "A high-tech enterprise has research" }
severity = "query"
scope = "in-form"
when = "high_tech = '1'"
check = "research / revenue >= 0.09"
"#;

const INDICATORS: &str = r#"
[[measures]]
id = "revenue"
label = { zh = "营业收入", en = "Revenue" }
unit = "千元"
sql = "revenue"

[[measures]]
id = "research"
label = { zh = "研发费用", en = "Research" }
unit = "千元"
sql = "research"

[[measures]]
id = "high_tech"
label = { zh = "高企数", en = "High-tech enterprises" }
unit = "家"
sql = "CASE WHEN high_tech = '1' THEN 1 ELSE 0 END"

[[indicators]]
id = "rd"
label = { zh = "研发强度", en = "R&D intensity" }
unit = "%"
formula = "100 * research / revenue"

[[indicators]]
id = "size"
label = { zh = "营业收入", en = "Revenue" }
unit = "百万元"
formula = "revenue / 1000"

[[indicators]]
id = "density"
label = { zh = "地均收入", en = "Revenue per km2" }
unit = "千元/平方公里"
formula = "revenue / area_km2"

[[indicators]]
id = "added"
label = { zh = "净增收入", en = "Added revenue" }
unit = "千元"
formula = "revenue - prev_revenue"
"#;

const INDEX: &str = r#"
id = "little-index"
label = { zh = "小指数", en = "Little index" }
root = { zh = "总分", en = "Total" }
nodes = [
  { id = "1", label = { zh = "创新", en = "Innovation" }, weight = 60 },
  { id = "1.1", parent = "1", indicator = "rd", weight = 1 },
  { id = "2", label = { zh = "规模", en = "Size" }, weight = 40 },
  { id = "2.1", parent = "2", indicator = "size", weight = 1 },
]
"#;

const EAST: &str = r#"
park = "east"
role = { zh = "东", en = "East" }
grades = [{ min = 80, label = { zh = "优秀", en = "Excellent" } }, { min = 0, label = { zh = "合格", en = "Fair" } }]
groups = [{ id = "all", label = { zh = "全部", en = "All" } }]
indicators = [
  { indicator = "rd", group = "all", weight = 60, method = "target", target = 5 },
  { indicator = "density", group = "all", weight = 40, method = "bounds", low = 0, high = 500 },
]
"#;

const WEST: &str = r#"
park = "west"
role = { zh = "西", en = "West" }
grades = [{ min = 80, label = { zh = "优秀", en = "Excellent" } }, { min = 0, label = { zh = "合格", en = "Fair" } }]
groups = [{ id = "all", label = { zh = "全部", en = "All" } }]
indicators = [
  { indicator = "rd", group = "all", weight = 50, method = "rank" },
  { indicator = "size", group = "all", weight = 50, method = "growth", low = 0, high = 200 },
]
"#;

const LADDER: &str = r#"
[[rungs]]
id = "high_tech_enterprise"
label = { zh = "高企", en = "High-tech enterprise" }
conditions = [{ label = { zh = "认定", en = "Certified" }, sql = "high_tech = '1'" }]

[[abilities]]
id = "input"
label = { zh = "投入", en = "Input" }

[[abilities.items]]
id = "intensity"
label = { zh = "强度", en = "Intensity" }
sql = "100 * research / revenue"
bands = [{ min = 0, points = 1 }, { min = 5, points = 10 }]
"#;
