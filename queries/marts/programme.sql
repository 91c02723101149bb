--- title = "Прохождение программы"
--- kind = "view"
--- grain = "одна строка на группу и отрезок, на последний день которого спрошено"
--- columns = [
---   { name = "school_id", type = "text" },
---   { name = "school_year", type = "text" },
---   { name = "group_id", type = "text" },
---   { name = "class_id", type = "text" },
---   { name = "subject_id", type = "text" },
---   { name = "staff_id", type = "text" },
---   { name = "date", type = "date", title = "Первый день отрезка" },
---   { name = "year_hours", type = "number" },
---   { name = "plan_hours", type = "number" },
---   { name = "held_hours", type = "number" },
---   { name = "due_hours", type = "number" },
---   { name = "planned", type = "long", title = "Групп, у которых есть планирование" },
---   { name = "planned_held_hours", type = "number", title = "Проведено в группах, у которых есть планирование" },
---   { name = "mismatched", type = "long" },
---   { name = "missing", type = "long" },
---   { name = "late", type = "long" },
--- ]

-- How far each journal page has come by the last day of each span asked. A week of lessons has passed when its
-- Monday has come.
with weeks as (
    select distinct
        c.school_id,
        c.school_year,
        c.grade,
        date_trunc('week', c.date) as monday
    from calendar c
    where c.is_school_day
),

passed as (
    select
        y.school_id,
        y.school_year,
        y.bucket,
        w.grade,
        count(*) as weeks,
        sum(cast(w.monday <= y.to_day as bigint)) as passed
    from year_spans y
    join weeks w on w.school_id = y.school_id and w.school_year = y.school_year
    where y.grade is null or y.grade = w.grade
    group by y.school_id, y.school_year, y.bucket, w.grade
),

held as (
    select
        y.school_id,
        y.school_year,
        y.bucket,
        g.group_id,
        sum(l.plan_hours) as hours
    from year_spans y
    join groups g on g.school_id = y.school_id and g.school_year = y.school_year
    join lessons l
        on
            l.school_id = g.school_id
            and l.school_year = g.school_year
            and l.group_id = g.group_id
    where l.date <= y.to_day and (y.grade is null or y.grade = g.grade)
    group by y.school_id, y.school_year, y.bucket, g.group_id
)

select
    g.school_id,
    g.school_year,
    g.group_id,
    g.class_id,
    g.subject_id,
    g.staff_id,
    y.bucket as date,
    coalesce(g.year_hours, 0) as year_hours,
    coalesce(g.plan_hours, 0) as plan_hours,
    coalesce(h.hours, 0) as held_hours,
    coalesce(g.plan_hours * p.passed / p.weeks, 0) as due_hours,
    cast(g.plan_hours is not null as bigint) as planned,
    case when g.plan_hours is not null then coalesce(h.hours, 0) else 0 end as planned_held_hours,
    cast(coalesce(g.plan_hours <> g.year_hours, false) as bigint) as mismatched,
    cast(g.plan_hours is null as bigint) as missing,
    cast(g.is_plan_late as bigint) as late
from year_spans y
join groups g on g.school_id = y.school_id and g.school_year = y.school_year
left join passed p
    on
        p.school_id = y.school_id
        and p.school_year = y.school_year
        and p.bucket = y.bucket
        and p.grade = g.grade
left join held h
    on
        h.school_id = y.school_id
        and h.school_year = y.school_year
        and h.bucket = y.bucket
        and h.group_id = g.group_id
where y.grade is null or y.grade = g.grade
