--- title = "Учебные периоды"
--- kind = "stored"
--- grain = "одна строка на учебный период школы"
--- key = ["school_id", "school_year", "term_id"]
--- columns = [
---   { name = "school_id", type = "text" },
---   { name = "school_year", type = "text" },
---   { name = "term_id", type = "text" },
---   { name = "name", type = "text" },
---   { name = "kind", type = "text" },
---   { name = "ordinal", type = "int" },
---   { name = "starts_on", type = "date" },
---   { name = "ends_on", type = "date" },
---   { name = "grade_from", type = "int" },
---   { name = "grade_to", type = "int" },
--- ]

-- By which terms the schools study.
select
    t.school_id,
    t.school_year,
    t.term_id,
    t.name,
    t.kind,
    t.ordinal,
    t.starts_on,
    t.ends_on,
    t.grade_from,
    t.grade_to
from lake.terms t
join changed x on x.school_id = t.school_id and x.school_year = t.school_year
