//! Paper: what is printed as it stands on a page, before it is a file; printed from there it looks like the file.

use std::collections::HashMap;

use askama::Template;

use super::Verbatim;
use crate::catalogue::say;
use crate::export::{numbers, wording};
use crate::sheet::{
    self, Block, Bound, CellValue, Look, PageSize, Paper, Placed, Signature, Slip, TitlePage,
    placed,
};

#[derive(Debug, Clone, Template)]
#[template(path = "parts/paper.html")]
pub struct PaperView {
    id: String,
    /// Without it the page's own heads say what paper it is.
    head: Option<PaperHead>,
    title_page: Option<TitlePageView>,
    is_draft: bool,
    notes: Vec<Verbatim>,
    blocks: Vec<PaperBlock>,
    signatures: Vec<SignatureView>,
    /// Of an official form: whose duty it is.
    responsible: Option<ResponsibleView>,
    /// Names the page that it is printed on.
    page: &'static str,
}

#[derive(Debug, Clone)]
struct PaperHead {
    /// Who approves it.
    approval: Vec<Verbatim>,
    organisation: Verbatim,
    title: Verbatim,
    subtitles: Vec<Verbatim>,
}

/// The first page of an official form, without its name.
#[derive(Debug, Clone, Template)]
#[template(path = "parts/paper_title_page.html")]
pub struct TitlePageView {
    lines: Vec<Verbatim>,
    terms: PaperBlock,
    facts: Vec<(Verbatim, Verbatim)>,
    codes: PaperBlock,
}

#[derive(Debug, Clone, Template)]
#[template(path = "parts/paper_block.html")]
enum PaperBlock {
    Heading(Verbatim),
    Text(Verbatim),
    List {
        title: Verbatim,
        count: Verbatim,
        items: Vec<Verbatim>,
    },
    Sheet(SheetView),
    PageBreak,
    Slips(Vec<SlipView>),
}

#[derive(Debug, Clone)]
struct SlipView {
    organisation: Verbatim,
    is_draft: bool,
    title: Verbatim,
    subtitles: Vec<Verbatim>,
    blocks: Vec<PaperBlock>,
    signatures: Vec<SignatureView>,
    /// What holds for all of them, in print, where each goes to a reader of its own.
    notes: Option<Verbatim>,
    /// Whether a page ends below it.
    ends_page: bool,
}

#[derive(Debug, Clone, Template)]
#[template(path = "parts/paper_signature.html")]
struct SignatureView {
    post: Verbatim,
    name: Option<Verbatim>,
    has_seal: bool,
    /// Whether the day of signing stands below it.
    is_last: bool,
}

#[derive(Debug, Clone, Template)]
#[template(path = "parts/paper_responsible.html")]
struct ResponsibleView {
    duty: Verbatim,
}

#[derive(Debug, Clone)]
struct SheetView {
    id: String,
    caption: Verbatim,
    /// Of a sheet without one the caption is said and not shown.
    has_caption: bool,
    head: Vec<Vec<CellView>>,
    body: Vec<Vec<CellView>>,
    legend: Vec<Verbatim>,
}

#[derive(Debug, Clone)]
struct CellView {
    text: Verbatim,
    /// Of a head: what it is the head of.
    scope: Option<&'static str>,
    columns: usize,
    rows: usize,
    classes: String,
    /// Said to whom does not see the look of the cell.
    look: Option<String>,
    note: Option<String>,
    is_upright: bool,
}

