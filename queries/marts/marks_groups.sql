--- title = "Отметки по группам и дням"
--- kind = "stored"
--- grain = "одна строка на группу, учителя, день работы и номер урока"
--- day = "date"
--- sort = ["date"]
--- after = ["marks"]
--- columns = [
---   { name = "school_id", type = "text" },
---   { name = "school_year", type = "text" },
---   { name = "group_id", type = "text" },
---   { name = "class_id", type = "text" },
---   { name = "subject_id", type = "text" },
---   { name = "staff_id", type = "text" },
---   { name = "term_id", type = "text" },
---   { name = "date", type = "date" },
---   { name = "lesson_number", type = "int" },
---   { name = "numeric", type = "long" },
---   { name = "fives", type = "long" },
---   { name = "fours", type = "long" },
---   { name = "threes", type = "long" },
---   { name = "twos", type = "long" },
---   { name = "overdue", type = "long" },
---   { name = "value_sum", type = "long" },
---   { name = "weighted_sum", type = "number" },
---   { name = "weight_sum", type = "number" },
---   { name = "in_terms", type = "long" },
---   { name = "in_last_days", type = "long" },
---   { name = "entered", type = "long", title = "Всех отметок, кроме точек" },
---   { name = "entered_on_time", type = "long", title = "Из них в срок" },
--- ]

-- The same by journal page and day, for questions that ask for no more.
select
    m.school_id,
    m.school_year,
    m.group_id,
    m.class_id,
    m.subject_id,
    m.staff_id,
    m.term_id,
    m.date,
    m.lesson_number,
    sum(cast(m.number is not null as bigint)) as numeric,
    sum(cast(m.number = 5 as bigint)) as fives,
    sum(cast(m.number = 4 as bigint)) as fours,
    sum(cast(m.number = 3 as bigint)) as threes,
    sum(cast(m.number <= 2 as bigint)) as twos,
    sum(cast(m.value = '.' as bigint)) as overdue,
    sum(m.number) as value_sum,
    sum(cast(m.number as double) * m.weight) as weighted_sum,
    sum(case when m.number is not null then m.weight end) as weight_sum,
    sum(cast(m.number is not null and m.term_id is not null as bigint)) as in_terms,
    sum(cast(m.number is not null and m.is_last_days as bigint)) as in_last_days,
    sum(cast(coalesce(m.value, '') <> '.' as bigint)) as entered,
    sum(cast(coalesce(m.value, '') <> '.' and m.is_on_time as bigint)) as entered_on_time
from mart.marks m
join changed x on x.school_id = m.school_id and x.school_year = m.school_year
where m.date >= x.from_day
group by
    m.school_id,
    m.school_year,
    m.group_id,
    m.class_id,
    m.subject_id,
    m.staff_id,
    m.term_id,
    m.date,
    m.lesson_number
