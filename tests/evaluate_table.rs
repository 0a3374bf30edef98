//! `huoju evaluate --table FILE --index FILE`, run as a user would.

#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used)]

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

const INDEX: &str = r#"
id = "cities"
label = { zh = "城市指数", en = "Cities" }
root = { zh = "总分", en = "Total" }
nodes = [
    { id = "growth", indicator = "gdp growth", weight = 1.0 },
    { id = "air", indicator = "pm25", direction = "less", weight = 3.0 },
]
"#;

const TABLE: &str =
    "city,group,gdp growth,pm25\n沈阳,东北,4.0,40\n大连,东北,6.0,30\n深圳,华南,5.0,20\n无,,NA,\n";

fn run(folder: &Path, index: &str, table: &str, more: &[&str]) -> Output {
    fs::write(folder.join("index.toml"), index).unwrap();
    fs::write(folder.join("table.csv"), table).unwrap();
    Command::new(env!("CARGO_BIN_EXE_huoju"))
        .current_dir(folder)
        .args(["evaluate", "--table", "table.csv", "--index", "index.toml"])
        .args(more)
        .output()
        .unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

#[test]
fn without_a_folder_the_scores_go_to_standard_output() {
    let folder = tempfile::tempdir().unwrap();
    let output = run(folder.path(), INDEX, TABLE, &[]);
    assert!(output.status.success(), "{}", text(&output.stderr));
    let csv = text(&output.stdout);
    let mut rows = csv::Reader::from_reader(csv.as_bytes());
    let headers = rows.headers().unwrap().clone();
    let column = |name: &str| headers.iter().position(|header| header == name).unwrap();
    let totals: Vec<(String, String, String, String)> = rows
        .records()
        .map(|row| row.unwrap())
        .filter(|row| &row[column("node")] == "total")
        .map(|row| {
            let cell = |name: &str| row[column(name)].to_owned();
            (
                cell("unit"),
                cell("score"),
                cell("rank"),
                cell("group_rank"),
            )
        })
        .collect();
    // 沈阳: (0 + 3 × 0) / 4; 大连: (1 + 3 × 0.5) / 4; 深圳: (0.5 + 3) / 4.
    let expected = [
        ("沈阳", "0", "3", "2"),
        ("大连", "62.5", "2", "1"),
        ("深圳", "87.5", "1", ""),
        ("无", "", "", ""),
    ];
    let expected: Vec<_> = expected
        .iter()
        .map(|(a, b, c, d)| {
            (
                (*a).to_owned(),
                (*b).to_owned(),
                (*c).to_owned(),
                (*d).to_owned(),
            )
        })
        .collect();
    assert_eq!(totals, expected);
    assert!(text(&output.stderr).contains("深圳"));
}

#[test]
fn with_a_folder_the_tables_are_written_and_the_ranking_is_printed() {
    let folder = tempfile::tempdir().unwrap();
    let output = run(
        folder.path(),
        INDEX,
        TABLE,
        &["--out", "out", "--period", "2023"],
    );
    assert!(output.status.success(), "{}", text(&output.stderr));
    let printed = text(&output.stdout);
    let places: Vec<usize> = ["深圳", "大连", "沈阳", "无"]
        .iter()
        .map(|unit| printed.find(unit).unwrap())
        .collect();
    assert!(places.is_sorted(), "{printed}");
    let csv = fs::read_to_string(folder.path().join("out/scores.csv")).unwrap();
    assert!(csv.starts_with("period,index,unit,node,parent,depth,value,normalised,"));
    assert!(csv.contains("\n2023,cities,沈阳,total,"));
    assert!(folder.path().join("out/scores.parquet").exists());
    let again = run(
        folder.path(),
        INDEX,
        TABLE,
        &["--out", "out", "--period", "2023"],
    );
    assert!(again.status.success());
    assert_eq!(
        csv,
        fs::read_to_string(folder.path().join("out/scores.csv")).unwrap()
    );
}

#[test]
fn what_does_not_fit_is_named() {
    let folder = tempfile::tempdir().unwrap();
    for (index, table, expected) in [
        (INDEX, "city,gdp growth,pm25\n沈阳,vier,40\n", "B2"),
        (INDEX, "city,gdp growth\n沈阳,4\n", "`pm25`"),
        (INDEX, "city,gdp growth,pm25\n沈阳,4,5\n沈阳,4,5\n", "A3"),
        (INDEX, "city,pm25,pm25\n沈阳,4,5\n", "C1"),
        (INDEX, "city,pm25\n", "no units"),
        (
            "normalisation = \"goalposts\"\n",
            TABLE,
            "missing field `id`",
        ),
        (
            &INDEX.replace(
                "label = { zh = \"城",
                "normalisation = \"goalposts\"\nlabel = { zh = \"城",
            ),
            TABLE,
            "nodes.growth: the normalisation needs `goalposts",
        ),
        (
            &INDEX.replace(
                "label = { zh = \"城",
                "weights = \"experts\"\nlabel = { zh = \"城",
            ),
            TABLE,
            "`experts` is neither",
        ),
    ] {
        let output = run(folder.path(), index, table, &[]);
        assert_eq!(output.status.code(), Some(2), "{expected}");
        let error = text(&output.stderr);
        assert!(error.contains(expected), "{expected}: {error}");
    }
}

#[test]
fn a_pipeline_or_a_table_is_needed() {
    let output = Command::new(env!("CARGO_BIN_EXE_huoju"))
        .arg("evaluate")
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(2));
}

