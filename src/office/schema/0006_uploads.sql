-- What is known of an extract that came by the network, beside the record of its load.
create table uploads (
    load_id text primary key references loads (load_id) on delete cascade,
    -- As the sender's machine called it; empty where a program sent bytes alone.
    file_name text not null,
    bytes integer not null,
    login text not null,
    -- The name of the token; empty for a person on the page.
    token text not null
) strict, without rowid;
