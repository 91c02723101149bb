--- title = "Заявки на исправление журнала"
--- kind = "stored"
--- grain = "одна строка на заявку"
--- day = "date"
--- sort = ["date"]
--- after = ["calendar", "schools"]
--- columns = [
---   { name = "school_id", type = "text" },
---   { name = "school_year", type = "text" },
---   { name = "class_id", type = "text" },
---   { name = "subject_id", type = "text" },
---   { name = "staff_id", type = "text" },
---   { name = "term_id", type = "text" },
---   { name = "date", type = "date", title = "День заявки" },
---   { name = "correction", type = "text", title = "Код заявки" },
---   { name = "correction_target", type = "date", title = "Исправляемый день" },
---   { name = "correction_changes", type = "text", title = "Что исправляется", personal = "pupil" },
---   { name = "correction_changes_outside", type = "text", title = "То же для тех, кому имена не открыты: пусто" },
---   { name = "correction_reason", type = "text", title = "Основание", personal = "pupil" },
---   { name = "correction_reason_outside", type = "text", title = "То же для тех, кому имена не открыты: пусто" },
---   { name = "correction_decision", type = "text", title = "Решение" },
---   { name = "correction_decided_on", type = "date", title = "День решения" },
---   { name = "requested", type = "long" },
---   { name = "approved", type = "long" },
---   { name = "refused", type = "long" },
---   { name = "pending", type = "long" },
--- ]

-- Who asked to correct what, and what was decided. What a request says in words may name pupils.
select
    r.school_id,
    r.school_year,
    r.class_id,
    r.subject_id,
    r.staff_id,
    d.term_id,
    r.requested_on as date,
    r.correction_id as correction,
    r.target_date as correction_target,
    r.changes as correction_changes,
    cast(null as varchar) as correction_changes_outside,
    r.reason as correction_reason,
    cast(null as varchar) as correction_reason_outside,
    coalesce(r.decision, 'pending') as correction_decision,
    local_day(r.decided_at, s.timezone) as correction_decided_on,
    1 as requested,
    cast(coalesce(r.decision, 'pending') = 'approved' as bigint) as approved,
    cast(coalesce(r.decision, 'pending') = 'refused' as bigint) as refused,
    cast(coalesce(r.decision, 'pending') = 'pending' as bigint) as pending
from lake.corrections r
join changed x on x.school_id = r.school_id and x.school_year = r.school_year
join mart.schools s on s.school_id = r.school_id
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
