//! How many findings there are: by severity, rule and park.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::Result;
use rust_xlsxwriter::{ChartType, Workbook};

use crate::definitions::{Language, Severity};
use crate::report::charts::{Look, add_series, chart};
use crate::report::left_out::left_out_note;
use crate::report::response::response_words;
use crate::report::sheet::{Cell, Column, SheetWriter};
use crate::report::style::{ACCENT, SERIES, Tone, severity_word};
use crate::report::view::View;
use crate::tables::{FindingRow, Outcome, State};

/// Rules in the chart.
const SHOWN: usize = 15;

const SEVERITIES: [Severity; 3] = [Severity::Error, Severity::Query, Severity::Hint];

/// Findings of a group.
#[derive(Clone, Debug, Default, PartialEq)]
struct Counts<'a> {
    /// Failed and not settled.
    open: usize,
    /// Failed and explained.
    explained: usize,
    /// Failed and waived.
    waived: usize,
    /// A value that the rule needs is blank.
    unknown: usize,
    /// Enterprises concerned by what is open.
    enterprises: BTreeSet<&'a str>,
}

impl<'a> Counts<'a> {
    fn add(&mut self, finding: &'a FindingRow) {
        match (finding.outcome, finding.state) {
            (Outcome::Unknown, State::Open) => self.unknown += 1,
            (Outcome::Failed, State::Open) => self.open += 1,
            (_, State::Explained) => self.explained += 1,
            (_, State::Waived) => self.waived += 1,
        }
        if finding.state == State::Open && !finding.credit_code.is_empty() {
            self.enterprises.insert(&finding.credit_code);
        }
    }

    fn cells(&self) -> Vec<Cell> {
        vec![
            Cell::count(self.open).tone(Tone::Strong),
            Cell::count(self.unknown),
            Cell::count(self.explained),
            Cell::count(self.waived),
            Cell::count(self.enterprises.len()),
        ]
    }
}

fn counted<'a>(findings: impl Iterator<Item = &'a FindingRow>) -> Counts<'a> {
    let mut counts = Counts::default();
    for finding in findings {
        counts.add(finding);
    }
    counts
}

fn count_columns(view: &View) -> Vec<Column> {
    vec![
        Column::number(view.say("待处理", "Open")),
        Column::number(view.say("未能判断", "Unknown")),
        Column::number(view.say("已说明", "Explained")),
        Column::number(view.say("已豁免", "Waived")),
        Column::number(view.say("涉及企业", "Enterprises")),
    ]
}

pub(super) fn write(view: &View, title: &str, workbook: &mut Workbook) -> Result<()> {
    let mut sheet = SheetWriter::add(workbook, view.say("汇总", "Summary"), title, view.language)?;
    sheet.inside();
    sheet.note(view.say(
        "错误：改正之前记录不采用；疑问：须说明，不影响采用；提示：仅供参考；未能判断：规则所需的指标为空",
        "Error: the record is not used until it is corrected. Query: to be explained, the record is used. Hint: for information. Unknown: a value that the rule needs is blank.",
    ));
    sheet.note(&response_words(view, None));
    sheet.note(&left_out_note(view, None));
    sheet.skip(1);
    figures(view, &mut sheet);
    by_severity(view, &mut sheet)?;
    by_park(view, &mut sheet)?;
    by_rule(view, &mut sheet)?;
    sheet.finish()
}

fn figures(view: &View, sheet: &mut SheetWriter) {
    let open = |severity: Severity| {
        counted(
            view.results
                .findings
                .iter()
                .filter(|finding| finding.severity == severity),
        )
    };
    let mut figures: Vec<(String, Cell, String)> = SEVERITIES
        .iter()
        .map(|severity| {
            let counts = open(*severity);
            (
                match view.language {
                    Language::Zh => format!("待处理的{}", severity_word(*severity, view.language)),
                    Language::En => format!("Open: {}", severity_word(*severity, view.language)),
                },
                Cell::count(counts.open),
                match view.language {
                    Language::Zh => format!("另有 {} 条未能判断", counts.unknown),
                    Language::En => format!("{} more unknown", counts.unknown),
                },
            )
        })
        .collect();
    let zone = &view.responses.zone;
    let (expected, answered) = (zone.expected.enterprises, zone.answered.enterprises);
    figures.push((
        view.say("应报率", "Response rate").to_owned(),
        Cell::percent(zone.rate(), 1),
        match view.language {
            Language::Zh => format!("应报 {expected} 家，已报 {answered} 家"),
            Language::En => format!("{answered} of {expected} answered"),
        },
    ));
    sheet.figures(&figures);
}

fn by_severity(view: &View, sheet: &mut SheetWriter) -> Result<()> {
    sheet.heading(view.say("按严重程度", "By severity"));
    let mut columns = vec![Column::text(view.say("程度", "Severity"))];
    columns.extend(count_columns(view));
    let rows: Vec<Vec<Cell>> = SEVERITIES
        .iter()
        .map(|severity| {
            let counts = counted(
                view.results
                    .findings
                    .iter()
                    .filter(|finding| finding.severity == *severity),
            );
            let mut row = vec![Cell::severity(*severity, view.language)];
            row.extend(counts.cells());
            row
        })
        .collect();
    sheet.table(&columns, &rows)?;
    Ok(())
}

