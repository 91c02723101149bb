-- Entries of the registers that the office itself keeps. Nothing is deleted: what was removed is marked, with a reason.
create table register_entries (
    -- Never given twice: an address that was handed on must not lead to another entry.
    id integer primary key autoincrement,
    -- The name of the declared register.
    register text not null,
    -- Whose it is; nothing for the office's own.
    school_id text,
    version integer not null,
    -- What no other entry of the same owner may have; nothing where entries may be alike.
    key text,
    -- JSON: what the entry says, by the names of fields.
    fields text not null,
    made_at text not null,
    -- A login, as all of those below.
    made_by text not null,
    changed_at text not null,
    changed_by text not null,
    removed_at text,
    removed_by text,
    removed_because text,
    check ((removed_at is null) = (removed_because is null))
) strict;

create index register_entries_of_register on register_entries (register, school_id);
create unique index register_entries_once on register_entries (register, coalesce(school_id, ''), key)
where removed_at is null;

-- What an entry said in each of its versions.
create table register_versions (
    entry_id integer not null references register_entries,
    version integer not null,
    deed text not null check (deed in ('made', 'changed', 'removed')),
    fields text not null,
    -- The reason of a removal; '' elsewhere.
    note text not null,
    changed_at text not null,
    changed_by text not null,
    primary key (entry_id, version)
) strict, without rowid;

-- How often a register was written to: an answer that was kept is as old as this says.
create table register_revisions (
    register text primary key,
    revision integer not null
) strict, without rowid;
