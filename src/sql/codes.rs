//! What is looked up from codes: tags and leading industries.

use std::collections::BTreeMap;

use super::names;
use crate::definitions::{Definitions, Profile, Tag, section_of};

/// Whether a record's leading industry is among those that the profile of its park names; never unknown.
pub(super) fn in_leading_industry(profiles: &[Profile]) -> String {
    let named: Vec<String> = profiles
        .iter()
        .filter(|profile| !profile.industries.is_empty())
        .map(|profile| {
            format!(
                "e.park = {} AND TRIM(e.leading_industry) IN ({})",
                names::text(&profile.park),
                names::texts(profile.industries.iter().map(|label| label.zh.as_str()))
            )
        })
        .collect();
    if named.is_empty() {
        return "FALSE".to_owned();
    }
    format!("CASE WHEN {} THEN TRUE ELSE FALSE END", named.join(" OR "))
}

/// A tag of the code in its field; blank where the code is.
pub(super) fn tag(definitions: &Definitions, tag: &Tag) -> String {
    let field = format!("e.{}", names::column(&tag.field));
    let list = tag
        .section_of
        .as_deref()
        .and_then(|id| definitions.list(id));
    match list {
        Some(list) => section(&field, &list.sections()),
        None => begins_with(&field, &tag.prefixes),
    }
}

fn begins_with(field: &str, prefixes: &[String]) -> String {
    let mut by_length: BTreeMap<usize, Vec<&str>> = BTreeMap::new();
    for prefix in prefixes {
        by_length
            .entry(prefix.chars().count())
            .or_default()
            .push(prefix);
    }
    let parts: Vec<String> = by_length
        .into_iter()
        .map(|(length, prefixes)| {
            format!("LEFT({field}, {length}) IN ({})", names::texts(prefixes))
        })
        .collect();
    if parts.is_empty() {
        return format!("CASE WHEN {field} IS NOT NULL THEN FALSE END");
    }
    parts.join(" OR ")
}

/// The section of a code is that of its longest known prefix: the longest are asked first. Codes that say no more
/// than a shorter prefix of theirs are left out.
fn section(field: &str, sections: &BTreeMap<&str, &str>) -> String {
    let mut by_length: Vec<(&str, &str)> = sections
        .iter()
        .map(|(code, section)| (*code, *section))
        .collect();
    by_length.sort_by_key(|(code, _)| code.chars().count());
    let mut needed: BTreeMap<&str, &str> = BTreeMap::new();
    for (code, section) in by_length {
        let shorter = code
            .char_indices()
            .next_back()
            .and_then(|(end, _)| code.get(..end));
        if shorter.and_then(|shorter| section_of(&needed, shorter)) != Some(section) {
            needed.insert(code, section);
        }
    }
    let mut groups: BTreeMap<(std::cmp::Reverse<usize>, &str), Vec<&str>> = BTreeMap::new();
    for (code, section) in needed {
        let length = std::cmp::Reverse(code.chars().count());
        groups.entry((length, section)).or_default().push(code);
    }
    if groups.is_empty() {
        return "CAST(NULL AS STRING)".to_owned();
    }
    let cases: Vec<String> = groups
        .into_iter()
        .map(|((length, section), codes)| {
            format!(
                "WHEN LEFT({field}, {}) IN ({}) THEN {}",
                length.0,
                names::texts(codes),
                names::text(section)
            )
        })
        .collect();
    format!("CASE {} END", cases.join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_section_is_looked_up_by_the_longest_prefix_and_nothing_twice() {
        let sections = BTreeMap::from([
            ("13", "C"),
            ("131", "C"),
            ("1311", "C"),
            ("46", "D"),
            ("469", "E"),
            ("4691", "E"),
            ("4692", "D"),
        ]);
        assert_eq!(
            section("e.code", &sections),
            "CASE WHEN LEFT(e.code, 4) IN ('4692') THEN 'D' \
             WHEN LEFT(e.code, 3) IN ('469') THEN 'E' \
             WHEN LEFT(e.code, 2) IN ('13') THEN 'C' \
             WHEN LEFT(e.code, 2) IN ('46') THEN 'D' END"
        );
    }

    #[test]
    fn prefixes_are_asked_by_their_length() {
        let prefixes = ["27", "374", "28"].map(str::to_owned);
        assert_eq!(
            begins_with("e.code", &prefixes),
            "LEFT(e.code, 2) IN ('27', '28') OR LEFT(e.code, 3) IN ('374')"
        );
        assert_eq!(
            begins_with("e.code", &[]),
            "CASE WHEN e.code IS NOT NULL THEN FALSE END"
        );
    }
}
