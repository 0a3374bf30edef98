//! Texts that respondents type stay texts: never a formula, a link, a sheet name or a path; personal data is kept nowhere.
//!
//! Every hostile text holds [`MARK`], so that it is found wherever it comes out.

use std::fs;
use std::path::Path;

use super::{Lanhu, files_below, texts};
use crate::inputs::{CODES, Texts};
use crate::zone::{rows, text};

const MARK: &str = "ZX7";
/// A person's name and telephone number.
const PERSON: &str = "欧阳丙丁 13800138000";

/// Beginnings that spreadsheet programs, shells or file systems read as more than text.
const HOSTILE: [&str; 11] = [
    "=HYPERLINK(\"http://evil.example/ZX7\",\"甲\")",
    "+1+cmd|' /C calc'!ZX7",
    "-2+3+ZX7",
    "@SUM(ZX7)",
    "../../ZX7/乙",
    "[ZX7.xlsx]表1!A1",
    "http://evil.example/ZX7",
    "\t=ZX7",
    "\r=ZX7",
    "ZX7\u{7}\u{1b}[31m<script>",
    "a:b/c?*\\ZX7",
];

fn hostile() -> Lanhu {
    let mut said = Texts::plain();
    for (name, hostile) in said.names.iter_mut().zip(HOSTILE) {
        *name = hostile.to_owned();
    }
    said.projects = [HOSTILE[8], HOSTILE[9], HOSTILE[10]]
        .map(str::to_owned)
        .to_vec();
    // The register names no park of the zone for B: it is left to a finding.
    said.parks[1] = HOSTILE[0].to_owned();
    said.parks[4] = HOSTILE[4].to_owned();
    said.clerk = PERSON.to_owned();
    said.explanation = Some(HOSTILE[0].to_owned());
    let lanhu = Lanhu::saying(&said);
    // Projects of A exceed its research: a query that goes back and that it explains.
    let rules = lanhu.folder.path().join("pipelines/rules.toml");
    let strict = fs::read_to_string(&rules)
        .unwrap()
        .replace("project_funds <= rd\"", "2 * project_funds <= rd\"");
    fs::write(&rules, strict).unwrap();
    lanhu
}

#[test]
fn what_respondents_type_is_never_a_formula_a_link_a_sheet_name_or_a_path() {
    let lanhu = hostile();
    for language in ["zh", "en"] {
        let output = lanhu.huoju(&["run", "--period", "2023", "--lang", language]);
        assert!(matches!(output.status.code(), Some(0 | 1)), "{output:?}");
        let mut as_text = 0;
        for file in lanhu.files() {
            let name = file.display().to_string();
            assert!(!name.contains(MARK), "{name}");
            if file.extension().is_none_or(|extension| extension != "xlsx") {
                continue;
            }
            for (part, content) in texts(&file) {
                let found = content.matches(MARK).count();
                // Where a text may stand: among the shared strings, in the comment of a cell, and where a chart
                // keeps the words that it shows.
                let of_texts = part == "xl/sharedStrings.xml" || part.starts_with("xl/comments");
                let allowed = if of_texts {
                    found
                } else {
                    shown_by_a_chart(&content)
                };
                assert_eq!(found, allowed, "{name}: {part}");
                as_text += found;
            }
        }
        assert!(as_text > 20, "the texts are shown {as_text} times");
    }
    // Names of returned forms are checked credit codes.
    let returns = files_below(&lanhu.outputs().join("returns"));
    assert!(!returns.is_empty());
    for file in returns {
        let name = file.file_stem().unwrap().to_str().unwrap();
        assert!(CODES.contains(&name), "{name}");
    }
    // Nothing was written elsewhere.
    for file in files_below(lanhu.folder.path()) {
        let path = file.strip_prefix(lanhu.folder.path()).unwrap();
        assert!(!path.to_string_lossy().contains(MARK), "{path:?}");
    }
}

/// How often the mark stands in the words that a chart keeps: `c:v`, which no program computes.
fn shown_by_a_chart(part: &str) -> usize {
    let words = part.split("<c:v>").skip(1);
    words
        .filter_map(|rest| rest.split_once("</c:v>"))
        .map(|(word, _)| word.matches(MARK).count())
        .sum()
}

