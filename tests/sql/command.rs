//! What the command prints and refuses, without an engine.

use super::zone::Zone;

fn printed(zone: &Zone, further: &[&str]) -> String {
    let mut arguments = vec!["sql", "pipelines/zone.toml", "--period", "2023"];
    arguments.extend(further);
    let output = zone.huoju(&arguments);
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn the_script_ends_in_three_views_and_is_the_same_each_time() {
    let zone = Zone::new();
    zone.run();
    let script = printed(&zone, &[]);
    for view in ["measures", "indicators", "rules"] {
        assert!(
            script.contains(&format!("\nCREATE OR REPLACE VIEW {view} AS\n")),
            "{view}"
        );
    }
    assert_eq!(script, printed(&zone, &[]));
    for (period, table) in [("2023", "enterprises"), ("2022", "edited")] {
        let line = script
            .lines()
            .find(|line| line.contains(&format!("/{table}.parquet")))
            .unwrap();
        assert!(line.contains(&format!("store/period={period}/")), "{line}");
    }
}

#[test]
fn only_the_lines_that_name_tables_differ_between_engines() {
    let zone = Zone::new();
    zone.run();
    let rest = |engine: &str| {
        let script = printed(&zone, &["--engine", engine]);
        let from = script.find("-- Fields, tags and sums").unwrap();
        script[from..].to_owned()
    };
    assert_eq!(rest("duckdb"), rest("spark"));
    assert_eq!(rest("duckdb"), rest("datafusion"));
}

#[test]
fn tables_may_lie_anywhere_and_a_period_without_one_before_has_blank_columns() {
    let zone = Zone::new();
    let empty = zone.huoju(&["sql", "pipelines/zone.toml", "--period", "2023"]);
    assert_eq!(empty.status.code(), Some(2), "{empty:?}");
    assert!(String::from_utf8_lossy(&empty.stderr).contains("run `huoju run` first"));
    let there = "s3://bucket/period=2023";
    let script = printed(&zone, &["--tables", there]);
    assert!(script.contains("'s3://bucket/period=2023/enterprises.parquet'"));
    assert!(!script.contains("previous_enterprises"));
    assert!(script.contains("CAST(NULL AS DOUBLE) AS prev_revenue"));
    let both = [
        "--tables",
        there,
        "--previous-tables",
        "s3://bucket/period=2022",
    ];
    assert!(printed(&zone, &both).contains("'s3://bucket/period=2022/edited.parquet'"));
}

#[test]
fn what_cannot_be_said_exactly_is_refused_by_the_definitions_name() {
    let zone = Zone::new();
    zone.edit(
        "pipelines/rules.toml",
        "check = \"research <= revenue\"",
        "check = \"research % 7 < revenue\"",
    );
    let arguments = [
        "sql",
        "pipelines/zone.toml",
        "--period",
        "2023",
        "--tables",
        "here",
    ];
    let output = zone.huoju(&arguments);
    assert_eq!(output.status.code(), Some(2), "{output:?}");
    assert!(output.stdout.is_empty());
    let message = String::from_utf8(output.stderr).unwrap();
    for part in ["rule `R1`", "research % 7 < revenue", "remainder"] {
        assert!(message.contains(part), "{message}");
    }
}
