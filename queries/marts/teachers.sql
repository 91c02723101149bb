--- title = "Учителя"
--- kind = "stored"
--- grain = "одна строка на сотрудника и учебный год"
--- key = ["school_id", "school_year", "staff_id"]
--- columns = [
---   { name = "school_id", type = "text" },
---   { name = "school_year", type = "text" },
---   { name = "staff_id", type = "text" },
---   { name = "name", type = "text", title = "Фамилия Имя Отчество", personal = "staff" },
--- ]

-- Who teaches.
select
    s.school_id,
    s.school_year,
    s.staff_id,
    concat_ws(' ', s.last_name, s.first_name, s.middle_name) as name
from lake.staff s
join changed x on x.school_id = s.school_id and x.school_year = s.school_year
