//! Unified social credit codes (GB 32100-2015) and the organisation codes of nine characters before them.

use serde::{Deserialize, Serialize};

use super::text::half_width;

const ALPHABET: &[u8; 31] = b"0123456789ABCDEFGHJKLMNPQRTUWXY";
const WEIGHTS: [usize; 17] = [
    1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28,
];
const ORGANISATION_WEIGHTS: [usize; 8] = [3, 7, 9, 10, 5, 8, 4, 2];

/// A code as it was typed, and what can be said of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Judged {
    /// In order: a credit code whose check digit holds, or an organisation code of nine characters.
    Good(String),
    /// In order after letters that look like digits were replaced.
    Corrected {
        /// The code in order.
        code: String,
        /// As typed.
        typed: String,
    },
    /// No such code: the check digit, the length or a character is wrong.
    Wrong(String),
}

impl Judged {
    /// The code to go on with.
    pub(crate) fn code(&self) -> &str {
        match self {
            Judged::Good(code) | Judged::Corrected { code, .. } | Judged::Wrong(code) => code,
        }
    }

    /// Whether the code is no code.
    pub(crate) fn is_wrong(&self) -> bool {
        matches!(self, Judged::Wrong(_))
    }
}

/// The characters of a typed code: half-width, upper case, no spaces, no hyphens.
pub(crate) fn characters(text: &str) -> String {
    squeezed_characters(text)
        .into_iter()
        .flat_map(char::to_uppercase)
        .collect()
}

/// The same in the case in which they were typed.
fn squeezed_characters(text: &str) -> Vec<char> {
    half_width(text)
        .trim_start_matches(['\'', '’', '‘'])
        .chars()
        .filter(|c| !c.is_whitespace() && !matches!(c, '-' | '.' | '·'))
        .collect()
}

/// Whether a text could be meant as a code: 8 to 20 letters and digits, with a digit.
pub(crate) fn resembles(text: &str) -> bool {
    let code = characters(text);
    (8..=20).contains(&code.len())
        && code.bytes().all(|b| b.is_ascii_alphanumeric())
        && code.bytes().filter(u8::is_ascii_digit).count() >= 4
}

/// Judges a typed code.
pub(crate) fn judge(text: &str) -> Judged {
    let typed = characters(text);
    if is_in_order(&typed) {
        return Judged::Good(typed);
    }
    match corrected(text).as_slice() {
        [only] => Judged::Corrected {
            code: only.clone(),
            typed,
        },
        _ => Judged::Wrong(typed),
    }
}

/// The credit codes whose check digit holds that can be meant where characters that look alike were typed.
///
/// The standard's alphabet has no I, O, S, Z: where one of them stands, the code is wrong as typed. A small l is
/// read as the letter L, which the alphabet has, and may be meant as 1.
fn corrected(text: &str) -> Vec<String> {
    let mut codes = vec![String::new()];
    for c in squeezed_characters(text) {
        let meant: &[char] = match c {
            'O' | 'o' => &['0'],
            'I' | 'i' => &['1'],
            'Z' | 'z' => &['2'],
            'S' | 's' => &['5'],
            'l' => &['L', '1'],
            _ => &[],
        };
        let meant: Vec<char> = match meant {
            [] => c.to_uppercase().collect::<Vec<char>>(),
            several => several.to_vec(),
        };
        codes = codes
            .iter()
            .flat_map(|code| meant.iter().map(move |c| format!("{code}{c}")))
            .collect();
        // More doubtful letters than that are no slip of the hand.
        if codes.len() > 16 || codes.first().is_none_or(|code| code.len() > 18) {
            return Vec::new();
        }
    }
    codes.retain(|code| code.len() == 18 && is_in_order(code));
    codes
}

/// Judges a code that a spreadsheet holds as a number: digits beyond the fifteenth are lost.
///
/// `known` are the codes of the register: a number that only one of them can have become is that one.
pub(crate) fn judge_number<'a>(number: f64, known: impl Iterator<Item = &'a str>) -> Judged {
    let text = format!("{number:.0}");
    if number < 9e15 {
        // A nine-character organisation code that lost its leading zeros.
        let padded = format!("{text:0>9}");
        if text.len() < 9 && text.len() >= 6 && organisation_check(&padded) {
            return Judged::Corrected {
                code: padded,
                typed: text,
            };
        }
        return judge(&text);
    }
    let kept =
        |code: &str| code.len() == 18 && code.parse::<f64>().is_ok_and(|own| close(own, number));
    let mut candidates = known.filter(|code| kept(code));
    match (candidates.next(), candidates.next()) {
        (Some(only), None) if is_in_order(only) => Judged::Corrected {
            code: only.to_owned(),
            typed: text,
        },
        _ => Judged::Wrong(text),
    }
}

/// Whether two numbers agree in the fifteen digits that a spreadsheet keeps.
fn close(a: f64, b: f64) -> bool {
    format!("{a:.14e}") == format!("{b:.14e}")
}

/// Whether a code is a credit code whose check digit holds, or has the shape of an organisation code.
pub(crate) fn is_in_order(code: &str) -> bool {
    match code.len() {
        18 => check_digit(code) == code.bytes().last(),
        // Old rounds hold organisation codes whose check digit nobody looked at: they are accepted as such.
        9 => {
            code.bytes().all(|b| b.is_ascii_alphanumeric())
                && code.bytes().any(|b| b.is_ascii_digit())
        }
        _ => false,
    }
}

