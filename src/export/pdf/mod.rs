//! PDF: a paper as it is printed, signed and kept.
//!
//! One template draws every paper; what it says comes to it as data and is never read as markup. Fonts are within,
//! the file is tagged, and the same paper with the same stamp makes the same bytes.

mod drawing;
mod fitting;
mod heights;
mod slips;
mod splitting;
mod world;

use std::sync::{Mutex, PoisonError};

use typst::comemo;
use typst::diag::SourceDiagnostic;
use typst::foundations::{Datetime, Smart};
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards, Timestamp};

use self::drawing::Drawing;
use self::world::PaperWorld;
use super::{Error, Stamp};
use crate::sheet::Paper;

/// Draws a paper. It is work for a processor, seconds of it for many pages: call it where blocking is allowed
/// (`spawn_blocking`).
pub fn paper(paper: &Paper, stamp: &Stamp) -> Result<Vec<u8>, Error> {
    let drawing = Drawing::of(paper, stamp);
    let data = serde_json::to_vec(&drawing).map_err(|error| Error::Pdf(error.to_string()))?;
    // The typesetter remembers what it did for all callers alike. One at a time, what it remembers can be dropped
    // after each paper, so that pupils' names do not stay in memory; two at once would only share the processors.
    let _one_at_a_time = DRAWING.lock().unwrap_or_else(PoisonError::into_inner);
    let drawn = draw(data, stamp);
    comemo::evict(0);
    drawn
}

static DRAWING: Mutex<()> = Mutex::new(());

fn draw(data: Vec<u8>, stamp: &Stamp) -> Result<Vec<u8>, Error> {
    let world = PaperWorld::new(data);
    let document = typst::compile(&world)
        .output
        .map_err(|faults| said(&faults))?;
    let options = |standards| PdfOptions {
        creator: Smart::Custom(Some("svodka".to_owned())),
        timestamp: moment(stamp),
        standards,
        ..PdfOptions::default()
    };
    // What archives keep and readers aloud understand. A letter that the fonts lack is no reason to print nothing.
    let kept = PdfStandards::new(&[PdfStandard::A_2a, PdfStandard::Ua_1]);
    let kept = kept.map(|standards| typst_pdf::pdf(&document, &options(standards)));
    if let Ok(Ok(bytes)) = kept {
        return Ok(bytes);
    }
    typst_pdf::pdf(&document, &options(PdfStandards::default())).map_err(|faults| said(&faults))
}

fn said(faults: &[SourceDiagnostic]) -> Error {
    let messages: Vec<&str> = faults.iter().map(|fault| fault.message.as_str()).collect();
    Error::Pdf(messages.join("; "))
}

