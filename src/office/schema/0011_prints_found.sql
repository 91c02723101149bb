-- Prints are looked for by the school whose paper they are: the one that was chosen, else the one of who printed.
alter table prints add column school_id text generated always as (
    coalesce(json_extract(wishes, '$.school_id'), json_extract(scope, '$.school_id'))
) virtual;

create index prints_by_school on prints (school_id, id);

-- … and by what stands at the foot of the paper, or by the file itself.
create index prints_by_hash on prints (hash);
create index prints_by_file on prints (file_hash);
