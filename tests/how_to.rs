//! Follows `docs/how-to.md`: every block goes where its first line says, then the commands are run and what the page
//! says is checked.

#![expect(clippy::unwrap_used, reason = "a test that cannot be set up fails")]

#[path = "zone/mod.rs"]
mod zone;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use calamine::{Reader, open_workbook_auto};
use polars::prelude::DataFrame;
use rust_xlsxwriter::Workbook;
use tempfile::TempDir;

use zone::{number, read_table, rows, text, write_row};

/// The enterprise of the page.
const EXAMPLE: &str = "91210102XXXXX08449";

/// A copy of the definitions and the sample, without the quarters.
struct Copy {
    folder: TempDir,
}

/// Where a block goes.
enum Place<'a> {
    NewFile,
    AtTheEnd,
    After(&'a str),
    InsteadOf(&'a str),
}

impl Copy {
    fn new() -> Copy {
        let copy = Copy {
            folder: tempfile::tempdir().unwrap(),
        };
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        for file in walkdir::WalkDir::new(root.join("pipelines"))
            .into_iter()
            .chain(walkdir::WalkDir::new(root.join("sample_data")))
        {
            let file = file.unwrap();
            let relative = file.path().strip_prefix(root).unwrap();
            if file.file_type().is_file() && !relative.to_string_lossy().contains('Q') {
                let to = copy.path(relative.to_str().unwrap());
                fs::create_dir_all(to.parent().unwrap()).unwrap();
                fs::copy(file.path(), to).unwrap();
            }
        }
        copy
    }

    fn path(&self, relative: &str) -> PathBuf {
        self.folder.path().join(relative)
    }

    /// Does what a section of the page says.
    fn follow(&self, title: &str) {
        let page = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/how-to.md"))
            .unwrap();
        let heading = format!("\n## {title}\n");
        let (_, section) = page.split_once(&heading).unwrap();
        let section = section.split("\n## ").next().unwrap();
        let mut blocks = 0;
        for block in section.split("\n```").skip(1).step_by(2) {
            let (_, block) = block.split_once('\n').unwrap();
            let (place, content) = block.split_once('\n').unwrap();
            self.put(place.strip_prefix("# ").unwrap(), content);
            blocks += 1;
        }
        assert!(blocks > 0, "{title}");
    }

    /// Puts a block where its first line says.
    fn put(&self, line: &str, content: &str) {
        let (file, place) = line.split_once(", ").unwrap();
        let quoted = |rest: &'static str| {
            place
                .strip_prefix(rest)?
                .strip_prefix('`')?
                .strip_suffix('`')
        };
        let place = match place {
            "a new file" => Place::NewFile,
            "at the end" => Place::AtTheEnd,
            _ => match (
                quoted("after the line with "),
                quoted("instead of the line with "),
            ) {
                (Some(text), _) => Place::After(text),
                (_, Some(text)) => Place::InsteadOf(text),
                _ => panic!("where is `{line}`?"),
            },
        };
        let path = self.path(file);
        let old = fs::read_to_string(&path).unwrap_or_default();
        let new = match place {
            Place::NewFile => {
                assert!(!path.exists(), "{file} is there already");
                format!("{content}\n")
            }
            Place::AtTheEnd => format!("{old}\n{content}\n"),
            Place::After(text) | Place::InsteadOf(text) => {
                let found = old.lines().filter(|line| line.contains(text)).count();
                assert_eq!(found, 1, "lines of {file} with `{text}`");
                let lines = old.lines().flat_map(|line| match place {
                    Place::After(text) if line.contains(text) => vec![line, content],
                    Place::InsteadOf(text) if line.contains(text) => vec![content],
                    _ => vec![line],
                });
                lines.map(|line| format!("{line}\n")).collect()
            }
        };
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, new).unwrap();
    }

    fn huoju(&self, command: &str, pipeline: &str, further: &[&str]) -> Output {
        Command::new(env!("CARGO_BIN_EXE_huoju"))
            .args([command, pipeline])
            .args(further)
            .current_dir(self.folder.path())
            .output()
            .unwrap()
    }

    /// `huoju check`: the definitions are sound. Returns what it says.
    fn check(&self, pipeline: &str) -> String {
        let output = self.huoju(
            "check",
            pipeline,
            &["--period", "2023", "--verbose", "--lang", "en"],
        );
        assert_eq!(
            output.status.code(),
            Some(0),
            "{}",
            String::from_utf8_lossy(&output.stderr)
        );
        String::from_utf8(output.stdout).unwrap()
    }

    /// `huoju run` of 2023, its gates passed.
    fn run(&self, pipeline: &str) {
        let output = self.huoju("run", pipeline, &["--period", "2023"]);
        assert_eq!(output.status.code(), Some(0), "{output:?}");
    }

    /// Writes the register anew, with an enterprise's park changed.
    fn name_the_park(&self, credit_code: &str, park: &str) {
        let path = self.path("sample_data/register.xlsx");
        let mut register = open_workbook_auto(&path).unwrap();
        let range = register.worksheet_range_at(0).unwrap().unwrap();
        let mut workbook = Workbook::new();
        let sheet = workbook.add_worksheet();
        for (row, cells) in (0..).zip(range.rows()) {
            let mut cells: Vec<String> = cells.iter().map(ToString::to_string).collect();
            if cells[0] == credit_code {
                park.clone_into(&mut cells[2]);
            }
            write_row(
                sheet,
                row,
                &cells.iter().map(String::as_str).collect::<Vec<_>>(),
            );
        }
        workbook.save(path).unwrap();
    }
}

