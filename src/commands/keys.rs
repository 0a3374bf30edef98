//! Keys: hashes of everything that a step depends on, by content.
//!
//! The key of a step covers the program, what its stage sees of the definitions, and the tables or files that it
//! reads. The key of the reports covers everything, so that it can be computed anew, and found to be the same, before
//! a definition is loaded.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::Result;
use sha2::{Digest, Sha256};

use super::earlier::wanted;
use super::session::{Places, Session};
use crate::assess::earlier_periods;
use crate::definitions::Language;
use crate::definitions::seen::Stage;
use crate::ingest;
use crate::period::Period;
use crate::store::{Store, hash_of_file};
use crate::tables::{
    ContributionRow, FileRow, IndicatorRow, ReferenceRow, ScoreRow, Table, ValueRow, ZoneFormRow,
};

/// Tables that the records of a period are edited from.
const READ: [&str; 8] = [
    "files",
    "values",
    "notices",
    "register",
    "zone_form",
    "explanations",
    "records",
    "projects",
];

/// What stands for something that is not there.
const NOTHING: &str = "-";

/// The key of reading a period, from the files that lie in the input folder now.
pub(super) fn of_inputs(session: &Session, store: &Store, period: Period) -> Result<String> {
    let mut key = Key::new(store, Stage::Ingest, period);
    key.add(&session.definitions_like(period)?.seen_by(Stage::Ingest));
    key.inputs(&session.input, period)?;
    Ok(key.finish())
}

/// The key of a stage between reading and reports, from what the store holds of the stages before it. `earlier` are
/// the known periods that the period is compared with.
pub(super) fn of_stage(
    session: &Session,
    store: &Store,
    (period, stage): (Period, Stage),
    earlier: &[Period],
) -> Result<String> {
    let mut key = Key::new(store, stage, period);
    key.add(&session.definitions_like(period)?.seen_by(stage));
    if period.quarter.is_some() {
        // A quarter is compared with years.
        key.add(
            &session
                .definitions_like(year_before(period))?
                .seen_by(stage),
        );
    }
    match stage {
        Stage::Edit => key.tables(period, &READ),
        Stage::Validate => {
            key.tables(period, &READ);
            key.edited(earlier);
            // Findings about last year's column point at last year's cells.
            key.tables(period.previous(), &[ValueRow::NAME]);
        }
        Stage::Aggregate => {
            key.records(period);
            key.edited(earlier);
        }
        Stage::Evaluate => {
            key.records(period);
            key.reference(period);
            key.stage(period, Stage::Aggregate);
            key.last_year(period);
            key.reference_before(&session.input, period);
        }
        Stage::Assess => {
            key.records(period);
            key.reference(period);
            key.stage(period, Stage::Aggregate);
            key.edited(earlier);
            key.history(period);
        }
        Stage::Read | Stage::Ingest | Stage::Report => {
            anyhow::bail!("`{}` has no such key", stage.word())
        }
    }
    Ok(key.finish())
}

/// A hash of everything in the input folder that a run of a period looks at. A run takes it before it reads: a file
/// that is replaced meanwhile is seen by the next run.
pub(super) fn of_input_folder(store: &Store, input: &Path, period: Period) -> Result<String> {
    let mut key = Key::new(store, Stage::Read, period);
    key.inputs(input, period)?;
    for other in wanted(period) {
        key.inputs(input, other)?;
    }
    key.reference_before(input, period);
    Ok(key.finish())
}

/// Whether the store's tables of a period are those of today's inputs and definitions, whichever stages made them.
pub(super) fn is_current(session: &Session, store: &Store, earlier: &[Period]) -> Result<bool> {
    let period = session.period;
    let has = |stage: Stage, key: &str| {
        store
            .made(period, stage)
            .is_some_and(|made| made.key == key)
    };
    if !has(Stage::Ingest, &of_inputs(session, store, period)?) {
        return Ok(false);
    }
    for stage in [
        Stage::Validate,
        Stage::Aggregate,
        Stage::Evaluate,
        Stage::Assess,
    ] {
        if !has(stage, &of_stage(session, store, (period, stage), earlier)?) {
            return Ok(false);
        }
    }
    Ok(true)
}

