//! Functions of expressions in SQL, each in a form that engines agree on.

use polars::prelude::*;

use super::names;
use super::pattern::Pattern;
use super::printer::{Binding, Kind, Printed, any_value, is_finite, negated, print as print_expr};

/// Longer than any text.
const TO_THE_END: &str = "2147483647";

/// What Unicode counts as space, which polars strips; `TRIM` alone strips the common space only.
const SPACES: &str = "\t\n\u{b}\u{c}\r \u{85}\u{a0}\u{1680}\u{2000}\u{2001}\u{2002}\u{2003}\u{2004}\u{2005}\u{2006}\u{2007}\u{2008}\u{2009}\u{200a}\u{2028}\u{2029}\u{202f}\u{205f}\u{3000}";

/// Prints a function.
pub(super) fn print(
    input: &[Expr],
    function: &FunctionExpr,
    schema: &Schema,
) -> Result<Printed, String> {
    match function {
        FunctionExpr::Boolean(function) => boolean(input, function, schema),
        FunctionExpr::StringExpr(function) => text(input, function, schema),
        FunctionExpr::FillNull | FunctionExpr::Coalesce => common("COALESCE", input, schema),
        FunctionExpr::MaxHorizontal => common("GREATEST", input, schema),
        FunctionExpr::MinHorizontal => common("LEAST", input, schema),
        FunctionExpr::Abs => {
            let value = number(input, schema)?;
            Ok(Printed::whole(format!("ABS({})", value.text), value.kind))
        }
        FunctionExpr::Floor => rounded("FLOOR", input, schema),
        FunctionExpr::Ceil => rounded("CEIL", input, schema),
        FunctionExpr::Clip {
            has_min: true,
            has_max: false,
        } => {
            let [value, least] = arguments(input)?;
            let (value, least) = (print_expr(value, schema)?, print_expr(least, schema)?);
            let kind = value.kind.common(least.kind)?;
            // GREATEST would give the bound for a blank.
            let text = format!(
                "CASE WHEN {} < {} THEN {} ELSE {} END",
                value.within(Binding::Sum),
                least.within(Binding::Sum),
                least.text,
                value.text
            );
            Ok(Printed::whole(text, kind))
        }
        other => Err(format!("the function `{other}`")),
    }
}

fn arguments<const N: usize>(input: &[Expr]) -> Result<[&Expr; N], String> {
    let arguments: Vec<&Expr> = input.iter().collect();
    arguments
        .try_into()
        .map_err(|_| "a function with other arguments than expected".to_owned())
}

fn number(input: &[Expr], schema: &Schema) -> Result<Printed, String> {
    let [value] = arguments(input)?;
    let value = print_expr(value, schema)?;
    if value.kind.is_number() {
        Ok(value)
    } else {
        Err("a function of a number with what is none".to_owned())
    }
}

/// Some engines give a whole number, which overflows.
fn rounded(name: &str, input: &[Expr], schema: &Schema) -> Result<Printed, String> {
    let value = number(input, schema)?;
    if value.kind != Kind::Double {
        return Ok(value);
    }
    let text = format!("CAST({name}({}) AS DOUBLE)", value.text);
    Ok(Printed::whole(text, Kind::Double))
}

/// A function of any number of values of one kind.
fn common(name: &str, input: &[Expr], schema: &Schema) -> Result<Printed, String> {
    let values = input
        .iter()
        .map(|value| print_expr(value, schema))
        .collect::<Result<Vec<_>, _>>()?;
    let kind = values
        .iter()
        .try_fold(Kind::Blank, |kind, value| kind.common(value.kind))?;
    let texts: Vec<&str> = values.iter().map(|value| value.text.as_str()).collect();
    Ok(Printed::whole(
        format!("{name}({})", texts.join(", ")),
        kind,
    ))
}

fn boolean(input: &[Expr], function: &BooleanFunction, schema: &Schema) -> Result<Printed, String> {
    match function {
        BooleanFunction::Not => {
            let [condition] = arguments(input)?;
            let condition = print_expr(condition, schema)?;
            match condition.kind {
                Kind::Boolean | Kind::Blank => Ok(negated(&condition)),
                _ => Err("NOT of what is no condition".to_owned()),
            }
        }
        BooleanFunction::IsNull => blank(input, "IS NULL", schema),
        BooleanFunction::IsNotNull => blank(input, "IS NOT NULL", schema),
        BooleanFunction::IsFinite => Ok(is_finite(&number(input, schema)?)),
        BooleanFunction::IsIn { .. } => {
            let [value, list] = arguments(input)?;
            is_in(&print_expr(value, schema)?, list)
        }
        other => Err(format!("the function `{other}`")),
    }
}

