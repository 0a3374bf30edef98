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

/// The tables of a period and of the one before.
#[derive(Clone, Debug)]
pub struct Tables {
    /// Folder, or address of an object store, with the period's tables.
    pub current: String,
    /// The same of the period before; none where there is none.
    pub previous: Option<Previous>,
    /// What will read them.
    pub engine: Engine,
}

/// The tables of the period before.
#[derive(Clone, Debug)]
pub struct Previous {
    /// Folder or address.
    pub folder: String,
    /// Name of the table of its edited records.
    pub records: String,
}

impl Tables {
    /// The statements that name the tables.
    pub(super) fn statements(&self) -> String {
        let mut text = String::from("-- The tables.\n");
        text.push_str(self.engine.settings());
        for table in ["enterprises", "projects", "zone_form"] {
            text.push_str(&self.engine.table(table, &self.current, table));
        }
        if let Some(previous) = &self.previous {
            for (name, table) in [
                ("previous_enterprises", previous.records.as_str()),
                ("previous_projects", "projects"),
                ("previous_zone_form", "zone_form"),
            ] {
                text.push_str(&self.engine.table(name, &previous.folder, table));
            }
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

    fn table(self, name: &str, folder: &str, table: &str) -> String {
        let file = format!("{}/{table}.parquet", folder.trim_end_matches('/'));
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
                current: "store/period=2023/".into(),
                previous: Some(Previous {
                    folder: "it's/period=2022".into(),
                    records: "edited".into(),
                }),
                engine,
            };
            let text = tables.statements();
            let made: Vec<&str> = text
                .lines()
                .filter(|line| line.contains(".parquet"))
                .collect();
            assert_eq!(made.len(), 6, "{text}");
            assert!(made[0].contains("store/period=2023/enterprises.parquet"));
            assert!(made[3].contains("previous_enterprises") && made[3].contains("edited.parquet"));
            assert!(
                text.lines()
                    .skip(1)
                    .all(|line| line.is_empty() || line.ends_with(';'))
            );
        }
    }
}
