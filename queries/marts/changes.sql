--- title = "Исправления задним числом"
--- kind = "stored"
--- grain = "одна строка на запись журнала и выпуск, в котором она внесена после срока, изменена или удалена"
--- key = ["school_id", "school_year", "dataset", "record", "pupil_key", "release"]
--- sort = ["date"]
--- looks_back = ["corrections"]
--- after = ["journal_changes", "calendar"]
--- columns = [
---   { name = "school_id", type = "text" },
---   { name = "school_year", type = "text" },
---   { name = "dataset", type = "text" },
---   { name = "record", type = "text" },
---   { name = "pupil_key", type = "long" },
---   { name = "kind", type = "text" },
---   { name = "group_id", type = "text" },
---   { name = "class_id", type = "text" },
---   { name = "subject_id", type = "text" },
---   { name = "staff_id", type = "text" },
---   { name = "term_id", type = "text" },
---   { name = "lesson_number", type = "int" },
---   { name = "date", type = "date" },
---   { name = "night", type = "date" },
---   { name = "release", type = "long" },
---   { name = "what", type = "text" },
---   { name = "old_value", type = "text", personal = "health" },
---   { name = "new_value", type = "text", personal = "health" },
---   { name = "old_value_outside", type = "text" },
---   { name = "new_value_outside", type = "text" },
---   { name = "corrected_by", type = "text", title = "Одобренная заявка того же класса, предмета и дня" },
---   { name = "inserted_late", type = "long" },
---   { name = "changed", type = "long" },
---   { name = "deleted", type = "long" },
---   { name = "changed_marks", type = "long", title = "Изменённая или удалённая текущая отметка" },
---   { name = "unlogged", type = "long", title = "Из них после своего дня и без одобренной заявки" },
--- ]

-- What the journal's memory holds, with the term of each day and the request that allowed it.
with requests as (
    select
        r.school_id,
        r.school_year,
        r.class_id,
        r.subject_id,
        r.target_date,
        min(r.correction_id) as correction_id
    from lake.corrections r
    join changed x on x.school_id = r.school_id and x.school_year = r.school_year
    where r.decision = 'approved'
    group by r.school_id, r.school_year, r.class_id, r.subject_id, r.target_date
)

select
    j.school_id,
    j.school_year,
    j.dataset,
    j.record,
    j.pupil_key,
    j.kind,
    j.group_id,
    j.class_id,
    j.subject_id,
    j.staff_id,
    coalesce(j.term_id, d.term_id) as term_id,
    j.lesson_number,
    j.date,
    j.night,
    j.release,
    j.what,
    j.old_value,
    j.new_value,
    j.old_value_outside,
    j.new_value_outside,
    r.correction_id as corrected_by,
    cast(j.kind = 'inserted_late' as bigint) as inserted_late,
    cast(j.kind = 'changed' as bigint) as changed,
    cast(j.kind = 'deleted' as bigint) as deleted,
    cast(j.dataset = 'marks' and j.kind <> 'inserted_late' as bigint) as changed_marks,
    cast(
        j.dataset = 'marks' and j.kind <> 'inserted_late' and j.night > j.date and r.correction_id is null as bigint
    ) as unlogged
from mart.journal_changes j
join changed x on x.school_id = j.school_id and x.school_year = j.school_year
left join requests r
    on
        r.school_id = j.school_id
        and r.school_year = j.school_year
        and r.class_id = j.class_id
        and r.subject_id = j.subject_id
        and r.target_date = j.date
left join lake.classes c
    on
        c.school_id = j.school_id
        and c.school_year = j.school_year
        and c.class_id = j.class_id
left join mart.calendar d
    on
        d.school_id = j.school_id
        and d.school_year = j.school_year
        and d.grade = coalesce(c.grade, 0)
        and d.date = j.date
