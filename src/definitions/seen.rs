//! What a stage sees of the definitions: a stage need not be done anew when something changes that it does not see.
//!
//! What is left out is named here, so that a key nobody thought of counts as seen.

use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};
use toml::{Table, Value};

use super::Definitions;

/// A step on the way from workbooks to reports, as the definitions know it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stage {
    /// A workbook → what it holds.
    Read,
    /// The input folder → one record per enterprise.
    Ingest,
    /// Records of an earlier period → records that may be used, without a period before.
    Edit,
    /// Records → findings, and the records that may be used.
    Validate,
    /// Records → measures and indicators.
    Aggregate,
    /// Indicators → scores and ranks.
    Evaluate,
    /// Indicators → the parks' assessments and the ladder.
    Assess,
    /// Tables → workbooks.
    Report,
}

impl Stage {
    /// Its word, as the command line has it.
    pub fn word(self) -> &'static str {
        match self {
            Stage::Read => "read",
            Stage::Ingest => "ingest",
            Stage::Edit => "edit",
            Stage::Validate => "validate",
            Stage::Aggregate => "aggregate",
            Stage::Evaluate => "evaluate",
            Stage::Assess => "assess",
            Stage::Report => "report",
        }
    }
}

/// What a definition file is for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Pipeline,
    /// Surveys, code lists.
    Survey,
    Rules,
    Indicators,
    Indexes,
    Assessments,
    /// Ladders and chains.
    Ladders,
    Drafts,
}

/// Keys of the pipeline file that no stage sees before the reports: folders, names of files (what they hold is
/// seen or not by itself), and what is asked of the finished tables.
const OF_REPORTS: [&str; 15] = [
    "input",
    "output",
    "store",
    "surveys",
    "rules",
    "indicators",
    "indexes",
    "drafts",
    "assessments",
    "ladders",
    "chains",
    "classifications",
    "gates",
    "returns",
    "secrecy",
];

/// Keys with words for readers, and where they come from: no stage computes with them.
const WORDS: [&str; 6] = ["label", "definition", "source", "certainty", "note", "root"];

impl Definitions {
    /// SHA-256, hexadecimal, of everything that a stage sees of the definitions.
    pub fn seen_by(&self, stage: Stage) -> String {
        let mut all = Sha256::new();
        for file in &self.files {
            let Some(seen) = self.seen_of(&file.path, &file.text, &file.sha256, stage) else {
                continue;
            };
            all.update((seen.len() as u64).to_le_bytes());
            all.update(seen);
        }
        format!("{:x}", all.finalize())
    }

    /// What a stage sees of a file, as a text; none for nothing.
    fn seen_of(&self, path: &Path, text: &str, sha256: &str, stage: Stage) -> Option<String> {
        let kind = self.kind(path);
        let whole = || Some(sha256.to_owned());
        let part = |cut: &dyn Fn(&mut Table)| {
            // Loaded definitions are TOML; a file that is none is seen as it stands.
            let Ok(mut table) = text.parse::<Table>() else {
                return whole();
            };
            cut(&mut table);
            Some(table.to_string())
        };
        match (kind, stage) {
            (_, Stage::Report) | (Kind::Survey, _) => whole(),
            (Kind::Drafts, _) => None,
            (Kind::Pipeline, _) => part(&|table| cut_pipeline(table, stage)),
            (Kind::Rules, Stage::Ingest) => part(&only_rule_ids),
            (Kind::Rules, Stage::Edit | Stage::Validate) => whole(),
            (Kind::Rules, _) => None,
            (Kind::Indicators, Stage::Read) => None,
            (Kind::Indicators, Stage::Ingest) => part(&only_what_the_zone_form_needs),
            (Kind::Indicators, Stage::Edit | Stage::Validate) => part(&|table| {
                // Derived fields and sums over lists are named in findings.
                for key in ["measures", "indicators"] {
                    table.get_mut(key).into_iter().for_each(cut_words);
                }
            }),
            (Kind::Indicators, Stage::Aggregate | Stage::Evaluate) => part(&|table| {
                table.iter_mut().for_each(|(_, value)| cut_words(value));
            }),
            (Kind::Indicators, Stage::Assess) => whole(),
            (Kind::Indexes, Stage::Evaluate) => part(&|table| {
                table.retain(|key, _| !WORDS.contains(&key));
                table.iter_mut().for_each(|(_, value)| cut_words(value));
            }),
            (Kind::Indexes, _) => None,
            (Kind::Assessments | Kind::Ladders, Stage::Assess) => whole(),
            (Kind::Assessments, Stage::Read | Stage::Ingest) | (Kind::Ladders, _) => None,
            // Whether a record is in a leading industry of its park is a column that expressions may read.
            (Kind::Assessments, _) => part(&|table| {
                table.retain(|key, _| ["park", "industries"].contains(&key));
            }),
        }
    }

