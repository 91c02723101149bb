--- title = "Посещения журнала за отрезок"
--- kind = "view"
--- grain = "одна строка на учётную запись и отрезок, за который спрошено"
--- columns = [
---   { name = "school_id", type = "text" },
---   { name = "school_year", type = "text" },
---   { name = "account_id", type = "text" },
---   { name = "date", type = "date", title = "Первый день отрезка" },
---   { name = "accounts", type = "long" },
---   { name = "visits", type = "long" },
---   { name = "never", type = "long", title = "Ни разу не входили" },
---   { name = "school_days", type = "long", title = "Сколько ночей отрезка ждали выгрузку школы: её учебные дни" },
--- ]

-- Which accounts were valid in each span asked, and how often they came within it.
with spans as (
    -- Accounts are of no grade: where a term is asked about, the terms of all grades are one span.
    select
        school_id,
        bucket,
        min(from_day) as from_day,
        max(to_day) as to_day,
        max(school_year) as school_year
    from year_spans
    group by school_id, bucket
),

spanned as (
    select
        a.school_id,
        a.school_year,
        a.account_id,
        a.has_logged_in,
        y.bucket,
        y.from_day,
        y.to_day
    from spans y
    join accounts a on a.school_id = y.school_id and a.school_year = y.school_year
    where a.from_day <= y.to_day and a.to_day >= y.from_day
),

worked as (
    select
        y.school_id,
        y.bucket,
        sum(n.expected) as school_days
    from spans y
    join nights n on n.school_id = y.school_id and n.date >= y.from_day and n.date <= y.to_day
    group by y.school_id, y.bucket
)

select
    s.school_id,
    s.school_year,
    s.account_id,
    s.bucket as date,
    cast(1 as bigint) as accounts,
    cast(coalesce(sum(v.visits), 0) as bigint) as visits,
    cast(not s.has_logged_in as bigint) as never,
    cast(coalesce(w.school_days, 0) as bigint) as school_days
from spanned s
left join worked w on w.school_id = s.school_id and w.bucket = s.bucket
left join logins v
    on
        v.school_id = s.school_id
        and v.account_id = s.account_id
        and v.date >= s.from_day
        and v.date <= s.to_day
group by s.school_id, s.school_year, s.account_id, s.bucket, s.has_logged_in, w.school_days
