//! The words of a trace in both languages.

use crate::definitions::Language;

/// Words in a language.
#[derive(Clone, Copy)]
pub(super) struct Words(pub(super) Language);

impl Words {
    /// One of two texts.
    pub(super) fn say<'t>(self, zh: &'t str, en: &'t str) -> &'t str {
        match self.0 {
            Language::Zh => zh,
            Language::En => en,
        }
    }

    /// A line of an entry: what it is, then what it says.
    pub(super) fn entry(self, indent: usize, zh: &str, en: &str, text: &str) {
        let name = self.say(zh, en);
        // A Chinese character takes the room of two letters.
        let width: usize = name.chars().map(|c| if c.is_ascii() { 1 } else { 2 }).sum();
        let gap = 12_usize.saturating_sub(width).max(1);
        println!("{}{name}{}{text}", " ".repeat(indent), " ".repeat(gap));
    }
}
