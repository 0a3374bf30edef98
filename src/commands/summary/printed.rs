//! What is printed for people at the end of a run: enough to know whether it went well and where to look.

use std::path::Path;

use super::super::figures::figure;
use super::super::session::Session;
use super::super::steps::Step;
use super::{Summary, words};
use crate::assess::TOTAL;
use crate::definitions::Language;
use crate::ingest::Tally;
use crate::report::reason_word;
use crate::tables::{Level, ScoreRow};

/// Prints the summary on standard output.
pub(super) fn print(summary: &Summary, tally: Option<Tally>, folder: &Path) {
    let session = summary.session;
    let language = session.language;
    let zone = &session.definitions.pipeline.name;
    session.say(&format!("{} {}", zone.get(language), session.period));
    let line = |zh: (&str, String), en: (&str, String)| match language {
        Language::Zh => say(session, zh.0, &zh.1),
        Language::En => say(session, en.0, &en.1),
    };
    let counts = summary.counts;
    let read = counts.files - counts.refused_files;
    let (how_zh, how_en) = match tally {
        Some(Tally { parsed, remembered }) => (
            format!("（新读 {parsed} 份，沿用 {remembered} 份）"),
            format!(" ({parsed} parsed, {remembered} remembered)"),
        ),
        None => (
            "（此前已读，没有变化）".to_owned(),
            " (read before, nothing of them changed)".to_owned(),
        ),
    };
    line(
        (
            "文件",
            format!(
                "读入 {read} 份，无法读取 {} 份{how_zh}",
                counts.refused_files
            ),
        ),
        (
            "files",
            format!("{read} read, {} refused{how_en}", counts.refused_files),
        ),
    );
    line(
        (
            "上报",
            format!("应报 {} 家，已报 {} 家", counts.expected, counts.answered),
        ),
        (
            "response",
            format!(
                "{} of {} expected enterprises answered",
                counts.answered, counts.expected
            ),
        ),
    );
    line(
        (
            "记录",
            format!(
                "{} 条：通过 {}，退回 {}，不在名录库 {}",
                counts.records, counts.accepted, counts.rejected, counts.unregistered
            ),
        ),
        (
            "records",
            format!(
                "{}: {} accepted, {} rejected, {} not in the register",
                counts.records, counts.accepted, counts.rejected, counts.unregistered
            ),
        ),
    );
    line(
        (
            "审核",
            format!(
                "待更正的错误 {}，待说明的疑问 {}，已说明 {}，已豁免 {}，提示 {}",
                counts.open_errors,
                counts.open_queries,
                counts.explained,
                counts.waived,
                counts.hints
            ),
        ),
        (
            "findings",
            format!(
                "{} open errors, {} open queries, {} explained, {} waived, {} hints",
                counts.open_errors,
                counts.open_queries,
                counts.explained,
                counts.waived,
                counts.hints
            ),
        ),
    );
    say(
        session,
        language.choose("未计入", "left out"),
        &left_out(summary),
    );
    print_expired_waivers(session);
    for (index, root, _) in summary.scores() {
        line(
            (
                "评价",
                format!("{}：{}", index.id, score(root, Language::Zh)),
            ),
            (
                "evaluation",
                format!("{}: {}", index.id, score(root, Language::En)),
            ),
        );
    }
    let totals = summary.results.assessed.totals.iter();
    for total in totals.filter(|row| row.group == TOTAL) {
        let all_judged = total.judged >= total.weight;
        let (judged, weight) = (total.judged, total.weight);
        let (mut zh, mut en) = match total.score {
            Some(score) => (
                format!("{score:.1} 分（满分 100）"),
                format!("{score:.1} of 100 points"),
            ),
            None => ("没有得分".to_owned(), "no score".to_owned()),
        };
        if !all_judged {
            zh.push_str(&format!("，{weight:.0} 分中可评 {judged:.0} 分"));
            en.push_str(&format!(", {judged:.0} of {weight:.0} points judged"));
        }
        line(
            ("园区", format!("{}：{zh}", total.park)),
            ("park", format!("{}: {en}", total.park)),
        );
    }
    for gate in summary.gates {
        let passed = words::passed(gate.passed, language);
        let (value, limit) = (figure(gate.value), figure(gate.limit));
        line(
            (
                "门槛",
                format!("{} {passed}：{value}（限值 {limit}）", gate.gate),
            ),
            (
                "gate",
                format!("{} {passed}: {value} (limit {limit})", gate.gate),
            ),
        );
    }
    say(
        session,
        language.choose("工作簿", "workbooks"),
        &folder.display().to_string(),
    );
}

