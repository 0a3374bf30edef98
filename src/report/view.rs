//! The results by name: what the workbooks look up again and again.

use std::collections::{BTreeMap, HashMap};
use std::ops::Range;

use anyhow::{Context, Result};

use super::Results;
use super::left_out::reported_sizes;
use super::sheet::{Cell, Column};
use super::style::Tone;
use crate::aggregate::{Responses, responses, sizes};
use crate::assess::english_unit;
use crate::definitions::{Indicator, Language, Measure, RankGoal, Use};
use crate::period::Period;
use crate::secrecy::Published;
pub(super) use crate::tables::Enterprise;
use crate::tables::{
    Basis, Edited, FileKind, FileStatus, FindingRow, IndicatorRow, MeasureRow, RecordStatus,
    ScoreRow, State,
};

/// The results, and how to find things in them.
pub(super) struct View<'a> {
    /// The results.
    pub(super) results: &'a Results<'a>,
    /// The language of the workbooks.
    pub(super) language: Language,
    /// The enterprises of the period, in the order of their table.
    pub(super) enterprises: Vec<Enterprise>,
    /// Those of the period before.
    pub(super) previous: Vec<Enterprise>,
    /// What statistical secrecy suppresses in what may go outside.
    pub(super) published: Published,
    /// Who answered, and what the sums lack.
    pub(super) responses: Responses,
    indicators: BTreeMap<(&'a str, &'a str), &'a IndicatorRow>,
    measures: ByUnit<'a>,
    previous_measures: ByUnit<'a>,
    /// Sizes of the records that were left out, by credit code.
    reported_sizes: BTreeMap<String, f64>,
}

