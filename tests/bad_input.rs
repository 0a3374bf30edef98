//! What bad input gets: an error that names the place, exit code 2, and nothing written over.

#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used)]

mod zone;

use std::fs;
use std::process::Output;

use zone::Zone;

/// The command failed with exit code 2, and its error names every one of the texts.
fn fails_naming(output: &Output, texts: &[&str]) {
    let error = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{output:?}");
    for text in texts {
        assert!(error.contains(text), "`{text}` is not in: {error}");
    }
}

/// The run fails, names the texts, and writes neither outputs nor store.
fn stops_before_writing(zone: &Zone, texts: &[&str]) {
    fails_naming(&zone.run(), texts);
    assert!(!zone.path("out").exists(), "outputs were written");
    assert!(!zone.path("store").exists(), "the store was written");
}

#[test]
fn a_missing_definition_file_is_named() {
    let zone = Zone::new();
    fs::remove_file(zone.path("pipelines/rules.toml")).unwrap();
    stops_before_writing(&zone, &["rules.toml", "cannot be read"]);
}

#[test]
fn a_missing_pipeline_file_is_named() {
    let zone = Zone::new();
    let output = zone.huoju(&["run", "pipelines/none.toml", "--period", "2023"]);
    fails_naming(&output, &["none.toml"]);
}

#[test]
fn an_unknown_key_is_named() {
    let zone = Zone::new();
    zone.edit("pipelines/zone.toml", "[gates]", "[gates]\nresponse = 1");
    stops_before_writing(&zone, &["zone.toml", "response"]);
}

#[test]
fn limits_within_which_no_file_can_be_read_are_refused() {
    let zone = Zone::new();
    let none = "[limits]\nseconds = 0\nmemory_bytes = 1\n\n[gates]";
    zone.edit("pipelines/zone.toml", "[gates]", none);
    stops_before_writing(
        &zone,
        &["zone.toml", "limits.seconds", "limits.memory_bytes"],
    );
}

#[test]
fn a_field_with_the_name_of_a_column_that_every_record_has_is_refused() {
    let zone = Zone::new();
    zone.edit(
        "pipelines/survey.toml",
        "code = \"research\"",
        "code = \"status\"",
    );
    stops_before_writing(&zone, &["survey.toml", "F-01.status", "use another code"]);
}

#[test]
fn an_unknown_column_of_a_rule_is_named_with_file_id_and_text() {
    let zone = Zone::new();
    zone.edit(
        "pipelines/rules.toml",
        "research <= revenue",
        "research <= Revenue",
    );
    stops_before_writing(
        &zone,
        &[
            "rules.toml",
            "R1",
            "`Revenue`",
            "research <= Revenue",
            "did you mean `revenue`",
        ],
    );
}

#[test]
fn an_expression_that_does_not_parse_is_named_with_its_text() {
    let zone = Zone::new();
    zone.edit("pipelines/rules.toml", "research <= revenue", "research <=");
    stops_before_writing(&zone, &["rules.toml", "research <="]);
}

#[test]
fn a_rule_that_is_no_condition_is_refused() {
    let zone = Zone::new();
    zone.edit(
        "pipelines/rules.toml",
        "research <= revenue",
        "research + revenue",
    );
    stops_before_writing(&zone, &["R1", "expected a condition"]);
}

#[test]
fn an_aggregate_in_a_rule_is_refused() {
    let zone = Zone::new();
    zone.edit(
        "pipelines/rules.toml",
        "research <= revenue",
        "research <= SUM(revenue)",
    );
    stops_before_writing(&zone, &["R1", "aggregate"]);
}

#[test]
fn integers_joined_by_and_are_refused() {
    let zone = Zone::new();
    zone.edit(
        "pipelines/rules.toml",
        "research <= revenue",
        "(CAST(research AS BIGINT) AND 1) = 1",
    );
    stops_before_writing(&zone, &["R1", "AND"]);
}