fn blank(input: &[Expr], words: &str, schema: &Schema) -> Result<Printed, String> {
    let [value] = arguments(input)?;
    let value = print_expr(value, schema)?;
    let text = format!("{} {words}", value.within(Binding::Sum));
    Ok(Printed::bound(text, Kind::Boolean, Binding::Comparison))
}

fn is_in(value: &Printed, list: &Expr) -> Result<Printed, String> {
    let Expr::Agg(AggExpr::Implode { input, .. }) = list else {
        return Err("IN with what is no list of literals".to_owned());
    };
    let Expr::Literal(LiteralValue::Series(series)) = input.as_ref() else {
        return Err("IN with what is no list of literals".to_owned());
    };
    let mut texts = Vec::new();
    for element in series.iter() {
        // polars finds no blank in a list. A list that holds one is made unknown by the parser, beside this.
        if element.is_null() {
            continue;
        }
        let element = any_value(&element)?;
        value.kind.common(element.kind)?;
        texts.push(element.text);
    }
    if texts.is_empty() {
        return Err("IN with an empty list".to_owned());
    }
    let text = format!("{} IN ({})", value.within(Binding::Sum), texts.join(", "));
    Ok(Printed::bound(text, Kind::Boolean, Binding::Comparison))
}

fn text(input: &[Expr], function: &StringFunction, schema: &Schema) -> Result<Printed, String> {
    let texts = |count: usize| -> Result<Vec<Printed>, String> {
        let printed = input
            .iter()
            .take(count)
            .map(|value| print_expr(value, schema))
            .collect::<Result<Vec<_>, _>>()?;
        let fits = |value: &Printed| matches!(value.kind, Kind::Text | Kind::Blank);
        if printed.len() == count && printed.iter().all(fits) {
            Ok(printed)
        } else {
            Err("a function of a text with what is none".to_owned())
        }
    };
    let of_one = |call: &dyn Fn(&str) -> String, kind: Kind| {
        let value = texts(1)?;
        Ok(Printed::whole(call(&value[0].text), kind))
    };
    match function {
        StringFunction::LenChars => of_one(&|text| format!("CHAR_LENGTH({text})"), Kind::Count),
        StringFunction::Lowercase => of_one(&|text| format!("LOWER({text})"), Kind::Text),
        StringFunction::Uppercase => of_one(&|text| format!("UPPER({text})"), Kind::Text),
        StringFunction::StripCharsStart if strips_spaces(input) => {
            of_one(&|text| stripped("LEADING", text), Kind::Text)
        }
        StringFunction::StripCharsEnd if strips_spaces(input) => {
            of_one(&|text| stripped("TRAILING", text), Kind::Text)
        }
        StringFunction::StripChars if strips_spaces(input) => {
            of_one(&|text| stripped("BOTH", text), Kind::Text)
        }
        StringFunction::StartsWith => {
            let values = texts(2)?;
            Ok(edge("LEFT", &values[0], &values[1]))
        }
        StringFunction::EndsWith => {
            let values = texts(2)?;
            Ok(edge("RIGHT", &values[0], &values[1]))
        }
        StringFunction::Contains { literal: true, .. } => {
            let values = texts(2)?;
            let text = format!("POSITION({} IN {}) > 0", values[1].text, values[0].text);
            Ok(Printed::bound(text, Kind::Boolean, Binding::Comparison))
        }
        StringFunction::Contains { literal: false, .. } => {
            let [value, pattern] = arguments(input)?;
            let pattern = literal_text(pattern).ok_or("a pattern that is no literal")?;
            matches(&print_expr(value, schema)?, pattern)
        }
        StringFunction::Replace { n, literal: true } if *n < 0 => {
            let replaced = input.get(1).and_then(literal_text);
            if replaced.is_none_or(str::is_empty) {
                return Err("REPLACE of what is no literal, or empty".to_owned());
            }
            let values = texts(3)?;
            let text = format!(
                "REPLACE({}, {}, {})",
                values[0].text, values[1].text, values[2].text
            );
            Ok(Printed::whole(text, Kind::Text))
        }
        StringFunction::ConcatHorizontal {
            delimiter,
            ignore_nulls: true,
        } if delimiter.is_empty() => {
            let values = texts(input.len())?;
            let given: Vec<String> = values
                .iter()
                .map(|value| format!("COALESCE({}, '')", value.text))
                .collect();
            Ok(Printed::bound(given.join(" || "), Kind::Text, Binding::Sum))
        }
        StringFunction::Slice => slice(input, schema),
        other => Err(format!("the function `{other}`")),
    }
}