    fn kind(&self, path: &Path) -> Kind {
        if path == self.file {
            return Kind::Pipeline;
        }
        let pipeline = &self.pipeline;
        let folder = self.file.parent().unwrap_or(Path::new(""));
        let among = |paths: &[PathBuf]| paths.iter().any(|own| folder.join(own) == path);
        // A file that is named twice is seen by those who see more of it.
        let kinds = [
            (&pipeline.rules, Kind::Rules),
            (&pipeline.indicators, Kind::Indicators),
            (&pipeline.indexes, Kind::Indexes),
            (&pipeline.assessments, Kind::Assessments),
            (&pipeline.ladders, Kind::Ladders),
            (&pipeline.chains, Kind::Ladders),
            (&pipeline.drafts, Kind::Drafts),
        ];
        kinds
            .into_iter()
            .find(|(paths, _)| among(paths))
            .map_or(Kind::Survey, |(_, kind)| kind)
    }
}

/// Leaves what a stage sees of the pipeline file.
fn cut_pipeline(table: &mut Table, stage: Stage) {
    let unseen: &[&str] = match stage {
        Stage::Read => &[
            "goals",
            "rank_goals",
            "plan",
            "overview",
            "waivers",
            "explanations",
            "records",
        ],
        Stage::Ingest => &[
            "goals",
            "rank_goals",
            "plan",
            "overview",
            "waivers",
            "explanations",
        ],
        Stage::Edit | Stage::Validate => &["goals", "rank_goals", "plan"],
        Stage::Aggregate => &[
            "goals",
            "rank_goals",
            "plan",
            "waivers",
            "explanations",
            "limits",
        ],
        Stage::Evaluate => &["goals", "waivers", "explanations", "limits"],
        Stage::Assess => &["rank_goals", "plan", "waivers", "explanations", "limits"],
        Stage::Report => &[],
    };
    table.retain(|key, _| !OF_REPORTS.contains(&key) && !unseen.contains(&key));
    if stage != Stage::Assess
        && let Some(Value::Table(overview)) = table.get_mut("overview")
    {
        overview.retain(|key, _| key != "headline");
    }
    if stage == Stage::Evaluate {
        table.get_mut("rank_goals").into_iter().for_each(cut_words);
    }
}

/// Cuts words for readers out of a list of definitions, or out of one.
fn cut_words(value: &mut Value) {
    match value {
        Value::Array(all) => all.iter_mut().for_each(cut_words),
        Value::Table(table) => {
            table.retain(|key, _| !WORDS.contains(&key));
            table.iter_mut().for_each(|(_, value)| cut_words(value));
        }
        _ => {}
    }
}

/// The tables of a list, by its key.
fn listed<'t>(table: &'t mut Table, key: &str) -> impl Iterator<Item = &'t mut Table> {
    table
        .get_mut(key)
        .and_then(Value::as_array_mut)
        .into_iter()
        .flatten()
        .filter_map(Value::as_table_mut)
}

/// Of a file of rules: which rules there are in which years, for explanations of rules that do not exist are noted.
fn only_rule_ids(table: &mut Table) {
    table.retain(|key, _| key == "rules");
    for rule in listed(table, "rules") {
        rule.retain(|key, _| ["id", "from", "to"].contains(&key));
    }
}

