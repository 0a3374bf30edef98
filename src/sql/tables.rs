//! Where the tables lie: the first lines of the script, the only ones that differ from engine to engine.

use clap::ValueEnum;

/// The engine that will run the script.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum Engine {
    /// DuckDB: one process, one machine.
    #[default]
    Duckdb,
    /// Apache Spark SQL: a cluster.
    Spark,
    /// Apache DataFusion, and Ballista on top of it: a cluster.
    Datafusion,
}

/// The tables that the script reads, and what will read them.
#[derive(Clone, Debug)]
pub struct Tables {
    /// Those of the period.
    pub current: Places,
    /// Those of the period before; none where there is none.
    pub previous: Option<Places>,
    /// The engine.
    pub engine: Engine,
}

/// The Parquet files of a period, or their addresses in an object store.
#[derive(Clone, Debug)]
pub struct Places {
    /// The edited records, with `status` and `used`.
    pub enterprises: String,
    /// The rows of list forms.
    pub projects: String,
    /// What the zone itself reports.
    pub zone_form: String,
}

impl Places {
    /// The tables of a folder, by their usual names; `records` is the name of the edited records.
    pub fn in_folder(folder: &str, records: &str) -> Places {
        let folder = folder.trim_end_matches('/');
        Places {
            enterprises: format!("{folder}/{records}.parquet"),
            projects: format!("{folder}/projects.parquet"),
            zone_form: format!("{folder}/zone_form.parquet"),
        }
    }

    fn named(&self) -> [(&'static str, &str); 3] {
        [
            ("enterprises", &self.enterprises),
            ("projects", &self.projects),
            ("zone_form", &self.zone_form),
        ]
    }
}

impl Tables {
    /// The statements that name the tables.
    pub(super) fn statements(&self) -> String {
        let mut text = String::from("-- The tables.\n");
        text.push_str(self.engine.settings());
        for (table, file) in self.current.named() {
            text.push_str(&self.engine.table(table, file));
        }
        for (table, file) in self.previous.iter().flat_map(Places::named) {
            text.push_str(&self.engine.table(&format!("previous_{table}"), file));
        }
        text.push('\n');
        text
    }
}

impl Engine {
    /// What an engine must be told so that it reads the rest as the others do.
    fn settings(self) -> &'static str {
        match self {
            Engine::Duckdb => {
                "CREATE OR REPLACE MACRO regexp_like(subject, pattern) AS regexp_matches(subject, pattern);\n"
            }
            Engine::Spark => {
                "SET spark.sql.ansi.enabled = true;\n\
                 SET spark.sql.ansi.doubleQuotedIdentifiers = true;\n\
                 SET spark.sql.parser.escapedStringLiterals = true;\n"
            }
            Engine::Datafusion => "",
        }
    }

    fn table(self, name: &str, file: &str) -> String {
        let quoted = file.replace('\'', "''");
        match self {
            Engine::Duckdb => {
                format!(
                    "CREATE OR REPLACE VIEW {name} AS SELECT * FROM read_parquet('{quoted}');\n"
                )
            }
            Engine::Spark => format!(
                "CREATE OR REPLACE VIEW {name} AS SELECT * FROM parquet.`{}`;\n",
                file.replace('`', "``")
            ),
            Engine::Datafusion => format!(
                "CREATE EXTERNAL TABLE IF NOT EXISTS {name} STORED AS PARQUET LOCATION '{quoted}';\n"
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_engine_names_the_same_tables() {
        for engine in [Engine::Duckdb, Engine::Spark, Engine::Datafusion] {
            let tables = Tables {
                current: Places::in_folder("zone/period=2023/", "enterprises"),
                previous: Some(Places::in_folder("it's/period=2022", "edited")),
                engine,
            };
            let text = tables.statements();
            let made: Vec<&str> = text
                .lines()
                .filter(|line| line.contains(".parquet"))
                .collect();
            assert_eq!(made.len(), 6, "{text}");
            assert!(made[0].contains("zone/period=2023/enterprises.parquet"));
            assert!(made[3].contains("previous_enterprises") && made[3].contains("edited.parquet"));
            assert!(
                text.lines()
                    .skip(1)
                    .all(|line| line.is_empty() || line.ends_with(';'))
            );
        }
    }
}