fn literal_text(expr: &Expr) -> Option<&str> {
    match expr {
        Expr::Literal(value) => value.extract_str(),
        _ => None,
    }
}

fn strips_spaces(input: &[Expr]) -> bool {
    matches!(input.get(1), Some(Expr::Literal(value)) if value.is_null())
}

fn stripped(side: &str, text: &str) -> String {
    format!("TRIM({side} {} FROM {text})", names::text(SPACES))
}

/// Whether a text begins or ends with another.
fn edge(side: &str, value: &Printed, part: &Printed) -> Printed {
    let text = format!(
        "{side}({}, CHAR_LENGTH({part})) = {part}",
        value.text,
        part = part.within(Binding::Sum)
    );
    Printed::bound(text, Kind::Boolean, Binding::Comparison)
}

fn matches(value: &Printed, pattern: &str) -> Result<Printed, String> {
    if !matches!(value.kind, Kind::Text | Kind::Blank) {
        return Err("a pattern for what is no text".to_owned());
    }
    let compared = |word: &str, pattern: &str| {
        let text = format!(
            "{} {word} {}",
            value.within(Binding::Sum),
            names::text(pattern)
        );
        Printed::bound(text, Kind::Boolean, Binding::Comparison)
    };
    Ok(match Pattern::of(pattern)? {
        Pattern::Like(pattern) => compared("LIKE", &pattern),
        Pattern::LikeAnyCase(pattern) => compared("ILIKE", &pattern),
        Pattern::Regular(pattern) => {
            let text = format!("REGEXP_LIKE({}, {})", value.text, names::text(&pattern));
            Printed::whole(text, Kind::Boolean)
        }
    })
}

/// The characters from a place on, counted from 0 or, below 0, from the end.
fn slice(input: &[Expr], schema: &Schema) -> Result<Printed, String> {
    let [value, offset, length] = arguments(input)?;
    let value = print_expr(value, schema)?;
    if !matches!(value.kind, Kind::Text | Kind::Blank) {
        return Err("a function of a text with what is none".to_owned());
    }
    let length = match length {
        Expr::Literal(length) if length.is_null() => None,
        Expr::Literal(length) => Some(
            length
                .extract_i64()
                .ok()
                .filter(|length| *length >= 0)
                .ok_or("a length below zero")?
                .to_string(),
        ),
        computed if is_never_negative(computed) => {
            // polars gives the whole text for a length that is blank.
            let computed = print_expr(computed, schema)?;
            Some(format!("COALESCE({}, {TO_THE_END})", computed.text))
        }
        _ => return Err("a number of characters that may be below zero".to_owned()),
    };
    let from_the_left = |offset: &str| match &length {
        Some(length) => format!("SUBSTRING({}, {offset}, {length})", value.text),
        None => format!("SUBSTRING({}, {offset})", value.text),
    };
    let text = match offset {
        Expr::Literal(offset) => {
            let offset = offset.extract_i64().map_err(|error| error.to_string())?;
            if offset < 0 {
                return Err("a place counted from the end".to_owned());
            }
            from_the_left(&(offset + 1).to_string())
        }
        computed if length.is_none() => {
            let offset = print_expr(computed, schema)?;
            let place = offset.within(Binding::Sum);
            format!(
                "CASE WHEN {place} < 0 THEN RIGHT({}, -({})) ELSE {} END",
                value.text,
                offset.text,
                from_the_left(&format!("{place} + 1")),
            )
        }
        _ => return Err("a place that is no literal".to_owned()),
    };
    Ok(Printed::whole(text, Kind::Text))
}

fn is_never_negative(expr: &Expr) -> bool {
    matches!(
        expr,
        Expr::Function {
            function: FunctionExpr::Abs
                | FunctionExpr::Clip { has_min: true, .. }
                | FunctionExpr::StringExpr(StringFunction::LenChars),
            ..
        }
    )
}
