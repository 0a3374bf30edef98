//! Everything that the sheets of a park's workbook look up, gathered once.

use std::collections::BTreeMap;

use crate::aggregate::Response;
use crate::assess::{TOTAL, Wording, english_unit};
use crate::definitions::{
    Indicator, Language, Measure, Park, Profile, ProfileIndicator, is_percentage,
};
use crate::report::sheet::Cell;
use crate::report::style::Tone;
use crate::report::view::{Enterprise, View};
use crate::tables::{AssessmentRow, AssessmentTotalRow, Mark, PriorityRow};

/// A park and what is known of it.
pub(super) struct Facts<'a> {
    /// The results by name.
    pub(super) view: &'a View<'a>,
    /// The park.
    pub(super) park: &'a Park,
    /// What it is judged by; a park without a profile has a workbook without scores.
    pub(super) profile: Option<&'a Profile>,
    /// The park's assessment, in the order of its profile.
    pub(super) rows: Vec<&'a AssessmentRow>,
    /// What is to be done, first things first.
    pub(super) priorities: Vec<&'a PriorityRow>,
    /// Who answered.
    pub(super) response: Response,
}

/// How the measure of size is shown.
#[derive(Clone, Debug)]
pub(super) struct Size<'a> {
    /// The measure.
    pub(super) measure: &'a Measure,
    /// Its name with the unit shown.
    pub(super) header: String,
    /// What values are multiplied by.
    pub(super) factor: f64,
    /// Decimals shown.
    pub(super) decimals: u8,
}

impl Size<'_> {
    /// A value as a cell.
    pub(super) fn cell(&self, value: Option<f64>) -> Cell {
        Cell::number(value.map(|value| value * self.factor), self.decimals)
    }

    /// A change as a cell.
    pub(super) fn change(&self, value: Option<f64>) -> Cell {
        Cell::signed(value.map(|value| value * self.factor), self.decimals)
    }
}

impl<'a> Facts<'a> {
    pub(super) fn of(view: &'a View<'a>, park: &'a Park) -> Facts<'a> {
        let results = view.results;
        let response = view.responses.of(Some(&park.id)).clone();
        let assessed = results.assessed;
        Facts {
            park,
            profile: results
                .definitions
                .profiles
                .iter()
                .find(|profile| profile.park == park.id),
            rows: assessed
                .assessments
                .iter()
                .filter(|row| row.park == park.id)
                .collect(),
            priorities: assessed
                .priorities
                .iter()
                .filter(|row| row.park == park.id)
                .collect(),
            response,
            view,
        }
    }

    /// The text of the workbook's language.
    pub(super) fn say<'t>(&self, zh: &'t str, en: &'t str) -> &'t str {
        self.view.say(zh, en)
    }

    /// The language.
    pub(super) fn language(&self) -> Language {
        self.view.language
    }

    /// How numbers stand in sentences.
    pub(super) fn wording(&self) -> Wording {
        Wording::of(self.view.language)
    }

    /// The park's name.
    pub(super) fn name(&self) -> &'a str {
        self.park.name.get(self.view.language)
    }

    /// Title of the workbook.
    pub(super) fn title(&self) -> String {
        let period = self.view.period_words();
        match self.language() {
            Language::Zh => format!("{}{period}评价", self.name()),
            Language::En => format!("{}: assessment of {period}", self.name()),
        }
    }

    /// Title of a sheet.
    pub(super) fn sheet_title(&self, zh: &str, en: &str) -> String {
        match self.language() {
            Language::Zh => format!("{} · {zh}", self.name()),
            Language::En => format!("{} · {en}", self.name()),
        }
    }

