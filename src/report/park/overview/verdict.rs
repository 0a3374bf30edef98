//! The park in one or two sentences.

use crate::definitions::Language;
use crate::report::park::facts::Facts;
use crate::report::response::share;

/// The park in one or two sentences: its part of the zone, and where it is best and worst.
pub(super) fn verdict(facts: &Facts) -> String {
    let wording = facts.wording();
    let zh = facts.language() == Language::Zh;
    let view = &facts.view;
    let mut sentences = Vec::new();
    if let Some(size) = facts.size(true) {
        let id = &size.measure.id;
        let label = size.measure.label.get(facts.language());
        let of_zone = view
            .measure(&facts.park.id, id)
            .zip(view.measure(view.zone_id(), id))
            .and_then(|(park, zone)| share(park, zone));
        let growth = |unit: &str| {
            let (now, before) = (view.measure(unit, id)?, view.previous_measure(unit, id)?);
            share(now - before, before.abs())
        };
        if let Some(of_zone) = of_zone {
            let of_zone = wording.number(of_zone, 1);
            let growths = growth(&facts.park.id).zip(growth(view.zone_id()));
            sentences.push(match (growths, zh) {
                (Some((own, zone)), true) => format!(
                    "{label}占全区 {of_zone}%，比上年{}（全区{}）",
                    wording.grown(own),
                    wording.grown(zone)
                ),
                (None, true) => format!("{label}占全区 {of_zone}%"),
                (Some((own, zone)), false) => format!(
                    "{of_zone}% of the zone's {}, {} on last year (zone {})",
                    label.to_lowercase(),
                    wording.grown(own),
                    wording.grown(zone)
                ),
                (None, false) => format!("{of_zone}% of the zone's {}", label.to_lowercase()),
            });
        }
    }
    let mut ahead: Vec<(&str, f64, f64)> = facts
        .groups()
        .into_iter()
        .filter_map(|row| {
            let score = row.score?;
            let label = facts.language().choose(&row.label, &row.label_en);
            Some((label, score, score - facts.shown_mean_of(&row.group)?))
        })
        .collect();
    ahead.sort_by(|a, b| b.2.total_cmp(&a.2));
    if let (Some(best), Some(worst)) = (ahead.first(), ahead.last())
        && ahead.len() > 1
    {
        let group = |place: &(&str, f64, f64)| {
            let (score, gap) = (wording.number(place.1, 0), wording.number(place.2.abs(), 0));
            match (place.2 >= 0.0, zh) {
                (true, true) => format!("{}（得分率 {score}，比各园区平均高 {gap}）", place.0),
                (false, true) => format!("{}（得分率 {score}，比各园区平均低 {gap}）", place.0),
                (true, false) => format!("{} ({score}, {gap} above the parks' mean)", place.0),
                (false, false) => format!("{} ({score}, {gap} below the parks' mean)", place.0),
            }
        };
        let (ahead, behind) = (group(best), group(worst));
        sentences.push(match (best.2 >= 0.0, worst.2 >= 0.0, zh) {
            (true, false, true) => format!("长处在{ahead}，短处在{behind}"),
            (true, true, true) => format!("各组都不低于平均，长处在{ahead}"),
            (false, _, true) => format!("各组都低于平均，差距最大的是{behind}"),
            (true, false, false) => format!("Ahead in {ahead}, behind in {behind}"),
            (true, true, false) => format!("Nowhere below the mean, ahead most in {ahead}"),
            (false, _, false) => format!("Below the mean everywhere, most in {behind}"),
        });
    }
    sentences.join(facts.say("；", ". "))
}
