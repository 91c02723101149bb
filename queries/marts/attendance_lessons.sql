--- title = "Посещаемость по урокам"
--- kind = "stored"
--- grain = "одна строка на проведённый урок, на котором кто-то должен был быть"
--- key = ["school_id", "school_year", "lesson_id"]
--- day = "date"
--- sort = ["date"]
--- after = ["lessons", "members", "absences"]
--- columns = [
---   { name = "school_id", type = "text" },
---   { name = "school_year", type = "text" },
---   { name = "lesson_id", type = "text" },
---   { name = "group_id", type = "text" },
---   { name = "class_id", type = "text" },
---   { name = "subject_id", type = "text" },
---   { name = "staff_id", type = "text" },
---   { name = "term_id", type = "text" },
---   { name = "date", type = "date" },
---   { name = "lesson_number", type = "int" },
---   { name = "due", type = "long", title = "Сколько учеников должно было быть" },
---   { name = "missed", type = "long" },
---   { name = "missed_illness", type = "long" },
---   { name = "missed_excused", type = "long" },
---   { name = "missed_unexcused", type = "long" },
---   { name = "missed_unspecified", type = "long" },
---   { name = "late", type = "long" },
--- ]
--- [[checks]]
--- name = "missed"
--- wrong = "missed > due or due < 0"
--- message = "пропустивших больше, чем должно было быть на уроке"

-- How many pupils were due at each lesson, and how many were not there.
with expected as (
    select
        l.school_id,
        l.school_year,
        l.lesson_id,
        count(*) as members
    from mart.lessons l
    join changed x on x.school_id = l.school_id and x.school_year = l.school_year
    join mart.members m
        on
            m.school_id = l.school_id
            and m.school_year = l.school_year
            and m.group_id = l.group_id
            and m.from_day <= l.date
            and m.to_day >= l.date
    where l.date >= x.from_day
    group by l.school_id, l.school_year, l.lesson_id
),

noted as (
    select
        a.school_id,
        a.school_year,
        a.lesson_id,
        sum(a.missed) as missed,
        sum(a.missed_illness) as missed_illness,
        sum(a.missed_excused) as missed_excused,
        sum(a.missed_unexcused) as missed_unexcused,
        sum(a.missed_unspecified) as missed_unspecified,
        sum(a.late) as late,
        sum(a.exempt) as exempt
    from mart.absences a
    join changed x on x.school_id = a.school_id and x.school_year = a.school_year
    where a.date >= x.from_day
    group by a.school_id, a.school_year, a.lesson_id
)

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
    e.members - coalesce(n.exempt, 0) as due,
    coalesce(n.missed, 0) as missed,
    coalesce(n.missed_illness, 0) as missed_illness,
    coalesce(n.missed_excused, 0) as missed_excused,
    coalesce(n.missed_unexcused, 0) as missed_unexcused,
    coalesce(n.missed_unspecified, 0) as missed_unspecified,
    coalesce(n.late, 0) as late
from mart.lessons l
join expected e
    on
        e.school_id = l.school_id
        and e.school_year = l.school_year
        and e.lesson_id = l.lesson_id
left join noted n
    on
        n.school_id = l.school_id
        and n.school_year = l.school_year
        and n.lesson_id = l.lesson_id
where e.members > coalesce(n.exempt, 0)
