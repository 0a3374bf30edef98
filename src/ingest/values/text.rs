//! Typed text: width, spaces, and the keys by which labels are compared.

use std::borrow::Cow;

use unicode_normalization::UnicodeNormalization;

/// Characters that take no room on paper but stand in copied text.
fn invisible(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}' | '\u{feff}' | '\u{ad}')
        || (c.is_control() && !c.is_whitespace())
}

/// Every way to type a hyphen, minus or dash becomes `-`.
fn plain_dash(c: char) -> char {
    match c {
        '\u{2010}'..='\u{2015}'
        | '\u{2212}'
        | '\u{fe58}'
        | '\u{fe63}'
        | '\u{2e3a}'
        | '\u{ff0d}' => '-',
        other => other,
    }
}

/// The text as it was typed, without the space around it and with one space for any run inside.
pub(crate) fn tidy(text: &str) -> String {
    tidied(text.chars())
}

fn tidied(chars: impl Iterator<Item = char>) -> String {
    let mut tidy = String::new();
    let mut space = false;
    for c in chars {
        if c.is_whitespace() {
            space = true;
        } else if !invisible(c) {
            if space && !tidy.is_empty() {
                tidy.push(' ');
            }
            space = false;
            tidy.push(c);
        }
    }
    tidy
}

/// A character as NFKC folds it, where that depends on nothing but itself: nearly all that forms print and people
/// type. Chinese characters and ASCII stay, full-width forms become half-width.
fn folded(c: char) -> Option<char> {
    match c {
        '\0'..='\u{7f}'
        | '\u{4e00}'..='\u{9fff}'
        | '\u{3001}'..='\u{3002}'
        | '\u{3008}'..='\u{3011}' => Some(c),
        '\u{3000}' => Some(' '),
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0),
        _ => None,
    }
}

/// The characters as NFKC folds them, with plain dashes. Full normalisation is slow, and reading forms is for a
/// great part comparing texts: it is left to texts that need it.
fn fold(text: &str) -> impl Iterator<Item = char> {
    let simple = text.chars().all(|c| folded(c).is_some());
    let (one_by_one, together) = if simple { (text, "") } else { ("", text) };
    one_by_one
        .chars()
        .filter_map(folded)
        .chain(together.nfkc().map(plain_dash))
}

/// Half-width, with plain dashes and single spaces (NFKC).
pub(crate) fn half_width(text: &str) -> String {
    tidied(fold(text))
}

/// Half-width, lower case, no space at all: what codes, labels and words are compared by.
pub(crate) fn squeeze(text: &str) -> String {
    squeezed(text).collect()
}

fn squeezed(text: &str) -> impl Iterator<Item = char> {
    fold(text)
        .filter(|c| !c.is_whitespace() && !invisible(*c))
        .flat_map(char::to_lowercase)
}

/// Whether a typed text says that there is no value: nothing, `无`, `/`, or dashes alone.
pub(crate) fn is_blank(text: &str) -> bool {
    let mut signs = squeezed(text);
    match signs.next() {
        None => true,
        Some('无' | '/') => signs.next().is_none(),
        Some(first) => first == '-' && signs.all(|c| c == '-'),
    }
}

const NUMERALS: &str = "一二三四五六七八九十";

/// What stands after an enumerator such as `1.`, `（一）`, `二、`, `其中：`; none where there is none.
fn after_enumerator(text: &str) -> Option<&str> {
    if let Some(rest) = text.strip_prefix("其中") {
        return Some(rest.strip_prefix(':').unwrap_or(rest));
    }
    let bracketed = text.strip_prefix('(');
    let start = bracketed.unwrap_or(text);
    let numeral = |c: char| c.is_ascii_digit() || NUMERALS.contains(c);
    let rest = start.trim_start_matches(numeral);
    let length = start.len() - rest.len();
    if length == 0 || start[..length].chars().count() > 2 {
        return None;
    }
    let rest = match bracketed {
        Some(_) => rest.strip_prefix(')')?,
        None => rest.strip_prefix(['.', '、', ')'])?,
    };
    (!rest.starts_with(|c: char| c.is_ascii_digit()) && !rest.is_empty()).then_some(rest)
}

