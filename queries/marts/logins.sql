--- title = "Посещения журнала"
--- kind = "stored"
--- grain = "одна строка на учётную запись и день"
--- key = ["school_id", "school_year", "account_id", "date"]
--- day = "date"
--- sort = ["date"]
--- columns = [
---   { name = "school_id", type = "text" },
---   { name = "school_year", type = "text" },
---   { name = "account_id", type = "text" },
---   { name = "date", type = "date" },
---   { name = "visits", type = "long" },
--- ]

-- Who came to the journal on which day, and how often.
select
    v.school_id,
    v.school_year,
    v.account_id,
    v.date,
    cast(v.visits as bigint) as visits
from lake.visits v
join changed x on x.school_id = v.school_id and x.school_year = v.school_year
where v.date >= x.from_day
