//! Typed text: width, spaces, and the keys by which labels are compared.

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
    let mut tidy = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        let word: String = word.chars().filter(|c| !invisible(*c)).collect();
        if word.is_empty() {
            continue;
        }
        if !tidy.is_empty() {
            tidy.push(' ');
        }
        tidy.push_str(&word);
    }
    tidy
}

/// Half-width, with plain dashes and single spaces (NFKC).
pub(crate) fn half_width(text: &str) -> String {
    if text.is_ascii() {
        return tidy(text);
    }
    let folded: String = text.nfkc().map(plain_dash).collect();
    tidy(&folded)
}

/// Half-width, lower case, no space at all: what codes, labels and words are compared by.
pub(crate) fn squeeze(text: &str) -> String {
    half_width(text)
        .chars()
        .filter(|c| !c.is_whitespace())
        .flat_map(char::to_lowercase)
        .collect()
}

/// Whether a typed text says that there is no value: nothing, `无`, `/`, or dashes alone.
pub(crate) fn is_blank(text: &str) -> bool {
    let text = squeeze(text);
    text == "无" || text == "/" || text.chars().all(|c| c == '-')
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
    let text: String = text
        .chars()
        .filter(|c| !('\u{2460}'..='\u{2473}').contains(c))
        .collect();
    let squeezed: String = squeeze(&text)
        .chars()
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
