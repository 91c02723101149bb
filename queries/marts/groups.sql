--- title = "Журнальные страницы"
--- kind = "stored"
--- grain = "одна строка на группу: предмет, класс или его часть, учитель"
--- key = ["school_id", "school_year", "group_id"]
--- columns = [
---   { name = "school_id", type = "text" },
---   { name = "school_year", type = "text" },
---   { name = "group_id", type = "text" },
---   { name = "class_id", type = "text" },
---   { name = "subject_id", type = "text" },
---   { name = "staff_id", type = "text" },
---   { name = "grade", type = "int", title = "Год обучения; 0 — объединение" },
---   { name = "class_kind", type = "text" },
---   { name = "weekly_hours", type = "number" },
---   { name = "year_hours", type = "number", title = "По учебному плану" },
---   { name = "plan_hours", type = "number", title = "По календарно-тематическому планированию" },
---   { name = "is_plan_late", type = "bool", title = "Планирование утверждено не раньше срока свода правил" },
--- ]

-- Which journal pages there are, how many hours they have, and whether their plans came in time.
-- A deadline of September to December is of the year's first calendar year, any other of the second.
with deadlines as (
    select
        r.school_id,
        r.school_year,
        cast(
            concat(
                case
                    when substr(r.plan_approved_before, 1, 2) >= '09' then substr(r.school_year, 1, 4)
                    else substr(r.school_year, 6, 4)
                end,
                '-',
                r.plan_approved_before
            ) as date
        ) as approved_before
    from lake.rules r
    join changed x on x.school_id = r.school_id and x.school_year = r.school_year
    where
        r.from_day <= make_date(cast(substr(r.school_year, 1, 4) as int), 9, 1)
        and r.to_day >= make_date(cast(substr(r.school_year, 1, 4) as int), 9, 1)
)

select
    g.school_id,
    g.school_year,
    g.group_id,
    g.class_id,
    g.subject_id,
    g.staff_id,
    coalesce(c.grade, 0) as grade,
    c.kind as class_kind,
    g.weekly_hours,
    g.year_hours,
    g.plan_hours,
    coalesce(g.plan_approved_on >= d.approved_before, false) as is_plan_late
from lake.groups g
join deadlines d on d.school_id = g.school_id and d.school_year = g.school_year
left join lake.classes c
    on
        c.school_id = g.school_id
        and c.school_year = g.school_year
        and c.class_id = g.class_id
