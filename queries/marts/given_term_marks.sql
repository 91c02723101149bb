--- title = "Выставленные отметки за период"
--- kind = "stored"
--- grain = "одна строка на отметку за период, выставленную до его конца или после"
--- key = ["school_id", "school_year", "pupil_key", "group_id", "term_id"]
--- after = ["schools"]
--- columns = [
---   { name = "school_id", type = "text" },
---   { name = "school_year", type = "text" },
---   { name = "group_id", type = "text" },
---   { name = "class_id", type = "text" },
---   { name = "term_id", type = "text" },
---   { name = "pupil_key", type = "long" },
---   { name = "value", type = "text" },
---   { name = "entered_on", type = "date", title = "День, когда внесена; пусто — неизвестен" },
--- ]

-- Which term marks stand in the journals, of running terms, too.
select
    t.school_id,
    t.school_year,
    t.group_id,
    g.class_id,
    t.term_id,
    pupil_key(t.school_id, t.pupil_id) as pupil_key,
    t.value,
    local_day(t.entered_at, s.timezone) as entered_on
from lake.term_marks t
join changed x on x.school_id = t.school_id and x.school_year = t.school_year
join mart.schools s on s.school_id = t.school_id
join lake.groups g
    on
        g.school_id = t.school_id
        and g.school_year = t.school_year
        and g.group_id = t.group_id
where t.kind = 'term' and t.value in ('5', '4', '3', '2', '1', 'зач', 'незач', 'н/а', 'осв')
