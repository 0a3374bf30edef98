//! Records → measures → indicators, on a small zone with sums that were computed by hand.

mod small_zone;

use huoju::aggregate::{Aggregated, aggregate, measure_frame, used_records};
use huoju::definitions::Definitions;
use huoju::tables::{Basis, Edited, IndicatorRow, Level, MeasureRow, ZoneFormRow};
use polars::prelude::*;
use small_zone::{Record, definitions, definitions_with, edited};

fn measure(rows: &[MeasureRow], unit: &str, id: &str) -> Option<f64> {
    let mut found = rows
        .iter()
        .filter(|row| row.unit == unit && row.measure == id);
    let row = found.next().unwrap_or_else(|| panic!("{unit} {id}"));
    assert!(found.next().is_none(), "{unit} {id} stands twice");
    row.value
}

fn indicator<'a>(aggregated: &'a Aggregated, unit: &str, id: &str) -> &'a IndicatorRow {
    let mut rows = aggregated.indicators.iter();
    rows.find(|row| row.unit == unit && row.indicator == id)
        .unwrap_or_else(|| panic!("{unit} {id}"))
}

fn given(indicator: &str, park: Option<&str>, value: Option<f64>) -> ZoneFormRow {
    ZoneFormRow {
        indicator: indicator.to_owned(),
        park: park.map(str::to_owned),
        value,
        ..ZoneFormRow::default()
    }
}

/// Two enterprises in the east (R&D 50 of 1,000 and 30 of 3,000), one in the west (100 of 2,000), one without a
/// park (20 of 4,000), one that is not used.
fn zone(definitions: &Definitions) -> Edited {
    let mut nowhere = Record::clean("D", "east").with(&[("rev", 4000.0), ("rnd", 20.0)]);
    nowhere.park = None;
    edited(
        definitions,
        "2023",
        &[
            Record::clean("A", "east"),
            Record::clean("B", "east").with(&[("rev", 3000.0), ("rnd", 30.0)]),
            Record::clean("C", "west").with(&[("rev", 2000.0), ("rnd", 100.0)]),
            nowhere,
            Record::clean("E", "west").status("rejected"),
        ],
    )
}

#[test]
fn measures_are_summed_to_parks_and_zone_over_used_records() {
    let definitions = definitions();
    let aggregated = aggregate(&definitions, &zone(&definitions), None).unwrap();
    let value = |unit: &str, id: &str| measure(&aggregated.measures, unit, id);
    assert_eq!(value("A", "revenue"), Some(1000.0));
    assert_eq!(value("east", "revenue"), Some(4000.0));
    assert_eq!(value("west", "revenue"), Some(2000.0));
    assert_eq!(value("zone", "revenue"), Some(10_000.0));
    assert_eq!(value("zone", "enterprises"), Some(4.0));
    assert_eq!(value("east", "rnd"), Some(80.0));
    // A park without enterprises has blank measures, counts among them.
    assert_eq!(value("empty", "revenue"), None);
    assert_eq!(value("empty", "enterprises"), None);
    assert!(aggregated.measures.iter().all(|row| row.unit != "E"));
    let levels: Vec<Level> = aggregated.measures.iter().map(|row| row.level).collect();
    assert!(levels.is_sorted());
    assert!(aggregated.measures.iter().all(|row| row.period == "2023"));
    assert!(aggregated.previous_measures.is_empty());
}

