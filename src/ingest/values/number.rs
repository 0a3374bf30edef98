//! Numbers as people type them.

use super::text::{half_width, is_blank};

/// What a typed text says where a number belongs.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Typed {
    /// Nothing.
    Blank,
    /// A number, and what stands behind it (a unit, or nothing).
    Number(f64, String),
    /// Something else.
    Unreadable,
}

/// Reads a typed number: full-width digits, thousands separators, spaces, a sign, a unit behind it.
pub(crate) fn number(text: &str) -> Typed {
    if is_blank(text) {
        return Typed::Blank;
    }
    let folded: String = half_width(text)
        .chars()
        .filter(|c| !c.is_whitespace())
        .collect();
    let folded = folded.trim_start_matches(['\'', '’', '‘']);
    let (negative, unsigned) = match folded.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, folded.strip_prefix('+').unwrap_or(folded)),
    };
    let (marked, unsigned) = match unsigned.strip_prefix('¥') {
        Some(rest) => (true, rest),
        None => (false, unsigned),
    };
    let end = unsigned
        .find(|c: char| !(c.is_ascii_digit() || matches!(c, ',' | '.')))
        .unwrap_or(unsigned.len());
    let (digits, rest) = unsigned.split_at(end);
    let (exponent, unit) = exponent(rest);
    let Some(plain) = without_separators(digits) else {
        return Typed::Unreadable;
    };
    let sign = if negative { "-" } else { "" };
    match format!("{sign}{plain}{exponent}").parse::<f64>() {
        // A currency sign alone does not say whether yuan or thousands of them are meant.
        Ok(_) if marked && unit.is_empty() => Typed::Unreadable,
        Ok(number) if number.is_finite() && !unit.starts_with(|c: char| c.is_ascii_digit()) => {
            Typed::Number(number + 0.0, unit.to_owned())
        }
        _ => Typed::Unreadable,
    }
}

/// An exponent such as `e5` or `E+05` at the start, and the rest.
fn exponent(rest: &str) -> (&str, &str) {
    let Some(after) = rest.strip_prefix(['e', 'E']) else {
        return ("", rest);
    };
    let digits = after.strip_prefix(['+', '-']).unwrap_or(after);
    let count = digits.bytes().take_while(u8::is_ascii_digit).count();
    if count == 0 || count > 3 {
        return ("", rest);
    }
    rest.split_at(rest.len() - digits.len() + count)
}

/// The digits without separators of thousands; none where the separators stand elsewhere.
fn without_separators(digits: &str) -> Option<String> {
    let (whole, decimals) = match digits.split_once('.') {
        Some((whole, decimals)) => (whole, Some(decimals)),
        None => (digits, None),
    };
    if decimals.is_some_and(|d| d.contains(['.', ',']))
        || (whole.is_empty() && decimals.is_none_or(str::is_empty))
    {
        return None;
    }
    let mut groups = whole.split(',');
    let first = groups.next().unwrap_or("");
    let separated = whole.contains(',');
    if separated && (first.is_empty() || first.len() > 3 || groups.any(|group| group.len() != 3)) {
        return None;
    }
    let mut plain = whole.replace(',', "");
    if let Some(decimals) = decimals {
        plain.push('.');
        plain.push_str(decimals);
    }
    if plain.starts_with('.') {
        plain.insert(0, '0');
    }
    Some(plain)
}

/// A number as one would type it: no exponent, no needless decimals.
pub(crate) fn plain(number: f64) -> String {
    format!("{number}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_as_typed() {
        for (text, expected, unit) in [
            ("１２，３４５", 12345.0, ""),
            (" 1 234.5 ", 1234.5, ""),
            ("-3", -3.0, ""),
            ("－３．５", -3.5, ""),
            ("−7", -7.0, ""),
            ("—7", -7.0, ""),
            ("+8", 8.0, ""),
            ("12.5万元", 12.5, "万元"),
            ("1,200 千元", 1200.0, "千元"),
            ("85%", 85.0, "%"),
            ("８５％", 85.0, "%"),
            ("30人", 30.0, "人"),
            ("1.5E3", 1500.0, ""),
            (".5", 0.5, ""),
            ("¥1,200元", 1200.0, "元"),
            ("0", 0.0, ""),
            ("1,234,567.89", 1234567.89, ""),
        ] {
            assert_eq!(
                number(text),
                Typed::Number(expected, unit.to_owned()),
                "{text}"
            );
        }
    }

    #[test]
    fn what_is_no_number_is_not_guessed() {
        for text in [
            "约30", "(123)", "1,23", "12,3456", "1.2.3", "¥1200", "abc", "1/2", "二十", "N/A", ",",
        ] {
            let typed = number(text);
            assert!(
                typed == Typed::Unreadable
                    || matches!(&typed, Typed::Number(_, unit) if !unit.is_empty()),
                "{text}: {typed:?}"
            );
        }
        for text in ["无", "—", "－", "/", "", "　"] {
            assert_eq!(number(text), Typed::Blank, "{text}");
        }
    }

    #[test]
    fn negative_zero_is_zero() {
        assert!(matches!(number("-0"), Typed::Number(zero, _) if zero.is_sign_positive()));
    }
}
