//! Records written as an export: one row per enterprise under a header of codes or labels.

use huoju::definitions::{Definitions, FieldDefinition};

use crate::random::Random;
use crate::record::{Expected, FORMS, Record, asked, in_unit, typed_number, typed_text, yuan};
use crate::zone::Put;

/// The rows of an export of records, with a title, rows of labels, codes and units as chance will have it.
pub(crate) fn rows(
    definitions: &Definitions,
    records: &[(String, Record)],
    random: &mut Random,
) -> Vec<Vec<Put>> {
    let by_label = random.once_in(2);
    let mut fields: Vec<&FieldDefinition> = FORMS
        .iter()
        .flat_map(|number| asked(definitions, number))
        .collect();
    if !by_label && random.once_in(2) {
        random.shuffle(&mut fields);
    }
    let unit = *random.pick(&["元", "千元", "万元"]);
    let in_head = random.once_in(3);
    let in_row = !in_head && random.once_in(2);
    let mut rows: Vec<Vec<Put>> = Vec::new();
    if in_head {
        rows.push(vec!["汇总表".into(), format!("单位：{unit}").into()]);
    }
    let upper = random.once_in(2);
    let code = |field: &FieldDefinition| match upper {
        true => field.code.to_uppercase(),
        false => field.code.clone(),
    };
    let heads = |first: [&str; 3], of: &dyn Fn(&FieldDefinition) -> String| -> Vec<Put> {
        let mut row: Vec<Put> = first.iter().map(|text| Put::from(*text)).collect();
        row.extend(fields.iter().map(|field| Put::from(of(field))));
        row
    };
    if by_label {
        let account = *random.pick(&[
            "统一社会信用代码",
            "统一社会信用代码（18位）",
            "01统一社会信用代码",
        ]);
        rows.push(heads([account, "企业名称", "数据状态"], &|field| {
            field.zh.clone()
        }));
    } else {
        rows.push(heads(["susername", "sname", "sstate"], &code));
        if random.once_in(2) {
            rows.push(heads(["账号", "单位名称", "数据状态"], &|field| {
                field.zh.clone()
            }));
        }
    }
    if in_row {
        rows.push(heads(["", "", ""], &|field| {
            if yuan(&field.unit) > 0.0 {
                unit.to_owned()
            } else {
                field.unit.clone()
            }
        }));
    }
    for (credit_code, record) in records {
        let mut row: Vec<Put> = vec![credit_code.as_str().into(), "某公司".into(), "ok".into()];
        for field in &fields {
            row.push(match record.get(&field.code) {
                None => "".into(),
                Some(Expected::Text(text)) => typed_text(definitions, field, text, random),
                Some(Expected::Number(number)) => {
                    let scaled = (in_head || in_row) && yuan(&field.unit) > 0.0;
                    let number = match scaled {
                        true => in_unit(*number, &field.unit, unit),
                        false => *number,
                    };
                    typed_number(number, random)
                }
            });
        }
        rows.push(row);
    }
    rows
}
