--- title = "Память о журнале"
--- kind = "kept"
--- grain = "одна строка на запись журнала, которую ночь застала внесённой после срока, изменённой или удалённой"
--- key = ["school_id", "school_year", "dataset", "record", "pupil_key", "release"]
--- looks_back = ["lessons"]
--- after = ["schools"]
--- columns = [
---   { name = "school_id", type = "text" },
---   { name = "school_year", type = "text" },
---   { name = "dataset", type = "text", title = "Таблица выгрузки" },
---   { name = "record", type = "text", title = "Ключ записи без ученика" },
---   { name = "pupil_key", type = "long" },
---   { name = "kind", type = "text", title = "inserted_late, changed или deleted" },
---   { name = "group_id", type = "text" },
---   { name = "class_id", type = "text" },
---   { name = "subject_id", type = "text" },
---   { name = "staff_id", type = "text" },
---   { name = "term_id", type = "text", title = "Период итоговой отметки" },
---   { name = "lesson_number", type = "int" },
---   { name = "date", type = "date", title = "День записи, каким он был; у итоговых отметок — последний день периода" },
---   { name = "night", type = "date", title = "Ночь, в которую это увидели" },
---   { name = "release", type = "long", title = "Выпуск, в котором это впервые видно" },
---   { name = "what", type = "text", title = "Что изменено" },
---   { name = "old_value", type = "text", personal = "health" },
---   { name = "new_value", type = "text", personal = "health" },
---   { name = "old_value_outside", type = "text", title = "Прежнее значение, болезнь среди уважительных причин" },
---   { name = "new_value_outside", type = "text" },
--- ]

-- What became of records that an extract before told of already. A new record counts where it was entered after its
-- deadline, the allowed delay included; one whose moment of entry is unknown came after the extract before.
-- Midnight is the last moment of a deadline, which clocks give to the next day: hence the microsecond.
with judged as (
    select
        r.*
    from lake.rules r
    join changed x on x.school_id = r.school_id and x.school_year = r.school_year
),

-- The page of every lesson, of gone ones too.
lessons as (
    select
        l.school_id,
        l.school_year,
        l.lesson_id,
        l.group_id,
        l.staff_id,
        l.number,
        l.ends_at,
        l.held
    from lake.lessons l
    join (select distinct school_id, school_year, lesson_id from differences) d
        on
            d.school_id = l.school_id
            and d.school_year = l.school_year
            and d.lesson_id = l.lesson_id
    union all
    select
        d.school_id,
        d.school_year,
        d.record as lesson_id,
        d.group_id,
        d.staff_id,
        null as number,
        null as ends_at,
        null as held
    from differences d
    where d.dataset = 'lessons' and d.kind = 'deleted'
),

-- When the last lesson ended by which new homework is judged.
school_ends as (
    select
        l.school_id,
        l.school_year,
        l.date,
        max(l.ends_at) as ends_at
    from lake.lessons l
    join (select distinct school_id, school_year, date from differences where dataset = 'homework' and kind = 'inserted') d
        on
            d.school_id = l.school_id
            and d.school_year = l.school_year
            and d.date = l.date
    where l.held
    group by l.school_id, l.school_year, l.date
),

class_ends as (
    select
        l.school_id,
        l.school_year,
        g.class_id,
        l.date,
        max(l.ends_at) as ends_at
    from lake.lessons l
    join (select distinct school_id, school_year, date from differences where dataset = 'homework' and kind = 'inserted') d
        on
            d.school_id = l.school_id
            and d.school_year = l.school_year
            and d.date = l.date
    join lake.groups g
        on
            g.school_id = l.school_id
            and g.school_year = l.school_year
            and g.group_id = l.group_id
    where l.held
    group by l.school_id, l.school_year, g.class_id, l.date
),