/// The key of the reports. `inputs` is the hash of the input folder, `definitions` are the files by path from the
/// pipeline file, each with its hash.
pub(super) fn of_reports(
    store: &Store,
    period: Period,
    inputs: &str,
    definitions: &BTreeMap<String, String>,
    (language, as_of): (Language, Option<&str>),
) -> String {
    let mut key = Key::new(store, Stage::Report, period);
    key.add(language.choose("zh", "en"));
    key.add(as_of.unwrap_or(NOTHING));
    for (path, hash) in definitions {
        key.add(path);
        key.add(hash);
    }
    key.add(inputs);
    for stage in [
        Stage::Ingest,
        Stage::Validate,
        Stage::Aggregate,
        Stage::Evaluate,
        Stage::Assess,
    ] {
        key.stage(period, stage);
    }
    key.edited(&wanted(period));
    key.reference(period);
    key.last_year(period);
    key.history(period);
    key.finish()
}

/// Definition files that a run saw, with the hashes that they have now.
pub(super) fn definitions_now(
    places: &Places,
    seen: &BTreeMap<String, String>,
) -> BTreeMap<String, String> {
    let base = places.pipeline.parent().unwrap_or(Path::new(""));
    seen.keys()
        .map(|path| {
            let hash = hash_of_file(&base.join(path)).unwrap_or_default();
            (path.clone(), hash)
        })
        .collect()
}

fn year_before(period: Period) -> Period {
    Period {
        year: period.year - 1,
        quarter: None,
    }
}

/// A key that is being computed.
struct Key<'s> {
    store: &'s Store,
    hash: Sha256,
}

impl Key<'_> {
    fn new(store: &Store, stage: Stage, period: Period) -> Key<'_> {
        let mut key = Key {
            store,
            hash: Sha256::new(),
        };
        key.add(env!("CARGO_PKG_VERSION"));
        key.add(env!("HUOJU_CODE"));
        key.add(stage.word());
        key.add(&period.to_string());
        key
    }

    fn add(&mut self, text: &str) {
        self.hash.update((text.len() as u64).to_le_bytes());
        self.hash.update(text);
    }

    fn finish(self) -> String {
        format!("{:x}", self.hash.finalize())
    }

    /// The files of a period in the input folder.
    fn inputs(&mut self, input: &Path, period: Period) -> Result<()> {
        let folder = input.join(period.to_string()).join("submissions");
        if !folder.is_dir() {
            self.add(NOTHING);
            return Ok(());
        }
        let mut inputs = ingest::input_hashes(input, period)?;
        inputs.sort();
        for (path, hash) in inputs {
            self.add(&path);
            self.add(&hash);
        }
        Ok(())
    }

    fn tables(&mut self, period: Period, tables: &[&str]) {
        for table in tables {
            self.add(table);
            let hash = self.store.hash(period, table);
            self.add(hash.as_deref().unwrap_or(NOTHING));
        }
    }

    fn stage(&mut self, period: Period, stage: Stage) {
        let made = self.store.made(period, stage);
        for (table, hash) in made.map(|made| made.tables).unwrap_or_default() {
            self.add(&table);
            self.add(&hash);
        }
    }

    /// The records of a period.
    fn records(&mut self, period: Period) {
        self.tables(period, &["enterprises", "projects", ZoneFormRow::NAME]);
    }

    /// The records of periods that others are compared with.
    fn edited(&mut self, periods: &[Period]) {
        for period in periods {
            self.add(&period.to_string());
            self.tables(*period, &["edited", "projects", ZoneFormRow::NAME]);
        }
    }

    /// The reference, and the one that a quarter may borrow from the year before.
    fn reference(&mut self, period: Period) {
        self.tables(period, &[ReferenceRow::NAME]);
        if period.quarter.is_some() {
            self.tables(year_before(period), &[ReferenceRow::NAME, FileRow::NAME]);
        }
    }

    /// What the store has of the year before that scores are compared with.
    fn last_year(&mut self, period: Period) {
        self.tables(
            year_before(period),
            &[
                ReferenceRow::NAME,
                IndicatorRow::NAME,
                ScoreRow::NAME,
                ContributionRow::NAME,
                "records",
            ],
        );
    }

    /// The reference of the year before in the input folder, which counts where that year has no survey there.
    fn reference_before(&mut self, input: &Path, period: Period) {
        let year = year_before(period);
        let reference = ingest::reference_hash(input, year);
        self.add(reference.as_deref().unwrap_or(NOTHING));
        let surveyed = input.join(year.to_string()).join("submissions").is_dir();
        self.add(if surveyed { "surveyed" } else { NOTHING });
    }

    /// The indicators of earlier runs that an assessment looks back on.
    fn history(&mut self, period: Period) {
        let store = self.store;
        let known = |period: &Period| store.hash(*period, IndicatorRow::NAME).is_some();
        for earlier in earlier_periods(period).take_while(known) {
            self.tables(earlier, &[IndicatorRow::NAME]);
        }
        self.tables(year_before(period), &[IndicatorRow::NAME]);
    }
}
