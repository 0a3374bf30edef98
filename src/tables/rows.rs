//! Row types. Their columns are the contract with other tools: columns may be added, none is renamed.

use super::column::table;
use super::keywords::{
    Basis, Choice, EstimateBasis, FileKind, FileStatus, Layout, LeftOutReason, Level, Mark,
    Outcome, RankBasis, ScoreState, State, Treatment, Variation,
};
use crate::definitions::{SURVEY_CHECKS, Severity};

table! {
    /// One input file and what became of it.
    FileRow in "files" {
        /// Period of the run.
        period: String,
        /// Path relative to the input folder, with `/`.
        path: String,
        /// Size in bytes.
        bytes: i64,
        /// SHA-256 of the content, hexadecimal.
        hash: String,
        /// What the file is for.
        kind: FileKind,
        /// How it is laid out.
        layout: Layout,
        /// What became of it.
        status: FileStatus,
        /// Why, where it was not simply read; notes on sheets that were ignored.
        reason: String,
        /// Number of submissions (enterprises) found in it.
        submissions: i64,
    }
}

table! {
    /// One value read from a cell.
    ValueRow in "values" {
        /// Period that the value belongs to.
        period: String,
        /// Credit code of the enterprise.
        credit_code: String,
        /// Field code.
        code: String,
        /// Row of a list form, from 1; none for other forms.
        row: Option<i64>,
        /// The number in the field's unit; none for texts, blanks and what could not be read.
        number: Option<f64>,
        /// The text as typed.
        text: String,
        /// The unit that was printed or typed with the value; empty if none.
        unit: String,
        /// The value as it stands in the record: normalised text of a code, date or text; none where `number` holds it.
        coded: Option<String>,
        /// File, relative to the input folder.
        file: String,
        /// Sheet; empty in a CSV.
        sheet: String,
        /// Cell in A1 notation.
        cell: String,
        /// Whether the value is in the record in use.
        used: bool,
    }
}

table! {
    /// A remark of the reader: what a check of huoju's own saw, before severity and words are given to it.
    NoticeRow in "notices" {
        /// Period.
        period: String,
        /// Id of the check.
        check: String,
        /// Credit code; empty where not known.
        credit_code: String,
        /// Name of the enterprise; empty where not known.
        name: String,
        /// Park id; empty where not known.
        park: String,
        /// Field code; empty where no field is concerned.
        code: String,
        /// Row of a list form.
        row: Option<i64>,
        /// The text found.
        text: String,
        /// The number found, where there is one.
        value: Option<f64>,
        /// The number expected, where there is one.
        expected: Option<f64>,
        /// More about it, in Chinese.
        detail: String,
        /// The same in English.
        detail_en: String,
        /// File, relative to the input folder.
        file: String,
        /// Sheet.
        sheet: String,
        /// Cell.
        cell: String,
    }
}

table! {
    /// One enterprise of the register (名录库).
    RegisterRow in "register" {
        /// Credit code.
        credit_code: String,
        /// Name.
        name: String,
        /// Park id; none where the register's text names no park of the zone.
        park: Option<String>,
        /// The park as the register writes it.
        park_text: String,
        /// Industry code.
        industry: Option<String>,
        /// Whether it is a high-tech enterprise: `1` or `2`.
        high_tech: Option<String>,
        /// Leading industry that it is counted to.
        leading_industry: Option<String>,
        /// Whether it must report: 在册 does, 注销 and 迁出 do not.
        expected: bool,
        /// The status as written.
        status: String,
        /// File.
        file: String,
        /// Sheet.
        sheet: String,
        /// Row on the sheet, from 1.
        line: i64,
        /// Column letters of industry and high_tech, for tracing: `D,E`.
        columns: String,
        /// Further columns, as `header=value` joined by tabs.
        further: String,
    }
}

table! {
    /// One value of the zone form.
    ZoneFormRow in "zone_form" {
        /// Indicator id.
        indicator: String,
        /// Park id; none for the whole zone.
        park: Option<String>,
        /// The value, in the indicator's unit.
        value: Option<f64>,
        /// The value as typed.
        text: String,
        /// Evidence (依据).
        evidence: String,
        /// File.
        file: String,
        /// Sheet.
        sheet: String,
        /// Cell.
        cell: String,
    }
}

table! {
    /// One value or pair of bounds of the reference.
    ReferenceRow in "reference" {
        /// Zone; empty for bounds.
        zone: String,
        /// Indicator id.
        indicator: String,
        /// The zone's value.
        value: Option<f64>,
        /// Lower bound.
        min: Option<f64>,
        /// Upper bound.
        max: Option<f64>,
        /// Where it comes from (`synthetic` …); empty if the file does not say.
        source: String,
        /// The zone's value in the period before.
        previous: Option<f64>,
        /// The group that the zone is ranked in; empty if the file does not say.
        group: String,
        /// Index of a published pair of rank and score; empty for every index.
        index: String,
        /// Published rank.
        rank: Option<i64>,
        /// Published score of that rank, 0–100.
        score: Option<f64>,
    }
}

