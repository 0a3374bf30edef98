//! A zone of two parks and four enterprises, small enough to compute by hand. The indicators are given, not
//! computed from the measures.

use polars::prelude::*;

use crate::aggregate::Aggregated;
use crate::definitions::{Definitions, OWN_CHECKS};
use crate::tables::{Edited, IndicatorRow, Level, MeasureRow};

const PIPELINE: &str = r#"
id = "zone"
name = { zh = "试验区", en = "Test zone" }
input = "in"
output = "out"
store = "store"
surveys = { annual = "survey.toml" }
rules = ["checks.toml"]
indicators = ["indicators.toml"]
assessments = ["west.toml", "east.toml"]
ladders = ["ladder.toml"]

[overview]
size = "revenue"

[[goals]]
period = "2023"
indicator = "income"
target = 390.0
label = { zh = "收入超过390亿元", en = "Revenue above 390" }

[[goals]]
period = "2023"
indicator = "incubators"
target = 5.0
stock = true
label = { zh = "孵化器超过5个", en = "More than 5 incubators" }

[[goals]]
period = "2023"
indicator = "intensity"
target = 4.0
comparison = true
label = { zh = "对照", en = "For comparison" }

[[parks]]
id = "east"
name = { zh = "东园", en = "East" }
attributes = { area = 10.0 }

[[parks]]
id = "west"
name = { zh = "西园", en = "West" }
attributes = { area = 30.0 }
"#;

const SURVEY: &str = r#"
id = "test"
label = { zh = "试验调查", en = "Test survey" }

[identity]
credit_code = "code"
name = "title"
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
withdrawn = "dis"
submitted = []
management = []

[[forms]]
number = "T-1"
label = { zh = "表", en = "Form" }
fields = [
    { code = "code", zh = "代码", en = "code", type = "text" },
    { code = "title", zh = "名称", en = "name", type = "text" },
    { code = "filled", zh = "日期", en = "date", type = "date" },
    { code = "industry", zh = "行业", en = "industry", type = "code" },
    { code = "certificate", zh = "证书", en = "certificate", type = "bool" },
    { code = "sales", zh = "收入", en = "revenue", type = "number", unit = "亿元" },
    { code = "research", zh = "研发", en = "R&D", type = "number", unit = "亿元" },
]
"#;

const INDICATORS: &str = r#"
[[measures]]
id = "revenue"
label = { zh = "营业收入", en = "Operating revenue" }
unit = "亿元"
sql = "sales"

[[measures]]
id = "rd"
label = { zh = "研发投入", en = "R&D" }
unit = "亿元"
sql = "research"

[[indicators]]
id = "income"
label = { zh = "营业收入", en = "Operating revenue" }
unit = "亿元"
decimals = 1
formula = "revenue / 1.0"

[[indicators]]
id = "intensity"
label = { zh = "研发投入强度", en = "R&D intensity" }
unit = "%"
decimals = 1
formula = "100 * rd / revenue"

[[indicators]]
id = "income_growth"
label = { zh = "营业收入增速", en = "Growth of revenue" }
unit = "%"
formula = "100 * (revenue - prev_revenue) / prev_revenue"

[[indicators]]
id = "income_density"
label = { zh = "单位面积营业收入", en = "Revenue per km²" }
unit = "亿元/平方公里"
formula = "revenue / area"

[[indicators]]
id = "incubators"
label = { zh = "孵化器", en = "Incubators" }
unit = "个"
decimals = 0
additive = true

[[indicators]]
id = "satisfaction"
label = { zh = "满意度", en = "Satisfaction" }
unit = "分"
"#;

const GROUPS: &str = r#"
groups = [
    { id = "scale", label = { zh = "规模", en = "Scale" } },
    { id = "research", label = { zh = "研发", en = "Research" }, highlighted = true },
    { id = "quality", label = { zh = "质量", en = "Quality" } },
]
grades = [
    { min = 90.0, label = { zh = "优秀", en = "excellent" } },
    { min = 0.0, label = { zh = "一般", en = "fair" } },
]
"#;

const EAST: &str = r#"
park = "east"
role = { zh = "研发高地", en = "Home of research" }
industries = [{ zh = "机器人", en = "Robots" }, { zh = "软件", en = "Software" }]
indicators = [
    { indicator = "income", group = "scale", weight = 30.0, method = "growth", low = 0.0, high = 20.0 },
    { indicator = "intensity", group = "research", weight = 50.0, method = "target", target = 5.0 },
    { indicator = "satisfaction", group = "quality", weight = 20.0, method = "bounds", low = 0.0, high = 100.0 },
]
"#;

