//! Forms drawn from a small survey, read back cell by cell.

use calamine::{Data, Reader, Xlsx, open_workbook_from_rs};
use std::collections::BTreeMap;
use std::io::Cursor;

use super::*;

const SURVEY: &str = r#"
id = "small"
label = { zh = "小调查", en = "Small survey" }
head = ["制定机关：某部", "批准文号：某〔2022〕1号"]

[identity]
credit_code = "code"
name = "name"
filled = "filled"
industry = "industry"
credit_code_labels = ["统一社会信用代码"]
name_labels = ["企业名称"]
filled_labels = ["填报时间"]
period_labels = ["年份"]

[export]
credit_code = []
name = []
state = []
withdrawn = "dis"
submitted = []
management = []

[[forms]]
label = { zh = "封面", en = "Cover" }
cover = true
fields = [
    { code = "code", zh = "统一社会信用代码", en = "Credit code", type = "text" },
    { code = "name", zh = "企业名称", en = "Name", type = "text" },
    { code = "filled", zh = "填报时间", en = "Filled", type = "date" },
]

[[forms]]
number = "F-1"
label = { zh = "经济", en = "Economy" }
unit = "千元"
continues_after = "part"
fields = [
    { code = "income", zh = "收入", en = "Income", type = "number", unit = "千元" },
    { code = "part", zh = "其中：技术", en = "of which: technology", type = "number", unit = "千元", level = 2, parent = "income" },
    { code = "gone", zh = "旧指标", en = "Old", type = "number", to = 2018 },
    { code = "staff", zh = "人数", en = "Staff", type = "integer", unit = "人", heading = { zh = "二、人员", en = "2. People" } },
]

[[forms]]
number = "L-1"
label = { zh = "项目", en = "Projects" }
list = true
item = "title"
fields = [
    { code = "title", zh = "项目名称", en = "Title", type = "text" },
    { code = "fund", zh = "经费", en = "Funds", type = "number", unit = "千元" },
]
"#;

fn values() -> FormValues {
    let text = |code: &str, text: &str| (code.to_owned(), CellValue::from(text));
    let number = |code: &str, number: f64| (code.to_owned(), CellValue::from(number));
    let item =
        |title: &str, fund: f64| BTreeMap::from([text("title", title), number("fund", fund)]);
    FormValues {
        record: BTreeMap::from([
            text("code", "91"),
            text("name", "=1+1"),
            text("filled", "2024-02-03"),
            number("income", 12.5),
            number("part", f64::NAN),
            text("staff", "若干"),
        ]),
        last_year: BTreeMap::from([number("income", 10.0)]),
        items: BTreeMap::from([(
            "L-1".to_owned(),
            vec![item("甲项目", 3.0), item("乙项目", 4.0)],
        )]),
    }
}

fn drawn(style: &FormStyle) -> (DrawnForms, Xlsx<Cursor<Vec<u8>>>) {
    let survey: Survey = toml::from_str(SURVEY).unwrap();
    let period = Period {
        year: 2023,
        quarter: None,
    };
    let mut workbook = Workbook::new();
    let drawn = draw(&mut workbook, &survey, period, &values(), style).unwrap();
    let bytes = workbook.save_to_buffer().unwrap();
    (drawn, open_workbook_from_rs(Cursor::new(bytes)).unwrap())
}

fn at(workbook: &mut Xlsx<Cursor<Vec<u8>>>, cell: &ValueCell) -> Data {
    let range = workbook.worksheet_range(&cell.sheet).unwrap();
    range
        .get_value((cell.row, u32::from(cell.column)))
        .cloned()
        .unwrap_or_default()
}

#[test]
fn a_value_stands_where_the_drawing_says_and_text_is_never_a_formula() {
    let (drawn, mut workbook) = drawn(&FormStyle::default());
    let cell = |code: &str, row| drawn.cell(code, row).unwrap();
    assert_eq!(at(&mut workbook, cell("income", None)), Data::Float(12.5));
    assert_eq!(
        at(&mut workbook, cell("staff", None)),
        Data::String("若干".to_owned())
    );
    assert_eq!(
        at(&mut workbook, cell("name", None)),
        Data::String("=1+1".to_owned())
    );
    // What is no number is no value.
    assert_eq!(at(&mut workbook, cell("part", None)), Data::Empty);
    assert_eq!(
        at(&mut workbook, cell("title", Some(2))),
        Data::String("乙项目".to_owned())
    );
    assert_eq!(at(&mut workbook, cell("fund", Some(2))), Data::Float(4.0));
    assert!(drawn.cell("title", Some(3)).is_none());
    assert!(
        drawn.cell("gone", None).is_none(),
        "no longer asked in 2023"
    );
    let formulas = workbook.worksheet_formula("封面").unwrap();
    assert_eq!(formulas.used_cells().count(), 0);
    assert_eq!(drawn.sheet("F-1"), Some("F-1 经济"));
    assert_eq!(cell("income", None).link(), "internal:'F-1 经济'!D8");
}

#[test]
fn the_head_is_printed_and_a_form_goes_on_with_its_header_again() {
    let (_, mut workbook) = drawn(&FormStyle {
        last_year: LastYear::Printed,
        ..FormStyle::default()
    });
    let range = workbook.worksheet_range("F-1 经济").unwrap();
    let text = |row: u32, column: u32| match range.get_value((row, column)) {
        None | Some(Data::Empty) => String::new(),
        Some(value) => value.to_string(),
    };
    assert_eq!(text(0, 0), "经济");
    assert_eq!(
        (1..5).map(|row| text(row, 0)).collect::<Vec<_>>(),
        [
            "统一社会信用代码：91",
            "企业名称：=1+1",
            "2023年",
            "计量单位：千元"
        ]
    );
    assert_eq!(
        (2..5).map(|row| text(row, 2)).collect::<Vec<_>>(),
        ["表    号：F-1", "制定机关：某部", "批准文号：某〔2022〕1号"]
    );
    let header = ["指标名称", "计量单位", "代码", "本年", "上年"];
    let row = |row: u32| (0..5).map(|column| text(row, column)).collect::<Vec<_>>();
    assert_eq!(row(5), header);
    assert_eq!(row(6), ["甲", "乙", "丙", "1", "2"]);
    assert_eq!(row(7), ["收入", "千元", "income", "12.5", "10"]);
    assert_eq!(text(9, 0), "续表");
    assert_eq!(row(10), header);
    assert_eq!(row(12), ["二、人员", "", "", "", ""]);
    assert_eq!(row(13), ["人数", "人", "staff", "若干", ""]);
    assert_eq!(text(14, 2), "填报时间：2024-02-03");
}

#[test]
fn only_the_wanted_forms_are_drawn_with_spare_rows_for_items() {
    let (drawn, workbook) = drawn(&FormStyle {
        language: Language::En,
        spare_rows: 2,
        forms: Some(&["L-1"]),
        ..FormStyle::default()
    });
    assert_eq!(workbook.sheet_names(), ["L-1 Projects"]);
    assert!(drawn.cell("title", Some(4)).is_some());
    assert!(drawn.cell("title", Some(5)).is_none());
    assert!(drawn.cell("income", None).is_none());
}
