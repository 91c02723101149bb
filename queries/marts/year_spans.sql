--- title = "Отрезки, о которых спрошено"
--- kind = "view"
--- grain = "одна строка на школу и отрезок, за который спрошено"
--- columns = [
---   { name = "school_id", type = "text" },
---   { name = "bucket", type = "date" },
---   { name = "from_day", type = "date" },
---   { name = "to_day", type = "date" },
---   { name = "eve", type = "date", title = "Накануне первого дня" },
---   { name = "school_year", type = "text", title = "Учебный год последнего дня" },
--- ]

-- The spans of a question, for each school. A span without days is the school year up to the school's data day.
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
)

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
