--- title = "Ночи загрузок и возраст данных"
--- kind = "view"
--- momentary = ["age_hours"]
--- grain = "одна строка на школу и ночь: ожидавшуюся или принесшую выгрузку"
--- columns = [
---   { name = "school_id", type = "text" },
---   { name = "school_year", type = "text" },
---   { name = "date", type = "date" },
---   { name = "expected", type = "long" },
---   { name = "received", type = "long" },
---   { name = "on_time", type = "long" },
---   { name = "received_expected", type = "long" },
---   { name = "on_time_expected", type = "long" },
---   { name = "rejected_rows", type = "long" },
---   { name = "age_hours", type = "number", title = "Сколько часов назад сделана последняя выгрузка школы" },
--- ]

-- The nights, with the age of each school's data at the moment of the question.
select
    n.school_id,
    n.school_year,
    n.date,
    n.expected,
    n.received,
    n.on_time,
    n.expected * n.received as received_expected,
    n.expected * n.on_time as on_time_expected,
    n.rejected_rows,
    cast(to_unixtime(a.now) - to_unixtime(n.data_moment) as double) / 3600.0 as age_hours
from nights n
cross join (
    -- A question by days has a row for each of them.
    select max(now) as now
    from asked
) a
