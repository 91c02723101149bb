--- title = "Прибытие и выбытие"
--- kind = "view"
--- grain = "одна строка на зачисление из другой организации и одна на отчисление"
--- columns = [
---   { name = "school_id", type = "text" },
---   { name = "school_year", type = "text" },
---   { name = "class_id", type = "text" },
---   { name = "pupil_key", type = "long" },
---   { name = "date", type = "date", title = "Первый день здесь или первый день после ухода" },
---   { name = "arrival_reason", type = "text" },
---   { name = "departure_reason", type = "text" },
---   { name = "arrived", type = "long" },
---   { name = "departed", type = "long" },
--- ]

-- Each coming and each going by itself, in the school year of its enrolment, so that a span may go over the summer.
-- What ends with the year and gives no reason is the year's end and nobody's departure.
select
    school_id,
    school_year,
    class_id,
    pupil_key,
    from_day as date,
    arrival as arrival_reason,
    cast(null as varchar) as departure_reason,
    cast(1 as bigint) as arrived,
    cast(0 as bigint) as departed
from enrolments
where arrival not in ('start', 'class_transfer')
union all
select
    school_id,
    school_year,
    class_id,
    pupil_key,
    cast(to_day + interval '1 day' as date) as date,
    cast(null as varchar) as arrival_reason,
    departure as departure_reason,
    cast(0 as bigint) as arrived,
    cast(1 as bigint) as departed
from enrolments
where
    to_day < date '9999-12-31'
    and departure <> 'class_transfer'
    and not (
        departure = 'other'
        and to_day >= make_date(cast(substr(school_year, 6, 4) as int), 8, 31)
    )
