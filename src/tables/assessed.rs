//! Row types of the assessment: the contract table `assessments`, and what is added to it: totals, priorities, near misses, points,
//! industries and what moves a park's indicators.

use super::column::table;
use super::keywords::{Basis, Mark};

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

table! {
    /// What a park wins in a group of its profile, or in all (`group` = `total`).
    AssessmentTotalRow in "assessment_totals" {
        /// Period.
        period: String,
        /// Park id.
        park: String,
        /// Group of the profile; `total` for all of them.
        group: String,
        /// Name in Chinese.
        label: String,
        /// Name in English.
        label_en: String,
        /// Points that the profile gives.
        weight: f64,
        /// Points of the indicators that have a value.
        judged: f64,
        /// Points won.
        won: f64,
        /// Bonuses less deductions; 0 for groups.
        adjusted: f64,
        /// won / judged × 100, and the adjustments; not below 0; none where nothing could be judged.
        score: Option<f64>,
        /// Change since last year in points of 100, like for like: the levels of both years by this year's profile, over
        /// the indicators that have both.
        change: Option<f64>,
        /// Rank of the score among the parks whose profiles have the group, 1 = best.
        rank: Option<i64>,
        /// Number of parks ranked.
        parks: i64,
        /// Grade of the total in Chinese; empty for groups.
        grade: String,
        /// The same in English.
        grade_en: String,
    }
}

table! {
    /// What a park should do first: an indicator with points to be won.
    PriorityRow in "assessment_priorities" {
        /// Period.
        period: String,
        /// Park id.
        park: String,
        /// Place in the list, from 1.
        place: i64,
        /// Indicator id.
        indicator: String,
        /// Points to be won by a realistic step.
        points: f64,
        /// Points to be won up to full marks.
        most: f64,
        /// The value (or the growth, where growth is judged) that the step leads to.
        goal: Option<f64>,
        /// What the step is: `step` (a year's), `full` (full marks are nearer), `next-park`, `growth`.
        basis: String,
        /// The indicator's mark.
        mark: Mark,
        /// What it takes, in Chinese.
        text: String,
        /// The same in English.
        text_en: String,
    }
}

table! {
    /// An enterprise that meets all conditions of a rung but one.
    NearMissRow in "ladder_near_misses" {
        /// Period.
        period: String,
        /// Credit code.
        credit_code: String,
        /// Park id.
        park: Option<String>,
        /// Rung id.
        rung: String,
        /// The condition that is not met, in Chinese.
        condition: String,
        /// The same in English.
        condition_en: String,
        /// Not met because a value that it needs is blank.
        unknown: bool,
        /// A limit that no help can lift.
        limit: bool,
        /// How far the record is outside the condition (below 0), where the definition measures it.
        margin: Option<f64>,
    }
}

table! {
    /// Innovation points of an enterprise by item.
    PointsRow in "ladder_points" {
        /// Period.
        period: String,
        /// Credit code.
        credit_code: String,
        /// Scheme of points; empty for the zone's own.
        scheme: String,
        /// Ability id.
        ability: String,
        /// Item id.
        item: String,
        /// The item's value.
        value: Option<f64>,
        /// Points won, weighted by the enterprise's stage.
        points: f64,
        /// Points that the item gives at most at that stage.
        most: f64,
    }
}

table! {
    /// A condition that an enterprise on a rung is about to lose, or has lost while it still holds the certificate.
    RiskRow in "ladder_at_risk" {
        /// Period.
        period: String,
        /// Credit code.
        credit_code: String,
        /// Park id.
        park: Option<String>,
        /// Rung id.
        rung: String,
        /// The condition, in Chinese.
        condition: String,
        /// The same in English.
        condition_en: String,
        /// How far the record is inside the condition; below 0 it fails.
        margin: Option<f64>,
        /// The condition does not hold any more.
        failed: bool,
    }
}

table! {
    /// A rung that an enterprise has reached or left since last year. Rungs that need last year's own year before are
    /// not known for last year and have no row.
    RungMoveRow in "ladder_moves" {
        /// Period.
        period: String,
        /// Credit code.
        credit_code: String,
        /// Park id.
        park: Option<String>,
        /// Rung id.
        rung: String,
        /// Reached (true) or left (false).
        up: bool,
    }
}

table! {
    /// Where an enterprise stands: its stage, and its rank by innovation points.
    StandingRow in "ladder_standing" {
        /// Period.
        period: String,
        /// Credit code.
        credit_code: String,
        /// Park id.
        park: Option<String>,
        /// Highest rung; empty for none.
        rung: String,
        /// Stage id; empty where none fits.
        stage: String,
        /// Innovation points.
        points: f64,
        /// Rank in the zone, 1 = most points.
        rank: i64,
        /// Enterprises ranked.
        ranked: i64,
        /// Rank among the enterprises of the same stage.
        stage_rank: i64,
        /// Enterprises of the stage.
        stage_ranked: i64,
    }
}

