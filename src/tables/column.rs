//! Between rows of Rust values and columns of a data frame.

use polars::prelude::*;

/// A table could not be read as the row type expects.
#[derive(Debug, thiserror::Error)]
pub enum TableError {
    /// A column is missing or has another type.
    #[error(
        "table `{table}`: column `{column}`: {problem}: it was written by another version, run the stages again from ingest"
    )]
    Column {
        /// The table.
        table: &'static str,
        /// The column.
        column: &'static str,
        /// What is wrong.
        problem: String,
    },
    /// polars refused to build the frame.
    #[error("table `{table}` cannot be built: {source}")]
    Build {
        /// The table.
        table: &'static str,
        /// What polars says.
        source: PolarsError,
    },
}

/// A row type that has a table.
pub trait Table: Sized {
    /// Name of the table: the file's stem.
    const NAME: &'static str;

    /// The rows as a data frame, one column per field.
    ///
    /// # Errors
    /// When polars cannot build it.
    fn to_frame(rows: &[Self]) -> Result<DataFrame, TableError>;

    /// The rows of a data frame; columns that the type does not know are ignored.
    ///
    /// # Errors
    /// When a column is missing or has another type.
    fn from_frame(frame: &DataFrame) -> Result<Vec<Self>, TableError>;
}

/// A type that can stand in a column.
pub trait ColumnValue: Sized {
    /// A column of these values.
    fn column_of<'v>(name: &str, values: impl Iterator<Item = &'v Self>) -> Column
    where
        Self: 'v;

    /// A column of values that nobody has yet.
    fn column(name: &str, values: impl Iterator<Item = Self>) -> Column {
        let values: Vec<Self> = values.collect();
        Self::column_of(name, values.iter())
    }

    /// The values of a column.
    ///
    /// # Errors
    /// What was found instead.
    fn values(column: &Column) -> Result<Vec<Self>, String>;
}

fn wrong(error: &PolarsError) -> String {
    error.to_string()
}

/// The value, which may not be blank.
pub(super) fn no_blank<T>(value: Option<T>) -> Result<T, String> {
    value.ok_or_else(|| "a blank stands where none is allowed".to_owned())
}

impl ColumnValue for Option<String> {
    fn column_of<'v>(name: &str, values: impl Iterator<Item = &'v Self>) -> Column {
        StringChunked::from_iter_options(name.into(), values.map(Option::as_deref)).into_column()
    }

    fn values(column: &Column) -> Result<Vec<Self>, String> {
        let strings = column.str().map_err(|e| wrong(&e))?;
        Ok(strings.iter().map(|v| v.map(str::to_owned)).collect())
    }
}

impl ColumnValue for String {
    fn column_of<'v>(name: &str, values: impl Iterator<Item = &'v Self>) -> Column {
        StringChunked::from_iter_values(name.into(), values).into_column()
    }

    fn values(column: &Column) -> Result<Vec<Self>, String> {
        let strings = column.str().map_err(|e| wrong(&e))?;
        let owned = |text: Option<&str>| no_blank(text).map(str::to_owned);
        strings.iter().map(owned).collect()
    }
}

impl ColumnValue for Option<f64> {
    fn column_of<'v>(name: &str, values: impl Iterator<Item = &'v Self>) -> Column {
        Float64Chunked::from_iter_options(name.into(), values.copied()).into_column()
    }

    fn values(column: &Column) -> Result<Vec<Self>, String> {
        Ok(column.f64().map_err(|e| wrong(&e))?.iter().collect())
    }
}

impl ColumnValue for Option<i64> {
    fn column_of<'v>(name: &str, values: impl Iterator<Item = &'v Self>) -> Column {
        Int64Chunked::from_iter_options(name.into(), values.copied()).into_column()
    }

    fn values(column: &Column) -> Result<Vec<Self>, String> {
        Ok(column.i64().map_err(|e| wrong(&e))?.iter().collect())
    }
}

/// Numbers and truth values that are never blank.
macro_rules! never_blank {
    ($($type:ty, $chunked:ident, $read:ident;)+) => {
        $(impl ColumnValue for $type {
            fn column_of<'v>(name: &str, values: impl Iterator<Item = &'v Self>) -> Column {
                $chunked::from_iter_values(name.into(), values.copied()).into_column()
            }

            fn values(column: &Column) -> Result<Vec<Self>, String> {
                let values = column.$read().map_err(|e| wrong(&e))?;
                values.iter().map(no_blank).collect()
            }
        })+
    };
}

never_blank!(
    f64, Float64Chunked, f64;
    i64, Int64Chunked, i64;
    bool, BooleanChunked, bool;
);

/// Declares a row type and its table: each field is a column of the same name.
macro_rules! table {
    (
        $(#[$about:meta])*
        $row:ident in $name:literal {
            $($(#[$field_about:meta])* $field:ident: $type:ty,)+
        }
    ) => {
        $(#[$about])*
        #[derive(Clone, Debug, Default, PartialEq)]
        pub struct $row {
            $($(#[$field_about])* pub $field: $type,)+
        }

        impl $crate::tables::Table for $row {
            const NAME: &'static str = $name;

            fn to_frame(rows: &[Self]) -> Result<polars::prelude::DataFrame, $crate::tables::TableError> {
                use $crate::tables::ColumnValue;
                let columns = vec![
                    $(<$type as ColumnValue>::column_of(stringify!($field), rows.iter().map(|row| &row.$field)),)+
                ];
                polars::prelude::DataFrame::new(rows.len(), columns)
                    .map_err(|source| $crate::tables::TableError::Build { table: $name, source })
            }

            fn from_frame(frame: &polars::prelude::DataFrame) -> Result<Vec<Self>, $crate::tables::TableError> {
                use $crate::tables::ColumnValue;
                $(
                    let mut $field = {
                        let wrong = |problem: String| $crate::tables::TableError::Column {
                            table: $name,
                            column: stringify!($field),
                            problem,
                        };
                        let column = frame.column(stringify!($field)).map_err(|error| wrong(error.to_string()))?;
                        <$type as ColumnValue>::values(column).map_err(wrong)?.into_iter()
                    };
                )+
                let mut rows = Vec::with_capacity(frame.height());
                // The columns of a frame have one length: when one ends, all do.
                while let ($(Some($field),)+) = ($($field.next(),)+) {
                    rows.push($row { $($field,)+ });
                }
                Ok(rows)
            }
        }
    };
}

pub(super) use table;