/// Of a file of indicators: what a row of the zone form or of the reference may mean. A name decides only between an
/// indicator and one whose number has zeros more at its end.
fn only_what_the_zone_form_needs(table: &mut Table) {
    table.retain(|key, _| key == "indicators");
    let bare = |id: &str| id.trim_end_matches('0').to_owned();
    let ids: Vec<String> = listed(table, "indicators")
        .filter_map(|indicator| Some(indicator.get("id")?.as_str()?.to_owned()))
        .collect();
    for indicator in listed(table, "indicators") {
        let id = indicator
            .get("id")
            .and_then(Value::as_str)
            .unwrap_or_default();
        let ambiguous = id.ends_with('0') || ids.iter().any(|own| own != id && bare(own) == id);
        let has_formula = indicator.contains_key("formula");
        indicator.retain(|key, _| ["id", "unit"].contains(&key) || key == "label" && ambiguous);
        indicator.insert("has_formula".to_owned(), Value::Boolean(has_formula));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::definitions::DefinitionFile;

    const STAGES: [Stage; 8] = [
        Stage::Read,
        Stage::Ingest,
        Stage::Edit,
        Stage::Validate,
        Stage::Aggregate,
        Stage::Evaluate,
        Stage::Assess,
        Stage::Report,
    ];

    fn shipped() -> Definitions {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        Definitions::load(
            &root.join("pipelines/shenyang.toml"),
            "2023".parse().unwrap(),
        )
        .unwrap()
    }

    /// The stages that see it when a text in a file is replaced by another one.
    fn see(definitions: &Definitions, file: &str, from: &str, to: &str) -> Vec<&'static str> {
        let mut changed = definitions.clone();
        let own = |other: &&mut DefinitionFile| other.path.ends_with(file);
        let place = changed.files.iter_mut().find(own).unwrap();
        assert!(place.text.contains(from), "{file} does not hold {from}");
        place.text = place.text.replacen(from, to, 1).into();
        place.sha256 = "another".to_owned();
        STAGES
            .into_iter()
            .filter(|stage| definitions.seen_by(*stage) != changed.seen_by(*stage))
            .map(Stage::word)
            .collect()
    }

    #[test]
    fn a_change_is_seen_by_the_stages_that_compute_with_it() {
        let definitions = shipped();
        let see = |file: &str, from: &str, to: &str| see(&definitions, file, from, to);
        assert_eq!(
            see("rules/torch-annual.toml", "severity = \"", "severity  = \""),
            ["edit", "validate", "report"]
        );
        assert_eq!(
            see("indexes/national-2021.toml", "weight = 1.0", "weight = 1.2"),
            ["evaluate", "report"]
        );
        assert_eq!(
            see("assessments/hunnan.toml", "weight = ", "weight = 1"),
            ["assess", "report"]
        );
        assert_eq!(see("shenyang.toml", "[gates]", "[gates] # x"), ["report"]);
        assert_eq!(
            see("shenyang.toml", "target = 3000.0", "target = 3001.0"),
            ["assess", "report"]
        );
    }

    #[test]
    fn words_are_seen_by_those_who_say_them() {
        let definitions = shipped();
        let see = |file: &str, from: &str, to: &str| see(&definitions, file, from, to);
        let label = "label = { zh = \"";
        assert_eq!(
            see("indicators/policy.toml", label, &format!("{label}新")),
            ["assess", "report"]
        );
        assert_eq!(
            see("indexes/national-2021.toml", label, &format!("{label}新")),
            ["report"]
        );
        assert_eq!(
            see("rules/torch-annual.toml", label, &format!("{label}新")),
            ["edit", "validate", "report"]
        );
    }

    #[test]
    fn a_key_that_nobody_thought_of_is_seen_by_all() {
        let definitions = shipped();
        let all: Vec<&str> = STAGES.into_iter().map(Stage::word).collect();
        let seen = see(
            &definitions,
            "shenyang.toml",
            "aliases = [",
            "new = 1\naliases = [",
        );
        assert_eq!(seen, all);
    }
}