table! {
    /// A bonus or deduction of a park's profile, whether it was given or not.
    AdjustmentRow in "assessment_adjustments" {
        /// Period.
        period: String,
        /// Park id.
        park: String,
        /// Id.
        adjustment: String,
        /// What it is given for, in Chinese.
        label: String,
        /// The same in English.
        label_en: String,
        /// The value that it depends on.
        value: Option<f64>,
        /// Points given: those of the profile, or 0.
        points: f64,
        /// Points that the profile sets.
        possible: f64,
    }
}

table! {
    /// An enterprise to see first for one of the things that a park should do first.
    VisitRow in "assessment_visits" {
        /// Period.
        period: String,
        /// Park id.
        park: String,
        /// Place of the thing in the list of priorities.
        place: i64,
        /// Indicator id.
        indicator: String,
        /// Credit code.
        credit_code: String,
        /// Why it is to be seen: `carries`, `drags`, `fell`, `short`.
        why: String,
        /// What it is about, in Chinese.
        text: String,
        /// The same in English.
        text_en: String,
    }
}

table! {
    /// A goal of the zone: how far it is reached, and whether that is on track.
    GoalRow in "goals" {
        /// Period.
        period: String,
        /// Indicator id.
        indicator: String,
        /// What the goal says, in Chinese.
        label: String,
        /// The same in English.
        label_en: String,
        /// Target.
        target: f64,
        /// Value.
        value: Option<f64>,
        /// value / target × 100 (target / value where less is better).
        achieved: Option<f64>,
        /// Per cent that should be achieved by the end of the period.
        expected: Option<f64>,
        /// What `expected` rests on: `year`, `season` (last year's share by the same quarter), `linear`, `stock`, `carried`.
        pace: String,
        /// `reached`, `missed`, `on-track`, `behind`, `open`, `comparison`, `carried` (the value is last year's), `unknown`.
        verdict: String,
        /// What the value rests on.
        basis: Basis,
    }
}

table! {
    /// The structure of a park by leading industry.
    ParkStructureRow in "park_structures" {
        /// Period.
        period: String,
        /// Park id.
        park: String,
        /// Number of leading industries with enterprises.
        industries: i64,
        /// Herfindahl–Hirschman index: the sum of the squared shares in per cent, 0–10,000.
        concentration: Option<f64>,
        /// Share of the industries that the park's profile names, in per cent.
        leading_share: Option<f64>,
        /// Krugman index against the other parks together: the sum of the absolute differences of shares, 0–2.
        specialisation: Option<f64>,
    }
}

table! {
    /// Two parks: how alike their industries are, and where they compete.
    ParkPairRow in "park_pairs" {
        /// Period.
        period: String,
        /// Park id.
        park: String,
        /// The other park's id.
        other: String,
        /// Krugman index: the sum of the absolute differences of the shares of their industries, 0 (alike) to 2.
        krugman: Option<f64>,
        /// Finger–Kreinin similarity: the sum of the lesser shares, 0 to 1 (alike).
        similarity: Option<f64>,
        /// Industries that both name as leading or in which both are specialised, joined by `、`.
        competing: String,
        /// Leading industries of the park in which the other has enterprises without naming them, joined by `、`.
        complementing: String,
    }
}

table! {
    /// A link of a chain of industry in a park.
    ChainLinkRow in "chain_links" {
        /// Period.
        period: String,
        /// Chain id.
        chain: String,
        /// Link id.
        link: String,
        /// Park id.
        park: String,
        /// Used enterprises of the link.
        enterprises: i64,
        /// Their size.
        value: Option<f64>,
        /// Share of the link in the zone, in per cent.
        share: Option<f64>,
    }
}

table! {
    /// A leading industry in a park or the zone, by the pipeline's measure of size.
    IndustryRow in "industries" {
        /// Period.
        period: String,
        /// Park id or zone id.
        unit: String,
        /// The industry, as the register names it; empty for enterprises without one.
        industry: String,
        /// Whether the unit's profile names it as leading.
        leading: bool,
        /// Number of used enterprises.
        enterprises: i64,
        /// Size in the measure's unit.
        value: Option<f64>,
        /// Size a year before.
        previous: Option<f64>,
        /// Growth in per cent.
        growth: Option<f64>,
        /// Share of the unit's size, in per cent.
        share: Option<f64>,
        /// The unit's share of the industry in the zone, in per cent.
        zone_share: Option<f64>,
        /// Location quotient: the industry's share in the unit over its share in the zone.
        location_quotient: Option<f64>,
    }
}

table! {
    /// What an enterprise contributes to an indicator of its own park (leave-one-out).
    MoverRow in "park_movers" {
        /// Period.
        period: String,
        /// Park id.
        park: String,
        /// Indicator id.
        indicator: String,
        /// Credit code.
        credit_code: String,
        /// The park's value with the enterprise.
        with: Option<f64>,
        /// The park's value without it; last year's totals stay.
        without: Option<f64>,
        /// with − without; the sign is reversed where less is better.
        contribution: Option<f64>,
        /// contribution / |with| × 100.
        rate: Option<f64>,
    }
}
