//! Checks that span definitions: unique ids, references that lead somewhere, expressions that fit.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Display;
use std::path::{Path, PathBuf};

use polars::prelude::{DataType, Schema};

use super::assessment::Method;
use super::index_check;
use super::load::Definitions;
use super::problem::{Problem, Problems};
use super::rules::OWN_CHECKS;
use crate::expressions::{Expression, Kind, MeasureFrame, RESERVED, RecordColumns};
use crate::period::Period;

/// The file that each definition came from, in the order of the definitions.
#[derive(Default)]
pub(super) struct Origins {
    pub survey: PathBuf,
    pub rules: Vec<PathBuf>,
    pub item_sums: Vec<PathBuf>,
    pub derived: Vec<PathBuf>,
    pub measures: Vec<PathBuf>,
    pub indicators: Vec<PathBuf>,
    pub indexes: Vec<PathBuf>,
    pub profiles: Vec<PathBuf>,
    pub rungs: Vec<PathBuf>,
    pub abilities: Vec<PathBuf>,
}

/// Examines everything; each problem found is added to `found`.
pub(super) fn examine(definitions: &Definitions, origins: &Origins, found: &mut Vec<Problem>) {
    let mut examination = Examination {
        definitions,
        origins,
        found,
    };
    examination.pipeline();
    examination.survey();
    examination.tags();
    // Expressions are checked against columns: those must be sound first.
    if !examination.found.is_empty() {
        return;
    }
    examination.record_expressions();
    examination.indicators();
    examination.indexes();
    examination.profiles();
}

struct Examination<'a> {
    definitions: &'a Definitions,
    origins: &'a Origins,
    found: &'a mut Vec<Problem>,
}

