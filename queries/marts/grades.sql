--- title = "Итоговые отметки"
--- kind = "stored"
--- grain = "одна строка на ученика, группу, завершённый период и вид отметки: выставленной или недостающей"
--- key = ["school_id", "school_year", "pupil_key", "group_id", "term_id", "kind"]
--- after = ["schools", "classes", "members", "enrolments"]
--- columns = [
---   { name = "school_id", type = "text" },
---   { name = "school_year", type = "text" },
---   { name = "group_id", type = "text" },
---   { name = "class_id", type = "text" },
---   { name = "subject_id", type = "text" },
---   { name = "staff_id", type = "text", title = "Учитель группы" },
---   { name = "term_id", type = "text" },
---   { name = "date", type = "date", title = "Последний день периода" },
---   { name = "pupil_key", type = "long" },
---   { name = "kind", type = "text" },
---   { name = "value", type = "text", title = "Отметка; пусто — не выставлена" },
---   { name = "is_expected", type = "bool", title = "Ученик в последний день периода числился в группе" },
--- ]

-- Which term marks were given in finished terms to pupils who stayed to the end, and which are
-- missing. Classes of grade 1 are without marks; of associations nothing is expected.
with finished as (
    select
        t.school_id,
        t.school_year,
        t.term_id,
        t.kind,
        t.ends_on,
        coalesce(t.grade_from, 1) as grade_from,
        coalesce(t.grade_to, 12) as grade_to
    from lake.terms t
    join changed x on x.school_id = t.school_id and x.school_year = t.school_year
    join mart.schools s on s.school_id = t.school_id
    where t.ends_on <= s.data_day
),

expected as (
    select
        f.school_id,
        f.school_year,
        m.group_id,
        f.term_id,
        m.pupil_key,
        case when f.kind = 'year' then 'year' else 'term' end as kind
    from finished f
    join mart.classes c
        on
            c.school_id = f.school_id
            and c.school_year = f.school_year
            and c.grade >= f.grade_from
            and c.grade <= f.grade_to
    join mart.members m
        on
            m.school_id = c.school_id
            and m.school_year = c.school_year
            and m.class_id = c.class_id
            and m.from_day <= f.ends_on
            and m.to_day >= f.ends_on
    where c.kind = 'class' and c.grade >= 2
),

staying as (
    select distinct
        e.school_id,
        e.school_year,
        e.class_id,
        e.pupil_key,
        f.term_id
    from mart.enrolments e
    join finished f
        on
            f.school_id = e.school_id
            and f.school_year = e.school_year
            and e.from_day <= f.ends_on
            and e.to_day >= f.ends_on
),

given as (
    select
        t.school_id,
        t.school_year,
        t.group_id,
        t.term_id,
        s.pupil_key,
        t.kind,
        t.value
    from lake.term_marks t
    join changed x on x.school_id = t.school_id and x.school_year = t.school_year
    join lake.groups g
        on
            g.school_id = t.school_id
            and g.school_year = t.school_year
            and g.group_id = t.group_id
    join mart.classes c
        on
            c.school_id = g.school_id
            and c.school_year = g.school_year
            and c.class_id = g.class_id
    join staying s
        on
            s.school_id = t.school_id
            and s.school_year = t.school_year
            and s.class_id = g.class_id
            and s.term_id = t.term_id
            and s.pupil_key = pupil_key(t.school_id, t.pupil_id)
    where coalesce(c.grade, 2) >= 2
),

met as (
    select
        coalesce(g.school_id, e.school_id) as school_id,
        coalesce(g.school_year, e.school_year) as school_year,
        coalesce(g.group_id, e.group_id) as group_id,
        coalesce(g.term_id, e.term_id) as term_id,
        coalesce(g.pupil_key, e.pupil_key) as pupil_key,
        coalesce(g.kind, e.kind) as kind,
        g.value,
        e.group_id is not null as is_expected
    from given g
    full join expected e
        on
            e.school_id = g.school_id
            and e.school_year = g.school_year
            and e.group_id = g.group_id
            and e.term_id = g.term_id
            and e.pupil_key = g.pupil_key
            and e.kind = g.kind
)

select
    m.school_id,
    m.school_year,
    m.group_id,
    g.class_id,
    g.subject_id,
    g.staff_id,
    m.term_id,
    t.ends_on as date,
    m.pupil_key,
    m.kind,
    m.value,
    m.is_expected
from met m
join lake.groups g
    on
        g.school_id = m.school_id
        and g.school_year = m.school_year
        and g.group_id = m.group_id
join lake.terms t
    on
        t.school_id = m.school_id
        and t.school_year = m.school_year
        and t.term_id = m.term_id
where m.value is not null or m.is_expected
