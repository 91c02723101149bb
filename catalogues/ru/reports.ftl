# Отчёты школ и печати на подпись.
menu-reports = Отчёты
reports-title = Отчёты
reports-count = { $count ->
    [one] { $count } отчёт для вашей роли
    [few] { $count } отчёта для вашей роли
   *[other] { $count } отчётов для вашей роли
}
reports-none = Отчётов для вашей роли нет
reports-none-advice = Отчёты печатают школа, классный руководитель и управление. Если отчёт нужен вам, обратитесь к администратору.
reports-class = Класс
reports-subject = Предмет
reports-school = Администрация школы
reports-office = Управление образования
reports-parameters = Что печатать
reports-make = Показать
reports-any = Все
reports-choose = Выберите…
reports-to-choose = Осталось выбрать
reports-missing = Укажите: { $names }. Отчёт появится здесь.
reports-paper = Отчёт
reports-provenance = Данные на { $moment }, выпуск { $release }
reports-download = Скачать
reports-sign = Напечатать на подпись
reports-slips-cut = На экране — { $shown } выписок из { $count }; все — в PDF. Большой файл готовится до десяти секунд.
reports-rows-cut = На экране — первые { $shown } строк из { $count }; все — в XLSX и PDF.
prints-title = Печати на подпись
prints-intro = Напечатанное на подпись хранится записью: по номеру тот же лист можно напечатать снова и проверить, что он не изменён.
prints-one = Печать № { $number }
prints-list = Записи
prints-none = Печатей пока нет
prints-none-advice = Откройте отчёт и нажмите «Напечатать на подпись».
prints-verify = Проверить лист
prints-hash = Контрольная сумма
prints-hash-hint = Стоит внизу листа; подойдёт и сумма SHA-256 самого файла.
prints-find = Найти
prints-found = Это печать № { $number }
prints-found-what = { $title }. Напечатал(а): { $name }.
prints-not-found = Такой печати нет
prints-not-found-hint = Проверьте сумму по листу. Записи, сделанные вне вашей области, здесь не находятся.
prints-number = Номер
prints-report = Отчёт
prints-chosen = Отбор
prints-made = Напечатано
prints-by = Кто
prints-data = По каким данным
prints-record = Запись
prints-record-hash = Контрольная сумма записи
prints-file-hash = SHA-256 файла
prints-compare = Сверить с подписанным
prints-same = Лист тот же
prints-same-hint = Файл нарисован заново и байт в байт совпал с тем, что был напечатан на подпись.
prints-other = Лист получился другим
prints-other-hint = Файл нарисован заново и не совпал с напечатанным на подпись: с тех пор изменились программа или описание показателей. Подписанный лист остаётся в силе; для нового напечатайте отчёт заново.
prints-gone = Напечатать снова нельзя
prints-older = Более ранние
