//! Statistical secrecy on the sample zone: what is suppressed is looked for in every workbook, and tried to be worked out.

#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used)]

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::Command;

use calamine::{Data, Reader, Xlsx, open_workbook};
use polars::prelude::*;

const PARKS: [&str; 4] = ["hunnan", "heping", "huanggu", "dadong"];

struct Run {
    folder: tempfile::TempDir,
}

impl Run {
    fn new() -> Run {
        let folder = tempfile::tempdir().unwrap();
        let output = Command::new(env!("CARGO_BIN_EXE_huoju"))
            .args(["run", "--period", "2023", "--quiet", "--out"])
            .arg(folder.path().join("out"))
            .arg("--store")
            .arg(folder.path().join("store"))
            .arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("pipelines/shenyang.toml"))
            .output()
            .unwrap();
        assert_eq!(output.status.code(), Some(0), "{output:?}");
        Run { folder }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join("out/2023").join(name)
    }

    fn table(&self, name: &str) -> DataFrame {
        let path = self.path(&format!("tables/{name}.parquet"));
        ParquetReader::new(std::fs::File::open(path).unwrap())
            .finish()
            .unwrap()
    }
}

fn texts(frame: &DataFrame, column: &str) -> Vec<String> {
    let column = frame.column(column).unwrap();
    let texts = column.str().unwrap().iter();
    texts
        .map(|text| text.unwrap_or_default().to_owned())
        .collect()
}

/// Every cell of a workbook's sheets.
fn cells(path: &Path) -> Vec<Data> {
    let mut workbook: Xlsx<_> = open_workbook(path).unwrap();
    let mut all = Vec::new();
    for sheet in workbook.sheet_names() {
        let range = workbook.worksheet_range(&sheet).unwrap();
        all.extend(range.used_cells().map(|(_, _, cell)| cell.clone()));
    }
    all
}

/// Sizes and numbers of enterprises by unit and industry, as the tables inside have them.
fn industries(run: &Run) -> BTreeMap<(String, String), (f64, i64)> {
    let frame = run.table("industries");
    let value = frame.column("value").unwrap().f64().unwrap().clone();
    let count = frame.column("enterprises").unwrap().i64().unwrap().clone();
    let units = texts(&frame, "unit");
    let names = texts(&frame, "industry");
    let numbers = value.iter().zip(count.iter());
    units
        .into_iter()
        .zip(names)
        .zip(numbers)
        .map(|(key, (value, count))| (key, (value.unwrap_or_default(), count.unwrap())))
        .collect()
}

/// What the zone's workbook suppresses: unit (a park, or the zone) and industry.
fn suppressed(run: &Run) -> BTreeSet<(String, String)> {
    let mut workbook: Xlsx<_> = open_workbook(run.path("zone.xlsx")).unwrap();
    let range = workbook.worksheet_range("主导产业").unwrap();
    let header = |row: &[Data]| row.len() > 6 && row[1] == Data::String("企业数".into());
    let mut rows = range.rows().skip_while(|row| !header(row)).skip(1);
    let mut hidden = BTreeSet::new();
    for row in rows.by_ref() {
        let Data::String(name) = &row[0] else { break };
        let name = if name.starts_with('（') { "" } else { name };
        let is_hidden = |cell: &Data| *cell == Data::String("保密".into());
        if is_hidden(&row[2]) {
            hidden.insert(("shenyang".to_owned(), name.to_owned()));
        }
        for (park, cell) in PARKS.iter().zip(&row[6..]) {
            if is_hidden(cell) {
                hidden.insert(((*park).to_owned(), name.to_owned()));
            }
        }
    }
    hidden
}

