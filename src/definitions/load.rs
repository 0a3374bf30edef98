//! Reads the pipeline file and the files that it names.

use std::collections::BTreeSet;
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

use serde::de::DeserializeOwned;
use sha2::{Digest, Sha256};

use super::assessment::Profile;
use super::chain::{Chain, ChainFile};
use super::classification::{ClassificationFile, CodeEntry, CodeList, Tag};
use super::consistency::{self, Origins};
use super::index::CompositeIndex;
use super::index_check;
use super::indicators::{DerivedField, Indicator, IndicatorFile, ItemSum, Measure};
use super::label::Label;
use super::ladder::{Ability, LadderFile, Rung, Scheme, Stage};
use super::pipeline::{Folders, Pipeline};
use super::problem::{DefinitionErrors, Problem, Problems};
use super::rules::{DelegatedRule, OwnCheck, Rule, RuleFile};
use super::short_form::ShortSurvey;
use super::survey::Survey;
use crate::period::Period;

/// Everything that a pipeline defines, for one kind of period.
#[derive(Clone, Debug)]
pub struct Definitions {
    /// The pipeline file.
    pub file: PathBuf,
    /// The zone.
    pub pipeline: Pipeline,
    /// The survey of the period.
    pub survey: Survey,
    /// Code lists.
    pub lists: Vec<CodeList>,
    /// Tags looked up from a code.
    pub tags: Vec<Tag>,
    /// Edit rules, in the order of the files; those that are not in force in the period's year left out.
    pub rules: Vec<Rule>,
    /// Edit rules that are in force in other years.
    pub rules_of_other_years: Vec<Rule>,
    /// Rules of the catalogue that something else sees to.
    pub delegated: Vec<DelegatedRule>,
    /// Settings of huoju's own checks.
    pub checks: Vec<OwnCheck>,
    /// Sums over list forms.
    pub item_sums: Vec<ItemSum>,
    /// Derived fields, in the order in which they build on each other.
    pub derived: Vec<DerivedField>,
    /// Measures.
    pub measures: Vec<Measure>,
    /// Indicators.
    pub indicators: Vec<Indicator>,
    /// Composite indexes.
    pub indexes: Vec<CompositeIndex>,
    /// Composite indexes that are checked and not evaluated.
    pub drafts: Vec<CompositeIndex>,
    /// Assessment profiles.
    pub profiles: Vec<Profile>,
    /// Rungs of the ladder, lowest first.
    pub rungs: Vec<Rung>,
    /// Abilities of the points table.
    pub abilities: Vec<Ability>,
    /// Stages of enterprises, by which points are weighted and ranked.
    pub stages: Vec<Stage>,
    /// Schemes of points other than the zone's own.
    pub schemes: Vec<Scheme>,
    /// Chains of industry that cross parks.
    pub chains: Vec<Chain>,
    /// Every definition file read.
    pub files: Vec<DefinitionFile>,
    /// The file that each definition came from.
    pub(super) origins: Origins,
}

/// A definition file as it was read.
#[derive(Clone, Debug)]
pub struct DefinitionFile {
    /// Where it is.
    pub path: PathBuf,
    /// SHA-256 of its bytes, hexadecimal.
    pub sha256: String,
    /// What it says.
    pub text: Arc<str>,
}

/// Reads files and gathers what is wrong with them.
struct Reader {
    folder: PathBuf,
    files: Vec<DefinitionFile>,
    problems: Vec<Problem>,
}

impl Reader {
    fn bytes(&mut self, path: &Path) -> Option<String> {
        match std::fs::read_to_string(path) {
            Ok(text) => {
                let hash = Sha256::digest(text.as_bytes());
                self.files.push(DefinitionFile {
                    path: path.to_path_buf(),
                    sha256: format!("{hash:x}"),
                    text: text.as_str().into(),
                });
                Some(text)
            }
            Err(error) => {
                Problems::of(path, &mut self.problems).add(
                    "",
                    format!("cannot be read ({error}): a definition file is expected here"),
                );
                None
            }
        }
    }

