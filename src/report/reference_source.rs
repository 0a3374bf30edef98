//! Where the other zones' figures come from, in plain words: at the top of every sheet that shows the panel.

use std::collections::BTreeSet;

use super::sheet::SheetWriter;
use super::view::View;
use crate::definitions::Language;

/// Writes the sentence.
pub(super) fn write_source(view: &View, sheet: &mut SheetWriter) {
    let sources: Vec<&str> = view
        .results
        .ingested
        .reference
        .iter()
        .map(|row| row.source.as_str())
        .collect();
    sheet.banner(&sentence(&sources, view.language));
    if let Some(period) = view.results.lent_reference() {
        sheet.note(&lent(period, view.language));
    }
    if view.results.aggregated.has_estimates() {
        sheet.note(view.say(
            "本区各项是按季报推算的全年估计数，季报不含的沿用上年年报，不是统计结果：见“全年推算”。",
            "The zone's values are annual estimates from the quarterly survey, or last annual values where it holds none: see “Annual estimates”.",
        ));
    }
}

/// The sentence that another period's reference stands in.
pub(crate) fn lent(period: &str, language: Language) -> String {
    match language {
        Language::Zh => format!(
            "参照数据是 {period} 年的，本期没有自己的参照：得分和名次不能与年报的相比，名次变化不等于进步或退步。"
        ),
        Language::En => format!(
            "The reference is that of {period}, the period has none of its own: score and rank cannot be compared with those of a year, and another rank is no progress or loss."
        ),
    }
}

/// The sentence for the sources that the rows of the reference name.
fn sentence(sources: &[&str], language: Language) -> String {
    if sources.is_empty() {
        return language
            .choose(
                "没有参照数据：不能标准化，也没有排名。",
                "There is no reference: nothing can be normalised or ranked.",
            )
            .to_owned();
    }
    let named: BTreeSet<&str> = sources
        .iter()
        .map(|source| source.trim())
        .filter(|source| !source.is_empty())
        .collect();
    let invented = named
        .iter()
        .any(|source| source.to_lowercase().contains("synthetic") || source.contains("合成"));
    let named: Vec<&str> = named.into_iter().collect();
    match (language, invented, named.is_empty()) {
        (Language::Zh, true, _) => format!(
            "参照数据是合成的演示数据（{}），不是其他高新区的真实数据：得分与排名只说明算法，不能对外引用。",
            named.join("；")
        ),
        (Language::Zh, false, false) => format!("参照数据来源：{}。", named.join("；")),
        (Language::Zh, false, true) => {
            "参照文件没有写明数据来源，引用得分与排名前请核实。".to_owned()
        }
        (Language::En, true, _) => format!(
            "The reference is synthetic ({}): made up for demonstration, no other zone's real figures. Scores and ranks show the method only and must not be quoted.",
            named.join("; ")
        ),
        (Language::En, false, false) => {
            format!("Source of the reference: {}.", named.join("; "))
        }
        (Language::En, false, true) => {
            "The reference file names no source: check before scores and ranks are quoted."
                .to_owned()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn invented_figures_are_called_so() {
        assert!(sentence(&["synthetic", ""], Language::Zh).contains("不是其他高新区的真实数据"));
        assert!(sentence(&["Synthetic panel"], Language::En).contains("must not be quoted"));
        assert_eq!(
            sentence(&["年鉴", "年鉴", "通报"], Language::Zh),
            "参照数据来源：年鉴；通报。"
        );
        assert!(sentence(&[""], Language::Zh).contains("没有写明"));
        assert!(sentence(&[], Language::En).contains("no reference"));
    }
}
