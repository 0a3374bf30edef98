//! Primary suppression: when a cell tells too much about one of its enterprises.

use crate::definitions::Secrecy;

/// Whether a cell with these contributions of enterprises is sensitive: made up of too few of them, or of one that
/// others could estimate (the p % rule, the (n, k) rule). Contributions of 0 are none; a cell without any is empty,
/// and an empty cell tells nothing.
pub fn is_sensitive(contributions: &[f64], rule: Secrecy) -> bool {
    let mut sizes: Vec<f64> = contributions
        .iter()
        .map(|value| value.abs())
        .filter(|value| *value > 0.0)
        .collect();
    if sizes.is_empty() {
        return false;
    }
    if sizes.len() < rule.least {
        return true;
    }
    sizes.sort_by(|a, b| b.total_cmp(a));
    let total: f64 = sizes.iter().sum();
    let largest = sizes.first().copied().unwrap_or_default();
    let second = sizes.get(1).copied().unwrap_or_default();
    let estimated = total - largest - second < rule.p_percent / 100.0 * largest;
    let dominated = rule
        .dominance
        .is_some_and(|rule| sizes.iter().take(rule.n).sum::<f64>() > rule.k / 100.0 * total);
    estimated || dominated
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::definitions::Dominance;

    fn rule() -> Secrecy {
        Secrecy::default()
    }

    #[test]
    fn fewer_than_three_enterprises_are_sensitive_and_an_empty_cell_is_not() {
        assert!(is_sensitive(&[5.0], rule()));
        assert!(is_sensitive(&[5.0, 4.0, 0.0], rule()));
        assert!(!is_sensitive(&[5.0, 4.0, 3.0], rule()));
        assert!(!is_sensitive(&[], rule()));
        assert!(!is_sensitive(&[0.0, 0.0], rule()));
    }

    #[test]
    fn a_cell_is_sensitive_if_the_second_can_estimate_the_largest_within_ten_per_cent() {
        // 100 + 50 + 9: the second knows 109 of which at most 9 are not the largest's.
        assert!(is_sensitive(&[100.0, 50.0, 9.0], rule()));
        assert!(!is_sensitive(&[100.0, 50.0, 10.0], rule()));
        let off = Secrecy {
            p_percent: 0.0,
            ..rule()
        };
        assert!(!is_sensitive(&[100.0, 50.0, 1.0], off));
    }

    #[test]
    fn a_cell_is_sensitive_if_the_largest_make_up_too_much_of_it() {
        let dominated = Secrecy {
            dominance: Some(Dominance { n: 1, k: 60.0 }),
            ..rule()
        };
        assert!(is_sensitive(&[61.0, 20.0, 19.0], dominated));
        assert!(!is_sensitive(&[60.0, 20.0, 20.0], dominated));
    }
}
