//! The SQL functions that expressions may use: those that are tested here, and no others.
//!
//! polars knows many more, but some of them set traps: `ROUND` rounds halves to even and not up, `LN` and `SQRT` give
//! infinity or no number, which compares as larger than everything, and a `CAST` that fails for one record fails for all.

/// A function with an example on a record with a = 7.5, b = -2, t = ' Ab12', u blank.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Function {
    /// Name, as in SQL.
    pub name: &'static str,
    /// What it gives, in Chinese.
    pub zh: &'static str,
    /// What it gives, in English.
    pub en: &'static str,
    /// An example.
    pub example: &'static str,
    /// What the example gives, as text.
    pub gives: &'static str,
}

const fn function(
    name: &'static str,
    zh: &'static str,
    en: &'static str,
    example: &'static str,
    gives: &'static str,
) -> Function {
    Function {
        name,
        zh,
        en,
        example,
        gives,
    }
}

/// The functions, in order of the alphabet.
pub const FUNCTIONS: [Function; 22] = [
    function("ABS", "绝对值", "absolute value", "ABS(b)", "2.0"),
    function(
        "CEIL",
        "向上取整",
        "the next whole number above",
        "CEIL(a)",
        "8.0",
    ),
    function(
        "COALESCE",
        "第一个不为空的值",
        "the first that is not blank",
        "COALESCE(u, a)",
        "7.5",
    ),
    function(
        "CONCAT",
        "连接文字",
        "texts joined",
        "CONCAT(t, '!')",
        " Ab12!",
    ),
    function(
        "ENDS_WITH",
        "是否以此结尾",
        "whether the text ends so",
        "ENDS_WITH(t, '12')",
        "true",
    ),
    function(
        "FLOOR",
        "向下取整；四舍五入写作 FLOOR(x + 0.5)",
        "the next whole number below; round half up with FLOOR(x + 0.5)",
        "FLOOR(a + 0.5)",
        "8.0",
    ),
    function(
        "GREATEST",
        "最大的值（空值不计）",
        "the largest, blanks left out",
        "GREATEST(a, b, u)",
        "7.5",
    ),
    function(
        "IFNULL",
        "为空时取后者",
        "the second where the first is blank",
        "IFNULL(u, b)",
        "-2.0",
    ),
    function(
        "LEAST",
        "最小的值（空值不计）",
        "the smallest, blanks left out",
        "LEAST(a, b, u)",
        "-2.0",
    ),
    function(
        "LEFT",
        "左边若干字",
        "the first characters",
        "LEFT(t, 3)",
        " Ab",
    ),
    function(
        "LENGTH",
        "字数（汉字按一个计）",
        "number of characters, a Chinese one counts as one",
        "LENGTH(t)",
        "5",
    ),
    function("LOWER", "转为小写", "in lower case", "LOWER(t)", " ab12"),
    function(
        "LTRIM",
        "去掉左边空格",
        "without spaces at the left",
        "LTRIM(t)",
        "Ab12",
    ),
    function(
        "NULLIF",
        "两者相等时为空",
        "blank where both are the same",
        "NULLIF(a, a)",
        "",
    ),
    function(
        "REGEXP_LIKE",
        "是否符合正则表达式",
        "whether the text fits a regular expression",
        "REGEXP_LIKE(t, '[0-9]{2}')",
        "true",
    ),
    function(
        "REPLACE",
        "替换文字",
        "texts replaced",
        "REPLACE(t, ' ', '')",
        "Ab12",
    ),
    function(
        "RIGHT",
        "右边若干字",
        "the last characters",
        "RIGHT(t, 2)",
        "12",
    ),
    function(
        "RTRIM",
        "去掉右边空格",
        "without spaces at the right",
        "RTRIM(t)",
        " Ab12",
    ),
    function(
        "STARTS_WITH",
        "是否以此开头",
        "whether the text begins so",
        "STARTS_WITH(t, ' A')",
        "true",
    ),
    function(
        "SUBSTR",
        "从第几字起若干字",
        "characters from a place on",
        "SUBSTR(t, 2, 2)",
        "Ab",
    ),
    function(
        "TRY_CAST",
        "转换类型，不能转换的为空",
        "another type, blank where that cannot be",
        "TRY_CAST(RIGHT(t, 2) AS BIGINT)",
        "12",
    ),
    function("UPPER", "转为大写", "in upper case", "UPPER(t)", " AB12"),
];

