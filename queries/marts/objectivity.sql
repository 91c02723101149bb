--- title = "Отметки за период против текущих"
--- kind = "view"
--- grain = "одна строка на числовую отметку за период, у которой есть не меньше трёх текущих"
--- columns = [
---   { name = "school_id", type = "text" },
---   { name = "school_year", type = "text" },
---   { name = "group_id", type = "text" },
---   { name = "class_id", type = "text" },
---   { name = "subject_id", type = "text" },
---   { name = "staff_id", type = "text" },
---   { name = "term_id", type = "text" },
---   { name = "date", type = "date" },
---   { name = "pupil_key", type = "long" },
---   { name = "grade_value", type = "text" },
---   { name = "compared", type = "long" },
---   { name = "matching", type = "long" },
---   { name = "raised", type = "long" },
---   { name = "lowered", type = "long" },
---   { name = "deviation", type = "number", title = "Отметка минус средневзвешенный балл" },
--- ]

-- Of the marks beside current ones those of terms: what is asked for unless a kind is named.
select
    o.school_id,
    o.school_year,
    o.group_id,
    o.class_id,
    o.subject_id,
    o.staff_id,
    o.term_id,
    o.date,
    o.pupil_key,
    o.grade_value,
    o.compared,
    o.matching,
    o.raised,
    o.lowered,
    o.deviation
from objectivity_kinds o
where o.grade_kind = 'term'
