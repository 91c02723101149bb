--- title = "Успеваемость учеников по периодам"
--- kind = "stored"
--- grain = "одна строка на ученика, завершённый период и вид отметок"
--- key = ["school_id", "school_year", "pupil_key", "term_id", "kind"]
--- after = ["grades"]
--- columns = [
---   { name = "school_id", type = "text" },
---   { name = "school_year", type = "text" },
---   { name = "class_id", type = "text", title = "Класс в последний день периода" },
---   { name = "term_id", type = "text" },
---   { name = "date", type = "date", title = "Последний день периода" },
---   { name = "pupil_key", type = "long" },
---   { name = "kind", type = "text", title = "По каким отметкам: за период, годовым или итоговым" },
---   { name = "category", type = "text", title = "Первая подходящая из непересекающихся групп" },
---   { name = "twos", type = "long", title = "Предметов с отметкой 2 или 1" },
--- ]

-- Into which group each pupil falls over all term marks of the term, over those of the year and over the final ones.
-- The order of the conditions is the order in which the groups are tested (reports.md 1.5).
-- Marks of a year are due where the school has a term for them; elsewhere, and final ones everywhere, a class that has
-- none of them is not told of.
with expected as (
    select distinct
        g.school_id,
        g.school_year,
        g.class_id,
        g.pupil_key,
        g.term_id,
        g.date,
        g.kind
    from mart.grades g
    join changed x on x.school_id = g.school_id and x.school_year = g.school_year
    where g.is_expected and g.kind in ('term', 'year')
),

marked_classes as (
    select distinct
        g.school_id,
        g.school_year,
        g.class_id,
        g.term_id,
        g.kind
    from mart.grades g
    join changed x on x.school_id = g.school_id and x.school_year = g.school_year
    where g.kind in ('year', 'final') and g.value is not null
),

due as (
    select
        e.school_id,
        e.school_year,
        e.class_id,
        e.pupil_key,
        e.term_id,
        e.date,
        e.kind
    from expected e
    union all
    select
        e.school_id,
        e.school_year,
        e.class_id,
        e.pupil_key,
        e.term_id,
        e.date,
        m.kind
    from marked_classes m
    join expected e
        on
            e.school_id = m.school_id
            and e.school_year = m.school_year
            and e.class_id = m.class_id
            and e.term_id = m.term_id
),

population as (
    select
        d.school_id,
        d.school_year,
        d.pupil_key,
        d.term_id,
        d.kind,
        min(d.date) as date,
        min(d.class_id) as class_id
    from due d
    group by d.school_id, d.school_year, d.pupil_key, d.term_id, d.kind
),

counted as (
    select
        t.school_id,
        t.school_year,
        pupil_key(t.school_id, t.pupil_id) as pupil_key,
        t.term_id,
        t.kind,
        sum(cast(t.value = '4' as bigint)) as fours,
        sum(cast(t.value = '3' as bigint)) as threes,
        sum(cast(t.value in ('2', '1') as bigint)) as twos,
        sum(cast(t.value = 'н/а' as bigint)) as not_certified,
        sum(cast(t.value in ('5', '4', '3', '2', '1', 'н/а') as bigint)) as graded
    from lake.term_marks t
    join changed x on x.school_id = t.school_id and x.school_year = t.school_year
    where t.kind in ('term', 'year', 'final') and t.value is not null
    group by t.school_id, t.school_year, t.pupil_id, t.term_id, t.kind
)

select
    p.school_id,
    p.school_year,
    p.class_id,
    p.term_id,
    p.date,
    p.pupil_key,
    p.kind,
    case
        when coalesce(c.graded, 0) = 0 then 'no_data'
        when c.twos > 0 then 'failing'
        when c.not_certified > 0 then 'not_certified'
        when c.threes = 1 then 'one_three'
        when c.threes > 1 then 'satisfactory'
        when c.fours = 1 then 'one_four'
        when c.fours > 1 then 'good'
        else 'all_fives'
    end as category,
    coalesce(c.twos, 0) as twos
from population p
left join counted c
    on
        c.school_id = p.school_id
        and c.school_year = p.school_year
        and c.pupil_key = p.pupil_key
        and c.term_id = p.term_id
        and c.kind = p.kind
