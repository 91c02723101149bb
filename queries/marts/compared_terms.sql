--- title = "Учебные периоды, с которыми сравнивают"
--- kind = "view"
--- grain = "одна строка на год обучения школы и учебный период, за которым начался следующий"
--- columns = [
---   { name = "school_id", type = "text" },
---   { name = "grade", type = "int", title = "Год обучения; 0 — объединения" },
---   { name = "school_year", type = "text" },
---   { name = "term_id", type = "text" },
---   { name = "starts_on", type = "date" },
---   { name = "ends_on", type = "date", title = "Последний день, который идёт в сравнение" },
---   { name = "back", type = "long", title = "2 — предыдущий, 3 — бывший до него" },
--- ]

-- Of each term as many teaching days as the term after it has had by the school's data; all of it where that one is over.
-- Days without lessons go with the school day before them.
with school_days as (
    select
        t.school_id,
        t.grade,
        t.school_year,
        t.term_id,
        t.starts_on,
        t.ends_on,
        t.back,
        c.date,
        cast(
            row_number() over (
                partition by t.school_id, t.grade, t.school_year, t.term_id
                order by c.date
            ) as bigint
        ) as number
    from terms_of_grades t
    join calendar c
        on
            c.school_id = t.school_id
            and c.school_year = t.school_year
            and c.grade = t.grade
            and c.term_id = t.term_id
    where t.back > 0 and c.is_school_day
),

come as (
    select
        d.school_id,
        d.grade,
        d.back,
        sum(cast(d.date <= s.data_day as bigint)) as days
    from school_days d
    join schools s on s.school_id = d.school_id
    group by d.school_id, d.grade, d.back, s.data_day
    having max(d.ends_on) > s.data_day
)

select
    d.school_id,
    d.grade,
    d.school_year,
    d.term_id,
    d.starts_on,
    coalesce(
        cast(min(case when d.number > n.days then d.date end) - interval '1 day' as date),
        d.ends_on
    ) as ends_on,
    d.back
from school_days d
left join come n
    on
        n.school_id = d.school_id
        and n.grade = d.grade
        and n.back = d.back - 1
where d.back > 1
group by d.school_id, d.grade, d.school_year, d.term_id, d.starts_on, d.ends_on, d.back
