//! Names and literals of the script.

/// The greatest number that a double holds: what is larger is infinite.
pub(super) const LARGEST: &str = "1.7976931348623157E308";

/// A name as a column: as it is where every engine reads it so, else in double quotes.
pub(super) fn column(name: &str) -> String {
    let mut letters = name.chars();
    let begins = letters
        .next()
        .is_some_and(|letter| letter.is_ascii_lowercase() || letter == '_');
    let plain = begins
        && letters
            .all(|letter| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '_');
    if plain && !KEYWORDS.contains(&name) {
        name.to_owned()
    } else {
        format!("\"{}\"", name.replace('"', "\"\""))
    }
}

/// A text literal.
pub(super) fn text(value: &str) -> String {
    format!("'{}'", value.replace('\'', "''"))
}

/// Text literals, joined by commas.
pub(super) fn texts<'a>(values: impl IntoIterator<Item = &'a str>) -> String {
    let values: Vec<String> = values.into_iter().map(text).collect();
    values.join(", ")
}

/// A double literal. Without an exponent some engines would take it for a decimal number.
pub(super) fn double(value: f64) -> String {
    let digits = format!("{value:?}").to_uppercase();
    let digits = if digits.contains('E') {
        digits
    } else {
        format!("{digits}E0")
    };
    signed(digits)
}

/// A whole number.
pub(super) fn integer(value: i128) -> String {
    signed(value.to_string())
}

/// A negative literal stands in brackets: two minus signs in a row would begin a comment.
fn signed(digits: String) -> String {
    if digits.starts_with('-') {
        format!("({digits})")
    } else {
        digits
    }
}

/// A part of a name, from a form number and the like: letters and digits, the rest as `_`.
pub(super) fn part(name: &str) -> String {
    name.chars()
        .map(|letter| {
            if letter.is_ascii_alphanumeric() {
                letter.to_ascii_lowercase()
            } else {
                '_'
            }
        })
        .collect()
}

/// A number that is finite, else blank.
pub(super) fn finite(number: &str) -> String {
    format!("CASE WHEN ABS({number}) <= {LARGEST} THEN {number} END")
}

/// Words of SQL that an id in lower case may be, and that an engine would not take for a name.
const KEYWORDS: [&str; 33] = [
    "all", "and", "as", "between", "by", "case", "cast", "check", "cross", "distinct", "else",
    "end", "false", "for", "from", "group", "having", "in", "is", "join", "left", "like", "not",
    "null", "on", "or", "order", "right", "select", "then", "true", "union", "where",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_quoted_where_an_engine_would_read_it_otherwise() {
        assert_eq!(column("qc05_0"), "qc05_0");
        assert_eq!(column("D001"), "\"D001\"");
        assert_eq!(column("1.2"), "\"1.2\"");
        assert_eq!(column("order"), "\"order\"");
        assert_eq!(column("a\"b"), "\"a\"\"b\"");
    }

    #[test]
    fn literals_keep_their_type_and_value() {
        assert_eq!(double(0.5), "0.5E0");
        assert_eq!(double(100.0), "100.0E0");
        assert_eq!(double(1e-9), "1E-9");
        assert_eq!(double(-2.5), "(-2.5E0)");
        assert_eq!(integer(-3), "(-3)");
        assert_eq!(text("d'or"), "'d''or'");
        assert_eq!(LARGEST.parse(), Ok(f64::MAX));
    }
}
