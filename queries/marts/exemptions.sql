--- title = "Освобождения от предмета"
--- kind = "stored"
--- grain = "одна строка на ученика, группу и учебный период, за который стоит «осв», и в идущем периоде"
--- key = ["school_id", "school_year", "group_id", "term_id", "pupil_key"]
--- columns = [
---   { name = "school_id", type = "text" },
---   { name = "school_year", type = "text" },
---   { name = "group_id", type = "text" },
---   { name = "class_id", type = "text" },
---   { name = "term_id", type = "text" },
---   { name = "pupil_key", type = "long" },
--- ]

-- Who is exempt from which subject in which term. The mart of term marks knows finished terms alone.
select distinct
    t.school_id,
    t.school_year,
    t.group_id,
    g.class_id,
    t.term_id,
    pupil_key(t.school_id, t.pupil_id) as pupil_key
from lake.term_marks t
join changed x on x.school_id = t.school_id and x.school_year = t.school_year
join lake.groups g
    on
        g.school_id = t.school_id
        and g.school_year = t.school_year
        and g.group_id = t.group_id
where t.kind = 'term' and t.value = 'осв'
