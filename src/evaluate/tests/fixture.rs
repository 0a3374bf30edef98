//! A small zone: definitions in a folder of their own, and tables built by hand.

use std::fs;
use std::path::Path;

use polars::prelude::*;

use crate::aggregate::{Aggregated, aggregate};
use crate::definitions::{Definitions, OWN_CHECKS};
use crate::evaluate::{Evaluated, evaluate};
use crate::period::Period;
use crate::tables::{Basis, Edited, IndicatorRow, Level, ReferenceRow, ScoreRow};

const PIPELINE: &str = r#"
id = "torch"
name = { zh = "火炬高新区", en = "Torch Zone" }
aliases = ["火炬"]
input = "in"
output = "out"
store = "store"
rules = ["rules.toml"]
indicators = ["indicators.toml"]
parks = [
    { id = "east", name = { zh = "东园", en = "East" }, aliases = ["东"], attributes = { area_km2 = 4.0 } },
    { id = "west", name = { zh = "西园", en = "West" }, attributes = { area_km2 = 6.0 } },
]
surveys = { annual = "survey.toml" }
plan = { max_change = 0.5, indicators = [{ indicator = "x2", effort = 2.0 }, { indicator = "x3", max_change = 0.1, verified = true }] }
rank_goals = [
    { period = "2022", index = "test", rank = 2, label = { zh = "前二", en = "Second" } },
    { period = "2024", index = "test", rank = 1, label = { zh = "第一", en = "First" } },
]
"#;

const SURVEY: &str = r#"
id = "small"
label = { zh = "调查", en = "Survey" }
[identity]
credit_code = "code"
name = "firm"
filled = "filled"
industry = "industry"
credit_code_labels = []
name_labels = []
filled_labels = []
period_labels = []
[export]
credit_code = []
name = []
state = []
withdrawn = ""
submitted = []
management = []
[[forms]]
number = "F-1"
label = { zh = "表", en = "Form" }
fields = [
    { code = "code", zh = "代码", en = "Code", type = "text" },
    { code = "firm", zh = "名称", en = "Name", type = "text" },
    { code = "filled", zh = "日期", en = "Date", type = "date" },
    { code = "industry", zh = "行业", en = "Industry", type = "code" },
    { code = "f_revenue", zh = "收入", en = "Revenue", type = "number" },
    { code = "f_staff", zh = "人员", en = "Staff", type = "number" },
    { code = "f_rd", zh = "研发", en = "R&D", type = "number" },
    { code = "f_exports", zh = "出口", en = "Exports", type = "number", negative = true },
    { code = "f_energy", zh = "能耗", en = "Energy", type = "number" },
]
"#;

/// Formula indicators, and values of the zone form `x1` to `x6` (`less`: less is better) for tests of scores.
const INDICATORS: &str = r#"
measures = [
    { id = "revenue", label = { zh = "收入", en = "Revenue" }, unit = "千元", sql = "f_revenue" },
    { id = "staff", label = { zh = "人员", en = "Staff" }, unit = "人", sql = "f_staff" },
    { id = "rd", label = { zh = "研发", en = "R&D" }, unit = "千元", sql = "f_rd" },
    { id = "exports", label = { zh = "出口", en = "Exports" }, unit = "千元", sql = "f_exports" },
    { id = "energy", label = { zh = "能耗", en = "Energy" }, unit = "吨", sql = "f_energy" },
    { id = "exporters", label = { zh = "出口企业", en = "Exporters" }, unit = "家", sql = "CASE WHEN f_exports > 0 THEN 1 ELSE 0 END" },
    { id = "intensive", label = { zh = "强度企业收入", en = "Intensive" }, unit = "千元", sql = "CASE WHEN f_rd >= 0.05 * f_revenue THEN f_revenue ELSE 0 END", verified = false },
]
indicators = [
    { id = "intensity", label = { zh = "研发强度", en = "R&D intensity" }, unit = "%", formula = "100 * rd / revenue" },
    { id = "export_share", label = { zh = "出口占比", en = "Export share" }, unit = "%", formula = "100 * exports / revenue" },
    { id = "net_staff", label = { zh = "净增人员", en = "Net staff" }, unit = "人", formula = "staff - prev_staff" },
    { id = "growth", label = { zh = "生产率增长", en = "Productivity growth" }, unit = "%", formula = "((revenue / staff) / (prev_revenue / prev_staff) - 1) * 100" },
    { id = "number", label = { zh = "出口企业数", en = "Exporters" }, unit = "家", formula = "exporters" },
    { id = "energy_use", label = { zh = "能耗强度", en = "Energy use" }, unit = "吨/千元", direction = "less", formula = "energy / revenue" },
    { id = "density", label = { zh = "地均收入", en = "Density" }, unit = "千元/km²", formula = "revenue / area_km2" },
    { id = "intensive_share", label = { zh = "高强度占比", en = "Intensive share" }, unit = "%", formula = "100 * intensive / revenue" },
    { id = "x1", label = { zh = "甲", en = "A" }, unit = "", least = 0.0, most = 100.0 },
    { id = "x2", label = { zh = "乙", en = "B" }, unit = "" },
    { id = "x3", label = { zh = "丙", en = "C" }, unit = "" },
    { id = "x4", label = { zh = "丁", en = "D" }, unit = "" },
    { id = "x5", label = { zh = "戊", en = "E" }, unit = "" },
    { id = "x6", label = { zh = "己", en = "F" }, unit = "" },
    { id = "less", label = { zh = "越小越好", en = "Less" }, unit = "", direction = "less" },
]
"#;

