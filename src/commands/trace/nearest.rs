//! The names that are nearest to what was typed.

/// At most three candidates that need the fewest changes to become the text, nearest first; those that contain it,
/// or are contained in it, before others. What needs more changes than a third of its length is not near.
pub(super) fn nearest<'c>(text: &str, candidates: impl Iterator<Item = &'c str>) -> Vec<&'c str> {
    let wanted = text.trim().to_lowercase();
    let mut near: Vec<(usize, &str)> = candidates
        .filter_map(|candidate| {
            let own = candidate.to_lowercase();
            if own.is_empty() || wanted.is_empty() {
                return None;
            }
            if own.contains(&wanted) || wanted.contains(&own) {
                return Some((0, candidate));
            }
            let distance = distance(&wanted, &own);
            let length = wanted.chars().count().max(own.chars().count());
            (distance * 3 <= length).then_some((distance, candidate))
        })
        .collect();
    near.sort();
    near.dedup();
    near.into_iter().take(3).map(|(_, name)| name).collect()
}

/// How many characters must be put in, left out or replaced (Levenshtein).
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (at, c) in a.chars().enumerate() {
        let mut diagonal = at;
        let mut left = at + 1;
        let mut next = vec![left];
        for (other, above) in b.iter().zip(row.iter().skip(1)) {
            let replaced = diagonal + usize::from(*other != c);
            left = replaced.min(left + 1).min(above + 1);
            diagonal = *above;
            next.push(left);
        }
        row = next;
    }
    row.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distances_are_counted_in_characters() {
        for (a, b, expected) in [
            ("", "abc", 3),
            ("kitten", "sitting", 3),
            ("浑南公司", "浑北公司", 1),
            ("same", "same", 0),
        ] {
            assert_eq!(distance(a, b), expected, "{a} {b}");
            assert_eq!(distance(b, a), expected, "{b} {a}");
        }
    }

    #[test]
    fn only_what_is_near_is_named() {
        let names = ["沈阳甲科技有限公司", "沈阳乙科技有限公司", "大连港务"];
        assert_eq!(nearest("甲科技", names.into_iter()), ["沈阳甲科技有限公司"]);
        assert_eq!(
            nearest("沈阳丙科技有限公司", names.into_iter()),
            ["沈阳乙科技有限公司", "沈阳甲科技有限公司"]
        );
        assert!(nearest("北京", names.into_iter()).is_empty());
    }
}