/// Whether an unknown follows from linear equations: elimination, then its row has nothing else in it.
fn follows(mut rows: Vec<Vec<f64>>, unknown: usize) -> bool {
    let width = rows[0].len();
    let mut rank = 0;
    let mut own = None;
    for column in 0..width {
        let Some(found) = (rank..rows.len()).find(|row| rows[*row][column].abs() > 1e-9) else {
            continue;
        };
        rows.swap(rank, found);
        let pivot: Vec<f64> = rows[rank].iter().map(|v| v / rows[rank][column]).collect();
        for (place, row) in rows.iter_mut().enumerate() {
            let factor = row[column];
            if place == rank {
                row.clone_from(&pivot);
            } else {
                row.iter_mut()
                    .zip(&pivot)
                    .for_each(|(v, p)| *v -= factor * p);
            }
        }
        if column == unknown {
            own = Some(rank);
        }
        rank += 1;
    }
    own.is_some_and(|row| rows[row].iter().filter(|v| v.abs() > 1e-9).count() == 1)
}

#[test]
fn no_sensitive_industry_follows_from_what_is_published() {
    let run = Run::new();
    let (known, hidden) = (industries(&run), suppressed(&run));
    let names: BTreeSet<&String> = known.keys().map(|(_, name)| name).collect();
    let sensitive: Vec<&(String, String)> = known
        .iter()
        .filter(|((unit, _), (value, count))| {
            unit != "shenyang" && *value > 0.0 && (1..3).contains(count)
        })
        .map(|(key, _)| key)
        .collect();
    assert!(sensitive.len() >= 8, "{sensitive:?}");
    for reader in std::iter::once(None).chain(PARKS.map(Some)) {
        // Empty cells are known to be empty; a park knows its own.
        let unknown: Vec<&(String, String)> = hidden
            .iter()
            .filter(|(unit, _)| Some(unit.as_str()) != reader)
            .filter(|key| known.get(*key).is_some_and(|(value, _)| *value > 0.0))
            .collect();
        let equation = |holds: &dyn Fn(&str, &str) -> f64| -> Vec<f64> {
            unknown
                .iter()
                .map(|(unit, name)| holds(unit, name))
                .collect()
        };
        let mut equations: Vec<Vec<f64>> = names
            .iter()
            .map(|industry| {
                equation(
                    &|unit, name| match (name == **industry, unit == "shenyang") {
                        (true, true) => -1.0,
                        (true, false) => 1.0,
                        _ => 0.0,
                    },
                )
            })
            .collect();
        for column in PARKS.iter().chain(&["shenyang"]) {
            equations.push(equation(&|unit, _| f64::from(u8::from(unit == *column))));
        }
        for cell in &sensitive {
            assert!(hidden.contains(cell), "{cell:?} is published");
            if reader == Some(cell.0.as_str()) {
                continue;
            }
            let place = unknown.iter().position(|key| key == cell).unwrap();
            assert!(
                !follows(equations.clone(), place),
                "{cell:?} follows from what is published, for {reader:?}"
            );
        }
    }
    // Nor does it stand in another park's workbook, in any unit.
    for park in PARKS {
        let numbers: Vec<f64> = cells(&run.path(&format!("parks/{park}.xlsx")))
            .iter()
            .filter_map(|cell| match cell {
                Data::Float(number) => Some(*number),
                _ => None,
            })
            .collect();
        for key in sensitive.iter().filter(|(unit, _)| unit != park) {
            let (value, _) = known[*key];
            for scale in [1.0, 0.1, 1e-5] {
                let wanted = value * scale;
                assert!(
                    numbers.iter().all(|n| (n - wanted).abs() > 1e-9 * wanted),
                    "{key:?} stands in the workbook of {park}"
                );
            }
            // Nor does any share of the park give it away, or what is left beside the share.
            let whole: f64 = known
                .iter()
                .filter(|((unit, _), _)| *unit == key.0)
                .map(|(_, (value, _))| value)
                .sum();
            for share in numbers.iter().filter(|n| **n > 0.0 && **n < 100.0) {
                for told in [share / 100.0, 1.0 - share / 100.0] {
                    assert!(
                        (whole * told - value).abs() > 1e-6 * value,
                        "{key:?} follows from {share} in the workbook of {park}"
                    );
                }
            }
        }
    }
}

