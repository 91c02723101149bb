--- title = "Своды правил школ по дням"
--- kind = "stored"
--- grain = "одна строка на школу и отрезок дней, на котором ничего в правилах не меняется"
--- key = ["school_id", "school_year", "from_day"]
--- columns = [
---   { name = "school_id", type = "text" },
---   { name = "school_year", type = "text" },
---   { name = "rule_set", type = "text" },
---   { name = "from_day", type = "date" },
---   { name = "to_day", type = "date" },
---   { name = "accumulation_is_kept", type = "bool" },
---   { name = "accumulation_up_to_1_hour", type = "long" },
---   { name = "accumulation_up_to_2_hours", type = "long" },
---   { name = "accumulation_up_to_3_hours", type = "long" },
---   { name = "accumulation_per_3_hours", type = "long" },
---   { name = "accumulation_absent_pct", type = "number" },
---   { name = "final_mark_five", type = "number" },
---   { name = "final_mark_four", type = "number" },
---   { name = "final_mark_three", type = "number" },
---   { name = "risk_missed_pct", type = "number" },
--- ]
--- [[checks]]
--- name = "whole"
--- wrong = "accumulation_is_kept is null or accumulation_up_to_1_hour is null or accumulation_up_to_2_hours is null or accumulation_up_to_3_hours is null or accumulation_per_3_hours is null or accumulation_absent_pct is null or final_mark_five is null or final_mark_four is null or final_mark_three is null or risk_missed_pct is null"
--- message = "в правилах школы не хватает значения"

-- What questions need of the rules by which each school is judged.
select
    r.school_id,
    r.school_year,
    r.rule_set,
    r.from_day,
    r.to_day,
    r.accumulation_is_kept,
    r.accumulation_up_to_1_hour,
    r.accumulation_up_to_2_hours,
    r.accumulation_up_to_3_hours,
    r.accumulation_per_3_hours,
    r.accumulation_absent_pct,
    r.final_mark_five,
    r.final_mark_four,
    r.final_mark_three,
    r.risk_missed_pct
from lake.rules r
join changed x on x.school_id = r.school_id and x.school_year = r.school_year