fn by_park(view: &View, sheet: &mut SheetWriter) -> Result<()> {
    sheet.heading(view.say(
        "按园区（待处理，含未能判断）",
        "By park (open, unknown included)",
    ));
    let mut columns = vec![Column::text(view.say("园区", "Park"))];
    columns.extend(
        SEVERITIES
            .iter()
            .map(|severity| Column::number(severity_word(*severity, view.language))),
    );
    columns.push(Column::number(view.say("涉及企业", "Enterprises")));
    let row_of = |name: &str, park: Option<&str>| {
        let of = |severity: Option<Severity>| {
            counted(view.results.findings.iter().filter(|finding| {
                finding.park.as_deref() == park
                    && severity.is_none_or(|severity| finding.severity == severity)
            }))
        };
        let mut row = vec![Cell::text(name)];
        row.extend(SEVERITIES.iter().map(|severity| {
            let counts = of(Some(*severity));
            Cell::count(counts.open + counts.unknown)
        }));
        row.push(Cell::count(of(None).enterprises.len()));
        row
    };
    let mut rows: Vec<Vec<Cell>> = view
        .parks()
        .iter()
        .map(|(park, name)| row_of(name, Some(park)))
        .collect();
    if view
        .results
        .findings
        .iter()
        .any(|finding| finding.park.is_none())
    {
        rows.push(row_of(view.say("（园区不明）", "(no park)"), None));
    }
    let area = sheet.table(&columns, &rows)?;
    sheet.skip(1);
    let mut stacked = chart(&Look {
        kind: ChartType::ColumnStacked,
        title: view.say("各园区待处理的审核结果", "Open findings by park"),
        categories: view.say("园区", "Park"),
        values: view.say("条数", "Findings"),
        size: (620, 300),
        legend: true,
    });
    for (column, colour) in [(1u16, ACCENT), (2, SERIES[3]), (3, SERIES[4])] {
        add_series(
            &mut stacked,
            &area.header(column),
            &area.column(0),
            &area.column(column),
            colour,
            Some("#,##0;;"),
        );
    }
    sheet.chart(&stacked, 0, 300)
}

fn by_rule(view: &View, sheet: &mut SheetWriter) -> Result<()> {
    sheet.heading(view.say("按规则", "By rule"));
    let mut by_rule: BTreeMap<(Severity, &str), Counts> = BTreeMap::new();
    for finding in view.results.findings {
        by_rule
            .entry((finding.severity, finding.rule.as_str()))
            .or_default()
            .add(finding);
    }
    // Errors before queries before hints; within them what is open most often.
    let mut rules: Vec<((Severity, &str), Counts)> = by_rule.into_iter().collect();
    rules.sort_by(|a, b| {
        a.0.0
            .cmp(&b.0.0)
            .then(b.1.open.cmp(&a.1.open))
            .then(a.0.1.cmp(b.0.1))
    });
    let mut columns = vec![
        Column::text(view.say("规则", "Rule")).most(60.0),
        Column::text(view.say("编号", "Id")),
        Column::text(view.say("程度", "Severity")),
    ];
    columns.extend(count_columns(view));
    let rows: Vec<Vec<Cell>> = rules
        .iter()
        .map(|((severity, rule), counts)| {
            let mut row = vec![
                Cell::text(view.rule_label(rule)),
                Cell::text(*rule).tone(Tone::Muted),
                Cell::severity(*severity, view.language),
            ];
            row.extend(counts.cells());
            row
        })
        .collect();
    let mut open: BTreeMap<&str, usize> = BTreeMap::new();
    for ((_, rule), counts) in &rules {
        *open.entry(rule).or_default() += counts.open;
    }
    let mut most: Vec<(&str, usize)> = open.into_iter().filter(|(_, open)| *open > 0).collect();
    most.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(b.0)));
    most.truncate(SHOWN);
    sheet.table(&columns, &rows)?;
    if most.is_empty() {
        return Ok(());
    }
    sheet.heading(view.say("待处理最多的规则", "Rules with most open findings"));
    let chosen: Vec<Vec<Cell>> = most
        .iter()
        .map(|(rule, open)| {
            vec![
                Cell::text(view.rule_label(rule)),
                Cell::text(*rule).tone(Tone::Muted),
                Cell::count(*open),
            ]
        })
        .collect();
    let area = sheet.table(
        &[
            Column::text(view.say("规则", "Rule")).most(60.0),
            Column::text(view.say("编号", "Id")),
            Column::number(view.say("待处理", "Open")),
        ],
        &chosen,
    )?;
    sheet.skip(1);
    // A rule takes two lines at most.
    let height = 110 + 34 * u32::try_from(chosen.len())?;
    let mut bars = chart(&Look {
        kind: ChartType::Bar,
        title: view.say("待处理最多的规则", "Rules with most open findings"),
        categories: "",
        values: view.say("待处理条数", "Open findings"),
        size: (960, height),
        legend: false,
    });
    bars.value_axis().set_min(0);
    add_series(
        &mut bars,
        &area.header(2),
        &area.column(0),
        &area.column(2),
        ACCENT,
        Some("0"),
    );
    sheet.chart(&bars, 0, height)
}