#[test]
fn a_parks_workbook_names_no_enterprise_of_another_park() {
    let run = Run::new();
    let enterprises = run.table("enterprises");
    let (names, parks) = (texts(&enterprises, "name"), texts(&enterprises, "park"));
    let codes = texts(&enterprises, "credit_code");
    for park in PARKS {
        let strings: Vec<String> = cells(&run.path(&format!("parks/{park}.xlsx")))
            .into_iter()
            .filter_map(|cell| match cell {
                Data::String(text) => Some(text),
                _ => None,
            })
            .collect();
        let all = strings.join("\n");
        let mut own = 0;
        for ((name, code), of) in names.iter().zip(&codes).zip(&parks) {
            if of == park {
                own += usize::from(all.contains(name));
            } else {
                assert!(
                    !all.contains(name),
                    "{name} stands in the workbook of {park}"
                );
                assert!(
                    !all.contains(code),
                    "{code} stands in the workbook of {park}"
                );
            }
        }
        assert!(own > 10, "{park}: {own}");
    }
}

/// What the tables inside know of an indicator, by unit and name.
fn indicator_values(run: &Run) -> BTreeMap<(String, String), f64> {
    let frame = run.table("indicators");
    let value = frame.column("value").unwrap().f64().unwrap().clone();
    texts(&frame, "unit")
        .into_iter()
        .zip(texts(&frame, "label"))
        .zip(value.iter())
        .filter_map(|(key, value)| Some((key, value?)))
        .collect()
}

/// The rows of a sheet that may go outside which have the parks side by side: name, unit, and the cells of parks and zone.
fn side_by_side(path: &Path, sheet: &str) -> Vec<(String, String, BTreeMap<String, Data>)> {
    let mut workbook: Xlsx<_> = open_workbook(path).unwrap();
    let range = workbook.worksheet_range(sheet).unwrap();
    let mut columns: BTreeMap<usize, String> = BTreeMap::new();
    let mut rows = Vec::new();
    for row in range.rows() {
        let names = [
            ("浑南园区", "hunnan"),
            ("和平园区", "heping"),
            ("皇姑园区", "huanggu"),
            ("大东园区", "dadong"),
            ("全区", "shenyang"),
        ];
        let header: BTreeMap<usize, String> = row
            .iter()
            .enumerate()
            .filter_map(|(place, cell)| {
                let text = cell.to_string();
                let found = names.iter().find(|(name, _)| text == *name)?;
                Some((place, found.1.to_owned()))
            })
            .collect();
        if header.len() > 1 {
            columns = header;
            continue;
        }
        let cells = columns
            .iter()
            .filter_map(|(place, unit)| Some((unit.clone(), row.get(*place)?.clone())))
            .collect();
        rows.push((row[0].to_string(), row[1].to_string(), cells));
    }
    rows
}

/// What a sheet says of a park beside its indicators: how many enterprises, how large.
fn beside(run: &Run, park: &str) -> Vec<f64> {
    let mut workbook: Xlsx<_> = open_workbook(run.path("zone.xlsx")).unwrap();
    let range = workbook.worksheet_range("园区对比").unwrap();
    let name = PARK_NAMES.iter().find(|(id, _)| *id == park);
    range
        .rows()
        .filter(|row| name.is_some_and(|(_, name)| row[0] == Data::String((*name).to_owned())))
        .flatten()
        .filter_map(|cell| match cell {
            Data::Float(number) => Some(*number),
            _ => None,
        })
        .collect()
}

