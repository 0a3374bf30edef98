//! Whole systems of different shape against formulas written down once more, and against published results.

use crate::definitions::CompositeIndex;
use crate::evaluate::evaluate_table;
use crate::random::SplitMix64;
use crate::tables::{PlainTable, ScoreRow, ScoreState};

/// An index file with this head and these nodes.
fn index(head: &str, nodes: &str) -> CompositeIndex {
    let text = format!(
        "id = \"test\"\nlabel = {{ zh = \"指数\", en = \"Index\" }}\nroot = {{ zh = \"总分\", en = \"Total\" }}\n{head}\n{nodes}"
    );
    let mut index: CompositeIndex = toml::from_str(&text).unwrap();
    index.choose_weights().unwrap();
    index
}

fn table(units: &[&str], columns: &[(&str, &[Option<f64>])]) -> PlainTable {
    PlainTable {
        units: units.iter().map(|unit| (*unit).to_owned()).collect(),
        groups: vec![None; units.len()],
        columns: columns
            .iter()
            .map(|(name, values)| ((*name).to_owned(), values.to_vec()))
            .collect(),
    }
}

fn scores(index: &CompositeIndex, table: &PlainTable) -> Vec<ScoreRow> {
    evaluate_table(index, table, None, "", None).unwrap().scores
}

fn of<'a>(rows: &'a [ScoreRow], unit: &str, node: &str) -> &'a ScoreRow {
    rows.iter()
        .find(|row| row.unit == unit && row.node == node)
        .unwrap()
}

#[test]
fn the_human_development_index_of_2021_comes_out_as_published() {
    // UNDP, Technical notes to the Human Development Report 2021/22; values and results from its table 1.
    let index = index(
        "normalisation = \"goalposts\"\naggregation = [\"geometric\", \"arithmetic\"]",
        r#"nodes = [
            { id = "health", indicator = "life", goalposts = [20.0, 85.0], weight = 1.0 },
            { id = "education", label = { zh = "教育", en = "Education" }, weight = 1.0 },
            { id = "income", indicator = "ln_gni", goalposts = [4.605170185988092, 11.225243392518447], weight = 1.0 },
            { id = "expected", parent = "education", indicator = "eys", goalposts = [0.0, 18.0], weight = 1.0 },
            { id = "mean", parent = "education", indicator = "mys", goalposts = [0.0, 15.0], weight = 1.0 },
        ]"#,
    );
    let table = table(
        &["Norway", "Germany"],
        &[
            ("life", &[Some(83.2), Some(80.6)]),
            ("eys", &[Some(18.2), Some(17.0)]),
            ("mys", &[Some(13.0), Some(14.1)]),
            (
                "ln_gni",
                &[Some(64_660.0_f64.ln()), Some(54_534.0_f64.ln())],
            ),
        ],
    );
    let rows = scores(&index, &table);
    for (unit, published) in [("Norway", 0.961), ("Germany", 0.942)] {
        let found = of(&rows, unit, "total").normalised.unwrap();
        assert!((found - published).abs() < 0.0005, "{unit}: {found}");
    }
}

/// Values of a column: some missing, one far out.
fn random_column(random: &mut SplitMix64, units: usize, gaps: bool) -> Vec<Option<f64>> {
    (0..units)
        .map(|unit| match random.below(8) {
            0 if gaps && unit > 0 => None,
            _ => Some(1.0 + 9.0 * random.share()),
        })
        .collect()
}

fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len() as f64
}