/// The check digit of the first 17 characters (GB 32100-2015, modulus 31).
fn check_digit(code: &str) -> Option<u8> {
    let value = |b: u8| ALPHABET.iter().position(|c| *c == b);
    let mut sum = 0;
    for (b, weight) in code.bytes().zip(WEIGHTS) {
        sum += value(b)? * weight;
    }
    ALPHABET.get((31 - sum % 31) % 31).copied()
}

/// Whether the check character of an organisation code holds (GB 11714, modulus 11).
fn organisation_check(code: &str) -> bool {
    let value = |b: u8| match b {
        b'0'..=b'9' => Some(usize::from(b - b'0')),
        b'A'..=b'Z' => Some(usize::from(b - b'A') + 10),
        _ => None,
    };
    let mut sum = 0;
    for (b, weight) in code.bytes().zip(ORGANISATION_WEIGHTS) {
        match value(b) {
            Some(value) => sum += value * weight,
            None => return false,
        }
    }
    let expected = match 11 - sum % 11 {
        10 => b'X',
        11 => b'0',
        digit => b'0' + digit as u8,
    };
    code.len() == 9 && code.bytes().last() == Some(expected)
}

#[cfg(test)]
mod tests {
    use super::*;

    // Published codes of well-known companies.
    const GOOD: [&str; 3] = [
        "91330100799655058B",
        "914403001922038216",
        "91110000802100433B",
    ];

    #[test]
    fn the_check_digit_of_the_standard_holds() {
        for code in GOOD {
            assert_eq!(judge(code), Judged::Good(code.to_owned()));
        }
        assert!(judge("91330100799655058C").is_wrong());
        assert!(judge("9133010079965505B8").is_wrong());
        assert!(judge("210100000012345").is_wrong());
    }

    #[test]
    fn width_case_and_spaces_do_not_matter() {
        assert_eq!(
            judge(" ９１330100 799655058b "),
            Judged::Good("91330100799655058B".to_owned())
        );
    }

    #[test]
    fn look_alikes_are_replaced_only_if_the_check_digit_then_holds() {
        assert_eq!(
            judge("9133O1OO799655058B"),
            Judged::Corrected {
                code: "91330100799655058B".to_owned(),
                typed: "9133O1OO799655058B".to_owned()
            }
        );
        assert_eq!(judge("9I440300I922038216").code(), "914403001922038216");
        assert_eq!(judge("9144O3OO1922O38216").code(), "914403001922038216");
        assert!(judge("9133O1OO799655058C").is_wrong());
        // S for 5, Z for 2, and a small l for 1 beside a letter L that stays.
        assert_eq!(judge("9133010079965S0S8B").code(), "91330100799655058B");
        assert_eq!(judge("9144030019Z2038Z16").code(), "914403001922038216");
        assert_eq!(judge("9l4403001922038216").code(), "914403001922038216");
    }

    #[test]
    fn a_correction_that_is_not_the_only_one_is_none() {
        // The weights of the second and the seventeenth character, 3 and 28, add up to the modulus 31: with L in both
        // places or 1 in both, the check digit is the same.
        let body = "9112101000000MA01";
        let code = format!("{body}{}", check_digit(body).map(char::from).unwrap());
        assert_eq!(judge(&code), Judged::Good(code.clone()));
        let mut typed: Vec<char> = code.chars().collect();
        for (place, c) in [(1, 'l'), (2, 'I'), (16, 'l')] {
            typed[place] = c;
        }
        let typed: String = typed.into_iter().collect();
        assert_eq!(corrected(&typed).len(), 2);
        assert!(judge(&typed).is_wrong());
        // With one small l alone only one of the two can be meant.
        assert_eq!(judge(&code.replacen("911", "9lI", 1)).code(), code);
    }

    #[test]
    fn organisation_codes_are_accepted_as_such() {
        for typed in ["79965505-8", "799655058", "７９９６５５０５－８"] {
            assert_eq!(judge(typed), Judged::Good("799655058".to_owned()));
        }
        // GB 11714: weights 3 7 9 10 5 8 4 2, modulus 11.
        for code in ["D2143569-X", "d2143569x"] {
            assert_eq!(judge(code), Judged::Good("D2143569X".to_owned()));
        }
        assert_eq!(
            judge("79965505-9"),
            Judged::Good("799655059".to_owned()),
            "a check digit that nobody looked at"
        );
        assert!(judge("无").is_wrong());
    }

    #[test]
    fn a_code_typed_as_a_number_is_repaired_only_where_one_entry_can_be_meant() {
        let register = ["914403001922038216", "914403001922099999"];
        let damaged = 914_403_001_922_038_000.0;
        assert_eq!(
            judge_number(damaged, register.into_iter()).code(),
            "914403001922038216"
        );
        assert!(judge_number(damaged, std::iter::empty()).is_wrong());
        assert_eq!(
            judge_number(799_655_058.0, std::iter::empty()),
            Judged::Good("799655058".to_owned())
        );
    }
}
