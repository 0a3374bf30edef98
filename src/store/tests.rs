//! Tables hold all at once, or not yet.

use polars::prelude::{DataFrame, df};

use super::*;

/// A stage of one table.
struct Result1(DataFrame);

impl StageResult for Result1 {
    const STAGE: Stage = Stage::Validate;

    fn frames(&self) -> Result<Vec<NamedFrame>> {
        Ok(vec![("one", self.0.clone()), ("other", self.0.clone())])
    }

    fn from_frames(read: &dyn Fn(&str) -> Result<DataFrame>) -> Result<Self> {
        read("one").map(Result1)
    }
}

fn period() -> Period {
    "2023".parse().unwrap()
}

fn result(value: i64) -> Result1 {
    Result1(df!("value" => [value]).unwrap())
}

fn value(store: &Store) -> i64 {
    let Result1(frame) = store.load(period()).unwrap();
    frame
        .column("value")
        .unwrap()
        .i64()
        .unwrap()
        .get(0)
        .unwrap()
}

#[test]
fn readers_see_the_tables_of_before_until_the_new_ones_are_committed() {
    let folder = tempfile::tempdir().unwrap();
    let writer = Store::open(folder.path()).unwrap();
    writer.put(period(), "a", &result(1)).unwrap();
    assert!(!Store::read_only(folder.path()).has(period(), "one"));
    writer.commit().unwrap();
    let reader = Store::read_only(folder.path());
    assert_eq!(value(&reader), 1);
    writer.put(period(), "b", &result(2)).unwrap();
    assert_eq!(value(&writer), 2);
    assert_eq!(value(&Store::read_only(folder.path())), 1);
    writer.commit().unwrap();
    // One who had read before finds the new tables where the old ones are gone.
    assert_eq!(value(&reader), 2);
    let left = std::fs::read_dir(folder.path().join("period=2023")).unwrap();
    assert_eq!(left.count(), 2, "the manifest and one folder");
}

#[test]
fn tables_are_up_to_date_while_their_key_and_their_bytes_are_the_same() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(folder.path()).unwrap();
    store.put(period(), "a", &result(1)).unwrap();
    store.commit().unwrap();
    let is_up_to_date =
        |key: &str| Store::read_only(folder.path()).is_up_to_date(period(), Stage::Validate, key);
    assert!(is_up_to_date("a"));
    assert!(!is_up_to_date("b"));
    let (path, _) = store.find(period(), "other").unwrap();
    let mut bytes = std::fs::read(&path).unwrap();
    bytes[20] ^= 1;
    std::fs::write(&path, bytes).unwrap();
    assert!(!is_up_to_date("a"));
    assert!(store.has(period(), "one"));
    assert!(!Store::read_only(folder.path()).has(period(), "other"));
}

#[test]
fn a_store_in_which_nothing_came_to_hold_is_taken_away_again() {
    let folder = tempfile::tempdir().unwrap();
    let place = folder.path().join("store");
    drop(Store::open(&place).unwrap());
    assert!(!place.exists());
    let store = Store::open(&place).unwrap();
    store.put(period(), "a", &result(1)).unwrap();
    store.commit().unwrap();
    drop(store);
    assert!(place.exists());
}
