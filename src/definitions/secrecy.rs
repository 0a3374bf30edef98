//! Statistical secrecy: which cells may not be published.

use serde::Deserialize;

/// When a cell of a table that may go outside is suppressed. Left out of the pipeline file, nothing is.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Secrecy {
    /// A cell of fewer enterprises is suppressed.
    pub least: usize,
    /// The p % rule: a cell is suppressed if the second largest enterprise could estimate the largest to within this
    /// many per cent, which is so if all others together make up less than p % of the largest. 0 switches it off.
    pub p_percent: f64,
    /// The (n, k) rule: a cell is suppressed if its n largest enterprises make up more than k % of it.
    pub dominance: Option<Dominance>,
    /// How far the bounds that can be computed for a suppressed cell must lie from its value, in per cent of it.
    pub protection: f64,
}

impl Default for Secrecy {
    fn default() -> Self {
        Secrecy {
            least: 3,
            p_percent: 10.0,
            dominance: None,
            protection: 10.0,
        }
    }
}

/// The (n, k) rule.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Dominance {
    /// Number of the largest enterprises.
    pub n: usize,
    /// Their share of the cell, in per cent.
    pub k: f64,
}

impl Secrecy {
    /// What is wrong with the settings.
    pub(super) fn problems(&self) -> Vec<&'static str> {
        let mut problems = Vec::new();
        if self.least < 2 {
            problems.push("`least` is 2 or more: a cell of one enterprise is that enterprise");
        }
        if !(0.0..100.0).contains(&self.p_percent) {
            problems.push("`p_percent` is a per cent from 0 (off) to below 100");
        }
        if !(self.protection > 0.0 && self.protection <= 100.0) {
            problems.push("`protection` is a per cent above 0, and 100 at most");
        }
        if self
            .dominance
            .is_some_and(|rule| rule.n == 0 || !(rule.k > 0.0 && rule.k < 100.0))
        {
            problems.push("`dominance` has `n` of 1 or more and `k` between 0 and 100");
        }
        problems
    }
}
