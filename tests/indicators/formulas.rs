//! Indicators of the small zone, computed by hand.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use huoju::aggregate::aggregate;
use huoju::tables::IndicatorRow;

use crate::records::{Row, definitions, edited};
use crate::small_zone::{last_year, this_year};

/// Values by indicator, of the zone or a park.
fn values(unit: &str) -> BTreeMap<&'static str, Option<f64>> {
    static ROWS: OnceLock<Vec<IndicatorRow>> = OnceLock::new();
    let rows = ROWS.get_or_init(|| {
        let definitions = definitions();
        let (current, previous) = (this_year(definitions), last_year(definitions));
        aggregate(definitions, &current, Some(&previous))
            .unwrap()
            .indicators
    });
    rows.iter()
        .filter(|row| row.unit == unit)
        .map(|row| (row.indicator.as_str(), row.value))
        .collect()
}

fn assert_values(unit: &str, expected: &[(&str, f64)]) {
    let values = values(unit);
    for (indicator, expected) in expected {
        let value = values[*indicator].unwrap_or(f64::NAN);
        assert!(
            (value - expected).abs() <= 1e-9 * expected.abs().max(1.0),
            "{indicator} is {value}, expected {expected}"
        );
    }
}

/// Totals of the year: 850 employees, revenue 1,100,000, output 1,000,000, value added 231,000 (140,000 + 33,000 +
/// 50,000 + 8,000), R&D 36,900 and 52 person-years. Of last year: 800, 980,000 and 180,000.
#[test]
fn all_formulas_of_the_national_evaluation_give_the_values_computed_by_hand() {
    let expected = [
        ("1.2", 100.0 * 52.0 / 850.0),
        ("1.3", 100.0 * 36_900.0 / 1_100_000.0),
        ("1.4", 10_000.0 * 16.0 / 850.0),
        ("1.5", 40.0 / 3.69),
        ("2.1", 100.0 * 100_000.0 / 1_100_000.0),
        ("2.2", 100.0 * 440.0 / 850.0),
        ("2.3", 25_000.0 / 850.0 / 10.0),
        ("2.4", 1.2),
        ("2.5", 100.0 * 58_000.0 / 1_100_000.0),
        ("2.6", 1.0),
        ("2.7", 2.0),
        ("2.8", 80.0 / 0.11),
        // Two enterprises are without output: 100,000 of revenue.
        ("2.9", 21.0),
        ("3.1", 0.2),
        ("3.5", 0.005),
        ("3.6", 100.0 * 104_000.0 / 231_000.0),
        ("4.1", 1.0),
        ("4.2", 100.0 * 3_800.0 / 1_100_000.0),
        // A by grants abroad, B by trademarks, D by a grant abroad; C is foreign.
        ("4.3", 3.0),
        ("4.4", 1.0),
        ("4.5", 10.0),
        ("4.6", 100.0 * 130_000.0 / 1_100_000.0),
        ("4.7", 100.0 * 20.0 / 850.0),
        ("5.2", 100.0 * ((231_000.0 / 850.0) / 225.0 - 1.0)),
        ("5.3", 100.0 * 680_000.0 / 1_100_000.0),
        ("5.4", 100.0 * 80_000.0 / 1_100_000.0),
        // A only: B is on 新三板, D was listed last year.
        ("5.6", 1.0),
        // B is intensive, but small.
        ("5.7", 1.0),
    ];
    assert_values("shenyang", &expected);
    let definitions = definitions();
    let with_formula: Vec<&str> = definitions
        .indicators
        .iter()
        .filter(|indicator| indicator.id.starts_with(|c: char| c.is_ascii_digit()))
        .filter(|indicator| !indicator.from_zone_form())
        .map(|indicator| indicator.id.as_str())
        .collect();
    assert_eq!(with_formula, expected.map(|(id, _)| id));
}