#[test]
fn z_scores_over_three_levels_with_given_weights_agree_with_the_textbook() {
    let index = index(
        "normalisation = \"z-score\"",
        r#"nodes = [
            { id = "A", label = { zh = "甲", en = "A" }, weight = 3.0 },
            { id = "B", label = { zh = "乙", en = "B" }, weight = 1.0 },
            { id = "A1", parent = "A", label = { zh = "甲一", en = "A1" }, weight = 2.0 },
            { id = "c0", parent = "A1", indicator = "c0", weight = 0.8 },
            { id = "c1", parent = "A1", indicator = "c1", direction = "less", weight = 1.2 },
            { id = "c2", parent = "A", indicator = "c2", weight = 1.0 },
            { id = "c3", parent = "B", indicator = "c3", weight = 1.0 },
        ]"#,
    );
    let mut random = SplitMix64::of_draw(3, 0);
    let units: Vec<String> = (0..25).map(|unit| format!("u{unit}")).collect();
    let names: Vec<&str> = units.iter().map(String::as_str).collect();
    let columns: Vec<Vec<Option<f64>>> = (0..4)
        .map(|_| random_column(&mut random, 25, false))
        .collect();
    let table = table(
        &names,
        &[
            ("c0", &columns[0]),
            ("c1", &columns[1]),
            ("c2", &columns[2]),
            ("c3", &columns[3]),
        ],
    );
    let rows = scores(&index, &table);
    let z = |column: usize, unit: usize| {
        let values: Vec<f64> = columns[column].iter().map(|value| value.unwrap()).collect();
        let squares: Vec<f64> = values.iter().map(|v| (v - mean(&values)).powi(2)).collect();
        let deviation = (squares.iter().sum::<f64>() / 24.0).sqrt();
        (values[unit] - mean(&values)) / deviation
    };
    for (unit, name) in names.iter().enumerate() {
        let a1 = (0.8 * z(0, unit) - 1.2 * z(1, unit)) / 2.0;
        let a = (2.0 * a1 + z(2, unit)) / 3.0;
        let total = (3.0 * a + z(3, unit)) / 4.0;
        let found = of(&rows, name, "total").score.unwrap();
        assert!((found - (50.0 + 10.0 * total)).abs() < 1e-9, "{name}");
    }
}

#[test]
fn efficacy_coefficients_under_a_harmonic_mean_with_group_means_agree_with_the_textbook() {
    let index = index(
        "normalisation = \"efficacy\"\nmissing = \"group-mean\"\naggregation = [\"harmonic\"]\nweights = \"expert\"\nweight_sets = [{ id = \"expert\", label = { zh = \"专家\", en = \"Experts\" }, weights = { c0 = 5.0, c1 = 2.0, c2 = 3.0 } }]",
        r#"nodes = [
            { id = "c0", indicator = "c0", weight = 1.0 },
            { id = "c1", indicator = "c1", direction = "less", weight = 1.0 },
            { id = "c2", indicator = "c2", weight = 1.0 },
        ]"#,
    );
    let mut random = SplitMix64::of_draw(5, 0);
    let units: Vec<String> = (0..30).map(|unit| format!("u{unit}")).collect();
    let names: Vec<&str> = units.iter().map(String::as_str).collect();
    let columns: Vec<Vec<Option<f64>>> = (0..3)
        .map(|_| random_column(&mut random, 30, true))
        .collect();
    let mut table = table(
        &names,
        &[
            ("c0", &columns[0]),
            ("c1", &columns[1]),
            ("c2", &columns[2]),
        ],
    );
    let group = |unit: usize| ["east", "west"][unit % 2];
    table.groups = (0..30).map(|unit| Some(group(unit).to_owned())).collect();
    let rows = scores(&index, &table);
    let value = |column: usize, unit: usize| {
        columns[column][unit].unwrap_or_else(|| {
            let inside: Vec<f64> = (0..30)
                .filter(|other| group(*other) == group(unit))
                .filter_map(|other| columns[column][other])
                .collect();
            mean(&inside)
        })
    };
    let points = |column: usize, unit: usize| {
        let all: Vec<f64> = columns[column].iter().flatten().copied().collect();
        let low = all.iter().copied().fold(f64::MAX, f64::min);
        let high = all.iter().copied().fold(f64::MIN, f64::max);
        let share = (value(column, unit) - low) / (high - low);
        60.0 + 40.0 * if column == 1 { 1.0 - share } else { share }
    };
    let totals: Vec<f64> = (0..30)
        .map(|unit| 10.0 / (5.0 / points(0, unit) + 2.0 / points(1, unit) + 3.0 / points(2, unit)))
        .collect();
    for (unit, name) in names.iter().enumerate() {
        let row = of(&rows, name, "total");
        assert!((row.score.unwrap() - totals[unit]).abs() < 1e-9, "{name}");
        let better = |other: &usize| totals[*other] > totals[unit] + 1e-9;
        let rank = 1 + (0..30).filter(better).count() as i64;
        assert_eq!(row.rank, Some(rank));
        let in_group = (0..30).filter(|other| group(*other) == group(unit));
        assert_eq!(
            row.group_rank,
            Some(1 + in_group.filter(better).count() as i64)
        );
    }
    let gap = (0..30).find(|unit| columns[0][*unit].is_none()).unwrap();
    assert_eq!(of(&rows, names[gap], "c0").state, ScoreState::Imputed);
    assert!(of(&rows, names[gap], "total").coverage < 1.0);
}

