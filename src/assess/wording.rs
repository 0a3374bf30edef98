//! Sentences about a park's indicators, in Chinese and in English.

use crate::definitions::{Direction, Indicator, Language, is_percentage};

/// Writes numbers and the parts of a sentence in one language.
#[derive(Clone, Copy, Debug)]
pub struct Wording {
    language: Language,
}

impl Wording {
    /// The wording of a language.
    pub fn of(language: Language) -> Wording {
        Wording { language }
    }

    /// The text of the language.
    pub(super) fn say<'a>(self, zh: &'a str, en: &'a str) -> &'a str {
        self.pick(zh, en)
    }

    /// What an enterprise does to an indicator. `effect` is above 0 where the indicator is better with it: where less is
    /// better, such an enterprise presses the value down.
    pub(super) fn moves(self, indicator: &Indicator, effect: f64) -> String {
        let size = self.effect(indicator, effect);
        match (self.language, indicator.direction, effect > 0.0) {
            (Language::Zh, Direction::More, true) => format!("拉高{size}"),
            (Language::Zh, Direction::More, false) => format!("拉低{size}"),
            (Language::Zh, Direction::Less, true) => format!("压低{size}，有利"),
            (Language::Zh, Direction::Less, false) => format!("推高{size}，不利"),
            (Language::En, Direction::More, true) => format!("raises it by {size}"),
            (Language::En, Direction::More, false) => format!("lowers it by {size}"),
            (Language::En, Direction::Less, true) => format!("lowers it by {size}, for the better"),
            (Language::En, Direction::Less, false) => format!("raises it by {size}, for the worse"),
        }
    }

