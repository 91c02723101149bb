--- title = "Посещаемость по классам и дням"
--- kind = "stored"
--- grain = "одна строка на класс и учебный день"
--- key = ["school_id", "school_year", "class_id", "date"]
--- day = "date"
--- sort = ["date"]
--- after = ["attendance_lessons"]
--- columns = [
---   { name = "school_id", type = "text" },
---   { name = "school_year", type = "text" },
---   { name = "class_id", type = "text" },
---   { name = "term_id", type = "text" },
---   { name = "date", type = "date" },
---   { name = "due", type = "long" },
---   { name = "missed", type = "long" },
---   { name = "missed_illness", type = "long" },
---   { name = "missed_excused", type = "long" },
---   { name = "missed_unexcused", type = "long" },
---   { name = "missed_unspecified", type = "long" },
---   { name = "late", type = "long" },
--- ]

-- The same by class and day, for questions that ask for no more.
select
    a.school_id,
    a.school_year,
    a.class_id,
    a.term_id,
    a.date,
    sum(a.due) as due,
    sum(a.missed) as missed,
    sum(a.missed_illness) as missed_illness,
    sum(a.missed_excused) as missed_excused,
    sum(a.missed_unexcused) as missed_unexcused,
    sum(a.missed_unspecified) as missed_unspecified,
    sum(a.late) as late
from mart.attendance_lessons a
join changed x on x.school_id = a.school_id and x.school_year = a.school_year
where a.date >= x.from_day
group by a.school_id, a.school_year, a.class_id, a.term_id, a.date
