//! `huoju evaluate --table FILE --index FILE`: any composite index over a plain table.

use std::fs::File;
use std::io::{self, Write};
use std::path::Path;

use anyhow::{Context, Result};
use polars::prelude::DataFrame;

use super::Status;
use crate::cli::{EvaluateArgs, Options};
use crate::definitions::{CompositeIndex, Language, ROOT, load_index};
use crate::evaluate::{Chosen, Evaluated, evaluate_table};
use crate::ingest::read_plain_table;
use crate::period::Period;
use crate::store::write_parquet;
use crate::tables::{ScoreRow, Table, TreatedRow};

/// Scores the units of a table, and looks closely at one that is chosen. With `--out` the tables are written there and a ranking is printed; without it the
/// scores go to standard output as CSV, and the ranking to standard error.
pub(super) fn evaluate(
    args: &EvaluateArgs,
    table: &Path,
    period: Option<Period>,
    options: &Options,
) -> Result<Status> {
    let file = args
        .index
        .as_deref()
        .context("`--table` needs an index: give `--index FILE`")?;
    let index = load_index(file)?;
    let values = read_plain_table(table)?;
    let previous = args.previous_table.as_deref();
    let previous = previous.map(read_plain_table).transpose()?;
    let period = period.map(|period| period.to_string()).unwrap_or_default();
    let chosen = args.unit.as_deref().map(|unit| Chosen {
        unit,
        goal: args.goal.map(i64::from),
    });
    let evaluated = evaluate_table(&index, &values, previous.as_ref(), &period, chosen)
        .with_context(|| format!("index `{}`", file.display()))?;
    let scores = ScoreRow::to_frame(&evaluated.scores)?;
    let closely = closely(&evaluated, options.lang);
    let ranking = ranking(&index, &evaluated.scores, options);
    match &options.out {
        Some(folder) => {
            write_parquet(&folder.join("scores.parquet"), &scores)?;
            write_csv(&scores, &folder.join("scores.csv"))?;
            let treated = TreatedRow::to_frame(&evaluated.treated)?;
            write_parquet(&folder.join("treated.parquet"), &treated)?;
            if chosen.is_some() {
                write_both(folder, &evaluated.robustness)?;
                write_both(folder, &evaluated.sobol)?;
                write_both(folder, &evaluated.sensitivity)?;
                write_both(folder, &evaluated.rank_reversals)?;
            }
            if !options.quiet {
                print!("{ranking}{closely}");
                println!("scores: {}", folder.display());
            }
        }
        None => {
            csv(&scores, io::stdout().lock()).context("the scores cannot be printed")?;
            if !options.quiet {
                eprint!("{ranking}{closely}");
            }
        }
    }
    Ok(Status::Done)
}

/// The units by rank, with score and interval; those without a score last.
fn ranking(index: &CompositeIndex, scores: &[ScoreRow], options: &Options) -> String {
    let mut totals: Vec<&ScoreRow> = scores.iter().filter(|row| row.node == ROOT).collect();
    totals.sort_by_key(|row| (row.rank.is_none(), row.rank));
    let mut text = format!("{}\n", index.label.get(options.lang));
    for row in totals {
        let whole = |number: Option<i64>| number.map_or("—".to_owned(), |n| n.to_string());
        let score = row
            .score
            .map_or("—".to_owned(), |score| format!("{score:.2}"));
        text += &format!("{:>5}  {score:>7}  {}", whole(row.rank), row.unit);
        if row.rank.is_some() {
            text += &format!(
                "  (5–95 %: {} to {})",
                whole(row.rank_low),
                whole(row.rank_high)
            );
        }
        if row.coverage < 1.0 {
            text += &format!("  {:.0} % of the weight has a value", row.coverage * 100.0);
        }
        text += "\n";
    }
    text
}

/// What is said of the chosen unit; nothing without one.
fn closely(evaluated: &Evaluated, language: Language) -> String {
    let mut text = String::new();
    for row in &evaluated.robustness {
        let whole = |number: Option<i64>| number.map_or("—".to_owned(), |n| n.to_string());
        let (low, high) = (whole(row.rank_low), whole(row.rank_high));
        text += &match language {
            Language::Zh => format!(
                "{}：第 {} 名，排名区间 {low}—{high}（{} 次抽样）",
                row.unit,
                whole(row.rank),
                row.draws
            ),
            Language::En => format!(
                "{}: rank {}, rank interval {low} to {high} ({} draws)",
                row.unit,
                whole(row.rank),
                row.draws
            ),
        };
        if let (Some(goal), Some(share)) = (row.goal, row.probability) {
            let share = share * 100.0;
            text += &match language {
                Language::Zh => format!("，达到第 {goal} 名的概率 {share:.1}%"),
                Language::En => format!(", chance of rank {goal}: {share:.1} %"),
            };
        }
        text += "\n";
    }
    text
}

/// Writes a table as Parquet and as CSV, under its own name.
fn write_both<T: Table>(folder: &Path, rows: &[T]) -> Result<()> {
    let frame = T::to_frame(rows)?;
    write_parquet(&folder.join(format!("{}.parquet", T::NAME)), &frame)?;
    write_csv(&frame, &folder.join(format!("{}.csv", T::NAME)))
}

fn write_csv(frame: &DataFrame, path: &Path) -> Result<()> {
    let context = || format!("cannot write `{}`", path.display());
    let file = File::create(path).with_context(context)?;
    csv(frame, file).with_context(context)
}

/// A frame as CSV: blanks are empty, numbers have as many digits as they need.
fn csv(frame: &DataFrame, target: impl Write) -> Result<()> {
    let mut writer = csv::Writer::from_writer(target);
    writer.write_record(frame.columns().iter().map(|column| column.name().as_str()))?;
    for row in 0..frame.height() {
        let cells = frame
            .columns()
            .iter()
            .map(|column| {
                let value = column.get(row)?;
                Ok(match value.get_str() {
                    Some(text) => text.to_owned(),
                    None if value.is_null() => String::new(),
                    None => match value.extract::<f64>() {
                        Some(number) => number.to_string(),
                        None => value.to_string(),
                    },
                })
            })
            .collect::<Result<Vec<String>>>()?;
        writer.write_record(cells)?;
    }
    writer.flush()?;
    Ok(())
}