#[test]
fn no_confidential_indicator_is_a_quotient_or_product_of_sums_that_are_published() {
    let run = Run::new();
    let known = indicator_values(&run);
    let mut rows = side_by_side(&run.path("zone.xlsx"), "园区对比");
    for park in PARKS {
        let path = run.path(&format!("parks/{park}.xlsx"));
        rows.extend(side_by_side(&path, "与各园区比较"));
    }
    let confidential = Data::String("保密".into());
    let mut tried = 0;
    for park in PARKS {
        // Shares are no sums. Two of them may be alike, and a share may be as large as a count, by chance.
        let mut sums: Vec<f64> = rows
            .iter()
            .filter(|(_, unit, _)| unit != "%" && !unit.starts_with("满分"))
            .filter_map(|(_, _, cells)| match cells.get(park)? {
                Data::Float(number) if *number != 0.0 => Some(*number),
                _ => None,
            })
            .collect();
        sums.sort_by(f64::total_cmp);
        sums.dedup();
        let mut others = beside(&run, park);
        others.extend(&sums);
        for (name, _, cells) in &rows {
            let Some(value) = known.get(&(park.to_owned(), name.clone())) else {
                continue;
            };
            if cells.get(park) != Some(&confidential) || *value == 0.0 {
                continue;
            }
            tried += 1;
            let told = |guess: f64| (guess - value).abs() <= 1e-9 * value.abs();
            for a in &sums {
                for b in others.iter().filter(|b| *b != a) {
                    let guesses = [a / b, 100.0 * a / b, 100.0 * (1.0 - a / b), a * b];
                    assert!(
                        !guesses.into_iter().any(told),
                        "{name} of {park} follows from {a} and {b}"
                    );
                }
            }
        }
    }
    assert!(tried > 10, "{tried}");
    // What adds up over the parks is never confidential in one place of a row only.
    for (name, _, cells) in &rows {
        let parts: Option<Vec<f64>> = PARKS
            .iter()
            .map(|park| known.get(&((*park).to_owned(), name.clone())).copied())
            .collect();
        let whole = known.get(&("shenyang".to_owned(), name.clone()));
        let (Some(parts), Some(whole)) = (parts, whole) else {
            continue;
        };
        if (parts.iter().sum::<f64>() - whole).abs() > 1e-9 * whole.abs() {
            continue;
        }
        let hidden = cells.values().filter(|cell| **cell == confidential).count();
        assert_ne!(hidden, 1, "{name} follows by subtraction");
    }
}

const PARK_NAMES: [(&str, &str); 4] = [
    ("hunnan", "浑南园区"),
    ("heping", "和平园区"),
    ("huanggu", "皇姑园区"),
    ("dadong", "大东园区"),
];

#[test]
fn no_score_that_is_published_rests_on_a_confidential_value_alone() {
    let run = Run::new();
    let rows = side_by_side(&run.path("parks/hunnan.xlsx"), "与各园区比较");
    let confidential = Data::String("保密".into());
    let frame = run.table("assessments");
    let mut groups: BTreeMap<(String, String), usize> = BTreeMap::new();
    let labels: BTreeMap<String, String> = {
        let indicators = run.table("indicators");
        let ids = texts(&indicators, "indicator");
        ids.into_iter().zip(texts(&indicators, "label")).collect()
    };
    for ((park, group), indicator) in texts(&frame, "park")
        .into_iter()
        .zip(texts(&frame, "group"))
        .zip(texts(&frame, "indicator"))
    {
        let hidden = rows.iter().any(|(name, _, cells)| {
            *name == labels[&indicator] && cells.get(&park) == Some(&confidential)
        });
        *groups.entry((park, group)).or_default() += usize::from(hidden);
    }
    let totals = run.table("assessment_totals");
    let mut found = 0;
    for ((park, group), label) in texts(&totals, "park")
        .into_iter()
        .zip(texts(&totals, "group"))
        .zip(texts(&totals, "label"))
    {
        let Some(hidden) = groups.get(&(park.clone(), group)) else {
            continue;
        };
        let (_, _, cells) = rows.iter().find(|(name, ..)| *name == label).unwrap();
        if *hidden > 0 {
            found += 1;
            assert_eq!(cells[&park], confidential, "{label} of {park}");
        }
    }
    assert!(found > 0);
}
