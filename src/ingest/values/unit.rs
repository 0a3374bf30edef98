//! Units and their conversion: 元 千元 万元 亿元, 人, 人月, 件, 吨标准煤, %.

use super::text::squeeze;

/// A unit: a multiple of a base.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Unit {
    /// As it was printed or typed.
    pub text: String,
    /// The base, by one name for all its synonyms; empty for a bare multiple (`万`).
    base: String,
    /// How many of the base it is.
    scale: f64,
    /// Whether the base is one that the list below names.
    known: bool,
}

/// Spellings of a unit that is not simply a multiple of its last characters: spelling, base, scale.
const SPELLINGS: [(&str, &str, f64); 45] = [
    ("元", "元", 1.0),
    ("圆", "元", 1.0),
    ("块", "元", 1.0),
    ("人民币", "元", 1.0),
    ("元人民币", "元", 1.0),
    ("人民币元", "元", 1.0),
    ("人", "人", 1.0),
    ("名", "人", 1.0),
    ("位", "人", 1.0),
    ("人次", "人", 1.0),
    ("个", "个", 1.0),
    ("件", "个", 1.0),
    ("项", "个", 1.0),
    ("家", "个", 1.0),
    ("篇", "个", 1.0),
    ("户", "个", 1.0),
    ("台", "个", 1.0),
    ("套", "个", 1.0),
    ("种", "个", 1.0),
    ("所", "个", 1.0),
    ("份", "个", 1.0),
    ("次", "个", 1.0),
    ("%", "%", 1.0),
    ("百分比", "%", 1.0),
    ("百分点", "%", 1.0),
    ("个百分点", "%", 1.0),
    ("‰", "%", 0.1),
    ("人月", "人月", 1.0),
    ("人·月", "人月", 1.0),
    ("人*月", "人月", 1.0),
    ("人年", "人月", 12.0),
    ("人·年", "人月", 12.0),
    ("吨标准煤", "吨标准煤", 1.0),
    ("吨标煤", "吨标准煤", 1.0),
    ("吨煤", "吨标准煤", 1.0),
    ("tce", "吨标准煤", 1.0),
    ("吨", "吨标准煤", 1.0),
    ("t", "吨标准煤", 1.0),
    ("千克标准煤", "吨标准煤", 0.001),
    ("公斤标准煤", "吨标准煤", 0.001),
    ("年", "年", 1.0),
    ("平方公里", "km2", 1.0),
    ("km2", "km2", 1.0),
    ("平方千米", "km2", 1.0),
    ("公顷", "km2", 0.01),
];

/// Multiples, longest first.
const MULTIPLES: [(&str, f64); 10] = [
    ("十万", 1e5),
    ("百万", 1e6),
    ("千万", 1e7),
    ("十亿", 1e9),
    ("百亿", 1e10),
    ("亿", 1e8),
    ("万", 1e4),
    ("千", 1e3),
    ("百", 1e2),
    ("十", 1e1),
];

impl Unit {
    /// The unit that a text names; none for an empty text. A unit that is not known has itself for base.
    pub(crate) fn named(text: &str) -> Option<Unit> {
        let squeezed = squeeze(text);
        if squeezed.is_empty() {
            return None;
        }
        let spelled = |word: &str| SPELLINGS.iter().find(|(spelling, ..)| *spelling == word);
        let unit = |base: &str, scale: f64, known: bool| {
            Some(Unit {
                text: text.trim().to_owned(),
                base: base.to_owned(),
                scale,
                known,
            })
        };
        if let Some((_, base, scale)) = spelled(&squeezed) {
            return unit(base, *scale, true);
        }
        let multiple = MULTIPLES
            .iter()
            .find_map(|(word, scale)| squeezed.strip_prefix(word).map(|rest| (rest, *scale)));
        match multiple {
            Some(("", scale)) => unit("", scale, true),
            Some((rest, scale)) => match spelled(rest) {
                Some((_, base, own)) => unit(base, scale * own, true),
                None => unit(rest, scale, false),
            },
            None => unit(&squeezed, 1.0, false),
        }
    }

    /// Whether it is a multiple of the yuan.
    pub(crate) fn is_money(&self) -> bool {
        self.base == "元"
    }

