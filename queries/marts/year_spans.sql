--- title = "Отрезки, о которых спрошено"
--- kind = "view"
--- is_few = true
--- grain = "одна строка на школу и отрезок, за который спрошено; на год обучения — где спрошено об учебном периоде"
--- columns = [
---   { name = "school_id", type = "text" },
---   { name = "grade", type = "int", title = "Год обучения, о котором отрезок; 0 — объединения, пусто — все" },
---   { name = "bucket", type = "date" },
---   { name = "from_day", type = "date" },
---   { name = "to_day", type = "date" },
---   { name = "eve", type = "date", title = "Накануне первого дня" },
---   { name = "school_year", type = "text", title = "Учебный год последнего дня" },
--- ]

-- The spans of a question, for each school. A span without days is the school year up to the school's data day. Where
-- a term is asked about, each grade has its own, and of every span counts what lies within the term. What is asked stands
-- on the left of its joins: where that is no term, no terms are read.
with asked_terms as (
    select
        t.school_id,
        t.grade,
        min(t.starts_on) as from_day,
        max(t.ends_on) as to_day
    from (
        select
            w.school_id,
            w.grade,
            w.starts_on,
            w.ends_on
        from (
            select distinct term_back
            from asked
            where term_back is not null and not is_cut
        ) a
        join terms_of_grades w on w.back = a.term_back
        union all
        select
            c.school_id,
            c.grade,
            c.starts_on,
            c.ends_on
        from (
            select distinct term_back
            from asked
            where is_cut
        ) a
        join compared_terms c on c.back = a.term_back
    ) t
    group by t.school_id, t.grade
),

spans as (
    select
        s.school_id,
        t.grade,
        a.bucket,
        case
            when t.from_day is not null then greatest(coalesce(a.from_day, t.from_day), t.from_day)
            else coalesce(a.from_day, least(make_date(cast(substr(s.school_year, 1, 4) as int), 9, 1), s.data_day))
        end as from_day,
        case
            when t.to_day is not null then least(coalesce(a.to_day, t.to_day), t.to_day)
            else coalesce(a.to_day, s.data_day)
        end as to_day
    from schools s
    cross join asked a
    left join asked_terms t on t.school_id = s.school_id
    -- A school without that term has no span.
    where a.term_back is null or t.from_day is not null
)

select
    school_id,
    cast(grade as int) as grade,
    -- Undivided, a term is one span of the school, though its grades begin it on days of their own.
    coalesce(bucket, min(from_day) over (partition by school_id)) as bucket,
    from_day,
    to_day,
    cast(from_day - interval '1 day' as date) as eve,
    case
        when extract(month from to_day) >= 9
            then concat(cast(extract(year from to_day) as int), '/', cast(extract(year from to_day) as int) + 1)
        else concat(cast(extract(year from to_day) as int) - 1, '/', cast(extract(year from to_day) as int))
    end as school_year
from spans
where from_day <= to_day
