-- What people have said of what asks for attention.
create table tasks (
    -- What it is about, hashed: it may name a pupil.
    key text primary key,
    state text not null check (state in ('taken', 'put_off', 'done')),
    -- Until when it is put off.
    until text,
    note text not null,
    changed_at text not null,
    changed_by text not null
) strict;