table! {
    /// An enterprise's explanation of a query.
    ExplanationRow in "explanations" {
        /// Credit code.
        credit_code: String,
        /// Id of the rule.
        rule: String,
        /// Field codes that it is about, joined by `,`; empty for all queries by the rule.
        codes: String,
        /// Row of a list form that it is about; none for all.
        row: Option<i64>,
        /// What the enterprise says.
        text: String,
        /// File.
        file: String,
    }
}

table! {
    /// A rule that did not pass for a record.
    FindingRow in "findings" {
        /// Period.
        period: String,
        /// Credit code; empty where not known.
        credit_code: String,
        /// Name of the enterprise.
        name: String,
        /// Park id.
        park: Option<String>,
        /// Id of the rule or check.
        rule: String,
        /// How serious it is.
        severity: Severity,
        /// How it came out.
        outcome: Outcome,
        /// What the reader is told, in Chinese.
        message: String,
        /// The same in English.
        message_en: String,
        /// Field codes concerned, joined by `,`.
        codes: String,
        /// Left side of the comparison, or the value found.
        value: Option<f64>,
        /// Right side of the comparison, or the value expected.
        expected: Option<f64>,
        /// value − expected.
        difference: Option<f64>,
        /// Row of a list form.
        row: Option<i64>,
        /// File.
        file: String,
        /// Sheet.
        sheet: String,
        /// Cell of the first field concerned that has one.
        cell: String,
        /// All cells concerned, as `code=sheet!cell` joined by `;`.
        cells: String,
        /// Credit codes of other records concerned, joined by `,`: for the office, never for a respondent.
        related: String,
        /// Fields whose correction would mend the most broken rules at the least change, joined by `,`.
        suggested_code: String,
        /// The value that a single such field would need; a bound, where the rules leave more than one.
        suggested_value: Option<f64>,
        /// The suggestion in words, in Chinese; never a correction made by the program.
        suggestion: String,
        /// The same in English.
        suggestion_en: String,
        /// Whether it is settled.
        state: State,
        /// The explanation, or the reason of the waiver.
        explanation: String,
    }
}

table! {
    /// A measure of one enterprise, park or the zone.
    MeasureRow in "measures" {
        /// Period.
        period: String,
        /// Level.
        level: Level,
        /// Credit code, park id or zone id.
        unit: String,
        /// Measure id.
        measure: String,
        /// The sum; none where all fields are blank.
        value: Option<f64>,
    }
}

table! {
    /// How many enterprises a sum lacks for a reason, and how large they were a year before.
    LeftOutRow in "left_out" {
        /// Period.
        period: String,
        /// Park or zone.
        level: Level,
        /// Park id or zone id.
        unit: String,
        /// Why they are left out.
        reason: LeftOutReason,
        /// Enterprises.
        enterprises: i64,
        /// What they had of the pipeline's measure of size (`[overview] size`) in the period before, in its unit;
        /// none where that is not known.
        size: Option<f64>,
        /// Their size as a share of the unit's in the period before, in per cent.
        share: Option<f64>,
    }
}

table! {
    /// An indicator of a park or the zone.
    IndicatorRow in "indicators" {
        /// Period.
        period: String,
        /// Level.
        level: Level,
        /// Park id or zone id.
        unit: String,
        /// Indicator id.
        indicator: String,
        /// Name in Chinese.
        label: String,
        /// Name in English.
        label_en: String,
        /// Unit of measure.
        uom: String,
        /// Value of the period.
        value: Option<f64>,
        /// Value a year before.
        previous: Option<f64>,
        /// value − previous.
        change: Option<f64>,
        /// change / |previous| × 100.
        growth: Option<f64>,
        /// Growth in per cent with the enterprises that are in both periods only.
        matched_growth: Option<f64>,
        /// What the value rests on.
        basis: Basis,
        /// In a quarter: what the whole year's value is likely to be, or the last annual value that is carried.
        annual_estimate: Option<f64>,
        /// In a quarter: the value of the last annual survey.
        last_annual: Option<f64>,
        /// What the annual estimate rests on.
        estimate_basis: EstimateBasis,
    }
}

