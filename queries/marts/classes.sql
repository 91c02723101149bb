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
---   { name = "class_type", type = "text", title = "Тип класса по его профилю" },
---   { name = "direction", type = "text", title = "Направленность объединения" },
---   { name = "shift", type = "int" },
--- ]

-- What classes there are, at which level they study, and what they are called in statistical forms. Profiles and
-- directions are free text in journals: they are known by their stems. An adapted class is first of all adapted.
with named as (
    select
        c.*,
        lower(coalesce(c.profile, '')) as profile_text,
        lower(coalesce(c.direction, '')) as direction_text
    from lake.classes c
    join changed x on x.school_id = c.school_id and x.school_year = c.school_year
)

select
    c.school_id,
    c.school_year,
    c.class_id,
    c.name,
    nullif(concat_ws(' ', t.last_name, t.first_name, t.middle_name), '') as homeroom,
    c.kind,
    c.grade,
    case
        when c.grade between 1 and 4 then '1-4'
        when c.grade between 5 and 9 then '5-9'
        when c.grade >= 10 then '10-11'
    end as level,
    c.profile,
    case
        when c.kind <> 'class' then null
        when c.profile_text like '%умственн%' or c.profile_text like '%интеллектуальн%' then 'intellectual'
        when
            c.profile_text like '%овз%' or c.profile_text like '%адаптирован%' or c.profile_text like '%коррекцион%'
            then 'adapted'
        when c.profile_text like '%углубл%' then 'advanced'
        when c.profile_text like '%гимнази%' then 'gymnasium'
        when c.profile_text like '%лице%' then 'lyceum'
        else 'ordinary'
    end as class_type,
    case
        when c.kind <> 'association' then null
        when c.direction_text like 'техн%' then 'technical'
        when c.direction_text like 'естеств%' then 'science'
        when c.direction_text like 'турист%' then 'tourism'
        when c.direction_text like 'социал%' then 'social'
        when c.direction_text like 'худож%' then 'art'
        when c.direction_text like 'физк%' or c.direction_text like 'спорт%' then 'sport'
        else 'other'
    end as direction,
    c.shift
from named c
left join lake.staff t
    on
        t.school_id = c.school_id
        and t.school_year = c.school_year
        and t.staff_id = c.homeroom_staff_id
