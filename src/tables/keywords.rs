//! Columns that hold one of a few words.

use polars::prelude::{Column, IntoColumn, NewChunkedArray, StringChunked};
use serde::{Deserialize, Serialize};

use super::column::{ColumnValue, no_blank};
use crate::definitions::Severity;

/// Declares an enum that stands in a column as a word.
macro_rules! keywords {
    ($($(#[$about:meta])* $name:ident { $($(#[$variant_about:meta])* $variant:ident = $word:literal,)+ })+) => {
        $(
            $(#[$about])*
            #[derive(
                Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
            )]
            pub enum $name {
                $($(#[$variant_about])* $variant,)+
            }

            impl $name {
                /// The word that stands in tables.
                pub fn word(self) -> &'static str {
                    match self { $($name::$variant => $word,)+ }
                }

                /// The value of a word.
                pub fn from_word(word: &str) -> Option<Self> {
                    match word { $($word => Some($name::$variant),)+ _ => None }
                }
            }

            word_column!($name);
        )+
    };
}

/// Lets a type with `word` and `from_word` stand in a column.
macro_rules! word_column {
    ($name:ident) => {
        impl ColumnValue for $name {
            fn column_of<'v>(name: &str, values: impl Iterator<Item = &'v Self>) -> Column {
                StringChunked::from_iter_values(name.into(), values.map(|value| value.word()))
                    .into_column()
            }

            fn values(column: &Column) -> Result<Vec<Self>, String> {
                let words = column.str().map_err(|error| error.to_string())?;
                let read = |word: Option<&str>| {
                    let word = no_blank(word)?;
                    Self::from_word(word).ok_or_else(|| format!("`{word}` is none of its words"))
                };
                words.iter().map(read).collect()
            }
        }
    };
}

keywords! {
    /// What an input file is for.
    FileKind {
        /// An enterprise's workbook.
        #[default]
        Submission = "submission",
        /// The register.
        Register = "register",
        /// The zone form.
        ZoneForm = "zone_form",
        /// Explanations of queries.
        Explanations = "explanations",
        /// The reference panel or bounds.
        Reference = "reference",
    }

    /// How a workbook is laid out.
    Layout {
        /// Not known: the file was not read.
        #[default]
        None = "",
        /// Forms of one enterprise.
        Forms = "forms",
        /// Many enterprises a sheet.
        Export = "export",
        /// Both.
        Mixed = "mixed",
        /// A plain table (register, zone form, reference).
        Table = "table",
    }

    /// What became of an input file.
    FileStatus {
        /// Read, and at least partly used.
        #[default]
        Read = "read",
        /// Read, but a later submission replaces all of it.
        Superseded = "superseded",
        /// Byte for byte the same as another file.
        Identical = "identical",
        /// Could not be read.
        Refused = "refused",
        /// No spreadsheet, a lock file, a hidden file.
        Skipped = "skipped",
    }

    /// What became of an enterprise's record.
    RecordStatus {
        /// In order.
        #[default]
        Accepted = "accepted",
        /// Has an error that is not corrected.
        Rejected = "rejected",
        /// Not in the register.
        Unregistered = "unregistered",
        /// In the register, expected, and silent.
        Missing = "missing",
        /// In the register as closed or moved out, and silent.
        Closed = "closed",
        /// Withdrawn by the respondent.
        Withdrawn = "withdrawn",
    }

    /// Why an enterprise does not count in sums.
    LeftOutReason {
        /// Its record has an error that is not corrected.
        #[default]
        Rejected = "rejected",
        /// It is not in the register.
        Unregistered = "unregistered",
        /// It must report and is silent.
        NonRespondent = "non_respondent",
        /// It withdrew its record.
        Withdrawn = "withdrawn",
    }

    /// How a rule came out.
    Outcome {
        /// The condition does not hold.
        #[default]
        Failed = "failed",
        /// A value that it needs is blank.
        Unknown = "unknown",
    }

    /// Whether a finding is settled.
    State {
        /// Not settled.
        #[default]
        Open = "open",
        /// The enterprise explained it.
        Explained = "explained",
        /// The pipeline waives it.
        Waived = "waived",
    }

    /// Level of aggregation.
    Level {
        /// One enterprise.
        #[default]
        Enterprise = "enterprise",
        /// A park.
        Park = "park",
        /// The zone.
        Zone = "zone",
    }

    /// What an indicator's value rests on.
    Basis {
        /// The annual survey.
        #[default]
        Annual = "annual",
        /// The quarterly survey.
        Quarterly = "quarterly",
        /// The zone form.
        ZoneForm = "zone_form",
        /// An earlier value carried forward.
        Carried = "carried",
    }

    /// What an indicator's annual estimate rests on, in a quarter.
    EstimateBasis {
        /// There is no estimate: the period is a year, or there is no annual survey of the year before.
        #[default]
        None = "",
        /// The quarter's values, annualised by last year's season; stocks as they stand.
        Annualised = "annualised",
        /// The quarter's zone form, as it was given.
        ZoneForm = "zone_form",
        /// The last annual value: the quarterly survey does not hold the indicator.
        Carried = "carried",
        /// The last annual value: the quarterly survey holds the indicator, but last year's season is not known.
        SeasonUnknown = "season_unknown",
    }

    /// What a sensitivity row varies.
    Variation {
        /// The weight of a node takes another value.
        #[default]
        Weight = "weight",
        /// An indicator is left out and its weight spread.
        LeftOut = "left_out",
    }

    /// Whether a unit has a score at a node, and if not, why.
    ScoreState {
        /// It has one.
        Scored = "scored",
        /// A leaf without a value, scored by what stands in for it.
        Imputed = "imputed",
        /// It has no value, or none below.
        #[default]
        Missing = "missing",
        /// The indicator does not tell the units apart: it counts for nobody.
        Uninformative = "uninformative",
        /// Too little of the weight below has a value.
        BelowThreshold = "below_threshold",
        /// The index is not known as a whole: there is no total.
        Incomplete = "incomplete",
    }

    /// What a rank rests on.
    RankBasis {
        /// There is none.
        #[default]
        None = "none",
        /// The units of the panel.
        Panel = "panel",
        /// Published pairs of rank and score: the rank is an estimate.
        Published = "published",
    }

    /// How an outlier was treated.
    Treatment {
        /// Set to the next value.
        #[default]
        Winsorised = "winsorised",
        /// The logarithm of all values was taken.
        Logarithm = "logarithm",
    }

    /// A choice that could have been made otherwise.
    Choice {
        /// The weights of a branch of the tree.
        #[default]
        Weights = "weights",
        /// How values are normalised.
        Normalisation = "normalisation",
        /// What stands in for missing values.
        Missing = "missing",
        /// Which mean is taken.
        Aggregation = "aggregation",
    }

    /// What is known of the period before.
    ChangeBasis {
        /// Nothing of the others: they count as they are now, and only the zone's own moves show.
        #[default]
        OwnOnly = "own_only",
        /// The reference of the period before.
        Reference = "reference",
        /// The values of the period before that stand in this period's reference.
        PreviousColumn = "previous_column",
        /// Theirs, but not the zone's own, which are held: only the movement of the others shows.
        OthersOnly = "others_only",
    }

    /// Why a plan does not ask an indicator.
    PlanGap {
        /// The zone has no value of it.
        #[default]
        Missing = "missing",
        /// Its scale is not straight, or it does not tell the zones apart: its points have no one price.
        NoScale = "no_scale",
        /// A mean above it is not arithmetic: its points do not add to the total.
        NotAdditive = "not_additive",
        /// Its value is 0: no change is relative to it.
        Zero = "zero",
        /// Its value lies beyond the worse end of its scale: the first steps win nothing.
        BeyondWorse = "beyond_worse",
        /// Its value is at the better end of its scale or beyond.
        AtBest = "at_best",
        /// Its value is the best that its definition calls possible.
        AtLimit = "at_limit",
        /// The pipeline file allows no change of it.
        NoStep = "no_step",
        /// It could be asked, but the target is reached before its turn.
        NotNeeded = "not_needed",
    }

    /// In which of two periods an enterprise counts in sums.
    Presence {
        /// In both.
        #[default]
        Stayed = "stayed",
        /// In this period only.
        Newcomer = "newcomer",
        /// In the period before only.
        Leaver = "leaver",
        /// No enterprise: what single enterprises do not explain.
        Remainder = "remainder",
    }

    /// Mark of a park's indicator.
    Mark {
        /// Neither.
        #[default]
        None = "none",
        /// A strength to build on.
        Strength = "strength",
        /// A weakness to make up for.
        Weakness = "weakness",
    }
}

impl Severity {
    /// The word that stands in tables.
    pub fn word(self) -> &'static str {
        match self {
            Severity::Error => "error",
            Severity::Query => "query",
            Severity::Hint => "hint",
        }
    }

    /// The value of a word.
    pub fn from_word(word: &str) -> Option<Self> {
        match word {
            "error" => Some(Severity::Error),
            "query" => Some(Severity::Query),
            "hint" => Some(Severity::Hint),
            _ => None,
        }
    }
}

word_column!(Severity);