impl<'a> View<'a> {
    /// Indexes the results.
    ///
    /// # Errors
    /// When the table of enterprises lacks a column.
    pub(super) fn of(results: &'a Results<'a>, language: Language) -> Result<View<'a>> {
        let current = enterprises(results.current)?;
        let previous = match results.previous {
            Some(previous) => enterprises(previous)?,
            None => Vec::new(),
        };
        let definitions = results.definitions;
        Ok(View {
            results,
            language,
            published: Published::of(
                results.definitions,
                results.current,
                results.previous,
                results.aggregated,
            )
            .context("statistical secrecy: the table of enterprises lacks a column")?,
            responses: responses(
                definitions,
                &results.ingested.register,
                &current,
                &previous,
                &sizes(definitions, &results.aggregated.previous_measures),
            ),
            reported_sizes: reported_sizes(definitions, results.current, &current)?,
            enterprises: current,
            previous,
            indicators: results
                .aggregated
                .indicators
                .iter()
                .map(|row| ((row.unit.as_str(), row.indicator.as_str()), row))
                .collect(),
            measures: ByUnit::of(&results.aggregated.measures),
            previous_measures: ByUnit::of(&results.aggregated.previous_measures),
        })
    }

    /// The measure that stands for an enterprise's size; none where the pipeline names none.
    pub(super) fn size(&self) -> Option<&'a Measure> {
        let definitions = self.results.definitions;
        definitions.measure(definitions.pipeline.overview.size.as_deref()?)
    }

    /// The text of the workbooks' language.
    pub(super) fn say<'t>(&self, zh: &'t str, en: &'t str) -> &'t str {
        self.language.choose(zh, en)
    }

    /// The period.
    pub(super) fn period(&self) -> Period {
        self.results.current.period
    }

    /// The period in words.
    pub(super) fn period_words(&self) -> String {
        period_words(self.period(), self.language)
    }

    /// Id of the zone: its unit.
    pub(super) fn zone_id(&self) -> &'a str {
        &self.results.definitions.pipeline.id
    }

    /// Name of the zone.
    pub(super) fn zone_name(&self) -> &'a str {
        self.results.definitions.pipeline.name.get(self.language)
    }

    /// Name of a park; its id where no park has it, empty for none.
    pub(super) fn park_name(&self, park: Option<&str>) -> String {
        let Some(id) = park else {
            return String::new();
        };
        self.results
            .definitions
            .pipeline
            .park(id)
            .map_or(id, |park| park.name.get(self.language))
            .to_owned()
    }

    /// Ids and names of the parks, in the order of the pipeline.
    pub(super) fn parks(&self) -> Vec<(&'a str, &'a str)> {
        self.results
            .definitions
            .pipeline
            .parks
            .iter()
            .map(|park| (park.id.as_str(), park.name.get(self.language)))
            .collect()
    }

    /// An indicator's row for a unit.
    pub(super) fn indicator(&self, unit: &str, indicator: &str) -> Option<&'a IndicatorRow> {
        self.indicators.get(&(unit, indicator)).copied()
    }

    /// An indicator's value for a unit.
    pub(super) fn value(&self, unit: &str, indicator: &str) -> Option<f64> {
        self.indicator(unit, indicator)?.value
    }

    /// A measure of a unit.
    pub(super) fn measure(&self, unit: &str, measure: &str) -> Option<f64> {
        self.measures.value(unit, measure)
    }

    /// A measure of a unit in the period before.
    pub(super) fn previous_measure(&self, unit: &str, measure: &str) -> Option<f64> {
        self.previous_measures.value(unit, measure)
    }

    /// The size of a record that was left out, as it was reported.
    pub(super) fn reported_size(&self, credit_code: &str) -> Option<f64> {
        self.reported_sizes.get(credit_code).copied()
    }

    /// An indicator's name.
    pub(super) fn label(&self, indicator: &str) -> String {
        self.results
            .definitions
            .indicator(indicator)
            .map_or(indicator, |indicator| indicator.label.get(self.language))
            .to_owned()
    }

    /// A unit of measure in the language of the workbooks.
    pub(super) fn unit(&self, unit: &str) -> String {
        unit_words(unit, self.language)
    }

    /// A name with its unit.
    pub(super) fn with_unit(&self, label: &str, unit: &str) -> String {
        match (self.unit(unit).as_str(), self.language) {
            ("", _) => label.to_owned(),
            (unit, Language::Zh) => format!("{label}（{unit}）"),
            (unit, Language::En) => format!("{label} ({unit})"),
        }
    }

    /// An indicator's name with its unit.
    pub(super) fn label_with_unit(&self, indicator: &Indicator) -> String {
        self.with_unit(indicator.label.get(self.language), &indicator.unit)
    }

    /// A measure's name with its unit.
    pub(super) fn measure_with_unit(&self, measure: &Measure) -> String {
        self.with_unit(measure.label.get(self.language), &measure.unit)
    }

    /// Decimals that workbooks show of an indicator.
    pub(super) fn decimals(&self, indicator: &str) -> u8 {
        self.results
            .definitions
            .indicator(indicator)
            .map_or(2, |indicator| indicator.decimals)
    }

    /// The indicators shown first: the pipeline's choice, or those of its goals.
    pub(super) fn headline(&self) -> Vec<&'a Indicator> {
        self.results.definitions.headline()
    }

    /// The rank goals in force: for each index the one of the latest period that is not after this one.
    pub(super) fn rank_goals(&self) -> Vec<&'a RankGoal> {
        let period = self.period();
        let mut goals: Vec<(Period, &RankGoal)> = Vec::new();
        for goal in &self.results.definitions.pipeline.rank_goals {
            let Ok(set) = goal.period.parse::<Period>() else {
                continue;
            };
            if set.year > period.year {
                continue;
            }
            match goals
                .iter_mut()
                .find(|(_, other)| other.index == goal.index)
            {
                Some(held) if held.0 <= set => *held = (set, goal),
                Some(_) => {}
                None => goals.push((set, goal)),
            }
        }
        goals.into_iter().map(|(_, goal)| goal).collect()
    }

    /// The zone's row of a node of an index.
    pub(super) fn own_score(&self, index: &str, node: &str) -> Option<&'a ScoreRow> {
        self.results
            .evaluated
            .scores
            .iter()
            .find(|row| row.index == index && row.node == node && row.unit == self.zone_id())
    }

    /// Whether the parks' values of an indicator add up to the zone's.
    pub(super) fn adds_up(&self, indicator: &str) -> bool {
        let Some(zone) = self.value(self.zone_id(), indicator) else {
            return false;
        };
        let parks: Vec<f64> = self
            .parks()
            .iter()
            .filter_map(|(park, _)| self.value(park, indicator))
            .collect();
        !parks.is_empty() && (parks.iter().sum::<f64>() - zone).abs() <= 1e-6 * zone.abs().max(1e-9)
    }

    /// What stands for a suppressed cell.
    pub(super) fn suppressed(&self) -> Cell {
        Cell::centred(self.say("保密", "confidential")).tone(Tone::Muted)
    }

    /// What a sheet says that may go outside: that it is safe, and how.
    pub(super) fn outside_note(&self) -> String {
        let Some(rule) = self.published.rule() else {
            return self
                .say(
                    "流水线文件没有设定统计保密规则（[secrecy]），本表未作保密处理，不得对外。",
                    "The pipeline sets no rule of statistical secrecy ([secrecy]): nothing is suppressed here, and the sheet must not go outside.",
                )
                .to_owned();
        };
        let (least, p) = (rule.least, rule.p_percent);
        let mut note = match self.language {
            Language::Zh => format!(
                "可对外：少于 {least} 家企业、或除最大两家外不足最大一家 {p}% 的单元格，以及可由相减推出它们的单元格，均以“保密”代替。"
            ),
            Language::En => format!(
                "May go outside: cells of fewer than {least} enterprises, those in which all but the two largest make up less than {p}% of the largest, and those from which such cells could be worked out are confidential."
            ),
        };
        if self.published.unprotected() > 0 {
            note.push_str(self.say(
                "部分单元格的合计已在别处公布，无法保护：对外前须逐项核对。",
                " Some cells follow from sums that are published elsewhere: check before it goes outside.",
            ));
        }
        note
    }

    /// The word for the status of a record.
    pub(super) fn status_word(&self, status: RecordStatus) -> &'static str {
        let (zh, en) = match status {
            RecordStatus::Accepted => ("已采用", "accepted"),
            RecordStatus::Rejected => ("退回（有错误）", "rejected"),
            RecordStatus::Unregistered => ("不在名录库", "not in the register"),
            RecordStatus::Missing => ("未报", "no answer"),
            RecordStatus::Closed => ("注销或迁出", "closed or moved out"),
            RecordStatus::Withdrawn => ("撤回", "withdrawn"),
        };
        self.language.choose(zh, en)
    }

    /// The word for what a value rests on.
    pub(super) fn basis_word(&self, basis: Basis) -> &'static str {
        basis_word(basis, self.language)
    }

    /// The word for the state of a finding.
    pub(super) fn state_word(&self, state: State) -> &'static str {
        let (zh, en) = match state {
            State::Open => ("待处理", "open"),
            State::Explained => ("已说明", "explained"),
            State::Waived => ("已豁免", "waived"),
        };
        self.language.choose(zh, en)
    }

    /// What became of an enterprise's record, in the colour of how much it matters.
    pub(super) fn status_cell(&self, enterprise: &Enterprise) -> Cell {
        Cell::text(self.status_word(enterprise.status)).tone(match enterprise.status {
            RecordStatus::Accepted => Tone::Plain,
            RecordStatus::Rejected => Tone::Error,
            RecordStatus::Missing => Tone::Query,
            RecordStatus::Unregistered | RecordStatus::Closed | RecordStatus::Withdrawn => {
                Tone::Muted
            }
        })
    }

    /// Whether an enterprise's record of the period before stands in for this one's.
    pub(super) fn stands_in(&self, enterprise: &Enterprise) -> bool {
        enterprise.counts(self.results.definitions.pipeline.records) == Use::Previous
    }

    /// How an enterprise counts in sums: what its record is replaced by, or that nobody corrected it.
    pub(super) fn counts_cell(&self, enterprise: &Enterprise) -> Cell {
        let policy = self.results.definitions.pipeline.records;
        match (enterprise.counts(policy), enterprise.status) {
            (Use::Exclude, _) => Cell::text(self.say("不计入", "left out")).tone(Tone::Muted),
            (Use::Previous, _) => {
                Cell::text(self.say("以上年数据代替", "last year's record stands in"))
                    .tone(Tone::Query)
            }
            (Use::AsReported, RecordStatus::Accepted) => {
                Cell::text(self.say("按填报数", "as reported"))
            }
            (Use::AsReported, _) => {
                Cell::text(self.say("按填报数（未改正）", "as reported, not corrected"))
                    .tone(Tone::Query)
            }
        }
    }

    /// The cells by which every list of enterprises begins: credit code, name, park.
    pub(super) fn identity_cells(&self, enterprise: &Enterprise) -> Vec<Cell> {
        vec![
            Cell::text(&enterprise.credit_code),
            Cell::text(&enterprise.name),
            Cell::text(self.park_name(enterprise.park.as_deref())),
        ]
    }

    /// The columns of [`View::identity_cells`].
    pub(super) fn identity_columns(&self) -> Vec<Column> {
        vec![
            Column::code(self.say("统一社会信用代码", "Credit code")),
            Column::text(self.say("企业名称", "Name")),
            Column::text(self.say("园区", "Park")),
        ]
    }

    /// What a finding tells the reader.
    pub(super) fn message<'f>(&self, finding: &'f FindingRow) -> &'f str {
        self.language.choose(&finding.message, &finding.message_en)
    }

    /// What a rule or check demands; empty where no definition has it.
    pub(super) fn rule_label(&self, id: &str) -> &'a str {
        let definitions = self.results.definitions;
        definitions
            .rule_label(id)
            .map_or("", |label| label.get(self.language))
    }

    /// What readers call a rule: its words with the id small behind them; the id alone where no definition has words.
    pub(super) fn rule_name(&self, id: &str) -> String {
        match (self.rule_label(id), self.language) {
            ("", _) => id.to_owned(),
            (label, Language::Zh) => format!("{label}（{id}）"),
            (label, Language::En) => format!("{label} ({id})"),
        }
    }

    /// A leading industry in the language of the workbooks: the parks' profiles translate what the register names.
    /// Empty for none.
    pub(super) fn industry_name<'t>(&'t self, industry: &'t str) -> &'t str {
        self.results
            .definitions
            .profiles
            .iter()
            .flat_map(|profile| &profile.industries)
            .find(|label| label.zh == industry)
            .map_or(industry, |label| label.get(self.language))
    }

    /// The word for what a file is for.
    pub(super) fn kind_word(&self, kind: FileKind) -> &'static str {
        let (zh, en) = match kind {
            FileKind::Submission => ("企业报表", "submission"),
            FileKind::Register => ("名录库", "register"),
            FileKind::ZoneForm => ("园区综合表", "zone form"),
            FileKind::Explanations => ("情况说明", "explanations"),
            FileKind::Reference => ("参照数据", "reference"),
        };
        self.language.choose(zh, en)
    }

    /// The word for what became of a file.
    pub(super) fn file_word(&self, status: FileStatus) -> &'static str {
        let (zh, en) = match status {
            FileStatus::Read => ("已读取", "read"),
            FileStatus::Superseded => ("被后报文件替代", "superseded"),
            FileStatus::Identical => ("完全相同的副本", "identical copy"),
            FileStatus::Refused => ("无法读取", "refused"),
            FileStatus::Skipped => ("跳过", "skipped"),
        };
        self.language.choose(zh, en)
    }
}