#[test]
fn a_blank_counts_as_zero_unless_all_fields_of_the_measure_are_blank() {
    let definitions = definitions();
    let mut listless = Record::clean("B", "east").without(&["patents", "marks"]);
    listless.projects = None;
    let mut empty_list = Record::clean("C", "west").without(&["patents", "marks"]);
    empty_list.projects = Some(Vec::new());
    let records = [
        Record::clean("A", "east").without(&["marks"]),
        listless,
        empty_list,
    ];
    let aggregated =
        aggregate(&definitions, &edited(&definitions, "2023", &records), None).unwrap();
    let value = |unit: &str, id: &str| measure(&aggregated.measures, unit, id);
    assert_eq!(value("A", "property"), Some(3.0));
    assert_eq!(value("B", "property"), None);
    assert_eq!(value("east", "property"), Some(3.0));
    assert_eq!(value("west", "property"), None);
    assert_eq!(value("zone", "property"), Some(3.0));
    // No list of projects is blank, an empty one is 0.
    assert_eq!(value("A", "funds"), Some(30.0));
    assert_eq!(value("B", "funds"), None);
    assert_eq!(value("C", "funds"), Some(0.0));
}

#[test]
fn indicators_are_formulas_over_the_sums_and_not_means_of_enterprises() {
    let definitions = definitions();
    let aggregated = aggregate(&definitions, &zone(&definitions), None).unwrap();
    let value = |unit: &str, id: &str| indicator(&aggregated, unit, id).value;
    assert_eq!(value("east", "intensity"), Some(2.0));
    assert_eq!(value("west", "intensity"), Some(5.0));
    assert_eq!(value("zone", "intensity"), Some(2.0));
    assert_eq!(value("empty", "intensity"), None);
    // The zone's area is the sum of its parks': 40.
    assert_eq!(value("east", "density"), Some(400.0));
    assert_eq!(value("zone", "density"), Some(250.0));
    // Without a previous period, what reads it is blank.
    let row = indicator(&aggregated, "zone", "new_staff");
    assert_eq!((row.value, row.previous, row.growth), (None, None, None));
    assert_eq!(row.basis, Basis::Annual);
}

#[test]
fn indicators_come_for_parks_then_zone_in_the_order_of_the_definitions() {
    let definitions = definitions();
    let aggregated = aggregate(&definitions, &zone(&definitions), None).unwrap();
    let keys: Vec<String> = aggregated
        .indicators
        .iter()
        .map(|row| format!("{} {}", row.unit, row.indicator))
        .collect();
    assert_eq!(keys.len(), 3 * 5 + 6);
    assert_eq!(
        keys[..6],
        [
            "east intensity",
            "east density",
            "east new_staff",
            "east labs",
            "east mood",
            "west intensity"
        ]
    );
    assert_eq!(
        keys[15..],
        [
            "zone intensity",
            "zone density",
            "zone new_staff",
            "zone labs",
            "zone mood",
            "zone place"
        ]
    );
}

#[test]
fn the_year_before_gives_previous_change_and_growth() {
    let definitions = definitions();
    let before = edited(
        &definitions,
        "2022",
        &[
            Record::clean("A", "east").with(&[("rev", 800.0), ("staff", 8.0), ("rnd", 32.0)]),
            Record::clean("X", "east").with(&[("rev", 1200.0), ("staff", 30.0), ("rnd", 0.0)]),
        ],
    );
    let aggregated = aggregate(&definitions, &zone(&definitions), Some(&before)).unwrap();
    // East: 4,000 over 10 km² after 2,000.
    let row = indicator(&aggregated, "east", "density");
    assert_eq!((row.value, row.previous), (Some(400.0), Some(200.0)));
    assert_eq!((row.change, row.growth), (Some(200.0), Some(100.0)));
    // Enterprise A alone: 1,000 after 800.
    assert_eq!(row.matched_growth, Some(25.0));
    let row = indicator(&aggregated, "zone", "intensity");
    assert_eq!(row.previous, Some(1.6));
    // A alone: 5 per cent after 4 per cent.
    assert_eq!(row.matched_growth, Some(25.0));
    // 20 persons after 38; net growth has no year before to be compared with.
    let row = indicator(&aggregated, "east", "new_staff");
    assert_eq!(
        (row.value, row.previous, row.growth),
        (Some(-18.0), None, None)
    );
    let row = indicator(&aggregated, "west", "density");
    assert_eq!((row.previous, row.change, row.growth), (None, None, None));
    assert_eq!(row.matched_growth, None);
    assert_eq!(
        measure(&aggregated.previous_measures, "east", "revenue"),
        Some(2000.0)
    );
    assert!(
        aggregated
            .previous_measures
            .iter()
            .all(|row| row.period == "2022")
    );
}

