-- Reports as they were declared when they were printed, by the hash of the declaration.
create table print_declarations (
    digest text primary key,
    report text not null,
    declaration text not null
) strict, without rowid;

-- Prints that are to be signed: what makes the same bytes again, and their hash. None is ever changed or removed.
create table prints (
    id integer primary key autoincrement,
    report text not null,
    -- As it stood on the paper.
    title text not null,
    digest text not null references print_declarations (digest),
    -- Of the program: it draws the paper.
    template text not null,
    release integer not null,
    data_moment text not null,
    -- What was chosen: as an address says it, in words, and as questions were asked. JSON.
    given text not null,
    chosen text not null,
    wishes text not null,
    made_at text not null,
    login text not null,
    -- Who printed, and what that person saw: it is printed again in the same scope.
    name text not null,
    role text not null,
    scope text not null,
    rights text not null,
    -- Of all the above, and of the bytes; empty until they are drawn.
    hash text not null default '',
    file_hash text not null default ''
) strict;

create index prints_by_report on prints (report, id);
