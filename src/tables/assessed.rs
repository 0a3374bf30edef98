//! Row types that the assessment adds to its contract tables: totals, priorities, near misses, points,
//! industries and what moves a park's indicators.

use super::column::table;
use super::keywords::Mark;

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
        /// won / judged × 100; none where nothing could be judged.
        score: Option<f64>,
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
        /// Points to be won.
        points: f64,
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
    }
}

table! {
    /// Innovation points of an enterprise by item.
    PointsRow in "ladder_points" {
        /// Period.
        period: String,
        /// Credit code.
        credit_code: String,
        /// Ability id.
        ability: String,
        /// Item id.
        item: String,
        /// The item's value.
        value: Option<f64>,
        /// Points won.
        points: f64,
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
