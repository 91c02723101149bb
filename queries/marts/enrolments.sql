--- title = "Зачисления"
--- kind = "stored"
--- grain = "одна строка на зачисление ученика в класс"
--- key = ["school_id", "school_year", "class_id", "pupil_key", "from_day"]
--- columns = [
---   { name = "school_id", type = "text" },
---   { name = "school_year", type = "text" },
---   { name = "class_id", type = "text" },
---   { name = "pupil_key", type = "long" },
---   { name = "sex", type = "text" },
---   { name = "from_day", type = "date", title = "Первый день" },
---   { name = "to_day", type = "date", title = "Последний день; 31.12.9999 — числится" },
---   { name = "arrival", type = "text" },
---   { name = "departure", type = "text" },
--- ]
--- [[checks]]
--- name = "order"
--- wrong = "to_day < from_day"
--- message = "зачисление кончается раньше, чем начинается"

-- Who was in which class, from which day to which.
select
    e.school_id,
    e.school_year,
    e.class_id,
    pupil_key(e.school_id, e.pupil_id) as pupil_key,
    p.sex,
    e."from" as from_day,
    coalesce(e."to", date '9999-12-31') as to_day,
    coalesce(e.arrival, 'start') as arrival,
    case when e."to" is not null then coalesce(e.departure, 'other') end as departure
from lake.enrolments e
join changed x on x.school_id = e.school_id and x.school_year = e.school_year
left join lake.pupils p
    on
        p.school_id = e.school_id
        and p.school_year = e.school_year
        and p.pupil_id = e.pupil_id
