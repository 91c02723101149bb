--- title = "Предметы"
--- kind = "stored"
--- grain = "одна строка на предмет школы и учебный год"
--- key = ["school_id", "school_year", "subject_id"]
--- columns = [
---   { name = "school_id", type = "text" },
---   { name = "school_year", type = "text" },
---   { name = "subject_id", type = "text" },
---   { name = "name", type = "text" },
---   { name = "area", type = "text" },
--- ]

-- What the schools teach.
select
    s.school_id,
    s.school_year,
    s.subject_id,
    s.name,
    s.area
from lake.subjects s
join changed x on x.school_id = s.school_id and x.school_year = s.school_year
