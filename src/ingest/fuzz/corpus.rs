//! What mutation starts from: the sample submissions, and small files of the formats that these do not have.

use std::io::{Cursor, Write};
use std::path::Path;

/// A file's extension and content.
pub(super) type Seed = (String, Vec<u8>);

const ODS: &str = "<?xml version=\"1.0\"?><office:document-content><office:automatic-styles>\
    <style:style style:name=\"h\"><style:table-properties table:display=\"false\"/></style:style></office:automatic-styles>\
    <office:body><office:spreadsheet><table:table table:name=\"GQ-002\" table:style-name=\"h\">\
    <table:table-row table:number-rows-repeated=\"2\"><table:table-cell office:value-type=\"string\"><text:p>代码<text:s text:c=\"3\"/></text:p></table:table-cell>\
    <table:table-cell table:number-columns-repeated=\"3\" office:value-type=\"float\" office:value=\"12.5\"/></table:table-row>\
    <table:table-row><table:table-cell table:number-columns-spanned=\"2\" table:number-rows-spanned=\"2\" office:value-type=\"percentage\" office:value=\"0.5\"/>\
    <table:covered-table-cell/><table:table-cell table:formula=\"of:=[.A1]\"/></table:table-row></table:table></office:spreadsheet></office:body></office:document-content>";

const XML2003: &str = "<?xml version=\"1.0\"?><Workbook xmlns=\"urn:schemas-microsoft-com:office:spreadsheet\" xmlns:ss=\"urn:schemas-microsoft-com:office:spreadsheet\">\
    <Styles><Style ss:ID=\"p\"><NumberFormat ss:Format=\"0%\"/></Style></Styles><Worksheet ss:Name=\"GQ-002\"><Table><Row ss:Index=\"2\" ss:StyleID=\"p\">\
    <Cell ss:Index=\"2\" ss:MergeAcross=\"1\" ss:MergeDown=\"2\"><Data ss:Type=\"String\">代码</Data></Cell><Cell ss:Formula=\"=RC\"/>\
    <Cell><Data ss:Type=\"Number\">0.75</Data></Cell><Cell><Data ss:Type=\"DateTime\">2023-12-05T00:00:00.000</Data></Cell></Row></Table></Worksheet></Workbook>";

const HTML: &str = "<html><head><meta charset=utf-8><style>td{}</style><!-- c --></head><table border=1><tr><th colspan=2>代码<th>数量<tr>\
    <td rowspan=2>qc05_0&nbsp;&amp;</td><td x:num=\"1.5\">1.5<br>%</td><td>x < 5</td></tr><tr><td><table><tr><td>1</table></td></tr></table></html>";

/// A zip file of parts.
pub(super) fn zipped(parts: &[(String, Vec<u8>)], stored: bool) -> Vec<u8> {
    let method = if stored {
        zip::CompressionMethod::Stored
    } else {
        zip::CompressionMethod::Deflated
    };
    let options = zip::write::SimpleFileOptions::default().compression_method(method);
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in parts {
        // A name that stands twice is refused by the writer, not by readers.
        if writer.start_file(name.as_str(), options).is_ok() {
            writer.write_all(content).unwrap();
        }
    }
    writer.finish().unwrap().into_inner()
}

/// All seeds, the smallest first.
pub(super) fn seeds() -> Vec<Seed> {
    let sample = Path::new(env!("CARGO_MANIFEST_DIR")).join("sample_data/2023/submissions");
    let mut seeds: Vec<Seed> = walkdir::WalkDir::new(sample)
        .sort_by_file_name()
        .into_iter()
        .filter_map(Result::ok)
        .filter(|entry| entry.file_type().is_file())
        .map(|entry| {
            let extension = entry.path().extension().unwrap_or_default();
            let content = std::fs::read(entry.path()).unwrap();
            (extension.to_string_lossy().into_owned(), content)
        })
        .collect();
    let ods = [
        ("mimetype", "application/vnd.oasis.opendocument.spreadsheet"),
        ("META-INF/manifest.xml", "<manifest/>"),
        (
            "meta.xml",
            "<meta><dc:date>2024-01-02T03:04:05</dc:date></meta>",
        ),
        ("content.xml", ODS),
    ]
    .map(|(name, text)| (name.to_owned(), text.as_bytes().to_vec()));
    seeds.push(("ods".to_owned(), zipped(&ods, false)));
    seeds.push(("xls".to_owned(), XML2003.as_bytes().to_vec()));
    seeds.push(("xls".to_owned(), HTML.as_bytes().to_vec()));
    seeds.push(("xlsb".to_owned(), super::super::workbook::sample_xlsb(true)));
    let wide = "\u{feff}代码\t数量\r\nqc05_0\t1\r\n".encode_utf16();
    seeds.push(("csv".to_owned(), wide.flat_map(u16::to_le_bytes).collect()));
    seeds.sort_by_key(|(_, content)| content.len());
    seeds
}
