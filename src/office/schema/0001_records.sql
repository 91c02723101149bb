-- The office's own records. Moments are RFC 3339 text where people read them
-- and milliseconds since 1970 where only the program compares them.

create table secrets (
    name text primary key,
    secret blob not null
) strict;

create table users (
    id integer primary key,
    login text not null unique,
    name text not null,
    role text not null,
    -- JSON: whose rows this person sees.
    scope text not null,
    has_personal_data integer not null,
    has_health integer not null,
    has_sql integer not null,
    valid_from text,
    valid_to text,
    -- The order that gives the right to personal data.
    ground text,
    is_disabled integer not null default 0,
    password_hash text,
    -- Wrong passwords in a row, and until when no further one is looked at.
    failures integer not null default 0,
    refused_until_ms integer not null default 0
) strict;

create table sessions (
    token_hash blob primary key,
    user_id integer not null references users on delete cascade,
    started_at_ms integer not null,
    used_at_ms integer not null
) strict, without rowid;

create index sessions_of_user on sessions (user_id);

create table tokens (
    token_hash blob primary key,
    user_id integer not null references users on delete cascade,
    name text not null,
    created_at text not null,
    expires_at_ms integer,
    unique (user_id, name)
) strict, without rowid;

create table releases (
    id integer primary key,
    published_at text not null,
    -- JSON: the version of every table.
    versions text not null
) strict;

create table loads (
    id integer primary key,
    load_id text not null unique,
    path text not null,
    identity text not null,
    school_id text,
    school_year text,
    extracted_at text,
    window_from text,
    window_to text,
    received_at text not null,
    state text not null,
    release_id integer references releases,
    is_forced integer not null,
    -- JSON: the row counts of each table.
    tables text not null
) strict;

create index loads_by_identity on loads (identity);
create index loads_of_school on loads (school_id, extracted_at);
create index loads_of_release on loads (release_id);

create table diagnostics (
    load integer not null references loads on delete cascade,
    position integer not null,
    severity text not null,
    rule text not null,
    table_name text,
    file text,
    line integer,
    column_name text,
    message text not null,
    raw text,
    hint text,
    primary key (load, position)
) strict, without rowid;

-- The rejected rows as they came.
create view quarantine as
select
    loads.load_id,
    diagnostics.table_name,
    diagnostics.file,
    diagnostics.line,
    diagnostics.column_name,
    diagnostics.rule,
    diagnostics.message,
    diagnostics.raw
from diagnostics
join loads on loads.id = diagnostics.load
where diagnostics.severity = 'reject';

create view releases_with_loads as
select
    releases.*,
    (
        select json_group_array(load_id order by loads.id)
        from loads
        where loads.release_id = releases.id
    ) as load_ids
from releases;
