//! Which enterprise is meant.

use std::collections::BTreeMap;

use anyhow::{Result, bail};

use super::nearest::nearest;
use crate::commands::session::Session;
use crate::ingest::Ingested;
use crate::tables::RegisterRow;

/// An enterprise of the register or among the respondents.
pub(super) struct Subject<'i> {
    /// Credit code.
    pub(super) code: String,
    /// Name.
    pub(super) name: String,
    /// Its entry in the register.
    pub(super) entry: Option<&'i RegisterRow>,
}

impl<'i> Subject<'i> {
    /// The enterprise with a credit code or a name; part of a name is enough where only one has it.
    ///
    /// # Errors
    /// When none or several can be meant.
    pub(super) fn find(
        session: &Session,
        ingested: &'i Ingested,
        wanted: &str,
    ) -> Result<Subject<'i>> {
        let mut names: BTreeMap<String, String> = BTreeMap::new();
        let columns = (
            ingested.enterprises.column("credit_code")?.str()?,
            ingested.enterprises.column("name")?.str()?,
        );
        for (code, name) in columns.0.iter().zip(columns.1.iter()) {
            if let Some(code) = code {
                names.insert(code.to_owned(), name.unwrap_or_default().to_owned());
            }
        }
        let plain = |text: &str| -> String {
            let visible = text.chars().filter(|c| !c.is_whitespace());
            visible.flat_map(char::to_uppercase).collect()
        };
        let typed = plain(wanted);
        let having = |test: &dyn Fn(&str) -> bool| -> Vec<&String> {
            names
                .iter()
                .filter(|(_, name)| test(&plain(name)))
                .map(|(code, _)| code)
                .collect()
        };
        let mut found: Vec<&String> = names.keys().filter(|code| plain(code) == typed).collect();
        if found.is_empty() {
            found = having(&|name| name == typed);
        }
        if found.is_empty() && typed.chars().count() >= 2 {
            found = having(&|name| name.contains(&typed));
        }
        match found.as_slice() {
            [code] => Ok(Subject {
                entry: ingested
                    .register
                    .iter()
                    .find(|entry| entry.credit_code == **code),
                name: names.get(*code).cloned().unwrap_or_default(),
                code: (*code).clone(),
            }),
            [] => {
                let candidates = names.iter().flat_map(|(code, name)| [code, name]);
                let near = nearest(wanted, candidates.map(String::as_str));
                let near: Vec<String> = near.iter().map(|near| shown(&names, near)).collect();
                let hint = if near.is_empty() {
                    String::new()
                } else {
                    format!("; did you mean {}?", near.join(", or "))
                };
                bail!(
                    "{} has no enterprise with the credit code or name `{wanted}`, neither in the register nor among the respondents{hint}",
                    session.period
                )
            }
            several => {
                let first: Vec<String> = several
                    .iter()
                    .take(5)
                    .map(|code| shown(&names, code))
                    .collect();
                bail!(
                    "`{wanted}` may mean {} enterprises of {} ({}): give the credit code",
                    several.len(),
                    session.period,
                    first.join(", ")
                )
            }
        }
    }
}

/// An enterprise by code and name, from either.
fn shown(names: &BTreeMap<String, String>, either: &str) -> String {
    names
        .iter()
        .find(|(code, name)| *code == either || *name == either)
        .map_or_else(
            || either.to_owned(),
            |(code, name)| format!("{code} {name}"),
        )
}
