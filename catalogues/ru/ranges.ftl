# Отрезки дней, названные словами.
range-today = сегодня
range-yesterday = вчера
range-last-7-days = последние 7 дней
range-last-14-days = последние 14 дней
range-last-30-days = последние 30 дней
range-this-week = эта неделя
range-last-week = прошлая неделя
range-this-month = этот месяц
range-last-month = прошлый месяц
range-last-3-months = последние 3 месяца
range-this-quarter = этот квартал
range-last-quarter = прошлый квартал
range-this-term = текущий учебный период
range-last-term = прошлый учебный период
range-last-finished-term = последний законченный учебный период
range-this-year = этот учебный год
range-last-year = прошлый учебный год