    /// The park's total.
    pub(super) fn total(&self) -> Option<&'a AssessmentTotalRow> {
        self.totals_of(&self.park.id)
            .into_iter()
            .find(|row| row.group == TOTAL)
    }

    /// The park's groups, in the order of its profile.
    pub(super) fn groups(&self) -> Vec<&'a AssessmentTotalRow> {
        self.totals_of(&self.park.id)
            .into_iter()
            .filter(|row| row.group != TOTAL)
            .collect()
    }

    /// Total and groups of a park.
    pub(super) fn totals_of(&self, park: &str) -> Vec<&'a AssessmentTotalRow> {
        self.view
            .results
            .assessed
            .totals
            .iter()
            .filter(|row| row.park == park)
            .collect()
    }

    /// Mean score of a group (or of the total) over the parks that have one.
    pub(super) fn mean_of(&self, group: &str) -> Option<f64> {
        let scores: Vec<f64> = self
            .view
            .results
            .assessed
            .totals
            .iter()
            .filter(|row| row.group == group)
            .filter_map(|row| row.score)
            .collect();
        (!scores.is_empty()).then(|| scores.iter().sum::<f64>() / scores.len() as f64)
    }

    /// The same, unless the one other park whose score is confidential could be worked out of it.
    pub(super) fn shown_mean_of(&self, group: &str) -> Option<f64> {
        let others = self.view.parks();
        let confidential = others
            .iter()
            .filter(|(park, _)| *park != self.park.id && self.hides_score(park, group))
            .count();
        self.mean_of(group).filter(|_| confidential != 1)
    }

    /// An indicator of the definitions.
    pub(super) fn indicator(&self, id: &str) -> Option<&'a Indicator> {
        self.view.results.definitions.indicator(id)
    }

    /// How the profile judges an indicator.
    pub(super) fn judged(&self, id: &str) -> Option<&'a ProfileIndicator> {
        self.profile?
            .indicators
            .iter()
            .find(|judged| judged.indicator == id)
    }

    /// The rows with a mark: strengths in which the park leads first; then characteristic ones, then those with most
    /// points at stake.
    pub(super) fn marked(&self, mark: Mark) -> Vec<&'a AssessmentRow> {
        let mut rows: Vec<&AssessmentRow> = self
            .rows
            .iter()
            .copied()
            .filter(|row| row.mark == mark)
            .collect();
        let characteristic = |row: &AssessmentRow| {
            self.judged(&row.indicator)
                .is_some_and(|j| j.characteristic)
        };
        let stake = |row: &AssessmentRow| match mark {
            Mark::Weakness => row.max_score - row.score.unwrap_or_default(),
            _ => row.score.unwrap_or_default(),
        };
        let leads = |row: &AssessmentRow| mark == Mark::Strength && row.rank == Some(1);
        rows.sort_by(|a, b| {
            leads(b)
                .cmp(&leads(a))
                .then_with(|| characteristic(b).cmp(&characteristic(a)))
                .then_with(|| stake(b).total_cmp(&stake(a)))
        });
        rows
    }

    /// The reason of a mark. Where the zone's value is confidential, it only says which way the park differs.
    pub(super) fn reason(&self, row: &AssessmentRow) -> String {
        let zh = self.language() == Language::Zh;
        match self.indicator(&row.indicator) {
            Some(indicator)
                if row.mark != Mark::None && self.hides(self.view.zone_id(), &row.indicator) =>
            {
                let label = indicator.label.get(self.language());
                let value = self
                    .wording()
                    .quantity(indicator, row.value.unwrap_or_default());
                let ahead = row.mark == Mark::Strength;
                match (zh, ahead) {
                    (true, true) => format!("{label}{value}，领先全区（全区值涉及保密，不列）"),
                    (true, false) => format!("{label}{value}，落后全区（全区值涉及保密，不列）"),
                    (false, true) => {
                        format!(
                            "{label} is {value}, ahead of the zone, whose value is confidential"
                        )
                    }
                    (false, false) => {
                        format!("{label} is {value}, behind the zone, whose value is confidential")
                    }
                }
            }
            _ => self
                .language()
                .choose(&row.reason, &row.reason_en)
                .to_owned(),
        }
    }

    /// What a park should do, in a sentence. Where it is to draw level with another park whose value is confidential,
    /// the value is left out.
    pub(super) fn priority(&self, row: &PriorityRow) -> String {
        if row.basis != "next-park" || !self.hides_some(&row.indicator) {
            return self.language().choose(&row.text, &row.text_en).to_owned();
        }
        let label = self.view.label(&row.indicator);
        let points = self.wording().number(row.points, 1);
        match self.language() {
            Language::Zh => {
                format!("{label}：追上前一位园区（其值涉及保密，不列），可再得{points}分")
            }
            Language::En => format!(
                "{label}: draw level with the park next ahead, whose value is confidential, wins {points} points"
            ),
        }
    }

    /// Whether a unit's value of an indicator is confidential to this park.
    pub(super) fn hides(&self, unit: &str, indicator: &str) -> bool {
        self.view
            .published
            .hides_indicator(Some(&self.park.id), unit, indicator)
    }

    /// Whether an indicator of any other park is confidential to this park: then ranks and best values are too.
    pub(super) fn hides_some(&self, indicator: &str) -> bool {
        self.view
            .parks()
            .iter()
            .any(|(park, _)| self.hides(park, indicator))
    }

    /// Whether a park's score in a group of its profile (or in all) tells a reader from outside a confidential value:
    /// where it rests on one, the others being shown, that one follows. In the total two or more hide each other.
    pub(super) fn hides_score(&self, park: &str, group: &str) -> bool {
        let profiles = &self.view.results.definitions.profiles;
        let confidential = profiles
            .iter()
            .filter(|profile| profile.park == park)
            .flat_map(|profile| &profile.indicators)
            .filter(|judged| group == TOTAL || judged.group == group)
            .filter(|judged| {
                self.view
                    .published
                    .hides_indicator(None, park, &judged.indicator)
            })
            .count();
        match group {
            TOTAL => confidential == 1,
            _ => confidential > 0,
        }
    }

    /// Whether an industry's figures in a unit are confidential to this park.
    pub(super) fn hides_industry(&self, unit: &str, industry: &str) -> bool {
        self.view
            .published
            .hides_industry(Some(&self.park.id), unit, industry)
    }

    /// A value of an indicator as a cell.
    pub(super) fn value_cell(indicator: &Indicator, value: Option<f64>) -> Cell {
        if is_percentage(&indicator.unit) {
            Cell::percent(value, indicator.decimals)
        } else {
            Cell::number(value, indicator.decimals)
        }
    }

    /// A unit in the workbook's language.
    pub(super) fn unit(&self, unit: &str) -> String {
        match self.language() {
            Language::Zh => unit.to_owned(),
            Language::En => english_unit(unit),
        }
    }

    /// The word for a mark.
    pub(super) fn mark_cell(&self, mark: Mark) -> Cell {
        match mark {
            Mark::Strength => Cell::text(self.say("强项", "strength")).tone(Tone::Good),
            Mark::Weakness => Cell::text(self.say("弱项", "weakness")).tone(Tone::Bad),
            Mark::None => Cell::blank(),
        }
    }

    /// The park's enterprises, in the order of the table.
    pub(super) fn enterprises(&self) -> impl Iterator<Item = &Enterprise> {
        self.view.enterprises.iter().filter(|e| self.owns(e))
    }

    fn owns(&self, enterprise: &Enterprise) -> bool {
        enterprise.park.as_deref() == Some(self.park.id.as_str())
    }

    /// The park's enterprises of this period and, where this period lacks them, of the one before, by code.
    pub(super) fn by_code(&self) -> BTreeMap<&str, &Enterprise> {
        let here: BTreeMap<&str, &Enterprise> = self
            .view
            .enterprises
            .iter()
            .map(|enterprise| (enterprise.credit_code.as_str(), enterprise))
            .collect();
        let mut own: BTreeMap<&str, &Enterprise> = self
            .view
            .previous
            .iter()
            .filter(|enterprise| {
                // One that has moved to another park belongs there now.
                self.owns(enterprise) && !here.contains_key(enterprise.credit_code.as_str())
            })
            .map(|enterprise| (enterprise.credit_code.as_str(), enterprise))
            .collect();
        own.extend(
            here.into_iter()
                .filter(|(_, enterprise)| self.owns(enterprise)),
        );
        own
    }

    /// The measure of size, as it is shown for enterprises or for sums.
    pub(super) fn size(&self, sums: bool) -> Option<Size<'a>> {
        let definitions = self.view.results.definitions;
        let measure = definitions.measure(definitions.pipeline.overview.size.as_deref()?)?;
        let (factor, decimals, unit) = match (measure.unit.as_str(), sums) {
            ("千元", true) => (1e-5, 2, "亿元"),
            ("千元", false) => (0.1, 0, "万元"),
            ("万元", true) => (1e-4, 2, "亿元"),
            (other, _) => (1.0, 0, other),
        };
        let label = measure.label.get(self.language());
        let unit = self.unit(unit);
        Some(Size {
            measure,
            header: match self.language() {
                Language::Zh => format!("{label}（{unit}）"),
                Language::En => format!("{label} ({unit})"),
            },
            factor,
            decimals,
        })
    }

    /// The name of a leading industry in the workbook's language.
    pub(super) fn industry_name(&self, industry: &str) -> String {
        if industry.is_empty() {
            return self.say("未归入主导产业", "No leading industry").to_owned();
        }
        self.view.industry_name(industry).to_owned()
    }
}