table! {
    /// A node of a composite index for a unit (zone).
    ScoreRow in "scores" {
        /// Period.
        period: String,
        /// Index id.
        index: String,
        /// Zone id, or a zone's name in the panel.
        unit: String,
        /// Node id; `total` for the root.
        node: String,
        /// Parent id; empty for the root.
        parent: String,
        /// Depth, 0 for the root.
        depth: i64,
        /// The indicator's value, for a leaf.
        value: Option<f64>,
        /// 0–1.
        normalised: Option<f64>,
        /// Share of the parent before weights of missing indicators are spread.
        nominal_weight: f64,
        /// Share of the parent after spreading; 0 for a node left out.
        weight: f64,
        /// 0–100 on the node's own scale.
        score: Option<f64>,
        /// Rank among the units, 1 = highest; none without a panel.
        rank: Option<i64>,
        /// Number of units ranked.
        units: i64,
        /// Best rank of the 5–95 % interval.
        rank_low: Option<i64>,
        /// Worst rank of the 5–95 % interval.
        rank_high: Option<i64>,
        /// Lower bound used for normalisation, for a leaf.
        min: Option<f64>,
        /// Upper bound used for normalisation, for a leaf.
        max: Option<f64>,
        /// Share of the nominal weight of all leaves below that have a value, 0–1.
        coverage: f64,
        /// Whether there is a score, and if not, why.
        state: ScoreState,
        /// The group that the unit is ranked in.
        group: Option<String>,
        /// Rank within the group; none for a unit that is alone in it.
        group_rank: Option<i64>,
        /// Rank by published scores, where there is no panel; the zone's total only.
        rank_estimate: Option<i64>,
        /// What the rank rests on.
        rank_basis: RankBasis,
    }
}

table! {
    /// A value that was changed as an outlier before normalisation.
    TreatedRow in "treated" {
        /// Period.
        period: String,
        /// Index id.
        index: String,
        /// Unit.
        unit: String,
        /// Leaf.
        node: String,
        /// Indicator id.
        indicator: String,
        /// How.
        treatment: Treatment,
        /// The unit's value; none where another one stood in for it.
        value: Option<f64>,
        /// What was normalised instead.
        treated: Option<f64>,
        /// Skewness of the indicator before.
        skewness: Option<f64>,
        /// Excess kurtosis of the indicator before.
        kurtosis: Option<f64>,
    }
}

table! {
    /// How sure the zone's rank in an index is.
    RobustnessRow in "robustness" {
        /// Period.
        period: String,
        /// Index id.
        index: String,
        /// The zone.
        unit: String,
        /// Rank as evaluated; none without a panel.
        rank: Option<i64>,
        /// Best rank of the 5–95 % interval.
        rank_low: Option<i64>,
        /// Worst rank of the 5–95 % interval.
        rank_high: Option<i64>,
        /// Median rank of the draws.
        rank_median: Option<i64>,
        /// Mean rank of the draws.
        rank_mean: Option<f64>,
        /// The rank that is the goal; none where the pipeline sets none for the index.
        goal: Option<i64>,
        /// Share of the draws in which the zone reaches the goal, 0–1.
        probability: Option<f64>,
        /// Number of draws: 1 where nothing varies, 0 without a rank.
        draws: i64,
        /// Units that were taken out, one at a time.
        removals: i64,
        /// Units without which the order of the zone and a neighbour is turned.
        reversals: i64,
    }
}

table! {
    /// How much of the variance of the zone's rank a group of choices explains.
    SobolRow in "sobol" {
        /// Period.
        period: String,
        /// Index id.
        index: String,
        /// What is chosen.
        choice: Choice,
        /// Node of the first level whose branch's weights are chosen; empty for other choices.
        node: String,
        /// First-order index: the share that it explains alone. An estimate: may lie a little outside 0–1.
        first: Option<f64>,
        /// Total index: the share that it explains alone and together with others.
        total: Option<f64>,
        /// Variance of the rank over all choices.
        variance: f64,
        /// Number of pairs of draws.
        pairs: i64,
    }
}

table! {
    /// A unit without which the order of the zone and a neighbour is turned.
    RankReversalRow in "rank_reversals" {
        /// Period.
        period: String,
        /// Index id.
        index: String,
        /// The unit that is taken out.
        removed: String,
        /// The neighbour whose order with the zone is turned.
        neighbour: String,
        /// The neighbour's rank as evaluated.
        neighbour_rank: Option<i64>,
        /// The zone's rank as evaluated.
        rank: Option<i64>,
        /// The zone's rank among the remaining units.
        rank_without: Option<i64>,
        /// The zone's total score then.
        score_without: Option<f64>,
        /// The neighbour's total score then.
        neighbour_score_without: Option<f64>,
    }
}

table! {
    /// What an enterprise contributes to an indicator of the zone (leave-one-out).
    ContributionRow in "contributions" {
        /// Period.
        period: String,
        /// Index id.
        index: String,
        /// Credit code.
        credit_code: String,
        /// Park id.
        park: Option<String>,
        /// Indicator id.
        indicator: String,
        /// The zone's value with the enterprise.
        with: Option<f64>,
        /// The zone's value without it; last year's totals stay.
        without: Option<f64>,
        /// with − without; the sign is reversed where less is better.
        contribution: Option<f64>,
        /// contribution / |with| × 100.
        rate: Option<f64>,
        /// Points of the total score (0–100) that the contribution is worth, not clipped.
        score: Option<f64>,
    }
}

