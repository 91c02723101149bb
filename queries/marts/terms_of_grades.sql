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
-- A grade counts on into the years before, whatever terms the school had then. Were two terms of one grade to overlap,
-- its days belong to the first by its code, as in the calendar.
with moment as (
    -- A question by days has a row for each of them.
    select max(today) as today
    from asked
),

grades as (
    select distinct
        c.school_id,
        c.school_year,
        coalesce(c.grade, 0) as grade
    from classes c
    join schools s on s.school_id = c.school_id and s.school_year = c.school_year
),

fitting as (
    select
        g.school_id,
        g.grade,
        g.school_year = t.school_year as is_last_year,
        t.school_year,
        t.term_id,
        t.starts_on,
        t.ends_on
    from grades g
    join terms t on t.school_id = g.school_id
    where
        t.kind <> 'year'
        and case
            when g.grade = 0 then t.grade_from is null and t.grade_to is null
            else g.grade >= coalesce(t.grade_from, 1) and g.grade <= coalesce(t.grade_to, 12)
        end
),

-- Who studies without terms now has none before.
studying as (
    select distinct
        school_id,
        grade
    from fitting
    where is_last_year
),

covered as (
    select distinct
        f.school_id,
        f.grade,
        f.school_year,
        f.term_id
    from fitting f
    join fitting o
        on
            o.school_id = f.school_id
            and o.grade = f.grade
            and o.school_year = f.school_year
            and o.term_id < f.term_id
            and o.starts_on <= f.starts_on
            and o.ends_on >= f.ends_on
),

begun as (
    select
        f.school_id,
        f.grade,
        f.school_year,
        f.term_id,
        f.starts_on,
        f.ends_on,
        f.ends_on <= s.data_day as is_over
    from fitting f
    join studying y on y.school_id = f.school_id and y.grade = f.grade
    cross join moment m
    left join schools s on s.school_id = f.school_id
    left join covered c
        on
            c.school_id = f.school_id
            and c.grade = f.grade
            and c.school_year = f.school_year
            and c.term_id = f.term_id
    where f.starts_on <= m.today and c.term_id is null
)

select
    school_id,
    cast(grade as int) as grade,
    school_year,
    term_id,
    starts_on,
    ends_on,
    cast(
        row_number() over (
            partition by school_id, grade
            order by starts_on desc, term_id
        ) as bigint
    ) as back
from begun
union all
select
    school_id,
    cast(grade as int) as grade,
    school_year,
    term_id,
    starts_on,
    ends_on,
    -cast(
        row_number() over (
            partition by school_id, grade
            order by starts_on desc, term_id
        ) as bigint
    ) as back
from begun
where is_over
