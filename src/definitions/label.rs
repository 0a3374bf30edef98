//! Texts that users read, in both languages.

use serde::Deserialize;

/// The language of workbooks and pages.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, clap::ValueEnum)]
pub enum Language {
    /// Chinese, the language of the survey.
    #[default]
    Zh,
    /// English.
    En,
}

impl Language {
    /// The text of this language.
    pub fn choose<'a>(self, zh: &'a str, en: &'a str) -> &'a str {
        match self {
            Language::Zh => zh,
            Language::En => en,
        }
    }
}

/// A text in Chinese and in English.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Label {
    /// Chinese text, as official documents print it.
    pub zh: String,
    /// English text.
    pub en: String,
}

impl Label {
    /// A text that is made, not read from a definition.
    pub fn new(zh: impl Into<String>, en: impl Into<String>) -> Label {
        Label {
            zh: zh.into(),
            en: en.into(),
        }
    }

    /// The text in the given language.
    pub fn get(&self, language: Language) -> &str {
        match language {
            Language::Zh => &self.zh,
            Language::En => &self.en,
        }
    }
}
