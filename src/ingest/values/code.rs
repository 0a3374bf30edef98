//! Codes of lists and yes/no, as people type them.

use super::text::{half_width, label_key, squeeze, unbracketed};
use crate::definitions::{CodeEntry, CodeList};

/// The code that a typed text means: `173`, `173 私营有限责任公司`, `私营有限责任公司`, `1.是`.
///
/// A text that leads to no code of the list, or to two (`1、2`, a code with the name of another), is returned as
/// typed, half-width: what is outside the list is for the checks to say.
pub(crate) fn code(text: &str, list: Option<&CodeList>) -> String {
    let plain = squeeze(text);
    let plain = plain.strip_suffix(".0").unwrap_or(&plain);
    // `2 A轮`: the space ends the code. `C 3921`: it does not.
    let spaced = half_width(text).to_lowercase();
    let leads = [&spaced, plain].map(leading);
    let Some(list) = list else {
        return match leads {
            [Some((lead, behind)), _] if !behind.contains(|c: char| c.is_ascii_digit()) => {
                lead.to_uppercase()
            }
            _ => half_width(text),
        };
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
    let of_code = |code: &str| entry(code).or_else(|| padded(code));
    let without_section = |code: &str| {
        let rest = code.trim_start_matches(|c: char| c.is_ascii_alphabetic());
        (code.len() == rest.len() + 1)
            .then(|| entry(rest))
            .flatten()
    };
    let with_name = || {
        // `G交通运输业`, `G.交通运输业`
        list.entries.iter().find(|entry| {
            let behind = plain.strip_prefix(&squeeze(&entry.code));
            behind.is_some_and(|behind| {
                behind.trim_start_matches(|c: char| !c.is_alphanumeric()) == squeeze(&entry.zh)
            })
        })
    };
    if let Some(entry) = of_code(plain).or_else(with_name) {
        return entry.code.clone();
    }
    let leads = leads.into_iter().flatten();
    for (lead, behind) in leads.clone() {
        let Some(entry) = of_code(lead) else { continue };
        let words = behind.trim_start_matches(|c: char| !c.is_alphanumeric());
        let own_name = label_key(&entry.zh).contains(&label_key(words));
        let is_other = |other: Option<&CodeEntry>| other.is_some_and(|o| o.code != entry.code);
        let other_code = behind
            .split(|c: char| !c.is_ascii_alphanumeric())
            .filter(|word| word.contains(|c: char| c.is_ascii_digit()))
            .any(|word| is_other(of_code(word).or_else(|| without_section(word))));
        return if !own_name && (other_code || is_other(named(words, list))) {
            half_width(text)
        } else {
            entry.code.clone()
        };
    }
    let by_section = || leads.clone().find_map(|(lead, _)| without_section(lead));
    match named(text, list).or_else(by_section) {
        Some(entry) => entry.code.clone(),
        None => half_width(text),
    }
}

const OPENING: [char; 4] = ['(', '[', '<', '"'];

/// The letters and digits that a text begins with, and what follows; none where they have no digit.
fn leading(text: &str) -> Option<(&str, &str)> {
    let text = text.trim_start_matches(OPENING);
    let end = text
        .find(|c: char| !c.is_ascii_alphanumeric())
        .unwrap_or(text.len());
    let (code, behind) = text.split_at(end);
    // 1.5 is no code 1.
    let decimal = behind
        .strip_prefix('.')
        .is_some_and(|rest| !rest.is_empty() && rest.bytes().all(|b| b.is_ascii_digit()));
    (code.bytes().any(|b| b.is_ascii_digit()) && !decimal).then_some((code, behind))
}

/// The entry with a name, compared without brackets if it must be.
fn named<'a>(text: &str, list: &'a CodeList) -> Option<&'a CodeEntry> {
    let key = label_key(text);
    let mut exact = list.entries.iter().filter(|entry| {
        label_key(&entry.zh) == key || (!entry.en.is_empty() && label_key(&entry.en) == key)
    });
    match (exact.next(), exact.next()) {
        (Some(only), None) => return Some(only),
        (Some(_), Some(_)) => return None,
        _ => {}
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
        .filter(|c| !matches!(c, '(' | ')' | '.' | ',' | '-' | '、' | ':'))
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
                { code = "2", zh = "A轮" },
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
            ("C 3921", "3921"),
            ("2 A轮", "2"),
            ("2A轮", "2"),
            ("01.集团母公司（核心企业或集团总部）", "1"),
            ("999", "999"),
            ("999 未知", "999 未知"),
            // Two codes, or a code and the name of another: it cannot be said which is meant.
            ("173、3921", "173、3921"),
            ("173/1", "173/1"),
            ("173 通信系统设备制造", "173 通信系统设备制造"),
            ("1.5", "1.5"),
            ("外星企业", "外星企业"),
        ] {
            assert_eq!(code(text, Some(&list)), expected, "{text}");
        }
        assert_eq!(code("01 甲", None), "01");
        assert_eq!(code("1、2", None), "1、2");
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
