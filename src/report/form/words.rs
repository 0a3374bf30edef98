//! Words that are printed on every form, whatever the survey.
//!
//! The English forms keep the Chinese word, with the English one in brackets: the reader of submissions finds a
//! form by these words, in either language.

use crate::definitions::Language;

/// The printed words of a language.
pub(super) struct Words {
    pub cover: &'static str,
    pub form_number: &'static str,
    pub credit_code: &'static str,
    pub name: &'static str,
    pub unit_head: &'static str,
    pub label: &'static str,
    pub unit: &'static str,
    pub code: &'static str,
    pub value: &'static str,
    pub content: &'static str,
    pub this_year: &'static str,
    pub last_year: &'static str,
    pub continued: &'static str,
    pub filled_by: &'static str,
    pub filled_on: &'static str,
    pub list_note: &'static str,
    pub yes_no: &'static str,
    pub number_only: &'static str,
    pub not_negative: &'static str,
    pub year_like: &'static str,
    pub date_like: &'static str,
    pub code_of_list: &'static str,
    pub unit_is: &'static str,
}

impl Words {
    pub(super) fn of(language: Language) -> Words {
        match language {
            Language::Zh => Words {
                cover: "封面",
                form_number: "表    号",
                credit_code: "统一社会信用代码",
                name: "企业名称",
                unit_head: "计量单位",
                label: "指标名称",
                unit: "计量单位",
                code: "代码",
                value: "数量",
                content: "内容",
                this_year: "本年",
                last_year: "上年",
                continued: "续表",
                filled_by: "填报人",
                filled_on: "填报时间",
                list_note: "说明：每个项目填一行，没有项目的不填。",
                yes_no: "1 是；2 否",
                number_only: "此处只能填数字，不带单位",
                not_negative: "此处只能填不小于零的数字，不带单位",
                year_like: "填年份，如",
                date_like: "填到日或月，如",
                code_of_list: "请填代码表中的代码",
                unit_is: "计量单位：",
            },
            Language::En => Words {
                cover: "封面 Cover",
                form_number: "表号",
                credit_code: "统一社会信用代码",
                name: "企业名称",
                unit_head: "计量单位",
                label: "指标名称 (Indicator)",
                unit: "计量单位 (Unit)",
                code: "代码 (Code)",
                value: "数量 (Value)",
                content: "内容 (Content)",
                this_year: "本年 (This year)",
                last_year: "上年 (Last year)",
                continued: "续表 (continued)",
                filled_by: "填报人",
                filled_on: "填报时间",
                list_note: "说明 Note: one row per project; leave empty if there is none",
                yes_no: "1 yes; 2 no",
                number_only: "Only a number, without its unit",
                not_negative: "Only a number that is not below zero, without its unit",
                year_like: "A year, such as",
                date_like: "A day or a month, such as",
                code_of_list: "A code of the list",
                unit_is: "Unit: ",
            },
        }
    }
}
