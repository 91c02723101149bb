--- title = "Посещаемость по ученикам"
--- kind = "view"
--- grain = "одна строка на ученика и проведённый урок, который он должен был посетить"
--- columns = [
---   { name = "school_id", type = "text" },
---   { name = "school_year", type = "text" },
---   { name = "group_id", type = "text" },
---   { name = "class_id", type = "text" },
---   { name = "subject_id", type = "text" },
---   { name = "staff_id", type = "text" },
---   { name = "term_id", type = "text" },
---   { name = "date", type = "date" },
---   { name = "lesson_number", type = "int" },
---   { name = "pupil_key", type = "long" },
---   { name = "due", type = "long" },
---   { name = "missed", type = "long" },
---   { name = "missed_illness", type = "long" },
---   { name = "missed_excused", type = "long" },
---   { name = "missed_unexcused", type = "long" },
---   { name = "missed_unspecified", type = "long" },
---   { name = "late", type = "long" },
--- ]

-- Every lesson that every pupil should have attended. It is made inside the question: stored,
-- it would be three times as large as all other marts together.
select
    l.school_id,
    l.school_year,
    l.group_id,
    l.class_id,
    l.subject_id,
    l.staff_id,
    l.term_id,
    l.date,
    l.lesson_number,
    m.pupil_key,
    cast(1 as bigint) as due,
    coalesce(a.missed, 0) as missed,
    coalesce(a.missed_illness, 0) as missed_illness,
    coalesce(a.missed_excused, 0) as missed_excused,
    coalesce(a.missed_unexcused, 0) as missed_unexcused,
    coalesce(a.missed_unspecified, 0) as missed_unspecified,
    coalesce(a.late, 0) as late
from lessons l
join members m
    on
        m.school_id = l.school_id
        and m.school_year = l.school_year
        and m.group_id = l.group_id
        and m.from_day <= l.date
        and m.to_day >= l.date
left join absences a
    on
        a.school_id = l.school_id
        and a.school_year = l.school_year
        and a.lesson_id = l.lesson_id
        and a.pupil_key = m.pupil_key
where coalesce(a.exempt, 0) = 0
