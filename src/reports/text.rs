//! A paper as plain text, for tests and for whoever reads on a terminal.

use crate::export::numbers;
use crate::sheet::{Block, Cell, PageSize, Paper, Sheet, Signature};

/// Writes a paper line by line: cells apart by `|`, what spans several columns once.
pub fn text_of(paper: &Paper) -> String {
    let mut lines = Vec::new();
    let size = match paper.page.size {
        PageSize::A4 => "A4",
        PageSize::A3 => "A3",
    };
    let turned = if paper.page.is_landscape {
        ", поперёк"
    } else {
        ""
    };
    lines.push(format!("[{} · {size}{turned}]", paper.code));
    if paper.is_draft {
        lines.push("ПРОЕКТ".to_owned());
    }
    if let Some(page) = &paper.title_page {
        lines.extend(page.lines.iter().cloned());
    }
    lines.extend(paper.approval.iter().cloned());
    lines.push(paper.organisation.clone());
    lines.push(paper.title.clone());
    lines.extend(paper.subtitles.iter().cloned());
    if let Some(page) = &paper.title_page {
        write_sheet(&page.terms, &mut lines);
        let facts = page.facts.iter();
        lines.extend(facts.map(|(label, value)| format!("{label}: {value}")));
        write_sheet(&page.codes, &mut lines);
    }
    blocks(&paper.blocks, &mut lines);
    signatures(&paper.signatures, &mut lines);
    lines.extend(paper.responsible.clone());
    lines.extend(paper.notes.iter().cloned());
    lines.push(String::new());
    lines.join("\n")
}

fn blocks(blocks: &[Block], lines: &mut Vec<String>) {
    for block in blocks {
        match block {
            Block::Heading(text) => lines.push(format!("# {text}")),
            Block::Text(text) => lines.push(text.clone()),
            Block::List { title, items } => {
                lines.push(format!("* {title}: {}", items.len()));
                lines.extend(items.iter().map(|item| format!("  - {item}")));
            }
            Block::Sheet(sheet) => write_sheet(sheet, lines),
            Block::PageBreak => lines.push("----".to_owned()),
            Block::Slips { per_page, slips } => {
                lines.push(format!("[по {per_page} на странице]"));
                for slip in slips {
                    lines.push(format!("## {}", slip.title));
                    lines.extend(slip.subtitles.iter().cloned());
                    self::blocks(&slip.blocks, lines);
                    signatures(&slip.signatures, lines);
                }
            }
            Block::Bound(bound) => {
                lines.extend(bound.cover.iter().cloned());
                lines.push(format!("# {}", bound.list_title));
                for (number, part) in (1..).zip(&bound.parts) {
                    lines.push(format!("{number} | {}", part.name));
                }
                for part in &bound.parts {
                    lines.push("----".to_owned());
                    lines.push(part.title.clone());
                    lines.extend(part.subtitles.iter().cloned());
                    self::blocks(&part.blocks, lines);
                    signatures(&part.signatures, lines);
                    lines.extend(part.notes.iter().cloned());
                }
                lines.push("----".to_owned());
                lines.push(format!("# {}", bound.inscription_title));
                lines.push(bound.inscription.clone());
            }
        }
    }
}

fn write_sheet(sheet: &Sheet, lines: &mut Vec<String>) {
    if !sheet.caption.is_empty() {
        lines.push(sheet.caption.clone());
    }
    lines.extend(sheet.head.iter().map(|row| format!("= {}", row_of(row))));
    lines.extend(sheet.body.iter().map(|row| row_of(row)));
}

fn row_of(cells: &[Cell]) -> String {
    let shown: Vec<String> = cells.iter().map(numbers::on_paper).collect();
    shown.join(" | ")
}

fn signatures(signatures: &[Signature], lines: &mut Vec<String>) {
    for signature in signatures {
        let name = signature.name.as_deref().unwrap_or_default();
        let seal = if signature.has_seal { " М.П." } else { "" };
        lines.push(format!("{} ____ {name}{seal}", signature.post));
    }
}
