//! What a file is, by its content and not by its name.

use std::io::Cursor;

use serde::{Deserialize, Serialize};

use crate::ingest::note::Note;

/// A format that can be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Format {
    /// Office Open XML: .xlsx, .xlsm, and new .et files.
    Xlsx,
    /// The binary one of Office Open XML.
    Xlsb,
    /// BIFF in an OLE file: .xls and old .et files.
    Xls,
    /// OpenDocument.
    Ods,
    /// Text with separators.
    Delimited,
    /// A web page with tables.
    Html,
    /// XML Spreadsheet 2003.
    Xml2003,
}

/// Why a file is not read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Unread {
    /// It is no spreadsheet, and does not claim to be one.
    Skipped(Note),
    /// It claims to be one, but cannot be read.
    Refused(Note),
}

const SPREADSHEETS: [&str; 12] = [
    "xlsx", "xlsm", "xltx", "xltm", "xls", "xlt", "xlsb", "ods", "et", "ett", "csv", "tsv",
];

/// The format of a file's content; `extension` in lower case.
pub(super) fn sniff(bytes: &[u8], extension: &str) -> Result<(Format, Vec<Note>), Unread> {
    let claims = SPREADSHEETS.contains(&extension);
    let unread = |zh: &str, en: &str| {
        let note = Note::new(zh, en);
        Err(if claims {
            Unread::Refused(note)
        } else {
            Unread::Skipped(note)
        })
    };
    if bytes.is_empty() {
        return unread("空文件", "it is empty");
    }
    if bytes.starts_with(b"PK") {
        return match zipped(bytes) {
            Zipped::Known(format) => Ok((format, Vec::new())),
            Zipped::Other(zh, en) => unread(zh, en),
        };
    }
    if bytes.starts_with(b"\xD0\xCF\x11\xE0") {
        return match ole(bytes) {
            Ole::Workbook => Ok((Format::Xls, Vec::new())),
            Ole::Encrypted => Err(Unread::Refused(super::password())),
            Ole::Broken => unread(
                "OLE 文件结构已损坏，请用 Excel 打开并另存后重新报送",
                "its OLE structure is broken: open it in Excel, save it anew and submit it again",
            ),
            Ole::Other => unread(
                "OLE 文件中没有工作簿（可能是 Word 等其他文档）",
                "it is an OLE file without a workbook (a Word document, perhaps)",
            ),
        };
    }
    // A spreadsheet program saves "Unicode text" under the name of a .txt.
    let unicode_text = is_wide(bytes) && start_of(bytes).contains('\t');
    if !claims && !unicode_text {
        return unread("不是电子表格", "it is no spreadsheet");
    }
    text(bytes, extension)
}

enum Zipped {
    Known(Format),
    Other(&'static str, &'static str),
}

fn zipped(bytes: &[u8]) -> Zipped {
    let Ok(archive) = zip::ZipArchive::new(Cursor::new(bytes)) else {
        return Zipped::Other(
            "压缩结构已损坏或文件不完整",
            "its zip structure is broken, or the file is cut off",
        );
    };
    let names: Vec<String> = archive
        .file_names_raw()
        .map(|name| {
            String::from_utf8_lossy(name)
                .to_lowercase()
                .replace('\\', "/")
        })
        .collect();
    let has = |test: &dyn Fn(&str) -> bool| names.iter().any(|name| test(name));
    if has(&|name| name.ends_with("workbook.bin")) {
        Zipped::Known(Format::Xlsb)
    } else if has(&|name| name.ends_with("content.xml")) && has(&|name| name == "mimetype") {
        Zipped::Known(Format::Ods)
    } else if has(&|name| name.starts_with("word/")) {
        Zipped::Other(
            "这是 Word 文档，不是电子表格",
            "it is a Word document, not a spreadsheet",
        )
    } else if has(&|name| name.starts_with("ppt/")) {
        Zipped::Other(
            "这是演示文稿，不是电子表格",
            "it is a presentation, not a spreadsheet",
        )
    } else if has(&|name| name.starts_with("xl/") || name.ends_with("workbook.xml")) {
        Zipped::Known(Format::Xlsx)
    } else {
        Zipped::Other(
            "这是压缩包，不是电子表格，请解压后重新放入",
            "it is an archive, not a spreadsheet: unpack it and put its files here",
        )
    }
}

enum Ole {
    Workbook,
    Encrypted,
    Broken,
    Other,
}

fn ole(bytes: &[u8]) -> Ole {
    let Ok(file) = cfb::CompoundFile::open(Cursor::new(bytes)) else {
        return Ole::Broken;
    };
    let has = |name: &str| {
        file.read_root_storage()
            .any(|entry| entry.name().eq_ignore_ascii_case(name))
    };
    if has("EncryptedPackage") {
        Ole::Encrypted
    } else if has("Workbook") || has("Book") {
        Ole::Workbook
    } else {
        Ole::Other
    }
}

