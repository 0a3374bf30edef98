//! `huoju run`: every stage in turn, then the outputs at once.

use anyhow::{Context, Result};

use super::earlier::{self, Earlier, Source};
use super::outputs::NewOutputs;
use super::session::Session;
use super::summary::Summary;
use super::{Status, gates, previous, run_record};
use crate::aggregate::{self, Aggregated};
use crate::assess::{self, Assessed};
use crate::cli::{Options, Target};
use crate::evaluate::{self, Evaluated};
use crate::ingest::{self, Ingested, Tally};
use crate::report::{self, Results};
use crate::store::{StageResult, Store};
use crate::tables::Edited;
use crate::validate::{self, Validated};

/// The results of every stage.
struct Run {
    ingested: Ingested,
    validated: Validated,
    aggregated: Aggregated,
    evaluated: Evaluated,
    assessed: Assessed,
    previous: Option<Edited>,
}

/// `huoju run`: the whole pipeline.
pub(super) fn run(target: &Target, options: &Options) -> Result<Status> {
    let session = Session::open(target, options)?;
    let definitions = &session.definitions;
    let period = session.period;

    // Everything is computed before anything of the period is written: a run that cannot be done leaves
    // the last one as it was.
    let bar = session.progress(&format!("reading {period}"));
    let (mut ingested, tally) =
        ingest::ingest_with(&session.reader, definitions, period, &session.input, &bar)?;
    bar.finish_and_clear();
    let store = Store::open(&session.store)?;
    let earlier = Earlier::of(&session, &store, Source::Input)?;
    earlier::lend_reference(&session, &store, &mut ingested)?;
    let previous = earlier.previous;

    let steps = session.progress("computing");
    steps.set_length(4);
    let mut validated = validate::validate_quarter(
        definitions,
        period,
        &ingested,
        previous.as_ref(),
        earlier.quarter_before.as_ref(),
    )?;
    previous::point_at_cells(&session, &store, &mut validated)?;
    steps.inc(1);
    let current = edited(&session, &ingested, &validated);
    let mut aggregated = aggregate::aggregate(definitions, &current, previous.as_ref())?;
    aggregate::place_in_year(definitions, period, &mut aggregated, &earlier.history)?;
    steps.inc(1);
    let mut evaluated = evaluate::evaluate(
        definitions,
        period,
        &current,
        &aggregated,
        &ingested.reference,
    )?;
    since_last_year(
        &session,
        &store,
        (&current, &aggregated, &ingested),
        &mut evaluated,
    )?;
    steps.inc(1);
    let history = previous::History::of(&session, &store);
    let assessed = assess::assess(
        definitions,
        &current,
        previous.as_ref(),
        &aggregated,
        &history.background(&ingested.reference),
    )?;
    steps.finish_and_clear();

    let run = Run {
        ingested,
        validated,
        aggregated,
        evaluated,
        assessed,
        previous,
    };
    store.save(period, &run.ingested)?;
    store.save(period, &run.validated)?;
    store.save(period, &run.aggregated)?;
    store.save(period, &run.evaluated)?;
    store.save(period, &run.assessed)?;
    previous::remember(&session, &store, &run.ingested)?;
    run.write(&session, Some(tally))
}

/// `huoju report`: every workbook and table, or the workbook of one park, from the store.
pub(super) fn report(target: &Target, park: Option<&str>, options: &Options) -> Result<Status> {
    let session = Session::open(target, options)?;
    let store = Store::open(&session.store)?;
    let period = session.period;
    let run = Run {
        ingested: store.load(period)?,
        validated: store.load(period)?,
        aggregated: store.load(period)?,
        evaluated: store.load(period)?,
        assessed: store.load(period)?,
        previous: previous::from_store(&session, &store, period.previous())?,
    };
    match park {
        Some(park) => run.write_park(&session, park),
        None => run.write(&session, None),
    }
}

