//! The words of findings: placeholders filled with names and readable numbers.

use crate::definitions::{Definitions, Language};

/// A text in both languages, Chinese first.
#[derive(Clone, Debug, Default)]
pub(super) struct Words {
    pub(super) zh: String,
    pub(super) en: String,
}

impl Words {
    /// The same made for each language.
    pub(super) fn each(make: impl Fn(Language) -> String) -> Words {
        Words {
            zh: make(Language::Zh),
            en: make(Language::En),
        }
    }

    /// The text in a language.
    pub(super) fn get(&self, language: Language) -> &str {
        match language {
            Language::Zh => &self.zh,
            Language::En => &self.en,
        }
    }
}

/// Replaces `{name}` by what `value_of` gives; a name that it does not know stays as written.
pub(super) fn fill(template: &str, value_of: impl Fn(&str) -> Option<String>) -> String {
    let mut text = String::with_capacity(template.len());
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        text.push_str(before);
        let found = after
            .split_once('}')
            .and_then(|(name, rest)| Some((value_of(name)?, rest)));
        match found {
            Some((value, after)) => {
                text.push_str(&value);
                rest = after;
            }
            None => {
                text.push('{');
                rest = after;
            }
        }
    }
    text.push_str(rest);
    text
}

/// Decimals that a value of a form may have; a number with more of them is a quotient.
const TYPED_DECIMALS: usize = 4;

/// A number as people write it: thousands separators, no zeros at the end. What was typed is shown in full, up to four
/// decimals; a quotient with two, or with four digits where it is small.
pub(super) fn number(value: f64) -> String {
    let typed = format!("{value:.6}");
    let decimals = typed.trim_end_matches('0').rsplit('.').next();
    let text = if decimals.is_some_and(|decimals| decimals.len() > TYPED_DECIMALS) {
        // Zeros behind the point are no digits: 0.00123 has its first in the third decimal.
        let first = -value.abs().log10().floor().min(0.0) as usize;
        let shown = if value.abs() >= 1.0 { 2 } else { first + 3 };
        format!("{value:.*}", shown.min(6))
    } else {
        typed
    };
    let (whole, decimals) = text.split_once('.').unwrap_or((&text, ""));
    let decimals = decimals.trim_end_matches('0');
    let (sign, digits) = match whole.strip_prefix('-') {
        Some(digits) => ("-", digits),
        None => ("", whole),
    };
    if digits == "0" && decimals.is_empty() {
        // Zero, or too small for six decimals.
        return if value == 0.0 {
            "0".to_owned()
        } else {
            format!("{value:e}")
        };
    }
    let mut grouped = String::with_capacity(text.len() + digits.len() / 3 + 1);
    grouped.push_str(sign);
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    if !decimals.is_empty() {
        grouped.push('.');
        grouped.push_str(decimals);
    }
    grouped
}

/// A number, or the word for none.
pub(super) fn number_or_blank(value: Option<f64>, language: Language) -> String {
    value.map_or_else(|| blank(language).to_owned(), number)
}

/// A share in per cent, to a hundredth of one, or the word for none.
pub(super) fn per_cent_or_blank(value: Option<f64>, language: Language) -> String {
    let per_cent = |value: f64| format!("{}%", number((value * 1e4).round() / 1e2));
    value.map_or_else(|| blank(language).to_owned(), per_cent)
}

/// A message with what the reader is asked to do behind it.
pub(super) fn with_action(message: String, action: Option<&str>, language: Language) -> String {
    match (action.filter(|action| !action.is_empty()), language) {
        (None, _) => message,
        (Some(action), Language::Zh) => format!("{message}；{action}"),
        (Some(action), Language::En) => format!("{message}; {action}"),
    }
}

/// The word for no value.
pub(super) fn blank(language: Language) -> &'static str {
    match language {
        Language::Zh => "空",
        Language::En => "blank",
    }
}

