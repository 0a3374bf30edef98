//! The national index.

use huoju::definitions::ROOT;

use crate::records::definitions;

#[test]
fn the_national_index_has_five_dimensions_with_the_published_weights() {
    let definitions = definitions();
    let [index] = definitions.indexes.as_slice() else {
        panic!("one index is expected");
    };
    assert_eq!(index.id, "national-2021");
    let dimensions: Vec<(&str, f64)> = index
        .children(ROOT)
        .map(|node| (node.id.as_str(), node.weight))
        .collect();
    assert_eq!(
        dimensions,
        [
            ("1", 20.0),
            ("2", 20.0),
            ("3", 15.0),
            ("4", 15.0),
            ("5", 30.0)
        ]
    );
    let leaves: Vec<usize> = ["1", "2", "3", "4", "5"]
        .iter()
        .map(|dimension| index.children(dimension).count())
        .collect();
    assert_eq!(leaves, [10, 10, 9, 7, 10]);
    assert_eq!(index.leaves().count(), 46);
}

#[test]
fn a_leaf_has_the_number_of_its_indicator() {
    let definitions = definitions();
    let index = &definitions.indexes[0];
    for (node, indicator) in index.leaves() {
        assert_eq!(node.id, indicator);
        assert!(indicator.starts_with(&format!("{}.", node.parent)));
    }
}

#[test]
fn only_two_weights_below_the_dimensions_are_published() {
    let definitions = definitions();
    let index = &definitions.indexes[0];
    let published: Vec<(&str, f64)> = index
        .leaves()
        .filter(|(node, _)| node.verified)
        .map(|(node, _)| (node.id.as_str(), node.weight))
        .collect();
    assert_eq!(published, [("1.1", 0.8), ("1.2", 1.2)]);
    for (node, _) in index.leaves().filter(|(node, _)| !node.verified) {
        let derived = if node.id == "3.1" { 1.2 } else { 1.0 };
        assert_eq!(node.weight, derived, "{}", node.id);
    }
    assert_eq!(index.alternative_weights, [0.8, 1.0, 1.2]);
}

#[test]
fn less_is_better_for_energy_and_emissions_only() {
    use huoju::definitions::Direction;
    let definitions = definitions();
    let less: Vec<&str> = definitions
        .indicators
        .iter()
        .filter(|indicator| indicator.direction == Direction::Less)
        .map(|indicator| indicator.id.as_str())
        .collect();
    assert_eq!(less, ["3.1", "3.2"]);
}
