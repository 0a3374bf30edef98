//! Codes of lists and yes/no, as people type them.

use super::text::{half_width, label_key, squeeze, unbracketed};
use crate::definitions::CodeList;

/// The code that a typed text means: `173`, `173 私营有限责任公司`, `私营有限责任公司`, `1.是`.
///
/// A text that leads to no code of the list is returned as typed, half-width: what is outside the list is for
/// the checks to say.
pub(crate) fn code(text: &str, list: Option<&CodeList>) -> String {
    let plain = squeeze(text);
    let plain = plain.strip_suffix(".0").unwrap_or(&plain);
    let Some(list) = list else {
        return leading(plain).map_or_else(|| half_width(text), str::to_uppercase);
    };
    let entry = |code: &str| {
        list.entries
            .iter()
            .find(|entry| entry.code.eq_ignore_ascii_case(code))
    };
    // 01 and 1 are the same code, whichever of them the list has.
    let padded = |code: &str| {
        let short = code.trim_start_matches('0');
        list.entries
            .iter()
            .find(|entry| !short.is_empty() && entry.code.trim_start_matches('0') == short)
    };
    let lead = leading(plain);
    let without_section = |code: &str| {
        let rest = code.trim_start_matches(|c: char| c.is_ascii_alphabetic());
        (code.len() == rest.len() + 1)
            .then(|| entry(rest))
            .flatten()
    };
    let found = entry(plain)
        .or_else(|| padded(plain))
        .or_else(|| lead.and_then(entry))
        .or_else(|| lead.and_then(padded))
        .or_else(|| named(text, list))
        .or_else(|| lead.and_then(without_section));
    match (found, lead) {
        (Some(entry), _) => entry.code.clone(),
        (None, Some(lead)) => lead.to_uppercase(),
        (None, None) => half_width(text),
    }
}

/// The letters and digits that a text begins with, where something else or nothing follows.
fn leading(squeezed: &str) -> Option<&str> {
    let text = squeezed.trim_start_matches(['(', '[', '<', '"']);
    let end = text
        .find(|c: char| !c.is_ascii_alphanumeric())
        .unwrap_or(text.len());
    let code = &text[..end];
    (code.bytes().any(|b| b.is_ascii_digit())).then_some(code)
}

/// The entry with a name, compared without brackets if it must be.
fn named<'a>(text: &str, list: &'a CodeList) -> Option<&'a crate::definitions::CodeEntry> {
    let key = label_key(text);
    let mut exact = list.entries.iter().filter(|entry| {
        label_key(&entry.zh) == key || (!entry.en.is_empty() && label_key(&entry.en) == key)
    });
    if let Some(entry) = exact.next() {
        return Some(entry);
    }
    let bare = |key: &str| unbracketed(key).unwrap_or_else(|| key.to_owned());
    let wanted = bare(&key);
    let mut alike = list
        .entries
        .iter()
        .filter(|entry| bare(&label_key(&entry.zh)) == wanted);
    match (alike.next(), alike.next()) {
        (Some(only), None) => Some(only),
        _ => None,
    }
}

const TICKS: [char; 8] = ['√', '✓', '✔', '☑', '■', '●', '✅', '☒'];
const BOXES: [char; 4] = ['□', '☐', '○', '▢'];

/// Yes as `1`, no as `2`; none for what says neither.
pub(crate) fn yes_or_no(text: &str) -> Option<&'static str> {
    let plain = squeeze(text);
    let plain = plain.strip_suffix(".0").unwrap_or(&plain);
    let word = label_key(plain);
    let word = if word.is_empty() { plain } else { &word };
    match word {
        "1" | "是" | "y" | "yes" | "true" | "t" | "有" | "对" | "√" | "✓" | "✔" | "☑" | "■"
        | "✅" => {
            return Some("1");
        }
        "2" | "0" | "否" | "n" | "no" | "false" | "f" | "没有" | "不是" | "×" | "x" | "✗" | "✘"
        | "□" | "☐" => {
            return Some("2");
        }
        _ => {}
    }
    // `☑是 □否`, `是√ 否□`: boxes stand all before or all behind their words.
    let chars: Vec<char> = plain.chars().collect();
    let before = chars
        .first()
        .is_some_and(|c| BOXES.contains(c) || TICKS.contains(c));
    let mut ticked: Vec<&str> = Vec::new();
    for (at, c) in chars.iter().enumerate() {
        let answer = match c {
            '是' => "1",
            '否' => "2",
            _ => continue,
        };
        let box_at = if before {
            at.checked_sub(1)
        } else {
            Some(at + 1)
        };
        if box_at
            .and_then(|at| chars.get(at))
            .is_some_and(|c| TICKS.contains(c))
        {
            ticked.push(answer);
        }
    }
    match ticked.as_slice() {
        ["1"] => return Some("1"),
        ["2"] => return Some("2"),
        [] => {}
        _ => return None,
    }
    let rest: String = plain
        .chars()
        .filter(|c| !matches!(c, '(' | ')' | '.' | '-' | '、' | ':'))
        .collect();
    match rest.as_str() {
        "1是" | "是1" | "1有" => Some("1"),
        "2否" | "否2" | "0否" | "否0" | "2没有" => Some("2"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list() -> CodeList {
        toml::from_str(
            r#"
            id = "kinds"
            label = { zh = "类型", en = "Kinds" }
            entries = [
                { code = "173", zh = "私营有限责任公司", en = "Private limited" },
                { code = "1", zh = "集团母公司（核心企业或集团总部）" },
                { code = "0111", zh = "稻谷种植" },
                { code = "3921", zh = "通信系统设备制造" },
            ]
            "#,
        )
        .unwrap()
    }

    #[test]
    fn codes_are_found_in_every_way_of_typing_them() {
        let list = list();
        for (text, expected) in [
            ("173", "173"),
            ("１７３", "173"),
            ("173.0", "173"),
            ("173 私营有限责任公司", "173"),
            ("173-私营", "173"),
            ("173私营有限责任公司", "173"),
            ("（173）私营", "173"),
            ("私营有限责任公司", "173"),
            ("集团母公司", "1"),
            ("01", "1"),
            ("111", "0111"),
            ("C3921", "3921"),
            ("C3921 通信系统设备制造", "3921"),
            ("999", "999"),
            ("外星企业", "外星企业"),
        ] {
            assert_eq!(code(text, Some(&list)), expected, "{text}");
        }
        assert_eq!(code("01 甲", None), "01");
        assert_eq!(code("甲", None), "甲");
    }

    #[test]
    fn yes_and_no_are_read_from_words_marks_and_boxes() {
        for text in [
            "是",
            "√",
            "1",
            "1.是",
            "1 是",
            "Y",
            "yes",
            "TRUE",
            "☑是 □否",
            "是√ 否□",
            "１",
        ] {
            assert_eq!(yes_or_no(text), Some("1"), "{text}");
        }
        for text in ["否", "2", "2.否", "0", "N", "×", "□是 ☑否", "2-否"] {
            assert_eq!(yes_or_no(text), Some("2"), "{text}");
        }
        for text in ["3", "也许", "☑是 ☑否", "是否"] {
            assert_eq!(yes_or_no(text), None, "{text}");
        }
    }
}
