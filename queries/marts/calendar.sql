--- title = "Календарь школы"
--- kind = "stored"
--- grain = "одна строка на день учебного периода и год обучения (0 — объединения)"
--- key = ["school_id", "school_year", "grade", "date"]
--- sort = ["date"]
--- columns = [
---   { name = "school_id", type = "text" },
---   { name = "school_year", type = "text" },
---   { name = "grade", type = "int", title = "Год обучения; 0 — объединения" },
---   { name = "date", type = "date" },
---   { name = "term_id", type = "text" },
---   { name = "term_ends_on", type = "date" },
---   { name = "term_last_days_on", type = "date", title = "Первый из трёх последних дней учебного периода" },
---   { name = "is_school_day", type = "bool", title = "Не воскресенье и не выходной школы" },
--- ]

-- Which term a day belongs to for each grade, and whether the school works that day.
-- Were two terms of one grade to overlap, the day belongs to the first by its code.
with school_grades as (
    select
        t.school_id,
        t.school_year,
        t.term_id,
        t.starts_on,
        t.ends_on,
        t.grade_from,
        t.grade_to,
        unnest(generate_series(0, 12)) as grade
    from lake.terms t
    join changed x on x.school_id = t.school_id and x.school_year = t.school_year
    where t.kind <> 'year'
),

term_days as (
    select
        school_id,
        school_year,
        term_id,
        grade,
        ends_on,
        unnest(generate_series(starts_on, ends_on, interval '1 day')) as date
    from school_grades
    where
        case
            when grade = 0 then grade_from is null and grade_to is null
            else grade >= coalesce(grade_from, 1) and grade <= coalesce(grade_to, 12)
        end
),

days as (
    select
        school_id,
        school_year,
        grade,
        cast(date as date) as date,
        min(term_id) as term_id
    from term_days
    group by school_id, school_year, grade, date
),

days_off as (
    select distinct
        o.school_id,
        o.school_year,
        cast(unnest(generate_series(o.starts_on, o.ends_on, interval '1 day')) as date) as date
    from lake.days_off o
    join changed x on x.school_id = o.school_id and x.school_year = o.school_year
)

select
    d.school_id,
    d.school_year,
    cast(d.grade as int) as grade,
    d.date,
    d.term_id,
    t.ends_on as term_ends_on,
    cast(t.ends_on - interval '2 days' as date) as term_last_days_on,
    extract(dow from d.date) <> 0 and o.date is null as is_school_day
from days d
join lake.terms t
    on
        t.school_id = d.school_id
        and t.school_year = d.school_year
        and t.term_id = d.term_id
left join days_off o
    on
        o.school_id = d.school_id
        and o.school_year = d.school_year
        and o.date = d.date
