//! Patterns of texts. Engines differ in how they read a regular expression (`\d`, `\p{Han}`, `$`): it is parsed
//! as polars parses it and printed in the few forms that all read alike, with every class of letters as ranges.

use regex_syntax::hir::{Class, ClassUnicode, ClassUnicodeRange, Hir, HirKind, Look};

/// How a pattern that polars holds is asked for in SQL.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Pattern {
    /// `LIKE`, which polars turns into a regular expression.
    Like(String),
    /// `ILIKE`.
    LikeAnyCase(String),
    /// A regular expression that all engines read alike.
    Regular(String),
}

impl Pattern {
    /// Reads a regular expression of polars.
    ///
    /// # Errors
    /// A sentence that says what in it engines read differently.
    pub(super) fn of(regular: &str) -> Result<Pattern, String> {
        let whole = |head: &str| regular.strip_prefix(head)?.strip_suffix('$');
        if let Some(like) = whole("^(?s)").and_then(like) {
            return Ok(Pattern::Like(like));
        }
        if let Some(like) = whole("^(?is)").and_then(like) {
            return Ok(Pattern::LikeAnyCase(like));
        }
        let parsed = regex_syntax::parse(regular)
            .map_err(|error| format!("the pattern `{regular}` cannot be read: {error}"))?;
        let mut printed = String::new();
        print(&parsed, &mut printed)
            .map_err(|what| format!("the pattern `{regular}` holds {what}"))?;
        Ok(Pattern::Regular(printed))
    }
}

/// The pattern of a `LIKE` from the regular expression that polars made of it; none where it was not made so.
fn like(regular: &str) -> Option<String> {
    let mut like = String::new();
    let mut letters = regular.chars().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            '.' if letters.next_if_eq(&'*').is_some() => like.push('%'),
            '.' => like.push('_'),
            // An escaped backslash would begin an escape in some engines.
            '\\' => like.push(letters.next().filter(|letter| *letter != '\\')?),
            '*' | '+' | '?' | '(' | ')' | '[' | ']' | '{' | '}' | '^' | '$' | '|' => return None,
            letter => like.push(letter),
        }
    }
    Some(like)
}

fn print(pattern: &Hir, printed: &mut String) -> Result<(), String> {
    match pattern.kind() {
        HirKind::Empty => {}
        HirKind::Literal(literal) => {
            let text =
                std::str::from_utf8(&literal.0).map_err(|_| "bytes that are no text".to_owned())?;
            text.chars().for_each(|letter| push(letter, printed));
        }
        HirKind::Class(Class::Unicode(class)) => push_class(class, printed),
        HirKind::Class(Class::Bytes(_)) => return Err("a class of bytes".to_owned()),
        HirKind::Look(Look::Start) => printed.push_str(r"\A"),
        HirKind::Look(Look::End) => printed.push_str(r"\z"),
        HirKind::Look(look) => {
            return Err(format!(
                "a place ({look:?}) that engines find differently: `^` and `$` without flags may be"
            ));
        }
        HirKind::Repetition(repetition) => {
            // Classes hold together by themselves; captures and alternatives bring their brackets along.
            let whole = matches!(
                repetition.sub.kind(),
                HirKind::Class(_) | HirKind::Capture(_) | HirKind::Alternation(_)
            );
            if !whole {
                printed.push_str("(?:");
            }
            print(&repetition.sub, printed)?;
            if !whole {
                printed.push(')');
            }
            let times = match (repetition.min, repetition.max) {
                (0, None) => "*".to_owned(),
                (1, None) => "+".to_owned(),
                (0, Some(1)) => "?".to_owned(),
                (min, None) => format!("{{{min},}}"),
                (min, Some(max)) if min == max => format!("{{{min}}}"),
                (min, Some(max)) => format!("{{{min},{max}}}"),
            };
            printed.push_str(&times);
        }
        HirKind::Capture(capture) if matches!(capture.sub.kind(), HirKind::Alternation(_)) => {
            print(&capture.sub, printed)?;
        }
        HirKind::Capture(capture) => {
            printed.push_str("(?:");
            print(&capture.sub, printed)?;
            printed.push(')');
        }
        HirKind::Concat(parts) => parts.iter().try_for_each(|part| print(part, printed))?,
        HirKind::Alternation(parts) => {
            printed.push_str("(?:");
            for (place, part) in parts.iter().enumerate() {
                if place > 0 {
                    printed.push('|');
                }
                print(part, printed)?;
            }
            printed.push(')');
        }
    }
    Ok(())
}

