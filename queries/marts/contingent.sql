--- title = "Контингент за отрезок"
--- kind = "view"
--- grain = "одна строка на зачисление и отрезок, за который спрошено"
--- columns = [
---   { name = "school_id", type = "text" },
---   { name = "school_year", type = "text" },
---   { name = "class_id", type = "text" },
---   { name = "pupil_key", type = "long" },
---   { name = "date", type = "date", title = "Первый день отрезка" },
---   { name = "at_start", type = "long" },
---   { name = "arrived", type = "long" },
---   { name = "departed", type = "long" },
---   { name = "transferred_in", type = "long" },
---   { name = "transferred_out", type = "long" },
---   { name = "at_end", type = "long" },
---   { name = "boys_at_end", type = "long" },
---   { name = "girls_at_end", type = "long" },
--- ]

-- Who was there on the last day of each span asked, and who came and went within it.
-- A span without days is the school year up to the school's data day. Each school year holds
-- its own enrolments, so those of the span's last day are taken.
with asked_terms as (
    select
        t.school_id,
        min(t.starts_on) as from_day,
        max(t.ends_on) as to_day
    from begun_terms t
    join asked a on a.term_back = t.back
    group by t.school_id
),

spans as (
    select
        s.school_id,
        a.bucket,
        coalesce(
            a.from_day,
            t.from_day,
            make_date(cast(substr(s.school_year, 1, 4) as int), 9, 1)
        ) as from_day,
        coalesce(a.to_day, t.to_day, s.data_day) as to_day
    from schools s
    cross join asked a
    left join asked_terms t on t.school_id = s.school_id
),

year_spans as (
    select
        school_id,
        coalesce(bucket, from_day) as bucket,
        from_day,
        to_day,
        cast(from_day - interval '1 day' as date) as eve,
        case
            when extract(month from to_day) >= 9
                then concat(cast(extract(year from to_day) as int), '/', cast(extract(year from to_day) as int) + 1)
            else concat(cast(extract(year from to_day) as int) - 1, '/', cast(extract(year from to_day) as int))
        end as school_year
    from spans
),

flagged as (
    select
        e.school_id,
        e.school_year,
        e.class_id,
        e.pupil_key,
        e.sex,
        y.bucket as date,
        e.from_day <= y.eve and e.to_day >= y.eve as was_there,
        e.from_day >= y.from_day and e.from_day <= y.to_day as came,
        e.to_day >= y.eve and e.to_day < y.to_day as went,
        e.from_day <= y.to_day and e.to_day >= y.to_day as is_there,
        e.arrival,
        e.departure
    from enrolments e
    join year_spans y on y.school_id = e.school_id and y.school_year = e.school_year
    where e.from_day <= y.to_day and e.to_day >= y.eve
)

select
    school_id,
    school_year,
    class_id,
    pupil_key,
    date,
    cast(was_there or (came and arrival = 'start') as bigint) as at_start,
    cast(came and arrival not in ('start', 'class_transfer') as bigint) as arrived,
    cast(went and departure <> 'class_transfer' as bigint) as departed,
    cast(came and arrival = 'class_transfer' as bigint) as transferred_in,
    cast(went and departure = 'class_transfer' as bigint) as transferred_out,
    cast(is_there as bigint) as at_end,
    cast(is_there and sex = 'm' as bigint) as boys_at_end,
    cast(is_there and sex = 'f' as bigint) as girls_at_end
from flagged
