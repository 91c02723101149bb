//! Template: the office's own workbook for a form, with which cell goes where in it.

/// The largest workbook that is kept.
pub const TEMPLATE_BYTES: usize = 4 << 20;

/// What is known of a workbook that is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TemplateFile {
    pub file_name: String,
    pub uploaded_at: jiff::Timestamp,
    pub uploaded_by: String,
}
