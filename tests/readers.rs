//! Files that take the process which reads them down, and files that are read twice: the whole command.

#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used)]

mod zone;

use std::io::{Cursor, Write};

use zone::{Zone, text};

/// A workbook whose only sheet and shared strings are these parts.
fn workbook(sheet: &dyn Fn(&mut dyn Write), strings: &dyn Fn(&mut dyn Write)) -> Vec<u8> {
    const SHEET: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    const RELATIONS: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let mut part = |name: &str, write: &dyn Fn(&mut dyn Write)| {
        let options = zip::write::SimpleFileOptions::default().compression_level(Some(1));
        zip.start_file(name, options).unwrap();
        write(&mut zip);
    };
    let fixed = |text: String| move |to: &mut dyn Write| to.write_all(text.as_bytes()).unwrap();
    part(
        "_rels/.rels",
        &fixed(format!(
            "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">\
             <Relationship Id=\"r1\" Type=\"{RELATIONS}/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"
        )),
    );
    part(
        "xl/workbook.xml",
        &fixed(format!(
            "<workbook xmlns=\"{SHEET}\" xmlns:r=\"{RELATIONS}\"><sheets><sheet name=\"a\" sheetId=\"1\" r:id=\"r1\"/></sheets></workbook>"
        )),
    );
    part(
        "xl/_rels/workbook.xml.rels",
        &fixed(format!(
            "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">\
         <Relationship Id=\"r1\" Type=\"{RELATIONS}/worksheet\" Target=\"worksheets/sheet1.xml\"/>\
         <Relationship Id=\"r2\" Type=\"{RELATIONS}/sharedStrings\" Target=\"sharedStrings.xml\"/></Relationships>"
        )),
    );
    part("xl/worksheets/sheet1.xml", &|to| {
        write!(to, "<worksheet xmlns=\"{SHEET}\"><sheetData>").unwrap();
        sheet(to);
        write!(to, "</sheetData></worksheet>").unwrap();
    });
    part("xl/sharedStrings.xml", &|to| {
        write!(to, "<sst xmlns=\"{SHEET}\">").unwrap();
        strings(to);
        write!(to, "</sst>").unwrap();
    });
    zip.finish().unwrap().into_inner()
}

/// A small file that takes long to read: one cell, given millions of times.
fn long() -> Vec<u8> {
    let cells = "<c r=\"A1\"><v>1</v></c>".repeat(1_000);
    workbook(
        &|to| {
            for _ in 0..9_000 {
                write!(to, "<row r=\"1\">{cells}</row>").unwrap();
            }
        },
        &|_| {},
    )
}

/// A small file that takes much memory to read: one text of 300 MB.
fn large() -> Vec<u8> {
    let text = "a".repeat(1 << 20);
    workbook(&|_| {}, &|to| {
        write!(to, "<si><t>").unwrap();
        for _ in 0..300 {
            to.write_all(text.as_bytes()).unwrap();
        }
        write!(to, "</t></si>").unwrap();
    })
}

fn put(zone: &Zone, name: &str, bytes: &[u8]) {
    std::fs::write(zone.path(&format!("input/2023/submissions/{name}")), bytes).unwrap();
}

fn limits(zone: &Zone, limits: &str) {
    let limits = format!("[limits]\n{limits}\n\n[gates]");
    zone.edit("pipelines/zone.toml", "[gates]", &limits);
}

/// Status and reason of a file of 2023.
fn file(zone: &Zone, name: &str) -> (String, String) {
    let files = zone.table("files");
    let path = format!("2023/submissions/{name}");
    let cell = |column| text(&files, &[("path", path.as_str())], column).unwrap_or_default();
    (cell("status"), cell("reason"))
}

/// The run ended well, and every enterprise's own file was read.
fn all_others_were_read(zone: &Zone, output: &std::process::Output) {
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    for code in zone::CODES {
        assert_eq!(file(zone, &format!("{code}.xlsx")).0, "read");
    }
}

#[test]
fn a_file_that_takes_too_long_is_refused_and_the_others_are_read() {
    let zone = Zone::new();
    limits(&zone, "seconds = 1");
    put(&zone, "long.xlsx", &long());
    all_others_were_read(&zone, &zone.run());
    let (status, reason) = file(&zone, "long.xlsx");
    assert_eq!(status, "refused");
    assert!(reason.contains("limits.seconds"), "{reason}");
}