fn close(found: Option<f64>, expected: f64) {
    let found = found.unwrap();
    assert!(
        (found - expected).abs() <= 1e-9 * expected.abs().max(1.0),
        "found {found}, expected {expected}"
    );
}

#[test]
fn a_field_a_rule_an_indicator_an_index_and_a_park_are_added_as_the_page_says() {
    let copy = Copy::new();
    let pipeline = "pipelines/shenyang.toml";
    copy.follow("A field");
    assert!(copy.check(pipeline).contains("not verified: field qc900"));
    let template = copy.huoju("template", pipeline, &["--period", "2023"]);
    assert_eq!(template.status.code(), Some(0), "{template:?}");
    let mut form = open_workbook_auto(copy.path("out/templates/2023.xlsx")).unwrap();
    let printed = form.worksheets().into_iter().any(|(_, sheet)| {
        let mut cells = sheet.used_cells();
        cells.any(|(_, _, cell)| cell.to_string().eq_ignore_ascii_case("qc900"))
    });
    assert!(printed);

    copy.follow("A rule");
    let said = copy.check(pipeline);
    assert!(
        said.contains("not verified: rule Z001") && !said.contains("warning: rule Z001"),
        "{said}"
    );
    copy.follow("An indicator");
    let said = copy.check(pipeline);
    assert!(
        said.contains("not verified: indicator data_resource_share"),
        "{said}"
    );
    assert!(
        !said.contains("measure data_resources: no indicator uses it"),
        "{said}"
    );
    copy.follow("An index");
    assert!(
        copy.check(pipeline)
            .contains("not verified: index data-index")
    );
    copy.follow("A park");
    copy.name_the_park(EXAMPLE, "沈北");
    let said = copy.check(pipeline);
    assert!(
        !said.contains("park shenbei has no assessment profile"),
        "{said}"
    );

    copy.run(pipeline);
    let table = |name: &str| -> DataFrame { read_table(&copy.path("out/2023/tables"), name) };
    let record = [("credit_code", EXAMPLE)];
    let enterprises = table("enterprises");
    close(number(&enterprises, &record, "qc900"), 90_000.0);
    assert_eq!(
        text(&enterprises, &record, "status").as_deref(),
        Some("accepted")
    );
    assert_eq!(
        text(&enterprises, &record, "park").as_deref(),
        Some("shenbei")
    );

    let asked = rows(
        &table("findings"),
        &[("rule", "Z001"), ("outcome", "failed")],
    );
    assert_eq!(
        text(&asked, &record, "message")
            .as_deref()
            .map(|message| message.contains("数据资源90,000大于资产总计80,000")),
        Some(true)
    );
    assert!(
        copy.path(&format!("out/2023/returns/{EXAMPLE}.xlsx"))
            .exists()
    );

    let indicators = table("indicators");
    let share = |unit| {
        number(
            &indicators,
            &[("unit", unit), ("indicator", "data_resource_share")],
            "value",
        )
    };
    close(share("shenbei"), 150.0);
    let measures = table("measures");
    let of_zone = |measure| {
        number(
            &measures,
            &[("unit", "shenyang"), ("measure", measure)],
            "value",
        )
        .unwrap()
    };
    close(share("shenyang"), 100.0 * 90_000.0 / of_zone("revenue"));

    // Data: the share between 0 and 1 %; research: the indicator 1.3 between 0 and 10.
    let research = number(
        &indicators,
        &[("unit", "shenyang"), ("indicator", "1.3")],
        "value",
    )
    .unwrap();
    let expected = 60.0 * share("shenyang").unwrap().min(1.0) + 40.0 * research / 10.0;
    let total = [
        ("index", "data-index"),
        ("unit", "shenyang"),
        ("node", "total"),
    ];
    close(number(&table("scores"), &total, "score"), expected);

    let judged = [("park", "shenbei"), ("indicator", "data_resource_share")];
    close(number(&table("assessments"), &judged, "score"), 45.0);
    assert!(copy.path("out/2023/parks/shenbei.xlsx").exists());
}

