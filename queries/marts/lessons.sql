--- title = "Проведённые уроки"
--- kind = "stored"
--- grain = "одна строка на проведённый урок группы"
--- key = ["school_id", "school_year", "lesson_id"]
--- day = "date"
--- sort = ["date"]
--- after = ["calendar"]
--- columns = [
---   { name = "school_id", type = "text" },
---   { name = "school_year", type = "text" },
---   { name = "lesson_id", type = "text" },
---   { name = "group_id", type = "text" },
---   { name = "class_id", type = "text" },
---   { name = "subject_id", type = "text" },
---   { name = "staff_id", type = "text", title = "Кто провёл; если не сказано — учитель группы" },
---   { name = "term_id", type = "text" },
---   { name = "date", type = "date" },
---   { name = "lesson_number", type = "int" },
---   { name = "plan_hours", type = "number", title = "Часов планирования выполнено; если не сказано — один" },
---   { name = "risk_share", type = "long", title = "Доля пропусков, с которой ученик в зоне риска, в сотых долях процента" },
--- ]

-- Which lessons were given, of which class, subject, teacher and term.
select
    l.school_id,
    l.school_year,
    l.lesson_id,
    l.group_id,
    g.class_id,
    g.subject_id,
    coalesce(l.staff_id, g.staff_id) as staff_id,
    d.term_id,
    l.date,
    l.number as lesson_number,
    coalesce(l.plan_hours_done, 1) as plan_hours,
    cast(round(r.risk_missed_pct * 100) as bigint) as risk_share
from lake.lessons l
join changed x on x.school_id = l.school_id and x.school_year = l.school_year
join lake.groups g
    on
        g.school_id = l.school_id
        and g.school_year = l.school_year
        and g.group_id = l.group_id
join lake.rules r
    on
        r.school_id = l.school_id
        and r.school_year = l.school_year
        and l.date >= r.from_day
        and l.date <= r.to_day
left join lake.classes c
    on
        c.school_id = g.school_id
        and c.school_year = g.school_year
        and c.class_id = g.class_id
left join mart.calendar d
    on
        d.school_id = l.school_id
        and d.school_year = l.school_year
        and d.grade = coalesce(c.grade, 0)
        and d.date = l.date
where l.held and l.date >= x.from_day