impl PaperView {
    /// Draws a paper whose parts are named after `id` on its page.
    pub fn of(paper: &Paper, id: &str) -> Self {
        let mut names = Names {
            id: id.to_owned(),
            title: paper.title.clone(),
            sheets: 0,
            captions: HashMap::new(),
        };
        Self {
            id: id.to_owned(),
            head: Some(PaperHead {
                approval: declared(&paper.approval),
                organisation: Verbatim::declared(&paper.organisation),
                title: Verbatim::declared(&paper.title),
                subtitles: declared(&paper.subtitles),
            }),
            title_page: paper
                .title_page
                .as_ref()
                .map(|page| page_view(page, &mut names)),
            is_draft: paper.is_draft,
            notes: declared(&paper.notes),
            blocks: blocks(&paper.blocks, paper, &mut names),
            signatures: signatures(&paper.signatures),
            responsible: paper.responsible.as_ref().map(|duty| ResponsibleView {
                duty: Verbatim::declared(duty),
            }),
            page: match (paper.page.size, paper.page.is_landscape) {
                (PageSize::A4, false) => "paper-a4",
                (PageSize::A4, true) => "paper-a4-landscape",
                (PageSize::A3, false) => "paper-a3",
                (PageSize::A3, true) => "paper-a3-landscape",
            },
        }
    }

    /// Leaves its organisation, title and subtitles to the page.
    pub fn without_head(mut self) -> Self {
        self.head = None;
        self
    }

    fn draft(&self) -> Verbatim {
        Verbatim::declared(wording::DRAFT)
    }
}

impl TitlePageView {
    /// Draws the title page of a paper whose parts are named after `id`; none where it has none.
    pub fn of(paper: &Paper, id: &str) -> Option<Self> {
        let mut names = Names {
            id: id.to_owned(),
            title: paper.title.clone(),
            sheets: 0,
            captions: HashMap::new(),
        };
        let page = paper.title_page.as_ref()?;
        Some(page_view(page, &mut names))
    }
}

fn page_view(page: &TitlePage, names: &mut Names) -> TitlePageView {
    let facts = page.facts.iter().map(|(label, value)| {
        let value = match value.is_empty() {
            true => numbers::NO_VALUE,
            false => value,
        };
        (Verbatim::declared(label), Verbatim::declared(value))
    });
    TitlePageView {
        lines: declared(&page.lines),
        terms: PaperBlock::Sheet(sheet_view(&page.terms, names)),
        facts: facts.collect(),
        codes: PaperBlock::Sheet(sheet_view(&page.codes, names)),
    }
}

impl PaperBlock {
    fn draft(&self) -> Verbatim {
        Verbatim::declared(wording::DRAFT)
    }
}

impl SignatureView {
    fn sign_here(&self) -> Verbatim {
        Verbatim::declared(wording::SIGN_HERE)
    }

    fn name_here(&self) -> Verbatim {
        Verbatim::declared(wording::NAME_HERE)
    }

    fn seal(&self) -> Verbatim {
        Verbatim::declared(wording::SEAL)
    }

    fn day(&self) -> Verbatim {
        Verbatim::declared(wording::DAY_OF_SIGNING)
    }
}

impl ResponsibleView {
    /// Returns the lines to write on, each with what it is for.
    fn lines(&self) -> [Verbatim; 4] {
        [
            wording::POST_HERE,
            wording::FULL_NAME_HERE,
            wording::SIGN_HERE,
            wording::PHONE_HERE,
        ]
        .map(Verbatim::declared)
    }

    fn mail(&self) -> Verbatim {
        Verbatim::declared(wording::MAIL)
    }

    fn day(&self) -> Verbatim {
        Verbatim::declared(wording::DAY_OF_MAKING)
    }

    fn day_here(&self) -> Verbatim {
        Verbatim::declared(wording::DAY_OF_MAKING_HERE)
    }
}

impl SheetView {
    /// Returns head and body, as far as they have rows.
    fn parts(&self) -> Vec<(&'static str, &[Vec<CellView>])> {
        let parts = [("thead", self.head.as_slice()), ("tbody", &self.body)].into_iter();
        parts.filter(|(_, rows)| !rows.is_empty()).collect()
    }
}

impl askama::filters::HtmlSafe for PaperBlock {}
impl askama::filters::HtmlSafe for SignatureView {}
impl askama::filters::HtmlSafe for ResponsibleView {}
impl askama::filters::HtmlSafe for TitlePageView {}

/// Names of sheets, none of them twice on a page.
struct Names {
    id: String,
    title: String,
    sheets: usize,
    captions: HashMap<String, usize>,
}

impl Names {
    fn next_id(&mut self) -> String {
        self.sheets += 1;
        format!("{}-{}", self.id, self.sheets)
    }

