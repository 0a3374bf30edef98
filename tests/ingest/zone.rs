//! An input folder for a test, and ways to look at what was ingested.

#![allow(dead_code, unused_macros)]

use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use huoju::definitions::Definitions;
use huoju::ingest::{IngestError, Ingested, ingest};
use huoju::tables::{FileRow, NoticeRow, ValueRow};
use indicatif::ProgressBar;
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Workbook, Worksheet};
use tempfile::TempDir;

/// A value to put into a cell.
pub(crate) enum Put {
    Text(String),
    Number(f64),
}

impl From<&str> for Put {
    fn from(text: &str) -> Put {
        Put::Text(text.to_owned())
    }
}

impl From<String> for Put {
    fn from(text: String) -> Put {
        Put::Text(text)
    }
}

impl From<f64> for Put {
    fn from(number: f64) -> Put {
        Put::Number(number)
    }
}

impl From<i32> for Put {
    fn from(number: i32) -> Put {
        Put::Number(f64::from(number))
    }
}

/// Rows of cells; an empty text leaves the cell out.
#[macro_export]
macro_rules! rows {
    ($([$($cell:expr),* $(,)?]),* $(,)?) => {
        vec![$(vec![$($crate::zone::Put::from($cell)),*]),*]
    };
}

/// Writes rows from A1 on.
pub(crate) fn fill(sheet: &mut Worksheet, rows: Vec<Vec<Put>>) {
    for (row, cells) in rows.into_iter().enumerate() {
        for (col, cell) in cells.into_iter().enumerate() {
            let (row, col) = (row as u32, col as u16);
            match cell {
                Put::Text(text) if text.is_empty() => {}
                Put::Text(text) => {
                    sheet.write(row, col, text).unwrap();
                }
                Put::Number(number) => {
                    sheet.write(row, col, number).unwrap();
                }
            }
        }
    }
}

/// A workbook with sheets of rows.
pub(crate) fn workbook(sheets: Vec<(&str, Vec<Vec<Put>>)>) -> Workbook {
    let mut book = Workbook::new();
    for (name, rows) in sheets {
        let sheet = book.add_worksheet();
        sheet.set_name(name).unwrap();
        fill(sheet, rows);
    }
    book
}

/// A workbook whose document says when it was changed.
pub(crate) fn modified(mut book: Workbook, day: &str) -> Workbook {
    let moment = ExcelDateTime::parse_from_str(day).unwrap();
    book.set_properties(&DocProperties::new().set_creation_datetime(&moment));
    book
}

/// A credit code whose check digit holds, computed here by GB 32100-2015.
pub(crate) fn credit_code(number: usize) -> String {
    const ALPHABET: &str = "0123456789ABCDEFGHJKLMNPQRTUWXY";
    let body = format!("91210100MA{number:07}");
    let mut weight = 1;
    let mut sum = 0;
    for c in body.chars() {
        sum += ALPHABET.find(c).unwrap() * weight;
        weight = weight * 3 % 31;
    }
    let check = (31 - sum % 31) % 31;
    format!("{body}{}", &ALPHABET[check..=check])
}

/// The head and a table of one form: title, form number, identity, header, rows of code and value.
pub(crate) fn form(number: &str, credit_code: &str, values: Vec<(&str, Put)>) -> Vec<Vec<Put>> {
    let mut rows = rows![
        ["", "某表"],
        ["", "", "", format!("表　　号：{number}")],
        [
            format!("统一社会信用代码：{credit_code}"),
            "",
            "",
            "制定机关：科学技术部"
        ],
        ["企业名称：甲公司", "2023年"],
        ["指标名称", "计量单位", "代码", "数量"],
        ["甲", "乙", "丙", 1],
    ];
    for (code, value) in values {
        rows.push(vec!["指标".into(), "".into(), code.into(), value]);
    }
    rows
}

/// An input folder.
pub(crate) struct Zone {
    folder: TempDir,
}

/// The definitions of the zone, loaded once.
static DEFINITIONS: LazyLock<Definitions> = LazyLock::new(|| {
    let pipeline = Path::new(env!("CARGO_MANIFEST_DIR")).join("pipelines/shenyang.toml");
    Definitions::load(&pipeline, "2023".parse().unwrap()).unwrap()
});

impl Zone {
    /// A zone whose register has these lines: code, name, park, further cells.
    pub(crate) fn new(register: Vec<Vec<Put>>) -> Zone {
        let zone = Zone::without_register();
        let mut rows = rows![[
            "统一社会信用代码",
            "企业名称",
            "园区",
            "行业代码",
            "是否高新技术企业",
            "主导产业",
            "状态",
            "街道"
        ]];
        rows.extend(register);
        zone.save("register.xlsx", workbook(vec![("名录", rows)]));
        zone
    }

