//! The profiles by which the parks are assessed.

use std::collections::BTreeSet;

use huoju::definitions::Profile;

use crate::records::definitions;

fn weight(profile: &Profile, counts: impl Fn(&str) -> bool) -> f64 {
    profile
        .indicators
        .iter()
        .filter(|indicator| counts(&indicator.group))
        .map(|indicator| indicator.weight)
        .sum()
}

#[test]
fn every_park_has_a_profile_whose_weights_add_up_to_100() {
    let definitions = definitions();
    let parks: Vec<&str> = definitions
        .profiles
        .iter()
        .map(|profile| profile.park.as_str())
        .collect();
    assert_eq!(parks, ["hunnan", "heping", "huanggu", "dadong"]);
    for profile in &definitions.profiles {
        assert_eq!(weight(profile, |_| true), 100.0, "{}", profile.park);
    }
}

#[test]
fn what_the_policy_highlights_carries_at_least_half() {
    for profile in &definitions().profiles {
        let highlighted: BTreeSet<&str> = profile
            .groups
            .iter()
            .filter(|group| group.highlighted)
            .map(|group| group.id.as_str())
            .collect();
        assert_eq!(
            highlighted,
            BTreeSet::from(["innovation", "rd", "transfer"]),
            "{}",
            profile.park
        );
        let share = weight(profile, |group| highlighted.contains(group));
        assert!(share >= 50.0, "{}: {share}", profile.park);
        for group in &profile.groups {
            assert!(
                weight(profile, |id| id == group.id) > 0.0,
                "{}: group {} is empty",
                profile.park,
                group.id
            );
        }
    }
}

#[test]
fn profiles_have_12_to_18_indicators_that_parks_have() {
    let definitions = definitions();
    for profile in &definitions.profiles {
        let count = profile.indicators.len();
        assert!((12..=18).contains(&count), "{}: {count}", profile.park);
        for judged in &profile.indicators {
            let indicator = definitions.indicator(&judged.indicator).unwrap();
            assert!(indicator.parks, "{}: {}", profile.park, indicator.id);
        }
    }
}

#[test]
fn profiles_share_a_core_and_differ_in_what_is_characteristic() {
    let definitions = definitions();
    let sets = |characteristic: bool| -> Vec<BTreeSet<&str>> {
        definitions
            .profiles
            .iter()
            .map(|profile| {
                profile
                    .indicators
                    .iter()
                    .filter(|judged| judged.characteristic == characteristic)
                    .map(|judged| judged.indicator.as_str())
                    .collect()
            })
            .collect()
    };
    let common = sets(false)
        .into_iter()
        .reduce(|a, b| a.intersection(&b).copied().collect())
        .unwrap();
    assert_eq!(
        common,
        BTreeSet::from([
            "1.2",
            "1.3",
            "1.4",
            "2.3",
            "high_tech_enterprise_share",
            "transfer_reward_share"
        ])
    );
    let own = sets(true);
    for (number, set) in own.iter().enumerate() {
        assert!(set.len() >= 6, "{set:?}");
        for other in &own[number + 1..] {
            let shared = set.intersection(other).count();
            assert!(shared * 2 < set.len(), "{set:?} and {other:?}");
        }
    }
}

#[test]
fn no_target_claims_to_be_confirmed() {
    for profile in &definitions().profiles {
        assert!(!profile.verified);
        assert!(profile.indicators.iter().all(|judged| !judged.verified));
    }
}
