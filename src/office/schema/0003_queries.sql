-- Questions that people keep. What is kept is the question alone, never an answer.
create table saved_queries (
    -- Never given twice: an address that was handed on must not lead to another query.
    id integer primary key autoincrement,
    -- Whoever it was shared with keeps it when its owner is gone.
    owner_id integer references users on delete set null,
    owner_login text not null,
    -- Where the owner keeps it; '' for no folder.
    folder text not null,
    version integer not null,
    created_at text not null
) strict;

create index saved_queries_of_owner on saved_queries (owner_id);

create table saved_versions (
    query_id integer not null references saved_queries on delete cascade,
    version integer not null,
    title text not null,
    description text not null,
    -- JSON: the state of the constructor, with parameters in it.
    state text not null,
    -- JSON: a list.
    parameters text not null,
    saved_at text not null,
    -- A login.
    saved_by text not null,
    note text not null,
    primary key (query_id, version)
) strict, without rowid;

create table saved_shares (
    query_id integer not null references saved_queries on delete cascade,
    kind text not null check (kind in ('person', 'role', 'school', 'all')),
    -- A role or the id of a school; '' for a person and for everybody.
    value text not null,
    -- The person: another one who is given the same login later is not meant.
    user_id integer references users on delete cascade,
    check ((kind = 'person') = (user_id is not null))
) strict;

create unique index saved_shares_once on saved_shares (query_id, kind, value, coalesce(user_id, 0));
create index saved_shares_of_user on saved_shares (user_id);

-- The newest version of each, with the names of people.
create view saved_whole as
select
    saved_queries.id,
    saved_queries.owner_id,
    saved_queries.owner_login,
    coalesce(owners.name, saved_queries.owner_login) as owner_name,
    owners.role as owner_role,
    saved_queries.folder,
    saved_queries.version,
    saved_versions.title,
    saved_versions.description,
    saved_versions.state,
    saved_versions.parameters,
    saved_versions.saved_at,
    coalesce(savers.name, saved_versions.saved_by) as saved_by,
    (
        select json_group_array(
            json_object('kind', shares.kind, 'value', coalesce(people.login, shares.value))
            order by shares.kind, coalesce(people.login, shares.value)
        )
        from saved_shares as shares
        left join users as people on people.id = shares.user_id
        where shares.query_id = saved_queries.id
    ) as shares
from saved_queries
join saved_versions
    on saved_versions.query_id = saved_queries.id and saved_versions.version = saved_queries.version
left join users as owners on owners.id = saved_queries.owner_id
left join users as savers on savers.login = saved_versions.saved_by;

-- What a person has marked: a query that was saved, a declared one, a dashboard.
create table favourites (
    user_id integer not null references users on delete cascade,
    kind text not null check (kind in ('saved', 'named', 'dashboard')),
    -- The id of a saved query, the name of what is declared.
    name text not null,
    marked_at text not null,
    primary key (user_id, kind, name)
) strict, without rowid;