/// Returns when the file was made as its properties say it.
fn moment(stamp: &Stamp) -> Option<Timestamp> {
    let made_at = stamp.made_at.datetime();
    let part = |part: i8| u8::try_from(part).ok();
    let local = Datetime::from_ymd_hms(
        i32::from(made_at.year()),
        part(made_at.month())?,
        part(made_at.day())?,
        part(made_at.hour())?,
        part(made_at.minute())?,
        part(made_at.second())?,
    )?;
    Timestamp::new_local(local, stamp.made_at.offset().seconds() / 60)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sheet::{
        Block, Bound, Cell, CellValue, Look, Page, PageSize, Part, Sheet, Signature, Slip,
    };

    fn stamp() -> Stamp {
        Stamp {
            made_at: "2025-10-15T09:30:00+03:00[Europe/Moscow]"
                .parse()
                .expect("a moment"),
            data_moment: "14.10.2025 23:40".to_owned(),
            release: 12,
            record: Some("9f86d081884c7d65".to_owned()),
            asker: "Иванова И. И.".to_owned(),
        }
    }

    fn paper_of(blocks: Vec<Block>) -> Paper {
        Paper {
            code: "class-results".to_owned(),
            organisation: "МБОУ «Школа № 12»".to_owned(),
            title: "Итоги успеваемости класса".to_owned(),
            subtitles: vec!["9«А» класс".to_owned()],
            is_draft: true,
            page: Page::default(),
            notes: Vec::new(),
            blocks,
            signatures: vec![Signature {
                post: "Директор".to_owned(),
                name: None,
                has_seal: true,
            }],
            title_page: None,
            responsible: None,
            approval: Vec::new(),
        }
    }

    fn draw(paper: &Paper) -> Vec<u8> {
        super::paper(paper, &stamp()).expect("a PDF")
    }

    fn count(bytes: &[u8], wanted: &str) -> usize {
        let windows = bytes.windows(wanted.len());
        windows.filter(|found| *found == wanted.as_bytes()).count()
    }

    fn pages(bytes: &[u8]) -> usize {
        count(bytes, "/Type/Page") - count(bytes, "/Type/Pages")
    }

    fn every_block() -> Vec<Block> {
        let cell = |value, look| Cell::new(value, look);
        let mut noted = cell(CellValue::Count(7), Look::Corrected);
        noted.note = Some("исправлено по приказу".to_owned());
        vec![
            Block::Heading("Раздел".to_owned()),
            Block::Text("Слова".to_owned()),
            Block::List {
                title: "Отличники".to_owned(),
                items: vec!["Иванов Пётр".to_owned()],
            },
            Block::List {
                title: "Неуспевающие".to_owned(),
                items: Vec::new(),
            },
            Block::Sheet(Sheet {
                caption: "Таблица".to_owned(),
                widths: vec![30.0, 8.0],
                head: vec![vec![
                    Cell::text("Показатель", Look::Head),
                    Cell::text("Значение", Look::Head).upright(),
                ]],
                body: vec![
                    vec![
                        Cell::text("Всего", Look::Label).spanning(1, 9),
                        noted,
                        cell(CellValue::Closed, Look::Plain),
                    ],
                    vec![cell(CellValue::Withheld, Look::Plain)],
                    vec![cell(CellValue::Percent(93.44, 1), Look::Faulty)],
                    Vec::new(),
                ],
                ..Sheet::default()
            }),
            Block::Sheet(Sheet::default()),
            Block::PageBreak,
        ]
    }

    #[test]
    fn one_paper_with_one_stamp_is_one_file() {
        let paper = paper_of(every_block());
        let first = draw(&paper);
        assert!(first == draw(&paper));
        let other = Stamp {
            release: 13,
            ..stamp()
        };
        assert!(first != super::paper(&paper, &other).expect("a PDF"));
    }

    #[test]
    fn it_is_tagged_titled_and_carries_its_fonts() {
        let bytes = draw(&paper_of(every_block()));
        assert!(bytes.starts_with(b"%PDF-1.7"));
        for wanted in [
            "/StructTreeRoot",
            "/Lang(ru-RU)",
            "/DisplayDocTitle true",
            "pdfuaid:part",
            "pdfaid:part",
        ] {
            assert!(count(&bytes, wanted) > 0, "{wanted}");
        }
        // Both the upright and the bold letters are within the file.
        assert!(count(&bytes, "+LiberationSerif") > 1);
        assert!(count(&bytes, "/FontFile2") >= 2);
    }

    #[test]
    fn a_blank_says_nothing_of_data() {
        let told = |stamp: Stamp| [stamp.moment_told(), stamp.release_told()];
        let moment = "Данные на 14.10.2025 23:40".to_owned();
        let release = "Выпуск данных №\u{a0}12".to_owned();
        assert_eq!(told(stamp()), [Some(moment), Some(release)]);
        for nothing in ["", "—"] {
            let blank = Stamp {
                data_moment: nothing.to_owned(),
                release: 0,
                record: None,
                ..stamp()
            };
            assert_eq!(told(blank.clone()), [None, None]);
            let drawn = super::paper(&paper_of(every_block()), &blank);
            assert_eq!(
                pages(&drawn.expect("a PDF")),
                pages(&draw(&paper_of(every_block())))
            );
        }
    }

    #[test]
    fn letters_without_a_font_and_papers_without_words_are_drawn_all_the_same() {
        let mut paper = paper_of(vec![Block::Text("Молодец 🎉 \u{e000} 漢".to_owned())]);
        assert_eq!(pages(&draw(&paper)), 1);
        paper.blocks.clear();
        paper.signatures.clear();
        paper.subtitles.clear();
        (paper.title, paper.organisation, paper.code) = Default::default();
        assert_eq!(pages(&draw(&paper)), 1);
    }

    #[test]
    fn words_are_never_read_as_markup() {
        let words = "#panic(\"беда\") $x$ *звёзды* _и_ `код` @ссылка <метка> \\ // = заголовок";
        let mut paper = paper_of(vec![
            Block::Heading(words.to_owned()),
            Block::Text(words.to_owned()),
            Block::List {
                title: words.to_owned(),
                items: vec![words.to_owned()],
            },
            Block::Sheet(Sheet {
                caption: words.to_owned(),
                widths: vec![10.0],
                body: vec![vec![Cell::text(words, Look::Plain)]],
                ..Sheet::default()
            }),
        ]);
        for place in [
            &mut paper.code,
            &mut paper.organisation,
            &mut paper.title,
            &mut paper.subtitles[0],
            &mut paper.signatures[0].post,
        ] {
            *place = words.to_owned();
        }
        assert_eq!(pages(&draw(&paper)), 1);
    }

    #[test]
    fn long_sheets_go_on_and_a_break_begins_a_page() {
        let rows = |count: i64| {
            let rows = (0..count).map(|row| vec![Cell::new(CellValue::Count(row), Look::Plain)]);
            Block::Sheet(Sheet {
                widths: vec![10.0],
                head: vec![vec![Cell::text("Счёт", Look::Head)]],
                body: rows.collect(),
                ..Sheet::default()
            })
        };
        assert_eq!(pages(&draw(&paper_of(vec![rows(3)]))), 1);
        assert_eq!(
            pages(&draw(&paper_of(vec![rows(3), Block::PageBreak, rows(3)]))),
            2
        );
        assert!(pages(&draw(&paper_of(vec![rows(200)]))) > 2);
    }

    #[test]
    fn who_signs_does_so_where_the_last_table_ends() {
        let sheet = |columns: usize, rows: usize| Sheet {
            widths: vec![10.0; columns],
            body: vec![vec![Cell::text("1\u{a0}234\u{a0}567,5", Look::Plain); columns]; rows],
            ..Sheet::default()
        };
        // It is on a larger page, with what is said of it.
        let paper = paper_of(vec![
            Block::Sheet(sheet(2, 3)),
            Block::Sheet(sheet(14, 3)),
            Block::Text("К таблице".to_owned()),
        ]);
        let bytes = draw(&paper);
        assert_eq!(pages(&bytes), 2);
        assert_eq!(count(&bytes, "/MediaBox[0 0 841"), 1);
        let drawn = |rows| {
            let paper = paper_of(vec![Block::Sheet(sheet(2, rows))]);
            let drawing = serde_json::to_value(Drawing::of(&paper, &stamp()));
            drawing.expect("JSON")["blocks"][0].clone()
        };
        let long = drawn(60);
        assert_eq!(
            (&long["is_whole"], &long["clinging_rows"]),
            (&false.into(), &2.into())
        );
        assert_eq!(drawn(6)["is_whole"], true);
    }

    #[test]
    fn those_who_approve_and_those_who_answer_have_their_places() {
        let mut paper = paper_of(every_block());
        paper.approval = vec!["УТВЕРЖДАЮ".to_owned(), "Директор #panic()".to_owned()];
        paper.responsible = Some("Должностное лицо *с* разметкой".to_owned());
        let bytes = draw(&paper);
        assert!(pages(&bytes) > 0);
        assert!(bytes != draw(&paper_of(every_block())));
    }

    #[test]
    fn what_is_bound_has_a_cover_a_list_its_parts_and_an_inscription() {
        let part = |rows: i64| {
            let rows = (0..rows).map(|row| vec![Cell::new(CellValue::Count(row), Look::Plain)]);
            Part {
                name: "5«А»".to_owned(),
                title: "Сводная ведомость".to_owned(),
                subtitles: vec!["5«А» класс".to_owned()],
                notes: Vec::new(),
                blocks: vec![Block::Sheet(Sheet {
                    widths: vec![10.0],
                    head: vec![vec![Cell::text("Счёт", Look::Head)]],
                    body: rows.collect(),
                    ..Sheet::default()
                })],
                signatures: Vec::new(),
            }
        };
        let bound = |parts: Vec<Part>| {
            let bound = Bound {
                cover: vec!["На ___ листах #panic()".to_owned()],
                list_title: "Перечень листов".to_owned(),
                part_title: "Класс".to_owned(),
                parts,
                inscription_title: "Заверительная надпись".to_owned(),
                inscription: "Прошнуровано ___ листов".to_owned(),
            };
            pages(&draw(&paper_of(vec![Block::Bound(Box::new(bound))])))
        };
        assert_eq!(bound(vec![part(3), part(3)]), 5);
        assert_eq!(bound(Vec::new()), 3);
        assert!(bound(vec![part(200)]) > 5);
    }

    #[test]
    fn slips_stand_as_many_on_a_page_as_asked_for() {
        let slips = |per_page: u8| {
            let slip = |number: usize| Slip {
                title: format!("Выписка {number}"),
                subtitles: Vec::new(),
                blocks: vec![Block::Text("Отметок нет".to_owned())],
                signatures: Vec::new(),
            };
            Paper {
                signatures: Vec::new(),
                ..paper_of(vec![Block::Slips {
                    per_page,
                    slips: (0..9).map(slip).collect(),
                }])
            }
        };
        assert_eq!(pages(&draw(&slips(2))), 5);
        assert_eq!(pages(&draw(&slips(4))), 3);
        // Nonsense is no reason to lose one of them.
        assert_eq!(pages(&draw(&slips(0))), 9);
    }

    #[test]
    fn a_slip_longer_than_a_page_goes_on() {
        let items = (0..90)
            .map(|number| format!("замечание {number}"))
            .collect();
        let slip = Slip {
            title: "Выписка".to_owned(),
            subtitles: Vec::new(),
            blocks: vec![Block::List {
                title: "Замечания".to_owned(),
                items,
            }],
            signatures: Vec::new(),
        };
        let paper = Paper {
            signatures: Vec::new(),
            ..paper_of(vec![Block::Slips {
                per_page: 2,
                slips: vec![slip],
            }])
        };
        assert_eq!(pages(&draw(&paper)), 2);
    }

    #[test]
    fn a_page_has_the_size_that_is_asked_for() {
        let paper = Paper {
            page: Page {
                size: PageSize::A3,
                is_landscape: true,
            },
            ..paper_of(Vec::new())
        };
        let bytes = draw(&paper);
        assert_eq!(count(&bytes, "/MediaBox[0 0 1190"), 1);
    }
}