/// Indicators with a formula.
pub(super) const FORMULAS: [&str; 8] = [
    "intensity",
    "export_share",
    "net_staff",
    "growth",
    "number",
    "energy_use",
    "density",
    "intensive_share",
];

/// The period of the tests.
pub(super) fn period() -> Period {
    "2023".parse().unwrap()
}

/// The definitions with these index files. Goals of rank for an index that is not among them are left out.
pub(super) fn definitions(indexes: &[&str]) -> Definitions {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| fs::write(folder.path().join(name), text).unwrap();
    let mut pipeline = PIPELINE.to_owned();
    let names: Vec<String> = (0..indexes.len())
        .map(|number| format!("\"index-{number}.toml\""))
        .collect();
    pipeline.insert_str(0, &format!("indexes = [{}]\n", names.join(", ")));
    if indexes.is_empty() {
        let goals = pipeline.find("rank_goals").unwrap();
        pipeline.truncate(goals);
    }
    write("pipeline.toml", &pipeline);
    write("survey.toml", SURVEY);
    write("indicators.toml", INDICATORS);
    for (number, index) in indexes.iter().enumerate() {
        write(&format!("index-{number}.toml"), index);
    }
    let checks: String = OWN_CHECKS
        .iter()
        .map(|id| {
            format!(
                "[[checks]]\nid = \"{id}\"\nseverity = \"query\"\nlabel = {{ zh = \"\", en = \"\" }}\nmessage = {{ zh = \"\", en = \"\" }}\n"
            )
        })
        .collect();
    write("rules.toml", &checks);
    load(&folder.path().join("pipeline.toml"))
}

fn load(file: &Path) -> Definitions {
    Definitions::load(file, period()).unwrap_or_else(|problems| panic!("{problems}"))
}

/// An index file with these nodes, each `id parent weight indicator`, where `-` stands for none. A weight with a
/// `?` behind it is not verified.
pub(super) fn index(head: &str, nodes: &[&str]) -> String {
    let mut text = format!(
        "id = \"test\"\nlabel = {{ zh = \"指数\", en = \"Index\" }}\nroot = {{ zh = \"总分\", en = \"Total\" }}\n{head}\n"
    );
    for node in nodes {
        let cells: Vec<&str> = node.split_whitespace().collect();
        let [id, parent, weight, indicator] = cells.as_slice() else {
            panic!("a node has four words: {node}");
        };
        text += &format!(
            "[[nodes]]\nid = \"{id}\"\nparent = \"{}\"\nweight = {}\nverified = {}\n",
            if *parent == "-" { "total" } else { parent },
            weight.trim_end_matches('?'),
            !weight.ends_with('?'),
        );
        text += &match *indicator {
            "-" => format!("label = {{ zh = \"{id}\", en = \"{id}\" }}\n"),
            indicator => format!("indicator = \"{indicator}\"\n"),
        };
    }
    text
}

