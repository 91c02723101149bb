--- title = "Классы и объединения"
--- kind = "stored"
--- grain = "одна строка на класс и учебный год"
--- key = ["school_id", "school_year", "class_id"]
--- columns = [
---   { name = "school_id", type = "text" },
---   { name = "school_year", type = "text" },
---   { name = "class_id", type = "text" },
---   { name = "name", type = "text" },
---   { name = "homeroom", type = "text", title = "Классный руководитель: Фамилия Имя Отчество", personal = "staff" },
---   { name = "kind", type = "text" },
---   { name = "grade", type = "int", title = "Год обучения; у объединения пусто" },
---   { name = "level", type = "text", title = "Уровень: 1-4, 5-9, 10-11" },
---   { name = "profile", type = "text" },
--- ]

-- What classes there are, and at which level they study.
select
    c.school_id,
    c.school_year,
    c.class_id,
    c.name,
    concat_ws(' ', t.last_name, t.first_name, t.middle_name) as homeroom,
    c.kind,
    c.grade,
    case
        when c.grade between 1 and 4 then '1-4'
        when c.grade between 5 and 9 then '5-9'
        when c.grade >= 10 then '10-11'
    end as level,
    c.profile
from lake.classes c
join changed x on x.school_id = c.school_id and x.school_year = c.school_year
left join lake.staff t
    on
        t.school_id = c.school_id
        and t.school_year = c.school_year
        and t.staff_id = c.homeroom_staff_id
