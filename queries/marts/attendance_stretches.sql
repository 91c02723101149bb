--- title = "Посещаемость учеников по месяцам, по частям"
--- kind = "view"
--- grain = "ученик, группа и месяц: сколько уроков подлежало; отдельно — ученик и урок, о котором есть отметка"
--- columns = [
---   { name = "school_id", type = "text" },
---   { name = "school_year", type = "text" },
---   { name = "group_id", type = "text" },
---   { name = "class_id", type = "text" },
---   { name = "subject_id", type = "text" },
---   { name = "staff_id", type = "text" },
---   { name = "term_id", type = "text" },
---   { name = "date", type = "date", title = "Первый день месяца" },
---   { name = "pupil_key", type = "long" },
---   { name = "due", type = "long" },
---   { name = "missed", type = "long" },
---   { name = "missed_illness", type = "long" },
---   { name = "missed_excused", type = "long" },
---   { name = "missed_unexcused", type = "long" },
---   { name = "missed_unspecified", type = "long" },
---   { name = "late", type = "long" },
---   { name = "risk_share", type = "long" },
--- ]

-- What the lessons of every pupil add up to in a month, without laying them out one by one: most pupils stay in a group for
-- the whole of it, so that its lessons are counted once for all of them. Exempt lessons are taken off again.
with months as (
    select
        l.school_id,
        l.school_year,
        l.group_id,
        l.class_id,
        l.subject_id,
        l.staff_id,
        l.term_id,
        cast(date_trunc('month', l.date) as date) as date,
        min(l.date) as first_day,
        max(l.date) as last_day,
        cast(count(*) as bigint) as due,
        sum(l.risk_share) as risk_share
    from lessons l
    group by
        l.school_id, l.school_year, l.group_id, l.class_id, l.subject_id, l.staff_id, l.term_id,
        date_trunc('month', l.date)
),

comers_and_goers as (
    select
        m.school_id,
        m.school_year,
        m.group_id,
        m.pupil_key,
        m.from_day,
        m.to_day,
        t.class_id,
        t.subject_id,
        t.staff_id,
        t.term_id,
        t.date,
        t.first_day,
        t.last_day
    from months t
    join members m
        on
            m.school_id = t.school_id
            and m.school_year = t.school_year
            and m.group_id = t.group_id
            and m.from_day <= t.last_day
            and m.to_day >= t.first_day
    where m.from_day > t.first_day or m.to_day < t.last_day
)

select
    m.school_id,
    m.school_year,
    t.group_id,
    t.class_id,
    t.subject_id,
    t.staff_id,
    t.term_id,
    t.date,
    m.pupil_key,
    t.due,
    cast(0 as bigint) as missed,
    cast(0 as bigint) as missed_illness,
    cast(0 as bigint) as missed_excused,
    cast(0 as bigint) as missed_unexcused,
    cast(0 as bigint) as missed_unspecified,
    cast(0 as bigint) as late,
    t.risk_share
from months t
join members m
    on
        m.school_id = t.school_id
        and m.school_year = t.school_year
        and m.group_id = t.group_id
        and m.from_day <= t.first_day
        and m.to_day >= t.last_day
union all
select
    c.school_id,
    c.school_year,
    c.group_id,
    c.class_id,
    c.subject_id,
    c.staff_id,
    c.term_id,
    c.date,
    c.pupil_key,
    cast(1 as bigint) as due,
    cast(0 as bigint) as missed,
    cast(0 as bigint) as missed_illness,
    cast(0 as bigint) as missed_excused,
    cast(0 as bigint) as missed_unexcused,
    cast(0 as bigint) as missed_unspecified,
    cast(0 as bigint) as late,
    l.risk_share
from comers_and_goers c
join lessons l
    on
        l.school_id = c.school_id
        and l.school_year = c.school_year
        and l.group_id = c.group_id
        and (l.class_id is not distinct from c.class_id)
        and (l.subject_id is not distinct from c.subject_id)
        and (l.staff_id is not distinct from c.staff_id)
        and (l.term_id is not distinct from c.term_id)
        and l.date >= c.first_day
        and l.date <= c.last_day
        and l.date >= c.from_day
        and l.date <= c.to_day
union all
select
    a.school_id,
    a.school_year,
    a.group_id,
    a.class_id,
    a.subject_id,
    a.staff_id,
    a.term_id,
    cast(date_trunc('month', a.date) as date) as date,
    a.pupil_key,
    - a.exempt as due,
    a.missed,
    a.missed_illness,
    a.missed_excused,
    a.missed_unexcused,
    a.missed_unspecified,
    a.late,
    - a.exempt * coalesce(l.risk_share, 0) as risk_share
from absences a
left join (
    select
        school_id,
        school_year,
        lesson_id,
        risk_share
    from lessons
) l
    on
        l.school_id = a.school_id
        and l.school_year = a.school_year
        and l.lesson_id = a.lesson_id
