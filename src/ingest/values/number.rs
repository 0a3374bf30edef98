//! Numbers as people type them.

use unicode_normalization::UnicodeNormalization;

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
///
/// Only what has one meaning is a number. `(1,234)` is one below zero, as bookkeepers write it and every
/// spreadsheet program reads it; `△123`, `约300`, `12,34`, `0,123`, `1.234,5`, `5²`, `①200` and two numbers in one
/// cell are none.
pub(crate) fn number(text: &str) -> Typed {
    if is_blank(text) {
        return Typed::Blank;
    }
    if has_small_digits(text) {
        return Typed::Unreadable;
    }
    let Some(folded) = without_spaces(text) else {
        return Typed::Unreadable;
    };
    let folded = folded
        .trim_start_matches(['\'', '’', '‘'])
        .trim_end_matches('。');
    match folded
        .strip_prefix('(')
        .and_then(|rest| rest.split_once(')'))
    {
        Some((inside, behind)) if inside.starts_with(|c: char| c.is_ascii_digit() || c == '¥') => {
            match unsigned_number(&format!("{inside}{behind}")) {
                Typed::Number(number, unit) => Typed::Number(0.0 - number, unit),
                other => other,
            }
        }
        Some(_) => Typed::Unreadable,
        None => match folded.strip_prefix('-') {
            Some(rest) => match unsigned_number(rest) {
                Typed::Number(number, unit) => Typed::Number(0.0 - number, unit),
                other => other,
            },
            None => unsigned_number(folded.strip_prefix('+').unwrap_or(folded)),
        },
    }
}

/// A number without a sign, half-width and without spaces, with what stands behind it.
fn unsigned_number(text: &str) -> Typed {
    let currency = ["¥", "人民币", "RMB", "rmb", "CNY"]
        .iter()
        .find_map(|sign| text.strip_prefix(sign));
    let unsigned = currency.unwrap_or(text);
    let end = unsigned
        .find(|c: char| !(c.is_ascii_digit() || matches!(c, ',' | '.')))
        .unwrap_or(unsigned.len());
    let (digits, rest) = unsigned.split_at(end);
    let (exponent, unit) = exponent(rest);
    let Some(plain) = without_separators(digits) else {
        return Typed::Unreadable;
    };
    // `100（万元）` is `100万元`.
    let unit = unit
        .strip_prefix('(')
        .and_then(|unit| unit.strip_suffix(')'))
        .unwrap_or(unit);
    match format!("{plain}{exponent}").parse::<f64>() {
        // A currency sign alone does not say whether yuan or thousands of them are meant.
        Ok(_) if currency.is_some() && unit.is_empty() => Typed::Unreadable,
        Ok(number) if number.is_finite() && !unit.starts_with(|c: char| c.is_ascii_digit()) => {
            Typed::Number(number, unit.to_owned())
        }
        _ => Typed::Unreadable,
    }
}

/// Whether a digit stands in the text that is none of the number: raised (`5²`), circled (`①200`) or with a full
/// stop (`⒈200`). Behind a letter it belongs to a unit (`km²`).
fn has_small_digits(text: &str) -> bool {
    let mut before = None;
    for c in text.chars() {
        let full_width = ('\u{ff10}'..='\u{ff19}').contains(&c);
        let small = !c.is_ascii()
            && !full_width
            && c.nfkc()
                .find(|folded| *folded != '(')
                .is_some_and(|folded| folded.is_ascii_digit());
        if small && !before.is_some_and(char::is_alphabetic) {
            return true;
        }
        before = Some(c);
    }
    false
}

/// Half-width and without spaces; none where a space or a line break parts digits otherwise than by thousands.
fn without_spaces(text: &str) -> Option<String> {
    let text = text.trim();
    let is_digit = |text: Option<char>| {
        text.and_then(|c| half_width(&c.to_string()).chars().next())
            .is_some_and(|c| c.is_ascii_digit())
    };
    for (line, next) in text.lines().zip(text.lines().skip(1)) {
        if is_digit(line.trim_end().chars().next_back())
            && is_digit(next.trim_start().chars().next())
        {
            return None;
        }
    }
    let folded = half_width(text);
    let words: Vec<&str> = folded.split(' ').collect();
    for pair in words.windows(2) {
        let &[left, right] = pair else { continue };
        let parted = left.ends_with(|c: char| c.is_ascii_digit())
            && right.starts_with(|c: char| c.is_ascii_digit());
        let group = right.bytes().take_while(u8::is_ascii_digit).count();
        let lead = left.bytes().rev().take_while(u8::is_ascii_digit).count();
        if parted && (group != 3 || lead > 3) {
            return None;
        }
    }
    Some(words.concat())
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
    // `0,123` has a decimal comma, or something is missing before it.
    let lead = (1..=3).contains(&first.len()) && !first.starts_with('0');
    if separated && (!lead || groups.any(|group| group.len() != 3)) {
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
            ("1 234 567", 1234567.0, ""),
            ("1\u{a0}234", 1234.0, ""),
            ("1\u{200b}23", 123.0, ""),
            ("(1,234)", -1234.0, ""),
            ("（１２３）", -123.0, ""),
            ("(1.2)万元", -1.2, "万元"),
            ("300.", 300.0, ""),
            ("300。", 300.0, ""),
            ("1.2亿", 1.2, "亿"),
            ("100（万元）", 100.0, "万元"),
            ("人民币100万元", 100.0, "万元"),
            ("12\n万元", 12.0, "万元"),
            ("3km²", 3.0, "km2"),
            ("0.0", 0.0, ""),
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
            "约30",
            "1,23",
            "12,34",
            "12,3456",
            "1.2.3",
            "¥1200",
            "abc",
            "1/2",
            "二十",
            "N/A",
            ",",
            "△123",
            "▲5",
            "300左右",
            "300余",
            "300+",
            ">300",
            "0,123",
            "1.234,5",
            "1.234.567",
            "5²",
            "①200",
            "⒈200",
            "½",
            "12 34",
            "1234 567",
            "12\n34",
            "100-200",
            "100~200",
            "#REF!",
            "#DIV/0!",
            "1OO",
            "=1+2",
            "(约5)",
            "-(5)",
            "--5",
            "()",
            "1、234",
            "1万2000元",
            "300,",
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
        for text in ["-0", "(0)"] {
            assert!(
                matches!(number(text), Typed::Number(zero, _) if zero.is_sign_positive()),
                "{text}"
            );
        }
    }
}
