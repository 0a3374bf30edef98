//! How long the work of each stage takes: `cargo bench` (or `make bench`, which compares the whole with its peers).
//!
//! Everything is measured on the sample zone, and leave-one-out and the simulation on a made-up index of a national
//! evaluation's size.

#![allow(missing_docs, clippy::unwrap_used)]

use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use calamine::{Data, Reader, open_workbook_auto};
use divan::{Bencher, black_box};
use huoju::aggregate::{Aggregated, aggregate};
use huoju::assess::{Assessed, Background, assess};
use huoju::definitions::{CompositeIndex, Definitions, Language, MissingPolicy};
use huoju::evaluate::{Evaluated, evaluate, evaluate_table};
use huoju::ingest::{Ingested, ingest, typed_number};
use huoju::period::Period;
use huoju::report::{Results, write_park};
use huoju::tables::{Edited, PlainTable};
use huoju::validate::validate;
use indicatif::ProgressBar;
use rust_xlsxwriter::{Format, Workbook};

const PERIOD: Period = Period {
    year: 2023,
    quarter: None,
};

fn main() {
    divan::main();
}

/// The sample zone, every stage done.
struct Zone {
    definitions: Definitions,
    ingested: Ingested,
    current: Edited,
    aggregated: Aggregated,
    evaluated: Evaluated,
    assessed: Assessed,
}

static ZONE: LazyLock<Zone> = LazyLock::new(|| {
    let definitions = Definitions::load(&root().join("pipelines/shenyang.toml"), PERIOD).unwrap();
    let ingested = read(&definitions);
    let current = edit(&definitions, &ingested);
    let aggregated = aggregate(&definitions, &current, None).unwrap();
    let evaluated = evaluate(
        &definitions,
        PERIOD,
        &current,
        &aggregated,
        &ingested.reference,
    )
    .unwrap();
    let background = Background {
        reference: &ingested.reference,
        earlier: &[],
    };
    let assessed = assess(&definitions, &current, None, &aggregated, &background).unwrap();
    Zone {
        definitions,
        ingested,
        current,
        aggregated,
        evaluated,
        assessed,
    }
});

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).to_path_buf()
}

fn read(definitions: &Definitions) -> Ingested {
    let input = root().join("sample_data");
    ingest(definitions, PERIOD, &input, &ProgressBar::hidden()).unwrap()
}

fn edit(definitions: &Definitions, ingested: &Ingested) -> Edited {
    Edited {
        period: PERIOD,
        enterprises: validate(definitions, PERIOD, ingested, None)
            .unwrap()
            .enterprises,
        projects: ingested.projects.clone(),
        zone_form: ingested.zone_form.clone(),
    }
}

#[divan::bench(args = ["1234567", "1,234,567.89", "１２，３４５．６", "12.5万元", " (1,234) ", "待查", "—"])]
fn typed_numbers(text: &str) -> Option<(f64, String)> {
    typed_number(black_box(text))
}

#[divan::bench(sample_count = 10)]
fn ingest_the_sample(bencher: Bencher<'_, '_>) {
    bencher.bench_local(|| read(&ZONE.definitions));
}

#[divan::bench(sample_count = 10)]
fn rules_and_checks(bencher: Bencher<'_, '_>) {
    bencher.bench_local(|| validate(&ZONE.definitions, PERIOD, &ZONE.ingested, None).unwrap());
}

#[divan::bench(sample_count = 10)]
fn measures_and_indicators(bencher: Bencher<'_, '_>) {
    bencher.bench_local(|| aggregate(&ZONE.definitions, &ZONE.current, None).unwrap());
}

/// All contributions, without the simulation: nothing varies.
#[divan::bench(sample_count = 10)]
fn leave_one_out(bencher: Bencher<'_, '_>) {
    let mut definitions =
        Definitions::load(&root().join("pipelines/shenyang.toml"), PERIOD).unwrap();
    for index in &mut definitions.indexes {
        index.alternative_weights.clear();
        index.alternatives.missing = vec![MissingPolicy::Spread];
    }
    bencher.bench_local(|| {
        evaluate(
            &definitions,
            PERIOD,
            &ZONE.current,
            &ZONE.aggregated,
            &ZONE.ingested.reference,
        )
        .unwrap()
    });
}

/// 10,000 draws of weights for 178 zones and 46 indicators in five groups.
#[divan::bench(sample_count = 5)]
fn monte_carlo(bencher: Bencher<'_, '_>) {
    let mut text = "id = \"t\"\nlabel = { zh = \"\", en = \"\" }\nroot = { zh = \"\", en = \"\" }\nalternative_weights = [0.8, 1.0, 1.2]\n".to_owned();
    for group in 0..5 {
        write!(
            text,
            "[[nodes]]\nid = \"g{group}\"\nlabel = {{ zh = \"\", en = \"\" }}\nweight = 20.0\n"
        )
        .unwrap();
    }
    let mut columns = Vec::new();
    for number in 0..46_u32 {
        write!(
            text,
            "[[nodes]]\nid = \"i{number}\"\nparent = \"g{}\"\nindicator = \"i{number}\"\nweight = 1.0\nverified = false\n",
            number % 5
        )
        .unwrap();
        // Any values will do, as long as they are not alike.
        let values =
            (0..178_u32).map(|unit| Some(f64::from((unit * 7919 + number * 104_729) % 10_007)));
        columns.push((format!("i{number}"), values.collect()));
    }
    let index: CompositeIndex = toml::from_str(&text).unwrap();
    let table = PlainTable {
        units: (0..178).map(|unit| format!("u{unit}")).collect(),
        groups: vec![None; 178],
        columns,
    };
    bencher.bench_local(|| evaluate_table(&index, &table, None, "", None).unwrap());
}

fn write_first_park(path: &Path) {
    let results = Results {
        definitions: &ZONE.definitions,
        ingested: &ZONE.ingested,
        findings: &[],
        current: &ZONE.current,
        previous: None,
        aggregated: &ZONE.aggregated,
        evaluated: &ZONE.evaluated,
        assessed: &ZONE.assessed,
    };
    let park = &ZONE.definitions.pipeline.parks[0].id;
    write_park(&results, Language::Zh, park, path).unwrap();
}

#[divan::bench(sample_count = 10)]
fn write_a_park_workbook(bencher: Bencher<'_, '_>) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("park.xlsx");
    bencher.bench_local(|| write_first_park(&path));
}

/// What that workbook is measured against: its cells written by the same library, and nothing else.
#[divan::bench(sample_count = 10)]
fn write_its_cells_alone(bencher: Bencher<'_, '_>) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("park.xlsx");
    write_first_park(&path);
    let sheets = open_workbook_auto(&path).unwrap().worksheets();
    let (bold, plain) = (Format::new().set_bold(), Format::new());
    bencher.bench_local(|| {
        let mut book = Workbook::new();
        for (name, cells) in &sheets {
            let sheet = book.add_worksheet().set_name(name).unwrap();
            let (top, left) = cells.start().unwrap_or_default();
            for (row, col, data) in cells.used_cells() {
                let at = (top + row as u32, (left + col as u32) as u16);
                let format = if row == 0 { &bold } else { &plain };
                match data {
                    Data::Float(number) => {
                        sheet.write_number_with_format(at.0, at.1, *number, format)
                    }
                    Data::Int(number) => {
                        sheet.write_number_with_format(at.0, at.1, *number as f64, format)
                    }
                    other => sheet.write_string_with_format(at.0, at.1, other.to_string(), format),
                }
                .unwrap();
            }
        }
        book.save(&path).unwrap();
    });
}
