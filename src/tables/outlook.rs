//! Where a score comes from and where it could go: its change since last period, and the plan to the rank goal.

use super::column::table;
use super::keywords::ChangeBasis;

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
        /// What is known of the others in the period before.
        basis: ChangeBasis,
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
        /// The score of the zone that holds it.
        target: f64,
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
