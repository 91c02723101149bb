--- title = "Начавшиеся учебные периоды"
--- kind = "view"
--- grain = "одна строка на учебный период школы, начавшийся ко дню вопроса"
--- columns = [
---   { name = "school_id", type = "text" },
---   { name = "school_year", type = "text" },
---   { name = "term_id", type = "text" },
---   { name = "starts_on", type = "date" },
---   { name = "ends_on", type = "date" },
---   { name = "back", type = "long", title = "1 — идущий или последний из начавшихся, 2 — предыдущий" },
--- ]

-- Which term each school's grades are in, counted back from today.
select
    t.school_id,
    t.school_year,
    t.term_id,
    t.starts_on,
    t.ends_on,
    cast(
        row_number() over (
            partition by t.school_id, t.grade_from, t.grade_to
            order by t.starts_on desc, t.term_id
        ) as bigint
    ) as back
from terms t
cross join asked a
where t.kind <> 'year' and t.starts_on <= a.today
