--- title = "Отметки за период, годовые и итоговые против текущих"
--- kind = "view"
--- grain = "одна строка на числовую отметку за период, годовую или итоговую, у которой есть не меньше трёх текущих"
--- columns = [
---   { name = "school_id", type = "text" },
---   { name = "school_year", type = "text" },
---   { name = "group_id", type = "text" },
---   { name = "class_id", type = "text" },
---   { name = "subject_id", type = "text" },
---   { name = "staff_id", type = "text" },
---   { name = "term_id", type = "text" },
---   { name = "date", type = "date" },
---   { name = "pupil_key", type = "long" },
---   { name = "grade_kind", type = "text" },
---   { name = "grade_value", type = "text" },
---   { name = "compared", type = "long" },
---   { name = "matching", type = "long" },
---   { name = "raised", type = "long" },
---   { name = "lowered", type = "long" },
---   { name = "deviation", type = "number", title = "Отметка минус средневзвешенный балл" },
--- ]

-- What the current marks of a term lead to expect, by the thresholds of the school's rules, beside the mark given; beside
-- the mark of a year and the final one, those of the year up to the day on which it stands.
-- A one is a two. What stands on the left of a join is held in memory: term marks, never the current ones.
with given as (
    select
        g.school_id,
        g.school_year,
        g.group_id,
        g.class_id,
        g.subject_id,
        g.staff_id,
        g.term_id,
        g.date,
        g.pupil_key,
        g.kind,
        g.value
    from grades g
    where g.kind in ('term', 'year', 'final') and g.value in ('5', '4', '3', '2', '1')
),

beside as (
    select
        g.school_id,
        g.school_year,
        g.group_id,
        g.class_id,
        g.subject_id,
        g.staff_id,
        g.term_id,
        g.date,
        g.pupil_key,
        g.kind,
        g.value,
        m.number,
        m.weight
    from given g
    join marks m
        on
            m.school_id = g.school_id
            and m.school_year = g.school_year
            and m.group_id = g.group_id
            and m.pupil_key = g.pupil_key
            and m.term_id = g.term_id
    where g.kind = 'term' and m.number is not null
    union all
    select
        g.school_id,
        g.school_year,
        g.group_id,
        g.class_id,
        g.subject_id,
        g.staff_id,
        g.term_id,
        g.date,
        g.pupil_key,
        g.kind,
        g.value,
        m.number,
        m.weight
    from given g
    join marks m
        on
            m.school_id = g.school_id
            and m.school_year = g.school_year
            and m.group_id = g.group_id
            and m.pupil_key = g.pupil_key
    where g.kind <> 'term' and m.number is not null and m.date <= g.date
),

averaged as (
    select
        b.school_id,
        b.school_year,
        b.group_id,
        b.class_id,
        b.subject_id,
        b.staff_id,
        b.term_id,
        b.date,
        b.pupil_key,
        b.kind,
        b.value,
        sum(b.number * b.weight) / nullif(sum(b.weight), 0) as average
    from beside b
    group by
        b.school_id, b.school_year, b.group_id, b.class_id, b.subject_id, b.staff_id,
        b.term_id, b.date, b.pupil_key, b.kind, b.value
    having count(*) >= 3 and sum(b.weight) > 0
),

expected as (
    select
        a.*,
        case when a.value = '1' then 2 else cast(a.value as int) end as mark,
        case
            when a.average >= r.final_mark_five then 5
            when a.average >= r.final_mark_four then 4
            when a.average >= r.final_mark_three then 3
            else 2
        end as expected
    from rules r
    join averaged a
        on
            a.school_id = r.school_id
            and a.school_year = r.school_year
            and a.date >= r.from_day
            and a.date <= r.to_day
)

select
    school_id,
    school_year,
    group_id,
    class_id,
    subject_id,
    staff_id,
    term_id,
    date,
    pupil_key,
    kind as grade_kind,
    value as grade_value,
    cast(1 as bigint) as compared,
    cast(mark = expected as bigint) as matching,
    cast(mark > expected as bigint) as raised,
    cast(mark < expected as bigint) as lowered,
    mark - average as deviation
from expected
