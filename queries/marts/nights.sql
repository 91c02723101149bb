--- title = "Ночи загрузок"
--- kind = "stored"
--- grain = "одна строка на школу и ночь: ожидавшуюся или принесшую выгрузку"
--- key = ["school_id", "date"]
--- is_whole = true
--- after = ["calendar", "schools"]
--- columns = [
---   { name = "school_id", type = "text" },
---   { name = "school_year", type = "text" },
---   { name = "date", type = "date", title = "Ночь: местная дата выгрузки, сдвинутая на 12 часов назад" },
---   { name = "expected", type = "long" },
---   { name = "received", type = "long" },
---   { name = "on_time", type = "long" },
---   { name = "rejected_rows", type = "long" },
---   { name = "data_moment", type = "instant", title = "Когда сделана последняя выгрузка школы" },
--- ]

-- Which nights should have brought an extract of which school, and which did. Nights are expected
-- up to the last one that brought anybody's extract. A school of five days says so among its days off.
with horizon as (
    select max(night) as last_night
    from lake.loads
),

school_days as (
    select
        c.school_id,
        c.school_year,
        c.date
    from mart.calendar c
    join mart.schools s on s.school_id = c.school_id
    cross join horizon h
    where
        c.is_school_day
        and c.date <= h.last_night
        and c.date >= coalesce(s.connected_on, c.date)
    group by c.school_id, c.school_year, c.date
),

-- An extract of the same moment takes the place of the one before it, as one with mended rows does.
landed as (
    select
        *,
        received_at = max(received_at) over (partition by school_id, extracted_at) as is_last
    from lake.loads
),

loaded as (
    select
        school_id,
        max(school_year) as school_year,
        night,
        max(cast(is_on_time as bigint)) as is_on_time,
        sum(case when is_last then rejected_rows else 0 end) as rejected_rows
    from landed
    group by school_id, night
)

select
    coalesce(d.school_id, l.school_id) as school_id,
    coalesce(d.school_year, l.school_year) as school_year,
    coalesce(d.date, l.night) as date,
    cast(d.date is not null as bigint) as expected,
    cast(l.night is not null as bigint) as received,
    coalesce(l.is_on_time, 0) as on_time,
    coalesce(l.rejected_rows, 0) as rejected_rows,
    s.data_moment
from school_days d
full join loaded l on l.school_id = d.school_id and l.night = d.date
left join mart.schools s on s.school_id = coalesce(d.school_id, l.school_id)
