//! Fuzzing on the stable toolchain: a seeded mutator that knows the formats, over a corpus of all of them.
//!
//! In the normal tests each target runs for two seconds, always the same cases first. `make fuzz` runs longer:
//! `HUOJU_FUZZ_SECONDS` for each target, from `HUOJU_FUZZ_SEED`. A case that fails is kept in `target/fuzz/`.

mod corpus;
mod mutate;
mod sheets;
mod values;
mod workbooks;

use std::cell::RefCell;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::Once;
use std::time::{Duration, Instant};

/// Longest time that one case may take.
const PATIENCE: Duration = Duration::from_secs(20);

thread_local! {
    /// Where the code of a case panicked; none outside of cases.
    static PANICS: RefCell<Option<Vec<String>>> = const { RefCell::new(None) };
}

/// Notes the panics of cases instead of printing them; those of other tests are printed as ever.
fn note_panics() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let usual = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |panic| {
            let noted = PANICS.with_borrow_mut(|panics| {
                let panics = panics.as_mut()?;
                panics.push(panic.location()?.to_string());
                Some(())
            });
            if noted.is_none() {
                usual(panic);
            }
        }));
    });
}

fn setting(name: &str) -> Option<u64> {
    std::env::var(name).ok()?.parse().ok()
}

/// Runs cases until the time is over. A case fails by panicking, by taking too long, or by a panic in our own code
/// that was caught on the way; `describe` gives what is kept of it.
fn fuzz<C>(
    target: &str,
    make: impl Fn(&mut fastrand::Rng) -> C,
    run: impl Fn(&C),
    describe: impl Fn(&C) -> Vec<u8>,
) {
    note_panics();
    let long = setting("HUOJU_FUZZ_SECONDS");
    if long.is_some() {
        // A case that asks for too much memory ends the process: it is the last one kept.
        #[cfg(unix)]
        let _ = rlimit::Resource::AS.set(6 << 30, 6 << 30);
    }
    let budget = Duration::from_secs(long.unwrap_or(2));
    let seed = setting("HUOJU_FUZZ_SEED").unwrap_or(1);
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("target/fuzz");
    let keep = |name: String, case: &C| {
        let _ = std::fs::create_dir_all(&folder);
        let path = folder.join(name);
        let _ = std::fs::write(&path, describe(case));
        path
    };
    let started = Instant::now();
    let mut number = 0_u64;
    while started.elapsed() < budget {
        let mut random = fastrand::Rng::with_seed(seed.wrapping_mul(1 << 32).wrapping_add(number));
        let case = make(&mut random);
        if long.is_some() {
            keep(format!("{target}-last"), &case);
        }
        PANICS.set(Some(Vec::new()));
        let begun = Instant::now();
        let failed = catch_unwind(AssertUnwindSafe(|| run(&case))).is_err();
        let panics = PANICS.take().unwrap_or_default();
        let ours = panics.iter().any(|place| place.starts_with("src/"));
        if failed || ours || begun.elapsed() > PATIENCE {
            let path = keep(format!("{target}-{seed}-{number}"), &case);
            panic!(
                "case {number} of seed {seed} failed after {:?}, panics {panics:?}: {}",
                begun.elapsed(),
                path.display()
            );
        }
        number += 1;
    }
    println!("{target}: {number} cases from seed {seed}");
}
