//! Unified social credit codes with valid check digits (GB 32100-2015), none of them a real one: the
//! organisation part begins with `XXXXX`, from the thousandth on with `XX`, which no organisation code does.

const DIGITS: &[u8; 31] = b"0123456789ABCDEFGHJKLMNPQRTUWXY";
const WEIGHTS: [usize; 17] = [
    1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28,
];
const ORGANISATION_WEIGHTS: [usize; 8] = [3, 7, 9, 10, 5, 8, 4, 2];

/// The code of the enterprise with a number, registered in a district (six digits of GB/T 2260).
pub(crate) fn credit_code(district: &str, number: usize) -> String {
    let organisation = if number < 1_000 {
        format!("XXXXX{number:03}")
    } else {
        format!("XX{number:06}")
    };
    // 9 = industry and commerce, 1 = enterprise.
    let body = format!(
        "91{district}{organisation}{}",
        organisation_digit(&organisation)
    );
    let digit = check_digit(&body);
    format!("{body}{digit}")
}

/// The check digit of the first 17 characters.
fn check_digit(body: &str) -> char {
    let sum: usize = body
        .bytes()
        .zip(WEIGHTS)
        .map(|(byte, weight)| DIGITS.iter().position(|digit| *digit == byte).unwrap_or(0) * weight)
        .sum();
    char::from(DIGITS[(31 - sum % 31) % 31])
}

/// The check digit of an organisation code (GB 11714): letters count from A = 10.
fn organisation_digit(body: &str) -> char {
    let sum: usize = body
        .chars()
        .zip(ORGANISATION_WEIGHTS)
        .map(|(c, weight)| c.to_digit(36).unwrap_or(0) as usize * weight)
        .sum();
    match 11 - sum % 11 {
        10 => 'X',
        11 => '0',
        digit => char::from(b'0' + digit as u8),
    }
}