    /// A zone with one enterprise.
    pub(crate) fn of_one() -> Zone {
        Zone::new(rows![[
            credit_code(1),
            "甲公司",
            "浑南",
            "3921",
            "是",
            "装备",
            "在册"
        ]])
    }

    pub(crate) fn without_register() -> Zone {
        Zone {
            folder: tempfile::tempdir().unwrap(),
        }
    }

    pub(crate) fn definitions(&self) -> &'static Definitions {
        &DEFINITIONS
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        let path = self.folder.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        path
    }

    /// Saves a workbook under a path of the input folder.
    pub(crate) fn save(&self, name: &str, mut book: Workbook) -> &Zone {
        book.save(self.path(name)).unwrap();
        self
    }

    /// Saves a workbook among the submissions of 2023.
    pub(crate) fn submit(&self, name: &str, book: Workbook) -> &Zone {
        self.save(&format!("2023/submissions/{name}"), book)
    }

    /// Saves bytes among the submissions of 2023.
    pub(crate) fn submit_bytes(&self, name: &str, bytes: &[u8]) -> &Zone {
        std::fs::write(self.path(&format!("2023/submissions/{name}")), bytes).unwrap();
        self
    }

    pub(crate) fn try_ingest(&self) -> Result<Ingested, IngestError> {
        ingest(
            self.definitions(),
            "2023".parse().unwrap(),
            self.folder.path(),
            &ProgressBar::hidden(),
        )
    }

    pub(crate) fn ingest(&self) -> Look {
        Look(self.try_ingest().unwrap())
    }
}

/// A look at what was ingested.
pub(crate) struct Look(pub(crate) Ingested);

impl Look {
    fn place(&self, credit_code: &str) -> usize {
        let codes = self
            .0
            .enterprises
            .column("credit_code")
            .unwrap()
            .str()
            .unwrap();
        codes
            .iter()
            .position(|code| code == Some(credit_code))
            .unwrap_or_else(|| panic!("no row for {credit_code}"))
    }

    /// A number of a record.
    pub(crate) fn number(&self, credit_code: &str, code: &str) -> Option<f64> {
        self.0
            .enterprises
            .column(code)
            .unwrap()
            .f64()
            .unwrap()
            .get(self.place(credit_code))
    }

    /// A text of a record.
    pub(crate) fn text(&self, credit_code: &str, code: &str) -> Option<String> {
        self.0
            .enterprises
            .column(code)
            .unwrap()
            .str()
            .unwrap()
            .get(self.place(credit_code))
            .map(str::to_owned)
    }

    pub(crate) fn status(&self, credit_code: &str) -> String {
        self.text(credit_code, "status").unwrap()
    }

    /// The values of a field, used or not.
    pub(crate) fn values(&self, code: &str) -> Vec<ValueRow> {
        self.0
            .values
            .iter()
            .filter(|value| value.code == code)
            .map(|value| value.to_row())
            .collect()
    }

    /// The only value of a field.
    pub(crate) fn value(&self, code: &str) -> ValueRow {
        match self.values(code).as_slice() {
            [only] => only.clone(),
            several => panic!("{code}: {several:?}"),
        }
    }

    /// Notices of a check.
    pub(crate) fn notices(&self, check: &str) -> Vec<&NoticeRow> {
        self.0
            .notices
            .iter()
            .filter(|notice| notice.check == check)
            .collect()
    }

    /// The only notice of a check.
    pub(crate) fn notice(&self, check: &str) -> &NoticeRow {
        match self.notices(check).as_slice() {
            [only] => only,
            several => panic!("{check}: {several:?}; all: {:?}", self.0.notices),
        }
    }

    /// Ids of all checks that were noticed.
    pub(crate) fn checks(&self) -> Vec<&str> {
        self.0
            .notices
            .iter()
            .map(|notice| notice.check.as_str())
            .collect()
    }

    /// The row of a file, by the end of its path.
    pub(crate) fn file(&self, path: &str) -> &FileRow {
        self.0
            .files
            .iter()
            .find(|file| file.path.ends_with(path))
            .unwrap_or_else(|| panic!("no row for {path}"))
    }

    /// A column of numbers of the projects.
    pub(crate) fn project_numbers(&self, code: &str) -> Vec<Option<f64>> {
        self.0
            .projects
            .column(code)
            .unwrap()
            .f64()
            .unwrap()
            .iter()
            .collect()
    }

    /// A column of texts of the projects.
    pub(crate) fn project_texts(&self, code: &str) -> Vec<Option<String>> {
        let column = self.0.projects.column(code).unwrap().str().unwrap();
        column.iter().map(|text| text.map(str::to_owned)).collect()
    }
}