#[test]
fn a_chosen_unit_is_looked_at_closely() {
    let folder = tempfile::tempdir().unwrap();
    // The weight of `air` is not verified: with 0.5 instead of 3, 大连 (1.0 and 0.5 of 1.5) passes 深圳 (0.5 and 1).
    let index = INDEX
        .replace(
            "nodes = [",
            "alternative_weights = [0.5]\nalternatives = { missing = [\"spread\"] }\nnodes = [",
        )
        .replace("weight = 3.0", "weight = 3.0, verified = false");
    let more = ["--out", "out", "--unit", "大连", "--goal", "1"];
    let output = run(folder.path(), &index, TABLE, &more);
    assert!(output.status.success(), "{}", text(&output.stderr));
    let table = |name: &str| -> Vec<std::collections::BTreeMap<String, String>> {
        let path = folder.path().join(format!("out/{name}.csv"));
        assert!(path.with_extension("parquet").exists());
        let mut reader = csv::Reader::from_path(path).unwrap();
        reader.deserialize().map(|row| row.unwrap()).collect()
    };
    let robustness = &table("robustness")[0];
    let of = |name: &str| robustness[name].as_str();
    assert_eq!((of("unit"), of("rank"), of("goal")), ("大连", "2", "1"));
    // Every draw takes the only alternative: 大连 is always first.
    assert_eq!((of("probability"), of("draws")), ("1", "10000"));
    let sensitivity = table("sensitivity");
    let row = |variation: &str, node: &str| {
        let found = sensitivity
            .iter()
            .find(|row| row["variation"] == variation && row["node"] == node);
        let row = found.unwrap();
        (row["score"].parse::<f64>().unwrap(), row["rank"].clone())
    };
    // (1 + 0.5 × 0.5) / 1.5; growth alone is 1, air alone 0.5.
    let (score, rank) = row("weight", "air");
    assert!(
        (score - 125.0 / 1.5).abs() < 1e-9 && rank == "1",
        "{score} {rank}"
    );
    assert_eq!(row("left_out", "air"), (100.0, "1".to_owned()));
    assert_eq!(row("left_out", "growth"), (50.0, "2".to_owned()));
    assert!(folder.path().join("out/sobol.csv").exists());
    assert!(
        text(&output.stdout).contains("大连：第 2 名"),
        "{}",
        text(&output.stdout)
    );

    let unknown = run(folder.path(), &index, TABLE, &["--unit", "抚顺"]);
    assert_eq!(unknown.status.code(), Some(2));
    let said = text(&unknown.stderr);
    assert!(said.contains("抚顺") && said.contains("深圳"), "{said}");
}