/// A period in words: a quarter is told by the months from January that it holds.
pub(super) fn period_words(period: Period, language: Language) -> String {
    match (language, period.quarter) {
        (Language::Zh, None) => format!("{}年", period.year),
        (Language::Zh, Some(quarter)) => format!("{}年1—{}季度", period.year, quarter),
        (Language::En, None) => period.year.to_string(),
        (Language::En, Some(quarter)) => format!("{} to the end of quarter {quarter}", period.year),
    }
}

/// Measures, found by their unit: the few of one unit stand together.
struct ByUnit<'a> {
    rows: &'a [MeasureRow],
    places: HashMap<&'a str, Vec<Range<usize>>>,
}

impl<'a> ByUnit<'a> {
    fn of(rows: &'a [MeasureRow]) -> ByUnit<'a> {
        let mut places: HashMap<&str, Vec<Range<usize>>> = HashMap::new();
        let mut start = 0;
        for of_unit in rows.chunk_by(|a, b| a.unit == b.unit) {
            let end = start + of_unit.len();
            if let Some(first) = of_unit.first() {
                places.entry(&first.unit).or_default().push(start..end);
            }
            start = end;
        }
        ByUnit { rows, places }
    }

    fn value(&self, unit: &str, measure: &str) -> Option<f64> {
        let places = self.places.get(unit)?;
        let rows = places
            .iter()
            .filter_map(|place| self.rows.get(place.clone()))
            .flatten();
        rows.filter(|row| row.measure == measure)
            .find_map(|row| row.value)
    }
}

fn enterprises(edited: &Edited) -> Result<Vec<Enterprise>> {
    edited
        .statuses()
        .with_context(|| format!("the table `enterprises` of {}", edited.period))
}
/// A unit of measure in a language.
pub(crate) fn unit_words(unit: &str, language: Language) -> String {
    match language {
        Language::Zh => unit.to_owned(),
        // A count has no English unit: what is left of `件/万人` is `per 10,000 persons`.
        Language::En => english_unit(unit).trim().to_owned(),
    }
}

/// The word for what a value rests on.
pub(crate) fn basis_word(basis: Basis, language: Language) -> &'static str {
    let (zh, en) = match basis {
        Basis::Annual => ("年报", "annual survey"),
        Basis::Quarterly => ("季报", "quarterly survey"),
        Basis::ZoneForm => ("园区综合表", "zone form"),
        Basis::Carried => ("沿用", "carried forward"),
    };
    language.choose(zh, en)
}