#[test]
fn a_geometric_mean_of_a_zero_names_indicator_and_unit() {
    let nodes = r#"nodes = [
        { id = "a", indicator = "x", weight = 1.0 },
        { id = "b", indicator = "y", weight = 1.0 },
    ]"#;
    let table = table(
        &["甲", "乙"],
        &[
            ("x", &[Some(1.0), Some(2.0)]),
            ("y", &[Some(5.0), Some(9.0)]),
        ],
    );
    let geometric = index("aggregation = [\"geometric\"]", nodes);
    let error = format!(
        "{:#}",
        evaluate_table(&geometric, &table, None, "", None).unwrap_err()
    );
    assert!(
        error.contains("`x`") && error.contains("`甲`") && error.contains("floor"),
        "{error}"
    );
    let floored = index("aggregation = [\"geometric\"]\nfloor = 0.04", nodes);
    let rows = scores(&floored, &table);
    assert!((of(&rows, "甲", "total").score.unwrap() - 4.0).abs() < 1e-9);
    assert!((of(&rows, "乙", "total").score.unwrap() - 100.0).abs() < 1e-9);
}

#[test]
fn a_unit_with_too_few_values_has_no_score_at_that_node() {
    let index = index(
        "availability = 0.6",
        r#"nodes = [
            { id = "A", label = { zh = "甲", en = "A" }, weight = 1.0 },
            { id = "a1", parent = "A", indicator = "x", weight = 1.0 },
            { id = "a2", parent = "A", indicator = "y", weight = 1.0 },
            { id = "b", indicator = "z", weight = 3.0 },
        ]"#,
    );
    let table = table(
        &["甲", "乙", "丙", "无"],
        &[
            ("x", &[Some(1.0), Some(2.0), Some(3.0), None]),
            ("y", &[None, Some(2.0), Some(4.0), None]),
            ("z", &[Some(4.0), Some(2.0), None, None]),
        ],
    );
    let rows = scores(&index, &table);
    // 甲 has half of A: A is left out, and the total, of which 7 of 8 are there, is b alone.
    assert_eq!(of(&rows, "甲", "A").score, None);
    assert_eq!(of(&rows, "甲", "A").state, ScoreState::BelowThreshold);
    assert_eq!(of(&rows, "甲", "total").score, Some(100.0));
    assert_eq!(of(&rows, "丙", "total").state, ScoreState::BelowThreshold);
    assert_eq!(of(&rows, "丙", "total").rank, None);
    assert_eq!(of(&rows, "乙", "total").units, 2);
    assert_eq!(of(&rows, "无", "total").score, None);
}