impl Examination<'_> {
    fn problem(&mut self, file: &Path, place: impl Display, message: impl Into<String>) {
        Problems::of(file, self.found).add(place.to_string(), message);
    }

    fn pipeline(&mut self) {
        let definitions = self.definitions;
        let file = definitions.file.as_path();
        let pipeline = &definitions.pipeline;
        if pipeline.parks.is_empty() {
            self.problem(file, "parks", "no park is defined: a zone has at least one");
        }
        let mut ids = BTreeSet::from([pipeline.id.as_str()]);
        for park in &pipeline.parks {
            if !ids.insert(&park.id) {
                self.problem(
                    file,
                    format!("parks.{}", park.id),
                    "this id is used twice; the zone and its parks need different ids",
                );
            }
            if park.id.is_empty()
                || !park
                    .id
                    .chars()
                    .all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_')
            {
                self.problem(
                    file,
                    format!("parks.{}", park.id),
                    "an id names files: use letters, digits, `-` and `_` only",
                );
            }
        }
        for indicator in &pipeline.overview.headline {
            if definitions.indicator(indicator).is_none() {
                self.problem(
                    &definitions.file,
                    "overview.headline",
                    format!("there is no indicator `{indicator}`"),
                );
            }
        }
        if let Some(size) = &pipeline.overview.size
            && definitions.measure(size).is_none()
        {
            self.problem(
                &definitions.file,
                "overview.size",
                format!("there is no measure `{size}`"),
            );
        }
        for goal in &pipeline.goals {
            let place = format!("goals.{}", goal.indicator);
            if definitions.indicator(&goal.indicator).is_none() {
                self.problem(file, &place, "no indicator has this id");
            }
            if let Err(error) = goal.period.parse::<Period>() {
                self.problem(file, &place, error);
            }
        }
        for goal in &pipeline.rank_goals {
            let place = format!("rank_goals.{}", goal.index);
            let known = definitions
                .indexes
                .iter()
                .any(|index| index.id == goal.index);
            if !known {
                self.problem(file, &place, "no index has this id");
            }
            if goal.rank == 0 {
                self.problem(file, &place, "ranks begin with 1");
            }
            if let Err(error) = goal.period.parse::<Period>() {
                self.problem(file, &place, error);
            }
        }
        for waiver in &pipeline.waivers {
            let place = format!("waivers.{}.{}", waiver.rule, waiver.enterprise);
            let known = definitions.rules.iter().any(|rule| rule.id == waiver.rule)
                || OWN_CHECKS.contains(&waiver.rule.as_str());
            if !known {
                self.problem(file, &place, "no rule or check has this id");
            }
            let lists = definitions
                .rules
                .iter()
                .all(|rule| rule.id != waiver.rule || rule.rows.is_some());
            if waiver.row.is_some_and(|row| row < 1 || !lists) {
                self.problem(
                    file,
                    &place,
                    "row: this rule looks at records, not at the rows of a list (rows begin with 1): leave `row` out",
                );
            }
            if waiver.enterprise.trim().is_empty() {
                self.problem(
                    file,
                    &place,
                    "a waiver is for one enterprise: give its credit code",
                );
            }
            if waiver.reason.trim().is_empty() {
                self.problem(file, &place, "a waiver needs a reason");
            }
            if let Err(error) = waiver.until.parse::<Period>() {
                self.problem(file, &place, format!("until: {error}"));
            }
        }
        let gates = &pipeline.gates;
        let shares = [
            ("response_rate", gates.response_rate),
            ("error_rate", gates.error_rate),
            ("open_query_rate", gates.open_query_rate),
            ("unexplained_rate", gates.unexplained_rate),
            ("response_rate_by_size", gates.response_rate_by_size),
            ("left_out_by_size", gates.left_out_by_size),
        ];
        for (name, share) in &shares[4..] {
            if share.is_some() && pipeline.overview.size.is_none() {
                self.problem(
                    file,
                    format!("gates.{name}"),
                    "size is told by a measure: set `size` under [overview]",
                );
            }
        }
        for (name, share) in shares {
            if share.is_some_and(|share| !(0.0..=1.0).contains(&share)) {
                self.problem(
                    file,
                    format!("gates.{name}"),
                    "a share is expected, from 0 to 1",
                );
            }
        }
        for (key, problem) in pipeline.limits.problems() {
            self.problem(file, format!("limits.{key}"), problem);
        }
        let mut seen = BTreeSet::new();
        for check in &definitions.checks {
            if !OWN_CHECKS.contains(&check.id.as_str()) {
                self.problem(
                    file,
                    format!("checks.{}", check.id),
                    format!(
                        "huoju has no check with this id; it has {}",
                        OWN_CHECKS.join(", ")
                    ),
                );
            }
            if !seen.insert(check.id.as_str()) {
                self.problem(
                    file,
                    format!("checks.{}", check.id),
                    "this check is set twice",
                );
            }
        }
        for missing in OWN_CHECKS.iter().filter(|id| !seen.contains(*id)) {
            self.problem(file, "rules", format!("no rules file has a [[checks]] entry for huoju's own check `{missing}`: add its label, message and severity"));
        }
    }

    fn survey(&mut self) {
        let definitions = self.definitions;
        let survey = &definitions.survey;
        let file = self.origins.survey.as_path();
        let mut codes = BTreeSet::new();
        let fields = survey
            .forms
            .iter()
            .flat_map(|form| form.fields.iter().map(move |field| (form, field)));
        for (form, field) in fields {
            let place = format!("forms.{}.{}", form.number, field.code);
            if !codes.insert(field.code.as_str()) {
                self.problem(file, &place, "this field code is used twice in the survey");
            }
            if field.code.starts_with("prev_") || field.code != field.code.to_lowercase() {
                self.problem(
                    file,
                    &place,
                    "a field code is lower case and does not begin with `prev_`",
                );
            }
            if RESERVED.contains(&field.code.as_str()) {
                self.problem(
                    file,
                    &place,
                    "every record has a column of this name already: use another code",
                );
            }
            if let Some(parent) = &field.parent
                && !form.fields.iter().any(|other| other.code == *parent)
            {
                self.problem(
                    file,
                    &place,
                    format!("parent `{parent}` is no field of this form"),
                );
            }
            if let Some(list) = &field.codes
                && definitions.list(list).is_none()
            {
                self.problem(
                    file,
                    &place,
                    format!("no classification file has a list `{list}`"),
                );
            }
        }
        for form in &survey.forms {
            let place = format!("forms.{}", form.number);
            if form.cover != form.number.is_empty() {
                self.problem(file, &place, "a form has a number, and the cover has none");
            }
            let names = form.continues_after.iter().chain(&form.item);
            for code in names {
                if !form.fields.iter().any(|field| field.code == *code) {
                    self.problem(file, &place, format!("`{code}` is no field of this form"));
                }
            }
            if form.list != form.item.is_some() {
                self.problem(file, &place, "`item` names the field that names a row: a list form needs it, others have none");
            }
        }
        let identity = &survey.identity;
        let named = [
            &identity.credit_code,
            &identity.name,
            &identity.filled,
            &identity.industry,
        ];
        for code in named.into_iter().chain(survey.register_fills.keys()) {
            if !survey.record_fields().any(|field| field.code == *code) {
                self.problem(
                    file,
                    "identity",
                    format!("`{code}` is no field of the survey"),
                );
            }
        }
        for list in &definitions.lists {
            let mut seen = BTreeSet::new();
            for entry in &list.entries {
                if !seen.insert(entry.code.as_str()) {
                    self.problem(
                        &definitions.file,
                        format!("classifications: {}", list.id),
                        format!("code `{}` stands twice", entry.code),
                    );
                }
            }
        }
    }

    fn tags(&mut self) {
        let definitions = self.definitions;
        let file = definitions.file.as_path();
        for tag in &definitions.tags {
            let place = format!("classifications: tags.{}", tag.id);
            let text_field = definitions
                .survey
                .record_fields()
                .any(|field| field.code == tag.field && !field.kind.is_number());
            if !text_field {
                self.problem(
                    file,
                    &place,
                    format!("`{}` is no field of codes in the survey", tag.field),
                );
            }
            match &tag.section_of {
                Some(list) if definitions.list(list).is_none() => {
                    self.problem(
                        file,
                        &place,
                        format!("no classification file has a list `{list}`"),
                    );
                }
                Some(_) if !tag.prefixes.is_empty() => {
                    self.problem(
                        file,
                        &place,
                        "give either `prefixes` or `section_of`, not both",
                    );
                }
                None if tag.prefixes.is_empty() => {
                    self.problem(file, &place, "give `prefixes` or `section_of`");
                }
                _ => {}
            }
        }
    }

    fn expression(
        &mut self,
        file: &Path,
        place: impl Display,
        expression: &Expression,
        schema: &Schema,
        kind: Kind,
    ) {
        if let Err(message) = expression.check(schema, kind) {
            self.problem(file, place, message);
        }
    }

    fn record_expressions(&mut self) {
        let definitions = self.definitions;
        let origins = self.origins;
        let columns = RecordColumns::of(definitions);
        let mut ids = BTreeMap::new();
        let tags = definitions.tags.iter().map(|tag| (&tag.id, "tag"));
        let sums = definitions
            .item_sums
            .iter()
            .map(|sum| (&sum.id, "item sum"));
        let derived = definitions
            .derived
            .iter()
            .map(|derived| (&derived.id, "derived field"));
        for (id, kind) in tags.chain(sums).chain(derived) {
            let taken = definitions
                .survey
                .field(id)
                .map(|_| "field")
                .or_else(|| {
                    RESERVED
                        .contains(&id.as_str())
                        .then_some("column that every record has")
                })
                .or_else(|| ids.insert(id, kind));
            if let Some(taken) = taken {
                self.problem(
                    &definitions.file,
                    id,
                    format!("the {kind} `{id}` has the name of a {taken}"),
                );
            }
        }
        for (sum, file) in definitions.item_sums.iter().zip(&origins.item_sums) {
            let place = format!("item_sums.{}", sum.id);
            let Some(schema) = columns.items.get(&sum.form) else {
                self.problem(
                    file,
                    &place,
                    format!("`{}` is no list form of the survey", sum.form),
                );
                continue;
            };
            self.expression(file, format!("{place}.sum"), &sum.sum, schema, Kind::Number);
            if let Some(filter) = &sum.filter {
                self.expression(
                    file,
                    format!("{place}.where"),
                    filter,
                    schema,
                    Kind::Boolean,
                );
            }
        }
        // A derived field may read only what stands before it, and nothing of the year before.
        let mut known: Schema = columns
            .enterprise
            .iter()
            .filter(|(name, _)| {
                !name.starts_with("prev_")
                    && !definitions
                        .derived
                        .iter()
                        .any(|derived| derived.id == name.as_str())
            })
            .map(|(name, dtype)| polars::prelude::Field::new(name.clone(), dtype.clone()))
            .collect();
        for (derived, file) in definitions.derived.iter().zip(&origins.derived) {
            self.expression(
                file,
                format!("derived.{}.sql", derived.id),
                &derived.sql,
                &known,
                Kind::Number,
            );
            known.with_column(derived.id.as_str().into(), DataType::Float64);
        }
        let mut rule_ids = BTreeSet::new();
        for (rule, file) in definitions.rules.iter().zip(&origins.rules) {
            let place = format!("rules.{}", rule.id);
            if !rule_ids.insert((&rule.id, rule.from)) || OWN_CHECKS.contains(&rule.id.as_str()) {
                self.problem(file, &place, "this rule id is used twice");
            }
            let schema = match &rule.rows {
                None => &columns.enterprise,
                Some(form) => match columns.items.get(form) {
                    Some(schema) => schema,
                    None => {
                        self.problem(
                            file,
                            &place,
                            format!("rows: `{form}` is no list form of the survey"),
                        );
                        continue;
                    }
                },
            };
            if let Some(when) = &rule.when {
                self.expression(file, format!("{place}.when"), when, schema, Kind::Boolean);
            }
            self.expression(
                file,
                format!("{place}.check"),
                &rule.check,
                schema,
                Kind::Boolean,
            );
            for mark in &rule.marks {
                if definitions.survey.field(mark).is_none() {
                    self.problem(
                        file,
                        format!("{place}.marks"),
                        format!("`{mark}` is no field of the survey"),
                    );
                }
            }
        }
        for (measure, file) in definitions.measures.iter().zip(&origins.measures) {
            self.expression(
                file,
                format!("measures.{}.sql", measure.id),
                &measure.sql,
                &columns.enterprise,
                Kind::Number,
            );
        }
        for (place, message) in
            super::ladder::id_problems(&definitions.rungs, &definitions.abilities)
        {
            self.problem(&definitions.file, place, message);
        }
        for (rung, file) in definitions.rungs.iter().zip(&origins.rungs) {
            for (number, condition) in rung.conditions.iter().enumerate() {
                let place = format!("rungs.{}.conditions[{number}].sql", rung.id);
                self.expression(
                    file,
                    place,
                    &condition.sql,
                    &columns.enterprise,
                    Kind::Boolean,
                );
            }
        }
        for (ability, file) in definitions.abilities.iter().zip(&origins.abilities) {
            for item in &ability.items {
                let place = format!("abilities.{}.{}.sql", ability.id, item.id);
                self.expression(file, place, &item.sql, &columns.enterprise, Kind::Number);
            }
        }
    }

    fn indicators(&mut self) {
        let definitions = self.definitions;
        let origins = self.origins;
        let mut ids: BTreeSet<&str> = definitions.park_attributes();
        for (measure, file) in definitions.measures.iter().zip(&origins.measures) {
            if !ids.insert(&measure.id) || measure.id.starts_with("prev_") {
                self.problem(file, format!("measures.{}", measure.id), "a measure's id is unique, no park attribute's, and does not begin with `prev_`");
            }
        }
        let schema = MeasureFrame::schema(definitions);
        let mut ids = BTreeSet::new();
        for (indicator, file) in definitions.indicators.iter().zip(&origins.indicators) {
            let place = format!("indicators.{}", indicator.id);
            if !ids.insert(&indicator.id) {
                self.problem(file, &place, "this indicator id is used twice");
            }
            if let Some(formula) = &indicator.formula {
                self.expression(
                    file,
                    format!("{place}.formula"),
                    formula,
                    &schema,
                    Kind::Number,
                );
                if formula.columns().is_empty() {
                    self.problem(
                        file,
                        format!("{place}.formula"),
                        "the formula reads no measure",
                    );
                }
            }
        }
    }

    fn indexes(&mut self) {
        let definitions = self.definitions;
        let origins = self.origins;
        let mut indexes = BTreeSet::new();
        for (index, file) in definitions.indexes.iter().zip(&origins.indexes) {
            if !indexes.insert(&index.id) {
                self.problem(file, &index.id, "this index id is used twice");
            }
            let known = |id: &str| definitions.indicator(id).is_some();
            for (place, message) in index_check::problems(index, known) {
                self.problem(file, place, message);
            }
        }
    }

    fn profiles(&mut self) {
        let definitions = self.definitions;
        let origins = self.origins;
        let mut parks = BTreeSet::new();
        for (profile, file) in definitions.profiles.iter().zip(&origins.profiles) {
            if definitions.pipeline.park(&profile.park).is_none() {
                self.problem(
                    file,
                    "park",
                    format!("`{}` is no park of the zone", profile.park),
                );
            }
            if !parks.insert(&profile.park) {
                self.problem(file, "park", format!("`{}` has two profiles", profile.park));
            }
            let total: f64 = profile
                .indicators
                .iter()
                .map(|indicator| indicator.weight)
                .sum();
            if (total - 100.0).abs() > 1e-6 {
                self.problem(
                    file,
                    "indicators",
                    format!("the weights add up to {total}, expected 100"),
                );
            }
            let mut seen = BTreeSet::new();
            for indicator in &profile.indicators {
                let place = format!("indicators.{}", indicator.indicator);
                if definitions.indicator(&indicator.indicator).is_none() {
                    self.problem(file, &place, "no indicator has this id");
                }
                if !seen.insert(&indicator.indicator) {
                    self.problem(file, &place, "this indicator stands twice in the profile");
                }
                if !profile
                    .groups
                    .iter()
                    .any(|group| group.id == indicator.group)
                {
                    self.problem(
                        file,
                        &place,
                        format!(
                            "group `{}` is not among the profile's groups",
                            indicator.group
                        ),
                    );
                }
                if indicator.weight.is_nan() || indicator.weight <= 0.0 {
                    self.problem(
                        file,
                        &place,
                        format!(
                            "the weight is {}, expected a number above 0",
                            indicator.weight
                        ),
                    );
                }
                let lacks = match indicator.method {
                    Method::Target => indicator.target.is_none().then_some("`target`"),
                    Method::Bounds | Method::Growth => (indicator.low.is_none()
                        || indicator.high.is_none()
                        || indicator.low >= indicator.high)
                        .then_some("`low` and `high`, low below high"),
                    Method::Rank => None,
                };
                if let Some(lacks) = lacks {
                    self.problem(file, &place, format!("this method needs {lacks}"));
                }
                if !(0.0..=1.0).contains(&indicator.growth_share)
                    || (indicator.growth_share > 0.0
                        && indicator.growth_target.is_none_or(|target| target <= 0.0))
                {
                    self.problem(
                        file,
                        &place,
                        "`growth_share` lies between 0 and 1, and needs a `growth_target` above 0",
                    );
                }
            }
            if profile.grades.is_empty() || !profile.grades.is_sorted_by(|a, b| a.min > b.min) {
                self.problem(file, "grades", "expected at least one grade, best first, each with a lower `min` than the one before");
            }
        }
    }
}
