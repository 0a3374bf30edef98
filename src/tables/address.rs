//! Addresses of cells in A1 notation. Rows and columns count from 0.

/// A column's letters, from 0: `A`, `Z`, `AA`.
pub(crate) fn column_name(col: u32) -> String {
    let mut letters = Vec::new();
    let mut rest = u64::from(col) + 1;
    while rest > 0 {
        rest -= 1;
        letters.push(char::from(b'A' + (rest % 26) as u8));
        rest /= 26;
    }
    letters.iter().rev().collect()
}

/// The column of its letters, from 0; none for other texts and for columns beyond what a spreadsheet has.
fn column_number(letters: &str) -> Option<u32> {
    if letters.is_empty() || letters.len() > 3 {
        return None;
    }
    let number = letters.bytes().try_fold(0_u32, |number, letter| {
        letter
            .is_ascii_uppercase()
            .then(|| number * 26 + u32::from(letter - b'A') + 1)
    })?;
    number.checked_sub(1)
}

/// A cell's address in A1 notation.
pub(crate) fn address(row: u32, col: u32) -> String {
    format!("{}{}", column_name(col), u64::from(row) + 1)
}

/// Row and column of an address as [`address`] writes it; none for anything else.
pub(crate) fn cell_at(text: &str) -> Option<(u32, u32)> {
    let rows = text.trim_start_matches(|c: char| c.is_ascii_uppercase());
    let col = column_number(&text[..text.len() - rows.len()])?;
    let row = rows.parse::<u32>().ok()?.checked_sub(1)?;
    // `A01` would be written `A1`.
    (text == address(row, col)).then_some((row, col))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_written_as_in_a_spreadsheet() {
        for (row, col, expected) in [
            (0, 0, "A1"),
            (9, 25, "Z10"),
            (0, 26, "AA1"),
            (1_048_575, 16_383, "XFD1048576"),
        ] {
            assert_eq!(address(row, col), expected);
        }
    }

    #[test]
    fn letters_of_a_column_give_its_number() {
        for col in [0, 25, 26, 701, 702, 16_383] {
            assert_eq!(column_number(&column_name(col)), Some(col));
        }
        for text in ["", "a", "A1", "AAAA"] {
            assert_eq!(column_number(text), None, "{text}");
        }
    }

    #[test]
    fn an_address_leads_back_to_its_cell() {
        for place in [(0, 0), (1_048_575, 16_383), (9, 26)] {
            assert_eq!(cell_at(&address(place.0, place.1)), Some(place));
        }
        for text in ["", "A", "1", "A0", "A01", "a1", "AAAA1", "A1B"] {
            assert_eq!(cell_at(text), None, "{text}");
        }
    }
}