#[test]
fn a_zone_is_added_as_the_page_says() {
    let copy = Copy::new();
    copy.follow("A zone");
    copy.check("pipelines/lakeside.toml");
    let register = [
        [
            "统一社会信用代码",
            "企业名称",
            "园区",
            "行业代码",
            "是否高新技术企业",
            "主导产业",
            "状态",
        ],
        [
            "91330100MA000011XW",
            "湖滨甲公司",
            "北园",
            "6513",
            "是",
            "",
            "在册",
        ],
        [
            "91330100MA000022XK",
            "湖滨乙公司",
            "北园",
            "6513",
            "是",
            "",
            "在册",
        ],
        [
            "91330100MA000033XA",
            "湖滨丙公司",
            "南园",
            "6513",
            "是",
            "",
            "在册",
        ],
    ];
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    for (row, cells) in (0..).zip(register) {
        write_row(sheet, row, &cells);
    }
    workbook.save(copy.path("lakeside/register.xlsx")).unwrap();
    copy.run("pipelines/lakeside.toml");

    let table =
        |name: &str| -> DataFrame { read_table(&copy.path("out-lakeside/2023/tables"), name) };
    let indicators = table("indicators");
    for (unit, revenue, density) in [
        ("lakeside", 10.0, 0.5),
        ("north", 5.0, 1.0),
        ("south", 5.0, 5.0 / 15.0),
    ] {
        let of = |indicator| {
            number(
                &indicators,
                &[("unit", unit), ("indicator", indicator)],
                "value",
            )
        };
        close(of("operating_revenue"), revenue);
        close(of("revenue_per_km2"), density);
    }
    // First in size, last in intensity.
    let total = [("unit", "lakeside"), ("node", "total")];
    close(number(&table("scores"), &total, "score"), 75.0);
    close(number(&table("scores"), &total, "rank"), 1.0);
    for workbook in ["zone.xlsx", "parks/north.xlsx", "parks/south.xlsx"] {
        assert!(
            copy.path("out-lakeside/2023").join(workbook).exists(),
            "{workbook}"
        );
    }
}
