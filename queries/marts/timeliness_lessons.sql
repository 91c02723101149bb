--- title = "Своевременность записей об уроках"
--- kind = "stored"
--- grain = "одна строка на проведённый урок"
--- day = "date"
--- sort = ["date"]
--- is_judged = true
--- after = ["calendar", "schools"]
--- columns = [
---   { name = "school_id", type = "text" },
---   { name = "school_year", type = "text" },
---   { name = "group_id", type = "text" },
---   { name = "class_id", type = "text" },
---   { name = "subject_id", type = "text" },
---   { name = "staff_id", type = "text" },
---   { name = "term_id", type = "text" },
---   { name = "date", type = "date" },
---   { name = "lesson_number", type = "int" },
---   { name = "held", type = "long", title = "Проведённых уроков" },
---   { name = "complete", type = "long", title = "Внесены и тема, и отсутствующие" },
---   { name = "empty", type = "long", title = "Срок прошёл, а не внесено ничего" },
---   { name = "topics_due", type = "long" },
---   { name = "topics_on_time", type = "long" },
---   { name = "topics_excused", type = "long" },
---   { name = "topics_late", type = "long" },
---   { name = "topics_missing", type = "long" },
---   { name = "topics_unjudged", type = "long" },
---   { name = "attendance_due", type = "long" },
---   { name = "attendance_on_time", type = "long" },
---   { name = "attendance_excused", type = "long" },
---   { name = "attendance_late", type = "long" },
---   { name = "attendance_missing", type = "long" },
---   { name = "attendance_unjudged", type = "long" },
---   { name = "homework_due", type = "long" },
---   { name = "homework_on_time", type = "long" },
---   { name = "homework_excused", type = "long" },
---   { name = "homework_late", type = "long" },
---   { name = "homework_missing", type = "long" },
---   { name = "homework_unjudged", type = "long" },
---   { name = "topic_delay_seconds", type = "long", title = "Секунд от конца урока до записи темы; пусто, если время неизвестно" },
---   { name = "topic_delays", type = "long", title = "Уроков, у которых это время известно" },
--- ]
--- [[checks]]
--- name = "sums"
--- wrong = "topics_due <> topics_on_time + topics_excused + topics_late + topics_missing + topics_unjudged or attendance_due <> attendance_on_time + attendance_excused + attendance_late + attendance_missing + attendance_unjudged or homework_due <> homework_on_time + homework_excused + homework_late + homework_missing + homework_unjudged"
--- message = "части не складываются в целое"

-- What was entered of a lesson by its deadline, by the rules of each school on each day.
-- A deadline at midnight includes the midnight itself, which clocks give to the next day already: hence the
-- microsecond. A bare day proves an entry of that day.
with judged as (
    select
        r.*,
        x.judged_from,
        s.timezone,
        s.data_moment,
        -- The last day that is over when the extract is made.
        local_day(s.data_moment - interval '1 microsecond', s.timezone) as today
    from lake.rules r
    join changed x on x.school_id = r.school_id and x.school_year = r.school_year
    join mart.schools s on s.school_id = r.school_id
),

pages as (
    select
        g.school_id,
        g.school_year,
        g.group_id,
        g.class_id,
        g.subject_id,
        g.staff_id,
        coalesce(c.grade, 0) as grade
    from lake.groups g
    join changed x on x.school_id = g.school_id and x.school_year = g.school_year
    left join lake.classes c
        on
            c.school_id = g.school_id
            and c.school_year = g.school_year
            and c.class_id = g.class_id
),

held as (
    select
        l.*,
        p.class_id,
        p.subject_id,
        p.grade,
        coalesce(l.staff_id, p.staff_id) as teacher_id
    from lake.lessons l
    join changed x on x.school_id = l.school_id and x.school_year = l.school_year
    join pages p
        on
            p.school_id = l.school_id
            and p.school_year = l.school_year
            and p.group_id = l.group_id
    where l.held and l.date >= x.judged_from
),

class_ends as (
    select
        school_id,
        school_year,
        class_id,
        date,
        max(ends_at) as ends_at
    from held
    group by school_id, school_year, class_id, date
),

