--- title = "Итоговые отметки, посчитанные"
--- kind = "view"
--- grain = "одна строка на ученика, группу, завершённый период и вид отметки"
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
---   { name = "fives", type = "long" },
---   { name = "fours", type = "long" },
---   { name = "threes", type = "long" },
---   { name = "twos", type = "long" },
---   { name = "not_certified", type = "long" },
---   { name = "exempt", type = "long" },
---   { name = "passes", type = "long" },
---   { name = "fails", type = "long" },
---   { name = "value_sum", type = "long" },
---   { name = "missing", type = "long" },
--- ]

-- What each term mark adds to the counts. A one counts as a two, and as itself in the mean.
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
    g.kind as grade_kind,
    g.value as grade_value,
    cast(coalesce(g.value = '5', false) as bigint) as fives,
    cast(coalesce(g.value = '4', false) as bigint) as fours,
    cast(coalesce(g.value = '3', false) as bigint) as threes,
    cast(coalesce(g.value in ('2', '1'), false) as bigint) as twos,
    cast(coalesce(g.value = 'н/а', false) as bigint) as not_certified,
    cast(coalesce(g.value = 'осв', false) as bigint) as exempt,
    cast(coalesce(g.value = 'зач', false) as bigint) as passes,
    cast(coalesce(g.value = 'незач', false) as bigint) as fails,
    cast(
        case g.value
            when '5' then 5
            when '4' then 4
            when '3' then 3
            when '2' then 2
            when '1' then 1
            else 0
        end as bigint
    ) as value_sum,
    cast(g.is_expected and g.value is null as bigint) as missing
from grades g
