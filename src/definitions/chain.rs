//! Chains of industry that cross parks: what makes the parks need each other.

use serde::Deserialize;

use super::Label;
use crate::expressions::Expression;

/// A file of `chains`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ChainFile {
    #[serde(default)]
    pub chains: Vec<Chain>,
}

/// A chain of industry, from what comes first to what comes last.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Chain {
    /// Id.
    pub id: String,
    /// Its name.
    pub label: Label,
    /// Its links, in the order of production.
    pub links: Vec<Link>,
    /// Whether the zone has confirmed the chain.
    #[serde(default)]
    pub verified: bool,
}

/// A link of a chain.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Link {
    /// Id.
    pub id: String,
    /// Its name.
    pub label: Label,
    /// Which enterprises belong to it, a condition over the record's columns; unknown counts as not met.
    pub sql: Expression,
}