#[test]
fn the_indicators_of_the_policy_give_the_values_computed_by_hand() {
    assert_values(
        "shenyang",
        &[
            ("operating_revenue", 11.0),
            ("industrial_output", 10.0),
            ("value_added", 2.31),
            ("rd_investment", 0.369),
            ("rd_expense", 0.69),
            ("high_tech_enterprises", 2.0),
            ("enterprises", 4.0),
            ("employees", 850.0),
            ("exports", 1.4),
            ("revenue_growth", 100.0 * (110.0 / 98.0 - 1.0)),
            ("employee_growth", 6.25),
            ("value_added_growth", 100.0 * (231.0 / 180.0 - 1.0)),
            ("high_tech_enterprise_growth", 100.0),
            ("revenue_per_km2", 11.0 / 357.0),
            ("taxes_per_km2", 4_400.0 / 357.0),
            ("labour_productivity", 23_100.0 / 850.0),
            ("rd_expense_ratio", 100.0 * 69.0 / 1_100.0),
            ("rd_per_enterprise", 922.5),
            // C's list is empty, D's R&D is not known.
            ("rd_active_share", 50.0),
            ("industry_academia_ratio", 100.0 * 1.0 / 69.0),
            ("technology_contract_turnover", 0.25),
            ("technology_contracts_per_enterprise", 625.0),
            ("technology_income_share", 100.0 * 100.0 / 1_100.0),
            ("transfer_income", 0.03),
            ("transfer_income_share", 100.0 * 3.0 / 1_100.0),
            ("new_product_share", 100.0 * 240.0 / 1_100.0),
            ("high_tech_product_share", 100.0 * 500.0 / 1_100.0),
            ("high_tech_enterprise_share", 50.0),
            ("inventions_per_10000_employees", 10_000.0 * 50.0 / 850.0),
            (
                "high_value_inventions_per_10000_employees",
                10_000.0 * 4.0 / 850.0,
            ),
            ("new_standards_per_10000_employees", 10_000.0 * 2.0 / 850.0),
            ("venture_capital", 0.07),
            ("venture_capital_per_enterprise", 175.0),
            ("venture_capital_ratio", 100.0 * 7.0 / 1_100.0),
            ("venture_backed_share", 50.0),
            ("new_employees", 50.0),
            ("leading_industry_share", 100.0 * 1_080.0 / 1_100.0),
            ("high_tech_manufacturing_share", 100.0 * 600.0 / 1_100.0),
            ("high_tech_industry_share", 100.0 * 700.0 / 1_100.0),
            ("manufacturing_share", 100.0 * 1_000.0 / 1_100.0),
            ("manufacturing_value_added_rate", 19.0),
            ("high_tech_industry_revenue", 7.0),
            ("aerospace_share", 100.0 * 600.0 / 1_100.0),
            ("vehicle_share", 100.0 * 400.0 / 1_100.0),
        ],
    );
}

#[test]
fn a_park_has_its_own_enterprises_and_its_own_area() {
    assert_values(
        "huanggu",
        &[
            ("1.3", 5.4),
            ("2.4", 1.0),
            ("revenue_per_km2", 6.0 / 33.0),
            ("aerospace_share", 100.0),
        ],
    );
    assert_values("heping", &[("revenue_per_km2", 0.2 / 7.0)]);
}

#[test]
fn what_is_not_known_has_no_value() {
    let heping = values("heping");
    // Its only enterprise came without a list of projects.
    assert_eq!(heping["1.2"], None);
    assert_eq!(heping["1.3"], None);
    // It has no exports, and there was none a year ago.
    assert_eq!(heping["4.5"], None);
    assert_eq!(heping["5.2"], None);
    // The zone reports these itself.
    assert_eq!(values("shenyang")["1.1"], None);
    assert_eq!(values("shenyang")["makerspaces_and_incubators"], None);
}

#[test]
fn a_park_of_services_has_a_rate_of_value_added_though_nobody_has_output() {
    let definitions = definitions();
    let services = [("A", 60, 30), ("B", 40, 20)].map(|(code, revenue, pay)| {
        Row::enterprise(code, "heping").numbers([("qc05_0", revenue), ("qc51", pay)])
    });
    let current = edited(definitions, 2023, &services, &[]);
    let aggregated = aggregate(definitions, &current, None).unwrap();
    let rate = aggregated
        .indicators
        .iter()
        .find(|row| row.unit == "heping" && row.indicator == "2.9")
        .unwrap();
    assert_eq!(rate.value, Some(50.0));
}

#[test]
fn an_empty_list_of_projects_is_no_r_and_d() {
    let dadong = values("dadong");
    assert_eq!(dadong["1.2"], Some(0.0));
    assert_eq!(dadong["1.3"], Some(0.0));
}

#[test]
fn an_indicator_of_the_zone_as_a_whole_has_no_row_for_a_park() {
    let dadong = values("dadong");
    for indicator in ["5.1", "3.7", "1.10", "2.10", "3.9", "5.9", "5.10"] {
        assert!(!dadong.contains_key(indicator), "{indicator}");
    }
}