    /// What a sentence says behind a value that is carried from the last annual survey.
    pub(super) fn carried(self, carried: bool) -> &'static str {
        match (carried, self.language) {
            (false, _) => "",
            (true, Language::Zh) => "（上年年报数，沿用）",
            (true, Language::En) => " (carried from the last annual survey)",
        }
    }

    /// By how much less an enterprise does for an indicator than last year.
    pub(super) fn fell(self, indicator: &Indicator, change: f64) -> String {
        let size = self.effect(indicator, change);
        match self.language {
            Language::Zh => format!("作用比上年减少{size}"),
            Language::En => format!("does {size} less for it than last year"),
        }
    }

    fn effect(self, indicator: &Indicator, effect: f64) -> String {
        // A small effect has a decimal more than the indicator, but a count has none.
        let small = effect.abs() < 10.0_f64.powi(-i32::from(indicator.decimals));
        let finer = Indicator {
            decimals: match indicator.decimals {
                0 => 0,
                decimals if small => decimals.saturating_add(1).min(4),
                decimals => decimals,
            },
            ..indicator.clone()
        };
        self.distance(&finer, effect)
    }

    fn pick<'a>(self, zh: &'a str, en: &'a str) -> &'a str {
        match self.language {
            Language::Zh => zh,
            Language::En => en,
        }
    }

    /// A number with thousands separators.
    pub fn number(self, value: f64, decimals: u8) -> String {
        let text = format!("{:.*}", usize::from(decimals), value.abs());
        let (whole, fraction) = match text.split_once('.') {
            Some((whole, fraction)) => (whole, Some(fraction)),
            None => (text.as_str(), None),
        };
        let mut grouped = String::new();
        for (place, digit) in whole.chars().enumerate() {
            if place > 0 && (whole.len() - place) % 3 == 0 {
                grouped.push(',');
            }
            grouped.push(digit);
        }
        let sign = if value < 0.0 && text.contains(|c| matches!(c, '1'..='9')) {
            "−"
        } else {
            ""
        };
        match fraction {
            Some(fraction) => format!("{sign}{grouped}.{fraction}"),
            None => format!("{sign}{grouped}"),
        }
    }

    /// A value with the unit of its indicator.
    pub fn quantity(self, indicator: &Indicator, value: f64) -> String {
        let number = self.number(value, indicator.decimals);
        if is_percentage(&indicator.unit) {
            return format!("{number}%");
        }
        match self.language {
            Language::Zh => format!("{number}{}", indicator.unit),
            Language::En => {
                let (factor, more, unit) = english_scale(&indicator.unit);
                let decimals = indicator.decimals.saturating_add_signed(more).min(3);
                let number = self.number(value * factor, decimals);
                if unit.is_empty() {
                    number
                } else {
                    format!("{number} {unit}")
                }
            }
        }
    }

    /// How far two values of an indicator lie apart: percentage points for per cents.
    pub fn distance(self, indicator: &Indicator, difference: f64) -> String {
        let difference = difference.abs();
        if is_percentage(&indicator.unit) {
            self.points(difference, indicator.decimals)
        } else {
            self.quantity(indicator, difference)
        }
    }

    fn points(self, difference: f64, decimals: u8) -> String {
        let number = self.number(difference.abs(), decimals);
        format!("{number}{}", self.pick("个百分点", " percentage points"))
    }

    pub(super) fn join(self, parts: &[String]) -> String {
        parts.join(self.pick("，", ", "))
    }

    /// An indicator and its value; `carried` where that is none of the period.
    pub(super) fn stands_at(self, indicator: &Indicator, value: f64, carried: bool) -> String {
        let quantity = self.quantity(indicator, value);
        let (label, note) = (indicator.label.get(self.language), self.carried(carried));
        match self.language {
            Language::Zh => format!("{label}{quantity}{note}"),
            Language::En => format!("{label} is {quantity}{note}"),
        }
    }

    pub(super) fn level(self, indicator: &Indicator, value: f64, zone: f64) -> String {
        let of_zone = self.quantity(indicator, zone);
        let distance = if is_percentage(&indicator.unit) || zone == 0.0 {
            self.distance(indicator, value - zone)
        } else {
            format!(
                "{}%",
                self.number(100.0 * (value - zone).abs() / zone.abs(), 1)
            )
        };
        let above = value > zone;
        match self.language {
            Language::Zh => format!(
                "{}全区{distance}（全区{of_zone}）",
                if above { "高于" } else { "低于" }
            ),
            Language::En => format!(
                "{distance} {} the zone's {of_zone}",
                if above { "above" } else { "below" }
            ),
        }
    }

    /// Shares in per cent.
    pub(super) fn share(self, share: f64, of_size: f64) -> String {
        let above = share > of_size;
        let (share, of_size) = (self.number(share, 1), self.number(of_size, 1));
        match self.language {
            Language::Zh => format!(
                "占全区{share}%，{}规模占比（{of_size}%）",
                if above { "高于" } else { "低于" }
            ),
            Language::En => format!(
                "{share}% of the zone's, {} its share in size ({of_size}%)",
                if above { "above" } else { "below" }
            ),
        }
    }

    /// Growth in per cent.
    pub(super) fn growth(self, park: f64, zone: f64) -> String {
        let distance = self.points(park - zone, 1);
        let faster = park > zone;
        match self.language {
            Language::Zh => format!(
                "{}，{}全区{distance}（全区{}）",
                self.grown(park),
                if faster { "快于" } else { "慢于" },
                self.grown(zone)
            ),
            Language::En => format!(
                "{}, {distance} {} than the zone's {}%",
                self.grown(park),
                if faster { "faster" } else { "slower" },
                self.number(zone, 1)
            ),
        }
    }

    /// `增长5.0%` or `下降5.0%`.
    pub fn grown(self, growth: f64) -> String {
        let verb = if growth < 0.0 {
            self.pick("下降", "down ")
        } else {
            self.pick("增长", "up ")
        };
        format!("{verb}{}%", self.number(growth.abs(), 1))
    }

    /// The change since last year; nothing where last year's value is too small to compare with.
    pub(super) fn change(
        self,
        indicator: &Indicator,
        change: f64,
        growth: Option<f64>,
    ) -> Option<String> {
        let shown = self.number(change.abs(), indicator.decimals);
        if !shown.contains(|c| matches!(c, '1'..='9')) {
            return Some(self.pick("与上年持平", "unchanged on last year").to_owned());
        }
        if is_percentage(&indicator.unit) {
            let distance = self.distance(indicator, change);
            return Some(match self.language {
                Language::Zh => format!(
                    "比上年{}{distance}",
                    if change > 0.0 { "提高" } else { "下降" }
                ),
                Language::En => format!(
                    "{} {distance} on last year",
                    if change > 0.0 { "up" } else { "down" }
                ),
            });
        }
        let grown = self.grown(growth?);
        Some(match self.language {
            Language::Zh => format!("比上年{grown}"),
            Language::En => format!("{grown} on last year"),
        })
    }

    pub(super) fn short_of_target(self, indicator: &Indicator, value: f64, target: f64) -> String {
        let gap = self.distance(indicator, target - value);
        let target = self.quantity(indicator, target);
        match self.language {
            Language::Zh => format!("距目标{target}还差{gap}"),
            Language::En => format!("{gap} short of the target of {target}"),
        }
    }

    /// What a level should become next; `why` says what kind of step that is, `points` what it wins.
    pub(super) fn should_become(
        self,
        indicator: &Indicator,
        (value, carried): (f64, bool),
        goal: f64,
        why: &str,
        points: f64,
    ) -> String {
        let label = indicator.label.get(self.language);
        let gap = self.distance(indicator, goal - value);
        let (from, to) = (
            self.quantity(indicator, value),
            self.quantity(indicator, goal),
        );
        let points = self.number(points, 1);
        let (up, note) = (goal > value, self.carried(carried));
        match self.language {
            Language::Zh => format!(
                "{label}由{from}{note}{}到{to}（{why}，{}{gap}），可再得{points}分",
                if up { "提高" } else { "降低" },
                if up { "增加" } else { "减少" },
            ),
            Language::En => format!(
                "{label}: {} from {from}{note} to {to} ({why}, {gap}), wins {points} points",
                if up { "raise" } else { "lower" },
            ),
        }
    }

    /// What growth should become next, in per cent.
    pub(super) fn should_grow(
        self,
        indicator: &Indicator,
        growth: f64,
        wanted: f64,
        points: f64,
    ) -> String {
        let label = indicator.label.get(self.language);
        let points = self.number(points, 1);
        let (from, to) = (self.number(growth, 1), self.number(wanted, 1));
        // The growth of a percentage is not the points by which it moves.
        let relative = is_percentage(&indicator.unit);
        match self.language {
            Language::Zh => format!(
                "{label}{}增速由{from}%{}到{to}%（一年一步），可再得{points}分",
                if relative { "相对" } else { "" },
                if wanted > growth { "提高" } else { "降低" }
            ),
            Language::En => format!(
                "{label}: {} {}growth from {from}% to {to}% (a year's step), wins {points} points",
                if wanted > growth { "raise" } else { "lower" },
                if relative { "relative " } else { "" }
            ),
        }
    }

    /// What kind of step a goal is.
    pub(super) fn step(self, basis: &str) -> &'static str {
        let (zh, en) = match basis {
            "full" => ("达到满分标准", "full marks"),
            "next-park" => ("追上前一位园区", "the park next ahead"),
            _ => ("一年一步", "a year's step"),
        };
        match self.language {
            Language::Zh => zh,
            Language::En => en,
        }
    }

    /// Years in a row in which a value became better.
    pub(super) fn years(self, years: usize) -> String {
        match self.language {
            Language::Zh => format!("连续{years}年向好"),
            Language::En => format!("better {years} years in a row"),
        }
    }

    /// The place among the zones of the reference.
    pub(super) fn panel(self, rank: usize, units: usize) -> String {
        match self.language {
            Language::Zh => format!("在参照的{units}个高新区中居第{rank}位"),
            Language::En => format!("rank {rank} of {units} zones of the reference"),
        }
    }

    pub(super) fn rank(self, rank: usize, parks: usize, of_growth: bool) -> String {
        match (self.language, of_growth) {
            (Language::Zh, false) => format!("在{parks}个园区中居第{rank}位"),
            (Language::Zh, true) => format!("增速在{parks}个园区中居第{rank}位"),
            (Language::En, false) => format!("rank {rank} of {parks} parks"),
            (Language::En, true) => format!("growth ranks {rank} of {parks} parks"),
        }
    }
}