/// Rows of a panel: a zone's name and its values by indicator.
pub(super) fn panel(zones: &[(&str, &[(&str, f64)])]) -> Vec<ReferenceRow> {
    zones
        .iter()
        .flat_map(|(zone, values)| {
            values.iter().map(|(indicator, value)| ReferenceRow {
                zone: (*zone).to_owned(),
                indicator: (*indicator).to_owned(),
                value: Some(*value),
                ..Default::default()
            })
        })
        .collect()
}

/// A row of bounds.
pub(super) fn bounds(indicator: &str, min: f64, max: f64) -> ReferenceRow {
    ReferenceRow {
        indicator: indicator.to_owned(),
        min: Some(min),
        max: Some(max),
        ..Default::default()
    }
}

/// The zone's indicators with these values and no measures.
pub(super) fn own(values: &[(&str, f64)]) -> Aggregated {
    Aggregated {
        indicators: values
            .iter()
            .map(|(indicator, value)| IndicatorRow {
                period: period().to_string(),
                level: Level::Zone,
                unit: "torch".to_owned(),
                indicator: (*indicator).to_owned(),
                value: Some(*value),
                basis: Basis::ZoneForm,
                ..Default::default()
            })
            .collect(),
        ..Aggregated::default()
    }
}

/// Evaluates one index for a zone with these values.
pub(super) fn evaluate_values(
    index: &str,
    values: &[(&str, f64)],
    reference: &[ReferenceRow],
) -> Evaluated {
    evaluate(
        &definitions(&[index]),
        period(),
        &edited(&[]),
        &own(values),
        reference,
    )
    .unwrap()
}

/// The row of a unit and node.
pub(super) fn row<'a>(evaluated: &'a Evaluated, unit: &str, node: &str) -> &'a ScoreRow {
    evaluated
        .scores
        .iter()
        .find(|row| row.unit == unit && row.node == node)
        .unwrap_or_else(|| panic!("no row of {unit} and {node}"))
}

/// Whether a number is there and within 1e-9 of what is expected.
pub(super) fn near(found: Option<f64>, expected: f64) -> bool {
    found.is_some_and(|found| (found - expected).abs() <= 1e-9 * expected.abs().max(1.0))
}

/// A record: credit code, park, status, used, and revenue, staff, R&D, exports, energy.
#[derive(Clone, Debug)]
pub(super) struct Record {
    pub code: String,
    pub park: Option<&'static str>,
    pub status: &'static str,
    pub used: bool,
    pub values: [Option<f64>; 5],
}

/// An accepted record.
pub(super) fn record(code: &str, park: &'static str, values: [Option<f64>; 5]) -> Record {
    Record {
        code: code.to_owned(),
        park: Some(park),
        status: "accepted",
        used: true,
        values,
    }
}

/// The edited records of the period.
pub(super) fn edited(records: &[Record]) -> Edited {
    let texts = |text: fn(&Record) -> Option<String>| -> Vec<Option<String>> {
        records.iter().map(text).collect()
    };
    let blank = || vec![None::<String>; records.len()];
    let numbers = |place: usize| -> Vec<Option<f64>> {
        records.iter().map(|record| record.values[place]).collect()
    };
    let enterprises = df![
        "period" => vec!["2023"; records.len()],
        "credit_code" => texts(|record| Some(record.code.clone())),
        "name" => texts(|record| Some(format!("企业{}", record.code))),
        "park" => texts(|record| record.park.map(str::to_owned)),
        "status" => texts(|record| Some(record.status.to_owned())),
        "code" => blank(),
        "firm" => blank(),
        "filled" => blank(),
        "industry" => blank(),
        "f_revenue" => numbers(0),
        "f_staff" => numbers(1),
        "f_rd" => numbers(2),
        "f_exports" => numbers(3),
        "f_energy" => numbers(4),
        "lists" => vec![""; records.len()],
        "leading_industry" => blank(),
        "used" => records.iter().map(|record| record.used).collect::<Vec<bool>>(),
    ]
    .unwrap();
    Edited {
        period: period(),
        enterprises,
        projects: DataFrame::empty(),
        zone_form: Vec::new(),
    }
}

/// The edited records of the year before.
pub(super) fn before(records: &[Record]) -> Edited {
    Edited {
        period: period().previous(),
        ..edited(records)
    }
}

/// Aggregates records with those of the year before.
pub(super) fn aggregated(
    definitions: &Definitions,
    records: &[Record],
    previous: &[Record],
) -> Aggregated {
    aggregate(definitions, &edited(records), Some(&before(previous))).unwrap()
}
