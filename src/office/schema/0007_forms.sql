-- Forms as schools file them: figures, what was said of them, and every step on their way.
create table filed_forms (
    id integer primary key autoincrement,
    code text not null,
    period text not null,
    school_id text not null,
    -- As they were called when the figures were computed.
    school_name text not null,
    edition text not null,
    state text not null check (state in ('computed', 'ready', 'submitted', 'returned', 'accepted')),
    -- Grows with every change: a change made from an older one is refused.
    version integer not null,
    release integer not null,
    data_moment text not null,
    computed_at text not null,
    -- JSON: what the data did not reach, a sentence each.
    gaps text not null,
    -- Why warnings stand, in the school's words.
    explanation text not null,
    -- The day on which the school first handed it in, which no return takes away.
    submitted_on text,
    unique (code, period, school_id)
) strict;

create table filed_cells (
    form_id integer not null references filed_forms on delete cascade,
    section text not null,
    row_code text not null,
    column_code text not null,
    -- What the data gives; null for nothing.
    computed real,
    is_withheld integer not null,
    -- What stands in its place.
    corrected real,
    reason text,
    corrected_at text,
    -- A login.
    corrected_by text,
    note text,
    noted_at text,
    noted_by text,
    -- Whether the office asks to look at it again.
    is_returned integer not null,
    primary key (form_id, section, row_code, column_code),
    check ((corrected is null) = (corrected_at is null) and (corrected is null) = (corrected_by is null)),
    check ((note is null) = (noted_at is null) and (note is null) = (noted_by is null))
) strict, without rowid;

-- What was done, in order. Nothing is taken out again.
create table form_events (
    id integer primary key,
    form_id integer not null references filed_forms on delete cascade,
    deed text not null,
    -- What the form was afterwards.
    state text not null,
    done_at text not null,
    -- A login.
    done_by text not null,
    -- What was written to it: a reason, a note, an explanation; '' for nothing.
    words text not null,
    -- JSON: the cells that it is about, with the figures before and after.
    cells text not null
) strict;

create index form_events_of_form on form_events (form_id);

-- The office's own workbooks, into which figures are put.
create table form_templates (
    code text not null,
    edition text not null,
    file_name text not null,
    workbook blob not null,
    -- TOML: which cell goes where.
    mapping text not null,
    uploaded_at text not null,
    uploaded_by text not null,
    primary key (code, edition)
) strict;