    /// Returns a caption that no other sheet has.
    fn caption(&mut self, sheet: &sheet::Sheet) -> String {
        let words = match sheet.caption.is_empty() {
            true => &self.title,
            false => &sheet.caption,
        };
        let used = self.captions.entry(words.clone()).or_insert(0);
        *used += 1;
        match used {
            1 => words.clone(),
            number => format!("{words} ({number})"),
        }
    }
}

fn declared(texts: &[String]) -> Vec<Verbatim> {
    texts.iter().map(Verbatim::declared).collect()
}

fn blocks(blocks: &[Block], paper: &Paper, names: &mut Names) -> Vec<PaperBlock> {
    let views = blocks.iter().flat_map(|block| match block {
        Block::Bound(bound) => bound_views(bound, paper, names),
        block => vec![block_view(block, paper, names)],
    });
    views.collect()
}

fn block_view(block: &Block, paper: &Paper, names: &mut Names) -> PaperBlock {
    match block {
        Block::Heading(text) => PaperBlock::Heading(Verbatim::declared(text)),
        Block::Text(text) => PaperBlock::Text(Verbatim::declared(text)),
        Block::List { title, items } => PaperBlock::List {
            title: Verbatim::declared(title),
            count: Verbatim::declared(wording::count(items)),
            items: declared(items),
        },
        Block::Sheet(sheet) => PaperBlock::Sheet(sheet_view(sheet, names)),
        Block::PageBreak => PaperBlock::PageBreak,
        Block::Slips { per_page, slips } => {
            let per_page = usize::from((*per_page).max(1));
            let views = (1..).zip(slips).map(|(number, slip)| SlipView {
                ends_page: number % per_page == 0,
                ..slip_view(slip, paper, names)
            });
            PaperBlock::Slips(views.collect())
        }
        // It is views of its own.
        Block::Bound(_) => PaperBlock::PageBreak,
    }
}

/// Draws what is bound: what each part is for its reader, a slip on a page of its own is, too.
fn bound_views(bound: &Bound, paper: &Paper, names: &mut Names) -> Vec<PaperBlock> {
    let mut views: Vec<PaperBlock> = bound
        .cover
        .iter()
        .map(|line| PaperBlock::Text(Verbatim::declared(line)))
        .collect();
    views.push(PaperBlock::List {
        title: Verbatim::declared(&bound.list_title),
        count: Verbatim::declared(numbers::integer(bound.parts.len() as i64)),
        items: bound
            .parts
            .iter()
            .map(|part| Verbatim::declared(&part.name))
            .collect(),
    });
    views.push(PaperBlock::PageBreak);
    let parts = bound.parts.iter().map(|part| SlipView {
        organisation: Verbatim::declared(&paper.organisation),
        is_draft: paper.is_draft,
        title: Verbatim::declared(&part.title),
        subtitles: declared(&part.subtitles),
        blocks: blocks(&part.blocks, paper, names),
        signatures: signatures(&part.signatures),
        notes: None,
        ends_page: true,
    });
    views.push(PaperBlock::Slips(parts.collect()));
    views.push(PaperBlock::Heading(Verbatim::declared(
        &bound.inscription_title,
    )));
    views.push(PaperBlock::Text(Verbatim::declared(&bound.inscription)));
    views
}

fn slip_view(slip: &Slip, paper: &Paper, names: &mut Names) -> SlipView {
    SlipView {
        organisation: Verbatim::declared(&paper.organisation),
        is_draft: paper.is_draft,
        title: Verbatim::declared(&slip.title),
        subtitles: declared(&slip.subtitles),
        blocks: blocks(&slip.blocks, paper, names),
        signatures: signatures(&slip.signatures),
        notes: (!paper.notes.is_empty()).then(|| Verbatim::declared(paper.notes.join(" · "))),
        ends_page: false,
    }
}