/// How a sentence names a value in English, which counts in thousands and not in ten thousands: what the value is
/// multiplied by, how many decimals that takes, and the unit.
fn english_scale(unit: &str) -> (f64, i8, String) {
    let (first, per) = match unit.split_once('/') {
        Some((first, rest)) => (first, per(rest)),
        None => (unit, String::new()),
    };
    let (factor, decimals, name) = match first.trim() {
        "亿元" => (0.1, 1, "billion yuan"),
        "万元" => (10.0, -1, "thousand yuan"),
        "万人" => (10.0, -1, "thousand persons"),
        other => (1.0, 0, english_part(other)),
    };
    (factor, decimals, format!("{name}{per}").trim().to_owned())
}

/// A unit as definitions print it, in English; parts that are not known stay as they are.
pub fn english_unit(unit: &str) -> String {
    let english = match unit.split_once('/') {
        Some((first, rest)) => format!("{}{}", english_part(first), per(rest)),
        None => english_part(unit).to_owned(),
    };
    english.trim().to_owned()
}

/// What stands below the line of a unit.
fn per(units: &str) -> String {
    units
        .split('/')
        .map(|unit| {
            let one = match unit.trim() {
                "人" => "person",
                "家" => "enterprise",
                "百家" => "100 enterprises",
                "项" => "project",
                "年" => "year",
                other => english_part(other),
            };
            format!(" per {one}")
        })
        .collect()
}

