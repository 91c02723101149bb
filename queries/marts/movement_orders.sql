--- title = "Прибытие и выбытие с приказами"
--- kind = "stored"
--- grain = "одна строка на зачисление из другой организации и одна на отчисление"
--- sort = ["date"]
--- columns = [
---   { name = "school_id", type = "text" },
---   { name = "school_year", type = "text" },
---   { name = "class_id", type = "text" },
---   { name = "pupil_key", type = "long" },
---   { name = "movement_birth_date", type = "date", personal = "pupil" },
---   { name = "date", type = "date", title = "Первый день здесь или первый день после ухода" },
---   { name = "arrival_reason", type = "text" },
---   { name = "departure_reason", type = "text" },
---   { name = "movement_order", type = "text", title = "Есть ли у приказа номер и дата" },
---   { name = "movement_order_no", type = "text", personal = "pupil" },
---   { name = "movement_order_date", type = "date", personal = "pupil" },
---   { name = "movement_counterparty", type = "text", title = "Откуда прибыл или куда выбыл", personal = "pupil" },
---   { name = "arrived", type = "long" },
---   { name = "departed", type = "long" },
--- ]

-- The rows of the view movements with the orders by which pupils were moved. The journal keeps one order of an
-- enrolment, that of its last movement: of who has left by an order, the one of the arrival is not known.
with moved as (
    select
        e.school_id,
        e.school_year,
        e.class_id,
        pupil_key(e.school_id, e.pupil_id) as pupil_key,
        p.birth_date as movement_birth_date,
        e."from" as from_day,
        e."to" as to_day,
        coalesce(e.arrival, 'start') as arrival,
        e.departure is not null as is_of_departure,
        coalesce(e.departure, 'other') as departure,
        case
            when e.order_no is not null and e.order_date is not null then 'given'
            else 'missing'
        end as movement_order,
        e.order_no,
        e.order_date,
        e.counterparty
    from lake.enrolments e
    join changed x on x.school_id = e.school_id and x.school_year = e.school_year
    left join lake.pupils p
        on
            p.school_id = e.school_id
            and p.school_year = e.school_year
            and p.pupil_id = e.pupil_id
)

select
    school_id,
    school_year,
    class_id,
    pupil_key,
    movement_birth_date,
    from_day as date,
    arrival as arrival_reason,
    cast(null as varchar) as departure_reason,
    case when is_of_departure then 'unknown' else movement_order end as movement_order,
    case when not is_of_departure then order_no end as movement_order_no,
    case when not is_of_departure then order_date end as movement_order_date,
    case when not is_of_departure then counterparty end as movement_counterparty,
    cast(1 as bigint) as arrived,
    cast(0 as bigint) as departed
from moved
where arrival not in ('start', 'class_transfer')
union all
select
    school_id,
    school_year,
    class_id,
    pupil_key,
    movement_birth_date,
    cast(to_day + interval '1 day' as date) as date,
    cast(null as varchar) as arrival_reason,
    departure as departure_reason,
    case when is_of_departure then movement_order else 'missing' end as movement_order,
    case when is_of_departure then order_no end as movement_order_no,
    case when is_of_departure then order_date end as movement_order_date,
    case when is_of_departure then counterparty end as movement_counterparty,
    cast(0 as bigint) as arrived,
    cast(1 as bigint) as departed
from moved
where
    to_day is not null
    and departure <> 'class_transfer'
    and not (
        departure = 'other'
        and to_day >= make_date(cast(substr(school_year, 6, 4) as int), 8, 31)
    )