    fn toml<T: DeserializeOwned>(&mut self, path: &Path) -> Option<T> {
        let text = self.bytes(path)?;
        match toml::from_str(&text) {
            Ok(value) => Some(value),
            Err(error) => {
                Problems::of(path, &mut self.problems).add("", error.to_string());
                None
            }
        }
    }

    fn named<T: DeserializeOwned>(&mut self, path: &Path) -> Option<(PathBuf, T)> {
        let path = self.folder.join(path);
        self.toml(&path).map(|value| (path, value))
    }

    /// A survey, with the files of the whole survey and of the short one that is based on it, if it is one.
    fn survey(&mut self, path: &Path) -> Option<(PathBuf, Option<PathBuf>, Survey)> {
        #[derive(serde::Deserialize)]
        struct Kind {
            based_on: Option<toml::Value>,
        }
        let path = self.folder.join(path);
        // A file that is no TOML is reported by the second look.
        let is_short = std::fs::read_to_string(&path)
            .ok()
            .and_then(|text| toml::from_str::<Kind>(&text).ok())
            .is_some_and(|kind| kind.based_on.is_some());
        if !is_short {
            let survey = self.toml(&path)?;
            return Some((path, None, survey));
        }
        let short: ShortSurvey = self.toml(&path)?;
        let whole = path.with_file_name(&short.based_on);
        let survey = self.toml(&whole)?;
        Some((whole, Some(path), short.on(survey)))
    }

    /// The entries of a long code list: tab-separated `code`, `level`, `name`, `section`.
    fn entries(&mut self, path: &Path) -> Vec<CodeEntry> {
        let Some(text) = self.bytes(path) else {
            return Vec::new();
        };
        let mut lines = text.lines();
        if lines
            .next()
            .map(|header| header.split('\t').collect::<Vec<_>>())
            != Some(vec!["code", "level", "name", "section"])
        {
            Problems::of(path, &mut self.problems).add(
                "line 1",
                "expected the header `code`, `level`, `name`, `section`, separated by tabs",
            );
            return Vec::new();
        }
        let mut entries = Vec::new();
        for (number, line) in lines.enumerate().filter(|(_, line)| !line.is_empty()) {
            let cells: Vec<&str> = line.split('\t').collect();
            match cells.as_slice() {
                [code, level, name, section] => entries.push(CodeEntry {
                    code: (*code).to_owned(),
                    zh: (*name).to_owned(),
                    en: String::new(),
                    level: level.parse().unwrap_or(0),
                    section: (*section).to_owned(),
                }),
                _ => Problems::of(path, &mut self.problems).add(
                    format!("line {}", number + 2),
                    format!("expected 4 cells separated by tabs, found {}", cells.len()),
                ),
            }
        }
        entries
    }
}

/// Reads the file of an index that stands alone: its leaves name columns of a plain table.
///
/// # Errors
/// [`DefinitionErrors`] with every problem found.
pub fn load_index(file: &Path) -> Result<CompositeIndex, DefinitionErrors> {
    let mut reader = Reader {
        folder: PathBuf::new(),
        files: Vec::new(),
        problems: Vec::new(),
    };
    let index = reader.toml::<CompositeIndex>(file);
    let mut problems = reader.problems;
    if let Some(mut index) = index {
        let mut found = Problems::of(file, &mut problems);
        if let Err(message) = index.choose_weights() {
            found.add("weights", message);
        }
        for (place, message) in index_check::problems(&index, |_| true) {
            found.add(place, message);
        }
        if problems.is_empty() {
            return Ok(index);
        }
    }
    Err(DefinitionErrors(problems))
}