#[cfg(target_os = "linux")]
#[test]
fn a_file_that_takes_too_much_memory_is_refused_and_the_others_are_read() {
    let zone = Zone::new();
    // The program itself maps some 200 MB in a debug build.
    limits(&zone, "memory_bytes = 500_000_000");
    put(&zone, "large.xlsx", &large());
    all_others_were_read(&zone, &zone.run());
    let (status, reason) = file(&zone, "large.xlsx");
    assert_eq!(status, "refused");
    assert!(reason.contains("limits.memory_bytes"), "{reason}");
    // Another try would take as long: it is made all the same, a larger limit may have been set.
    assert_eq!(zone.run().status.code(), Some(0));
    assert_eq!(file(&zone, "large.xlsx"), (status, reason));
}

#[cfg(target_os = "linux")]
mod killed {
    use std::process::{Child, Command, Stdio};
    use std::time::Duration;

    use super::*;

    /// The processes that read files for a run.
    fn readers(run: &Child) -> Vec<u32> {
        let processes = std::fs::read_dir("/proc").unwrap().flatten();
        processes
            .filter_map(|entry| {
                let process: u32 = entry.file_name().to_str()?.parse().ok()?;
                let status = std::fs::read_to_string(entry.path().join("status")).ok()?;
                let parent = status.lines().find_map(|line| line.strip_prefix("PPid:"))?;
                let called = std::fs::read_to_string(entry.path().join("cmdline")).ok()?;
                (parent.trim() == run.id().to_string() && called.contains("read-workbooks"))
                    .then_some(process)
            })
            .collect()
    }

    fn start(zone: &Zone) -> Child {
        Command::new(env!("CARGO_BIN_EXE_huoju"))
            .args(["run", "pipelines/zone.toml", "--period", "2023"])
            .current_dir(zone.folder.path())
            .stdout(Stdio::null())
            .spawn()
            .unwrap()
    }

    fn kill(process: u32) {
        let killed = Command::new("kill")
            .args(["-9", &process.to_string()])
            .status();
        assert!(killed.is_ok());
    }

    /// Waits until the run has a reader that was not seen before; none when the run has ended.
    fn next_readers(run: &mut Child, seen: &[u32]) -> Vec<u32> {
        while run.try_wait().unwrap().is_none() {
            let new: Vec<u32> = readers(run)
                .into_iter()
                .filter(|reader| !seen.contains(reader))
                .collect();
            if !new.is_empty() {
                return new;
            }
            std::thread::sleep(Duration::from_millis(10));
        }
        Vec::new()
    }

    #[test]
    fn a_reader_that_is_killed_while_it_reads_costs_no_file() {
        let zone = Zone::new();
        limits(&zone, "seconds = 600");
        put(&zone, "long.xlsx", &long());
        let mut run = start(&zone);
        let first = next_readers(&mut run, &[]);
        assert!(!first.is_empty());
        // The small files are read by now, the long one is not.
        std::thread::sleep(Duration::from_millis(600));
        let busy = readers(&run);
        assert!(!busy.is_empty());
        busy.into_iter().for_each(kill);
        let output = run.wait_with_output().unwrap();
        all_others_were_read(&zone, &output);
        // It was read in a second try: it holds no form, and that is what is said of it.
        let (status, reason) = file(&zone, "long.xlsx");
        assert_eq!(status, "refused");
        assert!(reason.contains("no form"), "{reason}");
    }

    #[test]
    fn a_reader_that_is_killed_again_costs_its_file_only() {
        let zone = Zone::new();
        limits(&zone, "seconds = 600");
        put(&zone, "long.xlsx", &long());
        let mut run = start(&zone);
        let mut seen = Vec::new();
        loop {
            let new = next_readers(&mut run, &seen);
            if new.is_empty() {
                break;
            }
            seen.extend(new);
            std::thread::sleep(Duration::from_millis(600));
            readers(&run).into_iter().for_each(kill);
        }
        let output = run.wait_with_output().unwrap();
        all_others_were_read(&zone, &output);
        let (status, reason) = file(&zone, "long.xlsx");
        assert_eq!(status, "refused");
        assert!(reason.contains("ended before its time"), "{reason}");
    }
}
