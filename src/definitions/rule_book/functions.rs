//! The SQL that expressions may use.

use std::fmt::Write as _;

use crate::expressions::FUNCTIONS;

pub(super) fn write(text: &mut String) {
    text.push_str(
        "\n## 表达式可用的 SQL · SQL that expressions may use\n
运算 operators: `+ - * /`, `//` (取整除 whole division), `%`, `= <> < <= > >=`, `AND OR NOT`, `BETWEEN`, `IN (…)`, `LIKE`,
`IS NULL`, `IS NOT NULL`, `CASE WHEN … THEN … ELSE … END`. 例中 in the examples: a = 7.5, b = -2, t = ' Ab12', u 为空 blank.

| 函数 function | 含义 meaning | 例 example | 结果 result |
| --- | --- | --- | --- |
",
    );
    for function in FUNCTIONS {
        // Writing to a string cannot fail.
        let _ = writeln!(
            text,
            "| {} | {} · {} | `{}` | {} |",
            function.name,
            function.zh,
            function.en,
            function.example,
            if function.gives.is_empty() {
                "空 blank".to_owned()
            } else {
                format!("`{}`", function.gives)
            }
        );
    }
    text.push_str(
        "\n其他函数在读取定义时即被拒绝 others are refused when definitions load: `ROUND` 四舍六入五成双 rounds halves to even, `LN`、`SQRT` 等可能得到无穷大
may give infinity, `CAST` 一条失败则全部失败 fails for all records where it fails for one; 聚合和窗口函数 aggregates and window
functions would mix all records.\n",
    );
}