/// A column of a record as readers know it: its label with the code behind, said to be last year's for `prev_…`.
pub(super) fn column_name(definitions: &Definitions, column: &str, language: Language) -> String {
    if let Some(own) = column.strip_prefix("prev_") {
        let own = column_name(definitions, own, language);
        return match language {
            Language::Zh => format!("上年{own}"),
            Language::En => format!("last year's {own}"),
        };
    }
    let label = match definitions.survey.field(column) {
        Some((_, field)) => Some(field.label(language)),
        None => {
            let tags = definitions.tags.iter().map(|tag| (&tag.id, &tag.label));
            let sums = definitions
                .item_sums
                .iter()
                .map(|sum| (&sum.id, &sum.label));
            let derived = definitions.derived.iter().map(|own| (&own.id, &own.label));
            tags.chain(sums)
                .chain(derived)
                .find(|(id, _)| id.as_str() == column)
                .map(|(_, label)| label.get(language))
        }
    };
    match (label, language) {
        (None, _) => column.to_owned(),
        (Some(label), Language::Zh) => format!("{}（{column}）", plain(label)),
        (Some(label), Language::En) => format!("{} ({column})", plain(label)),
    }
}

/// Names joined as the language does; the rest is counted where there are more than `most`.
pub(super) fn listed(names: &[String], most: usize, language: Language) -> String {
    let shown = &names[..names.len().min(most)];
    let rest = names.len() - shown.len();
    match language {
        Language::Zh if rest > 0 => format!("{}等{}项", shown.join("、"), names.len()),
        Language::Zh => shown.join("、"),
        Language::En if rest > 0 => format!("{} and {rest} more", shown.join(", ")),
        Language::En => shown.join(", "),
    }
}

/// A printed label without the mark that it is a part of the line above.
fn plain(label: &str) -> &str {
    label
        .trim()
        .trim_start_matches("其中：")
        .trim_start_matches("其中:")
        .trim_start_matches("of which: ")
        .trim_start()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_as_people_write_them() {
        let cases = [
            (0.0, "0"),
            (-0.0, "0"),
            (12.0, "12"),
            (123.0, "123"),
            (1234.5, "1,234.5"),
            (-1_234_567.125, "-1,234,567.125"),
            (-100.0, "-100"),
            (0.1 + 0.2, "0.3"),
            (0.028_700, "0.0287"),
            (999.999_999_9, "1,000"),
            (0.000_000_1, "1e-7"),
            (1e15, "1,000,000,000,000,000"),
            // Quotients.
            (12.038_015, "12.04"),
            (0.012_038_015, "0.01204"),
            (2.0 / 3.0, "0.6667"),
        ];
        for (value, text) in cases {
            assert_eq!(number(value), text);
        }
    }

    #[test]
    fn shares_are_shown_in_per_cent() {
        let share = |value| per_cent_or_blank(value, Language::En);
        assert_eq!(share(Some(0.028_71)), "2.87%");
        assert_eq!(share(Some(0.6)), "60%");
        assert_eq!(share(None), "blank");
    }

    #[test]
    fn placeholders_are_replaced_and_unknown_ones_stay() {
        let value_of = |name: &str| (name == "a").then(|| "{b}".to_owned());
        assert_eq!(fill("{a} and {b}", value_of), "{b} and {b}");
        assert_eq!(fill("open { brace {a", value_of), "open { brace {a");
        assert_eq!(fill("{{a}}", value_of), "{{b}}");
        assert_eq!(fill("收入{a}千元", value_of), "收入{b}千元");
    }

    #[test]
    fn long_lists_are_cut_and_counted() {
        let names: Vec<String> = ["a", "b", "c"].map(str::to_owned).into();
        assert_eq!(listed(&names, 2, Language::Zh), "a、b等3项");
        assert_eq!(listed(&names, 2, Language::En), "a, b and 1 more");
        assert_eq!(listed(&names, 3, Language::En), "a, b, c");
    }
}
