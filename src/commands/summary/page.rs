//! The page: verdict, what to do first, gates, counts, score and rank, parks.

use super::actions::actions;
use super::{Summary, words};
use crate::assess::TOTAL;
use crate::definitions::{CompositeIndex, Language};
use crate::report;
use crate::tables::{RobustnessRow, ScoreRow};

/// The page in Markdown, in the language of the run.
pub(super) fn page(summary: &Summary) -> String {
    let language = summary.session.language;
    let zone = summary.session.definitions.pipeline.name.get(language);
    let mut page = vec![
        format!("# {} {}", plain(zone), summary.session.period),
        String::new(),
        format!("**{}**", verdict(summary)),
    ];
    section(&mut page, language.choose("先做什么", "What to do first"));
    let actions = actions(summary);
    if actions.is_empty() {
        page.push(
            language
                .choose("无待办事项。", "Nothing is left to do.")
                .to_owned(),
        );
    }
    page.extend(
        (1..)
            .zip(&actions)
            .map(|(number, action)| format!("{number}. {action}")),
    );
    gates(summary, &mut page);
    counts(summary, &mut page);
    scores(summary, &mut page);
    parks(summary, &mut page);
    page.push(String::new());
    page.join("\n")
}

/// Text of a definition as Markdown prints it: one line, no character that Markdown reads.
pub(super) fn plain(text: &str) -> String {
    let mut plain = String::new();
    for character in text.chars() {
        match character {
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '|' | '#' => {
                plain.push('\\');
                plain.push(character);
            }
            character if character.is_control() => plain.push(' '),
            character => plain.push(character),
        }
    }
    plain
}

pub(super) fn section(page: &mut Vec<String>, title: &str) {
    page.extend([String::new(), format!("## {title}"), String::new()]);
}

fn verdict(summary: &Summary) -> String {
    let language = summary.session.language;
    let failed: Vec<&str> = summary
        .gates
        .iter()
        .filter(|gate| !gate.passed)
        .map(|gate| words::gate(gate.gate, language))
        .collect();
    match (failed.len(), language) {
        (0, Language::Zh) => "已完成，门槛全部通过".to_owned(),
        (0, Language::En) => "Done, and every gate passed".to_owned(),
        (number, Language::Zh) => {
            format!("已完成，但有 {number} 项门槛未通过：{}", failed.join("、"))
        }
        (1, Language::En) => format!("Done, but a gate failed: {}", failed.join(", ")),
        (number, Language::En) => {
            format!("Done, but {number} gates failed: {}", failed.join(", "))
        }
    }
}

fn gates(summary: &Summary, page: &mut Vec<String>) {
    if summary.gates.is_empty() {
        return;
    }
    let language = summary.session.language;
    section(page, language.choose("门槛", "Gates"));
    page.push(
        language
            .choose(
                "| 门槛 | 本次 | 限值 | 结果 |",
                "| gate | this run | limit | result |",
            )
            .to_owned(),
    );
    page.push("| --- | ---: | ---: | --- |".to_owned());
    for gate in summary.gates {
        page.push(format!(
            "| {} | {} | {} | {} |",
            words::gate(gate.gate, language),
            words::gate_figure(gate, gate.value),
            words::gate_figure(gate, gate.limit),
            words::passed(gate.passed, language)
        ));
    }
}

fn counts(summary: &Summary, page: &mut Vec<String>) {
    let counts = summary.counts;
    let language = summary.session.language;
    section(page, language.choose("数据", "Data"));
    let read = counts.files - counts.refused_files;
    let left_out = counts.left_out_share.map(|share| 100.0 * share);
    page.extend(match language {
        Language::Zh => [
            format!(
                "- 文件：读入 {read} 份，无法读取 {} 份",
                counts.refused_files
            ),
            format!(
                "- 上报：应报 {} 家，已报 {} 家",
                counts.expected, counts.answered
            ),
            format!(
                "- 记录：{} 条，其中通过 {}，退回 {}，不在名录库 {}",
                counts.records, counts.accepted, counts.rejected, counts.unregistered
            ),
            format!(
                "- 审核：待更正的错误 {}，待说明的疑问 {}，已说明 {}，已豁免 {}，提示 {}",
                counts.open_errors,
                counts.open_queries,
                counts.explained,
                counts.waived,
                counts.hints
            ),
            match left_out {
                Some(share) => format!(
                    "- 未计入汇总：{} 家，占上年规模的 {share:.2} %",
                    counts.left_out
                ),
                None => format!("- 未计入汇总：{} 家", counts.left_out),
            },
        ],
        Language::En => [
            format!("- Files: {read} read, {} refused", counts.refused_files),
            format!(
                "- Response: {} of {} expected enterprises",
                counts.answered, counts.expected
            ),
            format!(
                "- Records: {}, of which {} accepted, {} rejected, {} not in the register",
                counts.records, counts.accepted, counts.rejected, counts.unregistered
            ),
            format!(
                "- Findings: {} open errors, {} open queries, {} explained, {} waived, {} hints",
                counts.open_errors,
                counts.open_queries,
                counts.explained,
                counts.waived,
                counts.hints
            ),
            match left_out {
                Some(share) => format!(
                    "- Left out of the sums: {} enterprises, {share:.2} % of last year's size",
                    counts.left_out
                ),
                None => format!("- Left out of the sums: {} enterprises", counts.left_out),
            },
        ],
    });
}

