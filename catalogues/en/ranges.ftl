# Stretches of days that have words.
range-today = today
range-yesterday = yesterday
range-last-7-days = last 7 days
range-last-14-days = last 14 days
range-last-30-days = last 30 days
range-this-week = this week
range-last-week = last week
range-this-month = this month
range-last-month = last month
range-last-3-months = last 3 months
range-this-quarter = this quarter
range-last-quarter = last quarter
range-this-term = this term
range-last-term = last term
range-last-finished-term = last finished term
range-this-year = this school year
range-last-year = last school year
