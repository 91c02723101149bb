-- Orders for reports: what people ask the centre to build, and what became of it.
create table orders (
    -- Never given twice: people call an order by its number.
    id integer primary key autoincrement,
    -- The number of the last step, from which a change must be made.
    version integer not null,
    state text not null check (state in (
        'submitted', 'taken', 'questioned', 'delivered', 'returned', 'accepted', 'refused', 'withdrawn'
    )),
    asker_id integer references users on delete set null,
    asker_login text not null,
    asker_role text not null,
    -- Whether it was asked from inside of its schools.
    is_of_school integer not null,
    -- JSON: the schools for which the asker speaks; none where that is the whole office.
    school_ids text not null,
    title text not null,
    words text not null,
    -- JSON: the schools of which the report is to tell; none for all that the asker sees.
    about_ids text not null,
    period_from text,
    period_to text,
    purpose text not null,
    -- A letter or an order; '' where there is none.
    ground text not null,
    needed_by text not null,
    output text not null check (output in ('table', 'xlsx', 'print')),
    -- JSON: the state of the constructor that it began with.
    question text,
    asked_at text not null,
    performer_id integer references users on delete set null,
    performer_login text,
    -- The term that the performer has confirmed or proposed.
    due_on text,
    delivered_at text,
    query_id integer references saved_queries on delete set null,
    closed_at text
) strict;

create index orders_of_asker on orders (asker_id);

create table order_steps (
    order_id integer not null references orders on delete cascade,
    number integer not null,
    kind text not null,
    made_at text not null,
    -- A login.
    made_by text not null,
    words text not null,
    -- The term that the step has set.
    due_on text,
    -- The saved query that was handed over, at its version.
    query_id integer,
    query_version integer,
    primary key (order_id, number)
) strict, without rowid;

-- With the names of people.
create view orders_whole as
select
    orders.*,
    coalesce(askers.name, orders.asker_login) as asker_name,
    coalesce(performers.name, orders.performer_login) as performer_name
from orders
left join users as askers on askers.id = orders.asker_id
left join users as performers on performers.id = orders.performer_id;
