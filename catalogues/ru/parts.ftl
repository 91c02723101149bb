# Слова, общие для страниц: таблицы, определения, отрезки дней и возраст данных.
parts-no-data = нет данных
parts-no-release = Данных ещё нет
parts-no-release-hint = Загрузите первую выгрузку: svodka load ПАПКА_ИЛИ_АРХИВ. После загрузки страница заполнится сама.
parts-same-numbers = Те же числа — в таблице
parts-chart-nothing = Диаграмма не построена: все значения в таблице — нули, пропуски или скрыты.
parts-chart-withheld = Скрытые значения (*) на диаграмме не показаны.
parts-definitions = Как посчитано
parts-by-which-rules = По каким правилам
parts-operator = оператор системы
parts-days-open = бессрочно
parts-days-from = с { $from }
parts-days-to = по { $to }
parts-days-between = с { $from } по { $to }
parts-age-below-hour = меньше часа
parts-age-hours = { $hours } ч
parts-age-days =
    { $days } { $days ->
        [one] день
        [few] дня
       *[other] дней
    }
parts-mark = Добавить в избранное: { $title }
parts-unmark = Убрать из избранного: { $title }
parts-total = Итого
parts-others = Прочие
parts-others-left-out = Строки «Прочие» в сводной нет: остальные значения разошлись бы по её столбцам.
parts-whole = Всего
parts-measure = Показатель
parts-value = Значение
parts-columns-cut = Показано столбцов: { $shown } из { $count }; все столбцы — в файле.
parts-paper-closed = не заполняется
parts-paper-withheld = значение скрыто
parts-paper-corrected = исправлено
parts-paper-faulty = не прошло контроль
parts-paper-note = Примечание: { $note }