impl Folders {
    /// The folders that a pipeline file names.
    ///
    /// # Errors
    /// When it cannot be read, or names none.
    pub fn of(file: &Path) -> Result<Folders, DefinitionErrors> {
        let mut reader = Reader {
            folder: PathBuf::new(),
            files: Vec::new(),
            problems: Vec::new(),
        };
        let folders = reader.toml::<Folders>(file);
        let own = folders.ok_or(DefinitionErrors(reader.problems))?;
        Ok(Folders {
            input: resolved(file, &own.input),
            output: resolved(file, &own.output),
            store: resolved(file, &own.store),
        })
    }
}

/// A path that is relative to the pipeline file. `pipelines/../out` is shown to people: it becomes `out`.
fn resolved(file: &Path, path: &Path) -> PathBuf {
    let joined = file.parent().unwrap_or(Path::new("")).join(path);
    let mut plain = PathBuf::new();
    for part in joined.components() {
        let inside = matches!(plain.components().next_back(), Some(Component::Normal(_)));
        if part == Component::ParentDir && inside {
            plain.pop();
        } else {
            plain.push(part);
        }
    }
    if plain.as_os_str().is_empty() {
        plain.push(Component::CurDir);
    }
    plain
}

impl Definitions {
    /// Loads a pipeline file with everything that it names, for a period.
    ///
    /// # Errors
    /// [`DefinitionErrors`] with every problem found: the file, the id or key, and what was expected.
    pub fn load(file: &Path, period: Period) -> Result<Definitions, DefinitionErrors> {
        let mut reader = Reader {
            folder: file.parent().unwrap_or(Path::new("")).to_path_buf(),
            files: Vec::new(),
            problems: Vec::new(),
        };
        let Some(pipeline) = reader.toml::<Pipeline>(file) else {
            return Err(DefinitionErrors(reader.problems));
        };
        let survey_file = match (period.quarter, &pipeline.surveys.quarterly) {
            (None, _) => Some(pipeline.surveys.annual.clone()),
            (Some(_), Some(quarterly)) => Some(quarterly.clone()),
            (Some(_), None) => {
                Problems::of(file, &mut reader.problems).add(
                    "surveys.quarterly",
                    format!("the period {period} is a quarter, but the pipeline names no quarterly survey: add one, or ask for a year"),
                );
                None
            }
        };
        let survey = survey_file.and_then(|path| reader.survey(&path));

        let mut origins = Origins::default();
        let mut lists = Vec::new();
        let mut tags = Vec::new();
        for path in &pipeline.classifications {
            if let Some((path, content)) = reader.named::<ClassificationFile>(path) {
                for mut list in content.lists {
                    if let Some(from) = &list.entries_from {
                        let from = path.with_file_name(from);
                        list.entries.extend(reader.entries(&from));
                    }
                    origins.lists.push(path.clone());
                    lists.push(list);
                }
                origins
                    .tags
                    .extend(content.tags.iter().map(|_| path.clone()));
                tags.extend(content.tags);
            }
        }
        let mut rules = Vec::new();
        let mut checks = Vec::new();
        let mut delegated = Vec::new();
        for path in &pipeline.rules {
            if let Some((path, mut content)) = reader.named::<RuleFile>(path) {
                for mut rule in std::mem::take(&mut content.rules) {
                    rule.take_defaults(&content);
                    origins.rules.push(path.clone());
                    rules.push(rule);
                }
                origins
                    .checks
                    .extend(content.checks.iter().map(|_| path.clone()));
                checks.extend(content.checks);
                delegated.extend(content.delegated);
            }
        }
        let mut all = IndicatorFile::default();
        for path in &pipeline.indicators {
            if let Some((path, content)) = reader.named::<IndicatorFile>(path) {
                origins
                    .item_sums
                    .extend(content.item_sums.iter().map(|_| path.clone()));
                origins
                    .derived
                    .extend(content.derived.iter().map(|_| path.clone()));
                origins
                    .measures
                    .extend(content.measures.iter().map(|_| path.clone()));
                origins
                    .indicators
                    .extend(content.indicators.iter().map(|_| path.clone()));
                all.item_sums.extend(content.item_sums);
                all.derived.extend(content.derived);
                all.measures.extend(content.measures);
                all.indicators.extend(content.indicators);
            }
        }
        let mut indexes = Vec::new();
        for path in &pipeline.indexes {
            if let Some((path, mut index)) = reader.named::<CompositeIndex>(path) {
                if let Err(message) = index.choose_weights() {
                    Problems::of(&path, &mut reader.problems).add("weights", message);
                }
                origins.indexes.push(path);
                indexes.push(index);
            }
        }
        let mut drafts = Vec::new();
        for path in &pipeline.drafts {
            if let Some((path, index)) = reader.named::<CompositeIndex>(path) {
                // A draft may name indicators that nobody has defined yet: the lint says which.
                let mut found = Problems::of(&path, &mut reader.problems);
                for (place, message) in index_check::problems(&index, |_| true) {
                    found.add(place, message);
                }
                origins.drafts.push(path);
                drafts.push(index);
            }
        }
        let mut profiles = Vec::new();
        for path in &pipeline.assessments {
            if let Some((path, profile)) = reader.named::<Profile>(path) {
                origins.profiles.push(path);
                profiles.push(profile);
            }
        }
        let mut rungs = Vec::new();
        let mut abilities = Vec::new();
        let mut stages = Vec::new();
        let mut schemes = Vec::new();
        for path in &pipeline.ladders {
            if let Some((path, content)) = reader.named::<LadderFile>(path) {
                origins
                    .rungs
                    .extend(content.rungs.iter().map(|_| path.clone()));
                origins
                    .abilities
                    .extend(content.abilities.iter().map(|_| path.clone()));
                origins
                    .stages
                    .extend(content.stages.iter().map(|_| path.clone()));
                stages.extend(content.stages);
                schemes.extend(content.schemes);
                rungs.extend(content.rungs);
                abilities.extend(content.abilities);
            }
        }
        let mut chains = Vec::new();
        for path in &pipeline.chains {
            if let Some((path, content)) = reader.named::<ChainFile>(path) {
                origins
                    .chains
                    .extend(content.chains.iter().map(|_| path.clone()));
                chains.extend(content.chains);
            }
        }
        let Some((survey_path, short_survey, survey)) = survey else {
            return Err(DefinitionErrors(reader.problems));
        };
        origins.survey = survey_path;
        origins.short_survey = short_survey;
        let mut definitions = Definitions {
            file: file.to_path_buf(),
            pipeline,
            survey,
            lists,
            tags,
            rules,
            rules_of_other_years: Vec::new(),
            delegated,
            checks,
            item_sums: all.item_sums,
            derived: all.derived,
            measures: all.measures,
            indicators: all.indicators,
            indexes,
            drafts,
            profiles,
            rungs,
            abilities,
            stages,
            schemes,
            chains,
            files: reader.files,
            origins: Origins::default(),
        };
        let mut problems = reader.problems;
        if problems.is_empty() {
            consistency::examine(&definitions, &origins, &mut problems);
        }
        if !problems.is_empty() {
            return Err(DefinitionErrors(problems));
        }
        let all = std::mem::take(&mut definitions.rules);
        for (rule, file) in all.into_iter().zip(std::mem::take(&mut origins.rules)) {
            if rule.in_year(period.year) {
                definitions.rules.push(rule);
                origins.rules.push(file);
            } else {
                definitions.rules_of_other_years.push(rule);
            }
        }
        definitions.origins = origins;
        Ok(definitions)
    }