const WEST: &str = r#"
park = "west"
role = { zh = "孵化之园", en = "Home of incubators" }
indicators = [
    { indicator = "income", group = "scale", weight = 40.0, method = "growth", low = 0.0, high = 20.0 },
    { indicator = "intensity", group = "research", weight = 40.0, method = "target", target = 4.0 },
    { indicator = "incubators", group = "quality", weight = 20.0, method = "rank" },
]
adjustments = [
    { id = "rejected", label = { zh = "退回多", en = "many rejected" }, of = "rejected_rate", above = 20.0, points = -2.0 },
    { id = "incubators", label = { zh = "孵化器多", en = "many incubators" }, of = "incubators", above = 3.0, points = 1.5 },
    { id = "silent", label = { zh = "未报多", en = "many silent" }, of = "response_rate", below = 90.0, points = -2.0 },
]
"#;

const LADDER: &str = r#"
[[rungs]]
id = "certified"
label = { zh = "持证企业", en = "Certified" }
conditions = [{ label = { zh = "有证书", en = "certificate" }, sql = "certificate = '1'" }]

[[rungs]]
id = "gazelle"
label = { zh = "瞪羚企业", en = "Gazelle" }
conditions = [
    { label = { zh = "有证书", en = "certificate" }, sql = "certificate = '1'" },
    { label = { zh = "增长20%", en = "growth of 20%" }, sql = "sales >= 1.2 * prev_sales", margin = "100 * sales / prev_sales - 120", close = 15.0 },
]

[[rungs]]
id = "guarded"
label = { zh = "有条件的证书", en = "Guarded certificate" }
held = "certificate = '1'"
conditions = [
    { label = { zh = "收入不低于100", en = "revenue of 100" }, sql = "sales >= 100", margin = "sales - 100" },
]

[[stages]]
id = "large"
label = { zh = "大", en = "large" }
sql = "sales >= 120"

[[stages]]
id = "small"
label = { zh = "小", en = "small" }
sql = "sales < 120"

[[abilities]]
id = "input"
label = { zh = "投入能力", en = "Input" }

[[abilities.items]]
id = "rd_share"
label = { zh = "研发占比", en = "R&D share" }
sql = "100 * research / sales"
bands = [{ min = 5.0, points = 20.0 }, { min = 2.0, points = 10.0 }]

[[abilities]]
id = "basic"
label = { zh = "基础能力", en = "Basic" }

[[abilities.items]]
id = "size"
label = { zh = "规模", en = "Size" }
sql = "sales"
bands = [{ min = 100.0, points = 5.0 }]
"#;

/// The definitions of the zone.
pub(super) fn definitions() -> Definitions {
    let folder = tempfile::tempdir().unwrap();
    let checks: String = OWN_CHECKS
        .iter()
        .map(|id| {
            let label = "{ zh = \"检查\", en = \"check\" }";
            format!("[[checks]]\nid = \"{id}\"\nlabel = {label}\nmessage = {label}\nseverity = \"query\"\n")
        })
        .collect();
    let files = [
        ("zone.toml", PIPELINE.to_owned()),
        ("survey.toml", SURVEY.to_owned()),
        ("checks.toml", checks),
        ("indicators.toml", INDICATORS.to_owned()),
        ("east.toml", format!("{EAST}{GROUPS}")),
        ("west.toml", format!("{WEST}{GROUPS}")),
        ("ladder.toml", LADDER.to_owned()),
    ];
    for (name, text) in files {
        std::fs::write(folder.path().join(name), text).unwrap();
    }
    Definitions::load(&folder.path().join("zone.toml"), "2023".parse().unwrap()).unwrap()
}

/// One enterprise: credit code, park, certificate, sales, research, industry, used.
type Enterprise = (
    &'static str,
    &'static str,
    &'static str,
    Option<f64>,
    Option<f64>,
    Option<&'static str>,
    bool,
);