#[test]
fn a_value_of_the_period_before_stands_in_for_a_missing_one() {
    let index = index(
        "missing = \"previous\"",
        r#"nodes = [{ id = "a", indicator = "x", weight = 1.0 }]"#,
    );
    let now = table(
        &["甲", "乙", "丙"],
        &[("x", &[Some(0.0), None, Some(10.0)])],
    );
    let before = table(&["乙", "旧"], &[("x", &[Some(5.0), Some(99.0)])]);
    let rows = evaluate_table(&index, &now, Some(&before), "", None)
        .unwrap()
        .scores;
    assert_eq!(of(&rows, "乙", "total").score, Some(50.0));
    assert_eq!(of(&rows, "乙", "a").state, ScoreState::Imputed);
    assert_eq!(of(&rows, "乙", "a").value, None);
}

#[test]
fn constant_columns_single_units_and_empty_units_have_defined_results() {
    for method in [
        "min-max",
        "z-score",
        "percentile-rank",
        "rank",
        "distance-to-best",
        "efficacy",
    ] {
        let index = index(
            &format!("normalisation = \"{method}\""),
            r#"nodes = [
                { id = "a", indicator = "x", weight = 1.0 },
                { id = "b", indicator = "y", weight = 1.0 },
            ]"#,
        );
        let constant = table(
            &["甲", "乙", "无"],
            &[
                ("x", &[Some(3.0), Some(3.0), None]),
                ("y", &[Some(1.0), Some(2.0), None]),
            ],
        );
        let rows = scores(&index, &constant);
        assert_eq!(
            of(&rows, "甲", "a").state,
            ScoreState::Uninformative,
            "{method}"
        );
        assert_eq!(of(&rows, "乙", "total").rank, Some(1), "{method}");
        assert_eq!(of(&rows, "无", "total").score, None, "{method}");
        let single = table(&["甲"], &[("x", &[Some(3.0)]), ("y", &[Some(1.0)])]);
        let rows = scores(&index, &single);
        assert_eq!(of(&rows, "甲", "total").score, None, "{method}");
        assert_eq!(of(&rows, "甲", "total").rank, None, "{method}");
    }
}

#[test]
fn of_an_index_that_is_not_complete_there_is_no_total() {
    let index = index(
        "complete = false",
        r#"nodes = [
            { id = "A", label = { zh = "甲", en = "A" }, weight = 15.0 },
            { id = "B", label = { zh = "乙", en = "B" }, weight = 85.0 },
            { id = "a", parent = "A", indicator = "x", weight = 1.0 },
        ]"#,
    );
    let table = table(&["甲", "乙"], &[("x", &[Some(1.0), Some(2.0)])]);
    let rows = scores(&index, &table);
    assert_eq!(of(&rows, "乙", "A").score, Some(100.0));
    assert_eq!(of(&rows, "乙", "A").rank, Some(1));
    for unit in ["甲", "乙"] {
        let total = of(&rows, unit, "total");
        assert_eq!((total.score, total.rank), (None, None));
        assert_eq!(total.state, ScoreState::Incomplete);
    }
}

#[test]
fn winsorised_values_are_recorded_and_scored_by_what_stands_in() {
    let index = index(
        "outliers = { method = \"winsorise\", points = 3 }",
        r#"nodes = [{ id = "a", indicator = "x", weight = 1.0 }]"#,
    );
    let values: Vec<Option<f64>> = (0..12)
        .map(|unit| Some(if unit == 4 { 900.0 } else { f64::from(unit) }))
        .collect();
    let names: Vec<String> = (0..12).map(|unit| format!("u{unit}")).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let evaluated =
        evaluate_table(&index, &table(&names, &[("x", &values)]), None, "", None).unwrap();
    let [row] = evaluated.treated.as_slice() else {
        panic!("{:?}", evaluated.treated)
    };
    assert_eq!(row.unit, "u4");
    assert_eq!((row.value, row.treated), (Some(900.0), Some(11.0)));
    let found = of(&evaluated.scores, "u6", "total").score.unwrap();
    assert!((found - 600.0 / 11.0).abs() < 1e-9);
    assert_eq!(of(&evaluated.scores, "u4", "a").value, Some(900.0));
}
