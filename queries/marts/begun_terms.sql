--- title = "Начавшиеся учебные периоды"
--- kind = "view"
--- grain = "одна строка на учебный период школы, начавшийся ко дню вопроса; законченный стоит ещё раз, среди законченных"
--- columns = [
---   { name = "school_id", type = "text" },
---   { name = "school_year", type = "text" },
---   { name = "term_id", type = "text" },
---   { name = "starts_on", type = "date" },
---   { name = "ends_on", type = "date" },
---   { name = "back", type = "long", title = "1 — идущий или последний из начавшихся, 2 — предыдущий; −1 — последний законченный, −2 — законченный до него" },
--- ]

-- Which term each school's grades are in, counted back from today, and which is the last that is over by their data.
with begun as (
    select
        t.school_id,
        t.school_year,
        t.term_id,
        t.grade_from,
        t.grade_to,
        t.starts_on,
        t.ends_on,
        t.ends_on <= s.data_day as is_over
    from terms t
    cross join asked a
    left join schools s on s.school_id = t.school_id
    where t.kind <> 'year' and t.starts_on <= a.today
)

select
    school_id,
    school_year,
    term_id,
    starts_on,
    ends_on,
    cast(
        row_number() over (
            partition by school_id, grade_from, grade_to
            order by starts_on desc, term_id
        ) as bigint
    ) as back
from begun
union all
select
    school_id,
    school_year,
    term_id,
    starts_on,
    ends_on,
    -cast(
        row_number() over (
            partition by school_id, grade_from, grade_to
            order by starts_on desc, term_id
        ) as bigint
    ) as back
from begun
where is_over
