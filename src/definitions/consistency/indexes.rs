//! Composite indexes: each id once, and what [`index_check`] says of each tree.

use std::collections::BTreeSet;

use super::Examination;
use crate::definitions::index_check;

impl Examination<'_> {
    pub(super) fn indexes(&mut self) {
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
}
