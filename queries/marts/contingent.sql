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
---   { name = "small_limit", type = "long", title = "Числящимся: с какой численности класс уже не малый — 25 в городе, 14 в селе" },
--- ]

-- Who was there on the last day of each span asked, and who came and went within it.
-- Each school year holds its own enrolments, so those of the span's last day are taken.
with flagged as (
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
        e.departure,
        s.settlement
    from enrolments e
    left join classes c
        on
            c.school_id = e.school_id
            and c.school_year = e.school_year
            and c.class_id = e.class_id
    join year_spans y on y.school_id = e.school_id and y.school_year = e.school_year
    left join schools s on s.school_id = e.school_id
    where
        e.from_day <= y.to_day
        and e.to_day >= y.eve
        and (y.grade is null or y.grade = coalesce(c.grade, 0))
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
    cast(is_there and sex = 'f' as bigint) as girls_at_end,
    cast(is_there as bigint) * case when settlement = 'rural' then 14 else 25 end as small_limit
from flagged
