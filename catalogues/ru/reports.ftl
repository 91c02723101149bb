# Отчёты школ и документы на подпись.
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
prints-title = Документы на подпись
prints-intro = Напечатанное на подпись хранится записью: по номеру тот же лист можно напечатать снова и проверить, что он не изменён.
prints-one = Документ № { $number }
prints-list = Записи
prints-school = Организация
prints-all-schools = Все организации
prints-pick = Отбор записей
prints-show = Показать
prints-of-school = Документ другой организации
prints-of-school-hint = Видно, что, кем и когда напечатано, и контрольные суммы. Сам лист открыт тем, кому открыто всё, что видел автор.
prints-none = Документов пока нет
prints-none-advice = Откройте отчёт и нажмите «Напечатать на подпись».
prints-none-here = Среди просмотренных записей открытых вам нет
prints-none-here-advice = Перейдите к более ранним: ссылка внизу страницы.
prints-verify = Проверить лист
prints-hash = Контрольная сумма
prints-hash-hint = Стоит внизу листа; подойдёт и сумма SHA-256 самого файла.
prints-find = Найти
prints-found = Это документ № { $number }
prints-found-what = { $title }. Напечатал(а): { $name }.
prints-not-found = Такого документа нет
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
reports-no-parameter = параметра «{ $name }» у отчёта нет
reports-no-value = «{ $title }»: значения «{ $value }» нет
reports-no-terms = учебных периодов в данных ещё нет
reports-nothing-to-choose = «{ $title }»: выбирать пока не из чего
reports-choose-it = выберите: { $title }
reports-for-example = например: { $names }
reports-maybe = возможно, «{ $name }»
reports-no-year = за { $year } учебный год данных нет
reports-no-such-year = «{ $text }» — не учебный год; ожидается, например, 2025/2026
reports-no-term = учебного периода «{ $name }» нет
reports-term-ahead = учебный период «{ $name }» ещё не начался
reports-term-of-others = у «{ $class }» нет учебного периода «{ $term }»
reports-terms-of-class = выберите один из этих: { $names }
reports-days-not-term = «{ $title }»: задайте дни, а не учебный период
reports-too-many-days =
    «{ $title }»: не больше { $most ->
        [one] { $most } дня
       *[other] { $most } дней
    }
reports-no-day = «{ $text }» — не день; ожидается, например, 2025-10-14
reports-day-outside = { $day } не входит в учебный период «{ $term }»
reports-no-number = «{ $title }»: «{ $text }» — не число
reports-format = укажите формат файла: xlsx или pdf
reports-narrow = сузьте отрезок или выберите класс
prints-changed = запись о документе № { $number } изменена после подписания: её контрольная сумма не сходится
prints-release-gone = данные выпуска { $release }, по которым напечатан документ № { $number }, уже удалены: напечатайте отчёт заново — это будет другая запись
prints-unread = запись о документе № { $number } не читается
prints-bad-hash = контрольная сумма — 64 знака: цифры и буквы от a до f
reports-long = Документ готовится файлом
reports-long-hint = Листов в нём много, поэтому на экране он не показан. Пока он готовится, видно, сколько осталось. О PDF на подпись остаётся запись: кто, когда и что напечатал.
reports-long-narrower = Чтобы увидеть часть документа здесь, уточните: { $name }.
reports-long-pdf = Подготовить PDF на подпись
reports-long-xlsx = Подготовить XLSX
reports-long-closed = Документ выдаётся только файлом
reports-long-closed-text = Вашей роли выгрузка файлов не открыта. Попросите того, кому она открыта, или обратитесь к администратору.
batches-title = Документ готовится
batches-progress = Готовность
batches-asking = Собираем данные.
batches-writing = Данные собраны, записываем файл.
batches-over = Готово, страница обновляется.
batches-lost = Сервер не отвечает. Нажмите «Обновить».
batches-count = { $done } из { $all }
batches-hint = Страница обновляется сама; если нет, нажмите «Обновить». Если страницу закрыть, через две минуты подготовка прекратится.
batches-refresh = Обновить
batches-stop = Остановить
batches-done = Документ готов
batches-file = Файл
batches-kept = Файл можно скачать здесь в течение 15 минут.
batches-print = Запись: документ № { $number }
batches-stopped = Подготовка остановлена
batches-stopped-text = Документ не собран, запись о печати не сделана.
batches-left = Подготовка прекращена
batches-left-text = Страницу не открывали дольше двух минут. Документ не собран, запись о печати не сделана.
batches-again = Начать заново
batches-not-ready = документ ещё не готов: дождитесь, пока он будет собран
batches-too-many = { $count ->
    [one] у вас уже готовится { $count } документ: дождитесь его или остановите
    [few] у вас уже готовятся { $count } документа: дождитесь одного из них или остановите
   *[other] у вас уже готовится { $count } документов: дождитесь одного из них или остановите
}
prints-again = Подготовить PDF снова
prints-long-hint = Печать большая: она готовится в фоне и при этом сверяется с подписанной. Если лист изменился, об этом будет сказано.
prints-long-advice = Нажмите «Подготовить PDF снова»: печать готовится в фоне, и видно, сколько осталось.
prints-short = печать № { $number } готова сразу: скачайте её на её странице
reports-long-refused = Документ большой и сразу не выдаётся
reports-long-advice = Выберите ниже, каким файлом его подготовить: он готовится в фоне, и видно, сколько осталось.
reports-long-conflict = документ большой и сразу не выдаётся: подготовьте его файлом на странице отчёта
reports-too-long = «{ $title }»: не длиннее { $most } знаков
reports-unseen = «{ $title }»: есть невидимые знаки или переносы строк — наберите текст одной строкой
reports-no-entries = «{ $title }»: в реестре ещё нет записей — заведите запись в разделе «Реестры»
