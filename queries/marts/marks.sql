--- title = "Текущие отметки"
--- kind = "stored"
--- grain = "одна строка на отметку ученика за работу"
--- day = "date"
--- sort = ["date"]
--- looks_back = ["lessons"]
--- after = ["calendar", "schools"]
--- columns = [
---   { name = "school_id", type = "text" },
---   { name = "school_year", type = "text" },
---   { name = "group_id", type = "text" },
---   { name = "class_id", type = "text" },
---   { name = "subject_id", type = "text" },
---   { name = "staff_id", type = "text" },
---   { name = "term_id", type = "text" },
---   { name = "date", type = "date", title = "День работы" },
---   { name = "lesson_number", type = "int" },
---   { name = "pupil_key", type = "long" },
---   { name = "work_type", type = "text" },
---   { name = "value", type = "text", title = "Отметка, как выставлена" },
---   { name = "number", type = "long", title = "Отметка числом; пусто у н/а, осв, зач, незач и точек" },
---   { name = "weight", type = "number" },
---   { name = "is_last_days", type = "bool", title = "Выставлена в последние три дня периода" },
---   { name = "is_on_time", type = "bool", title = "Внесена не позже срока свода правил" },
--- ]
--- [[checks]]
--- name = "number"
--- wrong = "number < 1 or number > 5 or weight is null"
--- message = "отметка вне пятибалльной шкалы или без веса"

-- Which marks were given, for which work, of which class, subject, teacher and term.
-- A mark whose lesson is gone stays, without class and subject.
-- Midnight is the last moment of a deadline, which clocks give to the next day: hence the microsecond.
with judged as (
    select
        x.school_id,
        x.school_year,
        x.from_day as changed_from,
        s.timezone,
        r.from_day,
        r.to_day,
        r.marks_days
    from changed x
    join mart.schools s on s.school_id = x.school_id
    join lake.rules r on r.school_id = x.school_id and r.school_year = x.school_year
),

described as (
    select
        l.school_id,
        l.school_year,
        l.lesson_id,
        l.group_id,
        g.class_id,
        g.subject_id,
        coalesce(l.staff_id, g.staff_id) as staff_id,
        l.number as lesson_number,
        coalesce(c.grade, 0) as grade
    from lake.lessons l
    join changed x on x.school_id = l.school_id and x.school_year = l.school_year
    left join lake.groups g
        on
            g.school_id = l.school_id
            and g.school_year = l.school_year
            and g.group_id = l.group_id
    left join lake.classes c
        on
            c.school_id = g.school_id
            and c.school_year = g.school_year
            and c.class_id = g.class_id
)

select
    m.school_id,
    m.school_year,
    l.group_id,
    l.class_id,
    l.subject_id,
    l.staff_id,
    d.term_id,
    m.work_date as date,
    l.lesson_number,
    pupil_key(m.school_id, m.pupil_id) as pupil_key,
    m.work_type,
    m.value,
    case m.value
        when '5' then 5
        when '4' then 4
        when '3' then 3
        when '2' then 2
        when '1' then 1
    end as number,
    m.weight,
    coalesce(local_day(m.entered_at, x.timezone) between d.term_last_days_on and d.term_ends_on, false) as is_last_days,
    cast(
        case
            when m.entered_at_is_day then local_day(m.entered_at, x.timezone)
            else local_day(m.entered_at - interval '1 microsecond', x.timezone)
        end as int
    ) <= cast(m.work_date as int) + x.marks_days as is_on_time
from lake.marks m
join judged x
    on
        x.school_id = m.school_id
        and x.school_year = m.school_year
        and m.work_date >= x.from_day
        and m.work_date <= x.to_day
left join described l
    on
        l.school_id = m.school_id
        and l.school_year = m.school_year
        and l.lesson_id = m.lesson_id
left join mart.calendar d
    on
        d.school_id = m.school_id
        and d.school_year = m.school_year
        and d.grade = coalesce(l.grade, 0)
        and d.date = m.work_date
where m.work_date >= x.changed_from