#[test]
fn an_index_leaf_without_its_indicator_is_named() {
    let zone = Zone::new();
    zone.edit(
        "pipelines/index.toml",
        "indicator = \"rd\"",
        "indicator = \"rdd\"",
    );
    stops_before_writing(&zone, &["index.toml", "nodes.1.1", "rdd"]);
}

#[test]
fn weights_of_a_profile_that_do_not_add_up_are_named() {
    let zone = Zone::new();
    zone.edit("pipelines/east.toml", "weight = 60", "weight = 50");
    stops_before_writing(&zone, &["east.toml", "add up to 90"]);
}

#[test]
fn a_period_that_is_none_is_refused() {
    let zone = Zone::new();
    let output = zone.huoju(&["run", "pipelines/zone.toml", "--period", "23"]);
    fails_naming(&output, &["23", "2023Q4"]);
}

#[test]
fn a_quarter_without_a_quarterly_survey_is_refused() {
    let zone = Zone::new();
    let output = zone.huoju(&["run", "pipelines/zone.toml", "--period", "2023Q4"]);
    fails_naming(&output, &["zone.toml", "quarterly"]);
}

#[test]
fn a_period_without_a_folder_is_an_error() {
    let zone = Zone::new();
    let output = zone.huoju(&["run", "pipelines/zone.toml", "--period", "2031"]);
    fails_naming(&output, &["2031"]);
    assert!(!zone.path("out").exists());
}

#[test]
fn an_empty_submissions_folder_is_an_error() {
    let zone = Zone::new();
    for entry in fs::read_dir(zone.path("input/2023/submissions")).unwrap() {
        fs::remove_file(entry.unwrap().path()).unwrap();
    }
    stops_before_writing(&zone, &["submissions"]);
}

#[test]
fn a_missing_register_is_an_error() {
    let zone = Zone::new();
    fs::remove_file(zone.path("input/register.xlsx")).unwrap();
    stops_before_writing(&zone, &["register.xlsx"]);
}

#[test]
fn a_register_without_its_columns_is_an_error() {
    let zone = Zone::new();
    let mut workbook = rust_xlsxwriter::Workbook::new();
    zone::write_row(workbook.add_worksheet(), 0, &["编号", "名称"]);
    workbook.save(zone.path("input/register.xlsx")).unwrap();
    stops_before_writing(&zone, &["register.xlsx", "统一社会信用代码"]);
}

#[test]
fn a_failed_run_leaves_the_last_outputs_as_they_were() {
    let zone = Zone::new();
    assert_eq!(zone.run().status.code(), Some(0));
    let before = fs::read(zone.path("out/2023/run.json")).unwrap();
    fs::remove_file(zone.path("input/register.xlsx")).unwrap();
    fails_naming(&zone.run(), &["register.xlsx"]);
    assert_eq!(fs::read(zone.path("out/2023/run.json")).unwrap(), before);
}

#[test]
fn a_stage_before_its_tables_exist_says_what_to_run_first() {
    let zone = Zone::new();
    let output = zone.huoju(&["aggregate", "pipelines/zone.toml", "--period", "2023"]);
    fails_naming(&output, &["huoju run"]);
}

#[test]
fn a_locked_store_names_its_holder() {
    let zone = Zone::new();
    let held = huoju::store::Store::open(&zone.path("store")).unwrap();
    fails_naming(
        &zone.run(),
        &["in use by process", &std::process::id().to_string()],
    );
    drop(held);
    assert_eq!(zone.run().status.code(), Some(0));
}

#[test]
fn what_if_of_an_unknown_indicator_is_an_error() {
    let zone = Zone::new();
    assert_eq!(zone.run().status.code(), Some(0));
    let output = zone.huoju(&[
        "what-if",
        "pipelines/zone.toml",
        "--period",
        "2023",
        "--set",
        "nothing=1",
    ]);
    fails_naming(&output, &["nothing"]);
}