/// Words before a bracket that are no functions.
const KEYWORDS: [&str; 17] = [
    "AND", "OR", "NOT", "XOR", "IN", "BETWEEN", "LIKE", "ILIKE", "IS", "CASE", "WHEN", "THEN",
    "ELSE", "AS", "DECIMAL", "NUMERIC", "VARCHAR",
];

/// The first function of an SQL text that is not in the list.
pub(super) fn unknown_function(sql: &str) -> Option<String> {
    called(sql).into_iter().find(|name| {
        !KEYWORDS.contains(&name.as_str()) && FUNCTIONS.iter().all(|known| known.name != name)
    })
}

/// Names that stand before an opening bracket, outside quotes, in capitals.
fn called(sql: &str) -> Vec<String> {
    let mut names = Vec::new();
    let mut word = String::new();
    let mut quote: Option<char> = None;
    // Spaces may stand between a name and its bracket.
    let mut ended = false;
    for letter in sql.chars() {
        if let Some(open) = quote {
            if letter == open {
                quote = None;
            }
            continue;
        }
        match letter {
            '\'' | '"' | '`' => {
                quote = Some(letter);
                word.clear();
            }
            '(' => {
                if !word.is_empty() {
                    names.push(word.to_ascii_uppercase());
                }
                word.clear();
                ended = false;
            }
            letter if letter.is_whitespace() => ended = true,
            letter if letter.is_alphanumeric() || letter == '_' => {
                if std::mem::take(&mut ended) {
                    word.clear();
                }
                word.push(letter);
            }
            _ => {
                word.clear();
                ended = false;
            }
        }
    }
    names
}

/// What to write instead of a function that is not in the list.
pub(super) fn advice(name: &str) -> String {
    let instead = match name {
        "ROUND" => "it rounds halves to even; write FLOOR(x + 0.5)",
        "CAST" => "where it fails for one record it fails for all; write TRY_CAST",
        "LN" | "LOG" | "LOG10" | "LOG2" | "LOG1P" | "SQRT" | "EXP" | "POW" | "POWER" => {
            "it may give infinity or no number, which compares as larger than everything"
        }
        _ => {
            let names = FUNCTIONS.map(|function| function.name);
            return format!("the functions are {}", names.join(", "));
        }
    };
    instead.to_owned()
}

#[cfg(test)]
mod tests {
    use polars::prelude::*;

    use super::super::parse::{Expression, Kind, schema_of};
    use super::super::rewrite::Blank;
    use super::*;

    fn record() -> DataFrame {
        df![
            "a" => [7.5],
            "b" => [-2.0],
            "t" => [" Ab12"],
            "u" => [None::<f64>],
        ]
        .unwrap()
    }

    #[test]
    fn every_function_of_the_list_does_what_the_rule_book_says() {
        let schema = schema_of([
            ("a", DataType::Float64),
            ("b", DataType::Float64),
            ("t", DataType::String),
            ("u", DataType::Float64),
        ]);
        for function in FUNCTIONS {
            let expression = Expression::try_from(function.example.to_owned())
                .unwrap_or_else(|error| panic!("{}: {error}", function.name));
            let fits = [Kind::Number, Kind::Text, Kind::Boolean]
                .into_iter()
                .any(|kind| expression.check(&schema, kind).is_ok());
            assert!(fits, "{}", function.name);
            let result = record()
                .lazy()
                .select([expression.to_expr(Blank::Unknown, &schema).alias("r")])
                .collect()
                .unwrap_or_else(|error| panic!("{}: {error}", function.name));
            let shown = match result.column("r").unwrap().get(0).unwrap() {
                AnyValue::Null => String::new(),
                AnyValue::String(text) => text.to_owned(),
                AnyValue::StringOwned(text) => text.to_string(),
                AnyValue::Float64(number) => format!("{number:?}"),
                other => other.to_string(),
            };
            assert_eq!(shown, function.gives, "{}", function.name);
        }
        assert!(FUNCTIONS.is_sorted_by_key(|function| function.name));
    }

    #[test]
    fn names_before_brackets_are_functions_and_texts_are_not() {
        assert_eq!(called("ABS(a) + round (b)"), ["ABS", "ROUND"]);
        assert_eq!(called("t = 'SQRT(2)' AND (a > 1)"), ["AND"]);
        assert_eq!(called("a IN (1, 2) OR a * (b + 1) > 2"), ["IN"]);
        assert_eq!(unknown_function("a IN (1, 2) AND NOT (b > 1)"), None);
        assert_eq!(unknown_function("sqrt(a)"), Some("SQRT".to_owned()));
        assert_eq!(
            unknown_function("CASE WHEN (a > 1) THEN (1) ELSE (2) END"),
            None
        );
    }
}