fn scores(summary: &Summary, page: &mut Vec<String>) {
    let scores = summary.scores();
    if scores.is_empty() {
        return;
    }
    let language = summary.session.language;
    section(page, language.choose("评价", "Evaluation"));
    for (index, root, sure) in scores {
        page.push(score(index, root, sure, language));
    }
    if let Some(period) = summary.results.lent_reference() {
        page.extend([String::new(), report::lent(period, language)]);
    }
}

/// Score, rank, how sure it is, and how much of the weight it rests on.
fn score(
    index: &CompositeIndex,
    root: &ScoreRow,
    sure: Option<&RobustnessRow>,
    language: Language,
) -> String {
    let zh = language == Language::Zh;
    let mut parts = vec![match root.score {
        Some(score) if zh => format!("{score:.2} 分"),
        Some(score) => format!("{score:.2} points"),
        None => language.choose("没有得分", "no score").to_owned(),
    }];
    parts.push(match (root.rank, root.rank_estimate) {
        (Some(rank), _) if zh => format!("第 {rank} 位（共 {} 个）", root.units),
        (Some(rank), _) => format!("rank {rank} of {}", root.units),
        (None, Some(rank)) if zh => format!("按公布得分估计第 {rank} 位"),
        (None, Some(rank)) => format!("rank {rank}, estimated by published scores"),
        (None, None) => language
            .choose("没有位次（无参照区）", "no rank (no panel)")
            .to_owned(),
    });
    if let (Some(low), Some(high)) = (root.rank_low, root.rank_high) {
        parts.push(if zh {
            format!("未核实的选择下九成在第 {low} 至 {high} 位")
        } else {
            format!("in nine of ten draws of what is not verified, rank {low} to {high}")
        });
    }
    if let Some((goal, probability)) = sure.and_then(|sure| Some((sure.goal?, sure.probability?))) {
        let share = 100.0 * probability;
        parts.push(if zh {
            format!("进入前 {goal} 位的可能性 {share:.0} %")
        } else {
            format!("{share:.0} % of the draws reach rank {goal}")
        });
    }
    let weight = 100.0 * root.coverage;
    parts.push(if zh {
        format!("{weight:.0} % 的权重有数值")
    } else {
        format!("{weight:.0} % of the weight has a value")
    });
    let name = plain(index.label.get(language));
    format!(
        "- {name}{}{}",
        language.choose("：", ": "),
        parts.join(language.choose("；", "; "))
    )
}

fn parks(summary: &Summary, page: &mut Vec<String>) {
    let assessed = summary.results.assessed;
    let language = summary.session.language;
    let totals: Vec<_> = assessed
        .totals
        .iter()
        .filter(|row| row.group == TOTAL)
        .collect();
    if totals.is_empty() {
        return;
    }
    section(page, language.choose("园区", "Parks"));
    page.push(
        language
            .choose(
                "| 园区 | 得分 | 等级 | 首先可做 |",
                "| park | score | grade | what to do first |",
            )
            .to_owned(),
    );
    page.push("| --- | ---: | --- | --- |".to_owned());
    for total in totals {
        let park = summary.session.definitions.pipeline.park(&total.park);
        let name = park.map_or(total.park.as_str(), |park| park.name.get(language));
        let first = assessed
            .priorities
            .iter()
            .find(|row| row.park == total.park && row.place == 1);
        let chosen = |zh: &str, en: &str| plain(language.choose(zh, en));
        page.push(format!(
            "| {} | {} | {} | {} |",
            plain(name),
            total
                .score
                .map_or("—".to_owned(), |score| format!("{score:.1}")),
            chosen(&total.grade, &total.grade_en),
            first.map_or("—".to_owned(), |row| chosen(&row.text, &row.text_en)),
        ));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_of_definitions_is_no_markdown() {
        assert_eq!(
            plain("[a](http://x) | *b*\n<i>`"),
            "\\[a\\](http://x) \\| \\*b\\* \\<i\\>\\`"
        );
    }
}