table! {
    /// How far the zone's total score moves when a weight that is not verified takes another value, or when an
    /// indicator is left out.
    SensitivityRow in "sensitivity" {
        /// Period.
        period: String,
        /// Index id.
        index: String,
        /// What is varied.
        variation: Variation,
        /// Node whose weight is varied, or leaf that is left out.
        node: String,
        /// Indicator of a leaf.
        indicator: Option<String>,
        /// Weight in the definition, relative to the siblings.
        weight: f64,
        /// The value that the weight takes instead; none for a leaf that is left out.
        alternative: Option<f64>,
        /// The zone's total score then, 0–100.
        score: Option<f64>,
        /// The zone's rank then; none without a panel.
        rank: Option<i64>,
        /// score − the total score as evaluated.
        change: Option<f64>,
        /// rank − the rank as evaluated: below 0 is a better rank.
        rank_change: Option<i64>,
    }
}

table! {
    /// What one indicator alone would bring: the zone at the best end of its scale, and the value that would
    /// reach the rank that the pipeline sets as a goal. Everything else stays as evaluated.
    ImprovementRow in "improvements" {
        /// Period.
        period: String,
        /// Index id.
        index: String,
        /// Leaf.
        node: String,
        /// Indicator id.
        indicator: String,
        /// The zone's value.
        value: Option<f64>,
        /// The best end of the scale: the best zone's value, or the given bound.
        best: Option<f64>,
        /// Points of the total score (0–100) that lie between the value and the best end.
        points: Option<f64>,
        /// The zone's rank at the best end; none without a panel.
        best_rank: Option<i64>,
        /// The rank that is the goal; none where the pipeline sets none for the index.
        goal: Option<i64>,
        /// The value at which the zone reaches the goal; none where it is there already, or this indicator alone
        /// cannot bring it within the scale.
        needed: Option<f64>,
        /// needed − value.
        change: Option<f64>,
    }
}

table! {
    /// What a park contributes to an indicator of the zone (leave one park out). Unlike an enterprise, a park is
    /// taken out of both periods, with its attributes: `without` is the zone of the other parks.
    ParkContributionRow in "park_contributions" {
        /// Period.
        period: String,
        /// Index id.
        index: String,
        /// Park id.
        park: String,
        /// Indicator id.
        indicator: String,
        /// The zone's value with the park.
        with: Option<f64>,
        /// The value of the zone without the park.
        without: Option<f64>,
        /// with − without; the sign is reversed where less is better.
        contribution: Option<f64>,
        /// contribution / |with| × 100.
        rate: Option<f64>,
        /// Points of the total score (0–100) that the contribution is worth, not clipped.
        score: Option<f64>,
    }
}

table! {
    /// An indicator of a park's assessment.
    AssessmentRow in "assessments" {
        /// Period.
        period: String,
        /// Park id.
        park: String,
        /// Indicator id.
        indicator: String,
        /// Weight in the profile.
        weight: f64,
        /// Value of the period.
        value: Option<f64>,
        /// Target, where the profile sets one.
        target: Option<f64>,
        /// Value a year before.
        previous: Option<f64>,
        /// Points won.
        score: Option<f64>,
        /// Points that can be won.
        max_score: f64,
        /// Rank among the parks, 1 = best.
        rank: Option<i64>,
        /// Strength, weakness or none.
        mark: Mark,
        /// Group in the profile.
        group: String,
        /// The zone's value.
        zone: Option<f64>,
        /// Points that the level alone would win, its growth left out; none where growth is what is judged.
        level_score: Option<f64>,
        /// Points that last year's level would have won by this year's profile.
        previous_score: Option<f64>,
        /// The best park's value.
        best: Option<f64>,
        /// Median of the national panel (the zones of the reference, this zone left out).
        panel: Option<f64>,
        /// Place that the park's value would have in the panel, 1 = best.
        panel_rank: Option<i64>,
        /// Values of the panel, the park's included; 0 without a panel.
        panel_units: i64,
        /// Years in a row in which the value became better, as far as tables reach back.
        years: i64,
        /// Why it is marked, in Chinese; empty for none.
        reason: String,
        /// The same in English.
        reason_en: String,
    }
}

impl FindingRow {
    /// Whether the finding is about the survey (a file, the register) and not about a record.
    pub fn is_of_survey(&self) -> bool {
        SURVEY_CHECKS.contains(&self.rule.as_str())
    }
}
