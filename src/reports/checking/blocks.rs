//! Blocks: what lays the answers out.

use super::Check;
use crate::reports::block::Block;
use crate::reports::laying::{count_name, value_name};

/// A slip smaller than a quarter of a page cannot be read.
const MOST_SLIPS: u8 = 4;

impl Check<'_> {
    pub(super) fn blocks(&mut self, blocks: &[Block], around: &[String]) {
        for block in blocks {
            self.when("blocks", block.when());
            if let Some(question) = block.unless() {
                self.has_question("blocks", question);
            }
            match block {
                Block::Heading(block) => self.text("heading", &block.text, around),
                Block::Text(block) => {
                    let mut names: Vec<String> = self
                        .values
                        .shown
                        .keys()
                        .map(|name| name.replace('.', "_"))
                        .collect();
                    names.extend(self.known.keys().map(String::as_str).map(count_name));
                    if let Some(question) = &block.question
                        && self.has_question("text", question)
                    {
                        let all = self.all_of(question);
                        names.extend(all.iter().map(|key| value_name(key).to_owned()));
                    }
                    self.pattern("text", &block.text, &names);
                }
                Block::Facts(block) => {
                    self.text("facts", &block.title, &[]);
                    if self.has_question("facts", &block.question) {
                        for item in &block.items {
                            self.figure("facts", &block.question, &item.measure);
                        }
                    }
                }
                Block::List(block) => {
                    self.text("list", &block.title, around);
                    if !self.has_question("list", &block.question) {
                        continue;
                    }
                    let mut names = self.all_of(&block.question);
                    if let Some(detail) = &block.detail {
                        names.push("detail".to_owned());
                        if self.has_question("list", &detail.question) {
                            let of_detail = self.all_of(&detail.question);
                            self.text("list", &detail.item, &of_detail);
                            for member in &detail.by {
                                self.dimension("list", &block.question, member);
                                self.dimension("list", &detail.question, member);
                            }
                        }
                    }
                    self.text("list", &block.item, &names);
                }
                Block::Sheet(block) => self.sheet(block, around),
                Block::Repeat(block) => {
                    let names = self.key("repeat", &block.question, &block.by);
                    self.text("repeat", &block.title, &names);
                    self.blocks(&block.blocks, &names);
                }
                Block::Slips(block) => {
                    if !(1..=MOST_SLIPS).contains(&block.per_page) {
                        let message = format!("per_page: на странице от 1 до {MOST_SLIPS} выписок");
                        self.fault("slips", message);
                    }
                    if let Some(name) = &block.per_page_of {
                        self.per_page_of(name);
                    }
                    let names = self.key("slips", &block.question, &block.by);
                    for text in block.subtitles.iter().chain([&block.title]) {
                        self.text("slips", text, &names);
                    }
                    for signature in &block.signatures {
                        self.signature("slips", signature, &names);
                    }
                    self.blocks(&block.blocks, &names);
                }
                Block::Pagebreak(_) => {}
            }
        }
    }

    /// Checks that every value of a choice is a number of slips for which there is room.
    fn per_page_of(&mut self, name: &str) {
        let of_name = self.choices.iter().filter(|(of, _)| of == name);
        let values: Vec<&str> = of_name.map(|(_, value)| value.as_str()).collect();
        let has_room = |value: &&str| {
            let count = value.parse::<u8>();
            count.is_ok_and(|count| (1..=MOST_SLIPS).contains(&count))
        };
        if values.is_empty() || !values.iter().all(has_room) {
            let message =
                format!("per_page_of: «{name}» — не выбор (choice) из чисел от 1 до {MOST_SLIPS}");
            self.fault("slips", message);
        }
    }

    /// Checks what divides answers and returns what texts of the parts may ask for.
    pub(super) fn key(&mut self, rule: &str, question: &str, by: &[String]) -> Vec<String> {
        if !self.has_question(rule, question) {
            return Vec::new();
        }
        if by.is_empty() {
            self.fault(rule, "by: нужно хотя бы одно измерение");
        }
        for member in by {
            self.dimension(rule, question, member);
        }
        self.all_of(question)
    }
}