/// The key of a printed label: squeezed, without 其中, enumerators, quotation marks and a colon at the end.
pub(crate) fn label_key(text: &str) -> String {
    // Circled numbers are enumerators; folded they would be digits.
    let circled = |c: char| ('\u{2460}'..='\u{2473}').contains(&c);
    let plain = if text.contains(circled) {
        Cow::Owned(text.replace(circled, ""))
    } else {
        Cow::Borrowed(text)
    };
    let squeezed: String = squeezed(&plain)
        .filter(|c| !matches!(c, '“' | '”' | '"' | '*' | '_' | '<' | '>' | '《' | '》'))
        .collect();
    let mut key = squeezed.as_str();
    while let Some(rest) = after_enumerator(key) {
        key = rest;
    }
    key.trim_end_matches([':', ';', '。', ',']).to_owned()
}

/// Words that say that a column or a bracket is about the year before.
const LAST_YEAR: [&str; 6] = ["上年", "去年", "同期", "上期", "前年", "上一年"];

/// Whether a header or label speaks of the year before.
pub(crate) fn says_last_year(squeezed: &str) -> bool {
    LAST_YEAR.iter().any(|word| squeezed.contains(word))
}

/// A label's key without what stands in brackets; none where no bracket stands, or one about last year.
pub(crate) fn unbracketed(key: &str) -> Option<String> {
    if !key.contains('(') || says_last_year(key) {
        return None;
    }
    let mut depth = 0_u32;
    let mut plain = String::new();
    for c in key.chars() {
        match c {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            c if depth == 0 => plain.push(c),
            _ => {}
        }
    }
    (!plain.is_empty() && plain != key).then_some(plain)
}

/// Texts inside brackets, in order.
pub(crate) fn bracketed(squeezed: &str) -> Vec<&str> {
    squeezed
        .split('(')
        .skip(1)
        .filter_map(|part| part.split_once(')').map(|(inside, _)| inside))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn full_width_spaces_and_dashes_are_folded() {
        assert_eq!(half_width("　１２，３４５．６　"), "12,345.6");
        assert_eq!(squeeze("AB05 _0\u{a0}"), "ab05_0");
        assert_eq!(squeeze("－３"), "-3");
        assert_eq!(tidy("  某 某\u{3000}\u{200b}公司\n"), "某 某 公司");
    }

    /// The definition, step by step.
    fn slowly(text: &str) -> (String, String) {
        let folded: String = text.nfkc().map(plain_dash).collect();
        let words = folded
            .split_whitespace()
            .map(|word| -> String { word.chars().filter(|c| !invisible(*c)).collect() });
        let words: Vec<String> = words.filter(|word| !word.is_empty()).collect();
        (
            words.join(" "),
            words
                .concat()
                .chars()
                .flat_map(char::to_lowercase)
                .collect(),
        )
    }

    #[test]
    fn the_short_way_folds_as_full_normalisation_does() {
        for c in ('\0'..='\u{ffff}').chain(['𠀀', '㎡', 'ǅ', '각']) {
            for text in [
                c.to_string(),
                format!("Ａ{c} e\u{301}"),
                format!("企{c}　业（{c}{c}）"),
            ] {
                let (half, close) = slowly(&text);
                assert_eq!(half_width(&text), half, "{text:?}");
                assert_eq!(squeeze(&text), close, "{text:?}");
                let nothing = close == "无" || close == "/" || close.chars().all(|c| c == '-');
                assert_eq!(is_blank(&text), nothing, "{text:?}");
            }
        }
    }

    #[test]
    fn only_signs_of_nothing_are_blank() {
        for text in ["", " ", "无", "—", "——", "－", "-", "/", "／", "　"] {
            assert!(is_blank(text), "{text}");
        }
        for text in ["0", "无锡", "N/A", "-1", "没有"] {
            assert!(!is_blank(text), "{text}");
        }
    }

    #[test]
    fn labels_are_compared_without_what_decorates_them() {
        for (text, key) in [
            ("　其中：技术收入", "技术收入"),
            ("1.人员人工费用", "人员人工费用"),
            ("（一）工业总产值：", "工业总产值"),
            ("二、 营业 收入", "营业收入"),
            ("①美国", "美国"),
            ("2022年末数", "2022年末数"),
            ("1.5倍", "1.5倍"),
        ] {
            assert_eq!(label_key(text), key, "{text}");
        }
        assert_eq!(
            unbracketed(&label_key("工业总产值（当年价格）")).as_deref(),
            Some("工业总产值")
        );
        assert_eq!(unbracketed(&label_key("营业收入（上年）")), None);
    }
}
