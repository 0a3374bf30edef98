//! The words for a goal: what its pace rests on, and how it stands.

use super::sheet::Cell;
use super::style::Tone;
use super::view::View;

/// The words for what a goal's pace rests on.
pub(super) fn pace(view: &View, word: &str) -> &'static str {
    match word {
        "year" => view.language.choose("全年", "the whole year"),
        "season" => view.language.choose("上年同季比重", "last year's season"),
        "linear" => view
            .language
            .choose("按季均分（上年未知）", "25% a quarter (last year unknown)"),
        "carried" => view
            .language
            .choose("沿用上年，不按进度", "carried: no pace"),
        _ => view
            .language
            .choose("时点数，不按进度", "a number at a day"),
    }
}

/// The word for a goal's verdict.
pub(super) fn verdict(view: &View, word: &str) -> Cell {
    let (zh, en, tone) = match word {
        "reached" => ("已达到", "reached", Tone::Good),
        "missed" => ("未达到", "not reached", Tone::Bad),
        "on-track" => ("进度正常", "on track", Tone::Good),
        "behind" => ("落后进度", "behind", Tone::Bad),
        "open" => ("年末前可达", "still open", Tone::Query),
        "carried" => ("沿用上年，不评判", "carried: not judged", Tone::Muted),
        "comparison" => ("对照，不作结论", "for comparison", Tone::Muted),
        _ => ("无数据", "no value", Tone::Query),
    };
    Cell::text(view.say(zh, en)).tone(tone)
}