#[test]
fn growth_from_zero_is_blank_and_from_a_loss_is_against_its_size() {
    let definitions = definitions();
    let zero = edited(
        &definitions,
        "2022",
        &[Record::clean("A", "east").with(&[("rnd", 0.0)])],
    );
    let aggregated = aggregate(&definitions, &zone(&definitions), Some(&zero)).unwrap();
    let row = indicator(&aggregated, "east", "intensity");
    assert_eq!((row.value, row.previous), (Some(2.0), Some(0.0)));
    assert_eq!((row.change, row.growth), (Some(2.0), None));
    let loss = edited(
        &definitions,
        "2022",
        &[Record::clean("A", "east").with(&[("rnd", -20.0)])],
    );
    let aggregated = aggregate(&definitions, &zone(&definitions), Some(&loss)).unwrap();
    // From −2 to 2.
    assert_eq!(
        indicator(&aggregated, "east", "intensity").growth,
        Some(200.0)
    );
}

#[test]
fn an_enterprise_counts_to_its_present_park_in_matched_growth() {
    let definitions = definitions();
    let before = edited(
        &definitions,
        "2022",
        &[Record::clean("C", "east").with(&[("rev", 1600.0)])],
    );
    let aggregated = aggregate(&definitions, &zone(&definitions), Some(&before)).unwrap();
    assert_eq!(indicator(&aggregated, "west", "density").previous, None);
    let growth = indicator(&aggregated, "west", "density").matched_growth;
    assert!((growth.unwrap() - 25.0).abs() < 1e-9);
    assert_eq!(
        indicator(&aggregated, "east", "density").matched_growth,
        None
    );
}

#[test]
fn the_zone_form_gives_values_and_additive_ones_are_summed() {
    let definitions = definitions();
    let mut current = zone(&definitions);
    current.zone_form = vec![
        given("labs", Some("east"), Some(2.0)),
        given("labs", Some("west"), Some(3.5)),
        given("mood", Some("east"), Some(80.0)),
        given("mood", Some("west"), Some(90.0)),
        given("place", None, Some(30.0)),
    ];
    let mut before = edited(&definitions, "2022", &[]);
    before.zone_form = vec![
        given("labs", None, Some(5.0)),
        given("place", None, Some(40.0)),
    ];
    let aggregated = aggregate(&definitions, &current, Some(&before)).unwrap();
    let labs = indicator(&aggregated, "zone", "labs");
    assert_eq!((labs.value, labs.previous), (Some(5.5), Some(5.0)));
    assert_eq!((labs.change, labs.growth), (Some(0.5), Some(10.0)));
    assert_eq!((labs.basis, labs.matched_growth), (Basis::ZoneForm, None));
    assert_eq!(indicator(&aggregated, "east", "labs").value, Some(2.0));
    assert_eq!(indicator(&aggregated, "empty", "labs").value, None);
    // An average cannot be added up: the zone's value is missing, and says what it would rest on.
    let mood = indicator(&aggregated, "zone", "mood");
    assert_eq!((mood.value, mood.basis), (None, Basis::ZoneForm));
    assert_eq!(indicator(&aggregated, "zone", "place").change, Some(-10.0));
}

