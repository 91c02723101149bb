--- title = "Пропуски, опоздания и освобождения"
--- kind = "stored"
--- grain = "одна строка на ученика и проведённый урок, который он должен был посетить и о котором есть отметка"
--- key = ["school_id", "school_year", "lesson_id", "pupil_key"]
--- day = "date"
--- sort = ["date"]
--- after = ["lessons", "members"]
--- columns = [
---   { name = "school_id", type = "text" },
---   { name = "school_year", type = "text" },
---   { name = "lesson_id", type = "text" },
---   { name = "group_id", type = "text" },
---   { name = "class_id", type = "text" },
---   { name = "subject_id", type = "text" },
---   { name = "staff_id", type = "text" },
---   { name = "term_id", type = "text" },
---   { name = "date", type = "date" },
---   { name = "lesson_number", type = "int" },
---   { name = "pupil_key", type = "long" },
---   { name = "reason", type = "text", title = "Причина; пусто у опозданий и освобождений", personal = "health" },
---   { name = "reason_outside", type = "text", title = "Причина, где болезнь не отличается от уважительной" },
---   { name = "missed", type = "long" },
---   { name = "missed_illness", type = "long" },
---   { name = "missed_excused", type = "long" },
---   { name = "missed_unexcused", type = "long" },
---   { name = "missed_unspecified", type = "long" },
---   { name = "late", type = "long" },
---   { name = "exempt", type = "long" },
--- ]

-- Who missed which lesson and why. Pupils who were not due that day are not counted.
select
    l.school_id,
    l.school_year,
    l.lesson_id,
    l.group_id,
    l.class_id,
    l.subject_id,
    l.staff_id,
    l.term_id,
    l.date,
    l.lesson_number,
    m.pupil_key,
    case a.code
        when 'Б' then 'illness'
        when 'УП' then 'excused'
        when 'НП' then 'unexcused'
        when 'ОТ' then 'unspecified'
    end as reason,
    case a.code
        when 'Б' then 'excused'
        when 'УП' then 'excused'
        when 'НП' then 'unexcused'
        when 'ОТ' then 'unspecified'
    end as reason_outside,
    cast(a.code in ('Б', 'УП', 'НП', 'ОТ') as bigint) as missed,
    cast(a.code = 'Б' as bigint) as missed_illness,
    cast(a.code = 'УП' as bigint) as missed_excused,
    cast(a.code = 'НП' as bigint) as missed_unexcused,
    cast(a.code = 'ОТ' as bigint) as missed_unspecified,
    cast(a.code = 'ОП' as bigint) as late,
    cast(a.code = 'ОСВ' as bigint) as exempt
from lake.absences a
join changed x on x.school_id = a.school_id and x.school_year = a.school_year
join mart.lessons l
    on
        l.school_id = a.school_id
        and l.school_year = a.school_year
        and l.lesson_id = a.lesson_id
join mart.members m
    on
        m.school_id = l.school_id
        and m.school_year = l.school_year
        and m.group_id = l.group_id
        and m.pupil_key = pupil_key(a.school_id, a.pupil_id)
        and m.from_day <= l.date
        and m.to_day >= l.date
where l.date >= x.from_day
