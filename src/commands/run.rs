//! `huoju run`: every stage in turn, as far as it is not up to date, then the outputs at once.

use anyhow::{Context, Result};

use super::earlier::{self, Earlier};
use super::outputs::Outputs;
use super::session::{Places, Session};
use super::steps::{Made, Steps, name_indicators};
use super::summary::Summary;
use super::{Status, gates, keys, previous, remember, run_record, up_to_date};
use crate::aggregate::{self, Aggregated};
use crate::assess::{self, Assessed};
use crate::cli::{Options, Target};
use crate::definitions::seen::Stage;
use crate::evaluate::{self, Evaluated};
use crate::ingest::{self, Ingested, Tally};
use crate::report::{self, Results};
use crate::store::Store;
use crate::tables::{Edited, ReferenceRow};
use crate::validate::{self, Validated};

/// The results of every stage.
pub(super) struct Run {
    pub ingested: Ingested,
    pub validated: Validated,
    pub aggregated: Aggregated,
    pub evaluated: Evaluated,
    pub assessed: Assessed,
    pub previous: Option<Edited>,
}

/// `huoju run`: the whole pipeline.
pub(super) fn run(target: &Target, options: &Options) -> Result<Status> {
    let places = Places::of(target, options)?;
    if let Some(status) = up_to_date::nothing_to_do(&places, target, options)? {
        return Ok(status);
    }
    let session = Session::at(places, target, options)?;
    let period = session.period;
    let store = Store::open(&session.store)?;
    let outputs = Outputs::take(&session)?;
    let steps = Steps::of(&session, &store);
    let inputs = keys::of_input_folder(&store, &session.input, period)?;

    // Everything is computed before anything of the period holds: a run that cannot be done leaves the last one as
    // it was.
    let key = keys::of_inputs(&session, &store, period)?;
    let mut tally = None;
    let (ingested, earlier) = Earlier::beside(&session, &store, &steps, || {
        steps.take(period, &key, || {
            let bar = session.progress(&format!("reading {period}"));
            let definitions = &session.definitions;
            let (ingested, read) =
                ingest::ingest_with(&session.reader, definitions, period, &session.input, &bar)?;
            bar.finish_and_clear();
            tally = Some(read);
            Ok(ingested)
        })
    })?;
    let bar = session.progress("computing");
    bar.set_length(4);
    let work = Work {
        session: &session,
        store: &store,
        steps: &steps,
        earlier: &earlier,
    };
    let validated = work.validate(&ingested)?;
    bar.inc(1);
    let mut aggregated = work.aggregate(&ingested, &validated)?;
    bar.inc(1);
    let evaluated = work.evaluate(&ingested, &validated, &aggregated)?;
    bar.inc(1);
    let assessed = work.assess(&ingested, &validated, &mut aggregated)?;
    bar.finish_and_clear();

    let mut run = Run {
        validated: validated.take(&store)?,
        aggregated: aggregated.take(&store)?,
        evaluated: evaluated.take(&store)?,
        assessed: assessed.take(&store)?,
        ingested: ingested.take(&store)?,
        previous: earlier.previous()?.cloned(),
    };
    name_indicators(&session.definitions, &mut run.aggregated);
    earlier::lend_reference(&session, &store, &mut run.ingested)?;
    store.commit()?;
    run.write(&session, &store, &outputs, (&steps, Some(&inputs)), tally)
}

/// `huoju report`: every workbook and table, or the workbook of one park, from the store.
pub(super) fn report(target: &Target, park: Option<&str>, options: &Options) -> Result<Status> {
    let session = Session::open(target, options)?;
    let store = Store::open(&session.store)?;
    let period = session.period;
    let mut run = Run {
        ingested: store.load(period)?,
        validated: store.load(period)?,
        aggregated: store.load(period)?,
        evaluated: store.load(period)?,
        assessed: store.load(period)?,
        previous: None,
    };
    let outputs = Outputs::take(&session)?;
    let steps = Steps::of(&session, &store);
    let earlier = Earlier::of_store(&session, &store, &steps)?;
    run.previous = earlier.previous()?.cloned();
    name_indicators(&session.definitions, &mut run.aggregated);
    earlier::lend_reference(&session, &store, &mut run.ingested)?;
    store.commit()?;
    if let Some(park) = park {
        return run.write_park(&session, &outputs, park);
    }
    let inputs = keys::of_input_folder(&store, &session.input, period).ok();
    let is_current = inputs.is_some() && keys::is_current(&session, &store, &earlier.periods())?;
    if !is_current {
        tracing::info!(
            "the reports are of what the store has of {period}: inputs or definitions have changed since, `huoju run` takes them in"
        );
    }
    let inputs = inputs.filter(|_| is_current);
    run.write(
        &session,
        &store,
        &outputs,
        (&steps, inputs.as_deref()),
        None,
    )
}

/// The stages between reading and reports, for a whole run and for one of them alone.
pub(super) struct Work<'w, 's> {
    pub session: &'s Session,
    pub store: &'s Store,
    pub steps: &'w Steps<'s>,
    pub earlier: &'w Earlier<'s>,
}

impl Work<'_, '_> {
    fn key(&self, stage: Stage) -> Result<String> {
        let period = self.session.period;
        keys::of_stage(
            self.session,
            self.store,
            (period, stage),
            &self.earlier.periods(),
        )
    }

