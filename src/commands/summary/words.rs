//! Words of the summaries in both languages.

use super::super::figures::figure;
use super::super::gates::GateResult;
use crate::definitions::Language;

/// What a gate demands, in words; its key in the pipeline file where there are none.
pub(super) fn gate(gate: &str, language: Language) -> &str {
    let (zh, en) = match gate {
        "response_rate" => ("上报率", "response rate"),
        "response_rate_by_size" => ("上报率（按上年规模）", "response rate by last year's size"),
        "left_out_by_size" => ("未计入汇总的规模占比", "share of last year's size left out"),
        "error_rate" => ("退回率", "share of records rejected"),
        "open_query_rate" => (
            "有待说明疑问的记录占比",
            "share of records with an open query",
        ),
        "unexplained_rate" => ("未说明的疑问占比", "share of queries unexplained"),
        "refused_files" => ("无法读取的文件数", "files refused"),
        other => (other, other),
    };
    language.choose(zh, en)
}

/// A gate's value or limit: shares in per cent.
pub(super) fn gate_figure(result: &GateResult, value: f64) -> String {
    if result.gate == "refused_files" {
        figure(value)
    } else {
        format!("{} %", figure(value * 100.0))
    }
}

/// Whether a gate passed.
pub(super) fn passed(passed: bool, language: Language) -> &'static str {
    if passed {
        language.choose("通过", "passed")
    } else {
        language.choose("未通过", "FAILED")
    }
}
