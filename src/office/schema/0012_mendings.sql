-- JSON: the cells of a rejected row in the order of its table's header. Rows that were rejected before this column was
-- there have none, nor has a row that is too long to be kept whole.
alter table diagnostics add column fields text;

-- The header of each table of which a load rejected rows, as its file had it.
create table headers (
    load integer not null references loads on delete cascade,
    table_name text not null,
    -- JSON: the names of the columns.
    columns text not null,
    primary key (load, table_name)
) strict, without rowid;

-- Loads that were made of an earlier one and of rows mended in place of those that it rejected.
create table mendings (
    load_id text primary key references loads (load_id) on delete cascade,
    base_id text not null references loads (load_id) on delete cascade,
    -- The release that was the newest then, zero before the first: what came later is not to be undone.
    after_release integer not null,
    replaced integer not null,
    removed integer not null
) strict, without rowid;

create index mendings_of_base on mendings (base_id);
