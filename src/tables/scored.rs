//! What an evaluation makes of the indicators. Their columns are the contract with other tools: columns may be added, none is
//! renamed.

use super::column::table;
use super::keywords::{Choice, RankBasis, ScoreState, Treatment, Variation};

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
