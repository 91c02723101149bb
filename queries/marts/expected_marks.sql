--- title = "Ожидаемые отметки за период"
--- kind = "view"
--- grain = "одна строка на ученика и группу в учебном периоде, в котором лежит последний день отрезка; в каникулы — в последнем начавшемся"
--- columns = [
---   { name = "school_id", type = "text" },
---   { name = "school_year", type = "text" },
---   { name = "group_id", type = "text" },
---   { name = "class_id", type = "text" },
---   { name = "subject_id", type = "text" },
---   { name = "staff_id", type = "text" },
---   { name = "term_id", type = "text" },
---   { name = "date", type = "date", title = "Первый день отрезка" },
---   { name = "pupil_key", type = "long" },
---   { name = "value", type = "text", title = "Выставленная отметка; без неё — средневзвешенный балл по порогам свода правил" },
---   { name = "expected_fives", type = "long" },
---   { name = "expected_fours", type = "long" },
---   { name = "expected_threes", type = "long" },
---   { name = "expected_twos", type = "long" },
---   { name = "unmarked", type = "long", title = "Ни отметки за период, ни текущих" },
--- ]

-- What each pupil's term mark will be if nothing changes behind the last day asked: the one given by then, else the weighted
-- average of the term's current marks, rounded as the school's rules say. A one is a two.
-- What stands on the left of a join is held in memory: never the current marks.
with begun as (
    select
        y.school_id,
        y.school_year,
        y.bucket,
        y.grade,
        t.term_id,
        y.to_day,
        least(y.to_day, t.ends_on, s.data_day) as last_day,
        t.ends_on >= y.from_day as is_in_span,
        coalesce(t.grade_from, 1) as grade_from,
        coalesce(t.grade_to, 12) as grade_to,
        row_number() over (
            partition by y.school_id, y.school_year, y.bucket, y.grade, t.grade_from, t.grade_to
            order by t.starts_on desc, t.term_id
        ) as back
    from year_spans y
    join schools s on s.school_id = y.school_id
    join terms t
        on
            t.school_id = y.school_id
            and t.school_year = y.school_year
            and t.starts_on <= y.to_day
    where t.kind <> 'year' and t.starts_on <= s.data_day
),

taught as (
    select
        p.school_id,
        p.school_year,
        p.bucket,
        p.term_id,
        p.to_day,
        p.last_day,
        g.group_id,
        g.class_id,
        g.subject_id,
        g.staff_id
    from begun p
    join groups g
        on
            g.school_id = p.school_id
            and g.school_year = p.school_year
            and g.grade >= p.grade_from
            and g.grade <= p.grade_to
    where
        p.back = 1
        and p.is_in_span
        and (p.grade is null or p.grade = g.grade)
        and g.class_kind = 'class'
        and g.grade >= 2
),

pupils_of_groups as (
    select distinct
        t.school_id,
        t.school_year,
        t.bucket,
        t.term_id,
        t.to_day,
        t.last_day,
        t.group_id,
        t.class_id,
        t.subject_id,
        t.staff_id,
        m.pupil_key
    from taught t
    join members m
        on
            m.school_id = t.school_id
            and m.school_year = t.school_year
            and m.group_id = t.group_id
            and m.from_day <= t.last_day
            and m.to_day >= t.last_day
),

averaged as (
    select
        p.school_id,
        p.school_year,
        p.bucket,
        p.term_id,
        p.group_id,
        p.pupil_key,
        sum(m.number * m.weight) / nullif(sum(m.weight), 0) as average
    from pupils_of_groups p
    join marks m
        on
            m.school_id = p.school_id
            and m.school_year = p.school_year
            and m.group_id = p.group_id
            and m.pupil_key = p.pupil_key
            and m.term_id = p.term_id
    where m.number is not null and m.date <= p.to_day
    group by p.school_id, p.school_year, p.bucket, p.term_id, p.group_id, p.pupil_key
),

expected as (
    select
        p.school_id,
        p.school_year,
        p.group_id,
        p.class_id,
        p.subject_id,
        p.staff_id,
        p.term_id,
        p.bucket,
        p.pupil_key,
        case
            when v.value = '1' then '2'
            when v.value is not null then v.value
            when a.average >= r.final_mark_five then '5'
            when a.average >= r.final_mark_four then '4'
            when a.average >= r.final_mark_three then '3'
            when a.average is not null then '2'
        end as value
    from pupils_of_groups p
    join rules r
        on
            r.school_id = p.school_id
            and r.school_year = p.school_year
            and p.last_day >= r.from_day
            and p.last_day <= r.to_day
    left join averaged a
        on
            a.school_id = p.school_id
            and a.school_year = p.school_year
            and a.bucket = p.bucket
            and a.term_id = p.term_id
            and a.group_id = p.group_id
            and a.pupil_key = p.pupil_key
    left join given_term_marks v
        on
            v.school_id = p.school_id
            and v.school_year = p.school_year
            and v.term_id = p.term_id
            and v.group_id = p.group_id
            and v.pupil_key = p.pupil_key
            and coalesce(v.entered_on, p.to_day) <= p.to_day
)

select
    e.school_id,
    e.school_year,
    e.group_id,
    e.class_id,
    e.subject_id,
    e.staff_id,
    e.term_id,
    e.bucket as date,
    e.pupil_key,
    e.value,
    cast(coalesce(e.value = '5', false) as bigint) as expected_fives,
    cast(coalesce(e.value = '4', false) as bigint) as expected_fours,
    cast(coalesce(e.value = '3', false) as bigint) as expected_threes,
    cast(coalesce(e.value = '2', false) as bigint) as expected_twos,
    cast(e.value is null as bigint) as unmarked
from expected e
