-- Rights beside the role, each with its ground; those taken back stay as a record.
create table grants (
    id integer primary key,
    user_id integer not null references users on delete cascade,
    name text not null,
    -- Number and date of the order.
    ground text not null,
    valid_from text,
    valid_to text,
    granted_at text not null,
    granted_by text not null,
    revoked_at text,
    revoked_by text
) strict;

create index grants_of_user on grants (user_id);

insert into grants (user_id, name, ground, granted_at, granted_by)
select users.id, held.name, coalesce(users.ground, ''), '1970-01-01T00:00:00.000000Z', ''
from users
join (
    select id, 'personal_data' as name from users where has_personal_data = 1
    union all
    select id, 'health' from users where has_health = 1
    union all
    select id, 'sql' from users where has_sql = 1
) as held on held.id = users.id;

alter table users drop column has_personal_data;
alter table users drop column has_health;
alter table users drop column has_sql;

-- Set by somebody else: to be replaced at the first sign-in.
alter table users add column must_change_password integer not null default 0;
alter table users add column password_set_at text;
-- Of the one-time codes: the secret, and the last step of time whose code was taken.
alter table users add column totp_secret blob;
alter table users add column totp_step integer not null default 0;
-- The person's name at the office's own identity provider.
alter table users add column subject text;
create unique index users_by_subject on users (subject) where subject is not null;

-- With what is valid; by moments of text, whose order is that of time.
create view users_with_grants as
select
    users.*,
    (
        select json_group_array(json_object(
            'id', grants.id,
            'name', grants.name,
            'ground', grants.ground,
            'valid_from', grants.valid_from,
            'valid_to', grants.valid_to,
            'granted_at', grants.granted_at,
            'granted_by', grants.granted_by
        ) order by grants.id)
        from grants
        where grants.user_id = users.id and grants.revoked_at is null
    ) as grants
from users;

drop table sessions;

create table sessions (
    token_hash blob primary key,
    id integer not null unique,
    user_id integer not null references users on delete cascade,
    started_at_ms integer not null,
    used_at_ms integer not null,
    -- What is still wanted before the session opens anything: nothing, a code, a new password.
    stage text not null,
    address text not null,
    agent text not null
) strict, without rowid;

create index sessions_of_user on sessions (user_id);

-- Wrong attempts in a row from one address.
create table addresses (
    address text primary key,
    failures integer not null,
    refused_until_ms integer not null,
    tried_at_ms integer not null
) strict, without rowid;

-- An upload token is bound to one school and opens nothing else.
alter table tokens add column school_id text;
-- JSON: the scope, where it is narrower than the owner's.
alter table tokens add column scope text;
-- JSON: the rights that it has of its owner's.
alter table tokens add column rights text;
alter table tokens add column used_at_ms integer;

-- Who works with svodka: counted by day, never deleted by the program.
create table usage (
    day text not null,
    user_id integer not null,
    role text not null,
    school_id text not null,
    -- What was opened: a page, a report, a way of asking.
    object text not null,
    count integer not null,
    primary key (day, user_id, role, school_id, object)
) strict, without rowid;

-- The end of the audit's chain, so that lines cut off at the end are missed.
create table audit_head (
    id integer primary key check (id = 1),
    number integer not null,
    hash text not null
) strict;
