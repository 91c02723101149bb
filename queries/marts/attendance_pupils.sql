--- title = "Посещаемость по ученикам"
--- kind = "view"
--- spread = 25
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
---   { name = "risk_share", type = "long", title = "Доля пропусков, с которой ученик в зоне риска, в сотых долях процента" },
--- ]

-- Every lesson that every pupil should have attended. It is made inside the question: stored,
-- it would be three times as large as all other marts together. What stands on the left of a join is
-- held in memory: members and absences, never the lessons of all pupils.
with due_lessons as (
    select
        l.school_id,
        l.school_year,
        l.lesson_id,
        l.group_id,
        l.class_id,
        l.subject_id,
        l.staff_id,
        l.term_id,
        l.date,
        l.lesson_number,
        l.risk_share,
        m.pupil_key
    from members m
    join lessons l
        on
            l.school_id = m.school_id
            and l.school_year = m.school_year
            and l.group_id = m.group_id
            and l.date >= m.from_day
            and l.date <= m.to_day
)

select
    d.school_id,
    d.school_year,
    d.group_id,
    d.class_id,
    d.subject_id,
    d.staff_id,
    d.term_id,
    d.date,
    d.lesson_number,
    d.pupil_key,
    cast(1 as bigint) as due,
    coalesce(a.missed, 0) as missed,
    coalesce(a.missed_illness, 0) as missed_illness,
    coalesce(a.missed_excused, 0) as missed_excused,
    coalesce(a.missed_unexcused, 0) as missed_unexcused,
    coalesce(a.missed_unspecified, 0) as missed_unspecified,
    coalesce(a.late, 0) as late,
    d.risk_share
from absences a
right join due_lessons d
    on
        d.school_id = a.school_id
        and d.school_year = a.school_year
        and d.lesson_id = a.lesson_id
        and d.date = a.date
        and d.pupil_key = a.pupil_key
where coalesce(a.exempt, 0) = 0
