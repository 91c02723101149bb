--- title = "Состав журнальных страниц"
--- kind = "stored"
--- grain = "одна строка на непрерывное пребывание ученика в группе"
--- key = ["school_id", "school_year", "group_id", "pupil_key", "from_day"]
--- sort = ["group_id"]
--- after = ["enrolments"]
--- columns = [
---   { name = "school_id", type = "text" },
---   { name = "school_year", type = "text" },
---   { name = "group_id", type = "text" },
---   { name = "class_id", type = "text" },
---   { name = "pupil_key", type = "long" },
---   { name = "from_day", type = "date" },
---   { name = "to_day", type = "date", title = "Последний день; 31.12.9999 — числится" },
--- ]
--- [[checks]]
--- name = "order"
--- wrong = "to_day < from_day"
--- message = "пребывание в группе кончается раньше, чем начинается"

-- Who belongs to a journal page on which days: enrolled in the class, and listed in the group
-- where the group lists anybody. Overlapping spans are joined, so that nobody is due twice.
with enrolment_starts as (
    select
        e.*,
        case
            when e.from_day <= max(e.to_day) over (
                partition by e.school_id, e.school_year, e.class_id, e.pupil_key
                order by e.from_day
                rows between unbounded preceding and 1 preceding
            ) then 0
            else 1
        end as is_start
    from mart.enrolments e
    join changed x on x.school_id = e.school_id and x.school_year = e.school_year
),

enrolment_islands as (
    select
        s.*,
        sum(s.is_start) over (
            partition by s.school_id, s.school_year, s.class_id, s.pupil_key
            order by s.from_day
            rows between unbounded preceding and current row
        ) as island
    from enrolment_starts s
),

enrolled as (
    select
        school_id,
        school_year,
        class_id,
        pupil_key,
        min(from_day) as from_day,
        max(to_day) as to_day
    from enrolment_islands
    group by school_id, school_year, class_id, pupil_key, island
),

listed as (
    select
        g.school_id,
        g.school_year,
        g.group_id,
        pupil_key(g.school_id, g.pupil_id) as pupil_key,
        coalesce(g."from", date '0001-01-01') as from_day,
        coalesce(g."to", date '9999-12-31') as to_day
    from lake.group_pupils g
    join changed x on x.school_id = g.school_id and x.school_year = g.school_year
),

listed_starts as (
    select
        l.*,
        case
            when l.from_day <= max(l.to_day) over (
                partition by l.school_id, l.school_year, l.group_id, l.pupil_key
                order by l.from_day
                rows between unbounded preceding and 1 preceding
            ) then 0
            else 1
        end as is_start
    from listed l
),

listed_islands as (
    select
        s.*,
        sum(s.is_start) over (
            partition by s.school_id, s.school_year, s.group_id, s.pupil_key
            order by s.from_day
            rows between unbounded preceding and current row
        ) as island
    from listed_starts s
),

listed_spans as (
    select
        school_id,
        school_year,
        group_id,
        pupil_key,
        min(from_day) as from_day,
        max(to_day) as to_day
    from listed_islands
    group by school_id, school_year, group_id, pupil_key, island
),

listed_groups as (
    select distinct
        school_id,
        school_year,
        group_id
    from listed
),

whole_classes as (
    select
        g.school_id,
        g.school_year,
        g.group_id,
        g.class_id,
        e.pupil_key,
        e.from_day,
        e.to_day
    from lake.groups g
    join enrolled e
        on
            e.school_id = g.school_id
            and e.school_year = g.school_year
            and e.class_id = g.class_id
    left join listed_groups l
        on
            l.school_id = g.school_id
            and l.school_year = g.school_year
            and l.group_id = g.group_id
    where l.group_id is null
),

parts_of_classes as (
    select
        g.school_id,
        g.school_year,
        g.group_id,
        g.class_id,
        e.pupil_key,
        greatest(e.from_day, l.from_day) as from_day,
        least(e.to_day, l.to_day) as to_day
    from listed_spans l
    join lake.groups g
        on
            g.school_id = l.school_id
            and g.school_year = l.school_year
            and g.group_id = l.group_id
    join enrolled e
        on
            e.school_id = g.school_id
            and e.school_year = g.school_year
            and e.class_id = g.class_id
            and e.pupil_key = l.pupil_key
    where greatest(e.from_day, l.from_day) <= least(e.to_day, l.to_day)
)

select * from whole_classes
union all
select * from parts_of_classes