#[test]
fn what_respondents_type_stands_in_the_tables_as_typed() {
    let lanhu = hostile();
    lanhu.huoju(&["run", "--period", "2023"]);
    let enterprises = lanhu.table("enterprises");
    let name = text(&enterprises, &[("credit_code", CODES[0])], "name");
    assert_eq!(name.as_deref(), Some(HOSTILE[0]));
    // A park that the zone does not have is no park, and no workbook.
    let park = text(&enterprises, &[("credit_code", CODES[1])], "park");
    assert_eq!(park, None);
    assert_eq!(files_below(&lanhu.outputs().join("parks")).len(), 2);
    let explained = rows(
        &lanhu.table("findings"),
        &[
            ("rule", "L2"),
            ("credit_code", CODES[0]),
            ("state", "explained"),
        ],
    );
    assert_eq!(explained.height(), 1);
}

#[test]
fn a_credit_code_that_is_a_path_names_no_file() {
    let lanhu = Lanhu::new();
    let export = lanhu.folder.path().join("input/2023/submissions/路径.csv");
    let path = "../../../../ZX7";
    fs::write(
        export,
        format!("susername,sname,sales,rd,staff\n{path},甲,1,2,3\n"),
    )
    .unwrap();
    let output = lanhu.huoju(&["run", "--period", "2023"]);
    assert!(matches!(output.status.code(), Some(0 | 1)), "{output:?}");
    for file in files_below(lanhu.folder.path()) {
        assert!(
            !file.display().to_string().contains(MARK),
            "{}",
            file.display()
        );
    }
    let template = ["template", "--period", "2023", "--enterprise", path];
    assert_eq!(lanhu.huoju(&template).status.code(), Some(2));
}

#[test]
fn personal_data_is_kept_nowhere_unless_the_survey_asks_for_it() {
    let lanhu = hostile();
    lanhu.huoju(&["run", "--period", "2023"]);
    let mut searched = 0;
    for folder in ["out", "store"] {
        for file in files_below(&lanhu.folder.path().join(folder)) {
            assert!(!holds_the_person(&file), "{}", file.display());
            searched += 1;
        }
    }
    assert!(searched > 60, "{searched} files");

    // `personal = false` asks for it.
    let survey = lanhu.folder.path().join("pipelines/survey.toml");
    let asked = fs::read_to_string(&survey)
        .unwrap()
        .replace("personal = true", "personal = false");
    fs::write(&survey, asked).unwrap();
    lanhu.huoju(&["run", "--period", "2023"]);
    assert!(holds_the_person(
        &lanhu.outputs().join("tables/enterprises.parquet")
    ));
}

/// Whether a file holds the person's name or number, as it is or in what it packs.
fn holds_the_person(file: &Path) -> bool {
    let bytes = fs::read(file).unwrap();
    let plain = String::from_utf8_lossy(&bytes).into_owned();
    let packed = match file.extension().and_then(|extension| extension.to_str()) {
        Some("xlsx" | "parquet") => texts(file).into_iter().map(|(_, text)| text).collect(),
        _ => Vec::new(),
    };
    let mut all = packed.iter().chain([&plain]);
    all.any(|text| text.contains("欧阳丙丁") || text.contains("13800138000"))
}

#[cfg(unix)]
#[test]
fn outputs_and_store_can_be_read_by_owner_and_group_only() {
    use std::os::unix::fs::PermissionsExt;
    // Whatever the umask allows: none at all, the usual one, and a stricter one that stays.
    for (umask, file_mode, folder_mode) in [
        ("000", 0o640, 0o750),
        ("022", 0o640, 0o750),
        ("077", 0o600, 0o700),
    ] {
        let lanhu = Lanhu::new();
        let script = format!(
            "umask {umask}; exec '{}' run pipelines/lanhu.toml --period 2023 --quiet --summary out.md",
            env!("CARGO_BIN_EXE_huoju")
        );
        let status = std::process::Command::new("/bin/sh")
            .args(["-c", &script])
            .current_dir(lanhu.folder.path())
            .status()
            .unwrap();
        assert!(status.success());
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode(&lanhu.folder.path().join("out.md")), file_mode);
        for created in ["out", "store"] {
            let created = lanhu.folder.path().join(created);
            assert_eq!(mode(&created), folder_mode, "{created:?}");
            for file in files_below(&created) {
                assert_eq!(mode(&file), file_mode, "umask {umask}: {file:?}");
                let folder = file.parent().unwrap();
                assert_eq!(mode(folder), folder_mode, "umask {umask}: {folder:?}");
            }
        }
    }
}
