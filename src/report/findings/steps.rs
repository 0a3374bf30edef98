//! Counts that change between the steps: as reported, read, in the records, in the sums.

use std::collections::{BTreeSet, HashSet};

use anyhow::Result;
use rust_xlsxwriter::Workbook;

use crate::definitions::Language;
use crate::report::sheet::{Cell, Column, SheetWriter};
use crate::report::style::Tone;
use crate::report::view::View;
use crate::tables::{FileKind, FileStatus, RecordStatus, Value};

/// What is left of a kind of thing after each step.
struct Row {
    name: &'static str,
    /// As it came in, read, in the records, in the sums.
    counts: [usize; 4],
}

pub(super) fn write(view: &View, workbook: &mut Workbook) -> Result<()> {
    let mut sheet = SheetWriter::add(
        workbook,
        view.say("处理过程", "Steps"),
        view.say(
            "处理过程：每一步之后还剩多少",
            "Steps: what is left after each of them",
        ),
        view.language,
    )?;
    sheet.note(view.say(
        "报来：收到的；读出：能识别的；入库：在企业记录中采用的（后报替代先报）；计入：所在记录计入汇总的。文件、报送（每家企业每个文件一份）、企业、数值（单元格）分别计数；以上年数据代替的企业，其本期数值不算计入。企业报表文件不含跳过的（锁文件、不是电子表格的文件）",
        "Reported: what came in. Read: what could be recognised. In records: what the records in use hold, a later submission replacing an earlier one. In sums: what belongs to records that count. Values are cells; where last year's record stands in, this year's values are not in the sums. Files that were skipped (lock files, no spreadsheets) are no submission files",
    ));
    let columns = [
        Column::text(view.say("对象", "Of")),
        Column::number(view.say("报来", "Reported")),
        Column::number(view.say("读出", "Read")),
        Column::number(view.say("入库", "In records")),
        Column::number(view.say("计入", "In sums")),
    ];
    let steps = steps(view);
    let rows: Vec<Vec<Cell>> = steps
        .iter()
        .map(|row| {
            let mut cells = vec![Cell::text(row.name)];
            cells.extend(row.counts.map(Cell::count));
            cells
        })
        .collect();
    sheet.table(&columns, &rows)?;
    sheet.heading(view.say("每一步减少多少", "What each step takes away"));
    let columns = [
        Column::text(view.say("对象", "Of")),
        Column::number(view.say("读不出", "Not read")),
        Column::number(view.say("被替代或撤回", "Superseded or withdrawn")),
        Column::number(view.say("未计入汇总", "Left out of sums")),
    ];
    let rows: Vec<Vec<Cell>> = steps
        .iter()
        .map(|row| {
            let mut cells = vec![Cell::text(row.name)];
            cells.extend(row.counts.windows(2).map(|pair| {
                let [before, after] = pair else {
                    return Cell::blank();
                };
                let lost = before.saturating_sub(*after);
                Cell::count(lost).tone_if(lost > 0, Tone::Strong)
            }));
            cells
        })
        .collect();
    sheet.table(&columns, &rows)?;
    let filled = filled_by_register(view).count();
    sheet.note(&match view.language {
        Language::Zh => {
            format!("另有 {filled} 个空白由名录库填补，不在上表的数值之内")
        }
        Language::En => {
            format!(
                "The register filled {filled} blanks more, which are not among the values above"
            )
        }
    });
    sheet.finish()
}

/// The values that the register filled.
fn filled_by_register<'v>(view: &'v View) -> impl Iterator<Item = Value<'v>> {
    let ingested = view.results.ingested;
    let registers: BTreeSet<&str> = ingested
        .files
        .iter()
        .filter(|file| file.kind == FileKind::Register)
        .map(|file| file.path.as_str())
        .collect();
    let period = view.period().to_string();
    ingested
        .values
        .iter()
        .filter(move |value| value.period == period && registers.contains(value.file))
}

/// The values that are left after a step.
#[derive(Default)]
struct Tally<'v> {
    values: usize,
    /// Enterprises and files that they are of.
    submissions: HashSet<(&'v str, &'v str)>,
    /// That of the last value: the values of a submission stand together.
    last: Option<(&'v str, &'v str)>,
}

impl<'v> Tally<'v> {
    fn add(&mut self, value: &Value<'v>) {
        self.values += 1;
        if !self.knows(value) {
            let submission = (value.credit_code, value.file);
            self.submissions.insert(submission);
            self.last = Some(submission);
        }
    }

    /// Whether a value is of the submission of the value before it.
    fn knows(&self, value: &Value<'v>) -> bool {
        self.last == Some((value.credit_code, value.file))
    }

    fn files(&self) -> usize {
        let files: HashSet<&str> = self.submissions.iter().map(|(_, file)| *file).collect();
        files.len()
    }

    fn respondents(&self) -> usize {
        let codes: HashSet<&str> = self.submissions.iter().map(|(code, _)| *code).collect();
        codes.len()
    }
}

fn steps(view: &View) -> Vec<Row> {
    let ingested = view.results.ingested;
    let period = view.period().to_string();
    let files: Vec<_> = ingested
        .files
        .iter()
        .filter(|file| file.kind == FileKind::Submission && file.status != FileStatus::Skipped)
        .collect();
    let submitted: BTreeSet<&str> = files.iter().map(|file| file.path.as_str()).collect();
    let counting: BTreeSet<&str> = view
        .enterprises
        .iter()
        .filter(|enterprise| enterprise.used && !view.stands_in(enterprise))
        .map(|enterprise| enterprise.credit_code.as_str())
        .collect();
    let [mut all, mut read, mut in_records, mut in_sums] = [(); 4].map(|()| Tally::default());
    // A cell that holds nothing is no value.
    for value in ingested.values.iter().filter(|value| {
        value.period == period
            && (value.number.is_some() || value.coded.is_some() || !value.text.is_empty())
    }) {
        if !all.knows(&value) && !submitted.contains(value.file) {
            continue;
        }
        all.add(&value);
        if value.number.is_none() && value.coded.is_none() {
            continue;
        }
        read.add(&value);
        if !value.used {
            continue;
        }
        in_records.add(&value);
        if in_sums.knows(&value) || counting.contains(value.credit_code) {
            in_sums.add(&value);
        }
    }
    let records = view
        .enterprises
        .iter()
        .filter(|enterprise| {
            matches!(
                enterprise.status,
                RecordStatus::Accepted | RecordStatus::Rejected | RecordStatus::Unregistered
            )
        })
        .count();
    let files_read = files
        .iter()
        .filter(|file| matches!(file.status, FileStatus::Read | FileStatus::Superseded))
        .count();
    let respondents = all.respondents();
    vec![
        Row {
            name: view.say("企业报表文件", "Submission files"),
            counts: [files.len(), files_read, in_records.files(), in_sums.files()],
        },
        Row {
            name: view.say("报送", "Submissions"),
            counts: [
                all.submissions.len(),
                read.submissions.len(),
                in_records.submissions.len(),
                in_sums.submissions.len(),
            ],
        },
        Row {
            name: view.say("企业", "Enterprises"),
            counts: [respondents, respondents, records, counting.len()],
        },
        Row {
            name: view.say("数值", "Values"),
            counts: [all.values, read.values, in_records.values, in_sums.values],
        },
    ]
}