fn edited(period: &str, enterprises: &[Enterprise]) -> Edited {
    let texts = |name: &str, text: &dyn Fn(&Enterprise) -> Option<&'static str>| {
        StringChunked::from_iter_options(name.into(), enterprises.iter().map(text)).into_column()
    };
    let numbers = |name: &str, number: &dyn Fn(&Enterprise) -> Option<f64>| {
        Float64Chunked::from_iter_options(name.into(), enterprises.iter().map(number)).into_column()
    };
    let columns = vec![
        StringChunked::full("period".into(), period, enterprises.len()).into_column(),
        texts("credit_code", &|e| Some(e.0)),
        texts("name", &|e| Some(e.0)),
        texts("park", &|e| Some(e.1)),
        texts("status", &|e| {
            Some(if e.6 { "accepted" } else { "rejected" })
        }),
        texts("code", &|e| Some(e.0)),
        texts("title", &|e| Some(e.0)),
        texts("filled", &|_| None),
        texts("industry", &|_| None),
        texts("certificate", &|e| Some(e.2)),
        numbers("sales", &|e| e.3),
        numbers("research", &|e| e.4),
        texts("lists", &|_| Some("")),
        texts("leading_industry", &|e| e.5),
        BooleanChunked::from_iter_options("used".into(), enterprises.iter().map(|e| Some(e.6)))
            .into_column(),
    ];
    Edited {
        period: period.parse().unwrap(),
        enterprises: DataFrame::new(enterprises.len(), columns).unwrap(),
        projects: DataFrame::empty(),
        zone_form: Vec::new(),
    }
}

/// The records of 2023.
pub(super) fn current() -> Edited {
    let robots = Some("机器人");
    edited(
        "2023",
        &[
            ("A", "east", "1", Some(123.0), Some(7.38), robots, true),
            ("B", "west", "1", Some(105.0), Some(2.1), robots, true),
            ("C", "east", "2", Some(123.0), None, None, true),
            ("D", "west", "1", Some(999.0), Some(99.0), robots, false),
        ],
    )
}

/// The records of 2022.
pub(super) fn previous() -> Edited {
    let robots = Some("机器人");
    edited(
        "2022",
        &[
            ("A", "east", "1", Some(100.0), Some(5.0), robots, true),
            ("B", "west", "2", Some(100.0), Some(2.0), robots, true),
        ],
    )
}

fn measure(level: Level, unit: &str, measure: &str, value: f64) -> MeasureRow {
    MeasureRow {
        period: "2023".to_owned(),
        level,
        unit: unit.to_owned(),
        measure: measure.to_owned(),
        value: Some(value),
    }
}

fn indicator(unit: &str, id: &str, value: Option<f64>, previous: Option<f64>) -> IndicatorRow {
    let change = value
        .zip(previous)
        .map(|(value, previous)| value - previous);
    IndicatorRow {
        period: "2023".to_owned(),
        level: if unit == "zone" {
            Level::Zone
        } else {
            Level::Park
        },
        unit: unit.to_owned(),
        indicator: id.to_owned(),
        value,
        previous,
        change,
        growth: change
            .zip(previous)
            .map(|(change, previous)| 100.0 * change / previous),
        ..IndicatorRow::default()
    }
}

/// Measures and indicators of 2023.
pub(super) fn aggregated() -> Aggregated {
    let (enterprise, park, zone) = (Level::Enterprise, Level::Park, Level::Zone);
    Aggregated {
        left_out: Vec::new(),
        measures: vec![
            measure(enterprise, "A", "revenue", 123.0),
            measure(enterprise, "A", "rd", 7.38),
            measure(enterprise, "B", "revenue", 105.0),
            measure(enterprise, "B", "rd", 2.1),
            measure(enterprise, "C", "revenue", 123.0),
            measure(park, "east", "revenue", 246.0),
            measure(park, "east", "rd", 7.38),
            measure(park, "west", "revenue", 105.0),
            measure(park, "west", "rd", 2.1),
            measure(zone, "zone", "revenue", 351.0),
            measure(zone, "zone", "rd", 9.48),
        ],
        previous_measures: vec![
            measure(enterprise, "A", "revenue", 100.0),
            measure(enterprise, "B", "revenue", 100.0),
            measure(park, "east", "revenue", 100.0),
            measure(park, "west", "revenue", 100.0),
            measure(zone, "zone", "revenue", 200.0),
        ],
        indicators: vec![
            indicator("east", "income", Some(246.0), Some(200.0)),
            indicator("west", "income", Some(105.0), Some(100.0)),
            indicator("zone", "income", Some(351.0), Some(300.0)),
            indicator("east", "intensity", Some(6.0), Some(5.5)),
            indicator("west", "intensity", Some(2.0), Some(2.0)),
            indicator("zone", "intensity", Some(5.0), Some(4.8)),
            indicator("east", "incubators", Some(1.0), None),
            indicator("west", "incubators", Some(4.0), None),
            indicator("zone", "incubators", Some(5.0), None),
        ],
        ..Aggregated::default()
    }
}