/// Says which steps were done, by their commands, and which run it was.
pub(super) fn print_steps(session: &Session, (run, steps): (&str, &[Step])) {
    let language = session.language;
    let named = |done: bool| {
        let words: Vec<String> = steps
            .iter()
            .filter(|step| step.done == done)
            .map(|step| {
                if step.period == session.period {
                    step.stage.word().to_owned()
                } else {
                    format!("{} {}", step.stage.word(), step.period)
                }
            })
            .collect();
        if words.is_empty() {
            language.choose("无", "none").to_owned()
        } else {
            words.join(", ")
        }
    };
    say(session, language.choose("已做", "done"), &named(true));
    say(
        session,
        language.choose("无变化", "up to date"),
        &named(false),
    );
    let as_of = session
        .as_of
        .as_ref()
        .map_or(String::new(), |as_of| match language {
            Language::Zh => format!("，采用批次 {as_of} 的定义"),
            Language::En => format!(", by the definitions of {as_of}"),
        });
    say(
        session,
        language.choose("批次", "run"),
        &format!("{run}{as_of}"),
    );
}

/// Prints a line under a heading; headings take ten columns of a terminal, a Chinese character two.
fn say(session: &Session, heading: &str, text: &str) {
    let width: usize = heading
        .chars()
        .map(|character| if character.is_ascii() { 1 } else { 2 })
        .sum();
    let gap = " ".repeat(11_usize.saturating_sub(width).max(1));
    session.say(&format!("  {heading}{gap}{text}"));
}

/// Score, rank and coverage of the zone in an index.
fn score(root: &ScoreRow, language: Language) -> String {
    let coverage = root.coverage * 100.0;
    let units = root.units;
    match language {
        Language::Zh => {
            let score = root
                .score
                .map_or("没有得分".to_owned(), |score| format!("{score:.2} 分"));
            let rank = match (root.rank, root.rank_low, root.rank_high) {
                (Some(rank), Some(low), Some(high)) => {
                    format!("，第 {rank} 位，共 {units} 个（5–95 %：第 {low} 至 {high} 位）")
                }
                (Some(rank), ..) => format!("，第 {rank} 位，共 {units} 个"),
                _ => "，没有位次（无参照区）".to_owned(),
            };
            format!("{score}{rank}，{coverage:.0} % 的权重有数值")
        }
        Language::En => {
            let score = root
                .score
                .map_or("no score".to_owned(), |score| format!("{score:.2} points"));
            let rank = match (root.rank, root.rank_low, root.rank_high) {
                (Some(rank), Some(low), Some(high)) => {
                    format!(", rank {rank} of {units} (5–95 %: {low} to {high})")
                }
                (Some(rank), ..) => format!(", rank {rank} of {units}"),
                _ => ", no rank (no panel)".to_owned(),
            };
            format!("{score}{rank}, {coverage:.0} % of the weight has a value")
        }
    }
}

/// What the sums lack: enterprises, and their share of last year's size.
fn left_out(summary: &Summary) -> String {
    let definitions = &summary.session.definitions;
    let language = summary.session.language;
    let zh = language == Language::Zh;
    let counts = summary.counts;
    let mut text = match language {
        Language::Zh => format!("{} 家", counts.left_out),
        Language::En => format!("{} enterprises", counts.left_out),
    };
    let size = definitions
        .pipeline
        .overview
        .size
        .as_deref()
        .and_then(|id| definitions.measure(id));
    if let (Some(size), Some(share)) = (size, counts.left_out_share) {
        let share = share * 100.0;
        text.push_str(&match language {
            Language::Zh => format!("，占上年{}的 {share:.2} %", size.label.zh),
            Language::En => format!(
                ", {share:.2} % of last year's {}",
                size.label.en.to_lowercase()
            ),
        });
    }
    let reasons: Vec<String> = summary
        .results
        .aggregated
        .left_out
        .iter()
        .filter(|row| row.level == Level::Zone)
        .map(|row| {
            let share = row.share.map_or(String::new(), |share| match language {
                Language::Zh => format!("，{share:.2} %"),
                Language::En => format!(" ({share:.2} %)"),
            });
            let word = reason_word(row.reason, language);
            let unit = if zh { " 家" } else { "" };
            format!("{word} {}{unit}{share}", row.enterprises)
        })
        .collect();
    if !reasons.is_empty() {
        text.push_str(language.choose("：", ": "));
        text.push_str(&reasons.join(language.choose("；", ", ")));
    }
    for (count, how_zh, how_en) in [
        (
            counts.stands_in,
            "以上年数据代替",
            "have last year's record standing in",
        ),
        (
            counts.as_reported,
            "按所报数据计入，未更正",
            "count as reported, not corrected",
        ),
    ] {
        if count > 0 {
            text.push_str(&match language {
                Language::Zh => format!("；另有 {count} 家{how_zh}"),
                Language::En => format!("; {count} more {how_en}"),
            });
        }
    }
    text
}

/// Says which waivers have expired and do nothing any more.
pub(in crate::commands) fn print_expired_waivers(session: &Session) {
    for waiver in &session.definitions.pipeline.waivers {
        if !waiver.holds_in(session.period) {
            let (rule, enterprise, until) = (&waiver.rule, &waiver.enterprise, &waiver.until);
            match session.language {
                Language::Zh => say(
                    session,
                    "豁免",
                    &format!("{rule}（{enterprise}）已于 {until} 之后失效，不再起作用"),
                ),
                Language::En => say(
                    session,
                    "waiver",
                    &format!("{rule} of {enterprise} expired after {until}: it does nothing"),
                ),
            }
        }
    }
}