    /// A path of the pipeline file, which is relative to it.
    pub fn resolve(&self, path: &Path) -> PathBuf {
        resolved(&self.file, path)
    }

    /// What a rule or a check of huoju's own demands; none where no definition has the id.
    pub fn rule_label(&self, id: &str) -> Option<&Label> {
        self.rules
            .iter()
            .find(|rule| rule.id == id)
            .map(|rule| &rule.label)
            .or_else(|| self.own_check(id).map(|check| &check.label))
    }

    /// The measure with an id.
    pub fn measure(&self, id: &str) -> Option<&Measure> {
        self.measures.iter().find(|measure| measure.id == id)
    }

    /// The indicators shown first: the pipeline's choice, or those of its goals, each once.
    pub fn headline(&self) -> Vec<&Indicator> {
        let mut ids: Vec<&str> = self
            .pipeline
            .overview
            .headline
            .iter()
            .map(String::as_str)
            .collect();
        if ids.is_empty() {
            for goal in &self.pipeline.goals {
                if !ids.contains(&goal.indicator.as_str()) {
                    ids.push(&goal.indicator);
                }
            }
        }
        ids.into_iter()
            .filter_map(|id| self.indicator(id))
            .collect()
    }

    /// The indicator with an id.
    pub fn indicator(&self, id: &str) -> Option<&Indicator> {
        self.indicators.iter().find(|indicator| indicator.id == id)
    }