    /// Records → findings.
    pub(super) fn validate(&self, ingested: &Made<Ingested>) -> Result<Made<Validated>> {
        let (session, store) = (self.session, self.store);
        let key = self.key(Stage::Validate)?;
        self.steps.take(session.period, &key, || {
            let mut validated = validate::validate_quarter(
                &session.definitions,
                session.period,
                ingested.get(store)?,
                self.earlier.previous()?,
                self.earlier.quarter_before()?,
            )?;
            previous::point_at_cells(session, store, &mut validated)?;
            Ok(validated)
        })
    }

    /// Records → measures and indicators.
    pub(super) fn aggregate(
        &self,
        ingested: &Made<Ingested>,
        validated: &Made<Validated>,
    ) -> Result<Made<Aggregated>> {
        let (session, store) = (self.session, self.store);
        let key = self.key(Stage::Aggregate)?;
        self.steps.take(session.period, &key, || {
            let current = edited(session, ingested.get(store)?, validated.get(store)?);
            let definitions = &session.definitions;
            let previous = self.earlier.previous()?;
            let mut aggregated = aggregate::aggregate(definitions, &current, previous)?;
            let history = self.earlier.history()?;
            aggregate::place_in_year(definitions, session.period, &mut aggregated, &history)?;
            Ok(aggregated)
        })
    }

    /// Indicators → scores.
    pub(super) fn evaluate(
        &self,
        ingested: &Made<Ingested>,
        validated: &Made<Validated>,
        aggregated: &Made<Aggregated>,
    ) -> Result<Made<Evaluated>> {
        let (session, store) = (self.session, self.store);
        let key = self.key(Stage::Evaluate)?;
        self.steps.take(session.period, &key, || {
            let ingested = ingested.get(store)?;
            let current = edited(session, ingested, validated.get(store)?);
            let reference = earlier::reference(session, store, ingested)?;
            let definitions = &session.definitions;
            let aggregated = aggregated.get(store)?;
            let mut evaluated = evaluate::evaluate(
                definitions,
                session.period,
                &current,
                aggregated,
                &reference,
            )?;
            since_last_year(
                session,
                store,
                (&current, aggregated, &reference),
                &mut evaluated,
            )?;
            Ok(evaluated)
        })
    }

    /// Indicators → the parks' assessments and the ladder.
    pub(super) fn assess(
        &self,
        ingested: &Made<Ingested>,
        validated: &Made<Validated>,
        aggregated: &mut Made<Aggregated>,
    ) -> Result<Made<Assessed>> {
        let (session, store) = (self.session, self.store);
        let key = self.key(Stage::Assess)?;
        self.steps.take(session.period, &key, || {
            let ingested = ingested.get(store)?;
            let current = edited(session, ingested, validated.get(store)?);
            let reference = earlier::reference(session, store, ingested)?;
            let aggregated = aggregated.get_mut(store)?;
            name_indicators(&session.definitions, aggregated);
            let history = previous::History::of(session, store);
            assess::assess(
                &session.definitions,
                &current,
                self.earlier.previous()?,
                aggregated,
                &history.background(&reference),
            )
        })
    }
}

/// Adds what changed since the year before, and who moved it.
fn since_last_year(
    session: &Session,
    store: &Store,
    (current, aggregated, reference): (&Edited, &Aggregated, &[ReferenceRow]),
    evaluated: &mut Evaluated,
) -> Result<()> {
    let last = previous::last_year(session, store)?;
    evaluated.score_changes = evaluate::score_changes(
        &session.definitions,
        session.period,
        aggregated,
        reference,
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
    fn write_park(&self, session: &Session, outputs: &Outputs, park: &str) -> Result<Status> {
        let current = edited(session, &self.ingested, &self.validated);
        let results = self.results(session, &current);
        let id = session.definitions.pipeline.park_named(park);
        let name = id.map_or(park, |park| park.id.as_str());
        let folder = outputs.folder().join("parks");
        std::fs::create_dir_all(&folder)
            .with_context(|| format!("cannot create the folder `{}`", folder.display()))?;
        let path = folder.join(format!("{name}.xlsx"));
        let new = outputs.begin()?;
        let unfinished = new.folder().join(format!("{name}.xlsx"));
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

    /// Writes the output folder (`inputs` is the hash of the input folder that the tables are of, `tally` says how files
    /// were read, if they were), tests the gates, remembers the run and
    /// prints the summary.
    fn write(
        &self,
        session: &Session,
        store: &Store,
        outputs: &Outputs,
        (steps, inputs): (&Steps<'_>, Option<&str>),
        tally: Option<Tally>,
    ) -> Result<Status> {
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
        let new = outputs.begin()?;
        let kept: Vec<_> = [
            Stage::Ingest,
            Stage::Validate,
            Stage::Aggregate,
            Stage::Evaluate,
            Stage::Assess,
        ]
        .into_iter()
        .flat_map(|stage| store.files(period, stage))
        .collect();
        let language = session.language;
        let (tables, workbooks) = rayon::join(
            || {
                new.kept_tables(period, &kept)?;
                // What the outputs have otherwise.
                new.tables(period, &self.ingested.lent_frames()?)?;
                new.tables(period, &self.aggregated.named_frames()?)
            },
            || report::report(&results, language, new.folder()),
        );
        tables?;
        workbooks?;
        run_record::write(
            new.folder(),
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
        summary.write(new.folder())?;
        new.finish()?;
        steps.tell(period, Stage::Report, true);
        bar.finish_and_clear();
        let status = gates::status(&gates);
        let run = remember::remember(
            session,
            store,
            outputs,
            self,
            (&counts, &gates),
            (steps, inputs),
        )?;
        summary.tell(tally, outputs.folder(), (&run, &steps.told()))?;
        Ok(status)
    }
}