/// A class as ranges; the shorter of itself and what it leaves out.
fn push_class(class: &ClassUnicode, printed: &mut String) {
    let mut others = class.clone();
    others.negate();
    let (head, shown) = match others.ranges().is_empty() {
        true => {
            printed.push_str("(?s:.)");
            return;
        }
        false if others.ranges().len() < class.ranges().len() => ("[^", &others),
        false => ("[", class),
    };
    printed.push_str(head);
    for range in shown.ranges() {
        push_range(range, printed);
    }
    printed.push(']');
}

fn push_range(range: &ClassUnicodeRange, printed: &mut String) {
    push(range.start(), printed);
    if range.end() > range.start() {
        printed.push('-');
        push(range.end(), printed);
    }
}

/// A Latin letter, a digit or a common Chinese character as it is, all else by its code point.
fn push(letter: char, printed: &mut String) {
    if letter.is_ascii_alphanumeric() || ('\u{4E00}'..='\u{9FFF}').contains(&letter) {
        printed.push(letter);
    } else {
        printed.push_str(&format!(r"\x{{{:X}}}", u32::from(letter)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn regular(pattern: &str) -> String {
        match Pattern::of(pattern).unwrap() {
            Pattern::Regular(printed) => printed,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn what_polars_makes_of_like_is_like_again() {
        let like = |pattern: &str| Pattern::of(pattern).unwrap();
        assert_eq!(like("^(?s)65.*$"), Pattern::Like("65%".into()));
        assert_eq!(like("^(?s).*航空.*$"), Pattern::Like("%航空%".into()));
        assert_eq!(like(r"^(?s)a\.b.c$"), Pattern::Like("a.b_c".into()));
        assert_eq!(like("^(?is)ab.*$"), Pattern::LikeAnyCase("ab%".into()));
    }

    #[test]
    fn a_regular_expression_that_looks_like_one_of_like_stays_one() {
        assert_eq!(regular("^(?s)a|b$"), r"(?:\Aa|b\z)");
        assert_eq!(regular("^(?s)[0-9].*$"), r"\A[0-9](?s:.)*\z");
        assert_eq!(regular(r"^(?s)a\\b$"), r"\Aa\x{5C}b\z");
    }

    #[test]
    fn classes_are_printed_as_ranges_that_every_engine_reads_alike() {
        assert_eq!(regular("[0-9]{2}"), "[0-9]{2}");
        assert_eq!(regular("技改|生产"), "(?:技改|生产)");
        assert_eq!(regular("^a.c$"), r"\Aa[^\x{A}]c\z");
        let han = regular(r"\p{Han}");
        assert!(han.starts_with('[') && han.contains("一-鿿"), "{han}");
        let others = regular(r"\P{Han}");
        assert_eq!(others, han.replacen('[', "[^", 1));
    }

    #[test]
    fn what_a_printed_pattern_means_does_not_change() {
        for pattern in [r"(\p{Han}\P{Han}*){5}", r"^\d+(a|bc)?x{2,}.$", r"\w-\s"] {
            let again = regex_syntax::parse(&regular(pattern)).unwrap();
            let mut printed = String::new();
            print(&again, &mut printed).unwrap();
            assert_eq!(printed, regular(pattern), "{pattern}");
        }
    }

    #[test]
    fn places_that_engines_find_differently_are_refused() {
        for pattern in [r"\bword", "(?m)^a"] {
            let message = Pattern::of(pattern).unwrap_err();
            assert!(message.contains("differently"), "{message}");
        }
    }
}
