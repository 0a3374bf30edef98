//! Where a score comes from and where it could go: its change since last period, and the plan to the rank goal.

use super::column::table;
use super::keywords::{ChangeBasis, PlanGap, Presence, RankBasis};

table! {
    /// The change of the zone's score since the period before, taken apart. The root's row has the sums; `own` +
    /// `others` + `weights` is `change` in every row.
    ScoreChangeRow in "score_changes" {
        /// Period.
        period: String,
        /// Index id.
        index: String,
        /// Leaf, or the root.
        node: String,
        /// Indicator id; none for the root.
        indicator: Option<String>,
        /// The zone's value in the period before.
        previous: Option<f64>,
        /// The zone's value.
        value: Option<f64>,
        /// Points of the total (0–100) in the period before; none without a score there.
        points_before: Option<f64>,
        /// Points of the total now.
        points: Option<f64>,
        /// points − points_before, where one that is missing counts as 0.
        change: Option<f64>,
        /// The part that comes from the zone's own value.
        own: Option<f64>,
        /// The part that comes from the other zones' values and the given bounds.
        others: Option<f64>,
        /// The part that comes from weights as they are spread over what is missing, and from values that are
        /// there in one of the periods only.
        weights: Option<f64>,
        /// Points of the total for one unit of the zone's value to the better: own ÷ the way that the value went;
        /// where it stands still, the mean slope of both periods' scales. None for the root.
        own_rate: Option<f64>,
        /// The total that the run of the period before gave then, in the root's row: by the index, the reference and
        /// the records of that time.
        scored_then: Option<f64>,
        /// What is known of the period before.
        basis: ChangeBasis,
    }
}

table! {
    /// What an enterprise moved since the period before: its effect on the zone's value now less its effect then. For
    /// each indicator from enterprise forms, and for the total (no indicator). Enterprises that moved nothing are left
    /// out; where what is taken apart does not add up to what the zone moved, a last row has the remainder.
    ChangeMoverRow in "change_movers" {
        /// Period.
        period: String,
        /// Index id.
        index: String,
        /// Indicator id; none for the total.
        indicator: Option<String>,
        /// Credit code; none for the remainder.
        credit_code: Option<String>,
        /// Name; empty where it is not known.
        name: String,
        /// Park id.
        park: Option<String>,
        /// In which of the periods the enterprise counts in sums.
        presence: Presence,
        /// What became of its record in this period, as in `enterprises`; empty for one that is not there.
        status: String,
        /// Effect then: the value with it less the value without it, the sign reversed where less is better. None for
        /// a newcomer, or where there is no value without it.
        before: Option<f64>,
        /// Effect now; none for one that has left.
        now: Option<f64>,
        /// now − before, in the unit of the indicator; who is not there has no effect. The remainder's is what the
        /// zone's value moved to the better less all of these.
        moved: Option<f64>,
        /// moved × `own_rate` of `score_changes`; the sum over the indicators for the total.
        points: Option<f64>,
    }
}

table! {
    /// The least relative effort that reaches the score of the goal's rank, the scales held as they are; in the
    /// order in which the points are cheapest.
    PlanRow in "plan" {
        /// Period.
        period: String,
        /// Index id.
        index: String,
        /// Place in the plan, from 1.
        step: i64,
        /// Indicator id.
        indicator: String,
        /// The zone's value.
        value: f64,
        /// The value planned.
        planned: f64,
        /// planned − value.
        change: f64,
        /// |change| / |value|.
        relative_change: f64,
        /// The most that the pipeline allows of it.
        max_change: f64,
        /// What a relative change costs, 1 for most.
        effort: f64,
        /// Points of the total that the change wins.
        points: f64,
        /// The total after this step, others and scales held.
        score: f64,
        /// The total after this step when the index is computed anew.
        score_anew: Option<f64>,
        /// The rank then.
        rank: Option<i64>,
        /// The rank that is the goal.
        goal: i64,
        /// The score of the zone that holds it; by published pairs of rank and score where there is no panel.
        target: f64,
        /// Whether the target (and `rank`) are of the panel or estimated by published pairs.
        target_basis: RankBasis,
        /// Whether the whole plan reaches the target.
        reaches: bool,
        /// Measure that stands first in the indicator's formula; none for one of the zone form.
        measure: Option<String>,
        /// How much more of this measure would bring the planned value, everything else held, in its unit; none
        /// where the formula is not straight in it.
        measure_change: Option<f64>,
        /// Whether a source confirms how much can change.
        verified: bool,
    }
}

table! {
    /// An indicator that the plan does not ask, and why; one row per leaf, in the order of the index.
    PlanLeftOutRow in "plan_left_out" {
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
        /// Why.
        reason: PlanGap,
    }
}

table! {
    /// How far the zone is from the zones ranked around the rank that is the goal, on a leaf that one of them has a
    /// value of.
    GoalDistanceRow in "goal_distances" {
        /// Period.
        period: String,
        /// Index id.
        index: String,
        /// Leaf.
        node: String,
        /// Indicator id.
        indicator: String,
        /// The best rank of the zones that are compared.
        rank_from: i64,
        /// The worst.
        rank_to: i64,
        /// How many of these zones have a value.
        zones: i64,
        /// The zone's value.
        value: Option<f64>,
        /// Their least value.
        least: f64,
        /// Their median.
        median: f64,
        /// Their greatest value.
        greatest: f64,
        /// From the zone's value to the median: above 0 where the zone is worse, 0 or below where it is level or
        /// beyond.
        distance: Option<f64>,
        /// Points of the total that reaching the median wins, the index computed anew; none where the zone is there.
        points: Option<f64>,
        /// Measure that stands first in the indicator's formula; none for one of the zone form.
        measure: Option<String>,
        /// How much more of this measure would bring the median, everything else held, in its unit; none where the
        /// zone is there, or the formula is not straight in it.
        measure_change: Option<f64>,
    }
}