fn signatures(signatures: &[Signature]) -> Vec<SignatureView> {
    let last = signatures.len();
    let views = (1..)
        .zip(signatures)
        .map(|(number, signature)| SignatureView {
            post: Verbatim::declared(&signature.post),
            name: signature.name.as_ref().map(Verbatim::declared),
            has_seal: signature.has_seal,
            is_last: number == last,
        });
    views.collect()
}

fn sheet_view(sheet: &sheet::Sheet, names: &mut Names) -> SheetView {
    let legend = wording::legend(sheet).into_iter();
    SheetView {
        id: names.next_id(),
        caption: Verbatim::declared(names.caption(sheet)),
        has_caption: !sheet.caption.is_empty(),
        head: rows(&sheet.head, true),
        body: rows(&sheet.body, false),
        legend: legend.map(Verbatim::declared).collect(),
    }
}

fn rows(rows: &[Vec<sheet::Cell>], is_head: bool) -> Vec<Vec<CellView>> {
    let mut views: Vec<Vec<CellView>> = vec![Vec::new(); rows.len()];
    for at in placed(rows) {
        views[at.row].push(cell_view(&at, is_head));
    }
    views
}

fn cell_view(at: &Placed, is_head: bool) -> CellView {
    let cell = at.cell;
    let text = numbers::on_paper(cell);
    let scope = match cell.look {
        // What has no words is no head.
        _ if text.trim().is_empty() => None,
        Look::Head if is_head || at.columns > 1 => Some(match at.columns {
            1 => "col",
            _ => "colgroup",
        }),
        Look::Head | Look::Label => Some(match at.rows {
            1 => "row",
            _ => "rowgroup",
        }),
        Look::Plain | Look::Code | Look::Mark | Look::Total | Look::Corrected | Look::Faulty => {
            None
        }
    };
    let mut classes = vec![match (&cell.value, cell.look) {
        (CellValue::Closed, _) => "closed",
        (_, Look::Head) => "head",
        (_, Look::Label) => "label",
        (_, Look::Code) => "code-of-row",
        (_, Look::Mark) => "mark",
        (_, Look::Total) => "total",
        (_, Look::Corrected) => "corrected",
        (_, Look::Faulty) => "faulty",
        (_, Look::Plain) => "plain",
    }];
    match cell.value {
        _ if matches!(cell.look, Look::Code | Look::Mark) => {}
        CellValue::Count(_)
        | CellValue::Number(..)
        | CellValue::Percent(..)
        | CellValue::Unknown
        | CellValue::Withheld => {
            classes.push("number");
        }
        CellValue::Empty | CellValue::Text(_) | CellValue::Day(_) | CellValue::Closed => {}
    }
    let look = match (&cell.value, cell.look) {
        (CellValue::Closed, _) => Some(say!("parts-paper-closed")),
        (CellValue::Withheld, _) => Some(say!("parts-paper-withheld")),
        (_, Look::Corrected) => Some(say!("parts-paper-corrected")),
        (_, Look::Faulty) => Some(say!("parts-paper-faulty")),
        _ => None,
    };
    CellView {
        text: Verbatim::declared(text),
        scope,
        columns: at.columns,
        rows: at.rows,
        classes: classes.join(" "),
        look,
        note: cell.note.clone(),
        is_upright: cell.is_upright,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalogue::Language;
    use crate::sheet::{Cell, Page, Sheet};

    fn sheet() -> Sheet {
        let mut noted = Cell::new(CellValue::Count(1_204), Look::Corrected);
        noted.note = Some("<b>приказ</b>".to_owned());
        Sheet {
            caption: "2.4".to_owned(),
            widths: vec![20.0, 5.0, 5.0],
            head: vec![
                vec![
                    Cell::text("Показатель", Look::Head).spanning(1, 2),
                    Cell::text("Классы", Look::Head).spanning(2, 1),
                ],
                vec![
                    Cell::text("первые", Look::Head).upright(),
                    Cell::text("", Look::Head),
                ],
            ],
            body: vec![
                vec![
                    Cell::text("<script>", Look::Label).spanning(1, 2),
                    noted,
                    Cell::new(CellValue::Closed, Look::Plain),
                ],
                vec![
                    Cell::text("01", Look::Code),
                    Cell::new(CellValue::Withheld, Look::Faulty),
                ],
            ],
            ..Sheet::default()
        }
    }

    fn paper(blocks: Vec<Block>) -> Paper {
        Paper {
            code: "oo-1".to_owned(),
            organisation: "МБОУ «Школа № 12»".to_owned(),
            title: "Сведения".to_owned(),
            subtitles: vec!["на 20.09.2025".to_owned()],
            is_draft: true,
            page: Page {
                size: PageSize::A4,
                is_landscape: true,
            },
            notes: vec!["11 из 12 школ".to_owned()],
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

    fn drawn(paper: &Paper) -> String {
        PaperView::of(paper, "paper").render().expect("a paper")
    }

    #[test]
    fn cells_say_what_they_are_to_who_sees_and_to_who_does_not() {
        let text = drawn(&paper(vec![Block::Sheet(sheet())]));
        for wanted in [
            r#"scope="col" rowspan="2""#,
            r#"scope="colgroup" colspan="2""#,
            r#"scope="rowgroup" rowspan="2""#,
            "1\u{a0}204",
            "ПРОЕКТ",
            "М.П.",
            "(расшифровка подписи)",
            "Подчёркнуты исправленные значения.",
            r#"class="closed""#,
        ] {
            assert!(text.contains(wanted), "{wanted}: {text}");
        }
        assert!(text.contains(&say!("parts-paper-closed")), "{text}");
        assert!(text.contains(&say!("parts-paper-corrected")), "{text}");
        // No head is empty, no word is markup.
        assert!(!text.contains("<span></span></th>"), "{text}");
        assert!(!text.contains("<script>") && !text.contains("<b>"));
        assert!(!text.contains("style="), "{text}");
    }

    #[test]
    fn no_two_sheets_have_one_name() {
        let mut untitled = sheet();
        untitled.caption.clear();
        let blocks = vec![
            Block::Sheet(sheet()),
            Block::Sheet(sheet()),
            Block::Sheet(untitled),
        ];
        let text = drawn(&paper(blocks));
        for wanted in [
            r#"id="paper-1""#,
            r#"id="paper-2""#,
            r#"id="paper-3""#,
            "2.4 (2)",
        ] {
            assert_eq!(text.matches(wanted).count(), 1, "{wanted}: {text}");
        }
        assert_eq!(
            text.matches("visually-hidden\">Сведения").count(),
            1,
            "{text}"
        );
    }

    #[test]
    fn lists_count_and_slips_stand_apart() {
        let slip = |title: &str| Slip {
            title: title.to_owned(),
            subtitles: vec!["5«Б»".to_owned()],
            blocks: vec![Block::Sheet(sheet())],
            signatures: Vec::new(),
        };
        let blocks = vec![
            Block::Heading("Результаты".to_owned()),
            Block::Text("Слова".to_owned()),
            Block::List {
                title: "Отличники".to_owned(),
                items: vec!["Иванов".to_owned()],
            },
            Block::List {
                title: "Неуспевающие".to_owned(),
                items: Vec::new(),
            },
            Block::PageBreak,
            Block::Slips {
                per_page: 2,
                slips: vec![slip("Первая"), slip("Вторая"), slip("Третья")],
            },
        ];
        let text = drawn(&paper(blocks));
        assert_eq!(text.matches("<ol>").count(), 1, "{text}");
        assert!(text.contains("нет"), "{text}");
        assert_eq!(text.matches("slip-last").count(), 1, "{text}");
        for title in ["Первая", "Вторая", "Третья"] {
            assert!(text.contains(title), "{title}");
        }
    }

    #[tokio::test]
    async fn what_it_says_is_marked_as_russian_on_an_english_page() {
        let text = Language::English.in_force(async {
            let view = PaperView::of(&paper(vec![Block::Sheet(sheet())]), "paper");
            view.without_head().render().expect("a paper")
        });
        let text = text.await;
        assert!(
            text.contains(r#"<span lang="ru">Показатель</span>"#),
            "{text}"
        );
        assert!(!text.contains("МБОУ"), "{text}");
    }
}
