# Общие слова страниц, которые собирает браузер.
screen-failed = Не получилось: { $reason }
screen-retry = Повторить
screen-cancel = Отменить
screen-close = Закрыть
screen-no-data = нет данных
screen-withheld = скрыто: малое число учеников

# Файл на пути к читателю
screen-export-begun = Готовится файл { $format }.
screen-export-running = Готовится файл { $format }: { $seconds } с.
screen-export-gathered =
    Готовится файл { $format }: { $done ->
        [one] готова { $done } часть из { $all }
        [few] готовы { $done } части из { $all }
       *[many] готово { $done } частей из { $all }
    }.
screen-export-written =
    Готовится файл { $format }: { $rows ->
        [one] записана { $rows } строка
        [few] записаны { $rows } строки
       *[many] записано { $rows } строк
    }.
screen-export-written-of =
    Готовится файл { $format }: { $rows ->
        [one] записана { $rows } строка из { $total }
        [few] записаны { $rows } строки из { $total }
       *[many] записано { $rows } строк из { $total }
    }.
screen-export-receiving = Принимается файл { $format }: { $size }.
screen-export-received = Принимается файл { $format }: { $percent } % из { $size }.
screen-export-done = Файл { $format } сохранён: { $size }.
screen-export-replaced =
    Вместо { $count ->
        [one] { $count } знака, которого
        [few] { $count } знаков, которых
       *[many] { $count } знаков, которых
    } нет в windows-1251, стоит «?».
screen-export-failed = Файл { $format } не получен: { $reason }
screen-size-kb = { $size } КБ
screen-size-mb = { $size } МБ