school_ends as (
    select
        school_id,
        school_year,
        date,
        max(ends_at) as ends_at
    from class_ends
    group by school_id, school_year, date
),

bare as (
    select
        h.school_id,
        h.school_year,
        h.lesson_id
    from held h
    where h.topic is null and h.topic_entered_at is null and h.attendance_entered_at is null
),

with_pupils as (
    select
        m.school_id,
        m.school_year,
        m.lesson_id
    from bare b
    join lake.marks m
        on
            m.school_id = b.school_id
            and m.school_year = b.school_year
            and m.lesson_id = b.lesson_id
    union
    select
        a.school_id,
        a.school_year,
        a.lesson_id
    from bare b
    join lake.absences a
        on
            a.school_id = b.school_id
            and a.school_year = b.school_year
            and a.lesson_id = b.lesson_id
),

entries as (
    select
        l.school_id,
        l.school_year,
        l.group_id,
        l.class_id,
        l.subject_id,
        l.grade,
        l.teacher_id,
        l.date,
        l.number,
        l.topic is not null or l.topic_entered_at is not null as has_topic,
        l.attendance_entered_at is not null as has_attendance,
        m.lesson_id is not null as has_pupils,
        l.topic_entered_at,
        l.topic_entered_at_is_day,
        case
            when l.topic_entered_at_is_day then local_day(l.topic_entered_at, r.timezone)
            else local_day(l.topic_entered_at - interval '1 microsecond', r.timezone)
        end as topic_day,
        case
            when l.attendance_entered_at_is_day then local_day(l.attendance_entered_at, r.timezone)
            else local_day(l.attendance_entered_at - interval '1 microsecond', r.timezone)
        end as attendance_day,
        h.lesson_id is not null as has_homework,
        h.entered_at as homework_at,
        coalesce(h.entered_at_is_day, false) as homework_is_day,
        case
            when h.entered_at_is_day then local_day(h.entered_at, r.timezone)
            else local_day(h.entered_at - interval '1 microsecond', r.timezone)
        end as homework_day,
        local_moment(l.date, l.ends_at, r.timezone) as ended_at,
        -- The hour falls before midnight, or midnight is the deadline.
        case
            when
                cast(case when r.homework_after = 'class' then c.ends_at else s.ends_at end as double)
                + r.homework_hours * 3600 < 86400
                then local_moment(
                    l.date,
                    cast(
                        cast(case when r.homework_after = 'class' then c.ends_at else s.ends_at end as double)
                        + r.homework_hours * 3600 as int
                    ),
                    r.timezone
                )
        end as homework_deadline,
        cast(l.date as int) as day,
        cast(r.today as int) as today,
        r.data_moment,
        r.topics_days,
        r.topics_grace_days,
        r.attendance_days,
        r.attendance_grace_days,
        r.homework_is_kept,
        r.homework_is_demanded
    from held l
    join judged r
        on
            r.school_id = l.school_id
            and r.school_year = l.school_year
            and l.date >= r.from_day
            and l.date <= r.to_day
    join class_ends c
        on
            c.school_id = l.school_id
            and c.school_year = l.school_year
            and c.class_id = l.class_id
            and c.date = l.date
    join school_ends s
        on
            s.school_id = l.school_id
            and s.school_year = l.school_year
            and s.date = l.date
    left join lake.homework h
        on
            h.school_id = l.school_id
            and h.school_year = l.school_year
            and h.lesson_id = l.lesson_id
    left join with_pupils m
        on
            m.school_id = l.school_id
            and m.school_year = l.school_year
            and m.lesson_id = l.lesson_id
),

