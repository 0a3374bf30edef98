//! The checks of huoju's own, with their parameters.

use std::fmt::Write as _;

use super::severity;
use crate::definitions::{Definitions, SURVEY_CHECKS};

pub(super) fn write(definitions: &Definitions, text: &mut String) {
    text.push_str("\n## huoju 自带的检查 · Checks of huoju's own\n");
    for check in &definitions.checks {
        // Writing to a string cannot fail.
        let _ = write!(
            text,
            "\n### {} · {}\n\n{}  \n{}\n\n- {}\n- {}\n",
            check.id,
            severity(check.severity),
            check.label.zh,
            check.label.en,
            check.message.zh,
            check.message.en
        );
        if let Some(in_indicators) = check.severity_in_indicators {
            let _ = writeln!(
                text,
                "- 指标所用的字段 in a field that an indicator uses: {}",
                severity(in_indicators)
            );
        }
        if SURVEY_CHECKS.contains(&check.id.as_str()) {
            text.push_str(
                "- 针对调查（文件、名录库），不退回企业 about the survey (files, register), not sent back\n",
            );
        }
        for ratio in &check.ratios {
            let _ = writeln!(
                text,
                "- {} · {}: `{} / {}`",
                ratio.label.zh, ratio.label.en, ratio.numerator, ratio.denominator
            );
        }
        if !check.parameters.is_empty() {
            let parameters: Vec<String> = check
                .parameters
                .iter()
                .map(|(name, value)| format!("`{name}` = {value}"))
                .collect();
            let _ = writeln!(text, "- 参数 parameters: {}", parameters.join(", "));
        }
        if !check.verified {
            text.push_str(
                "- 阈值未经官方来源核实 thresholds not confirmed by an official source\n",
            );
        }
    }
}
