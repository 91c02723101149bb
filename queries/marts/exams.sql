--- title = "Результаты экзаменов"
--- kind = "stored"
--- grain = "одна строка на результат ученика"
--- sort = ["date"]
--- after = ["calendar", "schools", "enrolments", "classes"]
--- columns = [
---   { name = "school_id", type = "text" },
---   { name = "school_year", type = "text" },
---   { name = "class_id", type = "text", title = "Класс ученика в день экзамена" },
---   { name = "subject_id", type = "text" },
---   { name = "term_id", type = "text" },
---   { name = "date", type = "date" },
---   { name = "pupil_key", type = "long" },
---   { name = "exam", type = "text" },
---   { name = "taken", type = "long" },
---   { name = "score", type = "long" },
---   { name = "scores", type = "long", title = "Результатов с баллом" },
---   { name = "mark", type = "long" },
---   { name = "marks", type = "long", title = "Результатов с отметкой" },
---   { name = "fails", type = "long" },
---   { name = "entered", type = "long", title = "Результатов, у которых известны оба момента, и они достаточно точны" },
---   { name = "entered_on_time", type = "long" },
---   { name = "seen", type = "long" },
--- ]

-- Who took which exam with what result, and when it was entered. A bare day is any moment of it: a result is
-- judged only where every such moment tells the same.
with sitting as (
    select
        r.*,
        pupil_key(r.school_id, r.pupil_id) as pupil_key
    from lake.exam_results r
    join changed x on x.school_id = r.school_id and x.school_year = r.school_year
),

class_of as (
    select
        t.school_id,
        t.school_year,
        t.pupil_key,
        t.date,
        min(e.class_id) as class_id
    from sitting t
    join mart.enrolments e
        on
            e.school_id = t.school_id
            and e.school_year = t.school_year
            and e.pupil_key = t.pupil_key
            and e.from_day <= t.date
            and e.to_day >= t.date
    join mart.classes c
        on
            c.school_id = e.school_id
            and c.school_year = e.school_year
            and c.class_id = e.class_id
    where c.kind = 'class'
    group by t.school_id, t.school_year, t.pupil_key, t.date
),

timed as (
    select
        t.*,
        r.term_marks_hours * 3600 as seconds,
        extract(epoch from t.received_at) as received_from,
        extract(epoch from t.received_at) + case when t.received_at_is_day then 86400 else 0 end as received_to,
        extract(epoch from t.entered_at) as entered_from,
        extract(epoch from t.entered_at) + case when t.entered_at_is_day then 86400 else 0 end as entered_to
    from sitting t
    join lake.rules r
        on
            r.school_id = t.school_id
            and r.school_year = t.school_year
            and t.date >= r.from_day
            and t.date <= r.to_day
),

judged as (
    select
        t.*,
        coalesce(t.entered_to <= t.received_from + t.seconds, false) as is_on_time,
        coalesce(t.entered_from > t.received_to + t.seconds, false) as is_late
    from timed t
)

select
    j.school_id,
    j.school_year,
    k.class_id,
    j.subject_id,
    d.term_id,
    j.date,
    j.pupil_key,
    j.exam,
    1 as taken,
    cast(coalesce(j.score, 0) as bigint) as score,
    cast(j.score is not null as bigint) as scores,
    cast(coalesce(j.mark, 0) as bigint) as mark,
    cast(j.mark is not null as bigint) as marks,
    cast(coalesce(j.mark <= 2, false) as bigint) as fails,
    cast(j.is_on_time or j.is_late as bigint) as entered,
    cast(j.is_on_time as bigint) as entered_on_time,
    cast(j.guardian_seen_at is not null as bigint) as seen
from judged j
left join class_of k
    on
        k.school_id = j.school_id
        and k.school_year = j.school_year
        and k.pupil_key = j.pupil_key
        and k.date = j.date
left join mart.classes c
    on
        c.school_id = k.school_id
        and c.school_year = k.school_year
        and c.class_id = k.class_id
left join mart.calendar d
    on
        d.school_id = j.school_id
        and d.school_year = j.school_year
        and d.grade = coalesce(c.grade, 0)
        and d.date = j.date