verdicts as (
    select
        e.*,
        case
            when e.has_topic and e.topic_day is null then 'unjudged'
            when e.has_topic and cast(e.topic_day as int) <= e.day + e.topics_days then 'on_time'
            when e.has_topic and cast(e.topic_day as int) <= e.day + e.topics_days + e.topics_grace_days then 'excused'
            when e.has_topic then 'late'
            when e.today > e.day + e.topics_days then 'missing'
            else 'not_due'
        end as topics,
        case
            when e.has_attendance and cast(e.attendance_day as int) <= e.day + e.attendance_days then 'on_time'
            when
                e.has_attendance
                and cast(e.attendance_day as int) <= e.day + e.attendance_days + e.attendance_grace_days
                then 'excused'
            when e.has_attendance then 'late'
            when e.today > e.day + e.attendance_days then 'missing'
            else 'not_due'
        end as attendance,
        case
            when not e.homework_is_kept then 'not_due'
            when e.has_homework and cast(e.homework_day as int) < e.day then 'on_time'
            when e.has_homework and cast(e.homework_day as int) > e.day then 'late'
            when e.has_homework and e.homework_deadline is null then 'on_time'
            when e.has_homework and e.homework_is_day then 'unjudged'
            when e.has_homework and e.homework_at <= e.homework_deadline then 'on_time'
            when e.has_homework then 'late'
            when not e.homework_is_demanded then 'not_due'
            when e.today > e.day or e.data_moment > e.homework_deadline then 'missing'
            else 'not_due'
        end as homework,
        case
            when e.topic_entered_at is not null and not e.topic_entered_at_is_day
                then
                    cast(round(extract(epoch from e.topic_entered_at) - extract(epoch from e.ended_at)) as bigint)
        end as topic_delay_seconds
    from entries e
),

lessons as (
    select
        v.school_id,
        v.school_year,
        v.group_id,
        v.class_id,
        v.subject_id,
        v.grade,
        v.teacher_id as staff_id,
        v.date,
        v.number as lesson_number,
        1 as held,
        cast(v.has_topic and v.has_attendance as bigint) as complete,
        cast(
            v.today > v.day + v.topics_days
            and not v.has_topic and not v.has_attendance and not v.has_homework and not v.has_pupils as bigint
        ) as empty,
        cast(v.topics <> 'not_due' as bigint) as topics_due,
        cast(v.topics = 'on_time' as bigint) as topics_on_time,
        cast(v.topics = 'excused' as bigint) as topics_excused,
        cast(v.topics = 'late' as bigint) as topics_late,
        cast(v.topics = 'missing' as bigint) as topics_missing,
        cast(v.topics = 'unjudged' as bigint) as topics_unjudged,
        cast(v.attendance <> 'not_due' as bigint) as attendance_due,
        cast(v.attendance = 'on_time' as bigint) as attendance_on_time,
        cast(v.attendance = 'excused' as bigint) as attendance_excused,
        cast(v.attendance = 'late' as bigint) as attendance_late,
        cast(v.attendance = 'missing' as bigint) as attendance_missing,
        cast(v.homework <> 'not_due' as bigint) as homework_due,
        cast(v.homework = 'on_time' as bigint) as homework_on_time,
        cast(v.homework = 'late' as bigint) as homework_late,
        cast(v.homework = 'missing' as bigint) as homework_missing,
        cast(v.homework = 'unjudged' as bigint) as homework_unjudged,
        v.topic_delay_seconds,
        cast(v.topic_delay_seconds is not null as bigint) as topic_delays
    from verdicts v
)

select
    f.school_id,
    f.school_year,
    f.group_id,
    f.class_id,
    f.subject_id,
    f.staff_id,
    d.term_id,
    f.date,
    f.lesson_number,
    f.held,
    f.complete,
    f.empty,
    f.topics_due,
    f.topics_on_time,
    f.topics_excused,
    f.topics_late,
    f.topics_missing,
    f.topics_unjudged,
    f.attendance_due,
    f.attendance_on_time,
    f.attendance_excused,
    f.attendance_late,
    f.attendance_missing,
    cast(0 as bigint) as attendance_unjudged,
    f.homework_due,
    f.homework_on_time,
    cast(0 as bigint) as homework_excused,
    f.homework_late,
    f.homework_missing,
    f.homework_unjudged,
    f.topic_delay_seconds,
    f.topic_delays
from lessons f
left join mart.calendar d
    on
        d.school_id = f.school_id
        and d.school_year = f.school_year
        and d.grade = f.grade
        and d.date = f.date
