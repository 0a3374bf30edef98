//! How numbers are printed for people.

/// At most four decimals, without trailing zeros.
pub(super) fn figure(value: f64) -> String {
    let text = format!("{value:.4}");
    let text = text.trim_end_matches('0').trim_end_matches('.');
    if text == "-0" { "0" } else { text }.to_owned()
}

/// The number, or a dash where there is none.
pub(super) fn optional(value: Option<f64>) -> String {
    value.map_or("—".to_owned(), figure)
}

/// With its sign.
pub(super) fn signed(value: f64) -> String {
    let text = figure(value);
    if value > 0.0 && text != "0" {
        format!("+{text}")
    } else {
        text
    }
}

/// With its sign, or a dash where there is none.
pub(super) fn signed_optional(value: Option<f64>) -> String {
    value.map_or("—".to_owned(), signed)
}
