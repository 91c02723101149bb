--- title = "Организации"
--- kind = "stored"
--- grain = "одна строка на организацию, по её последнему учебному году"
--- key = ["school_id"]
--- columns = [
---   { name = "school_id", type = "text" },
---   { name = "school_year", type = "text", title = "Последний учебный год" },
---   { name = "name", type = "text" },
---   { name = "full_name", type = "text", title = "Полное наименование" },
---   { name = "address", type = "text", title = "Почтовый адрес" },
---   { name = "director", type = "text", title = "Руководитель: Фамилия Имя Отчество", personal = "staff" },
---   { name = "kind", type = "text" },
---   { name = "settlement", type = "text" },
---   { name = "municipality", type = "text" },
---   { name = "district", type = "text" },
---   { name = "timezone", type = "text", title = "Часовой пояс (IANA)" },
---   { name = "connected_on", type = "date" },
---   { name = "rule_set", type = "text" },
---   { name = "data_day", type = "date", title = "По какой день есть данные" },
---   { name = "data_moment", type = "instant", title = "Когда сделана последняя выгрузка" },
--- ]

-- Who the organisations are, and up to which day each one's data reach.
with last_years as (
    select
        s.school_id,
        max(s.school_year) as school_year
    from lake.school s
    join changed x on x.school_id = s.school_id
    group by s.school_id
),

last_loads as (
    select
        school_id,
        max(extracted_at) as data_moment
    from lake.loads
    group by school_id
),

data_days as (
    select
        l.school_id,
        l.extracted_at as data_moment,
        max(l.window_to) as data_day
    from lake.loads l
    join last_loads m on m.school_id = l.school_id and m.data_moment = l.extracted_at
    group by l.school_id, l.extracted_at
)

select
    s.school_id,
    s.school_year,
    coalesce(s.short_name, s.name) as name,
    s.name as full_name,
    s.address,
    s.director_name as director,
    s.kind,
    s.settlement,
    s.municipality,
    s.district,
    s.timezone,
    s.connected_on,
    s.rule_set,
    d.data_day,
    d.data_moment
from lake.school s
join last_years y on y.school_id = s.school_id and y.school_year = s.school_year
left join data_days d on d.school_id = s.school_id
