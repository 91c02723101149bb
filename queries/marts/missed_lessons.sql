--- title = "Пропущенные уроки по причинам"
--- kind = "view"
--- grain = "одна строка на ученика и пропущенный им урок"
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
---   { name = "pupil_key", type = "long" },
---   { name = "reason", type = "text", personal = "health" },
---   { name = "reason_outside", type = "text" },
---   { name = "missed", type = "long" },
---   { name = "missed_illness", type = "long" },
---   { name = "missed_excused", type = "long" },
---   { name = "missed_unexcused", type = "long" },
---   { name = "missed_unspecified", type = "long" },
--- ]

-- Only what was missed: the rows that a reason can split. All columns that there are: who may not know of health has none
-- that tells of it.
select *
from absences
where missed = 1