/// Adds what changed since the year before, and who moved it.
pub(super) fn since_last_year(
    session: &Session,
    store: &Store,
    (current, aggregated, ingested): (&Edited, &Aggregated, &Ingested),
    evaluated: &mut Evaluated,
) -> Result<()> {
    let last = previous::last_year(session, store)?;
    evaluated.score_changes = evaluate::score_changes(
        &session.definitions,
        session.period,
        aggregated,
        &ingested.reference,
        &last,
    )?;
    evaluated.change_movers = evaluate::change_movers(
        &session.definitions,
        session.period,
        current,
        aggregated,
        &evaluated.score_changes,
        &last,
    )?;
    Ok(())
}

/// The records as the stages after validation need them.
pub(super) fn edited(session: &Session, ingested: &Ingested, validated: &Validated) -> Edited {
    Edited {
        period: session.period,
        enterprises: validated.enterprises.clone(),
        projects: ingested.projects.clone(),
        zone_form: ingested.zone_form.clone(),
    }
}

impl Run {
    /// What workbooks are made of.
    fn results<'a>(&'a self, session: &'a Session, current: &'a Edited) -> Results<'a> {
        Results {
            definitions: &session.definitions,
            ingested: &self.ingested,
            findings: &self.validated.findings,
            current,
            previous: self.previous.as_ref(),
            aggregated: &self.aggregated,
            evaluated: &self.evaluated,
            assessed: &self.assessed,
        }
    }

    /// Writes the workbook of one park into the period's output folder, whole or not at all.
    fn write_park(&self, session: &Session, park: &str) -> Result<Status> {
        let current = edited(session, &self.ingested, &self.validated);
        let results = self.results(session, &current);
        let id = session.definitions.pipeline.park_named(park);
        let name = id.map_or(park, |park| park.id.as_str());
        let folder = session
            .output
            .join(session.period.to_string())
            .join("parks");
        std::fs::create_dir_all(&folder)
            .with_context(|| format!("cannot create the folder `{}`", folder.display()))?;
        let path = folder.join(format!("{name}.xlsx"));
        let unfinished = folder.join(format!(".{name}.{}.tmp.xlsx", std::process::id()));
        report::write_park(&results, session.language, park, &unfinished)?;
        std::fs::rename(&unfinished, &path).with_context(|| {
            format!(
                "cannot put `{}` in place: close it if it is open",
                path.display()
            )
        })?;
        session.say(&path.display().to_string());
        Ok(Status::Done)
    }

    /// Writes the output folder (`tally` says how files were read, if they were), tests the gates and prints the summary.
    fn write(&self, session: &Session, tally: Option<Tally>) -> Result<Status> {
        let period = session.period;
        let definitions = &session.definitions;
        let current = edited(session, &self.ingested, &self.validated);
        let before = match &self.previous {
            Some(previous) => previous.statuses()?,
            None => Vec::new(),
        };
        let responses = aggregate::responses(
            definitions,
            &self.ingested.register,
            &current.statuses()?,
            &before,
            &aggregate::sizes(definitions, &self.aggregated.previous_measures),
        );
        let counts = gates::count(&self.ingested, &self.validated, &responses)?;
        let gates = gates::test(&definitions.pipeline.gates, &counts);
        let results = self.results(session, &current);
        let bar = session.progress("writing workbooks");
        let outputs = NewOutputs::begin(session)?;
        outputs.tables(period, &self.ingested.frames()?)?;
        outputs.tables(period, &self.validated.frames()?)?;
        outputs.tables(period, &self.aggregated.frames()?)?;
        outputs.tables(period, &self.evaluated.frames()?)?;
        outputs.tables(period, &self.assessed.frames()?)?;
        report::report(&results, session.language, outputs.folder())?;
        let status = gates::status(&gates);
        run_record::write(
            outputs.folder(),
            session,
            self.previous.as_ref(),
            &self.ingested,
            &self.aggregated.left_out,
            &counts,
            &gates,
        )?;
        let summary = Summary {
            session,
            counts: &counts,
            gates: &gates,
            results: &results,
        };
        summary.write(outputs.folder())?;
        let folder = outputs.finish()?;
        bar.finish_and_clear();
        summary.tell(tally, &folder)?;
        Ok(status)
    }
}