    /// The code list with an id.
    pub fn list(&self, id: &str) -> Option<&CodeList> {
        self.lists.iter().find(|list| list.id == id)
    }

    /// The settings of an own check.
    pub fn own_check(&self, id: &str) -> Option<&OwnCheck> {
        self.checks.iter().find(|check| check.id == id)
    }

    /// Names of the attributes that parks have, in order of the alphabet.
    pub fn park_attributes(&self) -> BTreeSet<&str> {
        self.pipeline
            .parks
            .iter()
            .flat_map(|park| park.attributes.keys().map(String::as_str))
            .collect()
    }

    /// Codes of the fields that some indicator uses, directly or through measures, derived fields, item sums
    /// and tags; those of list forms included.
    pub fn fields_in_indicators(&self) -> BTreeSet<String> {
        let columns = self
            .indicators
            .iter()
            .filter_map(|indicator| indicator.formula.as_ref())
            .flat_map(|formula| formula.columns());
        self.fields_behind(columns)
    }

    /// Codes of the fields that names of expressions (measures, derived fields, item sums, tags, fields; `prev_`
    /// or not) rest on, directly or through each other; those of list forms included.
    pub fn fields_behind(&self, names: impl IntoIterator<Item = String>) -> BTreeSet<String> {
        let plain = |name: &str| name.strip_prefix("prev_").unwrap_or(name).to_owned();
        let mut wanted: Vec<String> = names.into_iter().map(|name| plain(&name)).collect();
        let mut seen = BTreeSet::new();
        let mut fields = BTreeSet::new();
        while let Some(name) = wanted.pop() {
            if !seen.insert(name.clone()) {
                continue;
            }
            if self.survey.field(&name).is_some() {
                fields.insert(name.clone());
            }
            let mut add =
                |columns: BTreeSet<String>| wanted.extend(columns.iter().map(|c| plain(c)));
            if let Some(measure) = self.measure(&name) {
                add(measure.sql.columns());
            }
            if let Some(derived) = self.derived.iter().find(|derived| derived.id == name) {
                add(derived.sql.columns());
            }
            if let Some(sum) = self.item_sums.iter().find(|sum| sum.id == name) {
                let mut read = sum.sum.columns();
                read.extend(sum.filter.iter().flat_map(|filter| filter.columns()));
                if read.is_empty() {
                    // Rows that are only counted rest on the field that names them.
                    let item = self
                        .survey
                        .form(&sum.form)
                        .and_then(|form| form.item.clone());
                    read.extend(item);
                }
                add(read);
            }
            if let Some(tag) = self.tags.iter().find(|tag| tag.id == name) {
                wanted.push(tag.field.clone());
            }
        }
        fields
    }
}