fn english_part(unit: &str) -> &str {
    match unit.trim() {
        "元" => "yuan",
        "千元" => "thousand yuan",
        "万元" => "10,000 yuan",
        "亿元" => "100 million yuan",
        "人" => "persons",
        "万人" => "10,000 persons",
        "家" => "enterprises",
        "个" | "件" | "项" | "户" => "",
        "篇" => "papers",
        "百分点" => "percentage points",
        "平方公里" => "km²",
        "平方米" => "m²",
        "吨标准煤" => "tonnes of coal equivalent",
        "千万元" => "10 million yuan",
        "100亿元" => "10 billion yuan",
        "人年" => "person-years",
        "人月" => "person-months",
        "比值" => "ratio",
        "年" => "years",
        "分" => "points",
        "位" => "rank",
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_have_separators_and_no_negative_zero() {
        let wording = Wording::of(Language::Zh);
        assert_eq!(wording.number(1_234_567.891, 1), "1,234,567.9");
        assert_eq!(wording.number(-999.5, 0), "−1,000");
        assert_eq!(wording.number(-0.004, 2), "0.00");
        assert_eq!(wording.number(100.0, 0), "100");
    }

    #[test]
    fn units_are_read_in_english() {
        assert_eq!(english_unit("亿元/平方公里"), "100 million yuan per km²");
        assert_eq!(english_unit("%"), "%");
        assert_eq!(english_unit("个"), "");
        assert_eq!(english_unit("件/万人"), "per 10,000 persons");
        assert_eq!(english_unit("万元/人"), "10,000 yuan per person");
        assert_eq!(
            english_scale("亿元/平方公里"),
            (0.1, 1, "billion yuan per km²".to_owned())
        );
    }
}