    /// Whether it is a unit of the list, or a bare multiple.
    pub(crate) fn is_known(&self) -> bool {
        self.known
    }

    /// Whether it is per cent.
    pub(crate) fn is_percent(&self) -> bool {
        self.base == "%"
    }

    /// Whether numbers of this unit can be written in the other.
    pub(crate) fn fits(&self, other: &Unit) -> bool {
        let counts = |base: &str| matches!(base, "人" | "个");
        self.base == other.base
            || (self.base.is_empty() && !other.is_percent())
            || (counts(&self.base) && counts(&other.base))
    }

    /// A number of this unit in another; none where the two do not fit.
    pub(crate) fn convert(&self, number: f64, to: &Unit) -> Option<f64> {
        if !self.fits(to) {
            return None;
        }
        // A bare multiple of money, such as 12万, is one of yuan. Dividing by a power of ten is exact to the
        // last digit, multiplying by its inverse is not.
        Some(if self.scale >= to.scale {
            number * (self.scale / to.scale)
        } else {
            number / (to.scale / self.scale)
        })
    }
}

/// The units that a head such as `计量单位：千元、人` names.
///
/// Print spreads a unit out (`万 元`) and may name the currency (`人民币万元`, `万元（人民币）`).
pub(crate) fn units_of_list(text: &str) -> Vec<Unit> {
    let bare = |piece: &str| {
        let piece = squeeze(piece).replace("人民币", "");
        piece
            .trim_matches(|c| matches!(c, '(' | ')' | ':'))
            .to_owned()
    };
    let known = |piece: &str| Unit::named(&bare(piece)).filter(Unit::is_known);
    if let Some(unit) = known(text) {
        return vec![unit];
    }
    text.split([',', '、', '/', ';', '，', '；', '和', '及'])
        .flat_map(|piece| match known(piece) {
            Some(unit) => vec![unit],
            None => piece
                .split_whitespace()
                .filter_map(|word| Unit::named(&bare(word)))
                .collect(),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn convert(number: f64, from: &str, to: &str) -> Option<f64> {
        Unit::named(from)
            .unwrap()
            .convert(number, &Unit::named(to).unwrap())
    }

    #[test]
    fn money_is_converted_exactly() {
        assert_eq!(convert(12.5, "万元", "千元"), Some(125.0));
        assert_eq!(convert(12_345.0, "元", "千元"), Some(12.345));
        assert_eq!(convert(0.3, "亿元", "千元"), Some(30_000.0));
        assert_eq!(convert(3.0, "百万元", "万元"), Some(300.0));
        assert_eq!(convert(12.0, "万", "千元"), Some(120.0));
    }

    #[test]
    fn a_head_may_spread_its_unit_out_and_name_the_currency() {
        let scales = |text: &str| -> Vec<(String, f64)> {
            let units = units_of_list(text);
            units
                .into_iter()
                .map(|unit| (unit.base, unit.scale))
                .collect()
        };
        for text in [
            "万元",
            "万 元",
            "人民币万元",
            "万元（人民币）",
            "人民币：万元",
        ] {
            assert_eq!(scales(text), [("元".to_owned(), 1e4)], "{text}");
        }
        let both = [("元".to_owned(), 1e3), ("人".to_owned(), 1.0)];
        for text in ["千元、人", "千元 人", "千 元、人"] {
            assert_eq!(scales(text), both, "{text}");
        }
    }

    #[test]
    fn units_of_another_kind_do_not_fit() {
        assert_eq!(convert(3.0, "人", "千元"), None);
        assert_eq!(convert(3.0, "万美元", "千元"), None);
        assert_eq!(convert(3.0, "万", "%"), None);
        assert_eq!(convert(3.0, "个", "件"), Some(3.0));
        assert_eq!(convert(1.2, "万吨标准煤", "吨标准煤"), Some(12_000.0));
        assert_eq!(convert(2.0, "人年", "人月"), Some(24.0));
    }

    #[test]
    fn an_unknown_unit_is_only_itself() {
        assert_eq!(convert(3.0, "万元/人", "元/人"), Some(30_000.0));
        assert!(!Unit::named("万元/人").unwrap().is_known());
        assert_eq!(convert(3.0, "辆", "人"), None);
    }
}
