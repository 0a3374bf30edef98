//! What the enterprises of the second zone answer: five form workbooks, an export of two, one that keeps silent.
//!
//! Amounts are in 千元. G reports more research than revenue and is rejected; H does not answer.

use std::fs;
use std::path::Path;

use rust_xlsxwriter::{Workbook, Worksheet};

use crate::zone::write_row;

/// Credit codes of A to H, with valid check digits.
pub(crate) const CODES: [&str; 8] = [
    "91330100MA000011XW",
    "91330100MA000022XK",
    "91330100MA000033XA",
    "91330100MA000044X1",
    "91330100MA000055XP",
    "91330100MA000066XE",
    "91330100MA000077X5",
    "91330100MA000088XU",
];

struct Answer {
    enterprise: usize,
    /// Revenue, R&D expenditure, employees, high-tech (1 yes, 2 no).
    figures: [f64; 4],
    projects: &'static [f64],
}

/// What people type.
pub(crate) struct Texts {
    /// Names of the enterprises A to H.
    pub(crate) names: [String; 8],
    /// What the register calls their parks.
    pub(crate) parks: [String; 8],
    /// Names of the projects, the next for each.
    pub(crate) projects: Vec<String>,
    /// Who filled the form: personal data.
    pub(crate) clerk: String,
    /// What is said about rule L2 by enterprise A.
    pub(crate) explanation: Option<String>,
}

impl Texts {
    /// What nobody minds.
    pub(crate) fn plain() -> Texts {
        Texts {
            names: NAMES.map(str::to_owned),
            parks: PARKS.map(str::to_owned),
            projects: ["港口起重机节能", "岸桥远程控制", "工业视觉算法"]
                .map(str::to_owned)
                .to_vec(),
            clerk: String::new(),
            explanation: None,
        }
    }
}

const NAMES: [&str; 8] = [
    "甲港机械",
    "乙港物流",
    "丙港冶金",
    "丁溪软件",
    "戊溪生物",
    "己溪电子",
    "庚溪材料",
    "辛溪设计",
];
const PARKS: [&str; 8] = [
    "北港园",
    "北港",
    "北港园",
    "青溪园",
    "青溪",
    "青溪园",
    "青溪园",
    "青溪园",
];

fn answers(year: i32) -> Vec<Answer> {
    let answer = |enterprise, figures| Answer {
        enterprise,
        figures,
        projects: &[],
    };
    if year == 2022 {
        return vec![
            answer(0, [6000.0, 300.0, 40.0, 1.0]),
            answer(1, [1000.0, 100.0, 8.0, 2.0]),
            answer(2, [8000.0, 0.0, 60.0, 2.0]),
            answer(3, [2000.0, 100.0, 10.0, 1.0]),
            answer(4, [1000.0, 50.0, 10.0, 1.0]),
            answer(5, [4000.0, 200.0, 22.0, 1.0]),
        ];
    }
    vec![
        Answer {
            projects: &[100.0, 150.0],
            ..answer(0, [8000.0, 400.0, 40.0, 1.0])
        },
        answer(1, [2000.0, 200.0, 10.0, 2.0]),
        answer(2, [6000.0, 0.0, 50.0, 2.0]),
        Answer {
            projects: &[200.0],
            ..answer(3, [3000.0, 300.0, 20.0, 1.0])
        },
        answer(4, [1000.0, 100.0, 10.0, 1.0]),
        answer(5, [5000.0, 250.0, 25.0, 1.0]),
        answer(6, [500.0, 900.0, 8.0, 2.0]),
    ]
}

/// Writes the input folder: register, answers of two years, zone form and reference.
pub(crate) fn write(folder: &Path, texts: &Texts) {
    register(&folder.join("register.xlsx"), texts);
    for year in [2022, 2023] {
        let submissions = folder.join(year.to_string()).join("submissions");
        fs::create_dir_all(&submissions).unwrap();
        let mut export = csv::Writer::from_path(submissions.join("系统导出.csv")).unwrap();
        export
            .write_record([
                "susername",
                "sname",
                "sales",
                "rd",
                "staff",
                "certified",
                "clerk",
            ])
            .unwrap();
        for answer in answers(year) {
            let code = CODES[answer.enterprise];
            if answer.enterprise == 4 || answer.enterprise == 5 {
                let mut row = vec![code.to_owned(), texts.names[answer.enterprise].clone()];
                row.extend(answer.figures.map(|figure| figure.to_string()));
                row.push(texts.clerk.clone());
                export.write_record(row).unwrap();
            } else {
                let path = submissions.join(format!("{code}.xlsx"));
                form(year, &answer, texts, &path);
            }
        }
        export.flush().unwrap();
    }
    zone_form(&folder.join("2023/zone.xlsx"));
    if let Some(explanation) = &texts.explanation {
        explanations(&folder.join("2023/explanations.xlsx"), explanation);
    }
    fs::create_dir_all(folder.join("reference")).unwrap();
    fs::write(
        folder.join("reference/2023.csv"),
        "zone,indicator,value\n\
         甲区,rd_intensity,2\n甲区,project_share,20\n甲区,density,500\n\
         乙区,rd_intensity,8\n乙区,project_share,60\n乙区,density,2000\n",
    )
    .unwrap();
}

