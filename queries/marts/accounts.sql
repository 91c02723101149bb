--- title = "Учётные записи"
--- kind = "stored"
--- grain = "одна строка на учётную запись школы в учебном году"
--- key = ["school_id", "school_year", "account_id"]
--- columns = [
---   { name = "school_id", type = "text" },
---   { name = "school_year", type = "text" },
---   { name = "account_id", type = "text" },
---   { name = "role", type = "text" },
---   { name = "from_day", type = "date" },
---   { name = "to_day", type = "date" },
---   { name = "has_logged_in", type = "bool" },
--- ]

-- Who can sign in to the journal, and since when.
select
    a.school_id,
    a.school_year,
    a.account_id,
    a.role,
    coalesce(a.created_on, date '0001-01-01') as from_day,
    coalesce(a.valid_to, date '9999-12-31') as to_day,
    a.first_login_at is not null or a.last_login_at is not null as has_logged_in
from lake.accounts a
join changed x on x.school_id = a.school_id and x.school_year = a.school_year
