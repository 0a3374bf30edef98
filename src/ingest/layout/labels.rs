//! The labels of the identity, ready to be compared with what a cell says.

use std::collections::BTreeSet;

use crate::definitions::{Identity, Survey};
use crate::ingest::values::text::{label_key, squeeze, unbracketed};

/// Labels of the unit of a sheet.
const UNIT_LABELS: [&str; 7] = [
    "计量单位",
    "单位",
    "金额单位",
    "货币单位",
    "数据单位",
    "计价单位",
    "价值单位",
];

/// Whether a label's key is one of a unit.
pub(crate) fn is_unit_label(key: &str) -> bool {
    UNIT_LABELS.contains(&key)
}

/// The key of a label, the same without brackets, and without the number that forms print before it
/// (`101 统一社会信用代码`, `01统一社会信用代码（18位）`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Key {
    full: String,
    bare: String,
    unnumbered: String,
}

impl Key {
    /// The whole key.
    pub(super) fn full(&self) -> &str {
        &self.full
    }

    /// The key without brackets.
    pub(super) fn bare(&self) -> &str {
        &self.bare
    }

    /// The key of a text.
    pub(crate) fn of(text: &str) -> Key {
        let full = label_key(text);
        let bare = unbracketed(&full).unwrap_or_else(|| full.clone());
        let rest = bare.trim_start_matches(|c: char| c.is_ascii_digit());
        let number = bare.len() - rest.len();
        let unnumbered = if (1..=3).contains(&number) {
            rest.trim_start_matches(['.', '、', '-', ')', '_'])
                .to_owned()
        } else {
            String::new()
        };
        Key {
            full,
            bare,
            unnumbered,
        }
    }
}

/// Labels that mean the same.
#[derive(Clone, Debug, Default)]
pub(crate) struct Labels {
    full: BTreeSet<String>,
    bare: BTreeSet<String>,
}

impl Labels {
    /// Labels as they are printed.
    pub(crate) fn of<'a>(labels: impl IntoIterator<Item = &'a String>) -> Labels {
        let keys: Vec<Key> = labels.into_iter().map(|label| Key::of(label)).collect();
        Labels {
            full: keys.iter().map(|key| key.full.clone()).collect(),
            bare: keys.into_iter().map(|key| key.bare).collect(),
        }
    }

    /// Whether a key is one of them; brackets and a number before it are left aside where the key has some.
    pub(crate) fn has(&self, key: &Key) -> bool {
        !key.full.is_empty()
            && (self.full.contains(&key.full)
                || (key.bare != key.full && self.bare.contains(&key.bare))
                || self.full.contains(&key.unnumbered)
                || self.bare.contains(&key.unnumbered))
    }
}

/// The labels by which a form says whose it is.
#[derive(Clone, Debug)]
pub(crate) struct IdentityLabels {
    /// Before the credit code.
    pub credit_code: Labels,
    /// Before the name.
    pub name: Labels,
    /// Before the date of filling.
    pub filled: Labels,
    /// Before the park.
    pub park: Labels,
    /// Before the reporting period.
    pub period: Labels,
    all: Labels,
    /// Every word that may stand before a colon in the head of a form, squeezed.
    pub words: Vec<String>,
}

impl IdentityLabels {
    /// The labels of a survey.
    pub(crate) fn of(survey: &Survey) -> IdentityLabels {
        let Identity {
            credit_code_labels,
            name_labels,
            filled_labels,
            park_labels,
            period_labels,
            ..
        } = &survey.identity;
        let every = [
            credit_code_labels,
            name_labels,
            filled_labels,
            park_labels,
            period_labels,
        ];
        let mut words: Vec<String> = every
            .into_iter()
            .flatten()
            .map(|label| label_key(label))
            .chain(UNIT_LABELS.map(str::to_owned))
            .chain(["表号".to_owned()])
            .collect();
        for line in &survey.head {
            if let Some((label, _)) = squeeze(line).split_once(':') {
                words.push(label.to_owned());
            }
        }
        IdentityLabels {
            credit_code: Labels::of(credit_code_labels),
            name: Labels::of(name_labels),
            filled: Labels::of(filled_labels),
            park: Labels::of(park_labels),
            period: Labels::of(period_labels),
            all: Labels::of(every.into_iter().flatten()),
            words,
        }
    }

    /// Whether a key is any of them.
    pub(crate) fn has(&self, key: &Key) -> bool {
        self.all.has(key)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn brackets_do_not_tell_labels_apart() {
        let labels = Labels::of(&[
            "统一社会信用代码（或组织机构代码）".to_owned(),
            "统一社会信用代码".to_owned(),
            "企业名称".to_owned(),
        ]);
        for text in [
            "统一社会信用代码(或组织机构代码)：",
            "统一社会信用代码（18位）",
            "01统一社会信用代码",
            "101 统一社会信用代码",
            "（01）统一社会信用代码：",
            "02、企业名称",
            "企业名称（盖章）",
            " 企业 名称",
        ] {
            assert!(labels.has(&Key::of(text)), "{text}");
        }
        for text in ["", "名称", "上级企业名称", "2023", "2023企业名称"] {
            assert!(!labels.has(&Key::of(text)), "{text}");
        }
    }
}
