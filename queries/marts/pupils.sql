--- title = "Ученики"
--- kind = "stored"
--- grain = "одна строка на ученика школы и учебный год"
--- key = ["school_id", "school_year", "pupil_key"]
--- columns = [
---   { name = "school_id", type = "text" },
---   { name = "school_year", type = "text" },
---   { name = "pupil_key", type = "long", title = "Ключ, по которому ученика не узнать" },
---   { name = "pseudonym", type = "text", title = "Тот же ключ для чтения" },
---   { name = "pupil_id", type = "text", personal = "identity" },
---   { name = "name", type = "text", title = "Фамилия Имя Отчество", personal = "pupil" },
---   { name = "sex", type = "text" },
---   { name = "birth_date", type = "date", personal = "pupil" },
---   { name = "class_id", type = "text", title = "Последний класс в этом году" },
---   { name = "data_day", type = "date", title = "По какой день есть данные школы" },
--- ]
--- after = ["schools"]

-- Who the pupils are. The key is made with the office's secret: without it nobody finds the pupil.
with last_classes as (
    select
        e.school_id,
        e.school_year,
        e.pupil_id,
        e.class_id,
        row_number() over (
            partition by e.school_id, e.school_year, e.pupil_id
            order by c.kind desc, e."from" desc, e.class_id
        ) as place
    from lake.enrolments e
    join changed x on x.school_id = e.school_id and x.school_year = e.school_year
    join lake.classes c
        on
            c.school_id = e.school_id
            and c.school_year = e.school_year
            and c.class_id = e.class_id
)

select
    p.school_id,
    p.school_year,
    pupil_key(p.school_id, p.pupil_id) as pupil_key,
    pseudonym(pupil_key(p.school_id, p.pupil_id)) as pseudonym,
    p.pupil_id,
    concat_ws(' ', p.last_name, p.first_name, p.middle_name) as name,
    p.sex,
    p.birth_date,
    l.class_id,
    s.data_day
from lake.pupils p
join changed x on x.school_id = p.school_id and x.school_year = p.school_year
left join last_classes l
    on
        l.school_id = p.school_id
        and l.school_year = p.school_year
        and l.pupil_id = p.pupil_id
        and l.place = 1
left join mart.schools s on s.school_id = p.school_id
