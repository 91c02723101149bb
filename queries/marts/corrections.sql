--- title = "Заявки на исправление журнала"
--- kind = "stored"
--- grain = "одна строка на заявку"
--- day = "date"
--- sort = ["date"]
--- after = ["calendar"]
--- columns = [
---   { name = "school_id", type = "text" },
---   { name = "school_year", type = "text" },
---   { name = "class_id", type = "text" },
---   { name = "subject_id", type = "text" },
---   { name = "staff_id", type = "text" },
---   { name = "term_id", type = "text" },
---   { name = "date", type = "date", title = "День заявки" },
---   { name = "requested", type = "long" },
---   { name = "approved", type = "long" },
---   { name = "refused", type = "long" },
---   { name = "pending", type = "long" },
--- ]

-- Who asked to correct what, and what was decided.
select
    r.school_id,
    r.school_year,
    r.class_id,
    r.subject_id,
    r.staff_id,
    d.term_id,
    r.requested_on as date,
    1 as requested,
    cast(coalesce(r.decision, 'pending') = 'approved' as bigint) as approved,
    cast(coalesce(r.decision, 'pending') = 'refused' as bigint) as refused,
    cast(coalesce(r.decision, 'pending') = 'pending' as bigint) as pending
from lake.corrections r
join changed x on x.school_id = r.school_id and x.school_year = r.school_year
left join lake.classes c
    on
        c.school_id = r.school_id
        and c.school_year = r.school_year
        and c.class_id = r.class_id
left join mart.calendar d
    on
        d.school_id = r.school_id
        and d.school_year = r.school_year
        and d.grade = coalesce(c.grade, 0)
        and d.date = r.requested_on
where r.requested_on >= x.from_day
