//! What to do first about a run, most pressing first. Counts only: names stand in the workbooks.

use super::Summary;
use crate::definitions::Language;

/// What the statistics office should do before the results are used.
pub(super) fn actions(summary: &Summary) -> Vec<String> {
    let counts = summary.counts;
    let language = summary.session.language;
    let mut actions = Vec::new();
    let mut add = |number: usize, zh: String, en: String| {
        if number > 0 {
            actions.push(match language {
                Language::Zh => zh,
                Language::En => en,
            });
        }
    };
    let refused = counts.refused_files;
    add(
        refused,
        format!("有 {refused} 份文件无法读取，请报送单位重新提供（原因见 findings.xlsx）"),
        format!("{refused} files could not be read: ask for them again (findings.xlsx says why)"),
    );
    let rejected = counts.rejected;
    add(
        rejected,
        format!("有 {rejected} 家的报表有错误，未计入汇总前须更正：将 returns/ 中的工作簿退回企业"),
        format!(
            "{rejected} records have errors: send the workbooks in returns/ back for correction"
        ),
    );
    let silent = counts.expected.saturating_sub(counts.answered);
    let share = |share: Option<f64>| share.map(|answered| 100.0 * (1.0 - answered));
    add(
        silent,
        match share(counts.answered_share) {
            Some(share) => format!(
                "有 {silent} 家应报未报，占上年规模的 {share:.2} %，请催报（名单见 findings.xlsx）"
            ),
            None => format!("有 {silent} 家应报未报，请催报（名单见 findings.xlsx）"),
        },
        match share(counts.answered_share) {
            Some(share) => format!(
                "{silent} enterprises have not answered, {share:.2} % of last year's size: remind them (findings.xlsx lists them)"
            ),
            None => format!(
                "{silent} enterprises have not answered: remind them (findings.xlsx lists them)"
            ),
        },
    );
    let unexplained = counts.unexplained;
    let queried = counts.records_with_open_query;
    add(
        unexplained,
        format!("有 {queried} 家共 {unexplained} 条疑问待说明：将 returns/ 中的工作簿退回企业"),
        format!(
            "{unexplained} queries of {queried} enterprises wait for an explanation: send the workbooks in returns/ back"
        ),
    );
    let unregistered = counts.unregistered;
    add(
        unregistered,
        format!("有 {unregistered} 家不在名录库：核对名录库，应报的补录"),
        format!("{unregistered} respondents are not in the register: check the register"),
    );
    let session = summary.session;
    let waivers = &session.definitions.pipeline.waivers;
    let expired = waivers
        .iter()
        .filter(|waiver| !waiver.holds_in(session.period))
        .count();
    add(
        expired,
        format!("有 {expired} 项豁免已过期，不再起作用：在流程文件中延期或删除"),
        format!(
            "{expired} waivers have expired and do nothing: renew or remove them in the pipeline file"
        ),
    );
    actions
}