#[test]
fn a_value_for_the_whole_zone_comes_before_the_sum_and_two_different_ones_are_none() {
    let definitions = definitions();
    let mut current = zone(&definitions);
    current.zone_form = vec![
        given("labs", None, Some(7.0)),
        given("labs", Some("east"), Some(2.0)),
        given("mood", None, Some(80.0)),
        given("mood", None, Some(81.0)),
        given("place", None, None),
        given("place", None, Some(30.0)),
        given("place", None, Some(30.0)),
    ];
    let aggregated = aggregate(&definitions, &current, None).unwrap();
    assert_eq!(indicator(&aggregated, "zone", "labs").value, Some(7.0));
    assert_eq!(indicator(&aggregated, "zone", "mood").value, None);
    assert_eq!(indicator(&aggregated, "zone", "place").value, Some(30.0));
}

#[test]
fn last_years_record_stands_in_where_the_pipeline_says_so() {
    let definitions = definitions_with("[records]\nrejected = \"previous\"", "");
    let mut current = edited(
        &definitions,
        "2023",
        &[
            Record::clean("A", "east"),
            Record::clean("B", "west")
                .with(&[("rev", 999_999.0)])
                .status("rejected"),
        ],
    );
    let used = BooleanChunked::from_slice("used".into(), &[true, true]);
    current.enterprises.with_column(used.into_column()).unwrap();
    let mut last_year = Record::clean("B", "east").with(&[("rev", 700.0)]);
    last_year.projects = Some(vec![("甲", 5.0, 1.0, 1.0), ("乙", 6.0, 1.0, 1.0)]);
    let before = edited(&definitions, "2022", &[last_year]);
    let aggregated = aggregate(&definitions, &current, Some(&before)).unwrap();
    let value = |unit: &str, id: &str| measure(&aggregated.measures, unit, id);
    assert_eq!(value("B", "revenue"), Some(700.0));
    assert_eq!(value("B", "funds"), Some(11.0));
    // It counts to the park that the register has now.
    assert_eq!(value("west", "revenue"), Some(700.0));
    assert_eq!(value("zone", "revenue"), Some(1700.0));
    let records = used_records(&definitions, &current, Some(&before)).unwrap();
    assert_eq!(records.height(), 2);
    let prev: Vec<Option<f64>> = records
        .column("prev_rev")
        .unwrap()
        .f64()
        .unwrap()
        .iter()
        .collect();
    assert_eq!(prev, [None, Some(700.0)]);
}

#[test]
fn the_frame_of_measures_fills_attributes_for_parks_and_zone_only() {
    let definitions = definitions();
    let before = edited(&definitions, "2022", &[Record::clean("A", "east")]);
    let aggregated = aggregate(&definitions, &zone(&definitions), Some(&before)).unwrap();
    let frame = |level| {
        measure_frame(
            &definitions,
            &aggregated.measures,
            &aggregated.previous_measures,
            level,
        )
        .unwrap()
    };
    let numbers = |frame: &DataFrame, name: &str| -> Vec<Option<f64>> {
        frame.column(name).unwrap().f64().unwrap().iter().collect()
    };
    let (units, parks) = frame(Level::Park);
    assert_eq!(units, ["east", "west", "empty"]);
    assert_eq!(numbers(&parks, "area"), [Some(10.0), Some(30.0), None]);
    assert_eq!(numbers(&parks, "prev_revenue"), [Some(1000.0), None, None]);
    let (units, whole) = frame(Level::Zone);
    assert_eq!(units, ["zone"]);
    assert_eq!(numbers(&whole, "area"), [Some(40.0)]);
    let (units, enterprises) = frame(Level::Enterprise);
    assert_eq!(units, ["A", "B", "C", "D"]);
    assert_eq!(numbers(&enterprises, "area"), [None; 4]);
}

#[test]
fn a_zone_without_any_record_has_rows_without_values() {
    let definitions = definitions();
    let nobody = edited(&definitions, "2023", &[]);
    let aggregated = aggregate(&definitions, &nobody, Some(&nobody)).unwrap();
    assert_eq!(aggregated.measures.len(), 4 * 6);
    assert!(aggregated.measures.iter().all(|row| row.value.is_none()));
    assert!(aggregated.indicators.iter().all(|row| row.value.is_none()));
}