fn register(path: &Path, texts: &Texts) {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
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
    for (row, code) in CODES.iter().enumerate() {
        let (name, park) = (&texts.names[row], &texts.parks[row]);
        let cells = [*code, name, park, "6513", "", "", "在册"];
        write_row(sheet, row as u32 + 1, &cells);
    }
    workbook.save(path).unwrap();
}

fn form(year: i32, answer: &Answer, texts: &Texts, path: &Path) {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    sheet.set_name("主要指标").unwrap();
    head(sheet, "LH-01", year, answer, texts);
    write_row(sheet, 5, &["指标名称", "计量单位", "代码", "数量"]);
    let rows = [
        ("营业收入", "千元", "sales"),
        ("研发费用", "千元", "rd"),
        ("从业人员", "人", "staff"),
        ("是否高新技术企业", "", "certified"),
    ];
    for (row, ((label, unit, code), figure)) in (6..).zip(rows.into_iter().zip(answer.figures)) {
        write_row(sheet, row, &[label, unit, code]);
        sheet.write_number(row, 3, figure).unwrap();
    }
    if !answer.projects.is_empty() {
        let list = workbook.add_worksheet();
        list.set_name("研发项目").unwrap();
        head(list, "LH-02", year, answer, texts);
        write_row(list, 5, &["project", "spent"]);
        // Enterprise A has the first two names, D the last.
        let names = texts.projects.iter().skip(answer.enterprise.min(2));
        for (row, (project, spent)) in (6..).zip(names.zip(answer.projects)) {
            list.write_string(row, 0, project).unwrap();
            list.write_number(row, 1, *spent).unwrap();
        }
    }
    if !texts.clerk.is_empty() {
        let cover = workbook.add_worksheet();
        cover.set_name("封面").unwrap();
        head(cover, "", year, answer, texts);
        write_row(cover, 5, &["指标名称", "计量单位", "代码", "内容"]);
        write_row(cover, 6, &["填表人", "", "clerk", &texts.clerk]);
    }
    workbook.save(path).unwrap();
}

fn explanations(path: &Path, explanation: &str) {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    write_row(sheet, 0, &["统一社会信用代码", "规则", "说明"]);
    write_row(sheet, 1, &[CODES[0], "L2", explanation]);
    workbook.save(path).unwrap();
}

fn head(sheet: &mut Worksheet, number: &str, year: i32, answer: &Answer, texts: &Texts) {
    let enterprise = answer.enterprise;
    write_row(sheet, 0, &["兰湖企业年报"]);
    if !number.is_empty() {
        write_row(sheet, 1, &["", "", "", &format!("表号：{number}")]);
    }
    write_row(
        sheet,
        2,
        &[&format!("统一社会信用代码：{}", CODES[enterprise])],
    );
    write_row(sheet, 3, &["企业名称", &texts.names[enterprise]]);
    write_row(sheet, 4, &[&format!("{year}年")]);
}

fn zone_form(path: &Path) {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    write_row(
        sheet,
        0,
        &["指标编号", "指标名称", "园区", "数值", "计量单位", "依据"],
    );
    for (row, (park, number)) in (1..).zip([("北港园", 12.0), ("青溪园", 8.0)]) {
        write_row(sheet, row, &["incubators", "孵化器数", park]);
        sheet.write_number(row, 3, number).unwrap();
        write_row_from(sheet, row, 4, &["个", "备案文件"]);
    }
    workbook.save(path).unwrap();
}

fn write_row_from(sheet: &mut Worksheet, row: u32, column: u16, cells: &[&str]) {
    for (column, cell) in (column..).zip(cells) {
        sheet.write_string(row, column, *cell).unwrap();
    }
}
