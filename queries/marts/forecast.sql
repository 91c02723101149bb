--- title = "Прогноз итогов периода по ученикам"
--- kind = "view"
--- grain = "одна строка на ученика в учебном периоде, в котором лежит последний день отрезка; в каникулы — в последнем начавшемся"
--- columns = [
---   { name = "school_id", type = "text" },
---   { name = "school_year", type = "text" },
---   { name = "class_id", type = "text" },
---   { name = "term_id", type = "text" },
---   { name = "date", type = "date", title = "Первый день отрезка" },
---   { name = "pupil_key", type = "long" },
---   { name = "pupils", type = "long" },
---   { name = "no_data", type = "long" },
---   { name = "failing", type = "long" },
---   { name = "not_certified", type = "long" },
---   { name = "one_three", type = "long" },
---   { name = "satisfactory", type = "long" },
---   { name = "one_four", type = "long" },
---   { name = "good", type = "long" },
---   { name = "all_fives", type = "long" },
--- ]

-- Into which group each pupil will fall if nothing changes. The groups and the order in which they are tested are those of
-- the results (reports.md 1.5).
with counted as (
    select
        f.school_id,
        f.school_year,
        f.term_id,
        f.date,
        f.pupil_key,
        min(f.class_id) as class_id,
        sum(f.expected_fours) as fours,
        sum(f.expected_threes) as threes,
        sum(f.expected_twos) as twos,
        sum(cast(coalesce(f.value = 'н/а', false) as bigint)) as not_certified,
        sum(cast(coalesce(f.value in ('5', '4', '3', '2', 'н/а'), false) as bigint)) as graded
    from expected_marks f
    group by f.school_id, f.school_year, f.term_id, f.date, f.pupil_key
),

grouped as (
    select
        c.school_id,
        c.school_year,
        c.class_id,
        c.term_id,
        c.date,
        c.pupil_key,
        case
            when c.graded = 0 then 'no_data'
            when c.twos > 0 then 'failing'
            when c.not_certified > 0 then 'not_certified'
            when c.threes = 1 then 'one_three'
            when c.threes > 1 then 'satisfactory'
            when c.fours = 1 then 'one_four'
            when c.fours > 1 then 'good'
            else 'all_fives'
        end as category
    from counted c
)

select
    g.school_id,
    g.school_year,
    g.class_id,
    g.term_id,
    g.date,
    g.pupil_key,
    cast(1 as bigint) as pupils,
    cast(g.category = 'no_data' as bigint) as no_data,
    cast(g.category = 'failing' as bigint) as failing,
    cast(g.category = 'not_certified' as bigint) as not_certified,
    cast(g.category = 'one_three' as bigint) as one_three,
    cast(g.category = 'satisfactory' as bigint) as satisfactory,
    cast(g.category = 'one_four' as bigint) as one_four,
    cast(g.category = 'good' as bigint) as good,
    cast(g.category = 'all_fives' as bigint) as all_fives
from grouped g
