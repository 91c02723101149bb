--- title = "Начавшиеся учебные периоды по годам обучения"
--- kind = "view"
--- grain = "одна строка на год обучения школы (0 — объединения) и его учебный период, начавшийся ко дню вопроса; законченный стоит ещё раз, среди законченных"
--- columns = [
---   { name = "school_id", type = "text" },
---   { name = "grade", type = "int", title = "Год обучения; 0 — объединения" },
---   { name = "school_year", type = "text" },
---   { name = "term_id", type = "text" },
---   { name = "starts_on", type = "date" },
---   { name = "ends_on", type = "date" },
---   { name = "back", type = "long", title = "1 — идущий или последний из начавшихся, 2 — предыдущий; −1 — последний законченный, −2 — законченный до него" },
--- ]

-- Which terms the grades of each school have begun, counted back from today, and which are over by the school's data.
-- A grade counts on into the years before, whatever terms it had then; who studies without terms now has none before.
-- Should a grade have terms of two kinds at once, each kind is counted by itself.
with moment as (
    -- A question by days has a row for each of them.
    select max(today) as today
    from asked
),

grades as (
    select distinct
        c.school_id,
        c.school_year,
        coalesce(c.grade, 0) as grade,
        s.data_day
    from classes c
    join schools s on s.school_id = c.school_id and s.school_year = c.school_year
),

fitting as (
    select
        g.school_id,
        g.grade,
        g.data_day,
        t.school_year,
        t.term_id,
        t.kind,
        t.starts_on,
        t.ends_on,
        min(case when t.school_year = g.school_year then t.kind end) over (
            partition by g.school_id, g.grade
        ) as first_kind,
        max(case when t.school_year = g.school_year then t.kind end) over (
            partition by g.school_id, g.grade
        ) as last_kind
    from grades g
    join terms t on t.school_id = g.school_id
    where
        t.kind <> 'year'
        and case
            when g.grade = 0 then t.grade_from is null and t.grade_to is null
            else g.grade >= coalesce(t.grade_from, 1) and g.grade <= coalesce(t.grade_to, 12)
        end
),

signs as (
    select 1 as sign
    union all
    select -1 as sign
)

select
    f.school_id,
    cast(f.grade as int) as grade,
    f.school_year,
    f.term_id,
    f.starts_on,
    f.ends_on,
    cast(
        row_number() over (
            partition by
                f.school_id,
                f.grade,
                case when f.first_kind <> f.last_kind then f.kind end,
                n.sign
            order by f.starts_on desc, f.term_id
        ) as bigint
    ) * n.sign as back
from fitting f
cross join moment m
cross join signs n
where
    f.starts_on <= m.today
    and (n.sign = 1 or f.ends_on <= f.data_day)
    and (f.first_kind = f.last_kind or f.kind = f.first_kind or f.kind = f.last_kind)