/// Whether a text begins with the mark of UTF-16.
fn is_wide(bytes: &[u8]) -> bool {
    bytes.starts_with(b"\xFF\xFE") || bytes.starts_with(b"\xFE\xFF")
}

/// The start of a text in lower case, whatever its encoding makes of Chinese.
fn start_of(bytes: &[u8]) -> String {
    let start = bytes.get(..8192).unwrap_or(bytes);
    let (text, ..) = encoding_rs::UTF_8.decode(start);
    text.trim_start().to_lowercase()
}

/// Text under the name of a spreadsheet: a CSV, or what web systems save as `.xls`.
fn text(bytes: &[u8], extension: &str) -> Result<(Format, Vec<Note>), Unread> {
    let refused = |zh: &str, en: &str| Err(Unread::Refused(Note::new(zh, en)));
    let known = |format: Format, zh: &str, en: &str| {
        let note = Note::new(
            format!("扩展名是 .{extension}，内容实为{zh}"),
            format!("its name ends in .{extension}, its content is {en}"),
        );
        Ok((format, vec![note]))
    };
    if !is_wide(bytes) && bytes.iter().take(8192).any(|b| *b == 0) {
        return refused(
            "内容不是电子表格，文件可能已损坏",
            "its content is no spreadsheet: the file may be corrupt",
        );
    }
    let start = start_of(bytes);
    if start.starts_with("%pdf") {
        return refused(
            "这是 PDF 文件，不是电子表格",
            "it is a PDF, not a spreadsheet",
        );
    }
    if start.starts_with("mime-version:") {
        return refused(
            "这是单个文件网页（MHTML），请用 Excel 打开并另存为 .xlsx 后重新报送",
            "it is a web archive (MHTML): open it in Excel, save it as .xlsx and submit it again",
        );
    }
    if start.starts_with("{\\rtf") {
        return refused(
            "这是 RTF 文档，不是电子表格",
            "it is an RTF document, not a spreadsheet",
        );
    }
    if start.starts_with('<') {
        return if start.contains("office:spreadsheet") {
            known(
                Format::Xml2003,
                " XML 表格（2003 格式）",
                "XML Spreadsheet 2003",
            )
        } else if [
            "<html",
            "<table",
            "<!doctype html",
            "<meta",
            "<head",
            "<body",
            "<style",
            "<div",
        ]
        .iter()
        .any(|tag| start.contains(tag))
        {
            known(Format::Html, " HTML 网页", "an HTML page")
        } else {
            refused(
                "这是 XML 文件，不是 Excel 文件，请用 Excel 打开并另存为 .xlsx 后重新报送",
                "it is an XML file, not an Excel file: open it in Excel, save it as .xlsx and submit it again",
            )
        };
    }
    if ["csv", "tsv"].contains(&extension) {
        return Ok((Format::Delimited, Vec::new()));
    }
    let separated = start
        .lines()
        .next()
        .is_some_and(|line| line.contains([',', '\t', ';']));
    if separated {
        return known(Format::Delimited, " CSV 文本", "CSV text");
    }
    refused("内容不是电子表格", "its content is no spreadsheet")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn content_decides_and_a_false_name_is_said() {
        let (format, notes) = sniff("代码,数量\nqa,1\n".as_bytes(), "xls").unwrap();
        assert_eq!((format, notes.len()), (Format::Delimited, 1));
        for (content, expected, word) in [
            ("<html><table></table></html>", Format::Html, "HTML"),
            (
                "<?xml version=\"1.0\"?><Workbook xmlns=\"urn:schemas-microsoft-com:office:spreadsheet\">",
                Format::Xml2003,
                "XML Spreadsheet",
            ),
        ] {
            let (format, notes) = sniff(content.as_bytes(), "xls").unwrap();
            assert_eq!(format, expected);
            assert!(notes[0].en.contains(word), "{notes:?}");
        }
        for (content, word) in [
            ("<?xml version=\"1.0\"?><data/>", "XML file"),
            ("MIME-Version: 1.0\n<html>", "MHTML"),
            ("%PDF-1.7", "PDF"),
            ("", "empty"),
            ("PK\u{3}\u{4}broken", "zip"),
        ] {
            match sniff(content.as_bytes(), "xls") {
                Err(Unread::Refused(note)) => assert!(note.en.contains(word), "{note:?}"),
                other => panic!("{word}: {other:?}"),
            }
        }
    }

    #[test]
    fn unicode_text_of_a_spreadsheet_program_is_read() {
        let text: Vec<u8> = "\u{feff}代码\t数量\r\nqa\t1\r\n"
            .encode_utf16()
            .flat_map(u16::to_le_bytes)
            .collect();
        for extension in ["txt", "xls", "csv"] {
            assert_eq!(sniff(&text, extension).unwrap().0, Format::Delimited);
        }
    }

    #[test]
    fn other_files_are_skipped() {
        assert!(matches!(sniff(b"hello", "txt"), Err(Unread::Skipped(_))));
        assert!(matches!(sniff(b"%PDF-1.7", "pdf"), Err(Unread::Skipped(_))));
    }
}
