# Общие слова страниц, которые собирает браузер.
screen-failed = Не получилось: { $reason }
screen-retry = Повторить
screen-cancel = Отменить
screen-close = Закрыть
screen-no-data = нет данных
screen-withheld = скрыто: малое число учеников