described as (
    select
        d.*,
        g.class_id,
        g.subject_id,
        coalesce(d.group_id, l.group_id) as page_id,
        coalesce(d.staff_id, l.staff_id, g.staff_id) as teacher_id,
        l.number as lesson_number,
        l.held,
        coalesce(d.date, least(t.ends_on, s.data_day), s.data_day) as day,
        t.ends_on,
        s.timezone,
        case
            when d.entered_at is null then local_day(d.seen_at - interval '1 microsecond', s.timezone)
            when d.entered_at_is_day then local_day(d.entered_at, s.timezone)
            else local_day(d.entered_at - interval '1 microsecond', s.timezone)
        end as entered_on,
        coalesce(d.entered_at, d.seen_at) as moment
    from differences d
    join mart.schools s on s.school_id = d.school_id
    left join lessons l
        on
            l.school_id = d.school_id
            and l.school_year = d.school_year
            and l.lesson_id = d.lesson_id
    left join lake.groups g
        on
            g.school_id = d.school_id
            and g.school_year = d.school_year
            and g.group_id = coalesce(d.group_id, l.group_id)
    left join lake.terms t
        on
            t.school_id = d.school_id
            and t.school_year = d.school_year
            and t.term_id = d.term_id
),

found as (
    select
        d.*,
        coalesce(r.homework_is_kept, false) as homework_is_kept,
        -- The hour falls before midnight, or midnight is the deadline.
        case
            when
                cast(case when r.homework_after = 'class' then c.ends_at else e.ends_at end as double)
                + r.homework_hours * 3600 < 86400
                then local_moment(
                    d.day,
                    cast(
                        cast(case when r.homework_after = 'class' then c.ends_at else e.ends_at end as double)
                        + r.homework_hours * 3600 as int
                    ),
                    d.timezone
                )
        end as homework_deadline,
        cast(d.entered_on as int) - cast(d.day as int) as days_after,
        r.topics_days + r.topics_grace_days as topics_days,
        r.attendance_days + r.attendance_grace_days as attendance_days,
        r.marks_days,
        r.term_marks_hours,
        extract(epoch from local_moment(d.day, cast(86400 as int), d.timezone)) + r.term_marks_hours * 3600 as term_deadline
    from described d
    left join judged r
        on
            r.school_id = d.school_id
            and r.school_year = d.school_year
            and d.day >= r.from_day
            and d.day <= r.to_day
    left join school_ends e
        on
            e.school_id = d.school_id
            and e.school_year = d.school_year
            and e.date = d.day
    left join class_ends c
        on
            c.school_id = d.school_id
            and c.school_year = d.school_year
            and c.class_id = d.class_id
            and c.date = d.day
)

select
    f.school_id,
    f.school_year,
    f.dataset,
    f.record,
    case when f.pupil_id is not null then pupil_key(f.school_id, f.pupil_id) end as pupil_key,
    case f.kind when 'inserted' then 'inserted_late' else f.kind end as kind,
    f.page_id as group_id,
    f.class_id,
    f.subject_id,
    f.teacher_id as staff_id,
    f.term_id,
    f.lesson_number,
    f.day as date,
    f.night,
    f.release,
    f.what,
    f.old_value,
    f.new_value,
    case when f.dataset = 'absences' and f.old_value = 'Б' then 'УП' else f.old_value end as old_value_outside,
    case when f.dataset = 'absences' and f.new_value = 'Б' then 'УП' else f.new_value end as new_value_outside
from found f
where
    f.kind <> 'inserted'
    or (
        f.day <= f.last_day
        and case f.dataset
            when 'marks' then f.days_after > f.marks_days
            when 'lessons' then f.held and f.days_after > f.topics_days
            when 'absences' then f.days_after > f.attendance_days
            when 'homework'
                then
                    f.homework_is_kept
                    and (
                        f.days_after > 0
                        or (
                            f.days_after = 0
                            and not f.entered_at_is_day
                            and coalesce(f.moment > f.homework_deadline, false)
                        )
                    )
            when 'term_marks'
                then
                    case
                        when f.entered_at_is_day and f.entered_at is not null
                            then cast(f.days_after as double) * 24 > f.term_marks_hours
                        else extract(epoch from f.moment) > f.term_deadline
                    end
            else false
        end
    )
