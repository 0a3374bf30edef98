//! Formulas in words: a statistician reads the names of measures, not their ids.

use crate::definitions::{Definitions, Language};
use crate::expressions::Expression;

/// The parts of a formula.
#[derive(Debug, PartialEq)]
enum Part<'t> {
    /// A name or keyword.
    Word(&'t str),
    /// Anything else.
    Other(&'t str),
}

fn parts(text: &str) -> Vec<Part<'_>> {
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    let mut parts = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let word = is_word(first);
        let end = rest
            .find(|c: char| is_word(c) != word)
            .unwrap_or(rest.len());
        let (part, after) = rest.split_at(end);
        parts.push(if word {
            Part::Word(part)
        } else {
            Part::Other(part)
        });
        rest = after;
    }
    parts
}

/// The measure that a name means, and whether it is last year's.
fn measure_of<'d>(
    definitions: &'d Definitions,
    name: &str,
) -> Option<(&'d crate::definitions::Measure, bool)> {
    if let Some(measure) = definitions.measure(name) {
        return Some((measure, false));
    }
    let measure = definitions.measure(name.strip_prefix("prev_")?)?;
    Some((measure, true))
}

/// The name of a measure in words.
pub(super) fn name(definitions: &Definitions, id: &str, language: Language) -> String {
    match measure_of(definitions, id) {
        Some((measure, false)) => measure.label.get(language).to_owned(),
        Some((measure, true)) => match language {
            Language::Zh => format!("上年{}", measure.label.zh),
            Language::En => format!("{} the year before", measure.label.en),
        },
        None => id.to_owned(),
    }
}

/// A formula with the names of its measures in place of their ids, `×` and `÷` for `*` and `/`.
pub(super) fn in_words(
    definitions: &Definitions,
    formula: &Expression,
    language: Language,
) -> String {
    parts(formula.text())
        .into_iter()
        .map(|part| match part {
            Part::Word(word) if measure_of(definitions, word).is_some() => {
                match language {
                    Language::Zh => name(definitions, word, language),
                    // English names are phrases: brackets keep them apart.
                    Language::En => format!("[{}]", name(definitions, word, language)),
                }
            }
            Part::Word(word) => word.to_owned(),
            Part::Other(other) => other.replace('*', "×").replace('/', "÷"),
        })
        .collect()
}

/// The measures of a formula, last year's included, in the order in which they first stand in it.
pub(super) fn measures_in(definitions: &Definitions, formula: &Expression) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for part in parts(formula.text()) {
        if let Part::Word(word) = part
            && measure_of(definitions, word).is_some()
            && !names.iter().any(|name| name == word)
        {
            names.push(word.to_owned());
        }
    }
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_formula_falls_into_names_and_the_rest() {
        assert_eq!(
            parts("100*(rd - prev_rd)"),
            [
                Part::Word("100"),
                Part::Other("*("),
                Part::Word("rd"),
                Part::Other(" - "),
                Part::Word("prev_rd"),
                Part::Other(")"),
            ]
        );
    }
}
